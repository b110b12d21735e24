"""The paths that calls take through botocore, and how many took each."""

from __future__ import annotations

import os
from itertools import count
from threading import Lock
from typing import TYPE_CHECKING, Literal, NamedTuple

from ..runtime.forking import renew_in_children

if TYPE_CHECKING:
    from collections.abc import Callable

#: The environment variable that keeps all calls on the ordinary path.
VARIABLE = "CPROFILES_MOCK_SHORTCUTS"

Path = Literal["ordinary", "unsent", "direct"]


def shortcuts_by_environment() -> bool:
    """Whether the environment allows shortcuts. Raises ValueError for what is not on or off."""
    value = os.environ.get(VARIABLE) or "on"
    if value not in ("on", "off"):
        raise ValueError(f"{VARIABLE} is on or off, not {value!r}")
    return value == "on"


class PathCounts(NamedTuple):
    """How many calls took which path.

    ``ordinary`` is the whole of botocore, as against AWS; each attempt counts, and so does each
    request that comes without a client. A call that is ``unsent`` is built and checked by botocore,
    and answered without being signed, sent and parsed. One that is ``direct`` skips botocore. A
    call that fails is carried out on its shortcut, and its error comes on the ordinary path.
    """

    ordinary: int
    unsent: int
    direct: int

    def since(self, before: PathCounts) -> PathCounts:
        """Those that came after ``before`` was read."""
        return PathCounts(*(now - then for now, then in zip(self, before, strict=True)))


class Paths:
    """Counts the calls on each path."""

    def __init__(self) -> None:
        #: What counts a call, by its path. Every call is counted: `next` of such a counter needs no
        #: lock, and takes an eighth of the time of adding with one. It can only be read by counting
        #: once more.
        self.count: dict[Path, Callable[[], int]] = {
            "ordinary": count().__next__, "unsent": count().__next__, "direct": count().__next__,
        }  # fmt: skip
        self._lock = Lock()
        self._reads = 0
        renew_in_children(self)

    def renew_locks(self) -> None:
        """Renew the lock, in a child that was forked."""
        self._lock = Lock()

    @property
    def counts(self) -> PathCounts:
        """How many there were."""
        with self._lock:
            found = {path: each() - self._reads for path, each in self.count.items()}
            self._reads += 1
        return PathCounts(**found)
