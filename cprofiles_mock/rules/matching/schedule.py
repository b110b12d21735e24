"""When identity resolution jobs are due. Times are in seconds since the epoch.

Sources: the service model on ``JobSchedule`` and ``Matching``; the Amazon Connect Administrator
Guide (2026), "enable Identity Resolution"; ``docs/fidelity.md`` for what is a choice.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

DAY = 86_400
WEEK = 7 * DAY

#: "Identity resolution jobs per week" (Administrator Guide, 2026, quotas).
MOST_JOBS_A_WEEK = 3

_DAYS = ("MONDAY", "TUESDAY", "WEDNESDAY", "THURSDAY", "FRIDAY", "SATURDAY", "SUNDAY")
# "By default, it runs every Saturday at 12AM UTC" (service model).
_DEFAULT = {"DayOfTheWeek": "SATURDAY", "Time": "00:00"}
# The epoch began on a Thursday; this is the Monday before it.
_A_MONDAY = -3 * DAY


def next_scheduled(schedule: Mapping[str, str] | None, after: float) -> float:
    """The first time of the weekly schedule, a ``JobSchedule``, that is later than ``after``."""
    due = schedule or _DEFAULT
    hours, minutes = due["Time"].split(":")
    phase = _DAYS.index(due["DayOfTheWeek"]) * DAY + int(hours) * 3600 + int(minutes) * 60
    first = _A_MONDAY + phase
    return first + ((after - first) // WEEK + 1) * WEEK
