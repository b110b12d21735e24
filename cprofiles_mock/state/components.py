"""The components of all families, and the base of those that keep resources."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Generic, Protocol, TypeVar

from .. import exceptions
from . import cloudformation
from .domain import Component
from .numbered import NumberedResources

if TYPE_CHECKING:
    from .cloudformation import ResourceType
    from .declarations import Column
    from .domain import Domain

#: By the order of their registration, which is the order in which they react.
COMPONENTS: list[type[Component]] = []

Kind = TypeVar("Kind", bound=type[Component])
Resource = TypeVar("Resource")


def component(kind: Kind) -> Kind:
    """Register a component, as a decorator. Raises ValueError if it claims what another has."""
    for claim in ("arn_kind", "setting", "section"):
        value = getattr(kind, claim, None)
        taken = [getattr(each, claim, None) for each in COMPONENTS]
        if value is not None and value in taken:
            raise ValueError(f"{kind.__name__}: another component has the {claim} {value!r}")
    kind.order = len(COMPONENTS)
    COMPONENTS.append(kind)
    if issubclass(kind, ResourceComponent) and kind.cloudformation is not None:
        cloudformation.declare(kind.cloudformation)
    return kind


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

    def __init__(self, domain: Domain) -> None:
        super().__init__(domain)
        self.resources: NumberedResources[str, Resource] = NumberedResources()

    def find(self, key: str) -> Resource:
        """The resource of that key. Raises ResourceNotFoundException."""
        found = self.resources.get(key)
        if found is None:
            raise exceptions.not_found(self.noun, key, self.domain.domain_name)
        return found

    def remove(self, key: str) -> Resource:
        """Remove the resource of that key. Raises ResourceNotFoundException."""
        found = self.find(key)
        self.resources.remove(key)
        return found

    def check_room(self) -> None:
        """Raise BadRequestException if the domain has as many resources as it may have."""
        if self.limit is not None and len(self.resources) >= self.limit:
            raise exceptions.limit_reached(self.limit, self.plural)
