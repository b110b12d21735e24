"""Lag: new data is not found at once, as with the real service.

Pure: each hidden thing is represented by a tuple that identifies it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from .argument_checks import NUMBER, WHOLE_NUMBER

if TYPE_CHECKING:
    from collections.abc import Hashable

#: Identifies a thing: its kind, its owner or its own id, and more where that is ambiguous.
Thing = tuple["Hashable", ...]

#: The operations from which things are hidden; each call is one read, even for a further page.
READS = frozenset(
    {
        "SearchProfiles",
        "ListProfileObjects",
        "GetMatches",
        "GetCalculatedAttributeForProfile",
        "ListCalculatedAttributesForProfile",
        "BatchGetCalculatedAttributeForProfile",
        "GetSegmentMembership",
    }
)

#: The operations whose new data is hidden at first. Changes by all others are visible at once.
WRITES = frozenset({"CreateProfile", "AddProfileKey", "PutProfileObject", "BatchPutProfileObject"})


@dataclass(frozen=True, slots=True)
class Lag:
    """How long things stay hidden: a number of reads of their domain, or of seconds."""

    reads: int = 0
    seconds: float = 0.0

    def as_json(self) -> dict[str, float]:
        """What the server tells of it."""
        return {"reads": self.reads, "seconds": self.seconds}


def make_lag(*, reads: int | None, seconds: float | None) -> Lag:
    """Make a lag; ``Verbs.lag`` documents arguments and errors."""
    WHOLE_NUMBER.check_given(reads=reads)
    NUMBER.check_given(seconds=seconds)
    if (reads is None) == (seconds is None):
        raise ValueError("give either reads or seconds; reads=0 ends the lag")
    if reads is not None and reads < 0:
        raise ValueError(f"reads is a whole number from 0, not {reads!r}")
    if seconds is not None and not 0 <= seconds < 1e9:
        raise ValueError(f"seconds is a number from 0, not {seconds!r}")
    return Lag(reads=reads or 0, seconds=float(seconds or 0))


@dataclass(slots=True)
class PropagationDelay:
    """What is hidden in one domain."""

    reads: int = 0
    # For each thing, the read, or the time in seconds since the epoch, from which it is found.
    _from_read: dict[Thing, int] = field(default_factory=dict)
    _from_moment: dict[Thing, float] = field(default_factory=dict)

    def delay(self, thing: Thing, lag: Lag, now: float) -> None:
        """Hide a new thing for as long as ``lag`` lasts."""
        if lag.reads:
            self._from_read[thing] = self.reads + lag.reads + 1
        else:
            self._from_moment[thing] = now + lag.seconds

    def begin_read(self, now: float) -> None:
        """Count a read, and reveal everything that has been hidden long enough."""
        self.reads += 1
        for thing in [each for each, read in self._from_read.items() if read <= self.reads]:
            del self._from_read[thing]
        for thing in [each for each, moment in self._from_moment.items() if moment <= now]:
            del self._from_moment[thing]

    def reveal(self, owner: Hashable) -> None:
        """Reveal everything hidden that belongs to ``owner``."""
        for thing in [each for each in (*self._from_read, *self._from_moment) if each[1] == owner]:
            self._from_read.pop(thing, None)
            self._from_moment.pop(thing, None)

    def outlasts_read(self, thing: Thing, now: float) -> bool:
        """Whether a read that begins at ``now`` would not find ``thing``."""
        if thing in self._from_read:
            return self._from_read[thing] > self.reads + 1
        return self._from_moment.get(thing, now) > now

    def __bool__(self) -> bool:
        return bool(self._from_read or self._from_moment)

    def __contains__(self, thing: Thing) -> bool:
        return thing in self._from_read or thing in self._from_moment
