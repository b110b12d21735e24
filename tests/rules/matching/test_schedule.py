"""When identity resolution jobs are due."""

from __future__ import annotations

from datetime import datetime, timezone

import pytest

from cprofiles_mock.rules.matching.schedule import next_scheduled


def utc(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=timezone.utc)  # type: ignore[arg-type, misc]


def moment(seconds: float) -> datetime:
    return datetime.fromtimestamp(seconds, tz=timezone.utc)


# A Tuesday.
NOON = utc(2026, 11, 24, 12)


@pytest.mark.parametrize(
    ("schedule", "due"),
    [
        (None, utc(2026, 11, 28)),
        ({"DayOfTheWeek": "TUESDAY", "Time": "12:01"}, utc(2026, 11, 24, 12, 1)),
        ({"DayOfTheWeek": "TUESDAY", "Time": "12:00"}, utc(2026, 12, 1, 12)),
        ({"DayOfTheWeek": "TUESDAY", "Time": "9:30"}, utc(2026, 12, 1, 9, 30)),
        ({"DayOfTheWeek": "MONDAY", "Time": "00:00"}, utc(2026, 11, 30)),
        ({"DayOfTheWeek": "SUNDAY", "Time": "23:59"}, utc(2026, 11, 29, 23, 59)),
    ],
)
def test_the_next_run_is_later_than_now(schedule: dict[str, str] | None, due: datetime) -> None:
    found = moment(next_scheduled(schedule, NOON.timestamp()))
    assert found == due
