"""AddProfileKey, DeleteProfileKey."""

from __future__ import annotations

from typing import Any

import pytest

from tests.support.expectations import service_error

MISSING = "0" * 32


@pytest.fixture
def ann(client: Any, domain: str) -> str:
    """The identifier of a profile with a phone number and an e-mail address."""
    answer = client.create_profile(
        DomainName=domain, PhoneNumber="+1 206 555 0100", EmailAddress="ann@example.com"
    )
    profile_id: str = answer["ProfileId"]
    return profile_id


def add(client: Any, profile_id: str, key_name: str, *values: str) -> dict[str, Any]:
    answer: dict[str, Any] = client.add_profile_key(
        DomainName="customers", ProfileId=profile_id, KeyName=key_name, Values=list(values)
    )
    return answer


def delete(client: Any, profile_id: str, key_name: str, *values: str) -> dict[str, Any]:
    answer: dict[str, Any] = client.delete_profile_key(
        DomainName="customers", ProfileId=profile_id, KeyName=key_name, Values=list(values)
    )
    return answer


def found_by(client: Any, key_name: str, *values: str) -> list[str]:
    answer = client.search_profiles(DomainName="customers", KeyName=key_name, Values=list(values))
    return [profile["ProfileId"] for profile in answer["Items"]]


def not_found(key_name: str, profile_id: str) -> str:
    return f"Key {key_name} with the given values is not found on profile {profile_id}"


def test_an_added_key_is_echoed_and_finds_its_profile(client: Any, ann: str) -> None:
    answer = add(client, ann, "loyaltyId", "L-1")
    assert (answer["KeyName"], answer["Values"]) == ("loyaltyId", ["L-1"])
    assert found_by(client, "loyaltyId", "L-1") == [ann]
    assert found_by(client, "loyaltyId", "l-1") == []


def test_a_standard_key_can_be_added_and_is_compared_as_its_kind(client: Any, ann: str) -> None:
    add(client, ann, "_phone", "(206) 555-0199")
    add(client, ann, "_email", "Ann.Lee@Example.com")
    add(client, ann, "_fullName", "Ann  Lee")
    add(client, ann, "_ctrContactId", "c-1")
    assert found_by(client, "_phone", "+12065550199") == [ann]
    assert found_by(client, "_email", "ann.lee@example.com") == [ann]
    assert found_by(client, "_fullName", "ann lee") == [ann]
    assert found_by(client, "_ctrContactId", "c-1") == [ann]


def test_an_added_key_is_no_field_of_the_profile(client: Any, ann: str) -> None:
    add(client, ann, "_email", "lee@example.com")
    answer = client.batch_get_profile(DomainName="customers", ProfileIds=[ann])
    assert answer["Profiles"] == [
        {
            "ProfileId": ann,
            "PhoneNumber": "+1 206 555 0100",
            "EmailAddress": "ann@example.com",
        }
    ]


def test_a_profile_may_have_several_keys_of_one_name(client: Any, ann: str) -> None:
    add(client, ann, "loyaltyId", "L-1")
    add(client, ann, "loyaltyId", "L-2")
    assert found_by(client, "loyaltyId", "L-1") == [ann]
    assert found_by(client, "loyaltyId", "L-2") == [ann]
    delete(client, ann, "loyaltyId", "L-1")
    assert found_by(client, "loyaltyId", "L-1") == []
    assert found_by(client, "loyaltyId", "L-2") == [ann]


def test_the_values_of_a_composite_key_belong_together(client: Any, ann: str) -> None:
    add(client, ann, "ticket", "ab", "c")
    assert found_by(client, "ticket", "ab", "c") == [ann]
    assert found_by(client, "ticket", "a", "bc") == []
    assert found_by(client, "ticket", "c", "ab") == []
    assert found_by(client, "ticket", "ab") == []
    assert found_by(client, "ticket", "abc") == []


def test_profiles_that_share_a_key_come_in_the_order_of_their_creation(
    client: Any, ann: str
) -> None:
    later = client.create_profile(DomainName="customers")["ProfileId"]
    latest = client.create_profile(DomainName="customers")["ProfileId"]
    for profile_id in (latest, ann, later):
        add(client, profile_id, "household", "H-1")
    assert found_by(client, "household", "H-1") == [ann, later, latest]


def test_adding_a_key_again_changes_nothing(client: Any, ann: str) -> None:
    add(client, ann, "loyaltyId", "L-1")
    answer = add(client, ann, "loyaltyId", "L-1")
    assert (answer["KeyName"], answer["Values"]) == ("loyaltyId", ["L-1"])
    assert found_by(client, "loyaltyId", "L-1") == [ann]
    delete(client, ann, "loyaltyId", "L-1")
    assert found_by(client, "loyaltyId", "L-1") == []


def test_a_deleted_key_finds_nothing_and_leaves_the_other_profile_that_has_it(
    client: Any, ann: str
) -> None:
    bea = client.create_profile(DomainName="customers")["ProfileId"]
    for profile_id in (ann, bea):
        add(client, profile_id, "household", "H-1")
    assert delete(client, ann, "household", "H-1")["Message"] == "OK"
    assert found_by(client, "household", "H-1") == [bea]


