"""Reads the members of an entry of a state document and checks them against their shapes."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from difflib import get_close_matches
from reprlib import repr as short
from typing import Any, get_args

from botocore.model import ListShape, MapShape, Shape, ShapeResolver, StructureShape

from ..protocol.validation import Check, ShapeChecks, member_path
from ..state.history import ActionType
from .problems import Path, Problem, Problems
from .times import number_of, on_calendars, seconds_of


class Plain(str):
    """A text that was written without quotes, so it may also be a number or a boolean."""

    __slots__ = ()


# Converts a value from its written form, and copies nested values.
_Read = Callable[[Any], Any]

_SHAPES: dict[str, Any] = {
    "Text": {"type": "string"},
    "Texts": {"type": "list", "member": {"shape": "Text"}},
    "Number": {"type": "long", "min": 1},
    "Count": {"type": "long", "min": 0},
    "Ratio": {"type": "double", "min": 0, "max": 1},
    "Flag": {"type": "boolean"},
    "Time": {"type": "timestamp"},
    "Times": {"type": "list", "member": {"shape": "Time"}},
    # A time from an object's source, which may be outside the years 1 to 9999.
    "SourceTime": {"type": "source_time"},
    "Action": {"type": "string", "enum": list(get_args(ActionType))},
    # Returned unchanged; the caller reads it.
    "Section": {"type": "section"},
}
_OWN = ShapeResolver(_SHAPES)

_INTEGER = re.compile(r"[+-]?[0-9]+")
_FLAGS = {
    **dict.fromkeys(("true", "yes", "on"), True),
    **dict.fromkeys(("false", "no", "off"), False),
}

_VIOLATION = re.compile(r".* at '((?:\.[^']*)?)' failed to satisfy constraint: (.*)", re.DOTALL)


class Form:
    """The members of one kind of entry.

    ``shapes`` maps each member's name to a shape of the model, or to the name of one of our own.
    """

    def __init__(self, shapes: Mapping[str, Shape | str], required: Iterable[str] = ()) -> None:
        checks = ShapeChecks()
        self._required = tuple(required)
        self._members: dict[str, tuple[Shape, _Read | None, Check | None]] = {}
        for name, given in shapes.items():
            shape = _OWN.get_shape_by_name(given, None) if isinstance(given, str) else given
            ours = shape.type_name in ("section", "timestamp", "source_time")
            self._members[name] = (
                shape,
                None if shape.type_name == "section" else _reader(shape),
                None if ours or given == "Times" else checks.of_member(name, shape),
            )

    def read(self, entry: Any) -> dict[str, Any]:
        """The members that are set, converted and checked. Raises Problem if one is invalid."""
        problems = Problems()
        found = self.read_what_is_right(entry, problems)
        problems.raise_any()
        return found

    def read_what_is_right(self, entry: Any, problems: Problems) -> dict[str, Any]:
        """The valid members alone; the problems of the others are added to ``problems``.

        Raises Problem if the entry is no mapping.
        """
        if type(entry) is not dict:
            raise Problem((), f"must be a mapping of members, not {short(entry)}")
        found: dict[str, Any] = {}
        for name, value in entry.items():
            if not isinstance(name, str):
                problems.add(Problem((), f"must have names that are texts, not {short(name)}"))
                continue
            member = self._members.get(name)
            if member is None:
                problems.add(Problem((name,), unknown_member(self._members, name)))
                continue
            if value is None:
                continue
            shape, read, check = member
            if read is not None:
                try:
                    value = read(value)  # noqa: PLW2901  (the converted value replaces it)
                except Problem as problem:
                    problems.add(problem.under(name))
                    continue
            if check is not None:
                violations: list[str] = []
                checked = check(value, "", violations)
                for text in violations:
                    problems.add(_violated(text, shape, value).under(name))
                if violations:
                    continue
                value = checked  # noqa: PLW2901  (as above)
            found[name] = value
        for name in self._required:
            if name not in found and entry.get(name) is None:
                problems.add(Problem((name,), "Member must not be null"))
        return found


def unknown_member(known: Iterable[str], name: str) -> str:
    """The text that there is no such member, with a suggestion if one is similar."""
    close = get_close_matches(str(name), known, n=1)
    return "is not a member here" + (f"; did you mean {close[0]}?" if close else "")


def _violated(text: str, shape: Any, value: Any) -> Problem:
    """A violation's text as a Problem, with its path below the member."""
    match = _VIOLATION.fullmatch(text)
    assert match is not None  # protocol.validation words every violation
    named, constraint = match.groups()
    path: list[str | int] = []
    for segment in named.split(".")[1:]:
        # "member" comes after each position in a list and each key of a map.
        if segment == "member" and not isinstance(shape, StructureShape):
            shape = shape.value if isinstance(shape, MapShape) else shape.member
        elif isinstance(shape, StructureShape):
            name = next(each for each in shape.members if member_path(each) == segment)
            path.append(name)
            shape = shape.members[name]
            value = value.get(name)
        else:
            # The service counts positions from 1.
            path.append(int(segment) - 1 if isinstance(shape, ListShape) else segment)
            value = value[path[-1]]
    # The service names the whole map or list if some of its items are wrong.
    first, *others = [(*path, *step) for step in _items_at_fault(shape, value)] or [tuple(path)]
    return Problem(first, constraint, [Problem(each, constraint) for each in others])


