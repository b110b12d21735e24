"""Fixtures for tests of clients of other makers."""

from __future__ import annotations

import pytest

from tests.support.controls import HandOnServer


@pytest.fixture
def hand(server: str) -> HandOnServer:
    """A hand on the server, which is as new."""
    hand = HandOnServer(server)
    hand.reset()
    return hand
