"""Properties of a CloudFormation resource as members of a request, and answers as attributes.

Both follow from the service model. CloudFormation has the API's names all the way down, with two
differences: where the API has a map, CloudFormation may have a list of pairs, and its scalars may
be texts, because that is what templates and parameters hold.

Source: the resource schemas of CloudFormation, compared with the model by ``tests/contract``.
"""

from __future__ import annotations

import math
import re
from datetime import date, datetime, timezone
from typing import TYPE_CHECKING, Any

from botocore.model import ListShape, MapShape, Shape, StructureShape

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping

#: The maps of the API that CloudFormation has as lists of pairs, by their shapes: how a pair names
#: its key and its value. Any other map is a map in CloudFormation, too.
PAIRS = {
    "FieldMap": ("Name", "ObjectTypeField"),
    "KeyMap": ("Name", "ObjectTypeKeyList"),
    "ObjectTypeNames": ("Key", "Value"),
    "TagMap": ("Key", "Value"),
    "TaskPropertiesMap": ("OperatorPropertyKey", "Property"),
}

#: How CloudFormation names what it has found, as its own messages do.
_FOUND = {dict: "JSONObject", list: "JSONArray", str: "String", bool: "Boolean", int: "Integer"}

_INTEGER = re.compile(r"-?[0-9]{1,18}")


class PropertiesRefused(Exception):  # noqa: N818  (named as the exceptions of the service)
    """Properties that the type does not have, that are missing, or of the wrong type."""


def members(
    properties: Any, shape: StructureShape, not_in_cloudformation: Collection[str] = ()
) -> dict[str, Any]:
    """The members of a request, by its input shape.

    ``not_in_cloudformation`` are paths that the shape has and CloudFormation does not. Raises
    PropertiesRefused, in CloudFormation's own words, with all that is wrong.
    """
    reader = _Reader(not_in_cloudformation)
    found: Any = reader.structure(properties, shape, _ROOT)
    if isinstance(found, dict):
        absent = [name for name in shape.required_members if name not in found]
        reader.problems += [f"#: required key [{name}] not found" for name in absent]
        # An empty one would be missing from the path, which would lead to another operation.
        reader.problems += [
            f"#/{name}: expected minLength: 1, actual: 0"
            for name, value in found.items()
            if value == "" and shape.members[name].serialization.get("location") == "uri"
        ]
    if reader.problems:
        raise PropertiesRefused(f"[{', '.join(reader.problems)}]")
    return dict(found)


class _Place:
    """Where a value is: in the template, and among the members of the shape."""

    __slots__ = ("path", "shown")

    def __init__(self, shown: str, path: str) -> None:
        self.shown = shown
        self.path = path

    def member(self, name: str) -> _Place:
        return _Place(f"{self.shown}/{name}", f"{self.path}.{name}" if self.path else name)

    def item(self, number: int) -> _Place:
        # Paths of the shape go through lists without a number.
        return _Place(f"{self.shown}/{number}", self.path)


_ROOT = _Place("#", "")


class _Reader:
    """Reads properties by shapes, and collects what is wrong with them."""

    def __init__(self, refused: Collection[str]) -> None:
        self._refused = refused
        self.problems: list[str] = []

    def read(self, value: Any, shape: Shape, at: _Place) -> Any:
        if isinstance(shape, StructureShape):
            return self.structure(value, shape, at)
        if isinstance(shape, ListShape):
            return self._list(value, shape, at)
        if isinstance(shape, MapShape):
            return self._map(value, shape, at)
        convert, expected = _SCALARS[shape.type_name]
        converted = None if isinstance(value, dict | list) else convert(value)
        return self._wrong(value, expected, at) if converted is None else converted

    def structure(self, value: Any, shape: StructureShape, at: _Place) -> Any:
        if not isinstance(value, dict):
            return self._wrong(value, "JSONObject", at)
        found = {}
        for name, each in value.items():
            inside = at.member(str(name))
            if name not in shape.members or inside.path in self._refused:
                self.problems.append(f"{at.shown}: extraneous key [{name}] is not permitted")
            elif each is not None:
                found[name] = self.read(each, shape.members[name], inside)
        return found

    def _list(self, value: Any, shape: ListShape, at: _Place) -> Any:
        if not isinstance(value, list):
            return self._wrong(value, "JSONArray", at)
        # moto: a condition that gives AWS::NoValue leaves None in a list.
        present = [each for each in value if each is not None]
        return [self.read(each, shape.member, at.item(n)) for n, each in enumerate(present)]

    def _map(self, value: Any, shape: MapShape, at: _Place) -> Any:
        if shape.name in PAIRS:
            return self._pairs(value, shape, at)
        if not isinstance(value, dict):
            return self._wrong(value, "JSONObject", at)
        return {
            str(name): self.read(each, shape.value, at.member(str(name)))
            for name, each in value.items()
            if each is not None
        }

    def _pairs(self, value: Any, shape: MapShape, at: _Place) -> Any:
        if not isinstance(value, list):
            return self._wrong(value, "JSONArray", at)
        found: dict[str, Any] = {}
        for number, pair in enumerate(each for each in value if each is not None):
            self._pair(pair, shape, at.item(number), found)
        return found

    def _pair(self, pair: Any, shape: MapShape, at: _Place, found: dict[str, Any]) -> None:
        if not isinstance(pair, dict):
            self._wrong(pair, "JSONObject", at)
            return
        names = key_name, value_name = PAIRS[shape.name]
        extraneous = [
            f"extraneous key [{name}] is not permitted" for name in pair if name not in names
        ]
        absent = [f"required key [{name}] not found" for name in names if pair.get(name) is None]
        self.problems += [f"{at.shown}: {problem}" for problem in (*extraneous, *absent)]
        if absent:
            return
        key = self.read(pair[key_name], shape.key, at.member(key_name))
        if key in found:
            self.problems.append(f"{at.shown}: duplicate {key_name} [{key}]")
        found[key] = self.read(pair[value_name], shape.value, at.member(value_name))

    def _wrong(self, value: Any, expected: str, at: _Place) -> None:
        found = _FOUND.get(type(value), type(value).__name__)
        self.problems.append(f"{at.shown}: expected type: {expected}, found: {found}")


