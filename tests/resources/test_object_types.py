"""PutProfileObjectType, GetProfileObjectType, ListProfileObjectTypes, DeleteProfileObjectType."""

from __future__ import annotations

from datetime import datetime, timezone
from typing import Any

import pytest
from freezegun import freeze_time

from tests.conftest import ACCOUNT_ID, REGION
from tests.support.expectations import service_error
from tests.support.ingesting import (
    CUSTOMER,
    ORDER,
    define,
    objects,
    profile,
    profile_id,
    profiles,
    put,
    stats,
)

pytestmark = pytest.mark.usefixtures("domain")

ARN = f"arn:aws:profile:{REGION}:{ACCOUNT_ID}:domains/customers/object-types/Customer"

#: What Get returns and Put does not take.
NOT_PUT = ("CreatedAt", "LastUpdatedAt", "Tags", "MaxAvailableProfileObjectCount")


def get(client: Any, name: str) -> dict[str, Any]:
    answer: dict[str, Any] = client.get_profile_object_type(
        DomainName="customers", ObjectTypeName=name
    )
    del answer["ResponseMetadata"]
    return answer


def delete(client: Any, name: str) -> Any:
    return client.delete_profile_object_type(DomainName="customers", ObjectTypeName=name)


def listed(client: Any) -> list[dict[str, Any]]:
    items: list[dict[str, Any]] = client.list_profile_object_types(DomainName="customers")["Items"]
    return items


@pytest.mark.in_process
def test_a_put_type_comes_back_as_it_was_put(client: Any) -> None:
    with freeze_time("2026-05-01 12:00:00"):
        put_answer = define(
            client, "Customer", CUSTOMER, ExpirationDays=30, EncryptionKey="key-1",
            SourceLastUpdatedTimestampFormat="EpochMilli", MaxProfileObjectCount=100,
            SourcePriority=2, Tags={"team": "crm"},
        )  # fmt: skip
    del put_answer["ResponseMetadata"]
    assert put_answer == {
        "ObjectTypeName": "Customer",
        "Description": "objects of type Customer",
        "ExpirationDays": 30,
        "EncryptionKey": "key-1",
        "AllowProfileCreation": True,
        "SourceLastUpdatedTimestampFormat": "EpochMilli",
        "MaxProfileObjectCount": 100,
        "MaxAvailableProfileObjectCount": 900,
        "SourcePriority": 2,
        "Fields": CUSTOMER["Fields"],
        "Keys": CUSTOMER["Keys"],
        "CreatedAt": datetime(2026, 5, 1, 12, tzinfo=timezone.utc),
        "LastUpdatedAt": datetime(2026, 5, 1, 12, tzinfo=timezone.utc),
        "Tags": {"team": "crm"},
    }
    assert get(client, "Customer") == put_answer


def test_profile_creation_is_not_allowed_unless_a_type_says_so(client: Any) -> None:
    define(client, "Order", ORDER)
    assert get(client, "Order")["AllowProfileCreation"] is False


@pytest.mark.in_process
def test_a_second_put_replaces_the_definition_and_keeps_creation_time_and_tags(
    client: Any,
) -> None:
    with freeze_time("2026-05-01"):
        define(client, "Customer", CUSTOMER, ExpirationDays=30, Tags={"team": "crm"})
    with freeze_time("2026-05-02"):
        define(client, "Customer", CUSTOMER, Description="other", Tags={"team": "web"})
    found = get(client, "Customer")
    assert found["CreatedAt"] == datetime(2026, 5, 1, tzinfo=timezone.utc)
    assert found["LastUpdatedAt"] == datetime(2026, 5, 2, tzinfo=timezone.utc)
    assert found["Description"] == "other"
    assert found["Tags"] == {"team": "crm"}
    assert "ExpirationDays" not in found


@pytest.mark.parametrize("definition", [CUSTOMER, ORDER], ids=["Customer", "Order"])
def test_what_get_returns_can_be_put_and_changes_nothing(
    client: Any, definition: dict[str, Any]
) -> None:
    define(client, "T", definition, ExpirationDays=3, MaxProfileObjectCount=7, SourcePriority=1)
    before = get(client, "T")
    client.put_profile_object_type(
        DomainName="customers", **{k: v for k, v in before.items() if k not in NOT_PUT}
    )
    after = get(client, "T")
    del before["LastUpdatedAt"], after["LastUpdatedAt"]
    assert after == before


