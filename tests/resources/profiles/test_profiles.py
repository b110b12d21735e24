"""CreateProfile, UpdateProfile, DeleteProfile, BatchGetProfile."""

from __future__ import annotations

import re
from typing import Any

import pytest

from tests.support.expectations import service_error

MISSING = "0" * 32

EVERYTHING: dict[str, Any] = {
    "AccountNumber": "A-17",
    "AdditionalInformation": "prefers letters",
    "PartyType": "INDIVIDUAL",
    "BusinessName": "Ann's Bakery",
    "FirstName": "Ann",
    "MiddleName": "B.",
    "LastName": "Müller",
    "BirthDate": "some day in May",
    "Gender": "FEMALE",
    "PhoneNumber": "+1 206 555 0100",
    "MobilePhoneNumber": "+1 206 555 0101",
    "HomePhoneNumber": "+1 206 555 0102",
    "BusinessPhoneNumber": "+1 206 555 0103",
    "EmailAddress": "ann@example.com",
    "PersonalEmailAddress": "ann@example.net",
    "BusinessEmailAddress": "ann@example.org",
    "Address": {
        "Address1": "1 Main St", "Address2": "2nd floor", "Address3": "left", "Address4": "back",
        "City": "Seattle", "County": "King", "State": "WA", "Province": "-", "Country": "US",
        "PostalCode": "98101",
    },
    "ShippingAddress": {"City": "Tacoma"},
    "MailingAddress": {"PostalCode": "98402"},
    "BillingAddress": {"Address1": "PO Box 7"},
    "Attributes": {"tier": "gold", "Tier": "silver"},
    "PartyTypeString": "person",
    "GenderString": "other",
    "ProfileType": "PROFILE",
    "EngagementPreferences": {
        "Phone": [{"KeyName": "_phone", "KeyValue": "+12065550100", "ContactType": "PhoneNumber"}],
        "Email": [{"KeyName": "_email", "ProfileId": MISSING, "ContactType": "EmailAddress"}],
    },
}  # fmt: skip

#: What an empty string may be sent for.
CLEARABLE = [
    name
    for name, value in EVERYTHING.items()
    if isinstance(value, str) and name not in ("PartyType", "Gender", "ProfileType")
]


def create(client: Any, **members: Any) -> str:
    profile_id: str = client.create_profile(DomainName="customers", **members)["ProfileId"]
    return profile_id


def get(client: Any, profile_id: str) -> dict[str, Any]:
    """The members of a profile, without its identifier."""
    answer = client.batch_get_profile(DomainName="customers", ProfileIds=[profile_id])
    [profile] = answer["Profiles"]
    assert profile.pop("ProfileId") == profile_id
    members: dict[str, Any] = profile
    return members


def update(client: Any, profile_id: str, **members: Any) -> None:
    answer = client.update_profile(DomainName="customers", ProfileId=profile_id, **members)
    assert answer["ProfileId"] == profile_id


def found_by(client: Any, key_name: str, value: str) -> list[str]:
    answer = client.search_profiles(DomainName="customers", KeyName=key_name, Values=[value])
    return [profile["ProfileId"] for profile in answer["Items"]]


# --- CreateProfile ------------------------------------------------------------------------------


def test_a_profile_needs_nothing_but_a_domain(client: Any, domain: str) -> None:
    answer = client.create_profile(DomainName=domain)
    assert set(answer) == {"ProfileId", "ResponseMetadata"}
    assert re.fullmatch("[a-f0-9]{32}", answer["ProfileId"])
    assert get(client, answer["ProfileId"]) == {}


def test_a_profile_has_every_member_that_it_was_given(client: Any, domain: str) -> None:
    assert get(client, create(client, **EVERYTHING)) == EVERYTHING


def test_two_profiles_may_have_the_same_members(client: Any, domain: str) -> None:
    first, second = create(client, **EVERYTHING), create(client, **EVERYTHING)
    assert first != second
    assert found_by(client, "_email", "ann@example.com") == [first, second]


