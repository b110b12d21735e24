"""What was saved, told from the histories of profiles, so that no put has to count anything."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ...rules.ingestion.objects import ProfileObject
    from ...state.domain import Domain
    from ...state.history import HistoryRecord

_GONE = frozenset({"DELETED_BY_CUSTOMER", "EXPIRED", "DELETED_BY_MERGE"})


def _histories(domain: Domain) -> Iterator[tuple[str, Sequence[HistoryRecord]]]:
    """The history of each profile, those that are no more first: what they had was merged."""
    yield from domain.past_histories.items()
    for profile_id, profile in domain.profiles.items():
        yield profile_id, profile.history


def saved_objects(domain: Domain, type_name: str, since: float) -> Iterator[tuple[str, float]]:
    """The JSON of every object of a type that was ever saved, and when, in seconds.

    ``since`` is when the type was made: what was saved before was of another type of its name.
    """
    told: set[str] = set()
    for _, records in _histories(domain):
        for record in records:
            if record.object_type_name == type_name and record.action_type == "INGESTED":
                told.add(record.profile_object_unique_key or "")
                if record.at >= since:
                    yield record.stored_content, record.at
    for stored in _untold(domain, type_name, told):
        yield stored.object, stored.ingested_at


def objects_at(domain: Domain, type_name: str, moment: float) -> Iterator[str]:
    """The JSON of the objects of a type that there were at a moment, in seconds since the epoch."""
    events = [
        (record, owner)
        for owner, records in _histories(domain)
        for record in records
        if record.object_type_name == type_name
        or (record.object_type_name == "_profile" and record.action_type in _GONE)
    ]
    events.sort(key=lambda each: each[0].at)
    told = {each.profile_object_unique_key or "" for each, _ in events}
    owned: dict[str, dict[str, str]] = {}
    # What merged profiles had; which profile got it is told by what happens to it next.
    merged: dict[str, list[str]] = {}
    for record, owner in events:
        if record.at > moment:
            break
        own = owned.setdefault(owner, {})
        key = record.profile_object_unique_key
        if key is None:
            if record.action_type == "DELETED_BY_MERGE":
                for moved, content in own.items():
                    merged.setdefault(moved, []).append(content)
            del owned[owner]
            continue
        if key not in own and merged.get(key):
            merged[key].pop()
        if record.action_type == "INGESTED":
            own[key] = record.stored_content
        else:
            own.pop(key, None)
    for own in owned.values():
        yield from own.values()
    for contents in merged.values():
        yield from contents
    for stored in _untold(domain, type_name, told):
        if stored.ingested_at <= moment:
            yield stored.object


def _untold(domain: Domain, type_name: str, told: set[str]) -> Iterator[ProfileObject]:
    """The objects that no history tells of, which a state file brought."""
    for profile in domain.profiles.values():
        for key, stored in (profile.objects or {}).get(type_name, {}).items():
            if key not in told:
                yield stored
