"""What was done to a profile leaves records: actions, filters, pages, contents."""

from __future__ import annotations

import json
from datetime import datetime, timezone
from typing import Any

import boto3
import pytest
from freezegun import freeze_time

from tests.support.expectations import service_error
from tests.support.ingesting import CUSTOMER, define, objects, profile_id, put

USER = "arn:aws:sts::123456789012:user/moto"
SERVICE = "profile.amazonaws.com"


def history(client: Any, owner: str, **filters: Any) -> list[dict[str, Any]]:
    """The records of a profile in the domain ``customers``."""
    found = client.list_profile_history_records(DomainName="customers", ProfileId=owner, **filters)
    records: list[dict[str, Any]] = found["ProfileHistoryRecords"]
    return records


def actions(client: Any, owner: str, **filters: Any) -> list[str]:
    return [record["ActionType"] for record in history(client, owner, **filters)]


def contents(client: Any, owner: str) -> list[Any]:
    """What each record tells, parsed."""
    return [
        json.loads(
            client.get_profile_history_record(
                DomainName="customers", ProfileId=owner, Id=record["Id"]
            )["Content"]
        )
        for record in history(client, owner)
    ]


@pytest.fixture
def ann(client: Any, domain: str) -> str:
    """A profile in the domain ``customers``."""
    created: str = client.create_profile(DomainName="customers", FirstName="Ann")["ProfileId"]
    return created


def test_an_object_that_is_older_than_what_is_there_leaves_a_record_all_the_same(
    client: Any, domain: str
) -> None:
    define(
        client,
        "T",
        {
            "Fields": {
                "id": {"Source": "_source.id", "Target": "_profile.AccountNumber"},
                "at": {
                    "Source": "_source.at",
                    "Target": "_profile.SourceLastUpdatedTimestamp",
                },
            },
            "Keys": {"key": [{"StandardIdentifiers": ["PROFILE", "UNIQUE"], "FieldNames": ["id"]}]},
            "AllowProfileCreation": True,
            "SourceLastUpdatedTimestampFormat": "EpochMilli",
        },
    )
    put(client, "T", id="C-1", at=2000)
    put(client, "T", id="C-1", at=1000)
    owner = profile_id(client, "key", "C-1")
    assert actions(client, owner) == ["CREATED", "INGESTED", "INGESTED"]
    assert contents(client, owner)[1:] == [{"id": "C-1", "at": 2000}, {"id": "C-1", "at": 1000}]
    assert objects(client, owner, "T") == [{"id": "C-1", "at": 2000}]


def test_creating_and_updating_leave_records_of_the_profile_as_it_was_then(
    client: Any, ann: str
) -> None:
    client.update_profile(DomainName="customers", ProfileId=ann, Attributes={"tier": "gold"})
    assert actions(client, ann) == ["CREATED", "UPDATED"]
    assert contents(client, ann) == [
        {"FirstName": "Ann"},
        {"FirstName": "Ann", "Attributes": {"tier": "gold"}},
    ]
    for record in history(client, ann):
        assert record["ObjectTypeName"] == "_profile"
        assert record["PerformedBy"] == USER
        assert "ProfileObjectUniqueKey" not in record


def test_keys_leave_records_where_they_change_something(client: Any, ann: str) -> None:
    key = {"DomainName": "customers", "KeyName": "loyalty", "Values": ["L-1"]}
    for _ in range(2):
        client.add_profile_key(**key, ProfileId=ann)
    client.delete_profile_key(**key, ProfileId=ann)
    with service_error(
        "ResourceNotFoundException",
        f"Key loyalty with the given values is not found on profile {ann}",
    ):
        client.delete_profile_key(**key, ProfileId=ann)
    assert actions(client, ann) == ["CREATED", "ADDED_PROFILE_KEY", "DELETED_PROFILE_KEY"]
    assert contents(client, ann)[1:] == [{"KeyName": "loyalty", "Values": ["L-1"]}] * 2