def template_names(client: Any) -> list[str]:
    items = client.list_profile_object_type_templates()["Items"]
    assert len(items) == 42
    return [item["TemplateId"] for item in items]


def test_what_get_returns_of_every_template_that_was_put_can_be_put_again(client: Any) -> None:
    for name in template_names(client):
        if name.startswith("_"):
            continue
        define(client, name, {"TemplateId": name})
        before = get(client, name)
        client.put_profile_object_type(
            DomainName="customers", **{k: v for k, v in before.items() if k not in NOT_PUT}
        )
        after = get(client, name)
        for answer in (before, after):
            for member in NOT_PUT:
                answer.pop(member, None)
        assert after == before


def test_what_get_returns_of_every_template_is_a_legal_type_of_ones_own(client: Any) -> None:
    for number, name in enumerate(template_names(client)):
        template = client.get_profile_object_type_template(TemplateId=name)
        define(
            client,
            f"Own{number}",
            {
                member: template[member]
                for member in (
                    "AllowProfileCreation", "SourceLastUpdatedTimestampFormat", "Fields", "Keys",
                )
                if member in template
            },
        )  # fmt: skip
        assert get(client, f"Own{number}")["Fields"] == template["Fields"]


def test_a_template_can_stand_for_fields_and_keys(client: Any) -> None:
    client.put_profile_object_type(
        DomainName="customers",
        ObjectTypeName="CTR",
        Description="no inferred profiles",
        TemplateId="CTR-NoInferred",
    )
    found = get(client, "CTR")
    template = client.get_profile_object_type_template(TemplateId="CTR-NoInferred")
    assert found["TemplateId"] == "CTR-NoInferred"
    assert found["Keys"] == template["Keys"]
    assert found["Fields"] == template["Fields"]


def test_a_template_that_does_not_exist_is_refused(client: Any) -> None:
    with service_error(
        "BadRequestException",
        "TemplateId Nope does not exist; ListProfileObjectTypeTemplates lists those there are",
    ):
        define(client, "T", {"TemplateId": "Nope"})


@pytest.mark.parametrize(
    ("member", "value"),
    [
        ("AllowProfileCreation", False),
        ("SourceLastUpdatedTimestampFormat", "yyyy"),
        ("Fields", CUSTOMER["Fields"]),
        ("Keys", CUSTOMER["Keys"]),
    ],
)
def test_what_a_template_settles_cannot_be_given_otherwise(
    client: Any, member: str, value: Any
) -> None:
    with service_error(
        "BadRequestException",
        f"{member} cannot differ from that of template CTR; leave it out, or leave out TemplateId",
    ):
        define(client, "T", {"TemplateId": "CTR", member: value})


@pytest.mark.parametrize("absent", ["Fields", "Keys"])
def test_without_a_template_fields_and_keys_are_required(client: Any, absent: str) -> None:
    definition = {name: value for name, value in CUSTOMER.items() if name != absent}
    with service_error(
        "BadRequestException",
        "Either TemplateId or Fields and Keys must be "
        "given; ListProfileObjectTypeTemplates lists "
        "the templates, and DetectProfileObjectType "
        "makes Fields and Keys of sample objects",
    ):
        define(client, "T", definition)


def _key(identifiers: str, *field_names: str) -> list[dict[str, Any]]:
    return [{"StandardIdentifiers": identifiers.split(), "FieldNames": list(field_names)}]


def test_a_name_that_starts_with_an_underscore_is_reserved(client: Any) -> None:
    with service_error(
        "BadRequestException",
        "Object type name _mine is reserved, as are all that start with an underscore; "
        "standard objects are populated by the Targets of object types with names of their "
        "own",
    ):
        define(client, "_mine", CUSTOMER)


