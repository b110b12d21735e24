"""Checks compiled from shapes: type, length, range, pattern and enum, at any depth.

botocore's client checks required members, types and minimum lengths before it sends. The service
checks all constraints, and so does this module, with the messages of AWS's services:
``Value 'x' at 'domainName' failed to satisfy constraint: Member must …``.
"""

from __future__ import annotations

import math
import re
import sys
from collections.abc import Callable
from datetime import datetime, timezone
from functools import lru_cache
from typing import Any

from botocore.model import ListShape, MapShape, Shape, StructureShape

from .violations import (
    Place,
    constraints_text,
    contains_sensitive,
    enum_text,
    format_place,
    member_path,
    null_member,
    pattern_text,
    violation,
    wrong_type,
)

# A check takes a value parsed from JSON and its place, appends any violations to the list, and
# returns the value as handlers get it.
Check = Callable[[Any, Place, list[str]], Any]

_INTEGER_BOUNDS = {"integer": 2**31, "long": 2**63}


def text_lengths(shape: Shape) -> tuple[int, int]:
    """The least and the greatest length of a text that fits without a call of its check.

    Most members are texts that have only a length, so nearly all calls can be spared. No length is
    between those of any other shape.
    """
    metadata = shape.metadata
    if shape.type_name != "string" or metadata.get("pattern") or metadata.get("enum"):
        return 1, 0
    return metadata.get("min", 0), metadata.get("max", sys.maxsize)


