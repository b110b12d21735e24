"""Times as ISO 8601 texts, with as many digits as are needed to read back the same number."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from decimal import Decimal
from functools import lru_cache
from math import floor, inf, isfinite
from typing import Any

# UTC without a zone: it is only combined with other datetimes without a zone.
_EPOCH = datetime(1970, 1, 1)  # noqa: DTZ001  (see above)
# The range of Python's datetime, in seconds since the epoch; the end is excluded.
_BEGIN, _END = -62_135_596_800, 253_402_300_800

_ISO = re.compile(
    r"(\d{4}-\d\d-\d\d)(?:[Tt ](\d\d:\d\d)(?::(\d\d)(?:[.,](\d+))?)?)?"
    r"(?:[Zz]|([+-])([01]\d|2[0-3]):?([0-5]\d))?",
    re.ASCII,
)
_NUMBER = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?", re.ASCII)


def on_calendars(seconds: float) -> bool:
    """Whether ``seconds`` since the epoch is within the years 1 to 9999."""
    return _BEGIN <= seconds < _END


def time_text(seconds: float) -> str:
    """A time in seconds since the epoch as text, such as ``2026-11-24T12:00:00.25Z``.

    Outside the years 1 to 9999, the text is the number itself.
    """
    if not on_calendars(seconds):
        return repr(float(seconds))
    whole = floor(seconds)
    # repr gives the shortest decimal text of the number; Decimal is exact, even below zero.
    fraction = f"{Decimal(repr(float(seconds))) - whole:f}".partition(".")[2].rstrip("0")
    text = _to_the_second(whole)
    return f"{text}.{fraction}Z" if fraction else f"{text}Z"


def shown_time(seconds: float) -> str:
    """A time as text for people: to the millisecond, as it is in responses."""
    if not on_calendars(seconds):
        return time_text(seconds)
    whole, fraction = divmod(round(seconds * 1000), 1000)
    if not on_calendars(whole):
        return time_text(seconds)
    text = _to_the_second(whole)
    return f"{text}.{fraction:03}Z" if fraction else f"{text}Z"


@lru_cache(maxsize=1024)
def _to_the_second(seconds: int) -> str:
    return (_EPOCH + timedelta(seconds=seconds)).isoformat()


def seconds_of(value: Any) -> float:
    """The time in seconds since the epoch, from an ISO 8601 text or a number.

    The text is in UTC unless it has an offset. Raises ValueError for anything else.
    """
    if type(value) in (int, float):
        return _finite(value)
    if not isinstance(value, str):
        raise ValueError(value)  # noqa: TRY004  (a mistake in a file, not in a caller's code)
    match = _ISO.fullmatch(value)
    if match is None:
        return _finite(number_of(value))
    date, clock, second, fraction, sign, hours, minutes = match.groups()
    whole = _from_the_second(f"{date}T{clock or '00:00'}:{second or '00'}")
    if sign:
        offset = 3600 * int(hours) + 60 * int(minutes)
        whole += offset if sign == "-" else -offset
    return float(whole + Decimal(f"0.{fraction}")) if fraction else float(whole)


def _finite(number: float) -> float:
    """The number as a float. Raises ValueError if a float cannot hold it."""
    try:
        found = float(number)
    except OverflowError:
        found = inf
    if not isfinite(found):
        raise ValueError(number)
    return found


def number_of(text: str) -> float:
    """The number in a text. Raises ValueError, also for Python's other forms such as 1_0 or nan."""
    if not _NUMBER.fullmatch(text):
        raise ValueError(text)
    return float(text)


@lru_cache(maxsize=1024)
def _from_the_second(text: str) -> int:
    since = datetime.fromisoformat(text) - _EPOCH
    return since.days * 86_400 + since.seconds
