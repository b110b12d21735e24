"""What an object's fields tell its profile and the other standard objects."""

from __future__ import annotations

import json
from typing import Any

import pytest
from freezegun import freeze_time

from tests.support.ingesting import (
    CUSTOMER,
    define,
    keyed,
    objects,
    profile,
    profile_id,
    profiles,
    put,
    stats,
)

pytestmark = pytest.mark.usefixtures("domain")


def mapped(client: Any, source: Any, *fields: str, **more: str) -> dict[str, Any]:
    """The profile made of an object by fields such as ``_source.a -> _profile.FirstName``."""
    definition: dict[str, Any] = {
        "Fields": {"id": {"Source": "7"}},
        "Keys": {"id": [{"StandardIdentifiers": ["PROFILE", "UNIQUE"], "FieldNames": ["id"]}]},
        "AllowProfileCreation": True,
    }
    for number, field in enumerate(fields):
        origin, _, target = field.partition(" -> ")
        definition["Fields"][f"f{number}"] = {"Source": origin, "Target": target}
    define(client, "T", definition, **more)
    put(client, "T", source)
    return profile(client, "id", "7")


@pytest.mark.filterwarnings("ignore::cprofiles_mock.UnusedSourceWarning")
@pytest.mark.filterwarnings("ignore::cprofiles_mock.ConstantSourceWarning")
@pytest.mark.parametrize(
    ("field", "expected"),
    [
        ("_source.name -> _profile.FirstName", {"FirstName": "Ann"}),
        ("_source.deep.er.est -> _profile.FirstName", {"FirstName": "Ann"}),
        ("_source.number -> _profile.AccountNumber", {"AccountNumber": "12"}),
        ("_source.price -> _profile.Attributes.price", {"Attributes": {"price": "12.5"}}),
        ("_source.yes -> _profile.Attributes.vip", {"Attributes": {"vip": "true"}}),
        ("_source.zero -> _profile.Attributes.n", {"Attributes": {"n": "0"}}),
        ("_source.phones[] -> _profile.PhoneNumber", {"PhoneNumber": "+12065550100"}),
        ("_source.tags -> _profile.Attributes.tags", {"Attributes": {"tags": '["a","b"]'}}),
        ("_source.people[].name -> _profile.Attributes.all", {"Attributes": {"all": '["x","y"]'}}),
        ("_source.deep -> _profile.Attributes.d", {"Attributes": {"d": '{"er":{"est":"Ann"}}'}}),
        ("_source.city -> _profile.ShippingAddress.City", {"ShippingAddress": {"City": "Rome"}}),
        ("_source.address -> _profile.Address", {"Address": {"City": "Rome", "PostalCode": "184"}}),
        ("_source.map -> _profile.Attributes", {"Attributes": {"a": "1", "b": "x"}}),
        ("gold -> _profile.Attributes.tier", {"Attributes": {"tier": "gold"}}),
        ("female -> _profile.Gender", {"Gender": "FEMALE"}),
        ("_source.name -> _profile.Attributes.{{_source.city}}", {"Attributes": {"Rome": "Ann"}}),
        ("_source.name -> _profile.Attributes.{{_source.no}}", {}),
        ("_source.no -> _profile.FirstName", {}),
        ("_source.null -> _profile.FirstName", {}),
        ("_source.empty -> _profile.FirstName", {}),
        ("_source.nothing[] -> _profile.FirstName", {}),
        ("_source.blank -> _profile.FirstName", {}),
        ("{{_source.name}} from {{_source.city}} -> _profile.Attributes.x",
         {"Attributes": {"x": "Ann from Rome"}}),
        ("{{#if _source.yes}}gold{{else}}tin{{/if}} -> _profile.Attributes.x",
         {"Attributes": {"x": "gold"}}),
        ("{{#unless _source.yes}}tin{{/unless}} -> _profile.Attributes.x", {}),
        ("{{#each _source.people}}{{name}};{{/each}} -> _profile.Attributes.x",
         {"Attributes": {"x": "x;y;"}}),
        ("{{#with _source.deep.er}}{{est}}{{/with}} -> _profile.Attributes.x",
         {"Attributes": {"x": "Ann"}}),
        ("{{removeExtraSpace _source.spaced}} -> _profile.FirstName", {"FirstName": "A B"}),
        ("{{_source.html}} -> _profile.BusinessName", {"BusinessName": "O'Neil & <Sons>"}),
    ],
)  # fmt: skip
def test_a_source_is_mapped_onto_its_target(
    client: Any, field: str, expected: dict[str, Any]
) -> None:
    source = {
        "name": "Ann", "deep": {"er": {"est": "Ann"}}, "number": 12, "price": 12.5, "yes": True,
        "zero": 0, "phones": [None, "+12065550100", "+12065550101"], "tags": ["a", "b"],
        "people": [{"name": "x"}, {"name": "y"}], "city": "Rome", "null": None, "empty": "",
        "address": {"City": "Rome", "PostalCode": 184, "Other": "x", "State": None},
        "map": {"a": 1, "b": "x", "c": None}, "nothing": [], "blank": [None, ""],
        "spaced": "  A   B ", "html": "O'Neil & <Sons>",
    }  # fmt: skip
    assert mapped(client, source, field) == expected


