"""From a shape of botocore's model to a strategy of its valid values."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime, timedelta, timezone
from functools import cache
from typing import Any

from botocore.model import ListShape, MapShape, Shape, StructureShape
from hypothesis import strategies as st

from cprofiles_mock.protocol.validation import Check, ShapeChecks, compile_pattern
from tests.contract.shapes import SAMPLES

Values = st.SearchStrategy[Any]

#: Longer texts are not made of free characters, and longer lists not at all: they cost much and
#: say little.
LONGEST_TEXT = 4096
LONGEST_LIST = 150
#: From this depth on, structures have their required members alone.
DEEPEST = 4

EPOCH = datetime(1970, 1, 1, tzinfo=timezone.utc)

# `^[class]+$`, anchored or not, with the class alone.
_OF_ONE_CLASS = re.compile(r"\^?(?P<set>\[(?:[^\]\\]|\\.)+\]|\\S|\.)[+*]\$?")

_INTEGER_BOUNDS = {"integer": 2**31, "long": 2**63}


class Shapes:
    """Strategies of shapes; ``known`` has what is there already, by a member's or a shape's name.

    A member with a known strategy gets its values from there most of the time.
    """

    def __init__(self, known: Mapping[str, Values]) -> None:
        self._known = known
        self._made: dict[tuple[str, int], Values] = {}

    def of(self, shape: Shape, depth: int = 0) -> Values:
        """Valid values of a shape, as botocore's clients take them."""
        key = (shape.name, depth)
        if key not in self._made:
            self._made[key] = self._make(shape, depth)
        return self._made[key]

    def _make(self, shape: Shape, depth: int) -> Values:
        if isinstance(shape, StructureShape):
            return self._structure(shape, depth)
        if isinstance(shape, ListShape):
            return self._list(shape, depth)
        if isinstance(shape, MapShape):
            return self._map(shape, depth)
        return scalar(shape)

    def _structure(self, shape: StructureShape, depth: int) -> Values:
        if shape.is_tagged_union:
            members = {name: self.member(shape, name, depth) for name in shape.members}
            return st.one_of([st.fixed_dictionaries({name: members[name]}) for name in members])
        optional = [name for name in shape.members if name not in shape.required_members]
        return st.fixed_dictionaries(
            {name: self.member(shape, name, depth) for name in shape.required_members},
            optional={name: self.member(shape, name, depth) for name in optional}
            if depth < DEEPEST
            else {},
        )

    def member(self, shape: StructureShape, name: str, depth: int = 0) -> Values:
        """Values of a member of a structure: mostly what is known, where something is."""
        # A shape may hold itself.
        member = shape.members[name]
        free = st.deferred(lambda: self.of(member, depth + 1))
        known = self._known.get(name, self._known.get(member.name))
        if known is None:
            return free
        check = ShapeChecks().of_member(name, member)
        fitting = known.filter(lambda value: is_valid(check, value))
        return st.one_of(fitting, fitting, fitting, free)

    def _list(self, shape: ListShape, depth: int) -> Values:
        least = shape.metadata.get("min", 0)
        most = shape.metadata.get("max", LONGEST_LIST)
        item = self.of(shape.member, depth + 1)
        few = st.lists(item, min_size=least, max_size=min(most, least + 2))
        if isinstance(shape.member, StructureShape | MapShape) or most > LONGEST_LIST:
            return few
        full = st.builds(lambda each: [each] * most, item)
        return st.one_of(few, few, few, full)

    def _map(self, shape: MapShape, depth: int) -> Values:
        least = shape.metadata.get("min", 0)
        most = shape.metadata.get("max", LONGEST_LIST)
        return st.dictionaries(
            self.of(shape.key, depth + 1),
            self.of(shape.value, depth + 1),
            min_size=least,
            max_size=min(most, least + 2),
        )


def is_valid(check: Check, value: Any) -> bool:
    """Whether a value passes the mock's own check of a shape."""
    violations: list[str] = []
    check(value, "value", violations)
    return not violations


def scalar(shape: Shape) -> Values:
    """Valid values of a shape without parts, the bounds among them."""
    kind = shape.type_name
    if kind == "string":
        return _text(shape)
    least, most = shape.metadata.get("min"), shape.metadata.get("max")
    if kind == "boolean":
        return st.booleans()
    if kind == "timestamp":
        seconds = st.integers(min_value=0, max_value=4_102_444_800)
        return st.builds(lambda number: EPOCH + timedelta(seconds=number), seconds)
    if kind in _INTEGER_BOUNDS:
        bound = _INTEGER_BOUNDS[kind]
        low, high = (-bound if least is None else least), (bound - 1 if most is None else most)
        return st.one_of(st.sampled_from([low, high]), st.integers(low, high))
    assert kind in ("double", "float"), f"no strategy for a {kind}"
    return st.floats(least, most, allow_nan=False, allow_infinity=False, width=32)


def _text(shape: Shape) -> Values:
    metadata = shape.metadata
    if "enum" in metadata:
        return st.sampled_from(metadata["enum"])
    least, most = metadata.get("min", 0), min(metadata.get("max", LONGEST_TEXT), LONGEST_TEXT)
    pattern = metadata.get("pattern")
    if pattern is None:
        return text_between(st.characters(codec="utf-8"), least, most)
    return text_of_pattern(pattern, shape.name, least, most)


def text_between(characters: Values, least: int, most: int) -> Values:
    """Texts of those characters: short ones, and the shortest and the longest."""
    short = st.text(characters, min_size=least, max_size=min(most, least + 12))
    bound = st.builds(lambda one, size: one * size, characters, st.sampled_from([least, most]))
    return st.one_of(short, short, bound)


@cache
def text_of_pattern(pattern: str, shape_name: str, least: int, most: int) -> Values:
    """Texts that a pattern matches, as the mock reads patterns."""
    matches = compile_pattern(pattern, shape_name)
    of_one_class = _OF_ONE_CLASS.fullmatch(pattern)
    if of_one_class:
        one = re.compile(of_one_class["set"], re.ASCII)
        characters = [c for c in map(chr, [*range(128), 0xE9, 0x5C71]) if one.fullmatch(c)]
        return text_between(st.sampled_from(characters), max(least, 1), most)
    # Hypothesis lets `$` match before a line break, and knows no length.
    made = st.from_regex(re.compile(pattern, re.ASCII), fullmatch=True)
    fitting = made.filter(lambda text: least <= len(text) <= most and matches(text))
    return st.one_of(st.just(SAMPLES[pattern][0]), fitting)
