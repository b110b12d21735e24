"""Fixtures for tests of what lies around the mock."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
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


@pytest.fixture
def address() -> Iterator[str]:
    """The address of a server in a thread of this process."""
    # moto warns when its server is imported, which most tests here do not need.
    from cprofiles_mock.host.server import make_server

    server = make_server("127.0.0.1", 0)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
        reset_backends()


def reset_backends() -> None:
    """Forget the state of all of moto's services."""
    BackendDict.reset()
