"""What is guessed of an object type from example objects."""

from __future__ import annotations

import json
from typing import Any

import pytest

from cprofiles_mock.exceptions import BadRequestException
from cprofiles_mock.rules.ingestion.detection import detect
from cprofiles_mock.rules.ingestion.mapping import compile_mapping
from cprofiles_mock.rules.ingestion.rules import mistakes

pytestmark = pytest.mark.in_process

KNOWN_KEYS = {
    "_account": ["STRING"],
    "_email": ["EMAIL_ADDRESS"],
    "_fullName": ["NAME"],
    "_phone": ["PHONE_NUMBER"],
}


def detected(*objects: dict[str, Any]) -> dict[str, Any]:
    found = detect([json.dumps(parsed) for parsed in objects])
    assert found is not None
    return found


def target_of(value: Any, *names: str) -> str:
    """The target of the only field of an object that has a value below these names."""
    for name in reversed(names):
        value = {name: value}
    (field,) = detected(value)["Fields"].values()
    return str(field["Target"])


def identifiers_of(*objects: dict[str, Any]) -> dict[str, list[list[str]]]:
    return {
        name: [definition.get("StandardIdentifiers", []) for definition in definitions]
        for name, definitions in detected(*objects)["Keys"].items()
    }


CUSTOMER = {
    "account": 1234,
    "email": "john@examplecorp.com",
    "address": {"address1": "Street", "zip": "Zip", "city": "City"},
    "firstName": "John",
    "lastName": "Doe",
    "tier": "gold",
    "updatedAt": 1709647629250,
}


def test_a_mapping_is_made_of_every_scalar() -> None:
    assert detected(CUSTOMER) == {
        "Fields": {
            "account": {
                "Source": "_source.account",
                "Target": "_profile.AccountNumber",
                "ContentType": "NUMBER",
            },
            "email": {
                "Source": "_source.email",
                "Target": "_profile.EmailAddress",
                "ContentType": "EMAIL_ADDRESS",
            },
            "address_address1": {
                "Source": "_source.address.address1",
                "Target": "_profile.Address.Address1",
                "ContentType": "STRING",
            },
            "address_zip": {
                "Source": "_source.address.zip",
                "Target": "_profile.Address.PostalCode",
                "ContentType": "STRING",
            },
            "address_city": {
                "Source": "_source.address.city",
                "Target": "_profile.Address.City",
                "ContentType": "STRING",
            },
            "firstName": {
                "Source": "_source.firstName",
                "Target": "_profile.FirstName",
                "ContentType": "NAME",
            },
            "lastName": {
                "Source": "_source.lastName",
                "Target": "_profile.LastName",
                "ContentType": "NAME",
            },
            "tier": {
                "Source": "_source.tier",
                "Target": "_profile.Attributes.tier",
                "ContentType": "STRING",
            },
            "updatedAt": {
                "Source": "_source.updatedAt",
                "Target": "_profile.SourceLastUpdatedTimestamp",
                "ContentType": "NUMBER",
            },
        },
        "Keys": {
            "_account": [{"StandardIdentifiers": ["PROFILE", "UNIQUE"], "FieldNames": ["account"]}],
            "_email": [{"StandardIdentifiers": ["PROFILE"], "FieldNames": ["email"]}],
        },
        "SourceLastUpdatedTimestampFormat": "EpochMilli",
    }


@pytest.mark.parametrize(
    "objects",
    [
        [CUSTOMER],
        [{"id": "a", "email": "a@b.co"}, {"id": "b", "email": "a@b.co"}],
        [{"orderId": 1, "customer": {"id": 2, "name": "Ann"}, "items": [{"sku": "x"}]}],
        [{"ticket number": "T-1", "status": "open"}],
        [{"phone": "+1 206 345 7890", "mobile": "1", "home_phone": "2", "work phone": "3"}],
        [{"email": "a@b.co", **{f"m{i}": {"user": {"id": i}} for i in range(20)}}],
        [{**{f"{name}Id": 1 for name in ("customer", "client", "user", "contact", "person",
                                         "profile", "guest", "member", "passenger", "patient",
                                         "traveler", "subscriber")}, "name": "x"}],
    ],
)  # fmt: skip
def test_what_is_guessed_can_be_put(objects: list[dict[str, Any]]) -> None:
    mapping = detected(*objects)
    fields, keys = mapping["Fields"], mapping["Keys"]
    assert not [*mistakes(fields, keys, allow_profile_creation=True, known_keys=KNOWN_KEYS)]
    compiled = compile_mapping(
        mapping["Fields"], mapping["Keys"], mapping.get("SourceLastUpdatedTimestampFormat")
    )
    assert set(compiled.read(objects[0])) == set(mapping["Fields"])


