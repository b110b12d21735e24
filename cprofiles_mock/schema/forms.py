"""Reads the members of an entry of a state document and checks them against their shapes."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from difflib import get_close_matches
from reprlib import repr as short
from typing import Any, get_args

from botocore.model import ListShape, MapShape, Shape, ShapeResolver, StructureShape

from ..protocol.validation import Check, ShapeChecks
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
    "TimesByName": {"type": "map", "key": {"shape": "Text"}, "value": {"shape": "Times"}},
    "TextByName": {"type": "map", "key": {"shape": "Text"}, "value": {"shape": "Text"}},
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
                None
                if ours or given in ("Times", "TimesByName")
                else checks.of_member(name, shape),
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
        found, _ = self.read_in_part(entry, problems)
        return found

    def read_in_part(self, entry: Any, problems: Problems) -> tuple[dict[str, Any], dict[str, Any]]:
        """The valid members, and besides them the valid parts of the others.

        What is wrong within a list or a map has something empty in its place; wrong members of
        structures are left out. Problems are added to ``problems``. Raises Problem if the entry is
        no mapping.
        """
        if type(entry) is not dict:
            raise Problem((), f"must be a mapping of members, not {short(entry)}")
        found: dict[str, Any] = {}
        in_part: dict[str, Any] = {}
        for name, value in entry.items():
            if not isinstance(name, str):
                problems.add(Problem((), f"must have names that are texts, not {short(name)}"))
                continue
            member = self._members.get(name)
            if member is None:
                problems.add(_unknown(self._members, name))
                continue
            if value is None:
                continue
            wrong = Problems()
            read = _read_member(*member, value, wrong)
            if not wrong:
                found[name] = in_part[name] = read
                continue
            for problem in wrong.parts:
                problems.add(problem.under(name))
            if () not in wrong.paths:
                in_part[name] = read
        for name in self._required:
            if entry.get(name) is None and (name,) not in problems.paths:
                problems.add(Problem((name,), MISSING))
        return found, in_part


def _read_member(
    shape: Shape, read: _Read | None, check: Check | None, value: Any, wrong: Problems
) -> Any:
    """A member's value, converted and checked; what is wrong is added to ``wrong`` and cut out."""
    if read is not None:
        try:
            value = read(value)
        except Problem as problem:
            wrong.add(problem)
            if () in wrong.paths:
                return None
            value = read(_without(value, wrong.paths, shape))
    if check is not None:
        violations: list[str] = []
        checked = check(value, "", violations)
        if not violations:
            return checked
        unread = wrong.paths
        for violation in _violations(shape, value, ShapeChecks()):
            # What stands for an unreadable part may violate something, too.
            if not any(violation.path[: len(path)] == path for path in unread):
                wrong.add(violation)
        value = _without(value, wrong.paths, shape)
    return value


def unknown_member(known: Iterable[str], name: str) -> str:
    """The text that there is no such member, with a suggestion if one is similar."""
    return _unknown(known, name).text


def _unknown(known: Iterable[str], name: str) -> Problem:
    close = get_close_matches(str(name), known, n=1)
    text = "is not a member here"
    if close:
        return Problem((name,), f"{text}; did you mean {close[0]}?", meant=close[0])
    known = list(known)
    listed = f"there are {', '.join(known)}" if len(known) <= _FEW else "docs/state.md has them all"
    return Problem((name,), f"{text}; {listed}")


# As many members are listed where none is similar.
_FEW = 12


#: The text that a member is missing which must be there.
MISSING = "is missing, and must be given"


def _violations(shape: Shape, value: Any, checks: ShapeChecks) -> Iterator[Problem]:
    """The violations of a value's constraints, with their paths in the value."""
    texts: list[str] = []
    checks.of_member("", shape)(value, "", texts)
    if not texts:
        return
    below = list(_parts(shape, value))
    wrong = [each.under(step) for step, s, v in below for each in _violations(s, v, checks)]
    yield from wrong
    for text in texts:
        # protocol.violations words every violation.
        where, _, constraint = text.rpartition(" failed to satisfy constraint: ")
        # The service names the whole list or map, besides, where some of its items are wrong.
        if where.endswith(" at ''") and not (wrong and " constraint: [" in constraint):
            yield Problem((), _explained(constraint, value))
    if isinstance(shape, StructureShape) and isinstance(value, dict):
        for name in shape.required_members:
            if value.get(name) is None:
                yield Problem((name,), MISSING)


def _parts(shape: Shape, value: Any) -> Iterator[tuple[str | int, Shape, Any]]:
    """The parts of a value, with their steps and shapes; a key of a map is a part too."""
    if isinstance(shape, StructureShape) and isinstance(value, dict):
        known = [name for name in value if name in shape.members and value[name] is not None]
        for name in known:
            yield name, shape.members[name], value[name]
    elif isinstance(shape, MapShape) and isinstance(value, dict):
        for key, item in value.items():
            yield key, shape.key, key
            yield key, shape.value, item
    elif isinstance(shape, ListShape) and isinstance(value, list):
        for number, item in enumerate(value):
            yield number, shape.member, item


def _explained(constraint: str, value: Any) -> str:
    """A constraint, with the value where that is of another type."""
    if not constraint.startswith("Member must be of type "):
        return constraint
    quoted = ""
    if constraint.endswith(" string") and type(value) in (int, float, bool):
        quoted = "; put it in quotes"
    return f"{constraint}, not {short(value)}{quoted}"


# What stands for a wrong item of a list or a map.
_EMPTY: dict[str, Callable[[], Any]] = {
    "list": list, "map": dict, "structure": dict, "timestamp": float, "source_time": float,
}  # fmt: skip


def _without(value: Any, wrong: Collection[Path], shape: Any) -> Any:
    """A copy of a value without what is wrong at these paths below it.

    In a list or a map, something empty takes its place, so that the others keep theirs.
    """
    if () in wrong:
        return _EMPTY.get(shape.type_name, str)()
    copy = value.copy()
    for step in dict.fromkeys(path[0] for path in wrong):
        below = [path[1:] for path in wrong if path[0] == step]
        if isinstance(shape, StructureShape):
            if () in below:
                copy.pop(step, None)
            else:
                copy[step] = _without(copy[step], below, shape.members[str(step)])
        else:
            part = shape.value if isinstance(shape, MapShape) else shape.member
            copy[step] = _without(copy[step], below, part)
    return copy


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
                problems.add(_unknown(members, name))
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