def test_a_key_that_a_field_feeds_can_be_deleted_and_the_field_stays(client: Any, ann: str) -> None:
    delete(client, ann, "_phone", "2065550100")
    assert found_by(client, "_phone", "2065550100") == []
    [profile] = client.batch_get_profile(DomainName="customers", ProfileIds=[ann])["Profiles"]
    assert profile["PhoneNumber"] == "+1 206 555 0100"


def test_a_field_feeds_its_key_again_once_it_has_had_another_value(client: Any, ann: str) -> None:
    delete(client, ann, "_phone", "2065550100")
    client.update_profile(DomainName="customers", ProfileId=ann, FirstName="Ann")
    assert found_by(client, "_phone", "2065550100") == []
    for number in ("2065550199", "2065550100"):
        client.update_profile(DomainName="customers", ProfileId=ann, PhoneNumber=number)
        assert found_by(client, "_phone", number) == [ann]


def test_a_deleted_key_that_a_field_feeds_can_be_added_again(client: Any, ann: str) -> None:
    delete(client, ann, "_phone", "2065550100")
    delete(client, ann, "_email", "ann@example.com")
    add(client, ann, "_phone", "2065550100")
    assert found_by(client, "_phone", "2065550100") == [ann]
    assert found_by(client, "_email", "ann@example.com") == []


def test_an_added_key_outlives_the_field_of_the_same_value(client: Any, ann: str) -> None:
    add(client, ann, "_phone", "2065550199")
    client.update_profile(DomainName="customers", ProfileId=ann, PhoneNumber="2065550199")
    client.update_profile(DomainName="customers", ProfileId=ann, PhoneNumber="")
    assert found_by(client, "_phone", "2065550199") == [ann]


def test_an_added_key_outlives_the_field_that_had_its_value_before(client: Any, ann: str) -> None:
    add(client, ann, "_phone", "(206) 555-0100")
    client.update_profile(DomainName="customers", ProfileId=ann, PhoneNumber="2065550199")
    assert found_by(client, "_phone", "2065550100") == [ann]
    client.update_profile(DomainName="customers", ProfileId=ann, PhoneNumber="")
    assert found_by(client, "_phone", "2065550100") == [ann]
    assert found_by(client, "_phone", "2065550199") == []


def test_a_key_that_was_added_and_that_a_field_feeds_is_deleted_at_once(
    client: Any, ann: str
) -> None:
    add(client, ann, "_phone", "2065550199")
    client.update_profile(DomainName="customers", ProfileId=ann, PhoneNumber="2065550199")
    delete(client, ann, "_phone", "2065550199")
    assert found_by(client, "_phone", "2065550199") == []
    with service_error("ResourceNotFoundException", not_found("_phone", ann)):
        delete(client, ann, "_phone", "2065550199")


@pytest.mark.parametrize("values", [["L-2"], ["L-1", "L-1"], []])
def test_a_key_that_the_profile_does_not_have_cannot_be_deleted(
    client: Any, ann: str, values: list[str]
) -> None:
    add(client, ann, "loyaltyId", "L-1")
    with service_error("ResourceNotFoundException", not_found("loyaltyId", ann)):
        delete(client, ann, "loyaltyId", *values)
    assert found_by(client, "loyaltyId", "L-1") == [ann]


def test_an_identifier_that_was_added_finds_its_owner_and_whom_it_was_added_to(
    client: Any, domain: str, ann: str
) -> None:
    bob: str = client.create_profile(DomainName=domain)["ProfileId"]
    add(client, ann, "_profileId", bob)
    assert found_by(client, "_profileId", bob) == [ann, bob]
    assert found_by(client, "_profileId", ann) == [ann]
    add(client, bob, "_profileId", bob)
    assert found_by(client, "_profileId", bob) == [ann, bob]
    client.delete_profile(DomainName=domain, ProfileId=bob)
    assert found_by(client, "_profileId", bob) == [ann]


def test_a_key_needs_a_value(client: Any, ann: str) -> None:
    with service_error(
        "BadRequestException",
        "Values of key loyaltyId must not be empty; give a value for each of its fields",
    ):
        add(client, ann, "loyaltyId")


def test_an_empty_value_is_refused(client: Any, loose_client: Any, ann: str) -> None:
    with service_error(
        "BadRequestException",
        "1 validation error detected: Value '[L-1, ]' at 'values' failed to satisfy constraint: "
        "Member must satisfy constraint: [Member must have length less than or equal to 255, "
        "Member must have length greater than or equal to 1]",
    ):
        add(loose_client, ann, "loyaltyId", "L-1", "")
    add(client, ann, "loyaltyId", "L-2")
    assert found_by(client, "loyaltyId", "L-1") == []


@pytest.mark.parametrize("call", [add, delete])
def test_a_missing_profile_is_named(client: Any, domain: str, call: Any) -> None:
    with service_error(
        "ResourceNotFoundException",
        f"Profile {MISSING} is not found in domain customers",
    ):
        call(client, MISSING, "loyaltyId", "L-1")
