"""How an object's last update is read from its value."""

from __future__ import annotations

import time
from typing import Any

import pytest
import time_machine

from cprofiles_mock.rules.ingestion.timestamps import (
    InvalidTimestampFormat,
    compile_timestamp_format,
)

pytestmark = pytest.mark.in_process

# 2024-03-05T14:07:09Z
MOMENT = 1709647629


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        (1709647629250, 1709647629.25),
        ("1709647629250", 1709647629.25),
        (" 1709647629250 ", 1709647629.25),
        (1709647629250.0, 1709647629.25),
        (0, 0.0),
        (-1500, -1.5),
        ("-1500", -1.5),
        (253402300799999, 253402300799.999),
        (253402300800000, None),
        ("9" * 16, None),
        (10**400, None),
        (float("nan"), None),
        (float("inf"), None),
        ("", None),
        ("now", None),
        ("1.5", None),
        ("\u0661", None),
        (True, None),
        (None, None),
        ([1], None),
    ],
)
def test_epoch_milli_takes_milliseconds(value: Any, seconds: float | None) -> None:
    for text in ("EpochMilli", "EPOCHMILLI", "epochmilli"):
        assert compile_timestamp_format(text)(value) == seconds


@pytest.mark.parametrize(
    ("pattern", "value", "seconds"),
    [
        ("yyyy-MM-dd'T'HH:mm:ss.SSS'Z'", "2024-03-05T14:07:09.250Z", MOMENT + 0.25),
        ("yyyy-MM-dd'T'HH:mm:ss'Z'", "2024-03-05T14:07:09Z", MOMENT),
        ("yyyy-MM-dd HH:mm:ss", "2024-03-05 14:07:09", MOMENT),
        ("yyyy-MM-dd", "2024-03-05", MOMENT - 50829),
        ("dd/MM/yyyy HH:mm", "05/03/2024 14:07", MOMENT - 9),
        # Numbers need no leading zeros, and blanks before a field are skipped.
        ("yyyy-MM-dd HH:mm:ss", "2024-3-5 14:7:9", MOMENT),
        ("yyyy-M-d H:m:s", "2024-03-05  14:07:09", MOMENT),
        # Adjacent numbers are told apart by their width.
        ("yyyyMMdd", "20240305", MOMENT - 50829),
        ("yyyyMMdd", 20240305, MOMENT - 50829),
        ("yyyyMMddHHmmssSSS", "20240305140709250", MOMENT + 0.25),
        ("yyMMddHHmmss", "240305140709", MOMENT),
        ("MMMddyyyy", "Mar052024", MOMENT - 50829),
        # What the pattern does not reach is ignored.
        ("yyyy-MM-dd", "2024-03-05T14:07:09Z", MOMENT - 50829),
        # S is a number of milliseconds, whatever its width.
        ("yyyy-MM-dd HH:mm:ss.S", "2024-03-05 14:07:09.5", MOMENT + 0.005),
        ("yyyy-MM-dd HH:mm:ss.SSS", "2024-03-05 14:07:09.250000", MOMENT + 250),
        ("EEE, d MMM yyyy HH:mm:ss", "Tue, 5 Mar 2024 14:07:09", MOMENT),
        ("EEEE dd MMMM yyyy HH:mm:ss", "TUESDAY 05 march 2024 14:07:09", MOMENT),
        ("d LLLL yyyy", "5 March 2024", MOMENT - 50829),
        ("d L yyyy", "5 3 2024", MOMENT - 50829),
        ("MM/dd/yyyy hh:mm:ss a", "03/05/2024 02:07:09 PM", MOMENT),
        ("MM/dd/yyyy hh:mm:ss a", "03/05/2024 12:07:09 am", MOMENT - 50400),
        ("MM/dd/yyyy KK:mm:ss a", "03/05/2024 02:07:09 PM", MOMENT),
        ("MM/dd/yyyy hh:mm:ss", "03/05/2024 02:07:09", MOMENT - 43200),
        ("yyyy-MM-dd kk:mm", "2024-03-05 24:00", MOMENT - 50829),
        ("yyyy-DDD", "2024-065", MOMENT - 50829),
        ("yyyy-DDD dd", "2024-001 05", 1704412800),
        ("G yyyy-MM-dd", "AD 2024-03-05", MOMENT - 50829),
        # A year of weeks is taken for a year; what else there is of weeks is not used.
        ("YYYY-MM-dd 'W'w W F u", "2024-03-05 W10 2 1 2", MOMENT - 50829),
        ("HH:mm", "00:01", 60.0),
        ("h 'o''clock'", "3 o'clock", 10800.0),
        ("''yyyy", "'1971", 31536000.0),
    ],
)
def test_a_pattern_reads_as_in_java(pattern: str, value: Any, seconds: float) -> None:
    assert compile_timestamp_format(pattern)(value) == seconds


