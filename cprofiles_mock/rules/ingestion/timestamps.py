"""``SourceLastUpdatedTimestampFormat``: the format of the time of an object's last update.

Source: the Administrator Guide (2026), "field definitions": ``EpochMilli``, or a pattern of
``java.text.SimpleDateFormat``. Letters, widths and zones are interpreted as that class documents
them, with English names; ``docs/fidelity.md`` for what is a choice.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timezone
from typing import Any

#: Seconds since the epoch, or None for a value that does not parse.
Parse = Callable[[Any], float | None]


class InvalidTimestampFormat(ValueError):  # noqa: N818 (as the service's exceptions are named)
    """The text is not a valid format; the message is a clause that gives the reason."""


def compile_timestamp_format(text: str) -> Parse:
    """Compile a format: ``EpochMilli`` in any case, or a pattern of SimpleDateFormat.

    If a pattern has no zone, the value is in UTC. As in Java, numbers need no leading zeros (but
    adjacent ones are separated by their width), text after the match is ignored, and missing
    fields default to those of 1970-01-01T00:00. Unlike Java's default, a date or time that does
    not exist does not parse.

    Raises InvalidTimestampFormat for an unknown letter or an unterminated quote.
    """
    if text.lower() == "epochmilli":
        return _epoch_milli
    return _pattern(text)


# The last millisecond of the year 9999, the latest that datetime can represent.
_LATEST = 253_402_300_799_999
_DIGITS = re.compile(r"\s*[+-]?[0-9]{1,15}\s*", re.ASCII)


def _epoch_milli(value: Any) -> float | None:
    if isinstance(value, str) and _DIGITS.fullmatch(value):
        value = int(value)
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return value / 1000 if -_LATEST <= value <= _LATEST else None


# --- patterns -----------------------------------------------------------------------------------

_MONTHS = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september",
    "october", "november", "december",
)  # fmt: skip
_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")

# The zone names that most sources use, with their offsets from UTC in hours.
_ZONES = {
    "UTC": 0, "GMT": 0, "UT": 0, "WET": 0, "WEST": 1, "BST": 1, "CET": 1, "CEST": 2, "EET": 2,
    "EEST": 3, "MSK": 3, "IST": 5.5, "SGT": 8, "HKT": 8, "JST": 9, "KST": 9, "AEST": 10,
    "AEDT": 11, "NZST": 12, "NZDT": 13, "EST": -5, "EDT": -4, "CST": -6, "CDT": -5, "MST": -7,
    "MDT": -6, "PST": -8, "PDT": -7, "AKST": -9, "AKDT": -8, "HST": -10,
}  # fmt: skip

# Letters whose field is a number; months are numbers too if they have one or two letters. The
# values of the letters for weeks are parsed but not used.
_NUMBERS = frozenset("yYdDHkKhmsSwWFu")
_RANGES = {
    "H": (0, 23), "k": (1, 24), "K": (0, 11), "h": (1, 12), "m": (0, 59), "s": (0, 59),
}  # fmt: skip
_LETTERS = _NUMBERS | frozenset("GMLEazZX")

_PIECE = re.compile(r"'((?:[^']|'')*)'|(([A-Za-z])\3*)|([^A-Za-z']+)", re.ASCII)


@dataclass(frozen=True, slots=True)
class Field:
    """A run of one letter in a pattern."""

    letter: str
    count: int

    @property
    def is_number(self) -> bool:
        """Whether the field is digits rather than a name."""
        return self.letter in _NUMBERS or (self.letter in "ML" and self.count <= 2)


def _pattern(text: str) -> Parse:
    pieces = list(_pieces(text))
    expression = ""
    for index, piece in enumerate(pieces):
        if isinstance(piece, str):
            expression += re.escape(piece)
            continue
        following = pieces[index + 1] if index + 1 < len(pieces) else None
        adjacent = isinstance(following, Field) and following.is_number
        expression += f"[ \\t]*({_expression(piece, adjacent=adjacent)})"
    matches = re.compile(expression, re.ASCII).match
    readers = [(piece.letter, _reader(piece)) for piece in pieces if isinstance(piece, Field)]

    def parse(value: Any) -> float | None:
        if type(value) is int:
            value = str(value)
        match = matches(value) if isinstance(value, str) else None
        if match is None:
            return None
        try:
            return _seconds(
                {
                    letter: read(found)
                    for (letter, read), found in zip(readers, match.groups(), strict=True)
                }
            )
        except (ValueError, OverflowError):
            return None

    return parse


def _pieces(text: str) -> Iterator[str | Field]:
    position = 0
    while position < len(text):
        match = _PIECE.match(text, position)
        if match is None:
            raise InvalidTimestampFormat(
                f"a quote in {text!r} is not closed; close it, or write '' for a quote itself"
            )
        position = match.end()
        quoted, letters, letter, other = match.groups()
        if letters is None:
            yield other or quoted.replace("''", "'") or "'"
        elif letter not in _LETTERS:
            raise InvalidTimestampFormat(
                f"{letter!r} in {text!r} is not a letter of a pattern; put other text in single "
                f"quotes, as '{letter}', or write EpochMilli"
            )
        elif letter == "X" and len(letters) > 3:
            raise InvalidTimestampFormat(
                f"{letters!r} in {text!r} has more than three letters; write X, XX or XXX"
            )
        else:
            yield Field(letter, len(letters))


def _expression(field: Field, *, adjacent: bool) -> str:
    if field.is_number:
        return f"[0-9]{{{field.count}}}" if adjacent else "[0-9]{1,18}"
    if field.letter == "X":
        return _ISO_ZONES[field.count - 1]
    return _EXPRESSIONS[field.letter]


def _names(names: tuple[str, ...]) -> str:
    return f"(?i:{'|'.join([*names, *(name[:3] for name in names)])})"


_ISO_ZONES = ("Z|[+-][0-9]{2}", "Z|[+-][0-9]{4}", "Z|[+-][0-9]{2}:[0-9]{2}")
_ZONE = (
    "[+-][0-9]{4}|(?i:GMT[+-][0-9]{1,2}(?::[0-9]{2})?|"
    + "|".join(sorted(_ZONES, key=len, reverse=True))
    + ")"
)
_EXPRESSIONS = {
    "M": _names(_MONTHS),
    "L": _names(_MONTHS),
    "E": _names(_DAYS),
    "G": "(?i:AD|BC)",
    "a": "(?i:AM|PM)",
    "z": _ZONE,
    "Z": _ZONE,
}


def _reader(field: Field) -> Callable[[str], float]:
    """A function that converts a field's text to a number, or raises ValueError if out of range."""
    letter = field.letter
    if letter in "yY":
        return _year_of_two_digits if field.count <= 2 else int
    if letter in "ML" and not field.is_number:
        return lambda text: 1 + [name[:3] for name in _MONTHS].index(text[:3].lower())
    if letter in _RANGES:
        lowest, highest = _RANGES[letter]
        return lambda text: _within(lowest, int(text), highest)
    if letter in "zZX":
        return _offset
    if letter in "Ga":
        return lambda text: text.upper() in ("BC", "PM")
    # The name of a day adds nothing to the date.
    return int if field.is_number else len


