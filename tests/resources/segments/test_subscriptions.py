"""Subscriptions to segments: what the seven operations answer, and what happens to a stream."""

from __future__ import annotations

import logging
from datetime import timedelta
from typing import Any

import pytest

from tests.resources.segments.conftest import NOON
from tests.server.pages.conftest import follow
from tests.support.clock import Clock
from tests.support.expectations import service_error
from tests.support.segmenting import group, has, person, segment
from tests.support.streaming import URI, make_data_stream
from tests.support.subscribing import (
    ROLE,
    STREAM,
    events,
    listed,
    needs_subscriptions,
    stream_of,
    subscribe,
    subscription,
)

pytestmark = [pytest.mark.in_process, needs_subscriptions]

HERE = {"DomainName": "customers"}
GOLD = {**HERE, "SegmentDefinitionName": "gold"}


@pytest.fixture
def gold(shop: Any, kinesis: Any) -> str:
    """A segment of the gold tier, in a domain with a stream."""
    segment(shop, "gold", group(has("Attributes.tier", "gold")))
    shop.associate_stream_for_segments(**HERE, **STREAM)
    return "gold"


def become(client: Any, profile_id: str, tier: str) -> None:
    client.update_profile(**HERE, ProfileId=profile_id, Attributes={"tier": tier})


# --- the stream -----------------------------------------------------------------------------------


def test_a_stream_is_associated_looked_at_and_disassociated_once(
    shop: Any, kinesis: Any, clock: Clock
) -> None:
    message = "Domain customers is not associated with a stream for segments"
    for ask in (shop.get_stream_for_segments, shop.disassociate_stream_for_segments):
        with service_error("ResourceNotFoundException", message):
            ask(**HERE)
    answer = shop.associate_stream_for_segments(**HERE, **STREAM)
    assert set(answer) == {"ResponseMetadata"}
    with service_error(
        "BadRequestException",
        f"Domain customers is already associated with a stream for segments: {URI}",
    ):
        shop.associate_stream_for_segments(**HERE, **STREAM)
    associated = {
        "DomainName": "customers", "DestinationArn": URI, "DestinationRoleArn": ROLE,
        "AssociatedAt": NOON, "AssociatedSegments": [],
    }  # fmt: skip
    assert stream_of(shop) == {**associated, "State": "RUNNING"}
    clock.tick(60)
    assert shop.disassociate_stream_for_segments(**HERE)["Message"] == "OK"
    ended = {**associated, "DisassociatedAt": NOON + timedelta(seconds=60)}
    assert stream_of(shop) == {**ended, "State": "STOPPED"}
    kinesis.delete_stream(StreamName="changes")
    assert stream_of(shop) == {**ended, "State": "STOPPED"}
    with service_error("ResourceNotFoundException", message):
        shop.disassociate_stream_for_segments(**HERE)
    shop.associate_stream_for_segments(**HERE, **STREAM)
    assert stream_of(shop)["State"] == "UNHEALTHY"


@pytest.mark.parametrize(
    "arn",
    [
        "changes",
        "arn:aws:kinesis:us-west-2:123456789012:stream/changes",
        "arn:aws:firehose:us-east-1:123456789012:deliverystream/changes",
    ],
)
def test_a_destination_is_a_data_stream_of_the_domains_account_and_region(
    shop: Any, arn: str
) -> None:
    with service_error(
        "BadRequestException",
        "DestinationArn must be the ARN of a Kinesis data stream in the domain's account and "
        f"region, such as arn:aws:kinesis:us-east-1:123456789012:stream/name, not {arn}",
    ):
        shop.associate_stream_for_segments(**HERE, DestinationArn=arn, DestinationRoleArn=ROLE)
    with pytest.raises(shop.exceptions.ResourceNotFoundException):
        shop.get_stream_for_segments(**HERE)


# --- subscriptions --------------------------------------------------------------------------------


