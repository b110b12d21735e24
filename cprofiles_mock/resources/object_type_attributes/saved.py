"""What was saved, told from the histories of profiles, so that no put has to count anything."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ...rules.ingestion.objects import ProfileObject
    from ...state.domain import Domain
    from ...state.history import HistoryRecord
    from ...state.object_types import ObjectType

#: When an object was ingested, in seconds since the epoch, and its JSON.
Saved = tuple[float, str]


def _histories(domain: Domain) -> Iterator[tuple[str, Sequence[HistoryRecord]]]:
    """The history of each profile, those that are no more first, in the order of their removal."""
    yield from domain.past_histories.items()
    for profile_id, profile in domain.profiles.items():
        yield profile_id, profile.history


def _present(domain: Domain, type_name: str) -> Iterator[tuple[str, ProfileObject]]:
    """The objects of a type that there are now, each with the profile that has it."""
    for profile_id, profile in domain.profiles.items():
        for stored in profile.objects_of(type_name).values():
            yield profile_id, stored


def saved_objects(domain: Domain, type_name: str, since: float) -> Iterator[Saved]:
    """Every object of a type that was ever saved.

    ``since`` is when the type was made: what was saved before was of another type of its name.
    """
    told: set[tuple[str | None, float]] = set()
    for _, records in _histories(domain):
        for record in records:
            if record.object_type_name == type_name and record.action_type == "INGESTED":
                told.add((record.profile_object_unique_key, record.at))
                if record.at >= since:
                    yield record.at, record.stored_content
    # A state file may bring objects without a history.
    for _, stored in _present(domain, type_name):
        if (stored.profile_object_unique_key, stored.ingested_at) not in told:
            yield stored.ingested_at, stored.object


def objects_at(domain: Domain, object_type: ObjectType, moment: float) -> Iterator[str]:
    """The JSON of the objects of a type that there were at a moment, in seconds since the epoch."""
    name = object_type.object_type_name
    past = _Past(domain, object_type)
    events = [
        (record.at, owner, record)
        for owner, records in _histories(domain)
        for record in records
        if record.at <= moment and record.object_type_name in (name, "_profile")
    ]
    # What happened in one moment stays in the order of the histories.
    events.sort(key=lambda each: each[0])
    for _, owner, record in events:
        past.replay(owner, record)
    # What is there now has been there since it was ingested, whatever the histories lack.
    known = {(key, at) for own in past.owned.values() for key, (at, _) in own.items()}
    for owner, stored in _present(domain, name):
        key, at = stored.profile_object_unique_key, stored.ingested_at
        if at <= moment and (key, at) not in known:
            past.owned.setdefault(owner, {})[key] = at, stored.object
    for own in past.owned.values():
        for _, text in own.values():
            yield text


class _Past:
    """The objects of one type that profiles had, while what happened to them is replayed."""

    def __init__(self, domain: Domain, object_type: ObjectType) -> None:
        self._into = domain.merged_into
        self._mapping = object_type.mapping
        # By profile and unique key.
        self.owned: dict[str, dict[str, Saved]] = {}
        # The objects of profiles that are being merged, by the profile that they go to.
        self._moving: dict[str, list[dict[str, Saved]]] = {}

    def replay(self, owner: str, record: HistoryRecord) -> None:
        """Let happen what a record of a profile's history tells."""
        key = record.profile_object_unique_key
        if key is not None:
            own = self.owned.setdefault(owner, {})
            if record.action_type == "INGESTED":
                own[key] = record.at, record.stored_content
            else:
                own.pop(key, None)
        elif record.action_type == "MERGED":
            self._receive(owner)
        elif record.action_type in {"DELETED_BY_CUSTOMER", "EXPIRED", "DELETED_BY_MERGE"}:
            gone = self.owned.pop(owner, {})
            if record.action_type == "DELETED_BY_MERGE" and owner in self._into:
                self._moving.setdefault(self._into[owner], []).append(gone)

    def _receive(self, main: str) -> None:
        """Move objects to a profile; of two with one unique key, the one updated later is kept."""
        own = self.owned.setdefault(main, {})
        for moved in self._moving.pop(main, ()):
            for key, saved in moved.items():
                if key not in own or self._updated_at(saved) > self._updated_at(own[key]):
                    own[key] = saved

    def _updated_at(self, saved: Saved) -> float:
        at, text = saved
        told = self._mapping.updated_at(self._mapping.read(json.loads(text)))
        return at if told is None else told
