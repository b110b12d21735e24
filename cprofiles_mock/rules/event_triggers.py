"""Event triggers: the conditions on an object, and the limits of invocations.

The operators have the names of those of segments, not their meaning: here an attribute that is
absent passes none of them.

Sources: the Amazon Connect Administrator Guide (2026), "create campaigns using event triggers"; the
service model; ``docs/fidelity.md`` for what is a choice.
"""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import Any

from .dates import SECONDS_OF_A_DAY, moment_of
from .ingestion.accessors import InvalidSource, accessor, steps_of, text_of
from .json_paths import member_at
from .numbers import number_of

#: Whether a value passes; it is not None.
Test = Callable[[Any], bool]

#: Reads an attribute of an object: by the path in its JSON, or by the name of a field.
Read = Callable[[Any], Any]

#: Whether an object passes, given what reads its fields and its JSON.
Condition = Callable[[Callable[[str], Any], Mapping[str, Any]], bool]


class InvalidCondition(ValueError):  # noqa: N818 (as the service's exceptions are named)
    """The conditions contradict themselves; the message is a clause that gives the reason."""


def compile_conditions(conditions: Sequence[Mapping[str, Any]]) -> Condition:
    """Compile ``EventTriggerConditions``: one of them must hold. Raises InvalidCondition."""
    compiled = [
        (
            _COMBINING[each["LogicalOperator"]],
            [_dimension(d) for d in each["EventTriggerDimensions"]],
        )
        for each in conditions
    ]

    if len(compiled) == 1 and len(compiled[0][1]) == 1 and compiled[0][0] is not _none:
        # Most have a single dimension, which then is the whole.
        return compiled[0][1][0]

    def holds(field: Callable[[str], Any], document: Mapping[str, Any]) -> bool:
        return any(
            combine(dimension(field, document) for dimension in dimensions)
            for combine, dimensions in compiled
        )

    return holds


def field_names(conditions: Sequence[Mapping[str, Any]]) -> Iterable[str]:
    """The names of the fields that the conditions compare."""
    for condition in conditions:
        for dimension in condition["EventTriggerDimensions"]:
            for each in dimension["ObjectAttributes"]:
                if "FieldName" in each:
                    yield each["FieldName"]


def _none(found: Iterable[bool]) -> bool:
    return not any(found)


_COMBINING: Mapping[str, Callable[[Iterable[bool]], bool]] = {
    "ALL": all,
    "ANY": any,
    "NONE": _none,
}


def _dimension(dimension: Mapping[str, Any]) -> Condition:
    """All attributes of a dimension must pass."""
    attributes = [_attribute(each) for each in dimension["ObjectAttributes"]]
    if len(attributes) == 1:
        return attributes[0]
    return lambda field, document: all(each(field, document) for each in attributes)


def _attribute(attribute: Mapping[str, Any]) -> Condition:
    if ("Source" in attribute) == ("FieldName" in attribute):
        raise InvalidCondition("an object attribute has exactly one of Source and FieldName")
    test = compile_test(attribute["ComparisonOperator"], attribute["Values"])
    if "FieldName" in attribute:
        name: str = attribute["FieldName"]
        return lambda field, _: _passes(test, field(name))
    read = _reader(attribute["Source"])
    return lambda _, document: _passes(test, read(document))


def _reader(source: str) -> Read:
    """Reads the value at a path, given with or without ``_source.``."""
    path = source.removeprefix("_source.")
    if "[" not in path:
        return lambda document: member_at(document, path)
    try:
        return accessor(steps_of(f"_source.{path}"))
    except InvalidSource as error:
        raise InvalidCondition(str(error)) from None


def _passes(test: Test, value: Any) -> bool:
    return value not in (None, "", []) and test(value)


# --- operators --------------------------------------------------------------------------------


def compile_test(kind: str, values: Sequence[str]) -> Test:
    """Compile a ``ComparisonOperator`` and its ``Values``. Raises InvalidCondition.

    Several values are alternatives, but for INCLUSIVE of a list, which must have them all, and for
    the two ends of BETWEEN. Of a list, one item must pass.
    """
    make = next(make for kinds, make in _MAKERS if kind in kinds)
    return make(kind, values)


def _sets(kind: str, values: Sequence[str]) -> Test:
    includes = _inclusive(values)
    return includes if kind == "INCLUSIVE" else lambda value: not includes(value)


def _inclusive(values: Sequence[str]) -> Test:
    wanted = frozenset(values)

    def test(value: Any) -> bool:
        if isinstance(value, list):
            return wanted <= {text_of(each) for each in value}
        return text_of(value) in wanted

    return test


def _any_item(test: Test) -> Test:
    def test_items(value: Any) -> bool:
        return any(map(test, value)) if isinstance(value, list) else test(value)

    return test_items


_OF_TEXTS: Mapping[str, Callable[[str, str], bool]] = {
    "CONTAINS": operator.contains,
    "BEGINS_WITH": str.startswith,
    "ENDS_WITH": str.endswith,
}


