"""What happens in which order when rules, jobs and the clock meet in one operation."""

from __future__ import annotations

from datetime import datetime, timezone
from typing import Any

import boto3
import pytest
from botocore.exceptions import ClientError
from moto.moto_api import state_manager

from cprofiles_mock import MockHandle
from cprofiles_mock.resources.matching.jobs import MODEL_NAME
from tests.support.ingesting import define, put

pytestmark = pytest.mark.in_process

# A Tuesday.
BEGIN = datetime(2030, 1, 1, 9, 30, tzinfo=timezone.utc)
DAY = 86_400

ALIKE = {
    "EmailAddress": "ann@example.com",
    "FirstName": "Ann",
    "LastName": "Lee",
    "PhoneNumber": "+12065550101",
}
EQUAL_EMAILS = {
    "Enabled": True,
    "AutoMerging": {
        "Enabled": True,
        "Consolidation": {"MatchingAttributesList": [["EmailAddress"]]},
    },
}


@pytest.fixture(autouse=True)
def begin(time_machine: Any) -> None:
    time_machine.move_to(BEGIN, tick=False)


def new_domain(client: Any, **members: Any) -> None:
    client.create_domain(**{"DomainName": "customers", "DefaultExpirationDays": 100, **members})


def rules(*lists: list[str]) -> dict[str, Any]:
    return {
        "Enabled": True,
        "MatchingRules": [{"Rule": each} for each in lists],
        "MaxAllowedRuleLevelForMatching": len(lists),
        "MaxAllowedRuleLevelForMerging": len(lists),
    }


def create(client: Any, **members: Any) -> str:
    made: str = client.create_profile(DomainName="customers", **members)["ProfileId"]
    return made


def jobs(client: Any) -> list[Any]:
    found: list[Any] = client.list_identity_resolution_jobs(DomainName="customers")[
        "IdentityResolutionJobsList"
    ]
    return found


def test_what_rules_merge_is_matched_again_before_the_next_profile_that_changed(
    client: Any,
) -> None:
    """The deletion of a type changes two; the first merge takes away the second's match."""
    new_domain(
        client,
        RuleBasedMatching=rules(["Gender", "BusinessName"], ["AccountNumber", "Attributes.a"]),
    )
    define(
        client,
        "cust",
        {
            "Fields": {
                "id": {"Source": "_source.id", "Target": "_profile.Attributes.oid"},
                "g": {"Source": "_source.g", "Target": "_profile.Gender"},
            },
            "Keys": {"cid": [{"StandardIdentifiers": ["PROFILE", "UNIQUE"], "FieldNames": ["id"]}]},
            "AllowProfileCreation": True,
        },
    )
    for number in ("1", "2"):
        put(client, "cust", id=number, g="MALE")
    one, two = MockHandle().backend().domains["customers"].profiles
    here = {"DomainName": "customers"}
    client.update_profile(
        **here, ProfileId=one, GenderString="q", BusinessName="B", Attributes={"a": "z"}
    )
    client.update_profile(
        **here,
        ProfileId=two,
        GenderString="w",
        BusinessName="C",
        AccountNumber="7",
        Attributes={"a": "z"},
    )
    create(client, GenderString="q", BusinessName="B", AccountNumber="7")
    other = create(client, GenderString="w", BusinessName="C", MiddleName="Y")
    client.delete_profile_object_type(**here, ObjectTypeName="cust")
    assert list(MockHandle().backend().domains["customers"].profiles) == [one, other]
    records = client.list_profile_history_records(**here, ProfileId=two)["ProfileHistoryRecords"]
    assert [each["ActionType"] for each in records][-2:] == ["UPDATED", "DELETED_BY_MERGE"]