def _within(lowest: int, number: int, highest: int) -> int:
    if lowest <= number <= highest:
        return number
    raise ValueError(number)


def _year_of_two_digits(text: str) -> int:
    """A two-digit year within 80 years before and 20 after now, as in Java; others as written."""
    if len(text) != 2:
        return int(text)
    first = datetime.now(timezone.utc).year - 80
    return first + (int(text) - first) % 100


def _offset(text: str) -> float:
    """Offset from UTC in seconds: ``Z``, ``-0800``, ``+01``, ``+01:00``, ``GMT+1:00`` or a name."""
    sign = max(text.find("+"), text.find("-"))
    if sign < 0:
        return 3600 * _ZONES.get(text.upper(), 0)
    hours, _, minutes = text[sign + 1 :].partition(":")
    if len(hours) > 2:
        hours, minutes = hours[:2], hours[2:]
    seconds = 3600 * _within(0, int(hours), 23) + 60 * _within(0, int(minutes or 0), 59)
    return -seconds if text[sign] == "-" else seconds


_EPOCH = date(1970, 1, 1).toordinal()


def _seconds(found: Mapping[str, Any]) -> float:
    year = found.get("y", found.get("Y", 1970))
    if found.get("G"):
        year = 1 - year
    if "D" in found and "d" not in found:
        days = date(year, 1, 1).toordinal() + found["D"] - 1
        if date.fromordinal(days).year != year:
            raise ValueError(found["D"])
    else:
        days = date(year, found.get("M", found.get("L", 1)), found.get("d", 1)).toordinal()
    if "H" in found or "k" in found:
        hours = found.get("H", found.get("k", 0) % 24)
    else:
        hours = found.get("K", found.get("h", 0) % 12) + 12 * found.get("a", False)
    seconds: float = 3600 * hours + 60 * found.get("m", 0) + found.get("s", 0)
    seconds -= found.get("z", found.get("Z", found.get("X", 0)))
    seconds += 86400 * (days - _EPOCH) + found.get("S", 0) / 1000
    return seconds