def test_a_missing_source_never_blanks_what_is_there(client: Any) -> None:
    define(client, "Customer", CUSTOMER)
    put(client, "Customer", id="C-1", email="a@b.c", name={"first": "Ann", "last": "Lee"}, tier="x")
    put(client, "Customer", id="C-1", email=None, name={"first": ""}, city="Rome")
    assert profile(client, "customerId", "C-1") == {
        "AccountNumber": "C-1",
        "EmailAddress": "a@b.c",
        "FirstName": "Ann",
        "LastName": "Lee",
        "Address": {"City": "Rome"},
        "Attributes": {"tier": "x"},
    }


@pytest.mark.filterwarnings("ignore::cprofiles_mock.UnusedSourceWarning")
@pytest.mark.parametrize(
    "text",
    ['{"id": "C-1", "extra": {"a": [1, 2.50, null]}}', '{"id":"C-1","é":"\\u00e9 山","b":1e2}',
     '  {"id": "C-1"}  ', '{"id": "C-1", "n": 12345678901234567890.10}'],
)  # fmt: skip
def test_an_object_comes_back_as_it_was_put_with_its_undeclared_fields(
    client: Any, text: str
) -> None:
    define(client, "Customer", CUSTOMER)
    key = client.put_profile_object(DomainName="customers", ObjectTypeName="Customer", Object=text)[
        "ProfileObjectUniqueKey"
    ]
    owner = profile_id(client, "customerId", "C-1")
    answer = client.list_profile_objects(
        DomainName="customers", ProfileId=owner, ObjectTypeName="Customer"
    )
    assert answer["Items"] == [
        {"ObjectTypeName": "Customer", "ProfileObjectUniqueKey": key, "Object": text}
    ]


def test_a_new_profile_gets_the_email_and_phone_that_a_field_has_without_a_target(
    client: Any,
) -> None:
    definition = {
        "Fields": {
            "id": {"Source": "_source.id"},
            "mail": {"Source": "_source.mail", "ContentType": "EMAIL_ADDRESS"},
            "mail2": {"Source": "_source.mail2", "ContentType": "EMAIL_ADDRESS"},
            "phone": {"Source": "_source.phone", "ContentType": "PHONE_NUMBER"},
        },
        "Keys": {"id": [{"StandardIdentifiers": ["PROFILE", "UNIQUE"], "FieldNames": ["id"]}]},
        "AllowProfileCreation": True,
    }
    define(client, "T", definition)
    put(client, "T", id="1", mail="a@b.c", mail2="d@e.f")
    assert profile(client, "id", "1") == {"EmailAddress": "a@b.c"}
    put(client, "T", id="1", mail="x@y.z", phone="+1 206 555 0100")
    assert profile(client, "id", "1") == {"EmailAddress": "a@b.c"}


def test_a_target_goes_before_what_a_content_type_would_fill(client: Any) -> None:
    definition = {
        "Fields": {
            "id": {"Source": "_source.id"},
            "mail": {"Source": "_source.mail", "ContentType": "EMAIL_ADDRESS"},
            "main": {"Source": "_source.main", "Target": "_profile.EmailAddress"},
        },
        "Keys": {"id": [{"StandardIdentifiers": ["PROFILE", "UNIQUE"], "FieldNames": ["id"]}]},
        "AllowProfileCreation": True,
    }
    define(client, "T", definition)
    put(client, "T", id="1", mail="a@b.c", main="d@e.f")
    assert profile(client, "id", "1") == {"EmailAddress": "d@e.f"}


