"""Calculated attributes in state documents.

The service's own definitions are in every domain, so only what became of them is written.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ... import exceptions
from ...protocol.compiled import service_model
from ...schema.forms import Form
from ...schema.problems import Problem, each
from ...schema.sections import ResourceSection, copied, stamp, tags_and_stamps
from ...schema.times import time_text
from ...state.registry import HANDLERS
from .defaults import default_definitions

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from ...models import CustomerProfilesBackend
    from ...state.domain import Domain
    from .state import Definition

_DEFAULTS = "DefaultCalculatedAttributes"
_KEY = "CalculatedAttributeName"
_UPDATE = "UpdateCalculatedAttributeDefinition"


class CalculatedAttributesSection(ResourceSection):
    """The definitions of callers, and those of the service that were changed or deleted."""

    @property
    def members(self) -> Mapping[str, str]:
        """The members of a domain's entry."""
        return {**super().members, _DEFAULTS: "Section"}

    def write(self, component: Any) -> dict[str, Any]:
        """The definitions, by who made them."""
        return {**super().write(component), _DEFAULTS: list(_changed(component)) or None}

    def read(
        self,
        kind: type[Any],
        backend: CustomerProfilesBackend,
        domain: Domain,
        members: Mapping[str, Any],
    ) -> None:
        """Make the definitions of callers, and change those of the service. Raises Problem."""

        def change(entry: Any) -> None:
            _change(domain, domain.component(kind), entry)

        # A name may be free because the service's own definition of that name was deleted.
        for _ in each(_DEFAULTS, members.get(_DEFAULTS), change):
            pass
        super().read(kind, backend, domain, members)


def _changed(component: Any) -> Iterator[dict[str, Any]]:
    """What became of the service's own definitions, as far as they are not as it made them."""
    for made in default_definitions():
        name = made.calculated_attribute_name
        now = component.defaults.get(name)
        if now is None:
            yield {_KEY: name, "Deleted": True}
            continue
        differences = {
            member: copied(value)
            for member, value, former in (
                ("DisplayName", now.display_name, made.display_name),
                ("Description", now.description, made.description),
                ("Conditions", now.conditions, made.conditions),
            )
            if value != former
        }
        if now.horizon is not None:
            differences["Horizon"] = time_text(now.horizon)
        differences.update(tags_and_stamps(now))
        if differences:
            yield {_KEY: name, **differences}


def _change(domain: Domain, component: Any, entry: Any) -> None:
    members = _form().read(entry)
    name = members[_KEY]
    definition: Definition | None = component.defaults.get(name)
    if definition is None:
        raise Problem((_KEY,), f"{name} is not one of the service's own definitions")
    if members.get("Deleted"):
        component.remove(name)
        return
    inputs = service_model().operation_model(_UPDATE).input_shape
    assert inputs is not None  # every operation of the service has an input
    request = {member: value for member, value in members.items() if member in inputs.members}
    try:
        HANDLERS[_UPDATE].function(domain, request)
    except exceptions.ServiceError as error:
        raise Problem((), error.message) from None
    definition.last_updated_at = None
    definition.horizon = members.get("Horizon")
    definition.tags = dict(members.get("Tags", {}))
    stamp(definition, members)


def _form() -> Form:
    shape: Any = service_model().operation_model(_UPDATE).input_shape
    created: Any = service_model().operation_model("CreateCalculatedAttributeDefinition")
    updated = {name: member for name, member in shape.members.items() if name != "DomainName"}
    own = {"Deleted": "Flag", "Horizon": "Time", "LastUpdatedAt": "Time"}
    return Form({**updated, "Tags": created.input_shape.members["Tags"], **own}, (_KEY,))
