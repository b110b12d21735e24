"""From what a handler returns to the answer's status and body, by the output shape.

A handler returns dataclasses, whose attributes are the snake_case of the wire's members, or
mappings with the wire's names, or both mixed. Whatever the output shape does not name stays out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from operator import attrgetter
from typing import TYPE_CHECKING, Any

from botocore import xform_name
from botocore.model import ListShape, MapShape, OperationModel, Shape, StructureShape

from ..runtime.strict_json import encode

if TYPE_CHECKING:
    from datetime import datetime

Project = Callable[[Any], Any]


class Serializer:
    """Projects a result on the output shape, and writes the projection.

    The two steps are apart because the first reads live state and so runs under the backend's
    lock; the second works on the copy that the first made.
    """

    def __init__(self, project: Project, status: int, status_member: str | None) -> None:
        self.project: Callable[[Any], dict[str, Any]] = project
        self._status = status
        self._status_member = status_member

    def __call__(self, projection: dict[str, Any]) -> tuple[int, bytes]:
        """The HTTP status and the body."""
        status = self._status
        if self._status_member is not None:
            status = projection.pop(self._status_member, status)
        return status, encode(projection).encode("ascii")


def compile_serializer(operation: OperationModel) -> Serializer:
    """Compile the output shape; an operation without one answers an empty object."""
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
    """Compiles shapes to projections; None stands for a value that goes out as it is."""

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
        # By class: what reads its attributes at once, with the members that these are.
        of_class: dict[type, _Attributes] = {}

        def project(value: Any) -> dict[str, Any]:
            projection = {}
            if isinstance(value, dict):
                for name, item in value.items():
                    if item is not None and name in by_name:
                        wire_name, of_member = by_name[name]
                        projection[wire_name] = item if of_member is None else of_member(item)
                return projection
            attributes = of_class.get(type(value))
            if attributes is None:
                attributes = of_class[type(value)] = _attributes(value, members)
            read, read_members = attributes
            for (wire_name, of_member), item in zip(read_members, read(value), strict=True):
                if item is not None:
                    projection[wire_name] = item if of_member is None else of_member(item)
            return projection

        return project


# What reads attributes of an object, and the wire's name and the projection of each.
_Attributes = tuple[Callable[[Any], Iterable[Any]], list[tuple[str, "Project | None"]]]


def _attributes(
    example: Any, members: Iterable[tuple[str, str, str, Project | None]]
) -> _Attributes:
    """How to read the members that an object of that class has."""
    there = [each for each in members if hasattr(example, each[2])]
    attributes = [attribute for _, _, attribute, _ in there]
    if len(attributes) > 1:
        read: Callable[[Any], Iterable[Any]] = attrgetter(*attributes)
    else:
        # Of one attribute, attrgetter gives the value and no tuple.
        def read(value: Any) -> Iterable[Any]:
            return [getattr(value, attribute) for attribute in attributes]

    return read, [(wire_name, of_member) for _, wire_name, _, of_member in there]


def _seconds(value: datetime) -> float:
    """Seconds since the epoch, to the millisecond, as the service writes them."""
    # Rounding to digits after the point goes by way of a text, which takes three times as long.
    return round(value.timestamp() * 1000) / 1000