@pytest.mark.parametrize(
    ("field", "value", "reason"),
    [
        ("FirstName", "x" * 256, "The value for _profile.FirstName is longer than 255 characters"),
        ("AdditionalInformation", "x" * 1001,
         "The value for _profile.AdditionalInformation is longer than 1000 characters"),
        ("Attributes", {"k" * 256: "v"},
         f"The value for _profile.Attributes.{'k' * 256} is longer than 255 characters"),
        ("Gender", "man", "The value for _profile.Gender is not one of MALE, FEMALE, UNSPECIFIED"),
        ("PartyType", "x", "The value for _profile.PartyType is not one of INDIVIDUAL, BUSINESS, "
         "OTHER"),
        ("ProfileType", "x", "The value for _profile.ProfileType is not one of ACCOUNT_PROFILE, "
         "PROFILE"),
        ("Address", "Rome", "The value for _profile.Address is not a JSON object"),
    ],
    ids=["FirstName", "AdditionalInformation", "attribute key", "Gender", "PartyType",
         "ProfileType", "Address"],
)  # fmt: skip
def test_an_object_with_a_value_that_its_target_cannot_hold_is_not_ingested(
    client: Any, caplog: pytest.LogCaptureFixture, field: str, value: Any, reason: str
) -> None:
    define(client, "Customer", CUSTOMER)
    put(client, "Customer", id="C-1", city="Rome")
    definition = {
        "Fields": {
            "id": {"Source": "_source.id"},
            "city": {"Source": "_source.city", "Target": "_profile.Address.City"},
            "value": {"Source": "_source.value", "Target": f"_profile.{field}"},
        },
        "Keys": {"customerId": [
            {"StandardIdentifiers": ["PROFILE", "UNIQUE"], "FieldNames": ["id"]}
        ]},
        "AllowProfileCreation": True,
    }  # fmt: skip
    define(client, "T", definition)
    put(client, "T", id="C-1", city="Oslo", value=value)
    put(client, "T", id="C-2", city="Oslo", value=value)
    assert profile(client, "customerId", "C-1") == {
        "AccountNumber": "C-1", "Address": {"City": "Rome"},
    }  # fmt: skip
    assert profiles(client, "customerId", "C-2") == []
    assert stats(client)["ObjectCount"] == 1
    assert all(f" was not ingested: {reason} (" in message for message in caplog.messages)
    assert all(
        message.endswith("from _source.value of field value)") for message in caplog.messages
    )


@pytest.mark.in_process
def test_an_object_that_would_make_its_profile_too_large_is_not_ingested(
    client: Any, caplog: pytest.LogCaptureFixture
) -> None:
    definition = {
        "Fields": {
            "id": {"Source": "_source.id"},
            "all": {"Source": "_source.all", "Target": "_profile.Attributes"},
        },
        "Keys": {"id": [{"StandardIdentifiers": ["PROFILE", "UNIQUE"], "FieldNames": ["id"]}]},
        "AllowProfileCreation": True,
    }
    define(client, "T", definition)
    put(client, "T", id="1", all={f"a{number}": "x" * 255 for number in range(500)})
    before = profile(client, "id", "1")
    put(client, "T", id="1", all={f"b{number}": "x" * 255 for number in range(500)})
    assert profile(client, "id", "1") == before
    assert caplog.messages[-1].endswith("The profile would be larger than 256000 bytes")


# --- precedence ---------------------------------------------------------------------------------


def test_ingestion_does_not_overwrite_what_was_written_by_hand(client: Any) -> None:
    define(client, "Customer", CUSTOMER)
    owner = client.create_profile(
        DomainName="customers", FirstName="John", Address={"City": "Oslo"}, Attributes={"tier": "x"}
    )["ProfileId"]
    client.add_profile_key(
        DomainName="customers", ProfileId=owner, KeyName="customerId", Values=["C-1"]
    )
    put(client, "Customer", id="C-1", name={"first": "Ann", "last": "Lee"}, city="Rome", tier="y")
    assert profile(client, "customerId", "C-1") == {
        "AccountNumber": "C-1",
        "FirstName": "John",
        "LastName": "Lee",
        "Address": {"City": "Oslo"},
        "Attributes": {"tier": "x"},
    }


def test_what_is_updated_by_hand_is_kept_from_later_ingestion(client: Any) -> None:
    define(client, "Customer", CUSTOMER)
    put(client, "Customer", id="C-1", name={"first": "Ann", "last": "Lee"}, city="Rome", tier="a")
    owner = profile_id(client, "customerId", "C-1")
    client.update_profile(
        DomainName="customers", ProfileId=owner, FirstName="Anna",
        Address={"City": "Oslo"}, Attributes={"tier": "b"},
    )  # fmt: skip
    put(client, "Customer", id="C-1", name={"first": "X", "last": "Y"}, city="Paris", tier="c")
    assert profile(client, "customerId", "C-1") == {
        "AccountNumber": "C-1",
        "FirstName": "Anna",
        "LastName": "Y",
        "Address": {"City": "Oslo"},
        "Attributes": {"tier": "b"},
    }


