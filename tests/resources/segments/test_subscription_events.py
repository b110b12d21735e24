"""Who joins and leaves a segment that is subscribed to, as the data stream and the list tell it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from botocore.exceptions import ClientError

from tests.resources.segments.conftest import DAY, NOON
from tests.support.calculating import buy, calculating
from tests.support.clock import Clock
from tests.support.segmenting import calculates, group, has, person, segment
from tests.support.streaming import raw_records
from tests.support.subscribing import STREAM, events, listed, needs_subscriptions, subscribe

pytestmark = [pytest.mark.in_process, needs_subscriptions]

HERE = {"DomainName": "customers"}


@pytest.fixture
def streamed(shop: Any, kinesis: Any) -> Any:
    """A client of a domain with a stream."""
    shop.associate_stream_for_segments(**HERE, **STREAM)
    return shop


def told(kinesis: Any, people: dict[str, str]) -> list[tuple[str, str, str]]:
    """Who joined and left, by the records in the data stream."""
    names = {profile_id: name for name, profile_id in people.items()}
    return [
        (names[each["ProfileId"]], each["OperationType"], each["EventType"])
        for each in events(kinesis)
    ]


def test_a_record_says_what_the_guide_says(
    streamed: Any, people: dict[str, str], kinesis: Any, clock: Clock
) -> None:
    segment(streamed, "gold", group(has("Attributes.tier", "gold")))
    subscribe(streamed, "gold")
    clock.tick(60)
    streamed.update_profile(**HERE, ProfileId=people["bob"], Attributes={"tier": "gold"})
    clock.tick(60.5)
    streamed.update_profile(**HERE, ProfileId=people["bob"], Attributes={"tier": "silver"})
    noon = int(NOON.timestamp())
    first, second = raw_records(kinesis)
    bob = people["bob"]
    assert first["PartitionKey"] == bob
    assert first["Data"].decode() == (
        '{"AccountId":"123456789012","DomainName":"customers","SegmentDefinitionName":"gold",'
        f'"SegmentType":"CLASSIC","ProfileId":"{bob}","OperationType":"JOINED",'
        f'"MembershipCalculatedAt":{noon + 60},"PreviousMembershipChangedAt":{noon},'
        '"EventType":"LIVE"}'
    )
    assert (
        second["Data"]
        .decode()
        .endswith(
            f'"OperationType":"LEFT","MembershipCalculatedAt":{noon + 120},'
            f'"PreviousMembershipChangedAt":{noon + 60},"EventType":"LIVE"}}'
        )
    )
    assert listed(streamed, "gold") == [
        {"ProfileId": bob, "UpdatedAt": NOON + timedelta(seconds=120.5), "EventType": "LIVE",
         "Event": "LEFT"},
        {"ProfileId": bob, "UpdatedAt": NOON + timedelta(seconds=60), "EventType": "LIVE",
         "Event": "JOINED"},
    ]  # fmt: skip


def test_whoever_is_in_the_segment_first_makes_no_event_and_neither_does_one_who_stays(
    streamed: Any, people: dict[str, str], kinesis: Any
) -> None:
    segment(streamed, "gold", group(has("Attributes.tier", "gold")))
    subscribe(streamed, "gold")
    streamed.update_profile(**HERE, ProfileId=people["ann"], FirstName="Anna")
    streamed.update_profile(**HERE, ProfileId=people["bob"], FirstName="Rob")
    assert events(kinesis) == []


def test_objects_and_calculated_attributes_move_profiles(
    streamed: Any, people: dict[str, str], kinesis: Any
) -> None:
    calculating(streamed, "spent")
    segment(streamed, "spenders", group(calculates("spent", "100", kind="GREATER_THAN")))
    subscribe(streamed, "spenders")
    buy(streamed, 1, 60)
    people = {"buyer": buy(streamed, 2, 60)}
    assert told(kinesis, people) == [("buyer", "JOINED", "LIVE")]
    (_, last) = streamed.list_profile_objects(
        **HERE, ProfileId=people["buyer"], ObjectTypeName="Purchase"
    )["Items"]
    streamed.delete_profile_object(
        **HERE,
        ProfileId=people["buyer"],
        ObjectTypeName="Purchase",
        ProfileObjectUniqueKey=last["ProfileObjectUniqueKey"],
    )
    assert told(kinesis, people)[1:] == [("buyer", "LEFT", "LIVE")]


def test_deletion_merge_and_expiry_move_profiles_out(
    streamed: Any, people: dict[str, str], kinesis: Any, clock: Clock
) -> None:
    segment(streamed, "named", group(has("FirstName", "Nobody", kind="EXCLUSIVE")))
    subscribe(streamed, "named")
    segment(streamed, "nobody", group(has("FirstName", "Nobody")))
    subscribe(streamed, "nobody")
    streamed.delete_profile(**HERE, ProfileId=people["cy"])
    streamed.merge_profiles(
        **HERE, MainProfileId=people["ann"], ProfileIdsToBeMerged=[people["bob"]]
    )
    assert told(kinesis, people) == [("cy", "LEFT", "LIVE"), ("bob", "LEFT", "LIVE")]
    clock.tick(1001 * DAY)
    latest = listed(streamed, "named")[0]
    assert latest == {
        "ProfileId": people["ann"], "UpdatedAt": NOON + timedelta(days=1000),
        "EventType": "LIVE", "Event": "LEFT",
    }  # fmt: skip
    assert told(kinesis, people)[2:] == [("ann", "LEFT", "LIVE")]


def test_a_merge_moves_the_main_profile_in(
    streamed: Any, people: dict[str, str], kinesis: Any
) -> None:
    segment(streamed, "born", group(has("BirthDate", "2000-01-01", kind="AFTER")))
    subscribe(streamed, "born")
    streamed.merge_profiles(
        **HERE, MainProfileId=people["cy"], ProfileIdsToBeMerged=[people["bob"]],
        FieldSourceProfileIds={"BirthDate": people["bob"]},
    )  # fmt: skip
    assert sorted(told(kinesis, people)) == [("bob", "LEFT", "LIVE"), ("cy", "JOINED", "LIVE")]


def test_the_clock_moves_profiles_at_the_next_run(
    streamed: Any, people: dict[str, str], kinesis: Any, clock: Clock
) -> None:
    # Bob was born on 31 January 2001; 9,167 days later it is 8 March 2026.
    segment(streamed, "young", group(has("BirthDate", "-P9167D", kind="AFTER")))
    subscribe(streamed, "young", Interval=12)
    assert events(kinesis) == []
    clock.tick(5 * DAY)
    streamed.update_profile(**HERE, ProfileId=people["cy"], FirstName="Si")
    assert told(kinesis, people) == []
    clock.tick(2 * DAY + 3600)
    assert [each["UpdatedAt"] for each in listed(streamed, "young")] == [
        NOON + timedelta(days=7, hours=1)
    ]
    assert told(kinesis, people) == [("bob", "LEFT", "SCHEDULE")]
    executions = streamed.get_segment_subscription(**HERE, SegmentDefinitionName="young")[
        "ScheduledExecutions"
    ]
    assert executions == {
        "LastExecutedAt": NOON + timedelta(days=7, hours=1),
        "NextExecutedAt": NOON + timedelta(days=7, hours=12),
    }


def test_each_subscription_has_its_own_schedule(
    streamed: Any, people: dict[str, str], clock: Clock
) -> None:
    for name, interval in (("often", 1), ("seldom", 24)):
        segment(streamed, name, group(has("BirthDate", "-P9162D", kind="AFTER")))
        subscribe(streamed, name, Interval=interval)
    # Bob was born 9,162 days before 3 March 2026.
    clock.tick(24 * 3600)
    assert [len(listed(streamed, name)) for name in ("often", "seldom")] == [0, 0]
    clock.tick(13 * 3600)
    assert [len(listed(streamed, name)) for name in ("often", "seldom")] == [1, 0]


def test_a_run_that_is_late_leaves_expiry_to_itself(
    streamed: Any, people: dict[str, str], clock: Clock
) -> None:
    segment(streamed, "late", group(has("FirstName", "Nobody", kind="EXCLUSIVE")))
    clock.tick(DAY - 60)
    subscribe(streamed, "late", Interval=24)
    clock.tick(999 * DAY + 120)
    assert {(e["EventType"], e["UpdatedAt"]) for e in listed(streamed, "late")} == {
        ("LIVE", NOON + timedelta(days=1000))
    }


def test_who_expires_before_a_late_run_leaves_by_the_expiry(
    streamed: Any, people: dict[str, str], clock: Clock
) -> None:
    segment(streamed, "young", group(has("BirthDate", "-P9167D", kind="AFTER")))
    subscribe(streamed, "young")
    clock.tick(1001 * DAY)
    (event,) = listed(streamed, "young")
    assert (event["EventType"], event["UpdatedAt"]) == ("LIVE", NOON + timedelta(days=1000))


def test_events_come_in_pages_the_latest_first(
    streamed: Any, people: dict[str, str], clock: Clock
) -> None:
    segment(streamed, "gold", group(has("Attributes.tier", "gold")))
    subscribe(streamed, "gold")
    joining = [person(streamed, Attributes={"tier": "gold"}) for _ in range(3)]
    pages = streamed.get_paginator("list_segment_subscription_events").paginate(
        **HERE, SegmentDefinitionName="gold", PaginationConfig={"PageSize": 2}
    )
    found = [[each["ProfileId"] for each in page["Events"]] for page in pages]
    assert found == [[joining[2], joining[1]], [joining[0]]]
    with pytest.raises(ClientError, match="NextToken"):
        streamed.list_segment_subscription_events(
            **HERE, SegmentDefinitionName="gold", NextToken="x"
        )


def test_a_thousand_events_are_kept(streamed: Any, people: dict[str, str], clock: Clock) -> None:
    segment(streamed, "gold", group(has("Attributes.tier", "gold")))
    subscribe(streamed, "gold")
    for number in range(1002):
        tier = "gold" if number % 2 == 0 else "silver"
        streamed.update_profile(**HERE, ProfileId=people["bob"], Attributes={"tier": tier})
    pages = streamed.get_paginator("list_segment_subscription_events").paginate(
        **HERE, SegmentDefinitionName="gold"
    )
    assert sum(len(page["Events"]) for page in pages) == 1000
