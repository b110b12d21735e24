"""A domain with an object type of purchases, and a clock that stands still."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timezone
from typing import Any

import pytest

from tests.support.calculating import define_purchases
from tests.support.clock import Clock, stopped

NOON = datetime(2026, 3, 1, 12, tzinfo=timezone.utc)
DAY = 86_400


@pytest.fixture
def clock() -> Iterator[Clock]:
    """A clock that stands at noon of a day, until a test moves it."""
    with stopped(NOON) as frozen:
        yield frozen


@pytest.fixture
def shop(clock: Clock, client: Any) -> Any:
    """A client of a domain with purchases that was created at noon."""
    client.create_domain(DomainName="customers", DefaultExpirationDays=1000)
    define_purchases(client)
    return client
