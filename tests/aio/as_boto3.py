"""An asynchronous client that is called as one of boto3 is, so that the suite can call it."""

from __future__ import annotations

import asyncio
import inspect
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from functools import cache, wraps
from importlib import import_module
from threading import Lock
from typing import Any

from botocore.model import OperationModel

from tests.support.expectations import response_violations

#: Where a library's sessions are, and what makes a client of one.
_LIBRARIES = {
    "aiobotocore": ("aiobotocore.session", "AioSession", "create_client"),
    "aioboto3": ("aioboto3", "Session", "client"),
}


class AsBoto3:
    """Each call of an operation waits for its answer; the rest is the client's own."""

    def __init__(self, client: Any, wait: Callable[[Any], Any]) -> None:
        self._client = client
        self._wait = wait

    def __getattr__(self, name: str) -> Any:
        attribute = getattr(self._client, name)
        if not inspect.ismethod(attribute):
            return attribute

        def call(*args: Any, **kwargs: Any) -> Any:
            result = attribute(*args, **kwargs)
            return self._wait(result) if inspect.isawaitable(result) else result

        return call


class _Loop:
    """One event loop, which threads wait for in turn.

    aiobotocore: its adaptive retries belong to the loop that they began in.
    """

    def __init__(self) -> None:
        self._loop = asyncio.new_event_loop()
        # Debugging tells of what is slow, among the messages that tests look at.
        self._loop.set_debug(False)
        self._lock = Lock()

    def wait(self, awaitable: Any) -> Any:
        """Run an awaitable to its end."""
        with self._lock:
            return self._loop.run_until_complete(awaitable)

    def close(self) -> None:
        self._loop.close()


@contextmanager
def opened(library: str, **arguments: Any) -> Iterator[Any]:
    """A client of aiobotocore or aioboto3, whose answers are held against the model."""
    opening = open_client(library, _session(library), **arguments)
    with closing(_Loop()) as loop:
        client = loop.wait(opening.__aenter__())
        client.meta.events.register("after-call.customer-profiles", check_response)
        try:
            yield AsBoto3(client, loop.wait)
        finally:
            loop.wait(opening.__aexit__(None, None, None))


def on_a_loop(test: Callable[..., Any]) -> Callable[..., Any]:
    """Make a test of a coroutine function; the suite needs no plugin for it."""

    @wraps(test)
    def run(*args: Any, **kwargs: Any) -> None:
        asyncio.run(test(*args, **kwargs), debug=False)

    return run


def new_session(library: str) -> Any:
    """A session of the library."""
    module, session, _ = _LIBRARIES[library]
    return getattr(import_module(module), session)()


# One session for the run, as the suite has one of botocore.
_session = cache(new_session)


def open_client(library: str, session: Any, **arguments: Any) -> Any:
    """What ``async with`` makes a client of."""
    create = getattr(session, _LIBRARIES[library][2])
    return create("customer-profiles", **arguments)


async def check_response(http_response: Any, model: OperationModel, **_: Any) -> None:
    """Handle ``after-call`` as the suite's handler does, with content that is awaited."""
    if http_response.status_code < 300:
        assert response_violations(model, await http_response.content) == []
