"""One browser and one server for all tests of the pages."""

from __future__ import annotations

import os
from collections.abc import Iterator
from functools import cache
from typing import Any

import boto3
import pytest

from tests.browser.chromium import PROGRAMS, Browser, chromium
from tests.support.controls import ControlsOnServer


@pytest.fixture(scope="session")
def window() -> Iterator[Browser]:
    """The browser, for the whole run: starting it takes longer than most tests."""
    missing = [name for name, path in PROGRAMS.items() if path is None]
    if missing:
        text = f"not installed: {', '.join(missing)}; Debian: apt-get install chromium-driver"
        # Where everything has to be tested, a skipped test must not pass for a green one.
        if os.environ.get("CPROFILES_MOCK_NO_SKIP"):
            pytest.fail(text)
        pytest.skip(text)
    with chromium() as browser:
        yield browser


@pytest.fixture
def browser(window: Browser) -> Iterator[Browser]:
    """The browser with nothing in it; no page may make it complain."""
    window.open("about:blank")
    window.look()
    window.take_complaints()
    yield window
    assert window.take_complaints() == []


@pytest.fixture
def pages(server: str) -> str:
    """The address of the first page, of a server that holds nothing yet."""
    ControlsOnServer(server).reset()
    return f"{server}/cprofiles-mock/"


@pytest.fixture
def shop(server: str, pages: str) -> Any:
    """A client of that server, which has a domain ``shop``."""
    client = client_of(server)
    client.create_domain(DomainName="shop", DefaultExpirationDays=366)
    return client


@cache
def client_of(address: str) -> Any:
    """One client for the run: making one takes longer than many a test."""
    return boto3.client(
        "customer-profiles",
        endpoint_url=address,
        region_name="us-east-1",
        aws_access_key_id="testing",
        aws_secret_access_key="testing",
    )
