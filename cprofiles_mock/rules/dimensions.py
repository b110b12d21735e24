"""Dimensions: how the value of one attribute is compared with the values of a filter.

Sources: the Amazon Connect Administrator Guide (2026), "set up event filters" and "building
segments"; ``docs/fidelity.md`` for what is a choice.
"""

from __future__ import annotations

import json
import operator
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from .dates import SECONDS_OF_A_DAY, Deadline, deadline_of, moment_of
from .ingestion.accessors import text_of
from .numbers import number_of

if TYPE_CHECKING:
    from decimal import Decimal

#: Whether a value passes, at a moment in seconds since the epoch. None and "" are no value.
Test = Callable[[Any, float], bool]


class InvalidDimension(ValueError):  # noqa: N818 (as the service's exceptions are named)
    """The values do not go with the operator; the message is a clause that gives the reason."""


def compile_dimension(kind: str, values: Sequence[str]) -> Test:
    """Compile a ``DimensionType`` and its ``Values``, which are alternatives.

    An attribute without a value passes EXCLUSIVE alone. Raises InvalidDimension.
    """
    if kind in _OF_TEXTS:
        return _texts(_OF_TEXTS[kind], values)
    if kind == "EXCLUSIVE":
        same = _texts(_OF_TEXTS["INCLUSIVE"], values)
        return lambda value, now: not same(value, now)
    if kind in _OF_NUMBERS:
        return _numbers(_OF_NUMBERS[kind], kind, values)
    if kind in _OF_DATES:
        return _dates(_OF_DATES[kind], kind, values)
    if kind in _OF_LISTS:
        return _lists(_OF_LISTS[kind], values)
    return _between(kind, values, is_inside=kind == "BETWEEN")


# --- texts ------------------------------------------------------------------------------------

_OF_TEXTS: Mapping[str, Callable[[str, str], bool]] = {
    "INCLUSIVE": operator.eq,
    "CONTAINS": operator.contains,
    "BEGINS_WITH": str.startswith,
    "ENDS_WITH": str.endswith,
}


def _texts(compare: Callable[[str, str], bool], values: Sequence[str]) -> Test:
    def test(value: Any, _: float) -> bool:
        text = text_of(value)
        return any(compare(text, each) for each in values) if text else False

    return test


# --- numbers ----------------------------------------------------------------------------------

_OF_NUMBERS: Mapping[str, Callable[[Decimal, Decimal], bool]] = {
    "EQUAL": operator.eq,
    "GREATER_THAN": operator.gt,
    "GREATER_THAN_OR_EQUAL": operator.ge,
    "LESS_THAN": operator.lt,
    "LESS_THAN_OR_EQUAL": operator.le,
}


def _numbers(compare: Callable[[Decimal, Decimal], bool], kind: str, values: Sequence[str]) -> Test:
    bounds = [number for each in values if (number := number_of(each)) is not None]
    if len(bounds) < len(values):
        raise InvalidDimension(f"{kind} compares numbers, and a value is none")

    def test(value: Any, _: float) -> bool:
        number = number_of(value)
        return number is not None and any(compare(number, each) for each in bounds)

    return test


# --- dates ------------------------------------------------------------------------------------


def _same_day(one: float, other: float) -> bool:
    return one // SECONDS_OF_A_DAY == other // SECONDS_OF_A_DAY


_OF_DATES: Mapping[str, Callable[[float, float], bool]] = {
    "BEFORE": operator.lt,
    "AFTER": operator.gt,
    "ON": _same_day,
}


def _deadlines(kind: str, values: Iterable[str]) -> list[Deadline]:
    found = [(each, deadline_of(each)) for each in values]
    if any(deadline is None for _, deadline in found):
        raise InvalidDimension(
            f"{kind} compares dates, and a value is none: give an ISO 8601 date or time "
            "(2026-01-31, 2026-01-31T12:00:00Z), milliseconds since the epoch, now, or an ISO 8601 "
            "duration from now (-P7D, P2W, -PT12H, P1M)"
        )
    return [deadline for _, deadline in found if deadline is not None]


def _dates(compare: Callable[[float, float], bool], kind: str, values: Sequence[str]) -> Test:
    deadlines = _deadlines(kind, values)

    def test(value: Any, now: float) -> bool:
        moment = moment_of(value)
        return moment is not None and any(compare(moment, each(now)) for each in deadlines)

    return test


def _between(kind: str, values: Sequence[str], *, is_inside: bool) -> Test:
    if len(values) != 2:
        raise InvalidDimension(f"{kind} needs two values, its first and its last moment")
    first, last = _deadlines(kind, values)

    def test(value: Any, now: float) -> bool:
        moment = moment_of(value)
        return moment is not None and (first(now) <= moment <= last(now)) is is_inside

    return test


# --- lists ------------------------------------------------------------------------------------

_OF_LISTS: Mapping[str, Callable[[Iterable[bool]], bool]] = {
    "LIST_CONTAINS": any,
    "LIST_CONTAINS_ALL": all,
}


def _lists(combine: Callable[[Iterable[bool]], bool], values: Sequence[str]) -> Test:
    def test(value: Any, _: float) -> bool:
        items = {text_of(each) for each in items_of(value)}
        return combine(each in items for each in values)

    return test


def items_of(value: Any) -> Sequence[Any]:
    """The items of a list, which may be written as a JSON array; another value is its only item."""
    if isinstance(value, str) and value[:1] == "[":
        try:
            value = json.loads(value)
        except (ValueError, RecursionError):
            return (value,)
    if isinstance(value, list):
        return value
    return () if value in (None, "") else (value,)


# --- together ---------------------------------------------------------------------------------

_COMBINING: Mapping[str, Callable[[Iterable[bool]], bool]] = {
    "ALL": all,
    "ANY": any,
    "NONE": lambda found: not any(found),
}


def combined(kind: str) -> Callable[[Iterable[bool]], bool]:
    """How ``ALL``, ``ANY`` and ``NONE`` combine what several tests found."""
    return _COMBINING[kind]
