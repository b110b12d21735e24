"""Waiting for a latency: by whoever can await, instead of the thread that makes the call."""

from __future__ import annotations

import asyncio
import time
from datetime import datetime, timezone
from typing import Any

import pytest
from botocore.exceptions import ReadTimeoutError

from cprofiles_mock.hosts.waiting import deferring
from tests.support.clock import stopped

pytestmark = pytest.mark.in_process


def test_what_is_deferred_is_awaited_later(
    customerprofiles: Any, customerprofiles_mock: Any
) -> None:
    customerprofiles_mock.latency(0.05)
    with deferring() as deferred:
        customerprofiles.list_domains()
    before = time.perf_counter()
    asyncio.run(deferred.wait())
    assert time.perf_counter() - before >= 0.05
    assert customerprofiles_mock.calls[-1].duration >= 0.05


def test_a_client_that_gives_up_gets_its_error_from_the_wait(
    customerprofiles: Any, customerprofiles_mock: Any
) -> None:
    customerprofiles_mock.latency(61)
    with stopped(datetime(2030, 1, 1, tzinfo=timezone.utc)):
        with deferring() as deferred:
            customerprofiles.list_domains()
        with pytest.raises(ReadTimeoutError):
            asyncio.run(deferred.wait())
    assert customerprofiles_mock.calls[-1].duration == 60.0


def test_without_a_latency_there_is_nothing_to_wait_for(customerprofiles: Any) -> None:
    with deferring() as deferred:
        customerprofiles.list_domains()
    assert deferred.delay is None