@pytest.mark.parametrize(
    ("names", "target"),
    [
        (["firstName"], "_profile.FirstName"),
        (["FIRST NAME"], "_profile.FirstName"),
        (["customer", "given_name"], "_profile.FirstName"),
        (["name", "first"], "_profile.FirstName"),
        (["middleName"], "_profile.MiddleName"),
        (["surname"], "_profile.LastName"),
        (["dateOfBirth"], "_profile.BirthDate"),
        (["Gender"], "_profile.GenderString"),
        (["company", "name"], "_profile.BusinessName"),
        (["account_number"], "_profile.AccountNumber"),
        (["additionalInfo"], "_profile.AdditionalInformation"),
        (["email"], "_profile.EmailAddress"),
        (["E-Mail Address"], "_profile.EmailAddress"),
        (["primaryEmail"], "_profile.EmailAddress"),
        (["homeEmail"], "_profile.EmailAddress"),
        (["personalEmail"], "_profile.PersonalEmailAddress"),
        (["work_email"], "_profile.BusinessEmailAddress"),
        (["phone"], "_profile.PhoneNumber"),
        (["contactNumber"], "_profile.PhoneNumber"),
        (["personal phone"], "_profile.PhoneNumber"),
        (["cell"], "_profile.MobilePhoneNumber"),
        (["phones", "mobile"], "_profile.MobilePhoneNumber"),
        (["homePhone"], "_profile.HomePhoneNumber"),
        (["officeTelephoneNumber"], "_profile.BusinessPhoneNumber"),
        (["address"], "_profile.Address.Address1"),
        (["address", "city"], "_profile.Address.City"),
        (["address", "addressLine2"], "_profile.Address.Address2"),
        (["home_address", "street"], "_profile.Address.Address1"),
        (["zipCode"], "_profile.Address.PostalCode"),
        (["shippingAddress", "postalCode"], "_profile.ShippingAddress.PostalCode"),
        (["shipping_address"], "_profile.ShippingAddress.Address1"),
        (["billing_country_code"], "_profile.BillingAddress.Country"),
        (["mailing", "state"], "_profile.MailingAddress.State"),
        (["shippingMethod"], "_profile.Attributes.shippingMethod"),
        (["shipping"], "_profile.Attributes.shipping"),
        (["manager", "email"], "_profile.Attributes.manager_email"),
        (["contact", "info"], "_profile.Attributes.contact_info"),
        (["ipAddress"], "_profile.Attributes.ipAddress"),
        (["fullName"], "_profile.Attributes.fullName"),
        (["e"], "_profile.Attributes.e"),
    ],
)
def test_a_name_leads_to_a_member_of_the_profile(names: list[str], target: str) -> None:
    assert target_of("x", *names) == target


def test_a_member_goes_to_the_first_field_that_is_named_for_it() -> None:
    fields = detected({"email": "a@b.co", "emailAddress": "c@d.co"})["Fields"]
    assert {name: field["Target"] for name, field in fields.items()} == {
        "email": "_profile.EmailAddress",
        "emailAddress": "_profile.Attributes.emailAddress",
    }


@pytest.mark.parametrize(
    ("name", "value", "content_type"),
    [
        ("email", "not one", "EMAIL_ADDRESS"),
        ("reply to", "ann@example.com", "EMAIL_ADDRESS"),
        ("mobile", 5551234, "PHONE_NUMBER"),
        ("fax", "+49 (30) 901820", "PHONE_NUMBER"),
        ("delta", "+1 -- -- -", "STRING"),
        ("offset", "+1", "STRING"),
        ("lastName", "Doe", "NAME"),
        ("full_name", "Ann Lee", "NAME"),
        ("price", 2.5, "NUMBER"),
        ("vip", True, "STRING"),
        ("plan", "12", "STRING"),
        ("plan", None, "STRING"),
    ],
)
def test_a_content_type_follows_from_the_name_or_the_values(
    name: str, value: Any, content_type: str
) -> None:
    (field,) = detected({name: value})["Fields"].values()
    assert field["ContentType"] == content_type


