"""Dates: in objects, and in filters."""

from __future__ import annotations

from datetime import datetime, timezone
from typing import Any

import pytest

from cprofiles_mock.rules.dates import deadline_of, iso_microseconds, moment_of, on_calendars


def at(text: str) -> float:
    return datetime.fromisoformat(text).replace(tzinfo=timezone.utc).timestamp()


NOON = at("2026-01-31T12:00:00")


@pytest.mark.parametrize(
    ("value", "timestamp_format", "moment"),
    [
        ("2026-01-31T12:00:00Z", "ISO_8601", NOON),
        ("2026-01-31T12:00:00", "ISO_8601", NOON),
        ("2026-01-31 12:00", "ISO_8601", NOON),
        ("2026-01-31T12:00:00.250Z", "ISO_8601", NOON + 0.25),
        ("2026-01-31T14:00:00+02:00", "ISO_8601", NOON),
        ("2026-01-31T05:00:00.5-0700", "ISO_8601", NOON + 0.5),
        ("2026-01-31", "ISO_8601", NOON - 43_200),
        (1_769_860_800, "EPOCHMILLI", NOON),
        (1_769_860_800_250, "EPOCHMILLI", NOON + 0.25),
        ("1769860800", "EPOCHMILLI", NOON),
        ("1769860800250", "EPOCHMILLI", NOON + 0.25),
        (1_769_860_800.5, "EPOCHMILLI", NOON + 0.5),
        (-1, "EPOCHMILLI", -1),
        ("2026-01-31T12:00:00Z", None, NOON),
        ("1769860800250", None, NOON + 0.25),
    ],
)  # fmt: skip
def test_a_time_is_read_by_its_format_or_by_either(
    value: Any, timestamp_format: str | None, moment: float
) -> None:
    assert moment_of(value, timestamp_format) == moment


@pytest.mark.parametrize(
    ("value", "timestamp_format"),
    [
        (NOON, "ISO_8601"), ("1769860800", "ISO_8601"), ("2026-01-31", "EPOCHMILLI"),
        ("2026-02-30", None), ("2026-01-31T25:00:00Z", None), ("31.01.2026", None), ("", None),
        (None, None), (True, "EPOCHMILLI"), ([1], None), (1e300, None), ("9" * 15, None),
        ("2026-01-31T12Z", None), ("2026-01-31Z", None), ("\uff1026-01-31", None),
    ],
)  # fmt: skip
def test_anything_else_is_no_time(value: Any, timestamp_format: str | None) -> None:
    assert moment_of(value, timestamp_format) is None


def test_digits_beyond_microseconds_are_dropped() -> None:
    assert iso_microseconds("1970-01-01T00:00:00.123456789Z") == 123_456


def test_calendars_have_the_years_1_to_9999() -> None:
    assert on_calendars(NOON)
    assert on_calendars(-62_135_596_800)
    assert not on_calendars(253_402_300_800)


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("now", "2026-01-31T12:00:00"), ("-P7D", "2026-01-24T12:00:00"),
        ("P2W", "2026-02-14T12:00:00"), ("-PT12H", "2026-01-31T00:00:00"),
        ("P1M", "2026-02-28T12:00:00"), ("-P1M", "2025-12-31T12:00:00"),
        ("P1Y", "2027-01-31T12:00:00"), ("+P1DT1H1M1S", "2026-02-01T13:01:01"),
        ("P1Y1M1D", "2027-03-01T12:00:00"), ("2026-01-31", "2026-01-31T00:00:00"),
        ("1769860800250", "2026-01-31T12:00:00.250"), ("P9999Y", "9999-12-31T12:00:00"),
        ("-P9999Y", "0001-01-31T12:00:00"),
    ],
)  # fmt: skip
def test_a_deadline_is_a_date_or_counts_from_now(text: str, moment: str) -> None:
    deadline = deadline_of(text)
    assert deadline is not None
    assert deadline(NOON) == at(moment)


@pytest.mark.parametrize("text", ["P", "PT", "P1", "P1DT", "7D", "last week", "", "P1.5D", "NOW"])
def test_a_text_that_is_neither_is_no_deadline(text: str) -> None:
    assert deadline_of(text) is None
