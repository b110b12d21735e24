"""Pausing the garbage collector."""

from __future__ import annotations

import gc
from contextlib import contextmanager
from threading import get_ident
from typing import TYPE_CHECKING

from .forking import run_in_children

if TYPE_CHECKING:
    from collections.abc import Iterator

# The threads that have paused it, and will resume it.
_pausing: list[int] = []


@contextmanager
def no_collection() -> Iterator[None]:
    """Disable garbage collection while very many objects are created, none of them garbage.

    Scanning them again and again takes at least as long as creating them.
    """
    enabled = gc.isenabled()
    thread = get_ident()
    if enabled:
        _pausing.append(thread)
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()
            _pausing.remove(thread)


def _resume_in_child() -> None:
    """Do what threads of the parent would have done, which are not there in a forked child."""
    own = [thread for thread in _pausing if thread == get_ident()]
    if _pausing and not own:
        gc.enable()
    _pausing[:] = own


run_in_children(_resume_in_child)