def test_what_is_cleared_by_hand_is_filled_by_the_next_object(client: Any) -> None:
    define(client, "Customer", CUSTOMER)
    put(client, "Customer", id="C-1", tier="a")
    owner = profile_id(client, "customerId", "C-1")
    client.update_profile(DomainName="customers", ProfileId=owner, Attributes={"tier": ""})
    put(client, "Customer", id="C-1", tier="c")
    assert profile(client, "customerId", "C-1")["Attributes"] == {"tier": "c"}


def test_a_type_with_a_source_priority_overwrites_what_was_written_by_hand(client: Any) -> None:
    define(client, "Customer", CUSTOMER, SourcePriority=1)
    owner = client.create_profile(DomainName="customers", FirstName="John")["ProfileId"]
    client.add_profile_key(
        DomainName="customers", ProfileId=owner, KeyName="customerId", Values=["C-1"]
    )
    put(client, "Customer", id="C-1", name={"first": "Ann"})
    assert profile(client, "customerId", "C-1")["FirstName"] == "Ann"


def test_what_an_object_fills_is_found_and_what_it_replaces_no_more(client: Any) -> None:
    definition = keyed(id="PROFILE UNIQUE")
    members = {"first": "FirstName", "last": "LastName", "phone": "PhoneNumber"}
    members["mobile"] = "MobilePhoneNumber"
    for name, member in members.items():
        definition["Fields"][name] = {"Source": f"_source.{name}", "Target": f"_profile.{member}"}
    define(client, "T", definition)
    put(client, "T", id="7", last="Lee", phone="555-0100")
    put(client, "T", id="7", first="Ann", phone="555-0199", mobile="555-0100")
    found = {value: len(profiles(client, "_fullName", value)) for value in ("Lee", "Ann Lee")}
    assert found == {"Lee": 0, "Ann Lee": 1}
    found = {value: len(profiles(client, "_phone", value)) for value in ("555-0100", "555-0199")}
    assert found == {"555-0100": 1, "555-0199": 1}
    put(client, "T", id="7", mobile="555-0111")
    found = {value: len(profiles(client, "_phone", value)) for value in ("555-0100", "555-0111")}
    assert found == {"555-0100": 0, "555-0111": 1}


@pytest.mark.parametrize(
    ("first", "second", "kept"),
    [(1, 2, "first"), (2, 1, "second"), (2, 2, "second"), (None, 5, "second"), (5, None, "first"),
     (None, None, "second")],
)  # fmt: skip
def test_a_better_source_priority_prevails_whatever_comes_last(
    client: Any, first: int | None, second: int | None, kept: str
) -> None:
    for name, priority in (("First", first), ("Second", second)):
        given = {} if priority is None else {"SourcePriority": priority}
        define(client, name, CUSTOMER, **given)
    put(client, "First", id="C-1", tier="first")
    put(client, "Second", id="C-1", tier="second")
    assert profile(client, "customerId", "C-1")["Attributes"] == {"tier": kept}


TIMED = {
    "Fields": {
        **CUSTOMER["Fields"],
        "updated": {"Source": "_source.updated", "Target": "_profile.SourceLastUpdatedTimestamp"},
    },
    "Keys": CUSTOMER["Keys"],
    "AllowProfileCreation": True,
}


@pytest.mark.parametrize(
    ("timestamp_format", "older", "newer"),
    [
        ("EpochMilli", 1_700_000_000_000, 1_700_000_000_001),
        ("EPOCHMILLI", "1700000000000", "1700000000001"),
        ("yyyy-MM-dd'T'HH:mm:ss.SSSXXX", "2026-05-01T12:00:00.000+02:00",
         "2026-05-01T11:00:00.000Z"),
        ("dd/MM/yy HH:mm", "01/05/26 12:00", "02/05/26 11:00"),
    ],
)  # fmt: skip
def test_the_sources_last_update_decides_which_of_two_objects_is_newer(
    client: Any, timestamp_format: str, older: Any, newer: Any
) -> None:
    define(client, "T", TIMED, SourceLastUpdatedTimestampFormat=timestamp_format)
    put(client, "T", id="C-1", updated=newer, tier="newer")
    put(client, "T", id="C-1", updated=older, tier="older", city="Rome")
    found = profile(client, "customerId", "C-1")
    assert found["Attributes"] == {"tier": "newer"}
    # What the newer one did not say is taken from the older.
    assert found["Address"] == {"City": "Rome"}
    owner = profile_id(client, "customerId", "C-1")
    assert [item["tier"] for item in objects(client, owner, "T")] == ["newer"]
    put(client, "T", id="C-1", updated=newer, tier="again")
    assert profile(client, "customerId", "C-1")["Attributes"] == {"tier": "again"}


