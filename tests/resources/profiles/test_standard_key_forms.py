"""A standard key added by hand is found as its fields compare, and as it was written."""

from __future__ import annotations

import json
from typing import Any

import pytest

from cprofiles_mock.testing.handle import MockHandle
from tests.support.expectations import service_error
from tests.support.ingesting import define, profiles, put

pytestmark = pytest.mark.usefixtures("domain")

# A key, a value as it is written, and the same value written otherwise.
VALUES = [
    ("_phone", "+12063457890", "(206) 345-7890"),
    ("_email", "Ana@Example.com", "ana@example.com"),
    ("_fullName", "Ana  Lee", "ana lee"),
    ("_account", "A-1", "A-1"),
    ("_zendeskUserId", "Z-1", "Z-1"),
]


def found_ids(client: Any, key_name: str, value: str) -> list[str]:
    return [each["ProfileId"] for each in profiles(client, key_name, value)]


def a_type(key_name: str, **field: str) -> dict[str, Any]:
    """A type whose key has one field, without a content type unless one is given."""
    return {
        "Fields": {"id": {"Source": "_source.id"}, "v": {"Source": "_source.v", **field}},
        "Keys": {
            "own": [{"StandardIdentifiers": ["UNIQUE"], "FieldNames": ["id"]}],
            key_name: [{"StandardIdentifiers": ["PROFILE"], "FieldNames": ["v"]}],
        },
        "AllowProfileCreation": True,
    }


def with_key(client: Any, key_name: str, value: str) -> str:
    owner: str = client.create_profile(DomainName="customers")["ProfileId"]
    client.add_profile_key(
        DomainName="customers", ProfileId=owner, KeyName=key_name, Values=[value]
    )
    return owner


@pytest.mark.parametrize(("key_name", "written", "otherwise"), VALUES)
def test_an_object_with_the_same_text_meets_the_key(
    client: Any, key_name: str, written: str, otherwise: str
) -> None:
    owner = with_key(client, key_name, written)
    define(client, "Sheet", a_type(key_name))
    put(client, "Sheet", id="1", v=written)
    assert found_ids(client, "own", "1") == [owner]
    assert found_ids(client, key_name, otherwise) == [owner]


@pytest.mark.in_process
@pytest.mark.parametrize(("key_name", "written", "otherwise"), VALUES)
def test_the_key_has_both_forms_after_a_dump(
    client: Any, key_name: str, written: str, otherwise: str
) -> None:
    owner = with_key(client, key_name, written)
    mock = MockHandle()
    document = json.loads(json.dumps(mock.dump()))
    (entry,) = document["Domains"][0]["Profiles"]
    assert entry["Keys"] == [{"KeyName": key_name, "Values": [written]}]
    mock.load(document)
    define(client, "Sheet", a_type(key_name))
    put(client, "Sheet", id="1", v=written)
    assert found_ids(client, "own", "1") == [owner]


@pytest.mark.parametrize(("key_name", "written", "otherwise"), VALUES)
def test_deleting_the_key_in_either_form_deletes_both(
    client: Any, key_name: str, written: str, otherwise: str
) -> None:
    for value in (written, otherwise):
        owner = with_key(client, key_name, written)
        client.delete_profile_key(
            DomainName="customers", ProfileId=owner, KeyName=key_name, Values=[value]
        )
        assert found_ids(client, key_name, written) == []
        with service_error(
            "ResourceNotFoundException",
            f"Key {key_name} with the given values is not found on profile {owner}",
        ):
            client.delete_profile_key(
                DomainName="customers", ProfileId=owner, KeyName=key_name, Values=[written]
            )


def test_deleting_a_key_deletes_those_that_compare_alike(client: Any) -> None:
    owner = with_key(client, "_email", "Ana@Example.com")
    client.add_profile_key(
        DomainName="customers", ProfileId=owner, KeyName="_email", Values=["ANA@example.com"]
    )
    client.delete_profile_key(
        DomainName="customers", ProfileId=owner, KeyName="_email", Values=["ANA@example.com"]
    )
    assert found_ids(client, "_email", "ana@example.com") == []
    define(client, "Sheet", a_type("_email"))
    put(client, "Sheet", id="1", v="ANA@example.com")
    assert found_ids(client, "own", "1") != [owner]


def test_adding_the_same_key_again_changes_nothing(client: Any) -> None:
    owner = with_key(client, "_email", "Ana@Example.com")
    client.add_profile_key(
        DomainName="customers", ProfileId=owner, KeyName="_email", Values=["Ana@Example.com"]
    )
    history = client.list_profile_history_records(DomainName="customers", ProfileId=owner)
    actions = [each["ActionType"] for each in history["ProfileHistoryRecords"]]
    assert sorted(actions) == ["ADDED_PROFILE_KEY", "CREATED"]


def test_a_content_type_that_an_object_type_brings_later_finds_the_key(client: Any) -> None:
    owner = with_key(client, "_account", "ABC")
    other: str = client.create_profile(DomainName="customers")["ProfileId"]
    define(client, "Sheet", a_type("_account", ContentType="EMAIL_ADDRESS"))
    put(client, "Sheet", id="1", v="aBC")
    assert found_ids(client, "own", "1") == [owner]
    assert other not in found_ids(client, "_account", "abc")


def test_a_key_of_two_fields_is_found_by_two_values_alone(client: Any) -> None:
    both = a_type("_phone")
    both["Fields"]["area"] = {"Source": "_source.area", "ContentType": "PHONE_NUMBER"}
    both["Keys"]["_phone"][0]["FieldNames"] = ["v", "area"]
    define(client, "Sheet", both)
    put(client, "Sheet", id="1", v="line", area="(206) 345-7890")
    (owner,) = found_ids(client, "own", "1")
    found = client.search_profiles(
        DomainName="customers", KeyName="_phone", Values=["line", "+1 206 345 7890"]
    )
    assert [each["ProfileId"] for each in found["Items"]] == [owner]
    assert found_ids(client, "_phone", "line") == []
