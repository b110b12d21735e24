"""Windows: which part of time counts, and what an update of it leaves behind.

Sources: the service model on ``Range`` and ``ValueRange``; the Amazon Connect Administrator Guide
(2026), "calculated attributes APIs"; ``docs/fidelity.md`` for what is a choice.
"""

from __future__ import annotations

from math import inf
from typing import TYPE_CHECKING, Any, NamedTuple

from ..dates import FORMATS, SECONDS_OF_A_DAY
from .expressions import InvalidDefinition

if TYPE_CHECKING:
    from collections.abc import Mapping

#: "Initial scope: max of 366 days".
MOST_DAYS = 366
#: CloudFormation's maximum of ObjectCount.
MOST_OBJECTS = 300

#: Moments that lie no further apart are the same: one clock has microseconds, the other more.
MICROSECOND = 0.000_001


class Window(NamedTuple):
    """A window that moves with the clock: days before now, negative after it; None is no limit."""

    start: int | None = None
    end: int | None = None

    def bounds(self, now: float, horizon: float | None = None) -> tuple[float, float]:
        """The earliest and the latest moment in it, in seconds since the epoch.

        Nothing is in it that is older than the horizon.
        """
        first = -inf if self.start is None else now - self.start * SECONDS_OF_A_DAY
        last = inf if self.end is None else now - self.end * SECONDS_OF_A_DAY
        if horizon is not None:
            first = max(first, horizon)
        return first - MICROSECOND, last + MICROSECOND

    def is_reached(self, since: float, now: float) -> bool:
        """Whether what counts since a moment fills all of it that lies in the past."""
        if self.start is None:
            return True
        return now >= since + max(self.start, 0) * SECONDS_OF_A_DAY - MICROSECOND

    def horizon_of_update(
        self, new: Window, now: float, before: float | None = None
    ) -> float | None:
        """The horizon after an update of the window to a new one.

        A wider one does not bring back what lay outside of the former.
        """
        if self.start is None or (new.start is not None and new.start <= self.start):
            return before
        left = now - self.start * SECONDS_OF_A_DAY
        return left if before is None else max(left, before)


def window_of(time_range: Mapping[str, Any] | None) -> Window:
    """The window that a ``Range`` means: its ValueRange, or else its Value, where 0 is none."""
    if not time_range:
        return Window()
    if "ValueRange" in time_range:
        return Window(time_range["ValueRange"]["Start"], time_range["ValueRange"]["End"])
    value = time_range.get("Value")
    return Window(value, 0) if value else Window()


def window_of_override(time_range: Mapping[str, Any]) -> Window:
    """The window of a ``RangeOverride``, which ends now unless it has an End.

    Raises InvalidDefinition.
    """
    window = Window(time_range["Start"], time_range.get("End", 0))
    _check_window(window, "ConditionOverrides.Range")
    return window


def check_conditions(conditions: Mapping[str, Any]) -> None:
    """Check ``Conditions`` beyond what the shape requires. Raises InvalidDefinition."""
    time_range = conditions.get("Range", {})
    _check_window(window_of(time_range), "Conditions.Range")
    # One that a ValueRange overrides is part of the request, too.
    _check_window(Window(time_range.get("Value"), 0), "Conditions.Range")
    known = [each for each in FORMATS if each is not None]
    if time_range.get("TimestampFormat", known[0]) not in known:
        raise InvalidDefinition(
            f"Conditions.Range.TimestampFormat must be one of {', '.join(known)}"
        )
    if conditions.get("ObjectCount", 1) > MOST_OBJECTS:
        raise InvalidDefinition(f"Conditions.ObjectCount must be at most {MOST_OBJECTS}")


def _check_window(window: Window, name: str) -> None:
    start, end = window
    if start is None or end is None:
        return
    if max(abs(start), abs(end)) > MOST_DAYS:
        raise InvalidDefinition(f"{name} must not reach further than {MOST_DAYS} days")
    if start < end:
        raise InvalidDefinition(
            f"{name} must start before it ends: Start {start} is after End {end}, as both count "
            "days into the past"
        )