@pytest.mark.in_process
def test_an_object_that_does_not_say_when_it_was_updated_is_of_the_moment_of_its_ingestion(
    client: Any,
) -> None:
    define(client, "T", TIMED, SourceLastUpdatedTimestampFormat="EpochMilli")
    with freeze_time("2026-05-01"):
        put(client, "T", id="C-1", tier="a")
        put(client, "T", id="C-1", tier="b", updated="no time")
        put(client, "T", id="C-1", tier="c", updated=1_700_000_000_000)
    assert profile(client, "customerId", "C-1")["Attributes"] == {"tier": "b"}


# --- other standard objects ---------------------------------------------------------------------

PURCHASE: dict[str, Any] = {
    "Fields": {
        "id": {"Source": "_source.id"},
        "customer": {"Source": "_source.customer"},
        "number": {"Source": "_source.order", "Target": "_order.Attributes.number"},
        "name": {"Source": "_source.name", "Target": "_order.Name"},
        "total": {"Source": "_source.total", "Target": "_order.TotalPrice"},
        "street": {"Source": "_source.ship.street", "Target": "_order.ShippingAddress.Address1"},
        "titles": {"Source": "_source.lines[].title", "Target": "_order.OrderItems[].Title"},
        "prices": {"Source": "_source.lines[].price", "Target": "_order.OrderItems[].Price"},
    },
    "Keys": {
        "purchase": [{"StandardIdentifiers": ["UNIQUE"], "FieldNames": ["id"]}],
        "orderNumber": [{"StandardIdentifiers": ["ORDER"], "FieldNames": ["number"]}],
        "customerId": [{"StandardIdentifiers": ["PROFILE"], "FieldNames": ["customer"]}],
    },
    "AllowProfileCreation": True,
}


def test_a_standard_object_is_made_and_leads_to_its_profile(client: Any) -> None:
    define(client, "Purchase", PURCHASE)
    put(client, "Purchase", id="1", customer="C-1", order="O-1", name="Bread", total=12.5,
        ship={"street": "1 Main"}, lines=[{"title": "a", "price": 1}, {"title": "b"}])  # fmt: skip
    owner = profile_id(client, "customerId", "C-1")
    (order,) = objects(client, owner, "_order")
    order_id = order.pop("OrderId")
    assert order == {
        "Attributes": {"number": "O-1"},
        "Name": "Bread",
        "TotalPrice": 12.5,
        "ShippingAddress": {"Address1": "1 Main"},
        "OrderItems": [{"Title": "a", "Price": 1}, {"Title": "b"}],
    }
    assert profile_id(client, "_orderId", order_id) == owner
    assert profile_id(client, "orderNumber", "O-1") == owner


@pytest.mark.parametrize(
    ("lines", "items"),
    [
        (
            [{"title": "a", "price": 1}, {"title": "b"}, {"title": "c", "price": 3}],
            [{"Title": "a", "Price": 1}, {"Title": "b"}, {"Title": "c", "Price": 3}],
        ),
        (
            [{"title": "", "price": 1}, {}, {"title": "c", "price": None}],
            [{"Price": 1}, {}, {"Title": "c"}],
        ),
        ([{"price": 1}, "no item", None, {"price": 4}], [{"Price": 1}, {}, {}, {"Price": 4}]),
    ],
)
def test_what_an_item_of_a_list_lacks_is_not_filled_from_the_next_one(
    client: Any, lines: list[Any], items: list[Any]
) -> None:
    define(client, "Purchase", PURCHASE)
    put(client, "Purchase", id="1", customer="C-1", order="O-1", lines=lines)
    (order,) = objects(client, profile_id(client, "customerId", "C-1"), "_order")
    assert order["OrderItems"] == items


def test_a_list_that_is_put_again_is_replaced_whole(client: Any) -> None:
    define(client, "Purchase", PURCHASE)
    put(client, "Purchase", id="1", customer="C-1", order="O-1", name="Bread",
        lines=[{"title": "a", "price": 1}, {"title": "b", "price": 2}])  # fmt: skip
    put(client, "Purchase", id="1", customer="C-1", order="O-1", lines=[{"title": "c"}])
    (order,) = objects(client, profile_id(client, "customerId", "C-1"), "_order")
    assert order["OrderItems"] == [{"Title": "c"}]
    assert order["Name"] == "Bread"


def test_of_a_list_another_types_part_stays(client: Any) -> None:
    titles, prices = json.loads(json.dumps(PURCHASE)), json.loads(json.dumps(PURCHASE))
    del titles["Fields"]["prices"], prices["Fields"]["titles"]
    define(client, "Purchase", titles)
    define(client, "Pricing", prices)
    put(client, "Purchase", id="1", customer="C-1", order="O-1", lines=[{"title": "a"}])
    put(client, "Pricing", id="1", customer="C-1", order="O-1", lines=[{"price": 1}, {"price": 2}])
    (order,) = objects(client, profile_id(client, "customerId", "C-1"), "_order")
    assert order["OrderItems"] == [{"Title": "a", "Price": 1}, {"Price": 2}]


