"""Valid parameters with one thing wrong in them, wherever in them that is."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from copy import deepcopy
from typing import Any, NamedTuple

from botocore.model import ListShape, MapShape, Shape, StructureShape
from hypothesis import assume
from hypothesis import strategies as st

from cprofiles_mock.protocol.validation import Check, ShapeChecks
from tests.fuzz.strategies import LONGEST_LIST, Values, is_valid


class Place(NamedTuple):
    """A value within parameters: its shape, and what puts another one there."""

    shape: Shape
    put: Callable[[Any], None]
    # A label or a query parameter is text, whatever its shape.
    is_text: bool
    is_label: bool


def _deep(depth: int) -> Any:
    value: Any = []
    for _ in range(depth):
        value = [value]
    return value


#: Values of the types that JSON has; each is wrong where another type is wanted.
_OF_ALL_TYPES: tuple[Any, ...] = (
    True, 0.5, 10**400, -(10**4000), "text", "\x00", [], [[None]], {}, {"a": {"b": []}}, _deep(60),
)  # fmt: skip


def broken(shape: StructureShape, valid: Values) -> Values:
    """Parameters that break the shape in exactly one place."""

    @st.composite
    def draw_broken(draw: Any) -> Any:
        parameters = deepcopy(draw(valid))
        ways = [way for place in _places(shape, parameters) for way in _ways(place)]
        ways += [
            (_taking_out(parameters, name), st.none())
            for name in shape.required_members
            if shape.members[name].serialization.get("location") != "uri"
        ]
        # Some shapes have nothing that must be there, and a few examples have nothing else.
        assume(ways)
        change, values = draw(st.sampled_from(ways))
        change(draw(values))
        return parameters

    return draw_broken()


def _ways(place: Place) -> Iterator[tuple[Callable[[Any], object], Values]]:
    """How the value in a place can be made wrong."""
    shape, put = place.shape, place.put
    check = _check_of(shape)
    wrong = [value for value in _OF_ALL_TYPES if not is_valid(check, value)]
    if place.is_text:
        # Lists are repeated parameters, and whatever else there is comes as its text.
        wrong = [value for value in _of_text(shape) if not is_valid(check, value)]
    if wrong:
        yield put, st.sampled_from(wrong)
    outside = [value for value in _outside(shape) if not place.is_label or value]
    if outside:
        yield put, st.sampled_from(outside)


def _of_text(shape: Shape) -> tuple[Any, ...]:
    if isinstance(shape, ListShape) or shape.type_name == "string":
        return ()
    return ("text", "1.5", "9" * 5000, "0x1", "²", "--1")


def _outside(shape: Shape) -> Iterator[Any]:
    """Values just outside of the shape's limits."""
    least, most = shape.metadata.get("min", 0), shape.metadata.get("max")
    if shape.type_name == "string":
        if "enum" in shape.metadata:
            yield from ("", "NO SUCH VALUE", shape.metadata["enum"][0] + " ")
        if most is not None:
            yield "x" * (most + 1)
        if least:
            yield "山" * (least - 1)
        if "pattern" in shape.metadata:
            check = _check_of(shape)
            candidates = ("\n", "a\n", "é", "a b", "-", "%2F", "\x00", "a/../b", " ", "\u0661")
            yield from (value for value in candidates if not is_valid(check, value))
    elif isinstance(shape, ListShape):
        if most is not None and most <= LONGEST_LIST:
            yield [None] * (most + 1)
        if least:
            yield []
    elif shape.type_name in ("integer", "long", "double", "float"):
        if most is not None:
            yield most + 1
        if least:
            yield least - 1


def _places(shape: Shape, value: Any, *, depth: int = 0) -> Iterator[Place]:
    """Every place below a structure, list or map that has a value."""
    if isinstance(shape, StructureShape):
        for name, item in value.items():
            member = shape.members[name]
            location = member.serialization.get("location") if depth == 0 else None
            yield Place(member, _putting(value, name), bool(location), location == "uri")
            yield from _places(member, item, depth=depth + 1)
    elif isinstance(shape, ListShape):
        for number, item in enumerate(value[:3]):
            yield from _places(shape.member, item, depth=depth + 1)
            if depth > 1 or not shape.serialization.get("location"):
                yield Place(shape.member, _putting(value, number), False, False)
    elif isinstance(shape, MapShape):
        for key, item in value.items():
            yield Place(shape.value, _putting(value, key), False, False)
            yield from _places(shape.value, item, depth=depth + 1)


def _putting(container: Any, key: Any) -> Callable[[Any], None]:
    return lambda value: container.__setitem__(key, value)


def _taking_out(container: Any, key: Any) -> Callable[[Any], None]:
    return lambda _: container.pop(key)


_CHECKS: dict[str, Check] = {}


def _check_of(shape: Shape) -> Check:
    if shape.name not in _CHECKS:
        _CHECKS[shape.name] = ShapeChecks().of_member("", shape)
    return _CHECKS[shape.name]