def test_empty_attributes_of_a_new_profile_are_none(client: Any, domain: str) -> None:
    assert get(client, create(client, Attributes={})) == {}


def test_a_new_profile_may_not_have_an_empty_member(loose_client: Any, domain: str) -> None:
    with service_error(
        "BadRequestException",
        "1 validation error detected: Value at 'firstName' failed to satisfy constraint: "
        "Member must have length greater than or equal to 1",
    ):
        create(loose_client, FirstName="", LastName="Lee")
    assert loose_client.get_domain(DomainName=domain)["Stats"]["ProfileCount"] == 0


# --- UpdateProfile ------------------------------------------------------------------------------


def test_an_update_of_nothing_keeps_everything(client: Any, domain: str) -> None:
    profile_id = create(client, **EVERYTHING)
    update(client, profile_id)
    assert get(client, profile_id) == EVERYTHING


@pytest.mark.parametrize("member", CLEARABLE)
def test_an_empty_string_clears_one_field_and_no_other(
    client: Any, domain: str, member: str
) -> None:
    profile_id = create(client, **EVERYTHING)
    update(client, profile_id, **{member: ""})
    left = {name: value for name, value in EVERYTHING.items() if name != member}
    assert get(client, profile_id) == left


def test_clearing_what_is_not_set_changes_nothing(client: Any, domain: str) -> None:
    profile_id = create(client, LastName="Lee")
    update(client, profile_id, FirstName="", Address={"City": ""}, Attributes={"tier": ""})
    assert get(client, profile_id) == {"LastName": "Lee"}


@pytest.mark.parametrize(
    "member", ["Address", "ShippingAddress", "MailingAddress", "BillingAddress"]
)
def test_addresses_are_merged_and_cleared_by_sub_field(
    client: Any, domain: str, member: str
) -> None:
    profile_id = create(client, **{member: {"City": "Seattle", "State": "WA", "County": "King"}})
    update(client, profile_id, **{member: {"City": "Tacoma", "State": "", "Country": "US"}})
    assert get(client, profile_id) == {
        member: {"City": "Tacoma", "County": "King", "Country": "US"}
    }
    update(client, profile_id, **{member: {"City": "", "County": "", "Country": ""}})
    assert get(client, profile_id) == {}


def test_attributes_are_merged_and_cleared_by_key(client: Any, domain: str) -> None:
    profile_id = create(client, Attributes={"tier": "gold", "Tier": "silver", "seg": "a"})
    update(client, profile_id, Attributes={"seg": "x", "tier": "", "new": "1"})
    assert get(client, profile_id) == {"Attributes": {"Tier": "silver", "seg": "x", "new": "1"}}


def test_empty_attributes_alone_keep_those_that_are_there(client: Any, domain: str) -> None:
    profile_id = create(client, Attributes={"principalId": "p-1"})
    update(client, profile_id, Attributes={})
    assert get(client, profile_id) == {"Attributes": {"principalId": "p-1"}}


def test_clearing_the_last_attribute_leaves_no_attributes(client: Any, domain: str) -> None:
    profile_id = create(client, Attributes={"tier": "gold"})
    update(client, profile_id, Attributes={"tier": ""})
    assert get(client, profile_id) == {}


def test_preferences_are_replaced_list_by_list(client: Any, domain: str) -> None:
    phone = [{"KeyName": "_phone", "KeyValue": "1"}]
    email = [{"KeyName": "_email", "KeyValue": "a@example.com"}]
    profile_id = create(client, EngagementPreferences={"Phone": phone, "Email": email})
    other = [{"KeyName": "_phone", "KeyValue": "2"}]
    update(client, profile_id, EngagementPreferences={"Phone": other})
    assert get(client, profile_id) == {"EngagementPreferences": {"Phone": other, "Email": email}}


