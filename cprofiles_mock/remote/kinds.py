"""The kinds of resources that a domain is read for.

They follow from what the families declare: the section of a component names the operation that
makes a resource, and the service model has the operations that read it under the same name.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from botocore.model import ListShape, MapShape, StructureShape

from .. import resources as _resources  # noqa: F401  (importing it registers every family)
from ..protocol.compiled import service_model
from ..schema.sections import ResourceSection
from ..schema.times import time_text
from ..state.components import COMPONENTS
from ..state.registry import HANDLERS

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from botocore.model import Shape

    from ..state.components import ResourceComponent

#: The members of an entry that every answer may have besides those that make the resource.
STAMPS = ("CreatedAt", "LastUpdatedAt")


@dataclass(frozen=True, slots=True)
class Kind:
    """Resources of one component, and the operations that list and read them."""

    component: type[ResourceComponent[Any]]
    section: ResourceSection
    list_operation: str
    get_operation: str

    @property
    def update_operation(self) -> str:
        """The operation that changes a resource."""
        return self.get_operation.replace("Get", "Update", 1)

    @property
    def list_parameters(self) -> dict[str, Any]:
        """The members that make the list complete, such as IncludeHidden."""
        members = input_members(self.list_operation)
        return {name: True for name in members if name.startswith("Include")}

    def entry(self, answer: Mapping[str, Any]) -> dict[str, Any]:
        """The entry of a state document for what ``get_operation`` answered."""
        made_of = {
            name: shape
            for name, shape in input_members(self.section.made_by).items()
            if name != "DomainName" and name not in self.section.leaves_out
        }
        entry = {name: as_given(shape, _found(answer, name)) for name, shape in made_of.items()}
        besides = {name: _plain(answer.get(name)) for name in self.section.besides}
        return only_set({**besides, **entry, **stamps_of(answer)})


def kinds() -> Iterator[Kind]:
    """The kinds of all families that have handlers here, in the order of the families."""
    for component in COMPONENTS:
        section: Any = component.section
        kind = kind_of(component, section) if isinstance(section, ResourceSection) else None
        if kind is not None:
            yield kind


def kind_of(component: Any, section: ResourceSection) -> Kind | None:
    """The kind of a component's resources; None if no operations list and read them by the key."""
    noun = section.made_by.removeprefix("Create").removeprefix("Put")
    kind = Kind(component, section, f"List{noun}s", f"Get{noun}")
    if not HANDLERS.keys() >= {kind.list_operation, kind.get_operation}:
        return None
    shape: Any = service_model().operation_model(kind.get_operation).input_shape
    return kind if {*shape.required_members} <= {"DomainName", section.key} else None


def input_members(operation: str) -> Mapping[str, Shape]:
    """The members of an operation's input, with their shapes."""
    shape = service_model().operation_model(operation).input_shape
    assert shape is not None  # every operation of the service has an input
    members: Mapping[str, Shape] = shape.members
    return members


def stamps_of(answer: Mapping[str, Any]) -> dict[str, str]:
    """When a resource was made and last changed, as a document has it."""
    return {name: _plain(answer[name]) for name in STAMPS if answer.get(name) is not None}


def only_set(entry: Mapping[str, Any]) -> dict[str, Any]:
    """The members that have a value; an empty one is one that the service does not take back."""
    return {name: value for name, value in entry.items() if value not in (None, "", [], {})}


def as_given(shape: Shape, value: Any) -> Any:
    """What a request would have to give for an answer to have ``value``.

    Answers have more members than requests, such as the status of a configuration.
    """
    if isinstance(shape, StructureShape) and isinstance(value, dict):
        return {
            name: as_given(shape.members[name], item)
            for name, item in value.items()
            if name in shape.members
        }
    if isinstance(shape, ListShape) and isinstance(value, list):
        return [as_given(shape.member, item) for item in value]
    if isinstance(shape, MapShape) and isinstance(value, dict):
        return {name: as_given(shape.value, item) for name, item in value.items()}
    return _plain(value)


def _found(answer: Mapping[str, Any], name: str) -> Any:
    """A member of an answer, or of a structure in it, as streams have their Uri."""
    if name in answer:
        return answer[name]
    inner = [each for each in answer.values() if isinstance(each, dict) and name in each]
    return inner[0][name] if len(inner) == 1 else None


def _plain(value: Any) -> Any:
    return time_text(value.timestamp()) if isinstance(value, datetime) else value