def test_a_standard_object_gathers_what_objects_with_its_key_tell_it(client: Any) -> None:
    define(client, "Purchase", PURCHASE)
    put(client, "Purchase", id="1", customer="C-1", order="O-1", name="Bread")
    put(client, "Purchase", id="2", customer="C-1", order="O-1", total=3)
    put(client, "Purchase", id="3", customer="C-1", order="O-2", name="Milk")
    owner = profile_id(client, "customerId", "C-1")
    orders = objects(client, owner, "_order")
    for order in orders:
        del order["OrderId"]
    assert orders == [
        {"Attributes": {"number": "O-1"}, "Name": "Bread", "TotalPrice": 3},
        {"Attributes": {"number": "O-2"}, "Name": "Milk"},
    ]
    assert len(objects(client, owner, "Purchase")) == 3
    assert stats(client)["ObjectCount"] == 3


def test_in_a_standard_object_too_the_better_source_priority_prevails(client: Any) -> None:
    define(client, "Purchase", PURCHASE, SourcePriority=1)
    define(client, "Other", PURCHASE, SourcePriority=2)
    put(client, "Purchase", id="1", customer="C-1", order="O-1", name="Bread")
    put(client, "Other", id="2", customer="C-1", order="O-1", name="Milk", total=3)
    (order,) = objects(client, profile_id(client, "customerId", "C-1"), "_order")
    assert (order["Name"], order["TotalPrice"]) == ("Bread", 3)


def test_a_standard_object_whose_identifier_is_no_key_is_found_by_the_types_own(
    client: Any,
) -> None:
    definition = {
        "Fields": {
            "id": {"Source": "_source.id"},
            "customer": {"Source": "_source.customer"},
            "model": {"Source": "_source.model", "Target": "_device.Model"},
        },
        "Keys": {
            "device": [{"StandardIdentifiers": ["UNIQUE", "DEVICE"], "FieldNames": ["id"]}],
            "customerId": [{"StandardIdentifiers": ["PROFILE"], "FieldNames": ["customer"]}],
        },
        "AllowProfileCreation": True,
    }
    define(client, "Device", definition)
    put(client, "Device", id="D-1", customer="C-1", model="one")
    put(client, "Device", id="D-1", customer="C-1", model="two")
    (device,) = objects(client, profile_id(client, "device", "D-1"), "_device")
    assert device["Model"] == "two"


def test_an_object_without_the_standard_objects_key_makes_none(client: Any) -> None:
    define(client, "Purchase", PURCHASE)
    put(client, "Purchase", id="1", customer="C-1", name="Bread")
    put(client, "Purchase", id="2", customer="C-1")
    assert objects(client, profile_id(client, "customerId", "C-1"), "_order") == []


def test_a_key_that_finds_one_standard_object_goes_on_finding_it(client: Any) -> None:
    definition = json.loads(json.dumps(PURCHASE))
    definition["Fields"]["cart"] = {"Source": "_source.cart"}
    definition["Keys"]["cart"] = [{"StandardIdentifiers": ["ORDER"], "FieldNames": ["cart"]}]
    define(client, "Purchase", definition)
    put(client, "Purchase", id="1", customer="C-1", order="O-1", name="Bread")
    put(client, "Purchase", id="2", customer="C-1", cart="K-2", name="Milk")
    put(client, "Purchase", id="3", customer="C-1", order="O-1", cart="K-2", total=3)
    put(client, "Purchase", id="4", customer="C-1", cart="K-2", total=4)
    owner = profile_id(client, "customerId", "C-1")
    bread, milk = objects(client, owner, "_order")
    assert (bread["Name"], bread["TotalPrice"]) == ("Bread", 3)
    assert (milk["Name"], milk["TotalPrice"]) == ("Milk", 4)


def test_a_standard_object_is_found_by_its_own_identifier(client: Any) -> None:
    define(client, "Purchase", PURCHASE)
    put(client, "Purchase", id="1", customer="C-1", order="O-1", name="Bread")
    owner = profile_id(client, "customerId", "C-1")
    (order,) = objects(client, owner, "_order")
    definition = {
        "Fields": {
            "id": {"Source": "_source.id"},
            "customer": {"Source": "_source.customer"},
            "order": {"Source": "_source.order"},
            "status": {"Source": "_source.status", "Target": "_order.Status"},
        },
        "Keys": {
            "event": [{"StandardIdentifiers": ["UNIQUE"], "FieldNames": ["id"]}],
            "_orderId": [
                {"StandardIdentifiers": ["ORDER", "LOOKUP_ONLY"], "FieldNames": ["order"]}
            ],
            "customerId": [{"StandardIdentifiers": ["PROFILE"], "FieldNames": ["customer"]}],
        },
    }  # fmt: skip
    define(client, "Event", definition)
    put(client, "Event", id="e", customer="C-1", order=order["OrderId"], status="SHIPPED")
    (order,) = objects(client, owner, "_order")
    assert order["Status"] == "SHIPPED"
    assert order["Name"] == "Bread"


