"""Latency for asynchronous clients: they await, so that calls wait side by side."""

from __future__ import annotations

import asyncio
import time
from datetime import datetime, timezone
from typing import Any

import pytest
from botocore.config import Config
from botocore.exceptions import ReadTimeoutError

from cprofiles_mock import mock_customerprofiles
from tests.aio.as_boto3 import on_a_loop
from tests.support.clock import stopped

pytestmark = [pytest.mark.in_process, pytest.mark.usefixtures("blocked_socket")]

MOMENT = datetime(2030, 1, 1, tzinfo=timezone.utc)


@on_a_loop
async def test_calls_that_are_gathered_wait_side_by_side(connect: Any) -> None:
    async with mock_customerprofiles() as mock, connect() as client:
        await client.list_domains()
        mock.latency(0.3)
        before = time.perf_counter()
        await asyncio.gather(*(client.list_domains() for _ in range(10)))
        assert 0.3 <= time.perf_counter() - before < 2.5
        assert all(call.duration >= 0.3 for call in mock.calls[1:])


@on_a_loop
async def test_the_loop_goes_on_while_a_call_waits(connect: Any) -> None:
    async with mock_customerprofiles() as mock, connect() as client:
        mock.latency(0.2)
        task = asyncio.ensure_future(client.list_domains())
        rounds = 0
        while not task.done():
            rounds += 1
            await asyncio.sleep(0.01)
        assert rounds > 3


@on_a_loop
async def test_a_client_gives_up_after_its_own_read_timeout(connect: Any) -> None:
    config = Config(read_timeout=1, retries={"total_max_attempts": 1})
    async with mock_customerprofiles() as mock, connect(config=config) as client:
        mock.latency(2)
        with stopped(MOMENT), pytest.raises(ReadTimeoutError):
            await client.list_domains()
        [call] = mock.calls
        assert (call.duration, call.response) == (1.0, None)
        mock.latency(0)
        assert (await client.list_domains())["Items"] == []


@on_a_loop
async def test_a_call_that_is_cancelled_while_it_waits_is_left(connect: Any) -> None:
    async with mock_customerprofiles() as mock, connect() as client:
        mock.latency(1000)
        with pytest.raises(asyncio.TimeoutError):
            await asyncio.wait_for(client.list_domains(), 0.1)
        mock.latency(0)
        await client.list_domains()
