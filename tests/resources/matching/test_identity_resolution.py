"""Identity resolution jobs: when they run, what they find, merge and write."""

from __future__ import annotations

import csv
import io
import logging
from collections.abc import Iterator
from datetime import datetime, timedelta, timezone
from typing import Any

import boto3
import pytest
from freezegun import freeze_time
from moto.moto_api import state_manager

from cprofiles_mock import MatchingDisabledWarning
from cprofiles_mock.resources.matching.jobs import MODEL_NAME
from cprofiles_mock.testing.handle import MockHandle
from tests.support.clock import Clock, stopped
from tests.support.expectations import service_error
from tests.support.ingesting import CUSTOMER, define
from tests.support.resolving import create, customers, job, jobs, matches, merging, run, update

pytestmark = pytest.mark.in_process

HOUR = 3600
DAY = 24 * HOUR
MISSING = "0" * 32

# A Tuesday.
NOON = datetime(2026, 11, 24, 12, tzinfo=timezone.utc)


@pytest.fixture
def clock() -> Iterator[Clock]:
    """Time stands still at noon of a Tuesday, unless it is told to go on."""
    with stopped(NOON) as frozen:
        yield frozen


# --- when ---------------------------------------------------------------------------------------


def test_the_first_job_is_there_exactly_when_it_is_due(client: Any, clock: Any) -> None:
    customers(client)
    clock.tick(DAY - 1)
    assert jobs(client) == []
    clock.tick(1)
    (found,) = jobs(client)
    assert found["JobStartTime"] == NOON + timedelta(days=1)
    assert found["JobEndTime"] == NOON + timedelta(days=1)
    assert found["Status"] == "COMPLETED"


def test_then_jobs_run_every_saturday_at_midnight(client: Any, clock: Any) -> None:
    customers(client)
    clock.tick(20 * DAY)
    saturday = datetime(2026, 11, 28, tzinfo=timezone.utc)
    assert [each["JobStartTime"] for each in jobs(client)] == [
        NOON + timedelta(days=1),
        saturday,
        saturday + timedelta(days=7),
        saturday + timedelta(days=14),
    ]


def test_jobs_are_listed_by_their_start_whenever_they_were_made(client: Any, clock: Any) -> None:
    customers(client)
    third = run()
    clock.move_to(NOON - timedelta(hours=2))
    first = run()
    clock.move_to(NOON - timedelta(hours=1))
    second = run()
    assert [each["JobId"] for each in jobs(client)] == [first, second, third]
    here = {"DomainName": "customers", "MaxResults": 1}
    page = client.list_identity_resolution_jobs(**here)
    clock.move_to(NOON - timedelta(hours=3))
    run()
    page = client.list_identity_resolution_jobs(**here, NextToken=page["NextToken"])
    assert [each["JobId"] for each in page["IdentityResolutionJobsList"]] == [second]


def test_a_schedule_of_the_domains_own_is_followed(client: Any, clock: Any) -> None:
    customers(client, JobSchedule={"DayOfTheWeek": "TUESDAY", "Time": "18:30"})
    clock.tick(8 * DAY)
    due = NOON + timedelta(hours=6, minutes=30)
    assert [each["JobStartTime"] for each in jobs(client)] == [due, due + timedelta(days=7)]


def test_a_changed_schedule_counts_from_its_change(client: Any, clock: Any) -> None:
    customers(client)
    update(client, Enabled=True, JobSchedule={"DayOfTheWeek": "TUESDAY", "Time": "13:00"})
    clock.tick(HOUR)
    assert len(jobs(client)) == 1
    update(client, Enabled=True, JobSchedule={"DayOfTheWeek": "TUESDAY", "Time": "15:00"})
    clock.tick(2 * HOUR)
    assert len(jobs(client)) == 2
    # The same again changes nothing.
    update(client, Enabled=True, JobSchedule={"DayOfTheWeek": "TUESDAY", "Time": "15:00"})
    clock.tick(6 * DAY)
    assert len(jobs(client)) == 2


def test_the_first_job_is_within_a_day_of_enabling_whatever_becomes_of_the_schedule(
    client: Any, clock: Any
) -> None:
    customers(client)
    for enabled in (1, 2):
        clock.tick(DAY - HOUR)
        update(client, Enabled=True, JobSchedule={"DayOfTheWeek": "MONDAY", "Time": "9:30"})
        clock.tick(HOUR)
        assert len(jobs(client)) == enabled
        update(client, Enabled=False)
        update(client, Enabled=True)