def test_an_object_leaves_its_own_record_beside_that_of_the_profile_it_made(
    client: Any, domain: str
) -> None:
    define(client, "Customer", CUSTOMER)
    key = put(client, "Customer", id="C-1", tier="gold")
    put(client, "Customer", id="C-1", tier="silver")
    owner = profile_id(client, "customerId", "C-1")
    client.delete_profile_object(
        DomainName="customers",
        ProfileId=owner,
        ObjectTypeName="Customer",
        ProfileObjectUniqueKey=key,
    )
    records = history(client, owner)
    assert [(each["ObjectTypeName"], each["ActionType"]) for each in records] == [
        ("_profile", "CREATED"),
        ("Customer", "INGESTED"),
        ("Customer", "INGESTED"),
        ("Customer", "DELETED_BY_CUSTOMER"),
    ]
    assert [each.get("ProfileObjectUniqueKey") for each in records] == [None, key, key, key]
    assert contents(client, owner) == [
        {"AccountNumber": "C-1", "Attributes": {"tier": "gold"}},
        {"id": "C-1", "tier": "gold"},
        {"id": "C-1", "tier": "silver"},
        {"id": "C-1", "tier": "silver"},
    ]


def test_a_standard_object_leaves_a_record_when_it_is_deleted(client: Any, domain: str) -> None:
    fields = {
        "id": {"Source": "_source.id", "Target": "_order.Name"},
        "customer": {"Source": "_source.customer"},
    }
    keys = {
        "purchase": [{"StandardIdentifiers": ["UNIQUE", "ORDER"], "FieldNames": ["id"]}],
        "customer": [{"StandardIdentifiers": ["PROFILE"], "FieldNames": ["customer"]}],
    }
    define(client, "T", {"Fields": fields, "Keys": keys, "AllowProfileCreation": True})
    put(client, "T", id="1", customer="C-1")
    here = {"DomainName": domain, "ProfileId": profile_id(client, "customer", "C-1")}
    (order,) = client.list_profile_objects(**here, ObjectTypeName="_order")["Items"]
    key = order["ProfileObjectUniqueKey"]
    client.delete_profile_object(**here, ObjectTypeName="_order", ProfileObjectUniqueKey=key)
    record = history(client, here["ProfileId"])[-1]
    assert record["ActionType"] == "DELETED_BY_CUSTOMER"
    assert (record["ObjectTypeName"], record["ProfileObjectUniqueKey"]) == ("_order", key)
    assert contents(client, here["ProfileId"])[-1] == json.loads(order["Object"])


def test_deleting_an_object_type_leaves_records_of_its_objects(client: Any, domain: str) -> None:
    define(client, "Customer", CUSTOMER)
    put(client, "Customer", id="C-1")
    owner = profile_id(client, "customerId", "C-1")
    client.delete_profile_object_type(DomainName="customers", ObjectTypeName="Customer")
    assert actions(client, owner) == ["CREATED", "INGESTED", "DELETED_BY_CUSTOMER", "UPDATED"]
    assert contents(client, owner)[-1] == {}


def test_the_history_of_a_deleted_profile_stays(client: Any, ann: str) -> None:
    client.delete_profile(DomainName="customers", ProfileId=ann)
    assert actions(client, ann) == ["CREATED", "DELETED_BY_CUSTOMER"]
    assert contents(client, ann)[1] == {"FirstName": "Ann"}


@pytest.mark.in_process
def test_what_expires_does_so_by_the_service_at_its_moment(client: Any) -> None:
    with freeze_time("2026-05-01") as clock:
        client.create_domain(DomainName="customers", DefaultExpirationDays=10)
        define(client, "Customer", CUSTOMER, ExpirationDays=2)
        put(client, "Customer", id="C-1")
        owner = profile_id(client, "customerId", "C-1")
        client.update_profile(DomainName="customers", ProfileId=owner, FirstName="Ann")
        clock.tick(60 * 60 * 24 * 30)
        records = history(client, owner)[-2:]
    assert [(each["ObjectTypeName"], each["ActionType"]) for each in records] == [
        ("_profile", "UPDATED"),
        ("_profile", "EXPIRED"),
    ]
    assert records[-1]["PerformedBy"] == SERVICE
    assert records[-1]["CreatedAt"] == datetime(2026, 5, 11, tzinfo=timezone.utc)


