"""Operations on domains."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .. import exceptions
from ..rules.matching.consolidation import check_consolidation
from ..rules.matching.rules import compile_rules
from ..runtime import clock
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


@operation("CreateDomain")
def create_domain(backend: CustomerProfilesBackend, request: CreateDomainRequestTypeDef) -> Domain:
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
        arn=f"arn:{backend.partition}:profile:{backend.region_name}:{backend.account_id}"
        f":domains/{name}",
        account_id=backend.account_id,
        domain_name=name,
        default_expiration_days=request["DefaultExpirationDays"],
        created_at=now,
        last_updated_at=now,
    )
    _apply_settings(domain, request, is_new=True)
    backend.domains.add(name, domain)
    return domain


@operation("GetDomain")
def get_domain(domain: Domain, request: GetDomainRequestTypeDef) -> Domain:
    return domain


@operation("UpdateDomain")
def update_domain(domain: Domain, request: UpdateDomainRequestTypeDef) -> Domain:
    """What is absent is kept; an empty string clears DefaultEncryptionKey and DeadLetterQueueUrl.
    Tags, where given, replace those that are there.

    Not modelled: as with CreateDomain.
    """
    _apply_settings(domain, request, is_new=False)
    if "DefaultExpirationDays" in request:
        domain.default_expiration_days = request["DefaultExpirationDays"]
    domain.last_updated_at = clock.now()
    return domain


@operation("DeleteDomain")
def delete_domain(
    backend: CustomerProfilesBackend, request: DeleteDomainRequestTypeDef
) -> dict[str, str]:
    try:
        backend.domains.remove(request["DomainName"])
    except KeyError:
        raise exceptions.domain_not_found(request["DomainName"], backend.account_id) from None
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
) -> None:
    matching = _matching(request.get("Matching", {"Enabled": False}))
    rules = _rules(domain, request.get("RuleBasedMatching", domain.rules.config or {}))
    if "DefaultEncryptionKey" in request:
        domain.default_encryption_key = request["DefaultEncryptionKey"] or None
    if "DeadLetterQueueUrl" in request:
        domain.dead_letter_queue_url = request["DeadLetterQueueUrl"] or None
    if "Matching" in request:
        domain.set_matching(matching)
    if "RuleBasedMatching" in request:
        domain.set_rules(rules, is_new=is_new)
    if "DataStore" in request:
        enabled = request["DataStore"].get("Enabled", False)
        domain.data_store = {"Enabled": enabled}
    if "Tags" in request:
        domain.tags = dict(request["Tags"])


def _matching(requested: Mapping[str, Any]) -> dict[str, Any]:
    """What is kept of a ``Matching``; disabling it deletes the consolidation criteria."""
    config = _with_conflict_resolution(requested)
    if "AutoMerging" in config:
        if "Consolidation" in config["AutoMerging"]:
            check_consolidation(config["AutoMerging"]["Consolidation"])
        if not config["Enabled"]:
            del config["AutoMerging"]
    return config


def _rules(domain: Domain, requested: Mapping[str, Any]) -> dict[str, Any]:
    """What is kept of a ``RuleBasedMatching``, which cannot be changed while IN_PROGRESS."""
    config = _with_conflict_resolution(requested)
    if config != (domain.rules.config or {}):
        if domain.rules.status(clock.timestamp()) == "IN_PROGRESS":
            raise exceptions.rules_in_progress(domain.domain_name)
        compile_rules(config)
    return config


def _with_conflict_resolution(config: Mapping[str, Any]) -> dict[str, Any]:
    """A copy without a SourceName where the model is RECENCY: the service drops it."""
    copied = {
        key: dict(value) if isinstance(value, dict) else value for key, value in config.items()
    }
    resolution = copied.get("ConflictResolution", {})
    merging = copied.get("AutoMerging", {})
    if "ConflictResolution" in merging:
        resolution = merging["ConflictResolution"] = dict(merging["ConflictResolution"])
    if resolution.get("ConflictResolvingModel") == "RECENCY":
        resolution.pop("SourceName", None)
    return copied