def test_what_a_job_merges_is_matched_by_rules_one_after_another(client: Any) -> None:
    new_domain(
        client,
        Matching=EQUAL_EMAILS,
        RuleBasedMatching=rules(["PhoneNumber", "BusinessName"], ["AccountNumber", "Attributes.a"]),
    )
    ann = {"FirstName": "Ann", "LastName": "Lee", "EmailAddress": "a@x.com"}
    bob = {"FirstName": "Bob", "LastName": "Kim", "EmailAddress": "b@x.com"}
    first = create(client, **ann, BusinessName="B", Attributes={"a": "z"})
    create(client, **ann, PhoneNumber="+12065550101")
    create(client, PhoneNumber="+12065550101", BusinessName="B", AccountNumber="7")
    create(client, **bob, BusinessName="C", AccountNumber="7", Attributes={"a": "z"})
    create(client, **bob, PhoneNumber="+12065550202")
    last = create(client, PhoneNumber="+12065550202", BusinessName="C", MiddleName="Y")
    MockHandle().run_identity_resolution("customers")
    assert list(MockHandle().backend().domains["customers"].profiles) == [first, last]


def test_a_job_sees_what_has_expired_since_the_one_before_it(
    client: Any, time_machine: Any
) -> None:
    new_domain(client, DefaultExpirationDays=5, Matching={"Enabled": True})
    create(client, **ALIKE)
    create(client, **ALIKE)
    time_machine.move_to(BEGIN.timestamp() + 21 * DAY, tick=False)
    stats = [each["JobStats"]["NumberOfMatchesFound"] for each in jobs(client)]
    assert stats == [1, 1, 0, 0]


@pytest.mark.parametrize("rules_begin", [False, True])
def test_a_job_compares_anew_if_something_came_between_it_and_the_one_before(
    client: Any, time_machine: Any, rules_begin: bool
) -> None:
    """Two jobs are due at the next request. Rules that begin to work may come between them."""
    schedule = {"DayOfTheWeek": "WEDNESDAY", "Time": "11:30"}
    new_domain(client, Matching={"Enabled": True, "JobSchedule": schedule})
    create(client, **ALIKE)
    create(client, **ALIKE)
    time_machine.move_to(BEGIN.timestamp() + DAY - 3600, tick=False)
    if rules_begin:
        client.update_domain(DomainName="customers", RuleBasedMatching=rules(["BusinessName"]))
    time_machine.move_to(BEGIN.timestamp() + 2 * DAY, tick=False)
    assert len(jobs(client)) == 2
    resolution = MockHandle().dump()["Domains"][0]["IdentityResolution"]
    assert resolution.get("MatchesBefore", 0) == int(rules_begin)


def test_a_job_that_its_week_has_no_room_for_leaves_the_next_one_to_compare(
    client: Any, time_machine: Any
) -> None:
    """Three jobs a week at most: what came before the one that is left out is found by the next."""
    new_domain(client, Matching={"Enabled": True})
    for day in ("TUESDAY", "WEDNESDAY", "THURSDAY", "FRIDAY"):
        client.update_domain(
            DomainName="customers",
            Matching={"Enabled": True, "JobSchedule": {"DayOfTheWeek": day, "Time": "11:30"}},
        )
        if day != "FRIDAY":
            time_machine.shift(DAY)
            client.get_domain(DomainName="customers")
    create(client, **ALIKE)
    create(client, **ALIKE)
    time_machine.shift(9 * DAY)
    assert client.get_matches(DomainName="customers")["PotentialMatches"] == 1


def test_a_page_token_that_is_refused_leaves_the_file_of_a_job_that_it_found_done(
    client: Any,
) -> None:
    s3 = boto3.client("s3", region_name="us-east-1")
    s3.create_bucket(Bucket="exports")
    new_domain(
        client,
        Matching={
            **EQUAL_EMAILS,
            "ExportingConfig": {"S3Exporting": {"S3BucketName": "exports"}},
        },
    )
    create(client, **ALIKE)
    create(client, **ALIKE)
    transition = {"progression": "manual", "times": 1}
    state_manager.set_transition(MODEL_NAME, transition)
    try:
        MockHandle().run_identity_resolution("customers")
        for _ in range(4):
            with pytest.raises(ClientError, match="The NextToken is not valid"):
                client.list_identity_resolution_jobs(DomainName="customers", NextToken="bad")
    finally:
        state_manager.unset_transition(MODEL_NAME)
    assert len(s3.list_objects_v2(Bucket="exports")["Contents"]) == 1
    assert [each["Status"] for each in jobs(client)] == ["COMPLETED"]