@pytest.mark.parametrize(
    ("parsed", "sources"),
    [
        ({"a": {"b": {"c": 1}}}, {"a_b_c": "_source.a.b.c"}),
        ({"items": [{"sku": 1}, {"sku": 2}]}, {"items_sku": "_source.items[].sku"}),
        ({"tags": ["a"]}, {"tags_2": "_source.tags[]"}),
        ({"grid": [[1], [2]]}, {"grid": "_source.grid[]"}),
        ({"First Name": 1}, {"First_Name": "_source.First Name"}),
        ({"a.b": 1}, {"a_b": '_source["a.b"]'}),
        ({'a"b.': 1}, {"a_b": "_source['a\"b.']"}),
        ({"_id": 1}, {"id": "_source._id"}),
        ({"1st": 1}, {"field_1st": "_source.1st"}),
        ({"名前": 1}, {"field": "_source.名前"}),
        ({"Tags": 1}, {"Tags_2": "_source.Tags"}),
        ({"a-b": 1, "a_b": 1, "a b": 1}, {
            "a-b": "_source.a-b", "a_b": "_source.a_b", "a_b_2": "_source.a b",
        }),
        ({"n" * 70: 1, "n" * 71: 1}, {
            "n" * 64: f"_source.{'n' * 70}", f"{'n' * 60}_2": f"_source.{'n' * 71}",
        }),
        # What no accessor can reach is left out.
        ({"ok": 1, "": 2, "both\"'": 3, "{{x}}": 4, "n" * 999: 5}, {"ok": "_source.ok"}),
        ({"ok": 1, "none": [], "empty": {}}, {"ok": "_source.ok"}),
    ],
)  # fmt: skip
def test_a_field_has_a_name_of_its_own_and_a_source(
    parsed: dict[str, Any], sources: dict[str, str]
) -> None:
    fields = detected(parsed)["Fields"]
    assert {name: field["Source"] for name, field in fields.items()} == sources


def test_objects_complete_one_another() -> None:
    fields = detected({"a": None, "b": ""}, {"a": {"c": 1}}, {"b": 2})["Fields"]
    assert {name: field["ContentType"] for name, field in fields.items()} == {
        "b": "NUMBER",
        "a_c": "NUMBER",
    }


@pytest.mark.parametrize(
    ("value", "timestamp_format"),
    [
        (1709647629250, "EpochMilli"),
        ("1709647629250", "EpochMilli"),
        ("2024-03-05T14:07:09Z", "yyyy-MM-dd'T'HH:mm:ss'Z'"),
        ("2024-03-05T14:07:09", "yyyy-MM-dd'T'HH:mm:ss"),
        ("2024-03-05T14:07:09.250Z", "yyyy-MM-dd'T'HH:mm:ss.SSS'Z'"),
        ("2024-03-05T14:07:09.250+01:00", "yyyy-MM-dd'T'HH:mm:ss.SSSXXX"),
        ("2024-03-05T14:07:09-0800", "yyyy-MM-dd'T'HH:mm:ssZ"),
        ("2024-03-05 14:07:09", "yyyy-MM-dd HH:mm:ss"),
        ("2024-03-05", "yyyy-MM-dd"),
        ("20240305", "yyyyMMdd"),
        ("03/25/2024", "MM/dd/yyyy"),
        ("25/03/2024", "dd/MM/yyyy"),
        ("25.03.2024 10:00:00", "dd.MM.yyyy HH:mm:ss"),
        (1709647629, None),
        (17096476292.5, None),
        ("yesterday", None),
        ("2024-13-05", None),
        (None, None),
    ],
)
def test_the_format_of_the_last_update_follows_from_its_values(
    value: Any, timestamp_format: str | None
) -> None:
    mapping = detected({"lastModifiedDate": value})
    assert mapping.get("SourceLastUpdatedTimestampFormat") == timestamp_format
    assert mapping["Fields"]["lastModifiedDate"]["Target"] == (
        "_profile.SourceLastUpdatedTimestamp"
        if timestamp_format
        else "_profile.Attributes.lastModifiedDate"
    )


