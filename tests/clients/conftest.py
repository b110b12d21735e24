"""Fixtures for tests of clients of other makers."""

from __future__ import annotations

import pytest

from tests.support.controls import ControlsOnServer


@pytest.fixture
def handle(server: str) -> ControlsOnServer:
    """A hand on the server, which is as new."""
    handle = ControlsOnServer(server)
    handle.reset()
    return handle
