"""Requests that break exactly one constraint of the model, made from a full one."""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

from botocore.model import ListShape, MapShape, Shape, StructureShape

from tests.contract.shapes import SAMPLES, full, input_of


class Breach(NamedTuple):
    """One broken constraint."""

    #: The member as the error names it.
    member: str
    constraint: str
    request: dict[str, Any]


class _Place(NamedTuple):
    """Where a value stands in a request, and what puts another one there."""

    shape: Shape
    path: str
    replace: Callable[[dict[str, Any], Any], None]


def breaches_of(operation_name: str) -> Iterator[Breach]:
    """Every constrained member of the operation's input, each constraint of it broken once."""
    shape = input_of(operation_name)
    request = full(shape)
    request.pop("NextToken", None)
    for place in _places(shape, request, "", lambda root: root, set()):
        for constraint, value in _broken(place.shape, "uri" in _location(place.shape)):
            broken = copy.deepcopy(request)
            place.replace(broken, value)
            yield Breach(place.path, constraint, broken)
    yield from _missing(shape, request)


def _location(shape: Shape) -> str:
    location: str = shape.serialization.get("location", "")
    return location


def _missing(shape: StructureShape, request: dict[str, Any]) -> Iterator[Breach]:
    for name in shape.required_members:
        # Without a label there is no path to send to.
        if _location(shape.members[name]) != "uri":
            without = {key: value for key, value in request.items() if key != name}
            yield Breach(_lower(name), "required", without)


def _places(
    shape: Shape,
    value: Any,
    path: str,
    get: Callable[[dict[str, Any]], Any],
    seen: set[tuple[str, str]],
) -> Iterator[_Place]:
    """Each place below ``shape`` that has a value, once for each member of each structure."""
    if isinstance(shape, StructureShape):
        for name, item in value.items():
            if (shape.name, name) not in seen:
                seen.add((shape.name, name))
                member, below = shape.members[name], f"{path}.{_lower(name)}".lstrip(".")
                yield _Place(member, below, _replacing(get, name))
                yield from _places(member, item, below, _getting(get, name), seen)
    elif isinstance(shape, ListShape):
        scalar = not isinstance(shape.member, StructureShape | ListShape | MapShape)
        for number, item in enumerate(value):
            # An item that is no structure has no name of its own: the list is named.
            below = path if scalar else f"{path}.{number + 1}.member"
            if not isinstance(shape.member, StructureShape) and number == 0:
                yield _Place(shape.member, below, _replacing(get, number))
            yield from _places(shape.member, item, below, _getting(get, number), seen)
    elif isinstance(shape, MapShape):
        scalar = not isinstance(shape.value, StructureShape | ListShape | MapShape)
        for key, item in value.items():
            below = path if scalar else f"{path}.{key}.member"
            yield _Place(shape.key, path, _renaming(get, key))
            if not isinstance(shape.value, StructureShape):
                yield _Place(shape.value, below, _replacing(get, key))
            yield from _places(shape.value, item, below, _getting(get, key), seen)


def _getting(get: Callable[[dict[str, Any]], Any], key: Any) -> Callable[[dict[str, Any]], Any]:
    return lambda root: get(root)[key]


def _replacing(
    get: Callable[[dict[str, Any]], Any], key: Any
) -> Callable[[dict[str, Any], Any], None]:
    def replace(root: dict[str, Any], value: Any) -> None:
        get(root)[key] = value

    return replace


def _renaming(
    get: Callable[[dict[str, Any]], Any], key: str
) -> Callable[[dict[str, Any], Any], None]:
    def rename(root: dict[str, Any], name: Any) -> None:
        get(root)[name] = get(root).pop(key)

    return rename


def _broken(shape: Shape, is_label: bool) -> Iterator[tuple[str, Any]]:
    """Values that break one constraint of the shape, each with the constraint's name."""
    least, most = shape.metadata.get("min"), shape.metadata.get("max")
    if isinstance(shape, StructureShape):
        return
    if isinstance(shape, ListShape):
        if most is not None:
            yield "max", [full(shape.member)] * (most + 1)
        if least:
            yield "min", [full(shape.member)] * (least - 1)
    elif isinstance(shape, MapShape):
        if most is not None:
            yield "max", {f"key{number}": full(shape.value) for number in range(most + 1)}
        # An empty map of tags is what the model forbids; no other map has a minimum.
        if least:
            yield "min", {}
    elif shape.type_name == "string":
        if most is not None:
            yield "max", "x" * (most + 1)
        if least:
            yield "min", "" if is_label else "x" * (least - 1)
        if "pattern" in shape.metadata:
            yield "pattern", SAMPLES[shape.metadata["pattern"]][1]
        if "enum" in shape.metadata:
            yield "enum", "NO SUCH VALUE"
    else:
        if most is not None:
            yield "max", most + 1
        if least is not None:
            yield "min", least - 1


def _lower(name: str) -> str:
    return name[0].lower() + name[1:]