def test_the_format_fits_all_values() -> None:
    mapping = detected({"updated": "03/05/2024"}, {"updated": "25/12/2024"})
    assert mapping["SourceLastUpdatedTimestampFormat"] == "dd/MM/yyyy"
    assert "SourceLastUpdatedTimestampFormat" not in detected(
        {"updated": "03/05/2024"}, {"updated": 1709647629250}
    )
    # The elements of a list do not say when the object was updated.
    assert "SourceLastUpdatedTimestampFormat" not in detected({"updated": [1709647629250]})


@pytest.mark.parametrize(
    ("objects", "identifiers"),
    [
        ([{"id": 1, "email": "a"}], {"id": [["UNIQUE"]], "_email": [["PROFILE"]]}),
        (
            [{"orderId": 1, "customerId": 2}],
            {"orderId": [["UNIQUE"]], "customerId": [["PROFILE"]]},
        ),
        ([{"customerId": 2, "orderId": 1}], {"customerId": [["PROFILE", "UNIQUE"]]}),
        # Of several objects those values count that tell them apart.
        (
            [{"customerId": 2, "orderId": 1}, {"customerId": 2, "orderId": 3}],
            {"orderId": [["UNIQUE"]], "customerId": [["PROFILE"]]},
        ),
        (
            [{"id": 1, "orderId": 1, "email": "a"}, {"orderId": 2, "email": "b"}],
            {"orderId": [["UNIQUE"]], "_email": [["PROFILE"]]},
        ),
        ([{"orderId": 1}], {"orderId": [["PROFILE", "UNIQUE"]]}),
        ([{"case_no": 1}], {"case_no": [["PROFILE", "UNIQUE"]]}),
        ([{"house_no": 1}], {}),
        ([{"customer": {"uuid": 1}}], {"customer_uuid": [["PROFILE", "UNIQUE"]]}),
        # Tried in this order: a customer's identifier, the account, e-mail addresses, phones.
        (
            [{"id": 1, "phone": 1, "mobile": 2, "email": 3, "account": 4, "userId": 5}],
            {
                "id": [["UNIQUE"]],
                "userId": [["PROFILE"]],
                "_account": [["PROFILE"]],
                "_email": [["PROFILE"]],
                "_phone": [["PROFILE"], ["PROFILE"]],
            },
        ),
        ([{"email": "a"}], {"_email": [["PROFILE", "UNIQUE"]]}),
        ([{"emails": ["a", "b"]}], {"_email": [["PROFILE"]]}),
        ([{"email": "a"}, {"email": "a"}], {"_email": [["PROFILE"]]}),
        ([{"phone": "1"}, {"name": "x"}], {"_phone": [["PROFILE"]], "_fullName": [[]]}),
        ([{"ids": [{"user": {"id": 1}}]}], {}),
        ([{"id": True, "names": [{"name": "x"}]}], {}),
        ([{"name": ["x"], "名": 1}], {}),
    ],
)
def test_keys_are_guessed(
    objects: list[dict[str, Any]], identifiers: dict[str, list[list[str]]]
) -> None:
    found = identifiers_of(*objects)
    assert found == identifiers
    assert list(found) == list(identifiers)


def test_objects_without_a_scalar_give_no_mapping() -> None:
    assert detect(["{}", '{"a": [], "b": {}}']) is None


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            "{",
            "Could not parse object string into JSON: Expecting property name enclosed in double "
            "quotes: line 1 column 2 (char 1)",
        ),
        (
            "",
            "Could not parse object string into JSON: Expecting value: line 1 column 1 (char 0)",
        ),
        (
            '{"a":' * 20000 + "1" + "}" * 20000,
            "Could not parse object string into JSON: it is nested too deeply",
        ),
        (
            "[{}]",
            "The object string is not a JSON object; an object is written in braces, as "
            '{"id": "1"}',
        ),
        (
            "null",
            "The object string is not a JSON object; an object is written in braces, as "
            '{"id": "1"}',
        ),
    ],
)
def test_a_string_that_is_no_object_is_refused(text: str, message: str) -> None:
    with pytest.raises(BadRequestException) as raised:
        detect(['{"a": 1}', text])
    assert raised.value.message == message


def test_more_than_120_scalars_are_refused() -> None:
    assert len(detected({f"a{i}": i for i in range(120)})["Fields"]) == 120
    with pytest.raises(BadRequestException) as raised:
        detected({f"a{i}": i for i in range(120)}, {"b": 1})
    assert raised.value.message == "Breached limit of 120 attributes"
