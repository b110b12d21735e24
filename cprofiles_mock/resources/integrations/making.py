"""How integrations are made of flow definitions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ...rules.flow_definitions import check_flow_definition, schedule_of
from ...runtime import clock
from . import errors
from .flows import reads_bucket
from .integration import Integration
from .state import Integrations

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ...models import CustomerProfilesBackend
    from ...state.domain import Domain
    from ...state.region import Region

#: The longest Uri that the model allows; a flow's ARN becomes one.
LONGEST_URI = 255


def flow_uri(region: Region, flow_name: str) -> str:
    """The ARN of a flow, which is the Uri of its integration."""
    return region.arn(f"flow/{flow_name}", service="appflow")


def check_new_flow(backend: CustomerProfilesBackend, definition: Mapping[str, Any]) -> str:
    """Check a definition of a flow that does not exist, and return the flow's ARN.

    Raises BadRequestException for a definition that is not valid, and if a flow of that name
    exists, which is what any integration with its ARN shows.
    """
    check_flow_definition(definition)
    name = definition["FlowName"]
    uri = flow_uri(backend.region, name)
    if len(uri) > LONGEST_URI:
        raise errors.flow_name_too_long(name, LONGEST_URI)
    if any(integration_at(domain, uri) for domain in backend.domains.values()):
        raise errors.flow_exists(name)
    return uri


def integration_at(domain: Domain, uri: str) -> Integration | None:
    """The integration of that Uri, if the domain has one."""
    integrations = domain.existing(Integrations)
    return None if integrations is None else integrations.resources.get(uri)


def make_integration(
    integrations: Integrations,
    uri: str,
    definition: Mapping[str, Any] | None,
    tags: Mapping[str, str],
) -> Integration:
    """Add an integration; its flow is scheduled if its definition says so."""
    domain, now = integrations.domain, clock.now()
    made = Integration(
        arn=f"{domain.arn}/{Integrations.arn_kind}/{uri}",
        domain_name=domain.domain_name,
        uri=uri,
        from_flow_definition=definition is not None,
        flow_definition=definition,
        created_at=now,
        last_updated_at=now,
        tags=dict(tags),
    )
    integrations.resources.add(uri, made)
    schedule = None if definition is None else schedule_of(definition)
    if definition is not None and schedule is not None and reads_bucket(definition):
        made.next_run_at = schedule.next_after(now.timestamp())
        integrations.schedule()
    return made