def test_the_type_of_a_standard_object_cannot_be_deleted(client: Any) -> None:
    with service_error(
        "BadRequestException",
        "Object type name _order is reserved, as are all that start with an underscore; "
        "standard objects are populated by the Targets of object types with names of their "
        "own",
    ):
        delete(client, "_order")
    with service_error(
        "ResourceNotFoundException",
        "Profile object type _order is not found in domain "
        "customers; PutProfileObjectType makes one",
    ):
        get(client, "_order")


def test_a_domain_has_a_hundred_object_types_at_most(client: Any) -> None:
    for number in range(100):
        define(client, f"T{number}", ORDER)
    with service_error(
        "BadRequestException",
        "The domain has reached its limit of 100 object types; delete one that is not needed",
    ):
        define(client, "T100", ORDER)
    define(client, "T99", ORDER, Description="one that is there can be put again")


COLLIDE = (
    "Object type names {} and {} are the same in the data store, which has them in small letters "
    "and with _ for -; choose another name"
)


def test_names_that_collide_in_the_data_store_cannot_be_put(client: Any) -> None:
    client.update_domain(DomainName="customers", DataStore={"Enabled": True})
    define(client, "web-Order", ORDER)
    for name in ("Web_order", "WEB-ORDER", "web_order"):
        with service_error("BadRequestException", COLLIDE.format(name, "web-Order")):
            define(client, name, ORDER)
    define(client, "web-Order", ORDER)
    define(client, "weborder", ORDER)
    delete(client, "web-Order")
    define(client, "Web_order", ORDER)


def test_the_data_store_is_not_switched_on_while_names_collide_in_it(client: Any) -> None:
    define(client, "web-order", ORDER)
    define(client, "Web_Order", ORDER)
    with service_error("BadRequestException", COLLIDE.format("Web_Order", "web-order")):
        client.update_domain(
            DomainName="customers", DefaultExpirationDays=9, DataStore={"Enabled": True}
        )
    assert client.get_domain(DomainName="customers")["DefaultExpirationDays"] != 9
    delete(client, "Web_Order")
    client.update_domain(DomainName="customers", DataStore={"Enabled": True})


CONTACT = {"ContactId": "c-1"}


def test_a_type_that_a_template_implies_collides_in_the_data_store_once_it_has_objects(
    client: Any,
) -> None:
    client.update_domain(DomainName="customers", DataStore={"Enabled": True})
    define(client, "ctr", ORDER)
    delete(client, "ctr")
    put(client, "CTR", CONTACT)
    with service_error("BadRequestException", COLLIDE.format("ctr", "CTR")):
        define(client, "ctr", ORDER)
    delete(client, "CTR")
    define(client, "ctr", ORDER)


def test_objects_are_not_put_by_an_implied_type_that_collides_in_the_data_store(
    client: Any,
) -> None:
    define(client, "salesforce_contact", ORDER)
    put(client, "Zendesk-users", id=7)
    client.update_domain(DomainName="customers", DataStore={"Enabled": True})
    text = COLLIDE.format("Salesforce-Contact", "salesforce_contact")
    with service_error("BadRequestException", text):
        put(client, "Salesforce-Contact", Id="1")
    put(client, "Zendesk-users", id=7)
    define(client, "Salesforce_Asset", ORDER)


def test_the_data_store_is_not_switched_on_while_an_implied_type_collides(client: Any) -> None:
    put(client, "CTR", CONTACT)
    define(client, "ctr", ORDER)
    with service_error("BadRequestException", COLLIDE.format("ctr", "CTR")):
        client.update_domain(DomainName="customers", DataStore={"Enabled": True})
    delete(client, "CTR")
    client.update_domain(DomainName="customers", DataStore={"Enabled": True})


def test_a_type_that_is_not_there_is_told_with_those_that_are(client: Any) -> None:
    missing = "Profile object type {} is not found in domain customers"
    define(client, "Customer", CUSTOMER)
    define(client, "Order", ORDER)
    for name, hint in {
        "customer": "; did you mean 'Customer'?",
        "Zzz": "; there are Customer, Order",
    }.items():
        for call in (get, put):
            with service_error("ResourceNotFoundException", missing.format(name) + hint):
                call(client, name)
    text = missing.format("salesforce-contact") + "; did you mean 'Salesforce-Contact'?"
    with service_error("ResourceNotFoundException", text):
        put(client, "salesforce-contact", Id="1")


