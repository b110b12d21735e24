"""Lag: what was written is not found at once, as with the real service.

Pure: things are hidden and found by whatever stands for them.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Hashable

#: What stands for a thing: its kind, whose it is or which, and more where that leads to several.
Thing = tuple["Hashable", ...]

#: The operations from which things are hidden; each call, a page too, is one read.
READS = frozenset({"SearchProfiles", "ListProfileObjects", "GetMatches"})

#: The operations by which something new becomes findable. What others change shows at once.
WRITES = frozenset({"CreateProfile", "AddProfileKey", "PutProfileObject", "BatchPutProfileObject"})


@dataclass(frozen=True, slots=True)
class Lag:
    """How long things stay hidden: for so many reads of their domain, or for so many seconds."""

    reads: int = 0
    seconds: float = 0.0


@dataclass(slots=True)
class PropagationDelay:
    """What is hidden in one domain."""

    reads: int = 0
    # Of each thing the read, or the moment in seconds since the epoch, from which it is found.
    _from_read: dict[Thing, int] = field(default_factory=dict)
    _from_moment: dict[Thing, float] = field(default_factory=dict)

    def delay(self, thing: Thing, lag: Lag, now: float) -> None:
        """Hide what is new."""
        if lag.reads:
            self._from_read[thing] = self.reads + lag.reads + 1
        else:
            self._from_moment[thing] = now + lag.seconds

    def begin_read(self, now: float) -> None:
        """Let a read begin; what has been hidden long enough is found from here on."""
        self.reads += 1
        for thing in [each for each, read in self._from_read.items() if read <= self.reads]:
            del self._from_read[thing]
        for thing in [each for each, moment in self._from_moment.items() if moment <= now]:
            del self._from_moment[thing]

    def reveal(self, owner: Hashable) -> None:
        """Let be found whatever belongs to an owner."""
        for thing in [each for each in (*self._from_read, *self._from_moment) if each[1] == owner]:
            self._from_read.pop(thing, None)
            self._from_moment.pop(thing, None)

    def outlasts_read(self, thing: Thing, now: float) -> bool:
        """Whether a read that began now would not find it."""
        if thing in self._from_read:
            return self._from_read[thing] > self.reads + 1
        return self._from_moment.get(thing, now) > now

    def __bool__(self) -> bool:
        return bool(self._from_read or self._from_moment)

    def __contains__(self, thing: Thing) -> bool:
        return thing in self._from_read or thing in self._from_moment
