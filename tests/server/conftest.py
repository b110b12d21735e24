"""Fixtures for tests of the server."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest
from moto.core.base_backend import BackendDict


@pytest.fixture
def address() -> Iterator[str]:
    """The address of a server in a thread of this process."""
    # moto warns when its server is imported, which most tests here do not need.
    from cprofiles_mock.server.application import make_server

    server = make_server("127.0.0.1", 0)
    # It looks every hundredth of a second whether to stop: by default, it is half a second.
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
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
