"""Ctrl-C: deferred where an interruption would leave the state half changed."""

from __future__ import annotations

import signal
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


@contextmanager
def deferred() -> Iterator[Callable[[], bool]]:
    """Defer Ctrl-C while entered; yield a function that says whether it was pressed.

    When it was, leaving calls the handler that was there before, which by default raises
    KeyboardInterrupt. Only the main thread is interrupted, so in other threads nothing is deferred.
    """
    pressed: list[tuple[int, Any]] = []
    handler = signal.getsignal(signal.SIGINT)
    is_main = threading.current_thread() is threading.main_thread()
    if not is_main or not callable(handler):
        yield lambda: False
        return
    signal.signal(signal.SIGINT, lambda *arguments: pressed.append(arguments))
    try:
        yield lambda: bool(pressed)
    finally:
        signal.signal(signal.SIGINT, handler)
        if pressed:
            handler(*pressed[0])