def test_a_subscription_needs_a_segment_and_a_stream(shop: Any, kinesis: Any) -> None:
    with pytest.raises(shop.exceptions.ResourceNotFoundException, match="gold is not found"):
        subscribe(shop, "gold")
    segment(shop, "gold", group(has("Attributes.tier", "gold")))
    message = (
        "Domain customers must be associated with a stream for segments before a segment can be "
        "subscribed to"
    )
    with service_error("BadRequestException", message):
        subscribe(shop, "gold")
    shop.associate_stream_for_segments(**HERE, **STREAM)
    shop.disassociate_stream_for_segments(**HERE)
    with service_error("BadRequestException", message):
        subscribe(shop, "gold")


def test_a_segment_without_a_subscription_is_a_404(shop: Any, kinesis: Any) -> None:
    segment(shop, "gold", group(has("Attributes.tier", "gold")))

    def ask_all() -> None:
        for ask in (
            shop.get_segment_subscription,
            shop.delete_segment_subscription,
            shop.list_segment_subscription_events,
        ):
            with service_error(
                "ResourceNotFoundException",
                "Segment definition gold has no subscription in domain customers",
            ):
                ask(**GOLD)

    ask_all()
    shop.associate_stream_for_segments(**HERE, **STREAM)
    ask_all()


def test_a_subscription_runs_each_day_unless_told_otherwise(
    shop: Any, gold: str, clock: Clock
) -> None:
    daily = {"Interval": 24, "Unit": "HOURLY"}
    assert subscribe(shop, gold) == {
        "Status": "RUNNING", "ScheduleConfiguration": daily, "StartedAt": NOON
    }  # fmt: skip
    assert subscription(shop, gold) == {
        "Status": "RUNNING", "ScheduleConfiguration": daily, "StartedAt": NOON,
        "ScheduledExecutions": {"NextExecutedAt": NOON + timedelta(hours=24)},
    }  # fmt: skip
    clock.tick(60)
    often = {"Interval": 2, "Unit": "HOURLY"}
    assert subscribe(shop, gold, Interval=2) == {
        "Status": "RUNNING", "ScheduleConfiguration": often, "StartedAt": NOON
    }  # fmt: skip
    clock.tick(2 * 3600)
    assert subscription(shop, gold) == {
        "Status": "RUNNING", "ScheduleConfiguration": often, "StartedAt": NOON,
        "LastUpdatedAt": NOON + timedelta(seconds=60),
        "ScheduledExecutions": {
            "LastExecutedAt": NOON + timedelta(hours=2, seconds=60),
            "NextExecutedAt": NOON + timedelta(hours=4, seconds=60),
        },
    }  # fmt: skip


def test_a_domain_has_ten_subscriptions(shop: Any, gold: str) -> None:
    for number in range(10):
        segment(shop, f"s{number}", group(has("LastName", "Ng")))
        subscribe(shop, f"s{number}")
    with service_error(
        "BadRequestException", "The domain has reached its limit of 10 segment subscriptions"
    ):
        subscribe(shop, gold)
    subscribe(shop, "s3", Interval=1)
    assert shop.delete_segment_subscription(**HERE, SegmentDefinitionName="s3")["Message"] == "OK"
    shop.delete_segment_definition(**HERE, SegmentDefinitionName="s4")
    subscribe(shop, gold)
    names = [each["SegmentName"] for each in stream_of(shop)["AssociatedSegments"]]
    assert names == ["s0", "s1", "s2", "s5", "s6", "s7", "s8", "s9", "gold"]


