"""The records of an event stream: one JSON document for each event.

Sources: the Amazon Connect Administrator Guide (2026), "set up real-time export"; a recorded
Kinesis record for the order of the members; ``docs/fidelity.md`` for what is a choice.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from ...runtime import clock, identifiers

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_SEPARATORS = (",", ":")
# Letters stay as they are, which UTF-8 can hold.
_encode = json.JSONEncoder(ensure_ascii=False, check_circular=False, separators=_SEPARATORS).encode


def health_check(domain_name: str) -> bytes:
    """The record by which the service sees whether a put works."""
    return _document(clock.timestamp(), "HEALTH_CHECK", domain_name)


def of_profile(domain_name: str, event_type: str, at: float, profile: Mapping[str, Any]) -> bytes:
    """A profile as it is after a change, given by its members."""
    return _document(at, event_type, domain_name, ObjectTypeName="_profile", Object=profile)


def of_merge(
    domain_name: str, at: float, main: Mapping[str, Any], duplicates: Sequence[Mapping[str, Any]]
) -> bytes:
    """The main profile after a merge, and the merged profiles as they were before it."""
    return _document(
        at,
        "MERGED",
        domain_name,
        ObjectTypeName="_profile",
        Object=main,
        MergeId=identifiers.uuid(),
        DuplicateProfiles=duplicates,
    )


def of_object(
    domain_name: str,
    event_type: str,
    at: float,
    *,
    object_type_name: str,
    profile_id: str,
    unique_key: str,
    document: Mapping[str, Any],
) -> bytes:
    """An object or a standard object, given by its JSON."""
    return _document(
        at,
        event_type,
        domain_name,
        ObjectTypeName=object_type_name,
        AssociatedProfileId=profile_id,
        ProfileObjectUniqueKey=unique_key,
        Object=document,
    )


def _document(at: float, event_type: str, domain_name: str, **members: Any) -> bytes:
    moment = clock.moment(at).isoformat(timespec="milliseconds")
    document = {
        "SchemaVersion": 0,
        "EventId": identifiers.uuid(),
        "EventTimestamp": f"{moment.removesuffix('+00:00')}Z",
        "EventType": event_type,
        "DomainName": domain_name,
        **members,
        "IsMessageRealTime": True,
    }
    try:
        return _encode(document).encode()
    except UnicodeEncodeError:
        # Half of a surrogate pair, which only an escape can hold.
        return json.dumps(document, separators=_SEPARATORS).encode()
