"""Rule-based matching: status, matches, merging, dead letters."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime, timedelta, timezone
from typing import Any

import boto3
import pytest

from tests.support.clock import Clock, stopped
from tests.support.expectations import service_error
from tests.support.ingesting import CUSTOMER, define, profile, profile_id, put

HOUR = 3600

RULES = [{"Rule": ["EmailAddress"]}, {"Rule": ["FirstName", "LastName"]}]


def new_domain(client: Any, **members: Any) -> None:
    rules = {"Enabled": True, "MatchingRules": RULES, **members}
    client.create_domain(DomainName="customers", DefaultExpirationDays=30, RuleBasedMatching=rules)


def create(client: Any, **members: Any) -> str:
    created: str = client.create_profile(DomainName="customers", **members)["ProfileId"]
    return created


def similar(client: Any, key: str, value: str) -> tuple[int | None, list[str]]:
    """The level of a match and its profiles."""
    answer = client.get_similar_profiles(
        DomainName="customers",
        MatchType="RULE_BASED_MATCHING",
        SearchKey=key,
        SearchValue=value,
    )
    return answer.get("RuleLevel"), answer["ProfileIds"]


def match_ids(client: Any) -> list[str]:
    found: list[str] = client.list_rule_based_matches(DomainName="customers")["MatchIds"]
    return found


def there(client: Any, *owners: str) -> list[str]:
    answer = client.batch_get_profile(DomainName="customers", ProfileIds=list(owners))
    return [each["ProfileId"] for each in answer["Profiles"]]


def test_profiles_match_when_they_are_created_updated_and_ingested(client: Any) -> None:
    new_domain(client)
    define(client, "Customer", CUSTOMER)
    one = create(client, EmailAddress="ann@example.com", FirstName="Ann", LastName="Lee")
    two = create(client, FirstName="Ann")
    assert match_ids(client) == []
    client.update_profile(DomainName="customers", ProfileId=two, LastName="LEE")
    assert similar(client, "profileId", two) == (2, [one, two])
    put(client, "Customer", id="C-1", email="ANN@example.com")
    three = profile_id(client, "customerId", "C-1")
    (match_id,) = match_ids(client)
    assert similar(client, "matchId", match_id) == (2, [one, two, three])
    client.delete_profile(DomainName="customers", ProfileId=one)
    assert match_ids(client) == []
    assert similar(client, "profileId", two) == (None, [])
    with service_error(
        "ResourceNotFoundException", f"Match {match_id} is not found in domain customers"
    ):
        similar(client, "matchId", match_id)


def test_matches_up_to_the_level_for_merging_are_merged(client: Any) -> None:
    new_domain(client, MaxAllowedRuleLevelForMerging=1)
    one = create(client, EmailAddress="ann@example.com", FirstName="Ann")
    two = create(client, FirstName="Bob", LastName="Ray")
    three = create(client, FirstName="Bob", LastName="Ray")
    assert similar(client, "profileId", three) == (2, [two, three])
    four = create(client, EmailAddress="ANN@example.com", LastName="Lee")
    assert there(client, one, two, three, four) == [one, two, three]
    records = client.list_profile_history_records(DomainName="customers", ProfileId=one)
    last = records["ProfileHistoryRecords"][-1]
    assert (last["ActionType"], last["PerformedBy"]) == ("MERGED", "profile.amazonaws.com")
    # What a merge brings can match further.
    five = create(client, EmailAddress="ann@example.com", FirstName="Bob")
    client.update_profile(DomainName="customers", ProfileId=two, EmailAddress="ann@example.com")
    assert there(client, one, two, three, five) == [one, three]


def test_objects_that_are_scrubbed_change_what_matches(client: Any) -> None:
    new_domain(client)
    define(client, "Customer", CUSTOMER)
    put(client, "Customer", id="C-1", email="ann@example.com")
    owner = profile_id(client, "customerId", "C-1")
    create(client, EmailAddress="ann@example.com")
    assert similar(client, "profileId", owner)[0] == 1
    client.delete_profile_object_type(DomainName="customers", ObjectTypeName="Customer")
    assert similar(client, "profileId", owner) == (None, [])


def test_nothing_of_a_type_that_is_deleted_is_left_with_profiles_that_rules_merge_by_it(
    client: Any,
) -> None:
    rules = [{"Rule": ["Gender", "AccountNumber"]}]
    new_domain(client, MatchingRules=rules, MaxAllowedRuleLevelForMerging=1)
    fields = {
        "id": {"Source": "_source.id"},
        "gender": {"Source": "_source.gender", "Target": "_profile.Gender"},
        "first": {"Source": "_source.first", "Target": "_profile.FirstName"},
        "order": {"Source": "_source.order", "Target": "_order.Name"},
    }
    keys = {
        "customerId": [{"StandardIdentifiers": ["PROFILE", "UNIQUE"], "FieldNames": ["id"]}],
        "orderName": [{"StandardIdentifiers": ["ORDER"], "FieldNames": ["order"]}],
    }
    define(client, "Customer", {"Fields": fields, "Keys": keys, "AllowProfileCreation": True})
    # What the type brought told them apart.
    put(client, "Customer", id="C-1", gender="FEMALE", order="O-1")
    put(client, "Customer", id="C-2", gender="MALE", order="O-2")
    put(client, "Customer", id="C-3", first="Ann", order="O-3")
    owners = [profile_id(client, "customerId", each) for each in ("C-1", "C-2", "C-3")]
    for owner in owners:
        client.update_profile(
            DomainName="customers", ProfileId=owner, GenderString="X", AccountNumber="1"
        )
    assert there(client, *owners) == owners
    client.delete_profile_object_type(DomainName="customers", ObjectTypeName="Customer")
    assert there(client, *owners) == owners[:1]
    orders = client.list_profile_objects(
        DomainName="customers", ProfileId=owners[0], ObjectTypeName="_order"
    )
    assert orders["Items"] == []
    assert client.get_domain(DomainName="customers")["Stats"]["ObjectCount"] == 0


def test_a_merge_that_would_be_too_large_is_not_done(
    client: Any, caplog: pytest.LogCaptureFixture
) -> None:
    new_domain(client, MaxAllowedRuleLevelForMerging=1)
    owners = [
        create(
            client,
            EmailAddress="ann@example.com",
            Attributes={f"{letter}{n}": "x" * 255 for n in range(500)},
        )
        for letter in "ab"
    ]
    assert there(client, *owners) == owners
    assert similar(client, "profileId", owners[0]) == (1, owners)


def test_disabled_rules_match_nothing(client: Any) -> None:
    new_domain(client)
    owners = [create(client, EmailAddress="ann@example.com") for _ in range(2)]
    assert len(match_ids(client)) == 1
    client.update_domain(DomainName="customers", RuleBasedMatching={"Enabled": False})
    assert match_ids(client) == []
    assert similar(client, "profileId", owners[0]) == (None, [])
    assert "RuleBasedMatching" not in client.get_domain(DomainName="customers")


def test_rules_are_checked_before_anything_is_changed(client: Any, domain: str) -> None:
    rules = {"Enabled": True, "MatchingRules": [{"Rule": ["Shoes"]}]}
    text = (
        "'Shoes' is not an attribute that profiles are matched by; there are BusinessName, "
        "FirstName, LastName, MiddleName, AccountNumber, BirthDate, Gender, EmailAddress, "
        "PhoneNumber, Address.Address, Address.City, Address.Country, Address.County, "
        "Address.PostalCode, Address.Province, Address.State, Attributes.<key>"
    )
    with service_error("BadRequestException", text):
        client.update_domain(DomainName=domain, DefaultExpirationDays=5, RuleBasedMatching=rules)
    found = client.get_domain(DomainName=domain)
    assert "RuleBasedMatching" not in found
    assert found["DefaultExpirationDays"] != 5
    with service_error("BadRequestException", text):
        client.create_domain(DomainName="other", DefaultExpirationDays=5, RuleBasedMatching=rules)
    assert [each["DomainName"] for each in client.list_domains()["Items"]] == [domain]


# --- status -------------------------------------------------------------------------------------


@pytest.fixture
def clock() -> Iterator[Clock]:
    with stopped(datetime(2026, 11, 24, 12, tzinfo=timezone.utc)) as frozen:
        yield frozen


def status(client: Any) -> str:
    found: str = client.get_domain(DomainName="customers")["RuleBasedMatching"]["Status"]
    return found


@pytest.mark.in_process
def test_rules_of_a_new_domain_are_active_at_once(client: Any, clock: Any) -> None:
    new_domain(client)
    assert status(client) == "ACTIVE"


@pytest.mark.in_process
def test_rules_of_an_existing_domain_become_active_by_the_clock(client: Any, clock: Any) -> None:
    client.create_domain(DomainName="customers", DefaultExpirationDays=30)
    rules = {"Enabled": True, "MatchingRules": RULES, "MaxAllowedRuleLevelForMerging": 1}
    owners = [create(client, EmailAddress="ann@example.com") for _ in range(3)]
    client.update_domain(DomainName="customers", RuleBasedMatching=rules)
    seen = []
    for _ in range(3):
        seen.append(status(client))
        assert there(client, *owners) == (owners if seen[-1] != "ACTIVE" else owners[:1])
        clock.tick(HOUR)
    assert seen == ["PENDING", "IN_PROGRESS", "ACTIVE"]


@pytest.mark.in_process
def test_conflicts_are_resolved_by_the_rules_at_work_until_others_are(
    client: Any, clock: Any
) -> None:
    new_domain(client, MaxAllowedRuleLevelForMerging=1)
    for name in ("First", "Second"):
        define(client, name, CUSTOMER)
    rules = {
        "Enabled": True,
        "MatchingRules": RULES,
        "MaxAllowedRuleLevelForMerging": 1,
        "ConflictResolution": {"ConflictResolvingModel": "SOURCE", "SourceName": "First"},
    }
    client.update_domain(DomainName="customers", RuleBasedMatching=rules)
    kept = []
    for number in range(3):
        email = f"{number}@example.com"
        for name in ("First", "Second"):
            put(client, name, id=f"{name} {number}", email=email, name={"first": name})
            clock.tick(1)
        kept.append((status(client), profile(client, "_email", email)["FirstName"]))
        clock.tick(HOUR)
    assert kept == [("PENDING", "Second"), ("IN_PROGRESS", "Second"), ("ACTIVE", "First")]


@pytest.mark.in_process
def test_what_rules_merge_when_they_become_active_is_merged_at_that_moment(
    client: Any, clock: Any
) -> None:
    client.create_domain(DomainName="customers", DefaultExpirationDays=30)
    rules = {"Enabled": True, "MatchingRules": RULES, "MaxAllowedRuleLevelForMerging": 1}
    _, other = [create(client, EmailAddress="ann@example.com") for _ in range(2)]
    began = clock.now()
    client.update_domain(DomainName="customers", RuleBasedMatching=rules)
    clock.tick(24 * HOUR)
    records = client.list_profile_history_records(DomainName="customers", ProfileId=other)
    last = records["ProfileHistoryRecords"][-1]
    assert last["ActionType"] == "DELETED_BY_MERGE"
    assert last["CreatedAt"] == began + timedelta(hours=2)


@pytest.mark.in_process
def test_profiles_that_are_there_are_merged_after_all_of_them_have_been_matched(
    client: Any, clock: Any
) -> None:
    client.create_domain(DomainName="customers", DefaultExpirationDays=30)
    rules = {
        "Enabled": True,
        "MatchingRules": [{"Rule": ["PhoneNumber"]}, {"Rule": ["EmailAddress"]}],
        "MaxAllowedRuleLevelForMerging": 2,
    }
    one = create(client, PhoneNumber="+12065550100", EmailAddress="ann@example.com")
    two = create(client, PhoneNumber="+12065550100", EmailAddress="lee@example.com")
    # The address that this one shares loses the conflict.
    clock.tick(1)
    client.update_profile(DomainName="customers", ProfileId=one, EmailAddress="ann.lee@example.com")
    three = create(client, EmailAddress="lee@example.com")
    client.update_domain(DomainName="customers", RuleBasedMatching=rules)
    clock.tick(2 * HOUR)
    assert there(client, one, two, three) == [one]


@pytest.mark.in_process
def test_rules_cannot_be_changed_while_they_are_in_progress(client: Any, clock: Any) -> None:
    new_domain(client)
    owners = [create(client, EmailAddress="ann@example.com", AccountNumber="1") for _ in range(2)]
    other = {"Enabled": True, "MatchingRules": [{"Rule": ["LastName"]}]}
    client.update_domain(DomainName="customers", RuleBasedMatching=other)
    clock.tick(HOUR)
    assert status(client) == "IN_PROGRESS"
    # The rules before are at work until then.
    assert similar(client, "profileId", owners[0]) == (1, owners)
    client.update_domain(DomainName="customers", RuleBasedMatching=other)
    with service_error(
        "BadRequestException",
        "The rule-based matching of domain customers is IN_PROGRESS and cannot be changed; "
        "wait until GetDomain shows ACTIVE",
    ):
        client.update_domain(DomainName="customers", RuleBasedMatching={"Enabled": False})
    clock.tick(HOUR)
    assert status(client) == "ACTIVE"
    assert match_ids(client) == []
    client.update_domain(DomainName="customers", RuleBasedMatching={"Enabled": False})


# --- too many -----------------------------------------------------------------------------------


@pytest.mark.in_process
def test_a_level_that_too_many_share_is_told_in_the_dead_letter_queue(client: Any) -> None:
    sqs = boto3.client("sqs", region_name="us-east-1")
    url = sqs.create_queue(QueueName="lost")["QueueUrl"]
    rules = {"Enabled": True, "MatchingRules": [{"Rule": ["LastName"]}]}
    client.create_domain(
        DomainName="customers",
        DefaultExpirationDays=30,
        DeadLetterQueueUrl=url,
        RuleBasedMatching=rules,
    )
    for _ in range(500):
        create(client, LastName="Lee")
    assert "Messages" not in sqs.receive_message(QueueUrl=url)
    last = create(client, LastName="Lee")
    (message,) = sqs.receive_message(QueueUrl=url, MessageAttributeNames=["All"])["Messages"]
    assert json.loads(message["Body"]) == {"ProfileId": last, "LastName": "Lee"}
    assert {name: value["StringValue"] for name, value in message["MessageAttributes"].items()} == {
        "DomainName": "customers",
        "ObjectTypeName": "_profile",
        "Message": "All attributes at rule level 1 are associated with more than 500 records.",
    }


@pytest.mark.in_process
def test_too_many_profiles_that_are_there_already_match_none_of_each_other(
    client: Any, clock: Any
) -> None:
    client.create_domain(DomainName="customers", DefaultExpirationDays=30)
    owners = [create(client, LastName="Lee") for _ in range(501)]
    rules = {
        "Enabled": True,
        "MatchingRules": [{"Rule": ["LastName"]}],
        "MaxAllowedRuleLevelForMerging": 1,
    }
    client.update_domain(DomainName="customers", RuleBasedMatching=rules)
    clock.tick(2 * HOUR)
    assert match_ids(client) == []
    assert client.get_domain(DomainName="customers")["Stats"]["ProfileCount"] == 501
    # With one fewer, those that come or change from then on do.
    client.delete_profile(DomainName="customers", ProfileId=owners[0])
    client.update_profile(DomainName="customers", ProfileId=owners[1], FirstName="Ann")
    assert there(client, *owners[:3]) == [owners[1]]


def test_rules_that_are_disabled_match_nobody_who_comes_or_goes(client: Any) -> None:
    new_domain(client)
    one = create(client, EmailAddress="ann@example.com")
    client.update_domain(DomainName="customers", RuleBasedMatching={"Enabled": False})
    two = create(client, EmailAddress="ann@example.com")
    assert match_ids(client) == []
    client.delete_profile(DomainName="customers", ProfileId=one)
    assert there(client, one, two) == [two]
    assert "RuleBasedMatching" not in client.get_domain(DomainName="customers")
