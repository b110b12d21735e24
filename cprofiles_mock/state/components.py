"""The components of all families, and the base of those that keep resources."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Generic, Protocol, TypeVar

from .. import exceptions
from . import cloudformation
from .domain import Component
from .numbered import NumberedResources

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from .cloudformation import ResourceType
    from .declarations import Column
    from .domain import Domain

#: By the order of their registration, which is the order in which they react.
COMPONENTS: list[type[Component]] = []

#: The members of a domain's entry in a state document that no component writes, with their shapes.
DOMAIN_MEMBERS = {
    "KnownKeyNames": "Texts",
    "DataStoreSince": "Time",
    "Profiles": "Section",
    "PastProfiles": "Section",
    "LastProfileNumber": "Number",
    "LastObjectNumber": "Number",
}

Kind = TypeVar("Kind", bound=type[Component])
Resource = TypeVar("Resource")


def component(kind: Kind) -> Kind:
    """Register a component, as a decorator. Raises ValueError if it claims what another has."""
    taken = {claim for each in COMPONENTS for claim in _claims(each)}
    taken.update(("section", member) for member in DOMAIN_MEMBERS)
    for claim, value in _claims(kind):
        if (claim, value) in taken:
            raise ValueError(f"{kind.__name__}: the {claim} {value!r} is taken")
    kind.order = len(COMPONENTS)
    COMPONENTS.append(kind)
    if issubclass(kind, ResourceComponent) and kind.cloudformation is not None:
        cloudformation.declare(kind.cloudformation)
    return kind


def _claims(kind: type[Component]) -> Iterator[tuple[str, str]]:
    """What no other component may have: setting, ARN kind, and the members of its section."""
    if kind.setting is not None:
        yield "setting", kind.setting
    if issubclass(kind, ResourceComponent) and kind.arn_kind is not None:
        yield "arn_kind", kind.arn_kind
    if kind.section is not None:
        for member in kind.section.members:
            yield "section", member


def by_arn_kind(arn_kind: str) -> type[ResourceComponent[Any]] | None:
    """The component whose resources have that segment in their ARNs."""
    return next(
        (
            each
            for each in COMPONENTS
            if issubclass(each, ResourceComponent) and each.arn_kind == arn_kind
        ),
        None,
    )


class Taggable(Protocol):
    """A resource that has tags."""

    tags: dict[str, str]


class ResourceComponent(Component, Generic[Resource]):
    """A component that keeps numbered resources, each known by a key in its domain."""

    #: What a resource is called in error texts, alone and among many.
    noun: ClassVar[str]
    plural: ClassVar[str]
    #: The service quota for each domain; None if there is none.
    limit: ClassVar[int | None] = None
    #: The segment of their ARNs below a domain's, which tags and IAM read; None without ARNs.
    arn_kind: ClassVar[str | None] = None
    #: The heading and the columns of their table on the page of a domain.
    title: ClassVar[str] = ""
    columns: ClassVar[tuple[Column, ...]] = ()
    #: Their CloudFormation resource type; None if there is no such type.
    cloudformation: ClassVar[ResourceType | None] = None
    #: Whether every domain has some from the start, which the service makes.
    has_defaults: ClassVar[bool] = False

    def __init__(self, domain: Domain) -> None:
        super().__init__(domain)
        self.resources: NumberedResources[str, Resource] = NumberedResources()

    def get(self, key: str) -> Resource | None:
        """The resource of that key, or None."""
        return self.resources.get(key)

    def mistakes(
        self,
        request: Mapping[str, Any],  # noqa: ARG002  (for the families that override this)
    ) -> Iterable[exceptions.ServiceError]:
        """The rules that a request to make a resource violates, in the order of their checks.

        The handler raises the first; a state file is told of all, each with the path of its place.
        Of a file's request, parts that are wrong otherwise may be missing or empty.
        """
        return ()

    def find(self, key: str) -> Resource:
        """The resource of that key. Raises ResourceNotFoundException."""
        found = self.get(key)
        if found is None:
            name = self.domain.domain_name
            raise exceptions.not_found(self.noun, key, name, self.resources)
        return found

    def remove(self, key: str) -> Resource:
        """Remove the resource of that key. Raises ResourceNotFoundException."""
        found = self.find(key)
        self.resources.remove(key)
        return found

    def check_free(self, key: str) -> None:
        """Raise BadRequestException if the domain has a resource of that key already."""
        if self.get(key) is not None:
            raise exceptions.exists_already(self.noun, key)

    def check_room(self) -> None:
        """Raise BadRequestException if the domain has as many resources as it may have."""
        if self.limit is not None and len(self.resources) >= self.limit:
            raise exceptions.limit_reached(self.limit, self.plural)
