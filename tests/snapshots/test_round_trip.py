"""A state that is dumped and loaded again is the same, and behaves as it would have."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timezone
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from moto.moto_api import state_manager

from cprofiles_mock.resources.matching.jobs import MODEL_NAME
from cprofiles_mock.resources.matching.rule_matching import RuleMatching
from cprofiles_mock.snapshots import dump_text
from cprofiles_mock.testing.handle import MockHandle
from tests.snapshots.rich import build, everything
from tests.support.clock import Clock, stopped
from tests.support.ingesting import define, objects, profile, profile_id, put

pytestmark = pytest.mark.in_process

NOON = datetime(2026, 11, 24, 12, tzinfo=timezone.utc)
SUFFIXES = ("json", "yaml")


@pytest.fixture
def clock() -> Iterator[Clock]:
    with stopped(NOON) as frozen:
        yield frozen


class Rich(NamedTuple):
    """What calls have made, which is told from what was loaded."""

    #: The mapping, and the text by the suffix of its file.
    document: dict[str, Any]
    texts: dict[str, str]
    answers: dict[str, Any]
    leads: dict[str, Any]
    #: When all of it was read.
    moment: datetime


_RICH: list[Rich] = []


@pytest.fixture
def rich(client: Any, clock: Clock) -> Rich:
    """A rich state that calls have made, once in a run: reading all of it takes a second."""
    if not _RICH:
        build(client, clock)
        mock = MockHandle()
        document = mock.dump()
        texts = {suffix: dump_text(mock.backend(), suffix) for suffix in SUFFIXES}
        _RICH.append(Rich(document, texts, everything(client), led_to(mock), clock.now()))
        mock.reset()
    clock.move_to(_RICH[0].moment)
    return _RICH[0]


@pytest.fixture
def mock(rich: Rich) -> MockHandle:
    """The handle of a mock that has loaded the rich state."""
    handle = MockHandle()
    handle.load(rich.document)
    return handle


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_dump_load_dump_is_equal_byte_for_byte(
    rich: Rich, client: Any, tmp_path: Path, suffix: str
) -> None:
    mock = MockHandle()
    first, second = tmp_path / f"first.{suffix}", tmp_path / f"second.{suffix}"
    first.write_text(rich.texts[suffix], encoding="utf-8", newline="")
    # Into no state, and then into one that is there already.
    for _ in range(2):
        mock.load(first)
        mock.dump(second)
        assert second.read_bytes() == first.read_bytes()


def test_a_file_holds_what_the_text_of_its_format_is(
    client: Any, clock: Any, tmp_path: Path
) -> None:
    build(client, clock)
    mock = MockHandle()
    for suffix in SUFFIXES:
        path = tmp_path / f"state.{suffix}"
        document = mock.dump(path)
        assert document == mock.dump()
        assert path.read_bytes().decode() == dump_text(mock.backend(), suffix)


def test_the_mapping_holds_all_that_the_files_hold(rich: Rich, mock: MockHandle) -> None:
    for suffix in SUFFIXES:
        assert dump_text(mock.backend(), suffix) == rich.texts[suffix]


def test_a_dump_shares_nothing_with_the_state(rich: Rich, mock: MockHandle, client: Any) -> None:
    spoil(mock.dump())
    assert everything(client) == rich.answers


def spoil(value: Any) -> None:
    below = list(value.values() if isinstance(value, dict) else value)
    for each in below:
        if isinstance(each, dict | list):
            spoil(each)
    value.clear()


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_every_operation_that_reads_answers_as_before(
    rich: Rich, client: Any, tmp_path: Path, suffix: str
) -> None:
    path = tmp_path / f"state.{suffix}"
    path.write_text(rich.texts[suffix], encoding="utf-8", newline="")
    MockHandle().load(path)
    assert everything(client) == rich.answers


def test_the_indexes_lead_where_they_led(rich: Rich, mock: MockHandle) -> None:
    assert led_to(mock) == rich.leads


def groups_of(domain: Any) -> list[Any]:
    index = domain.component(RuleMatching).index
    return index.groups() if index else []


def led_to(mock: MockHandle) -> dict[str, Any]:
    return {
        name: (
            {
                sought: [each.profile_id for each in domain.profiles.index.find(sought)]
                for key in domain.profiles.index.key_names
                for place in domain.profiles.index._postings[key]
                for sought in [(key, (place,) if isinstance(place, str) else place)]
            },
            [
                (g.match_id, g.rule_level, [each.profile_id for each in g.items])
                for g in groups_of(domain)
            ],
            sorted(domain.key_names()),
            domain.stats,
        )
        for name, domain in mock.backend().domains.items()
    }


@pytest.mark.parametrize("cleared_by", ["UpdateProfile", "DeleteProfileObjectType"])
def test_a_dump_does_not_tell_when_what_is_not_set_was_written(
    client: Any, clock: Any, domain: str, cleared_by: str
) -> None:
    here = {"DomainName": domain}
    owner = client.create_profile(**here, AccountNumber="1")["ProfileId"]

    def update(**members: Any) -> None:
        clock.tick(1)
        client.update_profile(**here, ProfileId=owner, **members)

    for number in range(3):
        update(Attributes={f"a{number}": "x", f"a{number - 1}": ""}, LastName="Lee")
    update(FirstName="Ann", LastName="", Address={"City": "Rome"})
    if cleared_by == "UpdateProfile":
        update(FirstName="")
    else:
        define(client, "first", first_names())
        put(client, "first", id="1", first="Anna")
        assert profile(client, "_account", "1")["FirstName"] == "Anna"
        client.delete_profile_object_type(**here, ObjectTypeName="first")
    (found,) = MockHandle().dump()["Domains"][0]["Profiles"]
    assert found["Rewritten"] == [
        {"WrittenAt": "2026-11-24T12:00:03Z", "Fields": ["Attributes.a2"]},
        {"WrittenAt": "2026-11-24T12:00:04Z", "Fields": ["Address.City"]},
    ]
    update(Attributes={"a2": ""}, Address={"City": ""})
    (found,) = MockHandle().dump()["Domains"][0]["Profiles"]
    assert "Rewritten" not in found


def first_names() -> dict[str, Any]:
    """An object type that overwrites what was written by hand."""
    fields = {
        "id": {"Source": "_source.id"},
        "first": {"Source": "_source.first", "Target": "_profile.FirstName"},
    }
    keys = {
        "id": [{"StandardIdentifiers": ["UNIQUE"], "FieldNames": ["id"]}],
        "_account": [{"StandardIdentifiers": ["PROFILE"], "FieldNames": ["id"]}],
    }
    return {"Fields": fields, "Keys": keys, "SourcePriority": 1}


# --- what happens afterwards --------------------------------------------------------------------


@pytest.fixture(params=[False, True], ids=["as it was", "loaded"])
def after(request: pytest.FixtureRequest, client: Any, clock: Clock, tmp_path: Path) -> MockHandle:
    """A rich state as it was made, or loaded from a file: tests of what follows pass for both."""
    build(client, clock)
    mock = MockHandle()
    if request.param:
        mock.dump(tmp_path / "state.yaml")
        mock.reset()
        mock.load(tmp_path / "state.yaml")
    return mock


def test_what_was_written_by_hand_stays_and_what_outranks_it_overwrites(
    after: MockHandle, client: Any
) -> None:
    put(client, "customer", id="1", name={"first": "Anna"}, tier="silver")
    put(client, "purchase", id="p3", customer="1", middle="Z")
    found = profile(client, "customerId", "1")
    assert found["FirstName"] == "Anna"
    assert found["MiddleName"] == "Z"
    assert found["Attributes"] == {"tier": "silver"}
    put(client, "customer", id="4", email="x@y.z", name={"first": "Other"})
    assert profile(client, "pair", "a", "b")["FirstName"] == "On"


def test_an_object_of_a_key_goes_in_the_place_of_the_one_before(
    after: MockHandle, client: Any
) -> None:
    owner = profile_id(client, "customerId", "1")
    put(client, "order", number="o1", customer="1", total=9)
    put(client, "order", number="o9", customer="1", total=10)
    found = objects(client, owner, "order")
    # What was there first has expired by the end of the third day.
    assert [each["number"] for each in found] == ["o1", "o9"]
    assert found[0]["total"] == 9


def test_standard_objects_are_found_by_the_keys_that_found_them(
    after: MockHandle, client: Any
) -> None:
    owner = profile_id(client, "customerId", "1")
    put(client, "purchase", id="p1", customer="1", status="SHIPPED", titles=["c"])
    found = {each["Attributes"]["purchase"]: each for each in objects(client, owner, "_order")}
    assert sorted(found) == ["p1", "p2"]
    assert found["p1"]["Status"] == "SHIPPED"
    assert found["p1"]["TotalPrice"] == 7
    assert found["p1"]["OrderItems"] == [{"Title": "c"}]


def test_a_contact_finds_its_inferred_profile(after: MockHandle, client: Any) -> None:
    before = profile_id(client, "_phone", "2065550100")
    contact = {
        "ContactId": "c2",
        "Channel": "VOICE",
        "CustomerEndpoint": {"Address": "+12065550100", "Type": "TELEPHONE_NUMBER"},
    }
    put(client, "CTR", contact)
    assert profile_id(client, "_phone", "2065550100") == before


def test_a_key_that_was_deleted_stays_deleted_until_something_else_feeds_it(
    after: MockHandle, client: Any
) -> None:
    here = {"DomainName": "customers"}
    found = client.search_profiles(**here, KeyName="_email", Values=["x@y.z"])
    assert found["Items"] == []
    owner = profile_id(client, "pair", "a", "b")
    client.update_profile(**here, ProfileId=owner, EmailAddress="new@y.z")
    client.update_profile(**here, ProfileId=owner, EmailAddress="x@y.z")
    assert profile_id(client, "_email", "x@y.z") == owner


def test_numbers_go_on_where_they_were(after: MockHandle, client: Any) -> None:
    backend = after.backend()
    domain = backend.domains["customers"]
    last = (
        domain.profiles.last_profile_number,
        domain.profiles.last_object_number,
        backend.domains.last,
    )
    client.create_profile(DomainName="customers", FirstName="Last")
    client.create_domain(DomainName="last", DefaultExpirationDays=1)
    put(client, "order", number="o7", customer="1")
    assert (
        domain.profiles.last_profile_number,
        domain.profiles.last_object_number,
        backend.domains.last,
    ) == (last[0] + 1, last[1] + 1, last[2] + 1)


def test_what_is_due_happens_when_it_is_due(after: MockHandle, client: Any, clock: Any) -> None:
    here = {"DomainName": "customers"}
    owner = profile_id(client, "customerId", "1")
    jobs = client.list_identity_resolution_jobs(**here)["IdentityResolutionJobsList"]
    clock.tick(2 * 86_400)
    assert objects(client, owner, "order") == []
    assert client.get_domain(DomainName="rules")["RuleBasedMatching"]["Status"] == "ACTIVE"
    assert client.list_rule_based_matches(DomainName="rules")["MatchIds"] == []
    clock.tick(86_400)
    later = client.list_identity_resolution_jobs(**here)["IdentityResolutionJobsList"]
    assert later[: len(jobs)] == jobs
    assert [each["JobStartTime"] for each in later[len(jobs) :]] == [
        datetime(2026, 11, 28, tzinfo=timezone.utc)
    ]
    clock.tick(40 * 86_400)
    assert client.get_domain(**here)["Stats"]["ProfileCount"] == 0


def test_rules_that_were_at_work_go_on_until_the_others_are(after: MockHandle, client: Any) -> None:
    here = {"DomainName": "rules"}
    created = client.create_profile(**here, PhoneNumber="1", FirstName="X")["ProfileId"]
    similar = client.get_similar_profiles(
        **here, MatchType="RULE_BASED_MATCHING", SearchKey="profileId", SearchValue=created
    )
    assert (len(similar["ProfileIds"]), similar["RuleLevel"]) == (3, 2)


def loaded_again(mock: MockHandle) -> None:
    """Dump and load, and see that nothing of it was lost."""
    document = mock.dump()
    mock.reset()
    mock.load(document)
    assert mock.dump() == document


@pytest.mark.parametrize("again", [False, True], ids=["as it was", "loaded"])
@pytest.mark.parametrize(
    ("days", "next_run"),
    [
        # Within a day of enabling the first job is due, whatever becomes of the schedule.
        (0.5, datetime(2026, 11, 25, 12, tzinfo=timezone.utc)),
        (2, datetime(2026, 11, 30, tzinfo=timezone.utc)),
    ],
)
def test_the_first_job_after_enabling_is_the_first_after_loading_too(
    client: Any, clock: Any, again: bool, days: float, next_run: datetime
) -> None:
    here = {"DomainName": "customers"}
    client.create_domain(**here, DefaultExpirationDays=30, Matching={"Enabled": True})
    clock.tick(days * 86_400)
    before = client.list_identity_resolution_jobs(**here)["IdentityResolutionJobsList"]
    if again:
        loaded_again(MockHandle())
    schedule = {"DayOfTheWeek": "MONDAY", "Time": "00:00"}
    client.update_domain(**here, Matching={"Enabled": True, "JobSchedule": schedule})
    clock.tick(6 * 86_400)
    jobs = client.list_identity_resolution_jobs(**here)["IdentityResolutionJobsList"]
    assert jobs[len(before)]["JobStartTime"] == next_run


def test_results_lapse_when_they_would_have_lapsed(client: Any, clock: Any) -> None:
    state_manager.set_transition(MODEL_NAME, {"progression": "manual", "times": 1})
    try:
        client.create_domain(
            DomainName="customers", DefaultExpirationDays=30, Matching={"Enabled": True}
        )
        mock = MockHandle()
        read = {"DomainName": "customers", "JobId": mock.run_identity_resolution("customers")}
        for _ in range(4):
            clock.tick(3600)
            job = client.get_identity_resolution_job(**read)
        loaded_again(mock)
        again = client.get_identity_resolution_job(**read)
    finally:
        state_manager.unset_transition(MODEL_NAME)
    assert job["JobEndTime"] > job["JobStartTime"]
    assert again["JobExpirationTime"] == job["JobExpirationTime"]


def test_a_job_that_waits_goes_on_from_where_it_was(client: Any, clock: Any) -> None:
    state_manager.set_transition(MODEL_NAME, {"progression": "manual", "times": 2})
    try:
        client.create_domain(
            DomainName="customers", DefaultExpirationDays=30, Matching={"Enabled": True}
        )
        mock = MockHandle()
        job_id = mock.run_identity_resolution("customers")
        read = {"DomainName": "customers", "JobId": job_id}
        statuses = [client.get_identity_resolution_job(**read)["Status"] for _ in range(3)]
        loaded_again(mock)
        statuses += [client.get_identity_resolution_job(**read)["Status"] for _ in range(5)]
    finally:
        state_manager.unset_transition(MODEL_NAME)
    assert statuses == [
        "PENDING", "PREPROCESSING", "PREPROCESSING", "FIND_MATCHING", "FIND_MATCHING", "MERGING",
        "MERGING", "COMPLETED",
    ]  # fmt: skip
