"""Auto-merging: which profiles a job merges, what becomes of their values, and the preview."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timezone
from typing import Any

import pytest

from tests.support.clock import Clock, stopped
from tests.support.expectations import service_error
from tests.support.ingesting import CUSTOMER, define, put
from tests.support.resolving import create, customers, ids, job, matches, merging, run, update

pytestmark = pytest.mark.in_process

DAY = 24 * 3600


@pytest.fixture
def clock() -> Iterator[Clock]:
    """Time stands still, unless it is told to go on."""
    with stopped(datetime(2026, 11, 24, 12, tzinfo=timezone.utc)) as frozen:
        yield frozen


def test_matching_profiles_that_meet_a_criterion_are_merged(client: Any, clock: Any) -> None:
    customers(client, AutoMerging=merging(["EmailAddress", "FirstName"], ["LastName"]))
    one = create(client, FirstName="Ann", EmailAddress="ann@example.com")
    two = create(client, FirstName="ann", EmailAddress="ANN@example.com", LastName="Lee")
    three = create(client, LastName="Lee", EmailAddress="ann@example.com")
    four = create(client, LastName="Ray", EmailAddress="ann@example.com")
    other = create(client, FirstName="Olga", LastName="Lee")
    stats = job(client, run())["JobStats"]
    assert stats["NumberOfMergesDone"] == 2
    assert ids(client) == {one, four}
    assert [match["ProfileIds"] for match in matches(client)] == [[one, four]]
    gone = client.batch_get_profile(DomainName="customers", ProfileIds=[two, three, other])
    assert [each["ProfileId"] for each in gone["Profiles"]] == [other]
    records = client.list_profile_history_records(
        DomainName="customers", ProfileId=two, ActionType="DELETED_BY_MERGE"
    )["ProfileHistoryRecords"]
    assert [each["PerformedBy"] for each in records] == ["profile.amazonaws.com"]


def test_a_group_below_the_least_confidence_is_not_merged(client: Any, clock: Any) -> None:
    settings = merging(["EmailAddress"], MinAllowedConfidenceScoreForMerging=0.9)
    customers(client, AutoMerging=settings)
    for _ in range(2):
        create(client, EmailAddress="ann@example.com")
    assert job(client, run())["JobStats"]["NumberOfMergesDone"] == 0
    assert len(ids(client)) == 2


@pytest.mark.parametrize("auto_merging", [{"Enabled": True}, merging(["EmailAddress"])])
def test_without_criteria_or_disabled_nothing_is_merged(
    client: Any, clock: Any, auto_merging: dict[str, Any]
) -> None:
    if "Consolidation" in auto_merging:
        auto_merging = {**auto_merging, "Enabled": False}
    customers(client, AutoMerging=auto_merging)
    for _ in range(2):
        create(client, EmailAddress="ann@example.com")
    found = job(client, run())
    assert found["JobStats"]["NumberOfMergesDone"] == 0
    assert found["AutoMerging"] == auto_merging


def get(client: Any, owner: str) -> dict[str, Any]:
    answer = client.batch_get_profile(DomainName="customers", ProfileIds=[owner])
    found: dict[str, Any] = answer["Profiles"][0]
    return found


def test_conflicts_go_to_the_value_that_was_updated_last(client: Any, clock: Any) -> None:
    customers(client, AutoMerging=merging(["EmailAddress"]))
    old = {"City": "Rome", "PostalCode": "1"}
    same = {"EmailAddress": "ann@example.com", "LastName": "Lee", "BirthDate": "1980-02-03"}
    one = create(client, **same, AccountNumber="1", AdditionalInformation="1", Address=old)
    clock.tick(60)
    two = create(client, **same, AccountNumber="2", AdditionalInformation="2")
    clock.tick(60)
    client.update_profile(DomainName="customers", ProfileId=one, AccountNumber="3")
    new = {"City": "Oslo", "State": "x"}
    client.update_profile(DomainName="customers", ProfileId=two, Address=new)
    run()
    found = get(client, one)
    assert (found["AccountNumber"], found["AdditionalInformation"]) == ("3", "2")
    assert found["Address"] == new


@pytest.mark.parametrize(
    ("resolution", "tier"),
    [
        ({"ConflictResolvingModel": "RECENCY"}, "web"),
        ({"ConflictResolvingModel": "SOURCE", "SourceName": "Crm"}, "crm"),
        ({"ConflictResolvingModel": "SOURCE", "SourceName": "Nobody"}, "web"),
    ],
)
def test_conflicts_of_ingested_values_go_by_source_or_recency(
    client: Any, clock: Any, resolution: dict[str, str], tier: str
) -> None:
    customers(client, AutoMerging=merging(["EmailAddress"], ConflictResolution=resolution))
    for name in ("Crm", "Web"):
        definition = {**CUSTOMER, "Keys": {name: CUSTOMER["Keys"]["customerId"]}}
        define(client, name, definition)
        put(client, name, id=f"{name}-1", email="ann@example.com", tier=name.lower())
        clock.tick(60)
    by_hand = create(client, EmailAddress="ann@example.com", LastName="Lee")
    run()
    (owner,) = ids(client)
    found = get(client, owner)
    assert found["Attributes"] == {"tier": tier}
    assert found["LastName"] == "Lee"
    assert owner != by_hand


def test_what_was_written_by_hand_wins_over_what_was_ingested_later(
    client: Any, clock: Any
) -> None:
    source = {"ConflictResolvingModel": "SOURCE", "SourceName": "Crm"}
    customers(client, AutoMerging=merging(["EmailAddress"], ConflictResolution=source))
    define(client, "Crm", CUSTOMER)
    owner = create(client, EmailAddress="ann@example.com", Attributes={"tier": "hand"})
    clock.tick(60)
    put(client, "Crm", id="C-1", email="ann@example.com", tier="crm")
    run()
    assert get(client, owner)["Attributes"] == {"tier": "hand"}


def test_an_address_of_which_a_part_was_written_by_hand_wins_over_what_was_ingested_later(
    client: Any, clock: Any
) -> None:
    customers(client, AutoMerging=merging(["EmailAddress"]))
    define(client, "Customer", CUSTOMER)
    ann = {"email": "ann@example.com", "name": {"first": "Ann", "last": "Lee"}}
    put(client, "Customer", id="C-1", city="Rome", **ann)
    (owner,) = ids(client)
    clock.tick(60)
    client.update_profile(DomainName="customers", ProfileId=owner, Address={"PostalCode": "00100"})
    clock.tick(60)
    put(client, "Customer", id="C-2", city="Oslo", **ann)
    assert job(client, run())["JobStats"]["NumberOfMergesDone"] == 1
    assert get(client, owner)["Address"] == {"City": "Rome", "PostalCode": "00100"}


def test_a_preview_counts_and_merges_nothing(client: Any, clock: Any) -> None:
    customers(client)
    request = {
        "DomainName": "customers",
        "Consolidation": {"MatchingAttributesList": [["EmailAddress"]]},
        "ConflictResolution": {"ConflictResolvingModel": "RECENCY"},
    }
    for email in ("ann@example.com", "ann@example.com", "ANN@example.com"):
        create(client, FirstName="Ann", LastName="Lee", EmailAddress=email)
    create(client, FirstName="Ann", LastName="Lee")

    def preview(**members: Any) -> tuple[int, int, int]:
        answer = client.get_auto_merging_preview(**request, **members)
        return (
            answer["NumberOfMatchesInSample"],
            answer["NumberOfProfilesInSample"],
            answer["NumberOfProfilesWillBeMerged"],
        )

    assert preview() == (0, 0, 0)
    run()
    assert preview() == (1, 4, 2)
    assert preview(MinAllowedConfidenceScoreForMerging=1.0) == (1, 4, 0)
    assert len(ids(client)) == 3
    clock.tick(7 * DAY)
    update(client, Enabled=False)


def test_a_criterion_sees_the_values_that_a_merge_by_the_former_brought(
    client: Any, clock: Any
) -> None:
    criteria = [["AccountNumber"], ["FirstName", "PhoneNumber"]]
    customers(client, AutoMerging=merging(*criteria))
    ann = {"FirstName": "Ann", "EmailAddress": "ann@example.com"}
    one = create(client, **ann, AccountNumber="1")
    create(client, **ann, AccountNumber="1", PhoneNumber="+1 206 555 0100")
    create(client, **ann, PhoneNumber="(206) 555-0100")

    # The preview needs the results of a job, and this one has no criteria to merge by.
    update(client, Enabled=True)
    run()
    preview = client.get_auto_merging_preview(
        DomainName="customers",
        Consolidation={"MatchingAttributesList": criteria},
        ConflictResolution={"ConflictResolvingModel": "RECENCY"},
    )
    assert preview["NumberOfProfilesWillBeMerged"] == 2
    assert len(ids(client)) == 3

    update(client, Enabled=True, AutoMerging=merging(*criteria))
    assert job(client, run())["JobStats"]["NumberOfMergesDone"] == 2
    assert ids(client) == {one}


def test_what_a_criterion_has_merged_goes_into_an_older_profile_by_the_next(
    client: Any, clock: Any
) -> None:
    customers(client, AutoMerging=merging(["AccountNumber"], ["FirstName", "PhoneNumber"]))
    ann = {"FirstName": "Ann", "EmailAddress": "ann@example.com"}
    oldest = create(client, **ann, PhoneNumber="(206) 555-0100")
    create(client, **ann, AccountNumber="1")
    create(client, **ann, AccountNumber="1", PhoneNumber="+1 206 555 0100")
    assert job(client, run())["JobStats"]["NumberOfMergesDone"] == 2
    assert ids(client) == {oldest}
    assert get(client, oldest)["AccountNumber"] == "1"


@pytest.mark.parametrize(
    ("third", "merged"), [({"FirstName": "Ann", "LastName": "Lee"}, 2), ({}, 1)]
)
def test_rules_merge_what_a_job_has_made_alike_when_the_job_has_merged_all(
    client: Any, clock: Any, third: dict[str, str], merged: int
) -> None:
    client.create_domain(
        DomainName="customers",
        DefaultExpirationDays=100,
        Matching={
            "Enabled": True,
            "AutoMerging": merging(["AccountNumber"], ["FirstName", "LastName"]),
        },
        RuleBasedMatching={
            "Enabled": True,
            "MatchingRules": [{"Rule": ["PhoneNumber", "EmailAddress"]}],
            "MaxAllowedRuleLevelForMerging": 1,
        },
    )
    ann = {"FirstName": "Ann", "LastName": "Lee", "BirthDate": "1990-01-01"}
    phone, email = {"PhoneNumber": "+12065550100"}, {"EmailAddress": "ann@example.com"}
    one = create(client, **ann, **phone, AccountNumber="1")
    create(client, **ann, **email, AccountNumber="1")
    # By the rule it is the same as those two merged; with a name by the second criterion too.
    create(client, **third, **phone, **email)
    found = job(client, run())
    assert found["Status"] == "COMPLETED"
    assert found["JobStats"]["NumberOfMergesDone"] == merged
    assert ids(client) == {one}


def test_a_merge_that_would_be_too_large_is_left_and_told_by_the_job(
    client: Any, clock: Any
) -> None:
    criteria = [["EmailAddress", "FirstName"]]
    customers(client, AutoMerging=merging(*criteria))
    for name in ("Ann", "Bob"):
        for letter in "ab":
            attributes = {f"{letter}{n}": "x" * 255 for n in range(500 if name == "Ann" else 1)}
            create(
                client,
                FirstName=name,
                EmailAddress=f"{name}@example.com",
                Attributes=attributes,
            )
    clock.tick(DAY)
    (found,) = client.list_identity_resolution_jobs(DomainName="customers")[
        "IdentityResolutionJobsList"
    ]
    assert found["Status"] == "PARTIAL_SUCCESS"
    assert found["Message"] == (
        "Not all profiles could be merged: The profile would be larger than 256000 bytes."
    )
    assert found["JobStats"] == {
        "NumberOfProfilesReviewed": 4,
        "NumberOfMatchesFound": 2,
        "NumberOfMergesDone": 1,
    }
    assert len(ids(client)) == 2
    preview = client.get_auto_merging_preview(
        DomainName="customers",
        Consolidation={"MatchingAttributesList": criteria},
        ConflictResolution={"ConflictResolvingModel": "RECENCY"},
    )
    assert preview["NumberOfProfilesWillBeMerged"] == 0


def test_what_is_written_by_hand_after_a_merge_is_more_recent_than_what_was_before(
    client: Any, clock: Any
) -> None:
    customers(client, AutoMerging=merging(["EmailAddress"]))
    define(client, "Customer", CUSTOMER)
    put(client, "Customer", id="C-1", email="ann@example.com")
    (main,) = ids(client)
    other = create(client, FirstName="Anne")
    client.merge_profiles(DomainName="customers", MainProfileId=main, ProfileIdsToBeMerged=[other])
    clock.tick(60)
    create(client, FirstName="Anna", EmailAddress="ann@example.com")
    clock.tick(60)
    client.update_profile(DomainName="customers", ProfileId=main, FirstName="Ann")
    run()
    assert get(client, main)["FirstName"] == "Ann"


def test_criteria_name_attributes_that_profiles_have(client: Any, domain: str) -> None:
    text = (
        "'Shoes' is not an attribute that profiles are matched by; there are FirstName, "
        "MiddleName, LastName, BusinessName, PhoneNumber, MobilePhoneNumber, "
        "HomePhoneNumber, BusinessPhoneNumber, EmailAddress, PersonalEmailAddress, "
        "BusinessEmailAddress, AccountNumber, AdditionalInformation, BirthDate, Gender, "
        "GenderString, PartyType, PartyTypeString, ProfileType, Address, "
        "ShippingAddress, MailingAddress, BillingAddress, Address.Address1, "
        "Address.Address2, Address.Address3, Address.Address4, Address.City, "
        "Address.Country, Address.County, Address.PostalCode, Address.Province, "
        "Address.State, Attributes.<key>"
    )
    with service_error("BadRequestException", text):
        update(client, Enabled=True, AutoMerging=merging(["Shoes"]))
    assert "Matching" not in client.get_domain(DomainName="customers")
    with service_error("BadRequestException", text):
        client.get_auto_merging_preview(
            DomainName="customers",
            Consolidation={"MatchingAttributesList": [["Shoes"]]},
            ConflictResolution={"ConflictResolvingModel": "RECENCY"},
        )
