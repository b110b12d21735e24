"""Dates and times as objects and filters have them.

Sources: the service model on ``TimestampFormat``; the Amazon Connect Administrator Guide (2026),
"set up event filters"; ``docs/fidelity.md`` for what is a choice.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta, timezone
from functools import lru_cache
from typing import Any

SECONDS_OF_A_DAY = 86_400

#: A moment in seconds since the epoch, given the present moment.
Deadline = Callable[[float], float]

_EPOCH = datetime(1970, 1, 1, tzinfo=timezone.utc)
_MICROSECOND = timedelta(microseconds=1)
# The years 1 to 9999, in seconds since the epoch; the end is excluded.
_BEGIN, _END = -62_135_596_800, 253_402_300_800
# Below, a number is in seconds, and else in milliseconds: the year 5138, or the year 1973.
_FIRST_IN_MILLISECONDS = 100_000_000_000

_ISO = re.compile(
    r"(\d{4}-\d\d-\d\d)"
    r"(?:[Tt ](\d\d:\d\d)(?::(\d\d)(?:[.,](\d{1,9}))?)?([Zz]|([+-])(\d\d):?(\d\d))?)?",
    re.ASCII,
)
_EPOCH_TEXT = re.compile(r"[+-]?[0-9]{1,15}(?:\.[0-9]{1,9})?")
_DURATION = re.compile(
    r"([+-]?)P(?:(\d{1,4})Y)?(?:(\d{1,5})M)?(?:(\d{1,5})W)?(?:(\d{1,6})D)?"
    r"(?:T(?:(\d{1,7})H)?(?:(\d{1,8})M)?(?:(\d{1,9})S)?)?",
    re.ASCII,
)


def on_calendars(seconds: float) -> bool:
    """Whether ``seconds`` since the epoch is within the years 1 to 9999."""
    return _BEGIN <= seconds < _END


@lru_cache(maxsize=1024)
def iso_microseconds(text: str) -> int | None:
    """An ISO 8601 date or time in microseconds since the epoch, or None.

    It is in UTC unless it has an offset; a date is its midnight.
    """
    match = _ISO.fullmatch(text)
    if match is None:
        return None
    date, clock, second, fraction, zone, sign, hours, minutes = match.groups()
    try:
        whole = datetime.fromisoformat(f"{date}T{clock or '00:00'}:{second or '00'}+00:00")
    except ValueError:
        return None
    found = (whole - _EPOCH) // _MICROSECOND + int((fraction or "0").ljust(6, "0")[:6])
    if zone and sign:
        offset = 60_000_000 * (60 * int(hours) + int(minutes))
        found += offset if sign == "-" else -offset
    return found


def _of_epoch(value: Any) -> float | None:
    """A number since the epoch in seconds or milliseconds, or the text of one."""
    if isinstance(value, str) and _EPOCH_TEXT.fullmatch(value):
        value = float(value)
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return value / 1000 if abs(value) >= _FIRST_IN_MILLISECONDS else float(value)


def _of_iso(value: Any) -> float | None:
    """An ISO 8601 text in seconds since the epoch."""
    found = iso_microseconds(value) if isinstance(value, str) else None
    return None if found is None else found / 1_000_000


def _of_either(value: Any) -> float | None:
    found = _of_iso(value)
    return _of_epoch(value) if found is None else found


#: What reads a time, by the name of its format.
FORMATS: Mapping[str | None, Callable[[Any], float | None]] = {
    "EPOCHMILLI": _of_epoch,
    "ISO_8601": _of_iso,
    None: _of_either,
}


def moment_of(value: Any, timestamp_format: str | None = None) -> float | None:
    """A time in seconds since the epoch; None if it does not read as one of that format.

    Without a format, every one will do. A time outside the years 1 to 9999 is none.
    """
    found = FORMATS[timestamp_format](value)
    return found if found is not None and on_calendars(found) else None


def deadline_of(text: str) -> Deadline | None:
    """A date in a filter: one by the calendar, ``now``, or an ISO 8601 duration from now.

    ``-P7D`` is seven days ago, ``P1M`` in a month, ``-PT12H`` twelve hours ago. None if the text is
    neither.
    """
    if text == "now":
        return lambda now: now
    match = _DURATION.fullmatch(text)
    if match is not None and any(match.groups()[1:]) and not text.endswith("T"):
        sign = -1 if match[1] == "-" else 1
        years, months, weeks, days, hours, minutes, seconds = (
            sign * int(each or 0) for each in match.groups()[1:]
        )
        length = timedelta(
            weeks=weeks, days=days, hours=hours, minutes=minutes, seconds=seconds
        ).total_seconds()
        return lambda now: _months_later(now, 12 * years + months) + length
    moment = moment_of(text)
    return None if moment is None else lambda _: moment


def _months_later(moment: float, months: int) -> float:
    """The same day of another month, or its last one; the last or first month of all calendars."""
    if not months:
        return moment
    then = datetime.fromtimestamp(moment, timezone.utc)
    index = then.year * 12 + then.month - 1 + months
    year, month = divmod(min(max(index, 12), 9999 * 12 + 11), 12)
    day = min(then.day, calendar.monthrange(year, month + 1)[1])
    return moment + (then.replace(year=year, month=month + 1, day=day) - then).total_seconds()
