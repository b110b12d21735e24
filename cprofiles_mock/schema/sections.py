"""The part of a state document that a component writes, and how it is read back.

A resource is written as the members of the operation that makes it, and loaded by that operation's
handler: what requests cannot make, files cannot make either.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING, Any

from botocore import xform_name

from .. import exceptions
from ..protocol.compiled import service_model
from ..runtime import clock
from ..state.registry import HANDLERS
from .forms import Form
from .numbering import NumberWriter
from .problems import Problem, Problems, each
from .times import time_text

if TYPE_CHECKING:
    from botocore.model import Shape

    from ..models import CustomerProfilesBackend
    from ..state.components import ResourceComponent
    from ..state.domain import Domain

#: The members that every numbered resource has besides those of the API.
STAMPS = {"Number": "Number", "CreatedAt": "Time", "LastUpdatedAt": "Time"}


@dataclass(frozen=True)
class ResourceSection:
    """The section of a component that keeps numbered resources.

    ``made_by`` is the operation whose handler makes one, ``key`` the member that identifies it,
    ``leaves_out`` the members that are not stored. ``besides`` are members of our own, each in the
    attribute of its name, with the names of their shapes in ``schema.forms``: ``Text``, ``Flag``,
    ``Count`` from 0, ``Number`` from 1, ``Time`` in seconds since the epoch, and so on. A member
    that equals its default is not written, nor is a Flag that is False; ``omits`` returns the
    members of a resource that follow from something else. ``yielding`` are members that a resource
    of a real domain is loaded without where it would be refused with them.
    """

    name: str
    made_by: str
    key: str
    leaves_out: Collection[str] = ()
    besides: Mapping[str, str] = field(default_factory=dict)
    defaults: Mapping[str, Any] = field(default_factory=dict)
    omits: Callable[[Any], Collection[str]] = lambda _: ()
    yielding: Collection[str] = ()

    @property
    def members(self) -> Mapping[str, str]:
        """The members of a domain's entry."""
        return {self.name: "Section", self._last: "Number"}

    @property
    def _last(self) -> str:
        return f"Last{self.name.removesuffix('s')}Number"

    @cached_property
    def _made_of(self) -> Mapping[str, Shape]:
        """The members of the operation's input that are stored."""
        shape: Any = service_model().operation_model(self.made_by).input_shape
        left_out = {"DomainName", *self.leaves_out}
        return {name: each for name, each in shape.members.items() if name not in left_out}

    @cached_property
    def _form(self) -> Form:
        shape: Any = service_model().operation_model(self.made_by).input_shape
        required = dict.fromkeys((self.key, *shape.required_members))
        return Form(
            {**self._made_of, **STAMPS, **self.besides},
            [name for name in required if name in self._made_of],
        )

    def write(self, component: ResourceComponent[Any]) -> dict[str, Any]:
        """The resources, and the last number if no resource has it."""
        numbers = NumberWriter()
        entries = [
            self._entry(resource, numbers.member(number))
            for number, resource in component.resources.after(0)
        ]
        return {
            self.name: entries or None,
            **numbers.last_member(self._last, component.resources.last),
        }

    def _entry(self, resource: Any, number: Mapping[str, Any]) -> dict[str, Any]:
        names = [name for name in (*self._made_of, *self.besides) if name != "Tags"]
        left_out = {self.key, *self.omits(resource)}
        entry = {self.key: getattr(resource, xform_name(self.key)), **number}
        for name in names:
            value = getattr(resource, xform_name(name))
            if name not in left_out and value != self._default(name):
                entry[name] = _written(value, self.besides.get(name))
        return {**entry, **tags_and_stamps(resource)}

    def _default(self, name: str) -> Any:
        return self.defaults.get(name, False if self.besides.get(name) == "Flag" else None)

    def read(
        self,
        kind: type[ResourceComponent[Any]],
        backend: CustomerProfilesBackend,
        domain: Domain,
        members: Mapping[str, Any],
    ) -> None:
        """Make the resources by the operation's handler. Raises Problem."""

        def make(entry: Any) -> None:
            self._make(kind, backend, domain, entry)

        for _ in each(self.name, members.get(self.name), make, key=self.key):
            pass
        if self._last in members:
            domain.component(kind).resources.skip_to(members[self._last])

    def _make(
        self,
        kind: type[ResourceComponent[Any]],
        backend: CustomerProfilesBackend,
        domain: Domain,
        entry: Any,
    ) -> None:
        problems = Problems()
        members, in_part = self._form.read_in_part(entry, problems)
        component = domain.component(kind)
        resources = component.resources
        key: Any = members.get(self.key)
        if key in resources:
            problems.add(Problem((self.key,), f"{key} is there already"))
        if problems:
            # The handler would not take the entry; its rules are looked at all the same.
            problems.add_errors(component.mistakes(self._request(domain, in_part)))
        problems.raise_any()
        resources.skip_to(members.get("Number", 0) - 1)
        handler = HANDLERS[self.made_by]
        try:
            request = self._request(domain, members)
            handler.function(domain if handler.takes_domain else backend, request)
        except exceptions.ServiceError as error:
            problems.add_errors(error.parts)
            problems.raise_any()
        resource = resources[key]
        for name in self.besides:
            if name in members:
                setattr(resource, xform_name(name), members[name])
        stamp(resource, members)

    def _request(self, domain: Domain, members: Mapping[str, Any]) -> dict[str, Any]:
        """The request that makes the resource of an entry."""
        request = {name: value for name, value in members.items() if name in self._made_of}
        return {**request, "DomainName": domain.domain_name}


def _written(value: Any, shape: str | None) -> Any:
    """A value as a document has it, given the name of its shape if that is one of our own."""
    if shape == "Time":
        return time_text(value)
    if shape == "TimesByName":
        return {name: [time_text(each) for each in times] for name, times in value.items()}
    return copied(value)


def tags_and_stamps(resource: Any) -> dict[str, Any]:
    """The tags and times of a resource, as far as it has any."""
    entry = {
        "Tags": dict(resource.tags) or None,
        "CreatedAt": time_or_none(resource.created_at),
        "LastUpdatedAt": time_or_none(resource.last_updated_at),
    }
    return {name: value for name, value in entry.items() if value is not None}


def time_or_none(moment: datetime | None) -> str | None:
    """A moment as a document has it."""
    return None if moment is None else time_text(moment.timestamp())


def stamp(resource: Any, members: Mapping[str, Any]) -> None:
    """Set the times that an entry has; the others are those of the moment of loading."""
    for member, attribute in (("CreatedAt", "created_at"), ("LastUpdatedAt", "last_updated_at")):
        if member in members:
            setattr(resource, attribute, clock.moment(members[member]))


def copied(value: Any) -> Any:
    """A copy of what consists of mappings, lists and scalars, as a document has it."""
    if isinstance(value, Mapping):
        return {name: copied(item) for name, item in value.items()}
    if isinstance(value, list | tuple):
        return [copied(item) for item in value]
    return time_text(value.timestamp()) if isinstance(value, datetime) else value
