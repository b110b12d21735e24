"""Operations on integrations."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ... import exceptions
from ...rules.flow_definitions import check_flow_definition
from ...runtime import clock
from ...state import queries
from ...state.numbered import Listing
from ...state.registry import operation
from . import errors
from .making import check_new_flow, integration_at, make_integration
from .state import Integrations

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from types_boto3_customer_profiles.type_defs import (
        DeleteIntegrationRequestTypeDef,
        GetIntegrationRequestTypeDef,
        ListAccountIntegrationsRequestTypeDef,
        ListIntegrationsRequestTypeDef,
        PutIntegrationRequestTypeDef,
    )

    from ...models import CustomerProfilesBackend
    from ...state.domain import Domain
    from .integration import Integration


@operation("PutIntegration")
def put_integration(
    backend: CustomerProfilesBackend, request: PutIntegrationRequestTypeDef
) -> Integration:
    """What the domain has at the Uri already is replaced, but for its tags and CreatedAt; Tags
    count only when the integration is new. With FlowDefinition the Uri is the new flow's ARN. The
    flow lives as long as an integration has its ARN. A domain's integration that was disabled
    because its object type was deleted is enabled again.

    A flow from S3 is run by the handle's ``run_flow``, and by the clock if it is scheduled.

    Not modelled: flows from other connectors, and those of the trigger Event; the key, role and
    connector profile behind a flow; whether the object types and event triggers that are named
    exist.
    """
    domain = backend.domain(request["DomainName"])
    integrations = domain.component(Integrations)
    exceptions.raise_any(integrations.mistakes(request))
    uri = _uri_of(backend, request)
    now = clock.now()
    integration = integrations.resources.get(uri)
    if integration is None:
        integrations.check_room()
        integration = make_integration(
            integrations, uri, request.get("FlowDefinition"), request.get("Tags", {})
        )
    integration.object_type_name = request.get("ObjectTypeName")
    integration.object_type_names = request.get("ObjectTypeNames") or None
    integration.role_arn = request.get("RoleArn")
    integration.event_trigger_names = request.get("EventTriggerNames", [])
    integration.scope = request.get("Scope", "PROFILE")
    integration.disabled = False
    integration.last_updated_at = now
    return integration


@operation("GetIntegration")
def get_integration(domain: Domain, request: GetIntegrationRequestTypeDef) -> Integration:
    """Hidden ones are returned too."""
    return domain.component(Integrations).find(request["Uri"])


@operation("DeleteIntegration")
def delete_integration(domain: Domain, request: DeleteIntegrationRequestTypeDef) -> dict[str, str]:
    """Objects that the integration brought in stay. One with Scope DOMAIN brings what recommenders
    need, and cannot be deleted while there are any.
    """
    integrations = domain.component(Integrations)
    integration = integrations.find(request["Uri"])
    recommenders = queries.recommender_names(domain)
    if integration.scope == "DOMAIN" and recommenders:
        raise errors.integration_in_use(integration.uri, recommenders)
    integrations.remove(integration.uri)
    return {"Message": "OK"}


@operation("ListIntegrations")
def list_integrations(
    domain: Domain, request: ListIntegrationsRequestTypeDef
) -> Listing[Integration]:
    """Disabled integrations and those of unstructured data are hidden."""
    include_hidden = request.get("IncludeHidden", False)
    return domain.component(Integrations).resources.where(
        lambda each: include_hidden or not each.hidden
    )


@operation("ListAccountIntegrations")
def list_account_integrations(
    backend: CustomerProfilesBackend, request: ListAccountIntegrationsRequestTypeDef
) -> Listing[Integration]:
    """A URI that several domains have is listed once for each of them, in the order of the domains'
    creation. Disabled integrations and those of unstructured data are hidden.
    """
    uri, include_hidden = request["Uri"], request.get("IncludeHidden", False)

    def after(number: int) -> Iterator[tuple[int, Integration]]:
        # A domain has at most one of the URI, so the domain's number is the integration's.
        for number_of_domain, domain in backend.domains.after(number):
            found = integration_at(domain, uri)
            if found is not None and (include_hidden or not found.hidden):
                yield number_of_domain, found

    return Listing(after)


def _uri_of(backend: CustomerProfilesBackend, request: PutIntegrationRequestTypeDef) -> str:
    """The Uri that was given, or the ARN of the flow that the definition makes.

    A state file has both. Raises BadRequestException for both or neither, and for a definition that
    is not valid or names a flow that exists.
    """
    definition: Mapping[str, Any] | None = request.get("FlowDefinition")
    if definition is None:
        if "Uri" not in request:
            raise exceptions.neither_given("Uri", "FlowDefinition")
        return request["Uri"]
    if "Uri" not in request:
        return check_new_flow(backend, definition)
    if not backend.region.is_loading:
        raise exceptions.both_given("Uri", "FlowDefinition")
    check_flow_definition(definition)
    return request["Uri"]
