"""Waiting for the latency that a test has set: in a thread or in a task, and never under a lock.

The call has been carried out by then. A client that would not wait so long gets no response.
"""

from __future__ import annotations

import asyncio
import time
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING

from ..instruments.latency import READ_TIMEOUT
from ..runtime import clock

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from ..protocol.messages import Delay

# A test may replace `time.sleep`, and count what its own code sleeps.
_sleep = time.sleep

# How long the client whose request is being sent waits for a response.
_read_timeout: ContextVar[float | None] = ContextVar("_read_timeout", default=READ_TIMEOUT)


class Deferred:
    """What a caller that can await has to wait for, and the error that ends the wait."""

    def __init__(self) -> None:
        self.delay: Delay | None = None
        self.timeout_error: Callable[[], Exception] | None = None

    async def wait(self) -> None:
        """Wait. Raises the client's own error if it would not have waited so long."""
        delay, error = self.delay, self.timeout_error
        assert delay is not None
        assert error is not None
        real = not clock.stands_still()
        if real:
            await asyncio.sleep(delay.seconds)
        delay.end(waited=real)
        if delay.times_out:
            raise error()


_deferred: ContextVar[Deferred | None] = ContextVar("_deferred", default=None)


@contextmanager
def deferring() -> Iterator[Deferred]:
    """Collect what is to be waited for while entered, instead of waiting."""
    deferred = Deferred()
    token = _deferred.set(deferred)
    try:
        yield deferred
    finally:
        _deferred.reset(token)


def note_read_timeout(seconds: float | None) -> None:
    """Note how long the client waits whose request is sent next, in this thread or task."""
    _read_timeout.set(seconds)


def wait_for_client(delay: Delay, timeout_error: Callable[[], Exception]) -> None:
    """Wait in process. Raises ``timeout_error()`` if the client would not have waited so long."""
    delay.limit(_read_timeout.get())
    deferred = _deferred.get()
    if deferred is not None:
        deferred.delay, deferred.timeout_error = delay, timeout_error
        return
    wait(delay)
    if delay.times_out:
        raise timeout_error()


def wait(delay: Delay) -> None:
    """Wait in this thread, unless the clock is frozen, and note it in the journal."""
    real = not clock.stands_still()
    if real:
        _sleep(delay.seconds)
    delay.end(waited=real)
