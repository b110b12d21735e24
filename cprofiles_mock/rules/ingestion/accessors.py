"""Accessors, the sources that are a path: ``_source.address.city``, ``_source.items[].name``."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from math import isfinite
from typing import Any

#: Reads a field's value from an object; returns None if the object has none.
Reader = Callable[[Mapping[str, Any]], Any]


class InvalidSource(ValueError):  # noqa: N818 (as the service's exceptions are named)
    """The text is not a valid source; the message is a clause that gives the reason."""


_ENCODE = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


def text_of(value: Any) -> str | None:
    """Convert a JSON value to the text that a profile's string member or a key stores.

    A string stays as it is and None stays None; other values become their JSON text: ``true``,
    ``12``, ``1.0``, ``{"a":1}``.
    """
    if type(value) is str:
        return value
    # For numbers, the encoder gives the same result but takes several times as long.
    if type(value) is int or (type(value) is float and isfinite(value)):
        return repr(value)
    return None if value is None else _ENCODE(value)


_ACCESSOR = re.compile(r"_source(?=[.\[]|\Z)")
# A name may contain whatever a column title may, except separators and quotes.
_STEP = re.compile(
    r"""
    \.(?P<name>[^\s.\[\]{}"'](?:[^.\[\]{}"']*[^\s.\[\]{}"'])?)(?=[.\[]|\Z)
    | \["(?P<double>[^"]+)"\]
    | \['(?P<single>[^']+)'\]
    | \[(?P<index>[0-9]{0,9})\]
    """,
    re.VERBOSE,
)

#: A member's name, an element's index, or None for every element.
Step = str | int | None


def is_accessor(source: str) -> bool:
    """Whether a source is meant as an accessor: it begins with ``_source``."""
    return _ACCESSOR.match(source) is not None


def steps_of(source: str) -> list[Step]:
    """Parse an accessor. Raises InvalidSource if it is malformed."""
    steps: list[Step] = []
    position = len("_source")
    while position < len(source):
        match = _STEP.match(source, position)
        if match is None:
            raise InvalidSource(
                f"{source!r} cannot be read from {source[position:]!r}; write _source.member, "
                '_source.list[0] for an element, _source.list[] for all, and _source["a.b"] '
                "for a name with dots"
            )
        if match.lastgroup != "index":
            steps.append(match[match.lastgroup or 0])
        else:
            steps.append(int(match["index"]) if match["index"] else None)
        position = match.end()
    return steps


def accessor(steps: Sequence[Step]) -> Reader:
    """The reader of a path; nearly all paths have one or two names, so these have fast readers."""
    match steps:
        case [str(name)]:
            return _member(name)
        case [str(outer), str(inner)]:
            return _member_of_member(outer, inner)
    exact = tuple(step for step in steps if step is not None)
    return _member_at_path(exact) if len(exact) == len(steps) else _all_values(tuple(steps))


def _member(name: str) -> Reader:
    def read(source: Mapping[str, Any]) -> Any:
        value = source.get(name)
        return value if value != "" else None  # 0 and false are values

    return read


def _member_of_member(outer: str, inner: str) -> Reader:
    def read(source: Mapping[str, Any]) -> Any:
        value = source.get(outer)
        if not isinstance(value, dict):
            return None
        value = value.get(inner)
        return value if value != "" else None

    return read


def _member_at_path(steps: tuple[str | int, ...]) -> Reader:
    def read(source: Mapping[str, Any]) -> Any:
        value: Any = source
        for step in steps:
            value = _child(value, step)
        return value if value != "" else None

    return read


def _all_values(steps: tuple[Step, ...]) -> Reader:
    def read(source: Mapping[str, Any]) -> Any:
        found: list[Any] = [source]
        for step in steps:
            if step is None:
                found = _flatten(value for value in found if isinstance(value, list))
            else:
                found = [_child(value, step) for value in found]
        return _flatten(found) or None

    return read


def aligned_values(steps: Sequence[Step]) -> Reader:
    """The reader of a path through lists, with a None for each element without a value."""

    def read(source: Mapping[str, Any]) -> Any:
        found: list[Any] = [source]
        for step in steps:
            if step is None:
                found = [item for value in found if isinstance(value, list) for item in value]
            else:
                found = [_child(value, step) for value in found]
        values = [None if value == "" else value for value in found]
        return values if any(value is not None for value in values) else None

    return read


def _child(value: Any, step: str | int) -> Any:
    if isinstance(step, str):
        return value.get(step) if isinstance(value, dict) else None
    return value[step] if isinstance(value, list) and step < len(value) else None


def _flatten(values: Iterable[Any]) -> list[Any]:
    """Flatten nested lists in order, without null and empty strings."""
    found = []
    pending = list(values)[::-1]
    while pending:
        value = pending.pop()
        if isinstance(value, list):
            pending.extend(reversed(value))
        elif value is not None and value != "":
            found.append(value)
    return found