def test_there_are_at_most_three_scheduled_jobs_a_week(client: Any, clock: Any) -> None:
    customers(client)
    for hour in ("13", "14", "15", "16"):
        schedule = {"DayOfTheWeek": "TUESDAY", "Time": f"{hour}:00"}
        update(client, Enabled=True, JobSchedule=schedule)
        clock.tick(HOUR)
    assert len(jobs(client)) == 3
    run()
    assert len(jobs(client)) == 4
    clock.tick(7 * DAY)
    assert len(jobs(client)) == 5


def test_disabling_stops_the_schedule_and_deletes_the_criteria(client: Any, clock: Any) -> None:
    customers(client, AutoMerging=merging(["FirstName"]))
    update(client, Enabled=False, AutoMerging=merging(["FirstName"]))
    clock.tick(30 * DAY)
    assert jobs(client) == []
    assert "Matching" not in client.get_domain(DomainName="customers")
    update(client, Enabled=True)
    clock.tick(DAY)
    assert len(jobs(client)) == 1


def test_profiles_that_had_expired_by_then_are_not_matched(client: Any, clock: Any) -> None:
    client.create_domain(DomainName="customers", DefaultExpirationDays=2)
    for _ in range(2):
        create(client, EmailAddress="ann@example.com")
    update(client, Enabled=True)
    clock.tick(10 * DAY)
    assert [each["JobStats"]["NumberOfProfilesReviewed"] for each in jobs(client)] == [2, 0]


# --- moto's transitions -------------------------------------------------------------------------


@pytest.fixture
def by_hand() -> Iterator[None]:
    """Each look at a job takes it one status further."""
    state_manager.set_transition(MODEL_NAME, {"progression": "manual", "times": 1})
    yield
    state_manager.unset_transition(MODEL_NAME)


def test_a_job_goes_through_its_states_by_motos_settings(
    client: Any, clock: Any, by_hand: None
) -> None:
    customers(client)
    for _ in range(2):
        create(client, EmailAddress="ann@example.com")
    job_id = run()
    seen: list[str] = []
    while not seen or seen[-1] != "COMPLETED":
        assert matches(client) == []
        found = job(client, job_id)
        assert ("JobStats" in found) == (found["Status"] == "COMPLETED")
        seen.append(found["Status"])
    assert seen == ["PREPROCESSING", "FIND_MATCHING", "MERGING", "COMPLETED"]
    assert len(matches(client)) == 1
    assert jobs(client)[0]["Status"] == "COMPLETED"


def test_disabling_deletes_jobs_that_have_not_begun(client: Any, clock: Any, by_hand: None) -> None:
    customers(client)
    begun, waiting = run(), run()
    assert job(client, begun)["Status"] == "PREPROCESSING"
    update(client, Enabled=False)
    assert [each["JobId"] for each in jobs(client)] == [begun]
    with service_error(
        "ResourceNotFoundException",
        f"Identity resolution job {waiting} is not found in domain customers",
    ):
        job(client, waiting)


def test_a_job_that_takes_time_is_carried_out_when_that_is_over(client: Any) -> None:
    state_manager.set_transition(MODEL_NAME, {"progression": "time", "seconds": 60})
    try:
        with freeze_time(NOON) as clock:
            customers(client)
            for _ in range(2):
                create(client, EmailAddress="ann@example.com")
            job_id = run()
            for _ in range(4):
                assert matches(client) == []
                clock.tick(61)
            assert len(matches(client)) == 1
            assert job(client, job_id)["JobEndTime"] == NOON + timedelta(seconds=244)
    finally:
        state_manager.unset_transition(MODEL_NAME)


# --- results ------------------------------------------------------------------------------------


