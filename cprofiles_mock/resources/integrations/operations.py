"""Integrations: where a domain's objects come from."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from ... import exceptions
from ...rules.flow_definitions import check_flow_definition
from ...runtime import clock
from ...state.registry import operation

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import datetime

    from types_boto3_customer_profiles.type_defs import (
        DeleteIntegrationRequestTypeDef,
        GetIntegrationRequestTypeDef,
        ListAccountIntegrationsRequestTypeDef,
        ListIntegrationsRequestTypeDef,
        PutIntegrationRequestTypeDef,
    )

    from ...models import CustomerProfilesBackend
    from ...state.domain import Domain

#: Service quota "Integrations", for each domain (Administrator Guide, 2026).
MOST_INTEGRATIONS = 50

#: The longest Uri that the model allows; a flow's ARN becomes one.
LONGEST_URI = 255

#: The object type name of a flow whose data is no structured object (model, IsUnstructured).
UNSTRUCTURED = "_unstructured"


@dataclass(slots=True, kw_only=True, eq=False)
class Integration:
    """One source of data of one domain, known by its URI. A flow definition is not kept."""

    arn: str
    domain_name: str
    uri: str
    object_type_name: str | None = None
    # By the type of event; replaced, never changed in place.
    object_type_names: Mapping[str, str] | None = None
    role_arn: str | None = None
    event_trigger_names: Sequence[str] | None = None
    scope: str = "PROFILE"
    workflow_id: str | None = None
    from_flow_definition: bool = False
    disabled: bool = False
    created_at: datetime
    last_updated_at: datetime
    tags: dict[str, str] = field(default_factory=dict)

    @property
    def is_unstructured(self) -> bool:
        """Whether a flow definition made it, to ingest what is no structured object."""
        return self.from_flow_definition and self.object_type_name == UNSTRUCTURED

    @property
    def hidden(self) -> bool:
        """Whether lists leave it out unless they are asked for hidden ones."""
        return self.disabled or self.object_type_name == UNSTRUCTURED

    def disable(self, object_type_name: str) -> None:
        """Stop ingesting as that object type, which has been deleted.

        An event type that led to it is taken out as long as others remain. What would be left
        without any object type is disabled, and keeps the name it had, so that putting again
        what GetIntegration returns enables it.
        """
        if self.object_type_names:
            left = {k: v for k, v in self.object_type_names.items() if v != object_type_name}
            if left:
                self.object_type_names = left
            else:
                self.disabled = True
        elif self.object_type_name == object_type_name:
            self.disabled = True


@dataclass(slots=True)
class DomainIntegrations:
    """The integrations of one domain, in the order of their creation."""

    domain: Domain
    include_hidden: bool

    def after(self, number: int) -> Iterator[tuple[int, Integration]]:
        """Those whose number is above ``number``."""
        for number_of_integration, integration in self.domain.integrations.after(number):
            if self.include_hidden or not integration.hidden:
                yield number_of_integration, integration


@dataclass(slots=True)
class AccountIntegrations:
    """The integrations with one URI, in the order of their domains' creation.

    A domain has at most one, so that the domain's number is the integration's.
    """

    backend: CustomerProfilesBackend
    uri: str
    include_hidden: bool

    def after(self, number: int) -> Iterator[tuple[int, Integration]]:
        """Those of domains whose number is above ``number``."""
        for number_of_domain, domain in self.backend.domains.after(number):
            integration = domain.integrations.get(self.uri)
            if integration is not None and (self.include_hidden or not integration.hidden):
                yield number_of_domain, integration


@operation("PutIntegration")
def put_integration(
    backend: CustomerProfilesBackend, request: PutIntegrationRequestTypeDef
) -> Integration:
    """What the domain has at the Uri already is replaced, but for its tags and CreatedAt; Tags
    count only when the integration is new. With FlowDefinition the Uri is the new flow's ARN. The
    flow lives as long as an integration has its ARN. A domain's integration that was disabled
    because its object type was deleted is enabled again.

    Not modelled: the flow itself and its runs, the bucket, key, role and connector profile behind
    it, what each TaskType needs in TaskProperties, and whether the object types and event triggers
    that are named exist.
    """
    domain = backend.domains.get(request["DomainName"])
    if domain is None:
        raise exceptions.domain_not_found(request["DomainName"], backend.account_id)
    _check_object_types(request)
    uri = _uri_of(backend, request)
    now = clock.now()
    integration = domain.integrations.get(uri)
    if integration is None:
        if len(domain.integrations) >= MOST_INTEGRATIONS:
            raise exceptions.too_many_integrations(MOST_INTEGRATIONS)
        integration = Integration(
            arn=f"{domain.arn}/integrations/{uri}",
            domain_name=domain.domain_name,
            uri=uri,
            from_flow_definition="FlowDefinition" in request,
            created_at=now,
            last_updated_at=now,
            tags=dict(request.get("Tags", {})),
        )
        domain.integrations.add(uri, integration)
    integration.object_type_name = request.get("ObjectTypeName")
    integration.object_type_names = request.get("ObjectTypeNames") or None
    integration.role_arn = request.get("RoleArn")
    integration.event_trigger_names = request.get("EventTriggerNames")
    integration.scope = request.get("Scope", "PROFILE")
    integration.disabled = False
    integration.last_updated_at = now
    return integration


@operation("GetIntegration")
def get_integration(domain: Domain, request: GetIntegrationRequestTypeDef) -> Integration:
    """Hidden ones are returned too."""
    try:
        return domain.integrations[request["Uri"]]
    except KeyError:
        raise exceptions.integration_not_found(request["Uri"], domain.domain_name) from None


@operation("DeleteIntegration")
def delete_integration(domain: Domain, request: DeleteIntegrationRequestTypeDef) -> dict[str, str]:
    """Objects that the integration brought in stay."""
    try:
        domain.integrations.remove(request["Uri"])
    except KeyError:
        raise exceptions.integration_not_found(request["Uri"], domain.domain_name) from None
    return {"Message": "OK"}


@operation("ListIntegrations")
def list_integrations(
    domain: Domain, request: ListIntegrationsRequestTypeDef
) -> DomainIntegrations:
    """Hidden are those that were disabled, and those of unstructured data."""
    return DomainIntegrations(domain, request.get("IncludeHidden", False))


@operation("ListAccountIntegrations")
def list_account_integrations(
    backend: CustomerProfilesBackend, request: ListAccountIntegrationsRequestTypeDef
) -> AccountIntegrations:
    """A URI that several domains have is listed once for each of them. Hidden are those that were
    disabled, and those of unstructured data.
    """
    return AccountIntegrations(backend, request["Uri"], request.get("IncludeHidden", False))


def _check_object_types(request: PutIntegrationRequestTypeDef) -> None:
    """An event trigger has an object type of its own; all else must name one or several."""
    named = [m for m in ("ObjectTypeName", "ObjectTypeNames") if request.get(m)]
    if len(named) == 2:
        raise exceptions.both_given("ObjectTypeName", "ObjectTypeNames")
    if not named and "EventTriggerNames" not in request:
        raise exceptions.integration_without_object_type()


def _uri_of(backend: CustomerProfilesBackend, request: PutIntegrationRequestTypeDef) -> str:
    """The Uri that was given, or the ARN of the flow that the definition makes.

    Raises BadRequestException for both or neither, for a definition that is not valid, and where
    a flow of that name exists, which is what any integration with its ARN shows.
    """
    definition: Mapping[str, Any] | None = request.get("FlowDefinition")
    if definition is None:
        if "Uri" not in request:
            raise exceptions.neither_given("Uri", "FlowDefinition")
        return request["Uri"]
    if "Uri" in request:
        raise exceptions.both_given("Uri", "FlowDefinition")
    check_flow_definition(definition)
    name = definition["FlowName"]
    uri = f"arn:{backend.partition}:appflow:{backend.region_name}:{backend.account_id}:flow/{name}"
    if len(uri) > LONGEST_URI:
        raise exceptions.flow_name_too_long(name, LONGEST_URI)
    if any(uri in domain.integrations for domain in backend.domains.values()):
        raise exceptions.flow_exists(name)
    return uri
