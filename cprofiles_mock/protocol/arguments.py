"""A client's arguments as parameters of a handler, without writing and reading a request.

Only arguments of which that is certain are taken: of the plain types of JSON, known to the model,
and within all of its constraints. For any other, whoever checks it first has to word the error.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from math import isfinite
from typing import TYPE_CHECKING, Any

from botocore.model import ListShape, MapShape, OperationModel, Shape, StructureShape

from .parsing import LARGEST_BODY
from .validation import Check, ShapeChecks, text_lengths
from .violations import member_path

if TYPE_CHECKING:
    from collections.abc import Mapping

# Returns about how many characters a value has when it is written; raises UnusualError.
_Measure = Callable[[Any], int]

# In a path, anything else may be quoted, or be taken for a step of the path.
_PLAIN_LABEL = re.compile(r"[A-Za-z0-9_-]+", re.ASCII)

# A character is escaped by up to twelve bytes.
_MOST_CHARACTERS = LARGEST_BODY // 12

# Larger numbers have more than one form, or are refused.
_LARGEST_NUMBER = 2**53


class UnusualError(Exception):
    """An argument has to go the way through bytes."""


@dataclass(frozen=True, slots=True)
class Arguments:
    """Where the request would carry each member of an input shape, and the member's check."""

    measures: Mapping[str, _Measure]
    # Member name, check, and the member's name in error messages.
    in_path: tuple[tuple[str, Check, str], ...]
    in_query: tuple[tuple[str, Check, str], ...]
    # With the lengths of a text that needs no check.
    in_body: Mapping[str, tuple[Check, str, int, int]]
    required: frozenset[str]

    def take(self, given: Mapping[str, Any]) -> dict[str, Any] | None:
        """The parameters, in the order in which a request has them; None if it has to be written.

        What is returned shares no list and no mapping with the arguments.
        """
        try:
            size = sum([self.measures[name](value) for name, value in given.items()])
        except (UnusualError, KeyError, RecursionError):
            return None
        if size > _MOST_CHARACTERS:
            return None
        violations: list[str] = []
        parameters = {}
        for name, check, place in self.in_path:
            label = given.get(name)
            if label is None or not _PLAIN_LABEL.fullmatch(label):
                return None
            parameters[name] = check(label, place, violations)
        for name, check, place in self.in_query:
            if name in given:
                parameters[name] = check(given[name], place, violations)
        in_body = self.in_body
        for name, value in given.items():
            if name in in_body:
                check, place, least, most = in_body[name]
                if type(value) is str and least <= len(value) <= most:
                    parameters[name] = value
                else:
                    parameters[name] = check(value, place, violations)
        if violations or not self.required <= parameters.keys():
            return None
        return parameters


def compile_arguments(operation: OperationModel) -> Arguments | None:
    """Compile the input shape of an operation; None if its requests have to be written."""
    shape = operation.input_shape
    assert shape is not None  # every operation of the service has an input
    if operation.idempotent_members or shape.serialization.get("payload") is not None:
        return None
    checks = ShapeChecks()
    measures = _Measures()
    in_path, in_query, in_body = [], [], {}
    by_member: dict[str, _Measure] = {}
    for name, member in shape.members.items():
        check = checks.of_member(name, member)
        location = member.serialization.get("location")
        by_member[name] = measures.of(member)
        if location == "uri":
            by_member[name] = _text if member.type_name == "string" else _unusual
            in_path.append((name, check, member_path(name)))
        elif location == "querystring":
            if member.type_name not in ("string", "integer", "long"):
                by_member[name] = _unusual
            in_query.append((name, check, member_path(name)))
        elif location is None and member.serialization.get("name", name) == name:
            in_body[name] = check, member_path(name), *text_lengths(member)
        else:
            by_member[name] = _unusual
    return Arguments(
        measures=by_member,
        in_path=tuple(in_path),
        in_query=tuple(in_query),
        in_body=in_body,
        required=frozenset(shape.required_members),
    )


class _Measures:
    """Compiles shapes to measures; recursive shapes are compiled once."""

    def __init__(self) -> None:
        self._compiled: dict[str, _Measure] = {}

    def of(self, shape: Shape) -> _Measure:
        if shape.name not in self._compiled:
            self._compiled[shape.name] = lambda value: self._compiled[shape.name](value)  # noqa: PLW0108
            self._compiled[shape.name] = self._compile(shape)
        return self._compiled[shape.name]

    def _compile(self, shape: Shape) -> _Measure:
        if isinstance(shape, StructureShape):
            return self._structure(shape)
        if isinstance(shape, ListShape):
            measure = self.of(shape.member)

            def measure_list(value: Any) -> int:
                if type(value) is not list:
                    raise UnusualError
                return sum([1 + measure(item) for item in value])

            return measure_list
        if isinstance(shape, MapShape):
            measure_value = self.of(shape.value)

            def measure_map(value: Any) -> int:
                if type(value) is not dict:
                    raise UnusualError
                return sum([1 + _text(key) + measure_value(item) for key, item in value.items()])

            return measure_map
        return _SCALARS.get(shape.type_name, _unusual)

    def _structure(self, shape: StructureShape) -> _Measure:
        if shape.is_document_type:
            return _unusual
        members = {name: self.of(member) for name, member in shape.members.items()}
        renamed = {
            name
            for name, member in shape.members.items()
            if member.serialization.get("name", name) != name
        }

        def measure(value: Any) -> int:
            if type(value) is not dict or not renamed.isdisjoint(value):
                raise UnusualError
            return sum([20 + members[name](item) for name, item in value.items()])

        return measure


def _text(value: Any) -> int:
    if type(value) is not str:
        raise UnusualError
    if not value.isascii():
        try:
            value.encode("utf-8")
        except UnicodeEncodeError:
            # Half of a surrogate pair, which JSON can write, and the service refuses.
            raise UnusualError from None
    return len(value)


def _whole_number(value: Any) -> int:
    if type(value) is not int or not -_LARGEST_NUMBER < value < _LARGEST_NUMBER:
        raise UnusualError
    return 20


def _number(value: Any) -> int:
    if type(value) is float and isfinite(value):
        return 25
    return _whole_number(value)


def _truth(value: Any) -> int:
    if type(value) is not bool:
        raise UnusualError
    return 5


def _unusual(_: Any) -> int:
    raise UnusualError


_SCALARS: dict[str, _Measure] = {
    "string": _text,
    "integer": _whole_number,
    "long": _whole_number,
    "float": _number,
    "double": _number,
    "boolean": _truth,
}