def test_matches_are_there_after_the_job_and_lapse_after_seven_days(
    client: Any, clock: Any
) -> None:
    customers(client)
    one = create(client, FirstName="John", LastName="Doe", EmailAddress="JOHN_DOE@example.com")
    two = create(client, FirstName="Jhn", LastName="Doe", EmailAddress="johndoe@example.com")
    create(client, FirstName="Eve", LastName="Ray")
    assert client.get_matches(DomainName="customers")["PotentialMatches"] == 0
    job_id = run()
    answer = client.get_matches(DomainName="customers")
    (match,) = answer["Matches"]
    assert answer["PotentialMatches"] == 1
    assert answer["MatchGenerationDate"] == NOON
    assert match["ProfileIds"] == [one, two]
    assert 0.9 < match["ConfidenceScore"] <= 1
    found = job(client, job_id)
    assert found["JobStats"] == {
        "NumberOfProfilesReviewed": 3,
        "NumberOfMatchesFound": 1,
        "NumberOfMergesDone": 0,
    }
    assert found["JobExpirationTime"] == NOON + timedelta(days=7)
    update(client, Enabled=False)
    clock.tick(7 * DAY - 1)
    assert len(matches(client)) == 1
    clock.tick(1)
    assert matches(client) == []


def test_profiles_that_went_are_no_longer_in_matches(client: Any, clock: Any) -> None:
    customers(client)
    three = [create(client, EmailAddress="ann@example.com") for _ in range(3)]
    run()
    for left in ([three[1], three[2]], None):
        client.delete_profile(DomainName="customers", ProfileId=three.pop(0))
        assert [match["ProfileIds"] for match in matches(client)] == ([left] if left else [])


def test_the_same_profiles_have_the_same_matches_in_every_job(client: Any, clock: Any) -> None:
    customers(client)
    two = [create(client, EmailAddress="ann@example.com") for _ in range(2)]
    clock.tick(30 * DAY)
    assert [match["ProfileIds"] for match in matches(client)] == [two]
    assert {each["JobStats"]["NumberOfMatchesFound"] for each in jobs(client)} == {1}


def test_a_page_token_leads_to_the_first_of_the_matches_that_are_new(
    client: Any, clock: Any
) -> None:
    customers(client)
    for letter in "abcd":
        for _ in range(2):
            create(client, EmailAddress=f"{letter}@example.com")
    run()
    page = client.get_matches(DomainName="customers", MaxResults=2)
    create(client, EmailAddress="a@example.com")
    run()
    rest = client.get_matches(DomainName="customers", NextToken=page["NextToken"])
    assert [each["MatchId"] for each in rest["Matches"]] == [
        each["MatchId"] for each in matches(client)
    ]
    assert len(rest["Matches"]) == 4


def test_a_page_token_goes_on_in_matches_that_are_the_same_after_another_job(
    client: Any, clock: Any
) -> None:
    customers(client)
    for letter in "abc":
        for _ in range(2):
            create(client, EmailAddress=f"{letter}@example.com")
    clock.tick(DAY)
    page = client.get_matches(DomainName="customers", MaxResults=2)
    last = matches(client)[-1]
    rest = client.get_matches(DomainName="customers", NextToken=page["NextToken"])
    assert [each["MatchId"] for each in rest["Matches"]] == [last["MatchId"]]


def test_similar_profiles_are_found_by_profile_and_by_match(client: Any, clock: Any) -> None:
    customers(client)
    two = [create(client, EmailAddress="ann@example.com") for _ in range(2)]
    alone = create(client, EmailAddress="eve@example.com")

    def similar(key: str, value: str, kind: str = "ML_BASED_MATCHING") -> dict[str, Any]:
        answer: dict[str, Any] = client.get_similar_profiles(
            DomainName="customers", MatchType=kind, SearchKey=key, SearchValue=value
        )
        return answer

    assert similar("profileId", two[1])["ProfileIds"] == []
    run()
    (match,) = matches(client)
    for answer in (similar("profileId", two[1]), similar("MatchId", match["MatchId"])):
        assert answer["ProfileIds"] == two
        assert answer["MatchId"] == match["MatchId"]
        assert answer["ConfidenceScore"] == match["ConfidenceScore"]
        assert answer["MatchType"] == "ML_BASED_MATCHING"
    assert similar("_profileId", alone)["ProfileIds"] == []
    assert similar("profileId", two[1], "RULE_BASED_MATCHING")["ProfileIds"] == []
    with service_error("ResourceNotFoundException", "Match m-1 is not found in domain customers"):
        similar("matchId", "m-1")
    with service_error(
        "ResourceNotFoundException", f"Profile {MISSING} is not found in domain customers"
    ):
        similar("profileId", MISSING)
    with service_error(
        "BadRequestException",
        "SearchKey '_email' is neither matchId nor profileId; give one of the two",
    ):
        similar("_email", "ann@example.com")


