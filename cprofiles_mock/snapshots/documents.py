"""The whole state of a backend as one document of mappings, lists and scalars."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..rules.key_index import PREDEFINED_KEY_NAMES
from ..schema.numbering import NumberWriter
from ..schema.progress import with_bar
from ..schema.sections import copied, tags_and_stamps
from ..schema.times import time_text
from .profile_documents import past_profile_entry, profile_entry

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ..models import CustomerProfilesBackend
    from ..state.domain import Domain

#: The version of the form that documents have. Another form gets another number.
VERSION = 1


def document_of(backend: CustomerProfilesBackend) -> dict[str, Any]:
    """All of a backend's state, in the order of its listings.

    The document shares nothing with the state. Nothing is brought up to date: whatever has become
    due since the latest request happens at the next one.
    """
    with backend.lock:
        numbers = NumberWriter()
        domains = [
            _domain(domain, numbers.member(number)) for number, domain in backend.domains.after(0)
        ]
        return {
            "version": VERSION,
            "Domains": domains,
            **numbers.last_member("LastDomainNumber", backend.domains.last),
        }


def _domain(domain: Domain, number: Mapping[str, Any]) -> dict[str, Any]:
    store = domain.profiles
    profiles, objects = NumberWriter(), NumberWriter()
    idle = sorted(set(store.index.idle_key_names).difference(PREDEFINED_KEY_NAMES))
    entry = {
        "DomainName": domain.domain_name,
        **number,
        "DefaultExpirationDays": domain.default_expiration_days,
        "DefaultEncryptionKey": domain.default_encryption_key,
        "DeadLetterQueueUrl": domain.dead_letter_queue_url,
        **_settings(domain),
        "DataStore": copied(domain.data_store),
        "DataStoreSince": _data_store_since(domain),
        **tags_and_stamps(domain),
        "KnownKeyNames": idle or None,
        **_sections(domain),
        "Profiles": [
            profile_entry(domain, each, profiles, objects)
            for each in with_bar(list(store.values()), "dumping", "profiles")
        ]
        or None,
        "PastProfiles": [
            past_profile_entry(domain, *each) for each in domain.past_histories.items()
        ]
        or None,
        **profiles.last_member("LastProfileNumber", store.last_profile_number),
        **objects.last_member("LastObjectNumber", store.last_object_number),
    }
    return {name: value for name, value in entry.items() if value is not None}


def _data_store_since(domain: Domain) -> str | None:
    """When the data store was enabled, unless it has been since the domain was created."""
    since = domain.data_store_since
    return None if since in (None, domain.created_at.timestamp()) else time_text(since)


def _settings(domain: Domain) -> dict[str, Any]:
    """The members of CreateDomain that configure components, as they were given."""
    return {
        component.setting: copied(component.config)
        for component in sorted(domain.components(), key=lambda each: each.setting or "")
        if component.setting is not None
    }


def _sections(domain: Domain) -> dict[str, Any]:
    return {
        member: value
        for component in domain.components()
        if component.section is not None
        for member, value in component.section.write(component).items()
    }
