"""A clock that stands still, and that tests move.

It is time-machine's. freezegun stands in the way of whoever measures how long a test takes.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timezone
from typing import Any

import time_machine


class Clock:
    """What moves the time that all of the process sees."""

    def __init__(self, coordinates: Any) -> None:
        self._coordinates = coordinates

    def tick(self, seconds: float) -> None:
        """Let so much time go by."""
        self._coordinates.shift(seconds)

    def move_to(self, moment: datetime) -> None:
        """Let it be that moment."""
        self._coordinates.move_to(moment)

    def now(self) -> datetime:
        """The moment at which it stands."""
        return datetime.now(timezone.utc)


@contextmanager
def stopped(moment: datetime) -> Iterator[Clock]:
    """Let time stand still at the moment, until it is moved."""
    with time_machine.travel(moment, tick=False) as coordinates:
        yield Clock(coordinates)
