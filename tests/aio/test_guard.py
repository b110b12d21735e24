"""The guard for asynchronous clients, whose calls do not go by botocore's own connections."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from cprofiles_mock import UnmockedCallError, mock_customerprofiles
from cprofiles_mock.hosts.guard import guard
from tests.aio.as_boto3 import on_a_loop

pytestmark = [pytest.mark.in_process, pytest.mark.usefixtures("blocked_socket")]


@pytest.fixture(autouse=True)
def guarded() -> Iterator[None]:
    restore = guard.set("error")
    yield
    guard.take()
    restore()


@on_a_loop
async def test_a_call_while_no_mock_is_active_fails_at_once(connect: Any) -> None:
    async with connect() as client:
        with pytest.raises(UnmockedCallError, match="called ListDomains"):
            await client.list_domains()
        async with mock_customerprofiles():
            assert (await client.list_domains())["Items"] == []
        with pytest.raises(UnmockedCallError):
            await client.list_domains()
