"""Contact records: the built-in object type CTR, its templates, and inferred profiles."""

from __future__ import annotations

from typing import Any

import pytest

from tests.support.ingesting import define, objects, profile_id, profiles, put, stats

pytestmark = pytest.mark.usefixtures("domain")

PHONE = "+12065550100"


def contact(client: Any, number: int, phone: str | None = PHONE, **members: Any) -> str:
    """Put a contact record, and return the id of the profile that it belongs to."""
    record: dict[str, Any] = {"ContactId": f"contact-{number}", "Channel": "VOICE", **members}
    if phone is not None:
        record["CustomerEndpoint"] = {"Address": phone, "Type": "TELEPHONE_NUMBER"}
    put(client, "CTR", record)
    return profile_id(client, "_ctrContactId", f"contact-{number}")


def use_template(client: Any, template_id: str) -> None:
    define(client, "CTR", {"TemplateId": template_id})


def ann(client: Any) -> str:
    made: str = client.create_profile(
        DomainName="customers", FirstName="Ann", PhoneNumber="(206) 555-0100"
    )["ProfileId"]
    return made


def members(client: Any, owner: str) -> dict[str, Any]:
    (found,) = client.batch_get_profile(DomainName="customers", ProfileIds=[owner])["Profiles"]
    del found["ProfileId"]
    return dict(found)


@pytest.mark.parametrize("template_id", ["CTR", "CTR-NoInferred"])
def test_a_contact_that_belongs_to_no_profile_makes_an_inferred_one_with_its_phone_number_alone(
    client: Any, template_id: str
) -> None:
    use_template(client, template_id)
    assert members(client, contact(client, 1)) == {"PhoneNumber": PHONE}


@pytest.mark.parametrize("template_id", ["CTR", "CTR-NoInferred"])
def test_contacts_of_one_phone_number_share_one_inferred_profile(
    client: Any, template_id: str
) -> None:
    use_template(client, template_id)
    owner = contact(client, 1)
    assert contact(client, 2, "+1 (206) 555-0100") == owner
    assert contact(client, 3, "+12065550199") != owner
    assert len(objects(client, owner, "CTR")) == 2
    assert stats(client)["ProfileCount"] == 2


def test_the_object_type_ctr_needs_no_definition(client: Any) -> None:
    owner = contact(client, 1)
    assert contact(client, 2) == owner
    assert members(client, owner) == {"PhoneNumber": PHONE}


def test_by_default_a_contact_attaches_to_no_other_profile_of_its_phone_number(
    client: Any,
) -> None:
    made = ann(client)
    owner = contact(client, 1)
    assert owner != made
    assert contact(client, 2) == owner


def test_the_template_without_inference_attaches_to_the_one_profile_of_the_phone_number(
    client: Any,
) -> None:
    use_template(client, "CTR-NoInferred")
    made = ann(client)
    assert contact(client, 1) == made
    assert members(client, made) == {"FirstName": "Ann", "PhoneNumber": "(206) 555-0100"}


def test_where_several_profiles_have_the_number_the_contact_goes_to_the_inferred_one(
    client: Any,
) -> None:
    use_template(client, "CTR-NoInferred")
    first, second = ann(client), ann(client)
    owner = contact(client, 1)
    assert owner not in (first, second)
    assert contact(client, 2) == owner
    assert stats(client)["ProfileCount"] == 3


def test_the_template_that_only_associates_makes_no_profile(
    client: Any, caplog: pytest.LogCaptureFixture
) -> None:
    use_template(client, "CTR-AutoAssociateOnly")
    record = {"ContactId": "contact-1", "CustomerEndpoint": {"Address": PHONE}}
    put(client, "CTR", record)
    assert stats(client)["ProfileCount"] == 0
    made = ann(client)
    assert contact(client, 2) == made


@pytest.mark.parametrize("template_id", ["CTR", "CTR-NoInferred", "CTR-AutoAssociateOnly"])
def test_a_contact_can_be_bound_to_a_profile_beforehand(client: Any, template_id: str) -> None:
    use_template(client, template_id)
    ann(client)
    owner = client.create_profile(DomainName="customers", FirstName="Bob")["ProfileId"]
    client.add_profile_key(
        DomainName="customers", ProfileId=owner, KeyName="_ctrContactId", Values=["contact-1"]
    )
    assert contact(client, 1) == owner
    assert members(client, owner) == {"FirstName": "Bob", "PhoneNumber": PHONE}


def test_a_contact_without_a_phone_number_makes_an_empty_inferred_profile(client: Any) -> None:
    owner = contact(client, 1, None, Channel="CHAT")
    assert members(client, owner) == {}
    assert contact(client, 2, None, Channel="CHAT") != owner


def test_the_address_of_an_email_contact_is_no_phone_number(client: Any) -> None:
    put(client, "CTR", {
        "ContactId": "contact-1", "Channel": "EMAIL",
        "CustomerEndpoint": {"Address": "ann2@example.com", "Type": "EMAIL_ADDRESS"},
    })  # fmt: skip
    assert members(client, profile_id(client, "_ctrContactId", "contact-1")) == {}


def test_an_inferred_profile_that_was_named_by_hand_still_gets_the_contacts_of_its_number(
    client: Any,
) -> None:
    owner = contact(client, 1)
    client.update_profile(DomainName="customers", ProfileId=owner, FirstName="Ann")
    assert contact(client, 2) == owner
    assert members(client, owner) == {"FirstName": "Ann", "PhoneNumber": PHONE}


def test_the_same_contact_put_again_stays_one_object(client: Any) -> None:
    owner = contact(client, 1)
    assert contact(client, 1, DisconnectTimestamp="2026-05-01T12:00:00Z") == owner
    (record,) = objects(client, owner, "CTR")
    assert record["DisconnectTimestamp"] == "2026-05-01T12:00:00Z"


def test_ctr_may_be_defined_with_a_mapping_of_ones_own_which_infers_nothing(client: Any) -> None:
    define(client, "CTR", {
        "Fields": {
            "id": {"Source": "_source.ContactId"},
            "name": {"Source": "_source.Name", "Target": "_profile.FirstName"},
        },
        "Keys": {
            "_ctrContactId": [
                {"StandardIdentifiers": ["PROFILE", "UNIQUE"], "FieldNames": ["id"]}
            ]
        },
        "AllowProfileCreation": True,
    })  # fmt: skip
    owner = contact(client, 1, Name="Ann")
    assert members(client, owner) == {"FirstName": "Ann"}
    assert len(profiles(client, "_phone", PHONE)) == 0
