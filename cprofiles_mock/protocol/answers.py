"""What botocore's parser makes of an answer, made from the projection without writing bytes."""

from __future__ import annotations

import datetime
import json
import time
from collections.abc import Callable
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from botocore import utils
from botocore.model import ListShape, MapShape, OperationModel, Shape, StructureShape
from dateutil.tz import tzlocal  # type: ignore[import-untyped]  # botocore depends on it

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
            return _moment
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


def _moment(seconds: Any) -> Any:
    """What botocore's parser of times makes of a number of seconds.

    botocore leaves the conversion to dateutil, in Python, which takes as long as a small call takes
    in all. This comes to the same, from the same present settings of the process.
    """
    kind: Any = datetime.datetime
    if (
        # A test may have frozen the clock, or replaced the zone.
        kind is not _datetime
        or utils.get_tzinfo_options()[0] is not tzlocal
        or type(seconds) not in (int, float)
        or not _EARLIEST <= seconds < _LATEST
    ):
        return utils.parse_timestamp(seconds)
    offset, fold = -time.timezone, 0
    saved = time.timezone - time.altzone if time.daylight else 0
    if saved:
        if time.localtime(seconds).tm_isdst:
            offset += saved
        elif time.localtime(seconds - saved).tm_isdst:
            # The hour comes for the second time.
            fold = 1
    local = _datetime.fromtimestamp(seconds, _zone_of(offset))
    # A zone of its own, because Python compares times of one zone without their offsets.
    zone = tzlocal.__new__(tzlocal)
    zone.__dict__.update(_local_zone(time.timezone, time.altzone, time.daylight, time.tzname))
    return local.replace(tzinfo=zone, fold=fold)


_datetime = datetime.datetime

# From 1970 to 3000; not every system converts others.
_EARLIEST, _LATEST = 2 * 86_400, 32_503_680_000


@lru_cache(maxsize=16)
def _local_zone(*_: Any) -> dict[str, Any]:
    """What dateutil's local zone consists of, given all that it reads."""
    return {**vars(tzlocal())}


@lru_cache(maxsize=16)
def _zone_of(offset: int) -> datetime.timezone:
    return datetime.timezone(datetime.timedelta(seconds=offset))


def _scalar(value: Any) -> Any:
    return value if type(value) in _PLAIN else json.loads(encode(value))


def _key(key: Any) -> Any:
    return key if type(key) is str else next(iter(json.loads(encode({key: 0}))))