def test_the_encryption_key_of_a_type_stays_while_the_data_store_is_on(client: Any) -> None:
    define(client, "Customer", CUSTOMER, EncryptionKey="one")
    define(client, "Customer", CUSTOMER, EncryptionKey="two")
    client.update_domain(DomainName="customers", DataStore={"Enabled": True})
    for other in ("one", ""):
        with service_error(
            "BadRequestException",
            "The EncryptionKey of object type Customer cannot be changed: the domain's data "
            "store is enabled; leave EncryptionKey out, or put another object type",
        ):
            define(client, "Customer", CUSTOMER, EncryptionKey=other)
    define(client, "Customer", CUSTOMER, EncryptionKey="two")
    assert define(client, "Customer", CUSTOMER)["EncryptionKey"] == "two"


def test_what_types_claim_of_a_profiles_objects_is_no_longer_available(client: Any) -> None:
    define(client, "T", ORDER, MaxProfileObjectCount=600)
    assert define(client, "U", ORDER)["MaxAvailableProfileObjectCount"] == 400
    define(client, "U", ORDER, MaxProfileObjectCount=600)
    assert get(client, "T")["MaxAvailableProfileObjectCount"] == 0
    delete(client, "U")
    assert get(client, "T")["MaxAvailableProfileObjectCount"] == 400


def test_a_type_that_a_template_implies_is_neither_found_nor_listed(client: Any) -> None:
    # Nor once it was used.
    for _ in range(2):
        assert listed(client) == []
        for name in template_names(client):
            with service_error(
                "ResourceNotFoundException",
                f"Profile object type {name} is not found in domain customers"
                "; PutProfileObjectType makes one",
            ):
                get(client, name)
        put(client, "Zendesk-users", id=7, name="Ann Lee")
        assert objects(client, profile_id(client, "_zendeskUserId", "7"), "Zendesk-users") == [
            {"id": 7, "name": "Ann Lee"}
        ]


def test_an_implied_type_and_a_standard_object_exist_where_objects_are_listed(client: Any) -> None:
    owner = client.create_profile(DomainName="customers")["ProfileId"]
    for name in template_names(client):
        assert objects(client, owner, name) == []
        missing = (
            f"Profile object x is not found on profile {owner}"
            "; ListProfileObjects has the ProfileObjectUniqueKey of each"
        )
        with service_error("ResourceNotFoundException", missing):
            client.delete_profile_object(
                DomainName="customers",
                ProfileId=owner,
                ObjectTypeName=name,
                ProfileObjectUniqueKey="x",
            )
        if not name.startswith("_"):
            # There is no data, and nothing to refuse.
            assert delete(client, name)["Message"] == "OK"


def test_all_types_of_a_domain_can_be_copied_into_another(client: Any) -> None:
    define(client, "Customer", CUSTOMER)
    define(client, "CTR", {"TemplateId": "CTR-NoInferred"})
    client.create_domain(DomainName="copy", DefaultExpirationDays=1)
    for item in listed(client):
        found = get(client, item["ObjectTypeName"])
        client.put_profile_object_type(
            DomainName="copy", **{k: v for k, v in found.items() if k not in NOT_PUT}
        )
    copied = client.list_profile_object_types(DomainName="copy")["Items"]
    assert [item["ObjectTypeName"] for item in copied] == ["Customer", "CTR"]


@pytest.mark.in_process
def test_a_definition_takes_the_place_of_the_template_of_its_name(client: Any) -> None:
    put(client, "Salesforce-Contact", Id="C1")
    with freeze_time("2026-05-01"):
        define(client, "Salesforce-Contact", CUSTOMER)
    found = get(client, "Salesforce-Contact")
    assert found["Fields"] == CUSTOMER["Fields"]
    assert found["CreatedAt"] == datetime(2026, 5, 1, tzinfo=timezone.utc)
    assert [item["ObjectTypeName"] for item in listed(client)] == ["Salesforce-Contact"]
    delete(client, "Salesforce-Contact")
    assert listed(client) == []
    put(client, "Salesforce-Contact", Id="C2")
    assert len(profiles(client, "_salesforceContactId", "C2")) == 1


