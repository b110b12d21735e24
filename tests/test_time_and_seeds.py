"""Time and identifiers are moto's, so that what freezes or seeds moto freezes and seeds them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
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


@contextmanager
def frozen() -> Iterator[Callable[[timedelta], Any]]:
    with freeze_time(MOMENT) as clock:
        yield clock.tick


@contextmanager
def travelled() -> Iterator[Callable[[timedelta], Any]]:
    with time_machine.travel(MOMENT, tick=False) as traveller:
        yield traveller.shift


CLOCKS = pytest.mark.parametrize("clock", [frozen, travelled])


@CLOCKS
def test_both_clocks_move_what_expires(client: Any, clock: Any) -> None:
    with clock() as move:
        client.create_domain(DomainName="d", DefaultExpirationDays=30)
        made = client.create_profile(DomainName="d")["ProfileId"]
        move(timedelta(days=30) - timedelta(seconds=1))
        assert client.batch_get_profile(DomainName="d", ProfileIds=[made])["Errors"] == []
        move(timedelta(seconds=1))
        (error,) = client.batch_get_profile(DomainName="d", ProfileIds=[made])["Errors"]
        assert error["Code"] == "404"


@CLOCKS
def test_both_clocks_move_the_schedule_of_jobs(client: Any, clock: Any) -> None:
    with clock() as move:
        client.create_domain(DomainName="d", DefaultExpirationDays=30, Matching={"Enabled": True})
        for days, count in ((0, 0), (1, 1), (7, 2)):
            move(timedelta(days=days))
            jobs = client.list_identity_resolution_jobs(DomainName="d")
            assert len(jobs["IdentityResolutionJobsList"]) == count


@CLOCKS
def test_both_clocks_move_what_a_page_token_leads_to(client: Any, clock: Any) -> None:
    with clock() as move:
        client.create_domain(DomainName="d", DefaultExpirationDays=30)
        sought = {"DomainName": "d", "KeyName": "_fullName", "Values": ["Ada"], "MaxResults": 1}
        for _ in range(2):
            client.create_profile(DomainName="d", FirstName="Ada")
        move(timedelta(days=29))
        client.create_profile(DomainName="d", FirstName="Ada")
        first = client.search_profiles(**sought)
        move(timedelta(days=1))
        second = client.search_profiles(**sought, NextToken=first["NextToken"])
        # The second of them has expired meanwhile.
        assert len(second["Items"]) == 1
        assert "NextToken" not in second


def test_a_seed_makes_identifiers_reproducible(client: Any, domain: str) -> None:
    def new_ids() -> list[str]:
        mock_random.seed(42)
        return [client.create_profile(DomainName=domain)["ProfileId"] for _ in range(2)]

    first, second = new_ids()
    assert first != second
    assert new_ids() == [first, second]