def _texts(kind: str, values: Sequence[str]) -> Test:
    compare = _OF_TEXTS[kind]

    def test(value: Any) -> bool:
        text = text_of(value) or ""
        return any(compare(text, each) for each in values)

    return _any_item(test)


_OF_NUMBERS: Mapping[str, Callable[[Any, Any], bool]] = {
    "EQUAL": operator.eq,
    "GREATER_THAN": operator.gt,
    "GREATER_THAN_OR_EQUAL": operator.ge,
    "LESS_THAN": operator.lt,
    "LESS_THAN_OR_EQUAL": operator.le,
}


def _numbers(kind: str, values: Sequence[str]) -> Test:
    compare = _OF_NUMBERS[kind]
    bounds = [number_of(each) for each in values]
    if None in bounds:
        raise InvalidCondition(f"{kind} compares numbers, and a value is none")

    def test(value: Any) -> bool:
        number = number_of(value)
        return number is not None and any(compare(number, each) for each in bounds)

    return _any_item(test)


_OF_DATES: Mapping[str, Callable[[float, float], bool]] = {
    "BEFORE": operator.lt,
    "AFTER": operator.gt,
}
_DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)


def _moment(kind: str, text: str) -> float:
    moment = moment_of(text)
    if moment is None:
        raise InvalidCondition(
            f"{kind} compares dates, and a value is none: give an ISO 8601 date or time "
            "(2026-01-31, 2026-01-31T12:00:00Z), or seconds or milliseconds since the epoch"
        )
    return moment


def _dates(kind: str, values: Sequence[str]) -> Test:
    compare = _OF_DATES[kind]
    bounds = [_moment(kind, each) for each in values]

    def test(value: Any) -> bool:
        moment = moment_of(value)
        return moment is not None and any(compare(moment, each) for each in bounds)

    return _any_item(test)


def _on(kind: str, values: Sequence[str]) -> Test:
    """A value without a time of day means the whole day in UTC."""
    instants = {_moment(kind, each) for each in values if not _DAY.fullmatch(each)}
    days = {_moment(kind, each) // SECONDS_OF_A_DAY for each in values if _DAY.fullmatch(each)}

    def test(value: Any) -> bool:
        moment = moment_of(value)
        return moment is not None and (moment in instants or moment // SECONDS_OF_A_DAY in days)

    return _any_item(test)


def _between(kind: str, values: Sequence[str]) -> Test:
    """Numbers between numbers, or moments between moments; the ends are inside."""
    if len(values) != 2:
        raise InvalidCondition(f"{kind} needs two values, the ends of the range")
    bounds: list[Any] = [number_of(each) for each in values]
    read: Callable[[Any], Any] = number_of
    if None in bounds:
        bounds = [moment_of(each) for each in values]
        read = moment_of
    if None in bounds:
        raise InvalidCondition(f"{kind} compares numbers or dates, and a value is neither")
    first, last = bounds

    def test(value: Any) -> bool:
        found = read(value)
        return found is not None and (first <= found <= last) is (kind == "BETWEEN")

    return _any_item(test)


_MAKERS: tuple[tuple[Collection[str], Callable[[str, Sequence[str]], Test]], ...] = (
    (("INCLUSIVE", "EXCLUSIVE"), _sets),
    (_OF_TEXTS, _texts),
    (_OF_NUMBERS, _numbers),
    (_OF_DATES, _dates),
    (("ON",), _on),
    (("BETWEEN", "NOT_BETWEEN"), _between),
)


# --- limits -----------------------------------------------------------------------------------

#: "10 invocations per day, per profile": what holds where a trigger has no periods of its own.
DEFAULT_MOST = 10
DEFAULT_PERIODS = ({"Unit": "DAYS", "Value": 1, "MaxInvocationsPerProfile": DEFAULT_MOST},)

_SECONDS_OF = {
    "MINUTES": 60,
    "HOURS": 3600,
    "DAYS": SECONDS_OF_A_DAY,
    "WEEKS": 7 * SECONDS_OF_A_DAY,
    "MONTHS": 30 * SECONDS_OF_A_DAY,
}


def windows_of(limits: Mapping[str, Any]) -> list[tuple[float, int]]:
    """The periods that limit invocations: their lengths in seconds, and the most in each."""
    return [
        (
            _SECONDS_OF[each["Unit"]] * each["Value"],
            each.get("MaxInvocationsPerProfile", DEFAULT_MOST),
        )
        for each in limits.get("Periods", DEFAULT_PERIODS)
        if not each.get("Unlimited")
    ]


def may_be_invoked(
    windows: Sequence[tuple[float, int]], invoked_at: Sequence[float], now: float
) -> bool:
    """Whether all periods, which slide with the time, allow one more invocation."""
    return all(
        sum(moment > now - length for moment in invoked_at) < most for length, most in windows
    )
