"""Frees the memory of large domains in small steps, so that nobody waits for it.

A million profiles are some thirteen million objects, and freeing them takes a second. What a reset
drops goes to a thread, which takes the profiles out of their dictionaries a few at a time.
"""

from __future__ import annotations

import sys
from contextlib import suppress
from threading import Lock, Thread
from time import sleep
from typing import TYPE_CHECKING, Any

from ..runtime.forking import renew_in_children

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from .domain import Domain

#: So many profiles are freed at once, in some milliseconds; a thread is for more.
FREED_AT_ONCE = 5_000

# A slice takes less than a millisecond. The pause lets other threads have the interpreter.
_SLICE = 500
_PAUSE = 0.0005


class Releaser:
    """Empties dictionaries in a thread of its own."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._waiting: list[dict[Any, Any]] = []
        self._thread: Thread | None = None
        renew_in_children(self)

    def renew_locks(self) -> None:
        """Renew the lock, in a child that was forked. What waits stays, as the thread is gone."""
        self._lock = Lock()
        self._thread = None

    def release(self, dictionaries: Iterable[dict[Any, Any]]) -> None:
        """Empty the dictionaries, which nobody else may use, in their order and soon.

        If earlier ones still wait, they are emptied first, at once. So memory cannot grow without
        end where large domains come and go faster than the thread frees them.
        """
        with self._lock:
            for each in self._waiting:
                each.clear()
            self._waiting = list(dictionaries)
            # A daemon: at the end of the program nothing is left to be done.
            self._thread = Thread(
                target=_empty, args=(self._waiting,), name="cprofiles-mock-releaser", daemon=True
            )
            self._thread.start()

    def wait(self) -> None:
        """Wait until nothing waits any more."""
        thread = self._thread
        if thread is not None:
            thread.join()


releaser = Releaser()


def _empty(dictionaries: list[dict[Any, Any]]) -> None:
    for each in dictionaries:
        while each:
            # They may all be taken out at once meanwhile.
            with suppress(KeyError):
                for _ in range(_SLICE):
                    each.popitem()
            sleep(_PAUSE)
    dictionaries.clear()


# How many references there are to something that one list holds: what the interpreter itself needs
# to count them differs from version to version.
_probe = [object()]
_HELD_ONCE = sys.getrefcount(_probe[0]) if hasattr(sys, "getrefcount") else None


def drop(domains: list[Domain]) -> None:
    """Forget domains, the only references to which may be in this list, and empty the list.

    A domain that somebody else has, such as a test that looks at it later, stays as it is.
    """
    if sum(len(each.profiles) for each in domains) > FREED_AT_ONCE:
        dictionaries = [
            found
            for number in range(len(domains))
            if _is_forgotten(domains, number)
            for found in domains[number].profiles.dictionaries()
        ]
        if dictionaries:
            releaser.release(dictionaries)
    domains.clear()


def _is_forgotten(domains: Sequence[Domain], number: int) -> bool:
    """Whether nothing leads to a domain but the list and its own components."""
    if _HELD_ONCE is None:  # pragma: no cover  (an interpreter that counts no references)
        return False
    own = sum(each.domain is domains[number] for each in domains[number].components())
    return (
        sys.getrefcount(domains[number]) == _HELD_ONCE + own
        and sys.getrefcount(domains[number].profiles) == _HELD_ONCE
    )
