"""Time and identifiers are moto's, so that what freezes or seeds moto freezes and seeds them."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from typing import Any

import pytest
import time_machine
from freezegun import freeze_time
from moto.moto_api._internal import mock_random

pytestmark = pytest.mark.in_process

MOMENT = datetime(2030, 1, 2, 3, 4, 5, tzinfo=timezone.utc)


def test_frozen_time_is_the_time_of_creation(client: Any) -> None:
    with freeze_time(MOMENT):
        created = client.create_domain(DomainName="d", DefaultExpirationDays=30)
    assert created["CreatedAt"] == created["LastUpdatedAt"] == MOMENT


def test_travelled_time_is_the_time_of_the_update(client: Any) -> None:
    with time_machine.travel(MOMENT, tick=False):
        client.create_domain(DomainName="d", DefaultExpirationDays=30)
    with time_machine.travel(MOMENT + timedelta(days=1), tick=False):
        updated = client.update_domain(DomainName="d", DefaultExpirationDays=31)
    assert updated["CreatedAt"] == MOMENT
    assert updated["LastUpdatedAt"] == MOMENT + timedelta(days=1)


def test_a_seed_makes_identifiers_reproducible(client: Any, domain: str) -> None:
    def new_ids() -> list[str]:
        mock_random.seed(42)
        return [client.create_profile(DomainName=domain)["ProfileId"] for _ in range(2)]

    first, second = new_ids()
    assert first != second
    assert new_ids() == [first, second]