def test_subscriptions_stop_with_the_stream_and_start_anew_when_they_are_put_again(
    shop: Any, people: dict[str, str], gold: str, kinesis: Any, clock: Clock
) -> None:
    subscribe(shop, gold)
    become(shop, people["bob"], "gold")
    shop.disassociate_stream_for_segments(**HERE)
    assert stream_of(shop)["AssociatedSegments"] == [{"SegmentName": "gold", "Status": "STOPPED"}]
    clock.tick(7 * 86_400)
    become(shop, people["cy"], "gold")
    found = subscription(shop, gold)
    assert (found["Status"], found["ScheduledExecutions"]) == ("STOPPED", {})
    shop.associate_stream_for_segments(**HERE, **STREAM)
    assert subscription(shop, gold)["Status"] == "STOPPED"
    assert [each["ProfileId"] for each in listed(shop, gold)] == [people["bob"]]
    assert subscribe(shop, gold)["StartedAt"] == NOON + timedelta(days=7)
    assert listed(shop, gold) == []
    become(shop, people["cy"], "silver")
    assert [each["Event"] for each in listed(shop, gold)] == ["LEFT"]
    assert [each["OperationType"] for each in events(kinesis)] == ["JOINED", "LEFT"]


def test_a_segment_that_is_made_again_has_no_subscription(
    shop: Any, people: dict[str, str], gold: str, kinesis: Any
) -> None:
    subscribe(shop, gold)
    shop.delete_segment_definition(**GOLD)
    segment(shop, "gold", group(has("Attributes.tier", "gold")))
    become(shop, people["bob"], "gold")
    assert events(kinesis) == []
    with pytest.raises(shop.exceptions.ResourceNotFoundException, match="has no subscription"):
        subscription(shop, gold)


def test_a_segment_whose_source_is_gone_fails_its_subscription_and_no_writer(
    shop: Any, people: dict[str, str], gold: str, clock: Clock
) -> None:
    segment(shop, "those", group(sources=["gold"]))
    subscribe(shop, "those")
    shop.delete_segment_definition(**GOLD)
    become(shop, people["bob"], "gold")
    message = "Source segment gold is not found in the domain"
    found = subscription(shop, "those")
    assert (found["Status"], found["Message"]) == ("FAILED", message)
    clock.tick(86_400)
    assert subscription(shop, "those")["Status"] == "FAILED"
    with service_error("BadRequestException", message):
        shop.disassociate_stream_for_segments(**HERE)
        shop.associate_stream_for_segments(**HERE, **STREAM)
        subscribe(shop, "those")


def test_the_next_run_makes_up_for_what_could_not_be_evaluated(
    shop: Any, people: dict[str, str], gold: str, clock: Clock
) -> None:
    segment(shop, "those", group(sources=["gold"]))
    subscribe(shop, "those")
    shop.delete_segment_definition(**GOLD)
    become(shop, people["bob"], "gold")
    segment(shop, "gold", group(has("Attributes.tier", "gold")))
    assert listed(shop, "those") == []
    clock.tick(86_400)
    assert [(e["ProfileId"], e["EventType"]) for e in listed(shop, "those")] == [
        (people["bob"], "SCHEDULE")
    ]
    assert subscription(shop, "those")["Status"] == "RUNNING"


def test_a_write_makes_a_subscription_run_again_whose_source_is_back(
    shop: Any, people: dict[str, str], gold: str
) -> None:
    segment(shop, "those", group(sources=["gold"]))
    subscribe(shop, "those")
    shop.delete_segment_definition(**GOLD)
    become(shop, people["bob"], "gold")
    segment(shop, "gold", group(has("Attributes.tier", "gold")))
    become(shop, people["cy"], "gold")
    assert subscription(shop, "those")["Status"] == "RUNNING"
    assert [each["ProfileId"] for each in listed(shop, "those")] == [people["cy"]]


# --- a data stream that is not there --------------------------------------------------------------