def test_an_update_moves_the_profile_to_its_new_keys(client: Any, domain: str) -> None:
    profile_id = create(client, PhoneNumber="2065550100", FirstName="Ann", LastName="Lee")
    update(client, profile_id, PhoneNumber="2065550199", LastName="Ray")
    assert found_by(client, "_phone", "2065550100") == []
    assert found_by(client, "_phone", "2065550199") == [profile_id]
    assert found_by(client, "_fullName", "Ann Lee") == []
    assert found_by(client, "_fullName", "Ann Ray") == [profile_id]


def test_a_value_that_two_fields_feed_stays_a_key_when_one_is_cleared(
    client: Any, domain: str
) -> None:
    profile_id = create(client, PhoneNumber="2065550100", HomePhoneNumber="(206) 555-0100")
    update(client, profile_id, PhoneNumber="")
    assert found_by(client, "_phone", "2065550100") == [profile_id]
    update(client, profile_id, HomePhoneNumber="")
    assert found_by(client, "_phone", "2065550100") == []


def test_a_missing_profile_cannot_be_updated(client: Any, domain: str) -> None:
    with service_error(
        "ResourceNotFoundException", f"Profile {MISSING} is not found in domain customers"
    ):
        update(client, MISSING, FirstName="Ann")


def test_a_refused_update_changes_nothing(loose_client: Any, domain: str) -> None:
    profile_id = create(loose_client, **EVERYTHING)
    with service_error(
        "BadRequestException",
        "1 validation error detected: Value at 'partyType' failed to satisfy constraint: "
        "Member must satisfy enum value set: [INDIVIDUAL, BUSINESS, OTHER]",
    ):
        update(loose_client, profile_id, FirstName="Bea", PartyType="ROBOT")
    assert get(loose_client, profile_id) == EVERYTHING


# --- the size of a profile ----------------------------------------------------------------------

TOO_LARGE = "The profile would be larger than 256000 bytes"


def attributes(count: int) -> dict[str, str]:
    """Attributes of 512 bytes each in JSON, separators included."""
    return {f"{number:0>249}": "v" * 255 for number in range(count)}


def test_a_profile_may_have_250_kb_and_no_more(client: Any, domain: str) -> None:
    # {"Attributes": {...}} of 499 attributes is 255,504 bytes long.
    profile_id = create(client, Attributes=attributes(499))
    with service_error("BadRequestException", TOO_LARGE):
        update(client, profile_id, Attributes={"k" * 249: "v" * 240})
    assert len(get(client, profile_id)["Attributes"]) == 499
    update(client, profile_id, Attributes={"k" * 249: "v" * 239})
    assert len(get(client, profile_id)["Attributes"]) == 500


def test_a_profile_that_is_too_large_is_not_created(client: Any, domain: str) -> None:
    with service_error("BadRequestException", TOO_LARGE):
        create(client, AccountNumber="A-17", Attributes=attributes(500))
    assert client.get_domain(DomainName=domain)["Stats"]["ProfileCount"] == 0
    assert found_by(client, "_account", "A-17") == []


def test_a_full_profile_takes_no_other_member_either(client: Any, domain: str) -> None:
    profile_id = create(client, Attributes=attributes(499))
    update(client, profile_id, FirstName="Ann")
    with service_error("BadRequestException", TOO_LARGE):
        update(client, profile_id, LastName="Lee", AdditionalInformation="x" * 1000)
    assert "LastName" not in get(client, profile_id)
    assert found_by(client, "_fullName", "Ann") == [profile_id]


def test_preferences_count_towards_the_size(client: Any, domain: str) -> None:
    preferences = [{"KeyName": "_phone", "KeyValue": "1" * 255}] * 1000
    with service_error("BadRequestException", TOO_LARGE):
        create(client, EngagementPreferences={"Phone": preferences})
    assert client.get_domain(DomainName=domain)["Stats"]["ProfileCount"] == 0


# --- DeleteProfile ------------------------------------------------------------------------------