def test_a_type_that_is_not_there_is_not_found(client: Any) -> None:
    message = (
        "Profile object type Nope is not found in domain customers; PutProfileObjectType makes one"
    )
    with service_error("ResourceNotFoundException", message):
        get(client, "Nope")
    with service_error("ResourceNotFoundException", message):
        delete(client, "Nope")
    with service_error("ResourceNotFoundException", message):
        put(client, "Nope", id="1")


def test_a_types_tags_are_those_of_its_arn(client: Any) -> None:
    define(client, "Customer", CUSTOMER, Tags={"team": "crm"})
    assert client.list_tags_for_resource(resourceArn=ARN)["tags"] == {"team": "crm"}
    client.tag_resource(resourceArn=ARN, tags={"stage": "test"})
    assert get(client, "Customer")["Tags"] == {"team": "crm", "stage": "test"}
    (item,) = [item for item in listed(client) if item["ObjectTypeName"] == "Customer"]
    assert item["Tags"] == {"team": "crm", "stage": "test"}


def test_deleting_a_type_deletes_its_objects_and_scrubs_what_they_had_populated(
    client: Any,
) -> None:
    define(client, "Customer", CUSTOMER)
    define(client, "Other", {
        "Fields": {
            "id": {"Source": "_source.id"},
            "phone": {"Source": "_source.phone", "Target": "_profile.PhoneNumber"},
            "zip": {"Source": "_source.zip", "Target": "_profile.Address.PostalCode"},
            "vip": {"Source": "_source.vip", "Target": "_profile.Attributes.vip"},
        },
        "Keys": {"customerId": _key("PROFILE UNIQUE", "id")},
    })  # fmt: skip
    put(client, "Customer", id="C-1", email="a@b.c", name={"first": "Ann"}, city="X", tier="gold")
    put(client, "Other", id="C-1", phone="+1 206 555 0100", zip="98101", vip=True)
    owner = profile_id(client, "customerId", "C-1")
    client.update_profile(DomainName="customers", ProfileId=owner, LastName="Lee")
    assert delete(client, "Customer")["Message"] == "OK"
    assert profile(client, "customerId", "C-1") == {
        "LastName": "Lee",
        "PhoneNumber": "+1 206 555 0100",
        "Address": {"PostalCode": "98101"},
        "Attributes": {"vip": "true"},
    }
    assert profiles(client, "_email", "a@b.c") == []
    assert len(profiles(client, "_fullName", "Lee")) == 1
    assert stats(client)["ObjectCount"] == 1
    assert objects(client, owner, "Other") == [
        {"id": "C-1", "phone": "+1 206 555 0100", "zip": "98101", "vip": True}
    ]


def test_deleting_a_type_leaves_what_was_written_by_hand_since(client: Any) -> None:
    define(client, "Customer", CUSTOMER)
    put(client, "Customer", id="C-1", city="Seattle", tier="gold", name={"first": "Ann"})
    owner = profile_id(client, "customerId", "C-1")
    client.update_profile(
        DomainName="customers", ProfileId=owner, FirstName="Ann", Attributes={"tier": "gold"}
    )
    delete(client, "Customer")
    found = client.batch_get_profile(DomainName="customers", ProfileIds=[owner])["Profiles"]
    assert found == [{"ProfileId": owner, "FirstName": "Ann", "Attributes": {"tier": "gold"}}]


def test_deleting_an_implied_type_deletes_what_was_ingested_by_its_template(client: Any) -> None:
    put(client, "Zendesk-users", id=7, name="Ann Lee")
    assert stats(client)["ObjectCount"] == 1
    delete(client, "Zendesk-users")
    assert stats(client)["ObjectCount"] == 0


def test_deleting_a_type_disables_its_integrations(client: Any) -> None:
    define(client, "Customer", CUSTOMER)
    uri = "arn:aws:s3:::crm-export"
    client.put_integration(DomainName="customers", Uri=uri, ObjectTypeName="Customer")
    assert len(client.list_integrations(DomainName="customers")["Items"]) == 1
    delete(client, "Customer")
    assert client.list_integrations(DomainName="customers")["Items"] == []
