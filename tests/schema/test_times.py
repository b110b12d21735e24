"""Moments as text."""

from __future__ import annotations

import random

import pytest

from cprofiles_mock.schema.times import seconds_of, shown_time, time_text

pytestmark = pytest.mark.in_process


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (0, "1970-01-01T00:00:00Z"),
        (1795608000.25, "2026-11-25T12:00:00.25Z"),
        (1795608000.1234567, "2026-11-25T12:00:00.1234567Z"),
        (1e-07, "1970-01-01T00:00:00.0000001Z"),
        (-0.75, "1969-12-31T23:59:59.25Z"),
        (-62135596800.0, "0001-01-01T00:00:00Z"),
        (253402300799.5, "9999-12-31T23:59:59.5Z"),
        (253402300800.0, "253402300800.0"),
        (-62135596800.5, "-62135596800.5"),
        (1e20, "1e+20"),
    ],
)
def test_a_moment_is_a_text_that_is_read_as_the_same_moment(seconds: float, text: str) -> None:
    assert time_text(seconds) == text
    assert seconds_of(text) == seconds


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (0, "1970-01-01T00:00:00Z"),
        (1795608000.25, "2026-11-25T12:00:00.250Z"),
        (1795608000.1234567, "2026-11-25T12:00:00.123Z"),
        (1795608000.9996, "2026-11-25T12:00:01Z"),
        (-0.75, "1969-12-31T23:59:59.250Z"),
        (253402300799.9996, "9999-12-31T23:59:59.9996Z"),
        (253402300800.0, "253402300800.0"),
        (1e308, "1e+308"),
    ],
)
def test_people_are_shown_a_moment_to_the_millisecond(seconds: float, text: str) -> None:
    assert shown_time(seconds) == text


def test_any_moment_is_read_as_exactly_the_number_that_it_was() -> None:
    source = random.Random(7)
    for _ in range(2000):
        seconds = source.uniform(-3e9, 5e9)
        assert seconds_of(time_text(seconds)) == seconds


@pytest.mark.parametrize(
    "value",
    [
        "2026-11-25",
        "2026-11-25 00:00",
        "2026-11-25t00:00:00z",
        "2026-11-25T01:00:00,0+01:00",
        "2026-11-24T23:30-0030",
        "2026-11-25T23:59+23:59",
        "1795564800",
        "+1795564800.",
        "17955648e+2",
        1795564800,
        1795564800.0,
    ],
)
def test_people_write_times_in_several_ways(value: object) -> None:
    assert seconds_of(value) == 1795564800.0


@pytest.mark.parametrize(
    "value",
    [
        "",
        "soon",
        "2026-13-01",
        "2026-11-25T25:00",
        "2026-11-25T00:00+24:00",
        "2026-11-25T00:00-01:60",
        "nan",
        "inf",
        "1e999",
        "1_0",
        " 1",
        ".",
        "\u0661\u0667",
        float("inf"),
        True,
        None,
    ],
)
def test_what_is_no_time_is_refused(value: object) -> None:
    with pytest.raises(ValueError):  # noqa: PT011  (its text is not shown to anyone)
        seconds_of(value)