# --- scalars ------------------------------------------------------------------------------------


def _text(value: Any) -> str | None:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str | int | float):
        return str(value)
    # moto: YAML's reader makes dates of texts that look like some.
    return value.isoformat() if isinstance(value, date) else None


def _integer(value: Any) -> int | None:
    if isinstance(value, str) and _INTEGER.fullmatch(value):
        return int(value)
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def _number(value: Any) -> float | None:
    if isinstance(value, str):
        try:
            value = float(value)
        except ValueError:
            return None
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        return None
    return value


def _boolean(value: Any) -> bool | None:
    if isinstance(value, str):
        return {"true": True, "false": False}.get(value.lower())
    return value if isinstance(value, bool) else None


#: By the type of a shape: how to read a value, None if it cannot be, and what is expected.
_SCALARS: dict[str, tuple[Callable[[Any], Any], str]] = {
    "string": (_text, "String"),
    "integer": (_integer, "Integer"),
    "long": (_integer, "Integer"),
    "float": (_number, "Number"),
    "double": (_number, "Number"),
    "timestamp": (_number, "Number"),
    "boolean": (_boolean, "Boolean"),
}


# --- attributes ---------------------------------------------------------------------------------


def has_path(shape: Shape | None, path: str) -> bool:
    """Whether a dotted path leads somewhere in a shape."""
    for name in path.split("."):
        if not isinstance(shape, StructureShape) or name not in shape.members:
            return False
        shape = shape.members[name]
    return True


def at_path(value: Mapping[str, Any], path: str) -> Any:
    """What a dotted path leads to; None if it leads nowhere."""
    found: Any = value
    for name in path.split("."):
        found = found.get(name) if isinstance(found, dict) else None
    return found


def attribute(answer: Mapping[str, Any], shape: StructureShape, path: str) -> Any:
    """The attribute at a path of an answer, as ``Fn::GetAtt`` returns it; None if it has no value.

    Scalars are texts, and times are in the form of ``2026-11-29T01:06:25.554Z``: AWS's handlers
    write them by ``java.time.Instant``.
    """
    found: Any = at_path(answer, path)
    of: Any = shape
    for name in path.split("."):
        of = of.members[name]
    if found is None or isinstance(found, dict | list):
        return _with_times(found, of)
    return _instant(found) if of.type_name == "timestamp" else _text(found)


def _with_times(value: Any, shape: Shape) -> Any:
    if isinstance(value, dict) and isinstance(shape, StructureShape):
        return {name: _with_times(each, shape.members[name]) for name, each in value.items()}
    if isinstance(value, list) and isinstance(shape, ListShape):
        return [_with_times(each, shape.member) for each in value]
    return _instant(value) if shape.type_name == "timestamp" and value is not None else value


def _instant(seconds: float) -> str:
    moment = datetime.fromtimestamp(round(seconds * 1000) / 1000, tz=timezone.utc)
    timespec = "milliseconds" if moment.microsecond else "seconds"
    return moment.isoformat(timespec=timespec).replace("+00:00", "Z")