class ShapeChecks:
    """Compiles shapes to checks; recursive shapes are compiled once.

    ``may_be_blank`` names top-level list members whose items may be empty strings although the
    model sets a minimum length for them.
    """

    def __init__(self, may_be_blank: frozenset[str] = frozenset()) -> None:
        self._compiled: dict[tuple[str, bool, bool], Check] = {}
        self._may_be_blank = may_be_blank

    def of_member(self, name: str, shape: Shape) -> Check:
        """The check for a top-level member of an operation's input."""
        return self._of(shape, False, name in self._may_be_blank)

    def _of(self, shape: Shape, sensitive: bool, blank: bool = False) -> Check:
        sensitive = sensitive or bool(shape.metadata.get("sensitive"))
        key = (shape.name, sensitive, blank)
        if key not in self._compiled:
            # A reference to this shape gets this placeholder, which looks up the check later.
            self._compiled[key] = lambda *arguments: self._compiled[key](*arguments)  # noqa: PLW0108
            self._compiled[key] = self._compile(shape, sensitive, blank)
        return self._compiled[key]

    def _compile(self, shape: Shape, sensitive: bool, blank: bool) -> Check:
        if isinstance(shape, StructureShape):
            return self._structure(shape, sensitive)
        if isinstance(shape, ListShape):
            return self._list(shape, sensitive, blank)
        if isinstance(shape, MapShape):
            return self._map(shape, sensitive)
        return _SCALARS[shape.type_name](shape, sensitive)

    def _structure(self, shape: StructureShape, sensitive: bool) -> Check:
        members = {
            name: (self._of(member, sensitive), member_path(name), *text_lengths(member))
            for name, member in shape.members.items()
        }
        required = frozenset(shape.required_members)
        union = bool(shape.is_tagged_union)

        def check(value: Any, place: Place, violations: list[str]) -> Any:
            if type(value) is not dict:
                violations.append(wrong_type(place, "structure"))
                return value
            parsed = {}
            for name, item in value.items():
                if item is None:
                    # The service takes null for absent.
                    continue
                try:
                    check_member, below, least, most = members[name]
                except KeyError:
                    # The service ignores members that the model does not know.
                    continue
                if type(item) is str and least <= len(item) <= most:
                    parsed[name] = item
                else:
                    parsed[name] = check_member(item, (place, below), violations)
            if required and not required <= parsed.keys():
                violations.extend(
                    null_member((place, member_path(name)))
                    for name in shape.required_members
                    if name not in parsed
                )
            if union and len(parsed) != 1:
                violations.append(
                    f"Value at '{format_place(place)}' failed to satisfy constraint: "
                    f"Member must have exactly one value set of: [{', '.join(members)}]"
                )
            return parsed

        return check

    def _list(self, shape: ListShape, sensitive: bool, blank: bool) -> Check:
        secret = sensitive or contains_sensitive(shape)
        size = _length_violations(shape)
        item_shape = shape.member
        scalar = not isinstance(item_shape, StructureShape | ListShape | MapShape)
        constraints = constraints_text(item_shape)
        check_item = self._of(item_shape, sensitive)

        def check(value: Any, place: Place, violations: list[str]) -> Any:
            if type(value) is not list:
                violations.append(wrong_type(place, "list"))
                return value
            if size is not None:
                violations.extend(
                    violation(text, value, place, secret) for text in size(len(value))
                )
            if not scalar:
                return [
                    check_item(item, (place, number), violations)
                    for number, item in enumerate(value, 1)
                ]
            wrong: list[str] = []
            if blank and "" in value:
                parsed = [item if item == "" else check_item(item, place, wrong) for item in value]
            else:
                parsed = [check_item(item, place, wrong) for item in value]
            if wrong:
                # The service reports the list once, with all constraints of its items.
                text = f"Member must satisfy constraint: [{constraints}]"
                violations.append(violation(text, value, place, secret))
            return parsed

        return check

    def _map(self, shape: MapShape, sensitive: bool) -> Check:
        secret = sensitive or contains_sensitive(shape)
        size = _length_violations(shape)
        check_key, check_value = self._of(shape.key, sensitive), self._of(shape.value, sensitive)
        scalar = not isinstance(shape.value, StructureShape | ListShape | MapShape)
        least_key, most_key = text_lengths(shape.key)
        least, most = text_lengths(shape.value)
        key_text = f"Map keys must satisfy constraint: [{constraints_text(shape.key)}]"
        value_text = f"Map value must satisfy constraint: [{constraints_text(shape.value)}]"

        def check(value: Any, place: Place, violations: list[str]) -> Any:
            if type(value) is not dict:
                violations.append(wrong_type(place, "map"))
                return value
            if size is not None:
                violations.extend(
                    violation(text, value, place, secret) for text in size(len(value))
                )
            wrong_keys: list[str] = []
            wrong_values: list[str] = []
            parsed = {}
            for key, item in value.items():
                if type(key) is not str or not least_key <= len(key) <= most_key:
                    check_key(key, place, wrong_keys)
                if type(item) is str and least <= len(item) <= most:
                    parsed[key] = item
                elif scalar:
                    parsed[key] = check_value(item, place, wrong_values)
                else:
                    parsed[key] = check_value(item, (place, (key,)), violations)
            if wrong_keys:
                violations.append(violation(key_text, value, place, secret))
            if wrong_values:
                violations.append(violation(value_text, value, place, secret))
            return parsed

        return check


def compile_pattern(pattern: str, shape_name: str) -> Callable[[str], bool]:
    """Compile a pattern of the model to a predicate, with the service's semantics.

    A trailing ``$`` matches only at the very end (Python's also matches before a final newline),
    character classes are ASCII, and a pattern without an anchor must match the whole value. Only
    ``TagArn`` matches a prefix: as a full match it would reject every ARN. These are choices; see
    docs/fidelity.md.
    """
    # `.*:.*:.+` in the pattern of ARNs, which have no maximum length, backtracks over all pairs of
    # colons. As anything may follow, matching up to the first colons accepts the same texts.
    pattern = pattern.replace(".*:.*:.+", "[^:\\n]*:[^:\\n]*:.+")
    if pattern.endswith("$") and not pattern.endswith("\\$"):
        pattern = pattern[:-1] + r"\Z"
    elif shape_name != "TagArn" and not pattern.startswith("^"):
        pattern = rf"(?:{pattern})\Z"
        return _cached_matcher(re.compile(rf"\A{pattern}", re.ASCII))
    return _cached_matcher(re.compile(pattern, re.ASCII))


def _cached_matcher(pattern: re.Pattern[str]) -> Callable[[str], bool]:
    # Cached because a program sends the same few names again and again.
    return lru_cache(maxsize=64)(lambda value: pattern.search(value) is not None)