def test_a_missing_data_stream_is_never_an_error_to_the_writer(
    shop: Any,
    people: dict[str, str],
    gold: str,
    kinesis: Any,
    caplog: pytest.LogCaptureFixture,
) -> None:
    subscribe(shop, gold)
    kinesis.delete_stream(StreamName="changes")
    with caplog.at_level(logging.WARNING, "cprofiles_mock"):
        become(shop, people["bob"], "gold")
        become(shop, people["cy"], "gold")
    lost = "Stream changes under account 123456789012 not found."
    assert [record.getMessage() for record in caplog.records] == [
        f"domain customers: records of the subscription to segment gold are lost: {lost}"
    ]
    found = stream_of(shop)
    assert (found["State"], found["FailureReason"]) == ("UNHEALTHY", lost)
    assert found["AssociatedSegments"] == [
        {"SegmentName": "gold", "Status": "FAILED", "Message": lost}
    ]
    assert subscription(shop, gold)["Status"] == "FAILED"
    assert [each["Event"] for each in listed(shop, gold)] == ["JOINED", "JOINED"]
    make_data_stream(kinesis)
    become(shop, people["cy"], "silver")
    assert [each["OperationType"] for each in events(kinesis)] == ["LEFT"]
    assert stream_of(shop)["State"] == "RUNNING"
    assert subscription(shop, gold)["Status"] == "RUNNING"


def test_looking_notices_that_the_data_stream_is_gone_and_that_it_is_back(
    shop: Any, people: dict[str, str], gold: str, kinesis: Any
) -> None:
    subscribe(shop, gold)
    kinesis.delete_stream(StreamName="changes")
    found = stream_of(shop)
    assert (found["State"], found["FailureReason"]) == (
        "UNHEALTHY", f"The Kinesis data stream {URI} is not found"
    )  # fmt: skip
    assert subscription(shop, gold)["Status"] == "RUNNING"
    become(shop, people["bob"], "gold")
    assert subscription(shop, gold)["Status"] == "FAILED"
    make_data_stream(kinesis)
    assert subscription(shop, gold)["Status"] == "RUNNING"
    assert "FailureReason" not in stream_of(shop)


# --- state files ----------------------------------------------------------------------------------


def test_a_state_file_brings_stream_members_and_events(
    shop: Any,
    people: dict[str, str],
    gold: str,
    kinesis: Any,
    clock: Clock,
    customerprofiles_mock: Any,
) -> None:
    subscribe(shop, gold, Interval=3)
    clock.tick(60)
    become(shop, people["bob"], "gold")
    subscribe(shop, gold, Interval=2)
    clock.tick(2 * 3600)
    before = (stream_of(shop), subscription(shop, gold), listed(shop, gold))
    document = customerprofiles_mock.dump()
    shop.delete_domain(**HERE)
    customerprofiles_mock.load(document)
    assert (stream_of(shop), subscription(shop, gold), listed(shop, gold)) == before
    assert customerprofiles_mock.dump() == document
    become(shop, people["bob"], "silver")
    record = events(kinesis)[-1]
    assert record["OperationType"] == "LEFT"
    assert record["PreviousMembershipChangedAt"] == NOON.timestamp() + 60


def test_a_state_file_brings_a_stream_that_is_stopped_or_unhealthy(
    shop: Any, people: dict[str, str], gold: str, kinesis: Any, customerprofiles_mock: Any
) -> None:
    subscribe(shop, gold)
    kinesis.delete_stream(StreamName="changes")
    become(shop, people["bob"], "gold")
    customerprofiles_mock.load(customerprofiles_mock.dump())
    assert subscription(shop, gold)["Status"] == "FAILED"
    assert stream_of(shop)["State"] == "UNHEALTHY"
    shop.disassociate_stream_for_segments(**HERE)
    customerprofiles_mock.load(customerprofiles_mock.dump())
    assert subscription(shop, gold)["Status"] == "STOPPED"
    assert stream_of(shop)["State"] == "STOPPED"


def test_a_state_file_without_members_begins_with_who_is_in_the_segment(
    shop: Any, people: dict[str, str], gold: str, clock: Clock, customerprofiles_mock: Any
) -> None:
    subscribe(shop, gold)
    document = customerprofiles_mock.dump()
    (entry,) = document["Domains"][0]["SegmentSubscriptions"]
    assert entry.pop("Members") == [people["ann"]]
    del entry["NextExecutedAt"]
    customerprofiles_mock.load(document)
    become(shop, people["ann"], "silver")
    assert [each["Event"] for each in listed(shop, gold)] == ["LEFT"]


