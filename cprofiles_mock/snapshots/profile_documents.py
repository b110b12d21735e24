"""Profiles as entries of a state document: their members, and what must be stored with them."""

from __future__ import annotations

import json
from itertools import groupby
from typing import TYPE_CHECKING, Any

from ..rules.ingestion.precedence import LOWEST
from ..runtime.strict_json import unescaped
from ..schema.sections import copied
from ..schema.times import time_text
from ..state.history import SERVICE_PRINCIPAL
from .derived import derive

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from ..rules.ingestion.contributions import Path
    from ..rules.ingestion.objects import FieldReader, ProfileObject, StandardObject
    from ..rules.ingestion.precedence import Origin
    from ..rules.key_index import IndexKey
    from ..schema.numbering import NumberWriter
    from ..state.domain import Domain
    from ..state.history import HistoryRecord
    from ..state.profile import Profile


def profile_entry(
    domain: Domain, profile: Profile, profiles: NumberWriter, objects: NumberWriter
) -> dict[str, Any]:
    """The entry of a profile, without empty members and those that reading would derive anyway."""
    members = profile.set_values()
    entry: dict[str, Any] = {
        "ProfileId": profile.profile_id,
        **profiles.member(profile.number),
        **copied(members),
    }
    if profile.keys:
        entry["Keys"] = [_key(*each) for each in profile.added_keys()]
    if profile.removed_index_keys:
        entry["DeletedKeys"] = [_key(*each) for each in sorted(profile.removed_index_keys)]
    if profile.origins:
        entry["Origins"] = [
            {**_origin(origin), "Fields": [".".join(path) for path, _ in of_origin]}
            for origin, of_origin in groupby(profile.origins.items(), key=lambda item: item[1])
        ]
    if profile.written_at or not profile.origins:
        entry["WrittenAt"] = time_text(profile.written_at)
    if profile.rewritten:
        entry["Rewritten"] = [
            {"WrittenAt": time_text(at), "Fields": [".".join(path) for path, _ in of_moment]}
            for at, of_moment in groupby(profile.rewritten.items(), key=lambda item: item[1])
        ]
    if profile.inferred:
        entry["Inferred"] = True
    entry["ExpiresAt"] = time_text(profile.expires_at)
    if profile.object_count:
        entry["Objects"] = [_object(domain, each, objects) for each in profile.each_object()]
    if profile.standard_objects:
        entry["StandardObjects"] = [
            _standard_object(each, objects) for each in profile.each_standard_object()
        ]
    entry["History"] = [_record(each, profile, members) for each in profile.history]
    return entry


def past_profile_entry(
    domain: Domain, profile_id: str, history: Iterable[HistoryRecord]
) -> dict[str, Any]:
    """The entry of a removed profile."""
    entry: dict[str, Any] = {"ProfileId": profile_id}
    if profile_id in domain.merged_into:
        entry["MergedInto"] = domain.merged_into[profile_id]
    return {**entry, "History": [_record(each) for each in history]}


def _key(name: str, values: Iterable[str]) -> dict[str, Any]:
    return {"KeyName": name, "Values": list(values)}


def _keys(index_keys: Iterable[IndexKey]) -> list[dict[str, Any]]:
    return [_key(*each) for each in index_keys]


def _origin(origin: Origin) -> dict[str, Any]:
    ranked = {} if origin.rank == LOWEST else {"SourcePriority": origin.rank}
    return {
        "ObjectTypeName": origin.object_type_name,
        **ranked,
        "UpdatedAt": time_text(origin.updated_at),
    }


def _object(domain: Domain, stored: ProfileObject, objects: NumberWriter) -> dict[str, Any]:
    entry: dict[str, Any] = {
        "ObjectTypeName": stored.object_type_name,
        "ProfileObjectUniqueKey": stored.profile_object_unique_key,
        **objects.member(stored.number),
        "Object": stored.object,
        "UpdatedAt": time_text(stored.updated_at),
        **_ingestion(stored),
        "ExpiresAt": time_text(stored.expires_at),
    }
    object_type = domain.object_type(stored.object_type_name)
    derived = derive(object_type, stored.object)
    # The object type may have changed since, or may have a key that only new profiles get.
    if stored.index_keys != derived.index_keys:
        entry["Keys"] = _keys(stored.index_keys)
    if stored.fields is not object_type.mapping:
        then = _field_values(stored.fields, derived.source)
        if then != _field_values(object_type.mapping, derived.source):
            entry["FieldValues"] = json.dumps(then)
    return entry


def _ingestion(stored: ProfileObject | StandardObject) -> dict[str, Any]:
    """When and in which order it was ingested, as far as its other members do not tell."""
    entry: dict[str, Any] = {}
    if stored.ingested_at != stored.updated_at:
        entry["IngestedAt"] = time_text(stored.ingested_at)
    if stored.ingestion_number != stored.number:
        entry["IngestionNumber"] = stored.ingestion_number
    return entry


def _field_values(fields: FieldReader, source: Mapping[str, Any]) -> dict[str, Any]:
    return {name: fields.read_field(name, source) for name in fields.field_names}


def _standard_object(stored: StandardObject, objects: NumberWriter) -> dict[str, Any]:
    entry: dict[str, Any] = {
        "ObjectTypeName": stored.object_type_name,
        "ProfileObjectUniqueKey": stored.profile_object_unique_key,
        "Id": stored.identifier,
        **objects.member(stored.number),
        **_ingestion(stored),
        "Origins": [
            {**_origin(origin), "Values": [_value(path, stored.values[path]) for path, _ in values]}
            for origin, values in groupby(stored.origins.items(), key=lambda item: item[1])
        ],
    }
    found_by = stored.found_by.difference(stored.own_keys())
    if found_by:
        entry["FoundBy"] = _keys(sorted(found_by))
    return entry


def _value(path: Path, value: Any) -> dict[str, Any]:
    # No file can hold half of a surrogate pair, which JSON can.
    if isinstance(value, str) and value.isprintable():
        return {"Path": list(path), "Value": value}
    return {"Path": list(path), "Json": unescaped(json.dumps(value))}


def _record(
    record: HistoryRecord,
    profile: Profile | None = None,
    members: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    """The entry of a record, without its content if that equals the present profile or object."""
    entry: dict[str, Any] = {"ActionType": record.action_type}
    if record.object_type_name != "_profile":
        entry["ObjectTypeName"] = record.object_type_name
    if record.profile_object_unique_key is not None:
        entry["ProfileObjectUniqueKey"] = record.profile_object_unique_key
    entry["CreatedAt"] = time_text(record.at)
    if record.performed_by != SERVICE_PRINCIPAL:
        entry["PerformedBy"] = record.performed_by
    if profile is None or not _is_now(record, profile, members):
        entry["Content"] = copied(record.content)
    return entry


def _is_now(record: HistoryRecord, profile: Profile, members: Mapping[str, Any] | None) -> bool:
    if isinstance(record.content, str):
        key = record.profile_object_unique_key or ""
        stored = profile.object_by_key(record.object_type_name, key)
        return stored is not None and stored.object == record.content
    # The order of what is nested is that of the JSON that the record is read as.
    return record.content == members and all(
        list(value) == list(members[name])
        for name, value in record.content.items()
        if isinstance(value, dict)
    )