def test_matches_of_a_domain_that_matches_nothing_are_none_with_a_warning(
    client: Any, domain: str
) -> None:
    with pytest.warns(MatchingDisabledWarning, match="Matching is not enabled"):
        assert client.get_matches(DomainName="customers")["Matches"] == []


# --- export -------------------------------------------------------------------------------------


@pytest.mark.parametrize(("prefix", "folder"), [({}, ""), ({"S3KeyName": "found/"}, "found/")])
def test_matches_are_written_to_s3(
    client: Any, clock: Any, prefix: dict[str, str], folder: str
) -> None:
    s3 = boto3.client("s3", region_name="us-east-1")
    s3.create_bucket(Bucket="matches")
    exporting = {"S3Exporting": {"S3BucketName": "matches", **prefix}}
    customers(client, ExportingConfig=exporting)
    two = [create(client, EmailAddress="ann@example.com", Attributes={"a": "1"}) for _ in range(2)]
    clock.tick(DAY)
    (found,) = jobs(client)
    location = found["ExportingLocation"]["S3Exporting"]
    assert location == {
        "S3BucketName": "matches",
        "S3KeyName": f"{folder}customers/{found['JobId']}",
    }
    name = "CustomerProfilesPendingMatches-customers-part-0.csv"
    body = s3.get_object(Bucket="matches", Key=f"{location['S3KeyName']}/{name}")["Body"]
    rows = list(csv.DictReader(io.StringIO(body.read().decode())))
    assert [row["ProfileId"] for row in rows] == two
    assert {row["MatchingGroupId"] for row in rows} == {"0"}
    assert {row["Attributes"] for row in rows} == {"{a=1}"}


def test_matches_of_a_job_that_was_due_before_its_domain_was_deleted_are_written(
    client: Any, clock: Any
) -> None:
    s3 = boto3.client("s3", region_name="us-east-1")
    s3.create_bucket(Bucket="matches")
    customers(client, ExportingConfig={"S3Exporting": {"S3BucketName": "matches"}})
    for _ in range(2):
        create(client, EmailAddress="ann@example.com")
    clock.tick(DAY)
    client.delete_domain(DomainName="customers")
    assert s3.list_objects_v2(Bucket="matches")["KeyCount"] == 1


def test_half_of_a_surrogate_pair_is_a_question_mark_in_the_file(client: Any) -> None:
    s3 = boto3.client("s3", region_name="us-east-1")
    s3.create_bucket(Bucket="matches")
    customers(client, ExportingConfig={"S3Exporting": {"S3BucketName": "matches"}})
    define(client, "Customer", CUSTOMER)
    for number in (1, 2):
        text = f'{{"id": "{number}", "name": {{"first": "\\ud800"}}, "email": "ann@example.com"}}'
        client.put_profile_object(DomainName="customers", ObjectTypeName="Customer", Object=text)
    assert job(client, run())["Status"] == "COMPLETED"
    (key,) = (item["Key"] for item in s3.list_objects_v2(Bucket="matches")["Contents"])
    body = s3.get_object(Bucket="matches", Key=key)["Body"].read().decode()
    assert [row["FirstName"] for row in csv.DictReader(io.StringIO(body))] == ["?", "?"]


def test_a_bucket_that_is_not_there_is_told_by_the_job(
    client: Any, clock: Any, caplog: pytest.LogCaptureFixture
) -> None:
    customers(client, ExportingConfig={"S3Exporting": {"S3BucketName": "nowhere"}})
    with caplog.at_level(logging.WARNING, logger="cprofiles_mock"):
        found = job(client, run())
    assert found["Status"] == "PARTIAL_SUCCESS"
    text = "The results could not be written to bucket nowhere: The specified bucket does not exist"
    assert found["Message"] == text
    assert caplog.messages == [f"identity resolution job {found['JobId']}: {text}"]


# --- the handle ---------------------------------------------------------------------------------


def test_a_job_by_hand_wants_a_domain_that_matches(client: Any, domain: str) -> None:
    with pytest.raises(ValueError, match="enable Matching first: domain 'customers' runs no jobs"):
        run()
    with pytest.raises(ValueError, match="there is no domain 'nobody' in eu-west-2"):
        MockHandle().run_identity_resolution("nobody", region="eu-west-2")
