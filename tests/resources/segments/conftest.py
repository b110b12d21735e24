"""A domain with a few people, and a clock that stands still."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timezone
from typing import Any

import pytest

from tests.support.calculating import define_purchases
from tests.support.clock import Clock, stopped
from tests.support.segmenting import person
from tests.support.streaming import kinesis_client, make_data_stream

NOON = datetime(2026, 3, 1, 12, tzinfo=timezone.utc)
DAY = 86_400


@pytest.fixture
def clock() -> Iterator[Clock]:
    """A clock that stands at noon of a day, until a test moves it."""
    with stopped(NOON) as frozen:
        yield frozen


@pytest.fixture
def shop(clock: Clock, client: Any) -> Any:
    """A client of a domain with an object type of purchases."""
    client.create_domain(DomainName="customers", DefaultExpirationDays=1000)
    define_purchases(client)
    return client


@pytest.fixture
def people(shop: Any) -> dict[str, str]:
    """Three profiles, by the first letters of their names."""
    return {
        "ann": person(
            shop, FirstName="Ann", LastName="Ng", BirthDate="1990-05-01", AccountNumber="ann",
            Address={"City": "Bath", "Country": "GB"}, ProfileType="PROFILE",
            Attributes={"tier": "gold", "points": "120", "tags": '["new", "vip"]'},
        ),
        "bob": person(
            shop, FirstName="Bob", LastName="Ng", BirthDate="2001-01-31", AccountNumber="bob",
            Address={"City": "York"}, ProfileType="ACCOUNT_PROFILE",
            Attributes={"tier": "silver", "points": "9.5", "tags": "vip"},
        ),
        "cy": person(shop, FirstName="Cy", AccountNumber="cy"),
    }  # fmt: skip


@pytest.fixture
def kinesis(shop: Any) -> Any:
    """A client of moto's Kinesis, which has a data stream."""
    kinesis = kinesis_client()
    make_data_stream(kinesis)
    return kinesis