ASSET: dict[str, Any] = {
    "Fields": {
        "id": {"Source": "_source.id"},
        "serial": {"Source": "_source.serial", "Target": "_asset.SerialNumber"},
        "name": {"Source": "_source.name", "Target": "_asset.AssetName"},
        "whole": {"Source": "_source.extra", "Target": "_asset.Attributes"},
        "extra": {"Source": "_source.colour", "Target": "_asset.Attributes.colour"},
    },
    "Keys": {
        "device": [{"StandardIdentifiers": ["UNIQUE", "ASSET"], "FieldNames": ["serial"]}],
        "customerId": [{"StandardIdentifiers": ["PROFILE"], "FieldNames": ["id"]}],
    },
    "AllowProfileCreation": True,
}


def test_assets_are_searchable_and_filtered_by_their_predefined_keys(client: Any) -> None:
    define(client, "Device", ASSET)
    put(client, "Device", id="C-1", serial="S-1", name="phone", extra={"a": 1}, colour="red")
    put(client, "Device", id="C-1", serial="S-2", name="tablet")
    owner = profile_id(client, "_serialNumber", "S-2")
    assert profile_id(client, "_assetName", "phone") == owner
    (first, second) = objects(client, owner, "_asset")
    assert profile_id(client, "_assetId", second["AssetId"]) == owner
    assert first["Attributes"] == {"a": 1, "colour": "red"}
    for key_name, value, expected in [
        ("_serialNumber", "S-1", [first]),
        ("_assetName", "tablet", [second]),
        ("_assetId", first["AssetId"], [first]),
        ("_assetName", "watch", []),
    ]:
        filtered = objects(
            client, owner, "_asset", ObjectFilter={"KeyName": key_name, "Values": [value]}
        )
        assert filtered == expected


def test_a_changed_member_of_an_asset_changes_what_finds_its_profile(client: Any) -> None:
    define(client, "Device", ASSET)
    put(client, "Device", id="C-1", serial="S-1", name="phone")
    put(client, "Device", id="C-1", serial="S-1", name="old phone")
    assert profiles(client, "_assetName", "phone") == []
    assert len(profiles(client, "_assetName", "old phone")) == 1


def test_deleting_a_type_takes_out_of_standard_objects_what_it_had_populated(client: Any) -> None:
    define(client, "Purchase", PURCHASE)
    tracking = {
        "Fields": {
            "id": {"Source": "_source.id"},
            "customer": {"Source": "_source.customer"},
            "order": {"Source": "_source.order"},
            "status": {"Source": "_source.status", "Target": "_order.Status"},
        },
        "Keys": {
            "tracking": [{"StandardIdentifiers": ["UNIQUE"], "FieldNames": ["id"]}],
            "orderNumber": [{"StandardIdentifiers": ["ORDER"], "FieldNames": ["order"]}],
            "customerId": [{"StandardIdentifiers": ["PROFILE"], "FieldNames": ["customer"]}],
        },
    }
    define(client, "Tracking", tracking)
    put(client, "Purchase", id="1", customer="C-1", order="O-1", name="Bread")
    put(client, "Tracking", id="t", customer="C-1", order="O-1", status="SHIPPED")
    put(client, "Purchase", id="2", customer="C-1", order="O-2", name="Milk")
    owner = profile_id(client, "customerId", "C-1")
    (_, milk) = objects(client, owner, "_order")
    client.delete_profile_object_type(DomainName="customers", ObjectTypeName="Purchase")
    (order,) = objects(client, owner, "_order")
    del order["OrderId"]
    assert order == {"Status": "SHIPPED"}
    assert profiles(client, "_orderId", milk["OrderId"]) == []


