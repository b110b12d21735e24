"""Event streams and event triggers: what they cost a put."""

from __future__ import annotations

import gc
import json
from contextlib import contextmanager
from itertools import count
from typing import TYPE_CHECKING, Any

from .calculated import OBJECT_TYPE
from .floor import new_client
from .timing import Spread, ratios, repeated, spread

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .timing import Timed

_CALLS = 30
_TRIGGERS = 10
#: moto goes through all records of a shard at each put.
_SHARDS = 16


@contextmanager
def _client() -> Iterator[Any]:
    from botocore.session import Session

    from cprofiles_mock import mock_customerprofiles

    with mock_customerprofiles():
        client = new_client(Session(), "customer-profiles")
        for name in ("plain", "watched"):
            client.create_domain(DomainName=name, DefaultExpirationDays=366)
            client.put_profile_object_type(DomainName=name, **OBJECT_TYPE)
        yield client


def _putting(client: Any, domain_name: str) -> Timed:
    numbers = count()

    def put() -> None:
        number = next(numbers)
        visit = {"id": number, "account": f"A-{number % 50}", "page": "page", "spent": 1.5}
        client.put_profile_object(
            DomainName=domain_name, ObjectTypeName="Visit", Object=json.dumps(visit)
        )

    return repeated(put)


def _ratio(client: Any, pairs: int) -> Spread:
    plain, watched = _putting(client, "plain"), _putting(client, "watched")
    plain(_CALLS)
    watched(_CALLS)
    gc.freeze()
    return spread(ratios(watched, plain, pairs=pairs, block=_CALLS))


def stream(pairs: int) -> Spread:
    """The time of a put in a domain with an event stream against that without."""
    from botocore.session import Session

    with _client() as client:
        kinesis = new_client(Session(), "kinesis")
        kinesis.create_stream(StreamName="changes", ShardCount=_SHARDS)
        client.create_event_stream(
            DomainName="watched",
            EventStreamName="events",
            Uri="arn:aws:kinesis:us-east-1:123456789012:stream/changes",
        )
        return _ratio(client, pairs)


def triggers(pairs: int) -> Spread:
    """The time of a put with triggers on its type, none of which fires, against that without."""
    compared = {"FieldName": "spent", "ComparisonOperator": "GREATER_THAN", "Values": ["100"]}
    conditions = [
        {
            "EventTriggerDimensions": [{"ObjectAttributes": [compared]}],
            "LogicalOperator": "ALL",
        }
    ]
    with _client() as client:
        for number in range(_TRIGGERS):
            client.create_event_trigger(
                DomainName="watched",
                EventTriggerName=f"trigger-{number}",
                ObjectTypeName="Visit",
                EventTriggerConditions=conditions,
            )
        return _ratio(client, pairs)
