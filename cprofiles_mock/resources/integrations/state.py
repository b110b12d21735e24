"""Integrations and their state in a domain."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from ... import exceptions
from ...schema.sections import ResourceSection
from ...state import queries
from ...state.cloudformation import ResourceType
from ...state.components import ResourceComponent, component
from ...state.declarations import Column
from . import errors

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import datetime

    from ...state.domain import Domain

#: The object type name of a flow whose data is no structured object (model, IsUnstructured).
UNSTRUCTURED = "_unstructured"


@dataclass(slots=True, kw_only=True, eq=False)
class Integration:
    """One source of data of one domain, known by its URI."""

    arn: str
    domain_name: str
    uri: str
    object_type_name: str | None = None
    # By the type of event; replaced, never changed in place.
    object_type_names: Mapping[str, str] | None = None
    role_arn: str | None = None
    event_trigger_names: Sequence[str] = field(default_factory=list)
    scope: str = "PROFILE"
    workflow_id: str | None = None
    # What made it, if that was a flow definition; no operation returns it.
    flow_definition: Mapping[str, Any] | None = field(default=None, repr=False)
    from_flow_definition: bool = False
    disabled: bool = False
    created_at: datetime
    last_updated_at: datetime
    tags: dict[str, str] = field(default_factory=dict)

    @property
    def is_unstructured(self) -> bool:
        """Whether a flow definition made it for unstructured data."""
        return self.from_flow_definition and self.object_type_name == UNSTRUCTURED

    @property
    def hidden(self) -> bool:
        """Whether lists leave it out unless they are asked for hidden ones."""
        return self.disabled or self.object_type_name == UNSTRUCTURED

    def disable(self, object_type_name: str) -> None:
        """Stop ingesting as that object type, which has been deleted.

        An event type that led to it is removed as long as others remain. An integration that would
        be left without any object type is disabled and keeps its name, so that putting again what
        GetIntegration returns enables it.
        """
        if self.object_type_names:
            left = {k: v for k, v in self.object_type_names.items() if v != object_type_name}
            if left:
                self.object_type_names = left
            else:
                self.disabled = True
        elif self.object_type_name == object_type_name:
            self.disabled = True


def _shown_object_types(integration: Integration) -> str:
    """The object type, or the one of each type of event."""
    by_event = integration.object_type_names or {}
    return integration.object_type_name or ", ".join(
        f"{event}: {name}" for event, name in by_event.items()
    )


@component
class Integrations(ResourceComponent[Integration]):
    """The integrations of one domain, by their URIs."""

    noun = "Integration"
    plural = "integrations"
    # Service quota "Integrations", for each domain (Administrator Guide, 2026).
    limit = 50
    arn_kind = "integrations"
    section = ResourceSection(
        "Integrations",
        made_by="PutIntegration",
        key="Uri",
        besides={"WorkflowId": "Text", "FromFlowDefinition": "Flag", "Disabled": "Flag"},
        defaults={"Scope": "PROFILE", "EventTriggerNames": []},
    )
    title = "Integrations"
    columns = (
        Column("Uri", lambda each: each.uri),
        Column("ObjectTypeName", _shown_object_types),
    )
    cloudformation = ResourceType(
        name="Integration",
        create="PutIntegration",
        read="GetIntegration",
        update="PutIntegration",
        delete="DeleteIntegration",
        key=("DomainName", "Uri"),
        attributes=("CreatedAt", "LastUpdatedAt"),
        arn_kind="integrations",
        not_in_cloudformation=("RoleArn",),
        create_overwrites=True,
        only_at_creation=("FlowDefinition",),
    )

    def mistakes(self, request: Mapping[str, Any]) -> Iterator[exceptions.BadRequestException]:
        """An event trigger has an object type of its own; all else must name one or several."""
        names = ("ObjectTypeName", "ObjectTypeNames")
        given = [member for member in names if request.get(member)]
        if len(given) == 2:
            yield exceptions.both_given(*names).at("ObjectTypeNames")
        if not given and "EventTriggerNames" not in request:
            error = errors.integration_without_object_type()
            yield error.at(names[0], depends_on=[(names[1],), ("EventTriggerNames",)])

    def object_type_deleted(self, name: str) -> None:
        """Disable the integrations that put objects of that type."""
        for integration in self.resources.values():
            integration.disable(name)


@queries.integrations_of_trigger.answered_by
def _integrations_of_trigger(domain: Domain, event_trigger_name: str) -> list[str]:
    """The Uris of the enabled integrations that name the trigger."""
    integrations = domain.existing(Integrations)
    if integrations is None:
        return []
    return [
        each.uri
        for each in integrations.resources.values()
        if event_trigger_name in each.event_trigger_names and not each.disabled
    ]
