"""Short ways to subscribe to segments of the domain ``customers`` and to see what happens."""

from __future__ import annotations

from typing import Any

import pytest

from cprofiles_mock.protocol.compiled import service_model
from tests.support.streaming import URI, records

needs_subscriptions = pytest.mark.skipif(
    "PutSegmentSubscription" not in service_model().operation_names,
    reason="this botocore does not know PutSegmentSubscription",
)

HERE = {"DomainName": "customers"}
ROLE = "arn:aws:iam:us-east-1:123456789012:role/segments"
STREAM = {"DestinationArn": URI, "DestinationRoleArn": ROLE}


def _answer(answer: dict[str, Any]) -> dict[str, Any]:
    del answer["ResponseMetadata"]
    return answer


def subscribe(client: Any, name: str, **schedule: int) -> dict[str, Any]:
    """Subscribe to a segment; ``Interval`` is in hours."""
    members = {"ScheduleConfiguration": schedule} if schedule else {}
    return _answer(client.put_segment_subscription(**HERE, SegmentDefinitionName=name, **members))


def subscription(client: Any, name: str) -> dict[str, Any]:
    return _answer(client.get_segment_subscription(**HERE, SegmentDefinitionName=name))


def stream_of(client: Any) -> dict[str, Any]:
    return _answer(client.get_stream_for_segments(**HERE))


def listed(client: Any, name: str) -> list[dict[str, Any]]:
    """The events that are listed, the latest first."""
    found: list[dict[str, Any]] = client.list_segment_subscription_events(
        **HERE, SegmentDefinitionName=name
    )["Events"]
    return found


def events(kinesis: Any) -> list[dict[str, Any]]:
    """The events that are in the data stream, the oldest first."""
    return records(kinesis)