@pytest.mark.parametrize(
    ("letters", "zone", "hours"),
    [
        ("z", "UTC", 0),
        ("z", "gmt", 0),
        ("z", "PST", -8),
        ("z", "CEST", 2),
        ("z", "IST", 5.5),
        ("z", "GMT+01:00", 1),
        ("zzzz", "GMT-3", -3),
        ("z", "-0330", -3.5),
        ("Z", "+0100", 1),
        ("Z", "EST", -5),
        ("X", "Z", 0),
        ("X", "-08", -8),
        ("XX", "Z", 0),
        ("XX", "+0530", 5.5),
        ("XXX", "Z", 0),
        ("XXX", "+05:30", 5.5),
        ("XXX", "-08:00", -8),
    ],
)
def test_a_zone_shifts_the_time(letters: str, zone: str, hours: float) -> None:
    parse = compile_timestamp_format(f"yyyy-MM-dd'T'HH:mm:ss{letters}")
    assert parse(f"2024-03-05T14:07:09{zone}") == MOMENT - hours * 3600


@pytest.mark.parametrize(
    ("pattern", "value"),
    [
        ("yyyy-MM-dd", ""),
        ("yyyy-MM-dd", "05.03.2024"),
        ("yyyy-MM-dd", "x2024-03-05"),
        ("yyyy-MM-dd", None),
        ("yyyy-MM-dd", 3.5),
        ("yyyy-MM-dd", True),
        ("yyyy-MM-dd", ["2024-03-05"]),
        ("yyyy-MM-dd", "2024-02-30"),
        ("yyyy-MM-dd", "2024-13-01"),
        ("yyyy-MM-dd", "0000-01-01"),
        ("yyyy-MM-dd", "999999999999-01-01"),
        ("yyyy-DDD", "2023-366"),
        ("yyyy-DDD", "2023-000"),
        ("yyyy-DDD", "2023-99999999999"),
        ("yyyyMMdd", "2024305"),
        ("yyyy-MM-dd'T'HH", "2024-03-05t14"),
        ("yyyy-MM-dd HH:mm:ss", "2024-03-05 24:00:00"),
        ("yyyy-MM-dd HH:mm:ss", "2024-03-05 23:59:60"),
        ("yyyy-MM-dd hh:mm", "2024-03-05 00:30"),
        ("dd MMM yyyy", "05 03 2024"),
        ("dd MMM yyyy", "05 Mai 2024"),
        ("G yyyy", "BC 0044"),
        ("HH:mmZ", "12:00Z"),
        ("HH:mmZ", "12:00+01:00"),
        ("HH:mmz", "12:00+9999"),
        ("HH:mmXXX", "12:00+0100"),
        ("HH:mmX", "12:00UTC"),
    ],
)
def test_a_value_that_does_not_fit_gives_no_time(pattern: str, value: Any) -> None:
    assert compile_timestamp_format(pattern)(value) is None


@pytest.mark.parametrize(
    ("pattern", "value", "day"),
    [
        ("d.M.yy", "5.3.24", 1709596800),
        ("d.M.y", "5.3.24", 1709596800),
        ("d.M.yy", "1.1.45", 2366841600),
        ("d.M.yy", "1.1.46", -757382400),
        # Only two digits are short for a year.
        ("d.M.yy", "5.3.2024", 1709596800),
        ("d.M.yyyy", "5.3.24", -61404307200),
    ],
)
def test_two_digits_of_a_year_mean_the_nearest_century(pattern: str, value: str, day: int) -> None:
    with time_machine.travel("2026-06-01T00:00:00Z"):
        assert compile_timestamp_format(pattern)(value) == day


def test_the_zone_of_the_machine_does_not_matter(monkeypatch: pytest.MonkeyPatch) -> None:
    parse = compile_timestamp_format("yyyy-MM-dd HH:mm:ss")
    with monkeypatch.context() as elsewhere:
        elsewhere.setenv("TZ", "Asia/Kathmandu")
        time.tzset()
        seconds = parse("2024-03-05 14:07:09")
    time.tzset()
    assert seconds == MOMENT


@pytest.mark.parametrize(
    ("pattern", "reason"),
    [
        (
            "EpochSeconds",
            "'p' in 'EpochSeconds' is not a letter of a pattern; put other text "
            "in single quotes, as 'p', or write EpochMilli",
        ),
        (
            "yyyy-MM-ddTHH:mm",
            "'T' in 'yyyy-MM-ddTHH:mm' is not a letter of a pattern; put "
            "other text in single quotes, as 'T', or write EpochMilli",
        ),
        (
            "yyyy-MM-dd'T",
            "a quote in \"yyyy-MM-dd'T\" is not closed; close it, or write '' for a quote itself",
        ),
        ("HH:mmXXXX", "'XXXX' in 'HH:mmXXXX' has more than three letters; write X, XX or XXX"),
    ],
)
def test_what_is_no_pattern_is_refused(pattern: str, reason: str) -> None:
    with pytest.raises(InvalidTimestampFormat) as raised:
        compile_timestamp_format(pattern)
    assert str(raised.value) == reason
