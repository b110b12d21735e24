"""The whole state of a backend as one document of mappings, lists and scalars."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from ..rules.ingestion.templates import templates
from ..rules.key_index import PREDEFINED_KEY_NAMES
from ..schema.numbering import NumberWriter
from ..schema.times import time_text
from .profile_documents import copied, past_profile_entry, profile_entry

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime

    from ..models import CustomerProfilesBackend
    from ..resources.integrations.operations import Integration
    from ..state.domain import Domain
    from ..state.identity_resolution import (
        IdentityResolution,
        IdentityResolutionJob,
        Match,
    )
    from ..state.numbered import NumberedResources
    from ..state.object_types import ObjectType

#: The version of the form that documents have. Another form gets another number.
VERSION = 1


def document_of(backend: CustomerProfilesBackend) -> dict[str, Any]:
    """All of a backend's state, in the order of its listings.

    It shares nothing with the state. Nothing is brought up to date: what the clock says has
    happened since the latest request will happen at the next one.
    """
    with backend.lock:
        numbers = NumberWriter()
        domains = [
            _domain(domain, numbers.told(number)) for number, domain in backend.domains.after(0)
        ]
        return {
            "version": VERSION,
            "Domains": domains,
            **numbers.last_told("LastDomainNumber", backend.domains.last),
        }


def _domain(domain: Domain, number: Mapping[str, Any]) -> dict[str, Any]:
    profiles, objects = NumberWriter(), NumberWriter()
    idle = sorted(set(domain.keys.idle_key_names).difference(PREDEFINED_KEY_NAMES))
    entry = {
        "DomainName": domain.domain_name,
        **number,
        "DefaultExpirationDays": domain.default_expiration_days,
        "DefaultEncryptionKey": domain.default_encryption_key,
        "DeadLetterQueueUrl": domain.dead_letter_queue_url,
        "Matching": copied(domain.matching),
        "RuleBasedMatching": copied(domain.rules.config),
        "DataStore": copied(domain.data_store),
        "Tags": dict(domain.tags) or None,
        **_stamps(domain),
        "RuleMatching": _rule_matching(domain),
        "IdentityResolution": _identity_resolution(domain.resolution) or None,
        "KnownKeyNames": idle or None,
        **_listed("ObjectTypes", "LastObjectTypeNumber", domain.object_types, _object_type),
        **_listed("Integrations", "LastIntegrationNumber", domain.integrations, _integration),
        "Profiles": [
            profile_entry(domain, each, profiles, objects) for each in domain.profiles.values()
        ]
        or None,
        "PastProfiles": [past_profile_entry(*each) for each in domain.past_histories.items()]
        or None,
        **profiles.last_told("LastProfileNumber", domain.last_profile_number),
        **objects.last_told("LastObjectNumber", domain.last_object_number),
    }
    return _set_ones(entry)


def _set_ones(entry: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in entry.items() if value is not None}


def _time(moment: datetime | None) -> str | None:
    return None if moment is None else time_text(moment.timestamp())


def _stamps(resource: Domain | ObjectType | Integration) -> dict[str, Any]:
    return {
        "CreatedAt": _time(resource.created_at),
        "LastUpdatedAt": _time(resource.last_updated_at),
    }


def _listed(
    name: str,
    last: str,
    resources: NumberedResources[str, Any],
    write: Callable[[Any, Mapping[str, Any]], dict[str, Any]],
) -> dict[str, Any]:
    numbers = NumberWriter()
    entries = [
        _set_ones(write(resource, numbers.told(number))) for number, resource in resources.after(0)
    ]
    return {name: entries or None, **numbers.last_told(last, resources.last)}


def _object_type(object_type: ObjectType, number: Mapping[str, Any]) -> dict[str, Any]:
    entry = {
        "ObjectTypeName": object_type.object_type_name,
        **number,
        "Description": object_type.description,
        "TemplateId": object_type.template_id,
        "ExpirationDays": object_type.expiration_days,
        "EncryptionKey": object_type.encryption_key,
        "SourcePriority": object_type.source_priority,
        "MaxProfileObjectCount": object_type.max_profile_object_count,
        "Tags": dict(object_type.tags) or None,
        **_stamps(object_type),
    }
    if object_type.template_id is not None:
        # The template settles the rest. An older botocore may not know its count of objects.
        template = templates()[object_type.template_id]
        if object_type.max_profile_object_count == template.default_max_profile_object_count:
            del entry["MaxProfileObjectCount"]
        return entry
    return {
        **entry,
        "AllowProfileCreation": object_type.allow_profile_creation or None,
        "SourceLastUpdatedTimestampFormat": object_type.source_last_updated_timestamp_format,
        "Fields": copied(object_type.fields),
        "Keys": copied(object_type.keys),
    }


def _integration(integration: Integration, number: Mapping[str, Any]) -> dict[str, Any]:
    names = integration.event_trigger_names
    return {
        "Uri": integration.uri,
        **number,
        "ObjectTypeName": integration.object_type_name,
        "ObjectTypeNames": copied(integration.object_type_names),
        "RoleArn": integration.role_arn,
        "EventTriggerNames": None if names is None else list(names),
        "Scope": None if integration.scope == "PROFILE" else integration.scope,
        "WorkflowId": integration.workflow_id,
        "FromFlowDefinition": integration.from_flow_definition or None,
        "Disabled": integration.disabled or None,
        "Tags": dict(integration.tags) or None,
        **_stamps(integration),
    }


def _rule_matching(domain: Domain) -> dict[str, Any] | None:
    """What is told only while a configuration waits to be at work."""
    rules = domain.rules
    if rules.status(0) in (None, "ACTIVE"):
        return None
    return _set_ones({"ReadyAt": time_text(rules.ready_at), "AtWork": copied(rules.at_work)})


def _identity_resolution(resolution: IdentityResolution) -> dict[str, Any]:
    generated_at = resolution.generated_at
    entry = {
        "NextRunAt": _awaited(resolution.next_run),
        "FirstRunBy": _awaited(resolution.first_by),
        "ScheduledRuns": [time_text(at) for at in resolution.scheduled] or None,
        "GeneratedAt": None if generated_at is None else time_text(generated_at),
        "MatchesBefore": resolution.found_before or None,
        "Matches": [_match(each) for each in resolution.matches] or None,
        **_listed("Jobs", "LastJobNumber", resolution.jobs, _job),
    }
    return _set_ones(entry)


def _awaited(seconds: float) -> str | None:
    return None if seconds == math.inf else time_text(seconds)


def _match(match: Match) -> dict[str, Any]:
    return {
        "MatchId": match.match_id,
        "ConfidenceScore": match.confidence_score,
        "ProfileIds": [each.profile_id for each in match.profiles],
    }


def _job(job: IdentityResolutionJob, number: Mapping[str, Any]) -> dict[str, Any]:
    status, reads, since = job.transition_state()
    waits = not job.is_carried_out
    return {
        "JobId": job.job_id,
        **number,
        "Status": status,
        "Reads": reads if waits and reads else None,
        "StatusSince": time_text(since) if waits else None,
        "Message": job.message,
        "JobStartTime": _time(job.job_start_time),
        "JobEndTime": _time(job.job_end_time),
        "LastUpdatedAt": _time(job.last_updated_at),
        "AutoMerging": copied(job.auto_merging),
        "ExportingLocation": copied(job.exporting_location),
        "JobStats": copied(job.job_stats),
    }
