"""Integrations and their state in a domain."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from ... import exceptions
from ...instruments.reporting import logger
from ...rules.flow_definitions import schedule_of
from ...schema.sections import ResourceSection
from ...state import queries
from ...state.cloudformation import ResourceType
from ...state.components import ResourceComponent, component
from ...state.declarations import Column
from . import errors
from .flows import FlowError, run
from .integration import Integration

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from ...state.domain import Domain


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
        besides={
            "WorkflowId": "Text",
            "FromFlowDefinition": "Flag",
            "Disabled": "Flag",
            "NextRunAt": "Time",
            "FilesRead": "TextByName",
            "Positions": "TextByName",
        },
        defaults={"Scope": "PROFILE", "EventTriggerNames": [], "FilesRead": {}, "Positions": {}},
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

    def remove(self, key: str) -> Integration:
        """Remove an integration with its schedule. Raises ResourceNotFoundException."""
        removed = super().remove(key)
        self.schedule()
        return removed

    def schedule(self) -> None:
        """Note when the next flow runs by the clock."""
        runs = (each.next_run_at for each in self.resources.values())
        self.next_due = min((at for at in runs if at is not None), default=math.inf)

    def loaded(self) -> None:
        """Schedule the flows that a state file brought."""
        self.schedule()

    def advance(self, at: float) -> None:
        """Run the flows that are due. What keeps one from running is logged once."""
        for each in list(self.resources.values()):
            if each.next_run_at is not None and each.next_run_at <= at:
                self._run(each, at)
        self.schedule()

    def _run(self, integration: Integration, at: float) -> None:
        assert integration.flow_definition is not None  # it is scheduled
        schedule = schedule_of(integration.flow_definition)
        assert schedule is not None  # the same
        integration.next_run_at = schedule.next_after(at)
        try:
            run(self.domain, integration, at, only_changed=not schedule.is_complete)
            integration.has_failed = False
        except FlowError as error:
            if not integration.has_failed:
                integration.has_failed = True
                name = self.domain.domain_name
                logger.warning("domain %s: a flow is not run by the clock: %s", name, error)

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