def test_a_deleted_profile_is_found_by_no_key(client: Any, domain: str) -> None:
    profile_id = create(client, **EVERYTHING)
    client.add_profile_key(
        DomainName=domain, ProfileId=profile_id, KeyName="loyaltyId", Values=["L-1"]
    )
    keys = [
        ("_account", "A-17"),
        ("_fullName", "Ann B. Müller"),
        ("_phone", "2065550100"),
        ("_phone", "2065550101"),
        ("_phone", "2065550102"),
        ("_phone", "2065550103"),
        ("_email", "ann@example.com"),
        ("_email", "ann@example.net"),
        ("_email", "ann@example.org"),
        ("_profileId", profile_id),
        ("loyaltyId", "L-1"),
    ]
    assert [found_by(client, name, value) for name, value in keys] == [[profile_id]] * 11
    answer = client.delete_profile(DomainName=domain, ProfileId=profile_id)
    assert answer["Message"] == "OK"
    assert [found_by(client, name, value) for name, value in keys] == [[]] * 11


def test_a_profile_can_be_deleted_once(client: Any, domain: str) -> None:
    profile_id = create(client)
    client.delete_profile(DomainName=domain, ProfileId=profile_id)
    with service_error(
        "ResourceNotFoundException", f"Profile {profile_id} is not found in domain customers"
    ):
        client.delete_profile(DomainName=domain, ProfileId=profile_id)


def test_deleting_one_profile_leaves_another_with_the_same_keys(client: Any, domain: str) -> None:
    first, second, third = (create(client, AccountNumber="A-17") for _ in range(3))
    client.delete_profile(DomainName=domain, ProfileId=second)
    assert found_by(client, "_account", "A-17") == [first, third]


# --- BatchGetProfile ----------------------------------------------------------------------------


def test_profiles_come_in_the_order_of_the_request(client: Any, domain: str) -> None:
    ids = [create(client, FirstName=name) for name in ("Ann", "Bea", "Cat")]
    answer = client.batch_get_profile(DomainName=domain, ProfileIds=ids[::-1])
    assert [profile["FirstName"] for profile in answer["Profiles"]] == ["Cat", "Bea", "Ann"]
    assert answer["Errors"] == []


def test_missing_profiles_are_errors_beside_those_that_are_there(client: Any, domain: str) -> None:
    profile_id = create(client, FirstName="Ann")
    answer = client.batch_get_profile(
        DomainName=domain, ProfileIds=[MISSING, profile_id, MISSING, profile_id]
    )
    assert answer["Profiles"] == [{"ProfileId": profile_id, "FirstName": "Ann"}]
    assert answer["Errors"] == [
        {
            "Code": "404",
            "Message": f"Profile {MISSING} is not found in domain customers",
            "ProfileId": MISSING,
        }
    ]


def test_a_batch_has_at_most_20_profiles(client: Any, domain: str) -> None:
    ids = [create(client) for _ in range(20)]
    answer = client.batch_get_profile(DomainName=domain, ProfileIds=ids)
    assert [profile["ProfileId"] for profile in answer["Profiles"]] == ids
    with service_error(
        "BadRequestException",
        f"1 validation error detected: Value '[{', '.join([*ids, MISSING])}]' at 'profileIds' "
        "failed to satisfy constraint: Member must have length less than or equal to 20",
    ):
        client.batch_get_profile(DomainName=domain, ProfileIds=[*ids, MISSING])


def test_an_identifier_is_32_lowercase_hexadecimal_digits(client: Any, domain: str) -> None:
    with service_error(
        "BadRequestException",
        "1 validation error detected: Value '[ABCDEF]' at 'profileIds' failed to satisfy "
        "constraint: Member must satisfy constraint: [Member must satisfy regular expression "
        "pattern: [a-f0-9]{32}]",
    ):
        client.batch_get_profile(DomainName=domain, ProfileIds=["ABCDEF"])


@pytest.mark.in_process
def test_a_caller_cannot_reach_into_the_state(client: Any, domain: str) -> None:
    given = {"tier": "gold"}
    profile_id = create(client, Attributes=given)
    given["tier"] = "lead"
    get(client, profile_id)["Attributes"]["tier"] = "tin"
    assert get(client, profile_id) == {"Attributes": {"tier": "gold"}}
