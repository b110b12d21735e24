"""Parsing and validation of requests into the parameters that handlers get."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import parse_qs

from botocore.model import ListShape, OperationModel, Shape

from .. import exceptions
from ..runtime.strict_json import decode
from .validation import Check, ShapeChecks, text_lengths
from .violations import member_path, null_member

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from .messages import WireRequest

# A batch of ten objects of 250 KB, escaped with up to six bytes a character, plus some margin.
LARGEST_BODY = 16 * 1024 * 1024

_JSON_TYPE = "application/json"
_JSON_TYPES = (_JSON_TYPE, "application/x-amz-json-1.0", "application/x-amz-json-1.1")


class PathParameters(NamedTuple):
    """The parameters in a path, and their violations: the same for all requests to that path."""

    parameters: Mapping[str, Any]
    violations: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Parser:
    """Where the request carries each member of an input shape, and the member's check."""

    # Member name, wire name, check, and the member's name in error messages.
    in_path: tuple[tuple[str, str, Check, str], ...]
    in_query: tuple[tuple[str, str, Check, Callable[[list[str]], Any], str], ...]
    # By wire name, with the lengths of a text that needs no check.
    in_body: Mapping[str, tuple[str, Check, str, int, int]]
    # Sorted.
    required: tuple[str, ...]

    def parse_path(self, labels: Mapping[str, str]) -> PathParameters:
        """Validate the labels of a path."""
        violations: list[str] = []
        parameters = {
            name: check(labels[wire_name], path, violations)
            for name, wire_name, check, path in self.in_path
        }
        return PathParameters(parameters, tuple(violations))

    def parse(self, request: WireRequest, of_path: PathParameters) -> dict[str, Any]:
        """Parse a request into the parameters that its handler gets.

        Raises BadRequestException, which lists all violations.
        """
        parameters = {**of_path.parameters}
        violations = [*of_path.violations]
        if self.in_query and request.query:
            query = _parse_query(request.query)
            for name, wire_name, check, convert, path in self.in_query:
                if wire_name in query:
                    parameters[name] = check(convert(query[wire_name]), path, violations)
        in_body = self.in_body
        if in_body and request.body:
            for wire_name, value in _parse_body(request).items():
                if value is None:
                    # The service takes null for absent.
                    continue
                try:
                    name, check, path, least, most = in_body[wire_name]
                except KeyError:
                    # The service ignores members that the model does not know.
                    continue
                if type(value) is str and least <= len(value) <= most:
                    parameters[name] = value
                else:
                    parameters[name] = check(value, path, violations)
        for name in self.required:
            if name not in parameters:
                violations += [null_member(member_path(name))]
        if violations:
            raise exceptions.invalid_members(violations)
        return parameters


def compile_parser(operation: OperationModel, may_be_blank: frozenset[str]) -> Parser:
    """Compile the input shape of an operation."""
    shape = operation.input_shape
    assert shape is not None  # every operation of the service has an input
    checks = ShapeChecks(may_be_blank)
    in_body: dict[str, tuple[str, Check, str, int, int]] = {}
    in_query: list[tuple[str, str, Check, Callable[[list[str]], Any], str]] = []
    in_path: list[tuple[str, str, Check, str]] = []
    for name, member in shape.members.items():
        check = checks.of_member(name, member)
        location = member.serialization.get("location")
        wire_name = member.serialization.get("name", name)
        if location == "uri":
            in_path.append((name, wire_name, check, member_path(name)))
        elif location == "querystring":
            in_query.append((name, wire_name, check, _query_converter(member), member_path(name)))
        else:
            in_body[wire_name] = (name, check, member_path(name), *text_lengths(member))
    return Parser(
        in_path=tuple(in_path),
        in_query=tuple(in_query),
        in_body=in_body,
        required=tuple(sorted(shape.required_members)),
    )


def _parse_query(query: str) -> dict[str, list[str]]:
    try:
        return parse_qs(query, keep_blank_values=True, errors="strict")
    except UnicodeDecodeError:
        raise exceptions.path_not_utf8() from None


def _parse_body(request: WireRequest) -> dict[str, Any]:
    body = request.body
    if len(body) > LARGEST_BODY:
        raise exceptions.body_too_large(LARGEST_BODY)
    content_type = request.content_type
    if (
        content_type
        and content_type != _JSON_TYPE
        and content_type.partition(";")[0].strip().lower() not in _JSON_TYPES
    ):
        raise exceptions.unsupported_content_type(content_type)
    try:
        text = body.decode("utf-8")
    except UnicodeDecodeError:
        raise exceptions.body_not_utf8() from None
    try:
        parsed = decode(text)
        if "\\u" in text:
            # An escaped lone surrogate is not a character and could not be encoded in a response.
            json.dumps(parsed, ensure_ascii=False).encode("utf-8")
    except UnicodeEncodeError:
        raise exceptions.body_not_utf8() from None
    except RecursionError:
        raise exceptions.malformed_json("it is nested too deeply") from None
    except ValueError as error:
        raise exceptions.malformed_json(str(error)) from None
    if type(parsed) is not dict:
        raise exceptions.body_not_an_object()
    return parsed


def _query_converter(shape: Shape) -> Callable[[list[str]], Any]:
    """The conversion of a query parameter's text to the type that a body would have had."""
    if isinstance(shape, ListShape):
        return lambda values: values
    convert = _SCALARS_FROM_TEXT.get(shape.type_name, str)
    return lambda values: convert(values[-1])


def _integer_from_text(text: str) -> Any:
    # Text that is not a number stays text; the check then reports the violation.
    digits = text.removeprefix("-")
    return int(text) if digits.isascii() and digits.isdigit() and len(digits) < 20 else text


def _boolean_from_text(text: str) -> Any:
    return {"true": True, "false": False}.get(text.lower(), text)


_SCALARS_FROM_TEXT: dict[str, Callable[[str], Any]] = {
    "integer": _integer_from_text,
    "long": _integer_from_text,
    "boolean": _boolean_from_text,
}