def _items_at_fault(shape: Shape, value: Any) -> Iterator[Path]:
    parts: Iterable[tuple[Any, list[tuple[Shape, Any]]]] = ()
    if isinstance(shape, MapShape) and isinstance(value, dict):
        parts = [(k, [(shape.key, k), (shape.value, v)]) for k, v in value.items()]
    elif isinstance(shape, ListShape) and isinstance(value, list):
        parts = [(number, [(shape.member, item)]) for number, item in enumerate(value)]
    for step, values in parts:
        violations: list[str] = []
        for part, item in values:
            ShapeChecks().of_member("", part)(item, "", violations)
        if violations:
            yield (step,)


# --- written values -----------------------------------------------------------------------------


def _integer(text: str) -> int:
    if not _INTEGER.fullmatch(text):
        raise ValueError(text)
    return int(text)


_NUMBERS: dict[str, Callable[[str], Any]] = {
    "integer": _integer,
    "long": _integer,
    "double": number_of,
}


def _reader(shape: Shape) -> _Read:
    if isinstance(shape, StructureShape):
        return _structure_reader(shape)
    if isinstance(shape, ListShape):
        return _list_reader(_reader(shape.member))
    if isinstance(shape, MapShape):
        return _map_reader(_reader(shape.value))
    if shape.type_name in _NUMBERS:
        return _number_reader(_NUMBERS[shape.type_name])
    return _READERS.get(shape.type_name, _text)


def _structure_reader(shape: StructureShape) -> _Read:
    members = {name: _reader(member) for name, member in shape.members.items()}

    def read(value: Any) -> Any:
        if type(value) is not dict:
            return _text(value)
        found = {}
        problems = Problems()
        for name, item in value.items():
            member = members.get(name)
            if member is None:
                problems.add(Problem((name,), unknown_member(members, name)))
            elif item is not None:
                try:
                    found[name] = member(item)
                except Problem as problem:
                    problems.add(problem.under(name))
        problems.raise_any()
        return found

    return read


def _map_reader(read_value: _Read) -> _Read:
    def read(value: Any) -> Any:
        if type(value) is not dict:
            return _text(value)
        for name in value:
            if not isinstance(name, str):
                raise Problem((), f"must have names that are texts, not {short(name)}")
        return _read_each(read_value, value.items())

    return read


def _list_reader(read_item: _Read) -> _Read:
    def read(value: Any) -> Any:
        if type(value) is not list:
            return _text(value)
        return list(_read_each(read_item, enumerate(value)).values())

    return read


def _read_each(read: _Read, items: Iterable[tuple[Any, Any]]) -> dict[Any, Any]:
    """Each item read, by its step; the problems of all are raised as one."""
    found = {}
    problems = Problems()
    for step, item in items:
        try:
            found[step] = read(item)
        except Problem as problem:  # noqa: PERF203  (each item is read on its own)
            problems.add(problem.under(step))
    problems.raise_any()
    return found


def _text(value: Any) -> Any:
    return str(value) if type(value) is Plain else value


def _number_reader(convert: Callable[[str], Any]) -> _Read:
    def read(value: Any) -> Any:
        if type(value) is not Plain:
            return value
        try:
            return convert(value)
        except ValueError:
            return str(value)

    return read


def _flag(value: Any) -> Any:
    return _FLAGS.get(value.lower(), str(value)) if type(value) is Plain else value


def _source_time(value: Any) -> float:
    try:
        return seconds_of(value)
    except ValueError:
        raise Problem((), "must be a time in ISO 8601, such as 2026-11-24T12:00:00Z") from None


def _time(value: Any) -> float:
    seconds = _source_time(value)
    if not on_calendars(seconds):
        raise Problem((), "must be a time that calendars have")
    return seconds


_READERS: dict[str, _Read] = {"boolean": _flag, "timestamp": _time, "source_time": _source_time}
