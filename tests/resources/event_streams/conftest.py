"""A domain with an event stream."""

from __future__ import annotations

from typing import Any

import pytest

from tests.support.streaming import URI, kinesis_client, make_data_stream


@pytest.fixture
def kinesis(client: Any) -> Any:
    """A client of moto's Kinesis, which has a data stream."""
    kinesis = kinesis_client()
    make_data_stream(kinesis)
    return kinesis


@pytest.fixture
def stream(client: Any, domain: str, kinesis: Any) -> str:
    """The name of the domain's event stream."""
    client.create_event_stream(DomainName=domain, EventStreamName="events", Uri=URI)
    return "events"
