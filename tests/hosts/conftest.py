"""Fixtures for tests of what lies around the mock."""

from __future__ import annotations

import socket
from typing import Any

import pytest
from moto.core.base_backend import BackendDict


class RequestLeft(BaseException):
    """A request left the process. No Exception, so that no client turns it into one of its own."""


@pytest.fixture
def blocked_socket(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing can be looked up or connected to; a request that is not intercepted fails here."""

    def refuse(*arguments: Any, **_: Any) -> Any:
        raise RequestLeft(arguments)

    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    monkeypatch.setattr(socket.socket, "connect", refuse)


def reset_backends() -> None:
    """Forget the state of all of moto's services."""
    BackendDict.reset()
