"""Serialization of a handler's result to the response's status and body, by the output shape.

Handlers return dataclasses, whose attributes are the members' names in snake_case, or mappings
keyed by member names, or a mixture. Values that the output shape does not name are left out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime, timezone
from functools import lru_cache
from operator import attrgetter
from typing import Any

from botocore import xform_name
from botocore.model import ListShape, MapShape, OperationModel, Shape, StructureShape

from ..runtime.strict_json import encode

Project = Callable[[Any], Any]


class WithNulls(dict[str, Any]):
    """A mapping whose members that are None go out as null. Otherwise such members are left out."""


class Serializer:
    """Projects a result onto the output shape, and encodes the projection.

    The steps are separate because projecting reads live state and so runs under the backend's
    lock; encoding works on the copy that projecting made.
    """

    def __init__(self, project: Project, status: int, status_member: str | None) -> None:
        self.project: Callable[[Any], dict[str, Any]] = project
        self._status = status
        self._status_member = status_member

    def __call__(self, projection: dict[str, Any]) -> tuple[int, bytes]:
        """Return the HTTP status and the body."""
        status = self._status if self._status_member is None else self.take_status(projection)
        return status, encode(projection).encode("ascii")

    def take_status(self, projection: dict[str, Any]) -> int:
        """Return the HTTP status; a member that is one leaves the projection."""
        if self._status_member is None:
            return self._status
        status: int = projection.pop(self._status_member, self._status)
        return status


def compile_serializer(operation: OperationModel) -> Serializer:
    """Compile the output shape; an operation without one responds with an empty object."""
    shape = operation.output_shape
    status_member = None
    if shape is None:
        return Serializer(lambda _: {}, operation.http.get("responseCode", 200), None)
    for name, member in shape.members.items():
        if member.serialization.get("location") == "statusCode":
            status_member = name
    return Serializer(
        _Projections().of(shape) or dict, operation.http.get("responseCode", 200), status_member
    )


class _Projections:
    """Compiles shapes to projections; None means that the value is used as it is."""

    def __init__(self) -> None:
        self._compiled: dict[str, Project | None] = {}

    def of(self, shape: Shape) -> Project | None:
        if shape.name not in self._compiled:
            self._compiled[shape.name] = lambda value: self._project_later(shape.name, value)
            self._compiled[shape.name] = self._compile(shape)
        return self._compiled[shape.name]

    def _project_later(self, name: str, value: Any) -> Any:
        project = self._compiled[name]
        return value if project is None else project(value)

    def _compile(self, shape: Shape) -> Project | None:
        if isinstance(shape, StructureShape):
            return self._structure(shape)
        if isinstance(shape, ListShape):
            project = self.of(shape.member)
            return list if project is None else lambda value: [project(item) for item in value]
        if isinstance(shape, MapShape):
            project_item = self.of(shape.value)
            if project_item is None:
                return dict
            return lambda value: {key: project_item(item) for key, item in value.items()}
        return _seconds if shape.type_name == "timestamp" else None

    def _structure(self, shape: StructureShape) -> Project:
        members = [
            (name, member.serialization.get("name", name), xform_name(name), self.of(member))
            for name, member in shape.members.items()
        ]
        by_name = {name: (wire_name, of_member) for name, wire_name, _, of_member in members}
        # By class: a function that reads all attributes at once, and the members they belong to.
        of_class: dict[type, _Attributes] = {}

        def project(value: Any) -> dict[str, Any]:
            projection: dict[str, Any] = {}
            if isinstance(value, dict):
                if type(value) is WithNulls:
                    nulls = [name for name, item in value.items() if item is None]
                    projection.update((by_name[name][0], None) for name in nulls)
                for name, item in value.items():
                    if item is not None and (member := by_name.get(name)) is not None:
                        wire_name, of_member = member
                        projection[wire_name] = item if of_member is None else of_member(item)
                return projection
            attributes = of_class.get(type(value))
            if attributes is None:
                attributes = of_class[type(value)] = _attributes(value, members)
            read, read_members = attributes
            # As many on either side; to check that would take as long as a small loop.
            for (wire_name, of_member), item in zip(read_members, read(value)):  # noqa: B905
                if item is not None:
                    projection[wire_name] = item if of_member is None else of_member(item)
            return projection

        return project


# A function that reads attributes of an object, and each attribute's wire name and projection.
_Attributes = tuple[Callable[[Any], Iterable[Any]], list[tuple[str, "Project | None"]]]


def _attributes(
    example: Any, members: Iterable[tuple[str, str, str, Project | None]]
) -> _Attributes:
    """How to read those members that objects of the class of ``example`` have."""
    there = [each for each in members if hasattr(example, each[2])]
    attributes = [attribute for _, _, attribute, _ in there]
    read: Callable[[Any], Iterable[Any]]
    if not attributes:
        read = _nothing
    else:
        read_all = attrgetter(*attributes)
        # Of a single attribute, attrgetter returns the value itself.
        read = read_all if len(attributes) > 1 else lambda value: (read_all(value),)
    return read, [(wire_name, of_member) for _, wire_name, _, of_member in there]


def _nothing(_: Any) -> Iterable[Any]:
    return ()


def _seconds(value: datetime) -> float:
    """Seconds since the epoch, to the millisecond, as the service sends them."""
    if value.tzinfo is timezone.utc:
        return _utc_seconds(value)
    return round(value.timestamp() * 1000) / 1000


# Cached because the same resources are read again and again.
@lru_cache(maxsize=512)
def _utc_seconds(value: datetime) -> float:
    # In whole numbers: converting a time to a float takes four times as long.
    since = value - _EPOCH
    seconds = since.days * 86_400 + since.seconds
    return (seconds * 1000 + (since.microseconds + 500) // 1000) / 1000


_EPOCH = datetime(1970, 1, 1, tzinfo=timezone.utc)
