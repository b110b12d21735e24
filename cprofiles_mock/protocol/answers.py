"""What botocore's parser makes of an answer, made from the projection without writing bytes."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from botocore.model import ListShape, MapShape, OperationModel, Shape, StructureShape
from botocore.utils import parse_timestamp

from ..runtime.strict_json import encode

if TYPE_CHECKING:
    from collections.abc import Mapping

#: Takes the projection of a result and the HTTP status, and returns the members of the output.
Reader = Callable[["Mapping[str, Any]", int], dict[str, Any]]

_Read = Callable[[Any], Any]

# JSON leaves values of these very types as they are. Subclasses, such as enums, it does not.
_PLAIN = frozenset({str, int, float, bool, type(None)})


class UnusualShapeError(Exception):
    """An output has what this module does not know, so bytes have to be written and parsed."""


class UnusualAnswerError(Exception):
    """An answer is none that botocore's parser accepts as it is."""


def compile_reader(operation: OperationModel) -> Reader:
    """Compile the output shape. Raises UnusualShapeError."""
    shape = operation.output_shape
    if shape is None:
        return lambda _, __: {}
    if operation.has_streaming_output or operation.has_event_stream_output:
        raise UnusualShapeError(operation.name)
    in_status = []
    for name, member in shape.members.items():
        location = member.serialization.get("location")
        if location == "statusCode":
            in_status.append(name)
        elif location is not None:
            raise UnusualShapeError(f"{operation.name}: {name} is in {location}")
    if shape.serialization.get("payload") is not None:
        raise UnusualShapeError(f"{operation.name} has a payload")
    read = _Readers().of(shape)
    if not in_status:
        return lambda projection, _: read(projection)
    # botocore: members that are not in the body come first.
    return lambda projection, status: {**dict.fromkeys(in_status, status), **read(projection)}


class _Readers:
    """Compiles shapes to readers; recursive shapes are compiled once."""

    def __init__(self) -> None:
        self._compiled: dict[str, _Read] = {}

    def of(self, shape: Shape) -> _Read:
        if shape.name not in self._compiled:
            self._compiled[shape.name] = lambda value: self._compiled[shape.name](value)  # noqa: PLW0108
            self._compiled[shape.name] = self._compile(shape)
        return self._compiled[shape.name]

    def _compile(self, shape: Shape) -> _Read:
        if isinstance(shape, StructureShape):
            return self._structure(shape)
        if isinstance(shape, ListShape):
            read = self.of(shape.member)
            return lambda value: [read(item) for item in value]
        if isinstance(shape, MapShape):
            read = self.of(shape.value)
            return lambda value: {_key(key): read(item) for key, item in value.items()}
        if shape.type_name == "timestamp":
            return parse_timestamp
        if shape.type_name == "blob" or shape.serialization.get("jsonvalue"):
            raise UnusualShapeError(f"{shape.name} is encoded")
        return _scalar

    def _structure(self, shape: StructureShape) -> _Read:
        if shape.is_document_type:
            raise UnusualShapeError(f"{shape.name} is a document")
        members = []
        for name, member in shape.members.items():
            if member.serialization.get("location") is None:
                reader = self.of(member)
                wire_name = member.serialization.get("name", name)
                members.append((name, wire_name, reader, reader is _scalar))
        is_union = bool(shape.is_tagged_union)

        def read(value: Any) -> Any:
            if value is None:
                return None
            parsed = {}
            # botocore: in the order of the shape.
            for name, wire_name, read_member, is_scalar in members:
                item = value.get(wire_name)
                if item is not None:
                    # Most are texts, which need no call.
                    plain = is_scalar and type(item) is str
                    parsed[name] = item if plain else read_member(item)
            if is_union and len(parsed) != 1:
                raise UnusualAnswerError(shape.name)
            return parsed

        return read


def _scalar(value: Any) -> Any:
    return value if type(value) in _PLAIN else json.loads(encode(value))


def _key(key: Any) -> Any:
    return key if type(key) is str else next(iter(json.loads(encode({key: 0}))))