@pytest.mark.in_process
def test_an_object_that_expires_leaves_a_record_with_its_profile(client: Any) -> None:
    with freeze_time("2026-05-01") as clock:
        client.create_domain(DomainName="customers", DefaultExpirationDays=10)
        define(client, "Customer", CUSTOMER, ExpirationDays=2)
        put(client, "Customer", id="C-1")
        owner = profile_id(client, "customerId", "C-1")
        client.update_profile(DomainName="customers", ProfileId=owner, FirstName="Ann")
        clock.tick(60 * 60 * 24 * 3)
        assert objects(client, owner, "Customer") == []
        record = history(client, owner)[-1]
    assert (record["ObjectTypeName"], record["ActionType"]) == ("Customer", "EXPIRED")
    assert record["PerformedBy"] == SERVICE
    assert record["CreatedAt"] == datetime(2026, 5, 3, tzinfo=timezone.utc)


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        ({"ActionType": "INGESTED"}, ["INGESTED"]),
        ({"ObjectTypeName": "_profile"}, ["CREATED", "UPDATED"]),
        ({"ObjectTypeName": "Customer", "ActionType": "CREATED"}, []),
        ({"PerformedBy": USER}, ["CREATED", "INGESTED", "UPDATED"]),
        ({"PerformedBy": SERVICE}, []),
    ],
)
def test_records_are_filtered(
    client: Any, domain: str, filters: dict[str, str], expected: list[str]
) -> None:
    define(client, "Customer", CUSTOMER)
    put(client, "Customer", id="C-1")
    owner = profile_id(client, "customerId", "C-1")
    client.update_profile(DomainName="customers", ProfileId=owner, FirstName="Ann")
    assert actions(client, owner, **filters) == expected


def test_filtered_records_are_paged(client: Any, ann: str) -> None:
    for number in range(4):
        client.update_profile(DomainName="customers", ProfileId=ann, LastName=str(number))
        client.add_profile_key(
            DomainName="customers", ProfileId=ann, KeyName="k", Values=[str(number)]
        )
    request = {"DomainName": "customers", "ProfileId": ann, "ActionType": "UPDATED"}
    sizes = []
    while True:
        page = client.list_profile_history_records(**request, MaxResults=3)
        sizes.append(len(page["ProfileHistoryRecords"]))
        if "NextToken" not in page:
            break
        request["NextToken"] = page["NextToken"]
    assert sizes == [3, 1]


@pytest.mark.in_process
def test_the_caller_is_the_one_that_sts_names(client: Any, domain: str) -> None:
    iam = boto3.client("iam", region_name="us-east-1")
    user = iam.create_user(UserName="loader")["User"]
    key = iam.create_access_key(UserName="loader")["AccessKey"]
    other = boto3.client(
        "customer-profiles",
        region_name="us-east-1",
        aws_access_key_id=key["AccessKeyId"],
        aws_secret_access_key=key["SecretAccessKey"],
    )
    owner = other.create_profile(DomainName="customers")["ProfileId"]
    assert [record["PerformedBy"] for record in history(client, owner)] == [user["Arn"]]
    client.update_profile(DomainName="customers", ProfileId=owner, FirstName="Ann")
    assert history(client, owner)[-1]["PerformedBy"] == USER


def test_a_profile_that_never_was_has_no_history(client: Any, domain: str) -> None:
    nobody = "0" * 32
    with service_error(
        "ResourceNotFoundException", f"Profile {nobody} is not found in domain customers"
    ):
        history(client, nobody)


def test_a_record_that_is_not_there_is_not_found(client: Any, ann: str) -> None:
    with service_error(
        "ResourceNotFoundException", f"History record {'0' * 32} is not found for profile {ann}"
    ):
        client.get_profile_history_record(DomainName="customers", ProfileId=ann, Id="0" * 32)
