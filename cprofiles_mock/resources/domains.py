"""Operations on domains."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .. import exceptions
from ..exceptions import BadRequestException
from ..runtime import clock
from ..state import cloudformation
from ..state.components import COMPONENTS
from ..state.domain import Domain
from ..state.registry import operation

if TYPE_CHECKING:
    from collections.abc import Mapping

    from types_boto3_customer_profiles.type_defs import (
        CreateDomainRequestTypeDef,
        DeleteDomainRequestTypeDef,
        GetDomainRequestTypeDef,
        ListDomainsRequestTypeDef,
        UpdateDomainRequestTypeDef,
    )

    from ..models import CustomerProfilesBackend
    from ..state.numbered import NumberedResources

#: Service quota "Amazon Connect Customer Profiles domain count" (Administrator Guide, 2026).
MOST_DOMAINS = 100


cloudformation.declare(
    cloudformation.ResourceType(
        name="Domain",
        create="CreateDomain",
        read="GetDomain",
        update="UpdateDomain",
        delete="DeleteDomain",
        key=("DomainName",),
        attributes=(
            "CreatedAt", "LastUpdatedAt", "Stats", "RuleBasedMatching.Status",
            "DataStore.Readiness",
        ),
    )
)  # fmt: skip


@operation("CreateDomain")
def create_domain(
    backend: CustomerProfilesBackend, request: CreateDomainRequestTypeDef
) -> dict[str, Any]:
    """Not modelled: the existence and policies of the encryption key, the dead letter queue and the
    bucket for matches, the file of rule-based matches (ExportingConfig of RuleBasedMatching is
    stored and returned), and the time a data store takes to get ready.
    """
    name = request["DomainName"]
    if name in backend.domains:
        raise exceptions.domain_exists(name)
    if len(backend.domains) >= MOST_DOMAINS:
        raise exceptions.too_many_domains(MOST_DOMAINS)
    now = clock.now()
    domain = Domain(
        region=backend.region,
        arn=backend.region.arn(f"domains/{name}"),
        domain_name=name,
        default_expiration_days=request["DefaultExpirationDays"],
        created_at=now,
        last_updated_at=now,
    )
    switched_off = _apply_settings(domain, request, is_new=True)
    backend.domains.add(name, domain)
    return {**_configuration(domain), **switched_off}


@operation("GetDomain")
def get_domain(domain: Domain, request: GetDomainRequestTypeDef) -> Domain:
    """A Matching or RuleBasedMatching that is off is left out."""
    return domain


@operation("UpdateDomain")
def update_domain(domain: Domain, request: UpdateDomainRequestTypeDef) -> dict[str, Any]:
    """Members that are absent keep their values; an empty string clears DefaultEncryptionKey and
    DeadLetterQueueUrl. Tags, if given, replace those that are there.

    Not modelled: as with CreateDomain.
    """
    switched_off = _apply_settings(domain, request, is_new=False)
    if "DefaultExpirationDays" in request:
        domain.default_expiration_days = request["DefaultExpirationDays"]
    domain.last_updated_at = clock.now()
    return {**_configuration(domain), **switched_off}


@operation("DeleteDomain")
def delete_domain(
    backend: CustomerProfilesBackend, request: DeleteDomainRequestTypeDef
) -> dict[str, str]:
    domain = backend.domain(request["DomainName"])
    for component in domain.components():
        component.domain_deleted()
    backend.domains.remove(domain.domain_name)
    return {"Message": "OK"}


@operation("ListDomains")
def list_domains(
    backend: CustomerProfilesBackend, request: ListDomainsRequestTypeDef
) -> NumberedResources[str, Domain]:
    return backend.domains


def _apply_settings(
    domain: Domain,
    request: CreateDomainRequestTypeDef | UpdateDomainRequestTypeDef,
    *,
    is_new: bool,
) -> dict[str, Any]:
    """Apply the request; each family configures its own setting.

    Everything is validated before anything is changed. Returns the configurations that the
    request switches off, by their members, for the answer to it. Raises BadRequestException.
    """
    given: Mapping[str, Any] = request
    data_store = _data_store(domain, request["DataStore"]) if "DataStore" in request else None
    configured, errors = [], list[exceptions.ServiceError]()
    for kind in COMPONENTS:
        if kind.setting is not None and kind.setting in given:
            component = domain.component(kind)
            try:
                configured.append((component, component.check_setting(given[kind.setting])))
            except exceptions.ServiceError as error:
                errors += [each.under(kind.setting) for each in error.parts]
    exceptions.raise_any(errors)
    if "DefaultEncryptionKey" in request:
        domain.default_encryption_key = request["DefaultEncryptionKey"] or None
    if "DeadLetterQueueUrl" in request:
        domain.dead_letter_queue_url = request["DeadLetterQueueUrl"] or None
    for component, config in configured:
        component.configure(config, is_new=is_new)
    if data_store is not None:
        if data_store["Enabled"] and not domain.has_data_store:
            domain.data_store_since = clock.timestamp()
        domain.data_store = data_store
    if "Tags" in request:
        domain.tags = dict(request["Tags"])
    return {
        component.setting: config
        for component, config in configured
        if component.setting is not None and config.get("Enabled") is False
    }


def _data_store(domain: Domain, given: Mapping[str, Any]) -> dict[str, Any]:
    """The data store that the request leads to. One that is on cannot be switched off, and is not
    switched on while the names of object types would collide in it. Raises BadRequestException.
    """
    enabled = given.get("Enabled", domain.has_data_store)
    if domain.has_data_store and not enabled:
        raise data_store_stays_on(domain.domain_name)
    if enabled and not domain.has_data_store:
        for name in reversed(list(domain.object_types)):
            other = domain.colliding_type(name)
            if other is not None:
                raise exceptions.object_type_names_collide(name, other)
    return {"Enabled": enabled}


def _configuration(domain: Domain) -> dict[str, Any]:
    """What the answers to CreateDomain and UpdateDomain have in common with GetDomain's."""
    return {
        "DomainName": domain.domain_name,
        "DefaultExpirationDays": domain.default_expiration_days,
        "DefaultEncryptionKey": domain.default_encryption_key,
        "DeadLetterQueueUrl": domain.dead_letter_queue_url,
        "Matching": domain.matching,
        "RuleBasedMatching": domain.rule_based_matching,
        "DataStore": domain.data_store,
        "CreatedAt": domain.created_at,
        "LastUpdatedAt": domain.last_updated_at,
        "Tags": domain.tags,
    }


# --- refusals ---------------------------------------------------------------------------------


def data_store_stays_on(domain_name: str) -> BadRequestException:
    return BadRequestException(
        f"The data store of domain {domain_name} is enabled and cannot be disabled; leave "
        "DataStore out, or make another domain without it"
    )