def test_a_target_into_a_list_without_brackets_fills_one_item(client: Any) -> None:
    # The spelling of AWS's travel sample.
    definition: dict[str, Any] = keyed(id="UNIQUE AIR_SEGMENT", customer="PROFILE")
    for name in ("Id", "IsHeavy", "Weight"):
        definition["Fields"][name] = {
            "Source": f"_source.bag.{name}", "Target": f"_airSegment.Baggage.{name}",
        }  # fmt: skip
    definition["Fields"]["pets"] = {
        "Source": "_source.pets[].kind", "Target": "_airSegment.Pets.Species",
    }  # fmt: skip
    define(client, "Segment", definition)
    bag = {"Id": "B-1", "IsHeavy": False, "Weight": 23.5}
    pets = [{"kind": "dog"}, {"kind": "cat"}]
    put(client, "Segment", id="1", customer="C-1", bag=bag, pets=pets)
    (segment,) = objects(client, profile_id(client, "customer", "C-1"), "_airSegment")
    assert segment["Baggage"] == [bag]
    assert segment["Pets"] == [{"Species": ["dog", "cat"]}]
    put(client, "Segment", id="1", customer="C-1", bag={"Id": "B-2"})
    (segment,) = objects(client, profile_id(client, "customer", "C-1"), "_airSegment")
    # What the second object lacks stays, as it does outside of lists.
    assert segment["Baggage"] == [{"Id": "B-2", "IsHeavy": False, "Weight": 23.5}]


def contact(content_type: str | None) -> dict[str, Any]:
    """An object type whose phone number is a standard key and no target, of that content type."""
    definition: dict[str, Any] = keyed(id="UNIQUE", phone="PROFILE")
    definition["Keys"]["_phone"] = definition["Keys"].pop("phone")
    if content_type is not None:
        definition["Fields"]["phone"]["ContentType"] = content_type
    return definition


@pytest.mark.parametrize("content_type", [None, "STRING"])
def test_a_standard_key_over_a_field_that_is_a_string_matches_exactly_as_written(
    client: Any, content_type: str | None
) -> None:
    define(client, "Contact", contact(content_type))
    put(client, "Contact", id="1", phone="(206) 555-0100")
    put(client, "Contact", id="2", phone="206-555-0100")
    put(client, "Contact", id="3", phone="(206) 555-0100")
    (first,) = profiles(client, "_phone", "(206) 555-0100")
    (second,) = profiles(client, "_phone", "206-555-0100")
    assert objects(client, first["ProfileId"], "Contact") == [
        {"id": "1", "phone": "(206) 555-0100"}, {"id": "3", "phone": "(206) 555-0100"},
    ]  # fmt: skip
    assert first["ProfileId"] != second["ProfileId"]
    assert profiles(client, "_phone", "2065550100") == []


def test_a_search_by_a_standard_key_tries_what_is_normalised_and_what_is_as_written(
    client: Any,
) -> None:
    define(client, "Contact", contact(None))
    made = client.create_profile(DomainName="customers", PhoneNumber="+12065550100")["ProfileId"]
    put(client, "Contact", id="1", phone="206.555.0100")
    both = [each["ProfileId"] for each in profiles(client, "_phone", "206.555.0100")]
    assert len(both) == 2
    assert both[0] == made
    assert [each["ProfileId"] for each in profiles(client, "_phone", "2065550100")] == [made]
    client.delete_profile_key(
        DomainName="customers", ProfileId=both[1], KeyName="_phone", Values=["206.555.0100"]
    )
    assert [each["ProfileId"] for each in profiles(client, "_phone", "206.555.0100")] == [made]


def test_a_standard_key_over_a_field_of_its_content_type_is_normalised(client: Any) -> None:
    define(client, "Contact", contact("PHONE_NUMBER"))
    made = client.create_profile(DomainName="customers", PhoneNumber="+12065550100")["ProfileId"]
    put(client, "Contact", id="1", phone="206.555.0100")
    assert [each["ProfileId"] for each in profiles(client, "_phone", "(206) 555-0100")] == [made]


def test_a_standard_key_of_any_content_type_is_found(client: Any) -> None:
    definition = keyed(id="UNIQUE PROFILE")
    definition["Fields"]["name"] = {"Source": "_source.name", "ContentType": "NAME"}
    definition["Keys"]["_account"] = [{"StandardIdentifiers": [], "FieldNames": ["name"]}]
    define(client, "Customer", definition)
    put(client, "Customer", id="1", name="Ann  LEE")
    assert len(profiles(client, "_account", "ANN Lee")) == 1


def test_the_json_of_a_standard_object_survives_odd_mappings(client: Any) -> None:
    definition = json.loads(json.dumps(ASSET))
    definition["Fields"]["extra"]["Source"] = "_source.whole"
    definition["Fields"]["extra"]["Target"] = "_asset.Attributes"
    definition["Fields"]["whole"]["Target"] = "_asset.Attributes.inner"
    define(client, "Device", definition)
    put(client, "Device", id="C-1", serial="S-1", whole="text", extra="x")
    (asset,) = objects(client, profile_id(client, "customerId", "C-1"), "_asset")
    assert asset["Attributes"] == "text"
