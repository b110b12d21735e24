"""Latency: how long calls take, as a test wants it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from .argument_checks import NUMBER, TEXT
from .names import check_operation

if TYPE_CHECKING:
    from .journal import Call

# botocore: how long a client waits for a response unless its configuration says otherwise.
READ_TIMEOUT = 60.0


class Latencies:
    """How many seconds the calls of each operation take."""

    def __init__(self) -> None:
        self._of_all = 0.0
        self._of: dict[str, float] = {}
        #: Whether any call takes time.
        self.are_set = False

    def set(self, seconds: float, operation: str | None = None) -> None:
        """Set the latency of an operation, or of all; ``Verbs.latency`` documents the errors."""
        NUMBER.check(seconds=seconds)
        TEXT.check_given(operation=operation)
        if not 0 <= seconds < 1e9:
            raise ValueError(f"seconds is a number from 0, not {seconds!r}")
        if operation is not None:
            check_operation(operation)
            self._of = {**self._of, operation: float(seconds)}
        else:
            self._of_all = float(seconds)
            if not seconds:
                self._of = {}
        self.are_set = self._of_all > 0 or any(self._of.values())

    def delay(self, operation: str, call: Call) -> Delay | None:
        """The delay of a call of the operation; None if it takes no time."""
        seconds = self._of.get(operation, self._of_all)
        return Delay(seconds, call) if seconds else None

    def as_json(self) -> dict[str, object]:
        """What the server tells of them."""
        return {"seconds": self._of_all, "operations": self._of}


@dataclass(slots=True, eq=False)
class Delay:
    """How long a call that has been carried out still has to take, in seconds."""

    seconds: float
    call: Call
    times_out: bool = False

    def limit(self, read_timeout: float | None) -> None:
        """Let it take no longer than its client waits, in seconds; None if that is for ever."""
        if read_timeout is not None and self.seconds > read_timeout:
            self.seconds, self.times_out = read_timeout, True

    def end(self, *, waited: bool) -> None:
        """Note in the journal what the call took; unless ``waited``, under a frozen clock."""
        self.call.record_delay(0.0 if waited else self.seconds, times_out=self.times_out)