def _length_violations(shape: Shape) -> Callable[[int], list[str]] | None:
    """A function that lists a length's violations; None if the shape has no length limit."""
    most = shape.metadata.get("max")
    least = shape.metadata.get("min", 0)
    if most is None and least <= 0:
        return None

    def violations(length: int) -> list[str]:
        if most is not None and length > most:
            return [f"Member must have length less than or equal to {most}"]
        if length < least:
            return [f"Member must have length greater than or equal to {least}"]
        return []

    return violations


def _string(shape: Shape, sensitive: bool) -> Check:
    most: int = shape.metadata.get("max", sys.maxsize)
    least = shape.metadata.get("min", 0)
    enum = frozenset(shape.metadata.get("enum", ()))
    pattern: str = shape.metadata.get("pattern", "")
    matches = compile_pattern(pattern, shape.name) if pattern else None

    def check(value: Any, place: Place, violations: list[str]) -> Any:
        if type(value) is not str:
            violations.append(wrong_type(place, "string"))
            return value
        if not least <= len(value) <= most:
            if len(value) > most:
                text = f"Member must have length less than or equal to {most}"
                violations.append(violation(text, value, place, sensitive))
                return value
            text = f"Member must have length greater than or equal to {least}"
            violations.append(violation(text, value, place, sensitive))
        if matches is not None and not matches(value):
            violations.append(violation(pattern_text(pattern), value, place, sensitive))
        if enum and value not in enum:
            text = enum_text(shape.metadata["enum"])
            violations.append(violation(text, value, place, sensitive))
        return value

    if matches is not None or enum:
        return check

    def check_length(value: Any, place: Place, violations: list[str]) -> Any:
        if type(value) is str and least <= len(value) <= most:
            return value
        return check(value, place, violations)

    return check_length


def _range_violation(shape: Shape, value: float) -> str | None:
    most, least = shape.metadata.get("max"), shape.metadata.get("min")
    if most is not None and value > most:
        return f"Member must have value less than or equal to {most}"
    if least is not None and value < least:
        return f"Member must have value greater than or equal to {least}"
    return None


def _integer(shape: Shape, sensitive: bool) -> Check:
    bound = _INTEGER_BOUNDS[shape.type_name]

    def check(value: Any, place: Place, violations: list[str]) -> Any:
        if type(value) is float and value.is_integer():
            value = int(value)
        if type(value) is not int or not -bound <= value < bound:
            violations.append(wrong_type(place, shape.type_name))
            return value
        text = _range_violation(shape, value)
        if text:
            violations.append(violation(text, value, place, sensitive))
        return value

    return check


def _double(shape: Shape, sensitive: bool) -> Check:
    def check(value: Any, place: Place, violations: list[str]) -> Any:
        try:
            number = float(value) if type(value) in (int, float) else math.nan
        except OverflowError:
            number = math.nan
        if not math.isfinite(number):
            violations.append(wrong_type(place, "double"))
            return value
        text = _range_violation(shape, number)
        if text:
            violations.append(violation(text, value, place, sensitive))
        return number

    return check


def _boolean(shape: Shape, sensitive: bool) -> Check:
    def check(value: Any, place: Place, violations: list[str]) -> Any:
        if type(value) is not bool:
            violations.append(wrong_type(place, "boolean"))
        return value

    return check


def _timestamp(shape: Shape, sensitive: bool) -> Check:
    """The check for seconds since the epoch, the format of timestamps in rest-json bodies."""

    def check(value: Any, place: Place, violations: list[str]) -> Any:
        try:
            if type(value) not in (int, float):
                raise ValueError
            return datetime.fromtimestamp(value, timezone.utc)
        except (ValueError, OverflowError, OSError):
            violations.append(wrong_type(place, "timestamp"))
            return value

    return check


_SCALARS: dict[str, Callable[[Shape, bool], Check]] = {
    "string": _string,
    "integer": _integer,
    "long": _integer,
    "double": _double,
    "float": _double,
    "boolean": _boolean,
    "timestamp": _timestamp,
}