def test_a_member_that_a_state_file_does_not_have_has_left_at_the_next_run(
    shop: Any, people: dict[str, str], gold: str, clock: Clock, customerprofiles_mock: Any
) -> None:
    subscribe(shop, gold)
    document = customerprofiles_mock.dump()
    (entry,) = document["Domains"][0]["SegmentSubscriptions"]
    entry["Members"].append("f" * 32)
    customerprofiles_mock.load(document)
    assert listed(shop, gold) == []
    clock.tick(86_400)
    assert [(each["ProfileId"], each["Event"]) for each in listed(shop, gold)] == [
        ("f" * 32, "LEFT")
    ]


def test_a_state_file_without_members_and_without_the_source_fails_until_a_run(
    shop: Any, people: dict[str, str], gold: str, clock: Clock, customerprofiles_mock: Any
) -> None:
    segment(shop, "those", group(sources=["gold"]))
    subscribe(shop, "those")
    shop.delete_segment_definition(**GOLD)
    document = customerprofiles_mock.dump()
    (entry,) = document["Domains"][0]["SegmentSubscriptions"]
    del entry["Members"]
    customerprofiles_mock.load(document)
    assert (
        subscription(shop, "those")["Message"] == "Source segment gold is not found in the domain"
    )
    become(shop, people["bob"], "gold")
    segment(shop, "gold", group(has("Attributes.tier", "gold")))
    clock.tick(86_400)
    assert subscription(shop, "those")["Status"] == "RUNNING"
    assert listed(shop, "those") == []


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda d: d["SegmentSubscriptions"][0].update(SegmentDefinitionName="no"),
         "SegmentDefinitionName: there is no segment definition no"),
        (lambda d: d["SegmentSubscriptions"].append(dict(d["SegmentSubscriptions"][0])),
         "SegmentDefinitionName: gold is there already"),
        (lambda d: d.pop("SegmentStream"), "needs a SegmentStream in its domain"),
        (lambda d: d["SegmentStream"].pop("AssociatedAt"), "AssociatedAt: is missing"),
        (lambda d: d["SegmentSubscriptions"][0].update(Interval=25), "Interval"),
    ],
)  # fmt: skip
def test_a_mistake_in_a_file_is_told(
    shop: Any, gold: str, customerprofiles_mock: Any, change: Any, message: str
) -> None:
    subscribe(shop, gold)
    document = customerprofiles_mock.dump()
    change(document["Domains"][0])
    with pytest.raises(ValueError, match=message):
        customerprofiles_mock.load(document)


def test_explaining_an_object_tells_nobody(
    shop: Any, people: dict[str, str], gold: str, kinesis: Any, customerprofiles_mock: Any
) -> None:
    segment(shop, "all")
    subscribe(shop, "all")
    explained = customerprofiles_mock.explain(
        "Purchase", {"id": "1", "customer": "new"}, domain_name="customers"
    )
    assert explained.result == "created"
    assert events(kinesis) == listed(shop, "all") == []
    person(shop, FirstName="Di")
    assert len(events(kinesis)) == 1


def test_the_page_shows_the_subscription_with_its_latest_events(
    shop: Any, people: dict[str, str], gold: str, clock: Clock
) -> None:
    def shown() -> str:
        page = follow("/cprofiles-mock/page/domain?domain_name=customers")
        (table,) = [each for each in page.tables if each[0][0] == "SegmentDefinitionName"]
        return dict(zip(table[0], table[1], strict=True))["Subscription"]

    assert shown() == ""
    subscribe(shop, gold)
    become(shop, people["bob"], "gold")
    become(shop, people["bob"], "silver")
    text = shown()
    assert '"Status": "RUNNING"' in text
    assert text.index("LEFT") < text.index("JOINED")
    assert text.count(people["bob"]) == 2
