"""Builds profiles from entries of a state document, and the index keys that find them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from .. import exceptions
from ..rules.ingestion.objects import (
    FieldReader,
    ProfileObject,
    RecordedFields,
    StandardObject,
    unique_key,
)
from ..rules.ingestion.precedence import LOWEST, Origin
from ..rules.ingestion.standard_objects import STANDARD_OBJECTS
from ..runtime import identifiers, interrupts
from ..runtime.strict_json import decode_finite, why_refused
from ..runtime.suggestions import choice_of
from ..schema.forms import MISSING
from ..schema.problems import Problem, Problems, each
from ..schema.times import on_calendars
from ..state.history import SERVICE_PRINCIPAL, HistoryRecord
from ..state.profile import Profile
from ..state.profile_fields import LARGEST_PROFILE, attribute_of_member
from ..state.profile_store import SECONDS_OF_A_DAY, metered
from .derived import derive
from .members import form

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from ..rules.ingestion.contributions import Path
    from ..rules.key_index import IndexKey
    from ..schema.numbering import NumberReader
    from ..state.domain import Domain

# What a store of profiles counts and remembers, beside the profiles and their index keys.
_COUNTS = ("last_profile_number", "last_object_number", "next_due")


@dataclass(slots=True)
class ProfileReader:
    """Builds profiles from entries, for one domain, at the time ``now``.

    Missing members get the values that CreateProfile or PutProfileObject would set at that time.
    """

    domain: Domain
    now: float
    profile_numbers: NumberReader
    object_numbers: NumberReader
    # Object types that the document has; one of them that does not exist has a mistake itself.
    named_types: frozenset[str] = frozenset()
    _read: set[str] = field(default_factory=set)
    _added: list[Profile] = field(default_factory=list)

    def read(self, entry: Any) -> Profile:
        """Build a profile, which the domain must not have yet. Raises Problem."""
        problems = Problems()
        members = form("profile").read_what_is_right(entry, problems)
        profile_id = members.get("ProfileId") or identifiers.hex_id()
        if profile_id in self._read or is_there(self.domain, profile_id):
            problems.add(Problem(("ProfileId",), f"{profile_id} is there already"))
        self._read.add(profile_id)
        profile = Profile(profile_id=profile_id)
        written_at = 0.0 if members.get("Origins") else self.now
        try:
            profile.set_members(members, members.get("WrittenAt", written_at))
        except exceptions.BadRequestException as error:
            problems.add(Problem((), error.message))
        profile.number = self.profile_numbers.take(
            members.get("Number"), above=self.domain.profiles.last_profile_number
        )
        days = self.domain.default_expiration_days
        profile.expires_at = members.get("ExpiresAt", self.now + days * SECONDS_OF_A_DAY)
        profile.inferred = members.get("Inferred", False)
        with problems:
            self._read_keys(profile, members)
        with problems:
            _read_origins(profile, members)
        objects, standard_objects = members.get("Objects"), members.get("StandardObjects")
        with problems:
            for stored in each("Objects", objects, lambda e: self._object(profile, e)):
                profile.object_count += 1
                profile.object_bytes += stored.size
        with problems:
            for new, found_by in each("StandardObjects", standard_objects, self._standard_object):
                profile.add_standard_object(new)
                profile.index_standard_object(found_by, new)
        with problems:
            self._read_deleted_keys(profile, members)
        with problems:
            profile.history = self._history(profile, members)
        problems.raise_any()
        return profile

    def add_all(self, profiles: Iterable[Profile]) -> None:
        """Add profiles and ``finish``; all of them, or none if Ctrl-C is pressed meanwhile."""
        store = self.domain.profiles
        before = {name: getattr(store, name) for name in _COUNTS}
        with interrupts.deferred() as is_interrupted:
            for profile in profiles:
                if is_interrupted():
                    break
                self.add(profile)
            else:
                self.finish()
            if is_interrupted():
                for profile in self._added:
                    self.domain.drop_profile(profile)
                for name, value in before.items():
                    setattr(store, name, value)

    def finish(self) -> None:
        """Tell the components of the profiles that were added."""
        for component in self.domain.components():
            component.profiles_loaded(self._added)

    def add(self, profile: Profile) -> None:
        """Store a profile that was read, and add its index keys."""
        self._added.append(profile)
        store = self.domain.profiles
        store[profile.profile_id] = profile
        store.last_profile_number = max(store.last_profile_number, profile.number)
        store.last_object_number = max(store.last_object_number, self.object_numbers.highest)
        store.object_count += profile.object_count
        store.total_size += profile.object_bytes
        store.metered_count += metered(profile.object_count)
        store.next_due = min(
            store.next_due,
            profile.expires_at,
            *(stored.expires_at for stored in profile.each_object()),
        )
        for index_key in profile.index_keys():
            store.index.add(index_key, profile)

    def _read_keys(self, profile: Profile, members: Mapping[str, Any]) -> None:
        problems = Problems()
        keys = []
        with problems:
            keys = [(name, [*v]) for name, v in each("Keys", members.get("Keys"), read_key)]
        problems.raise_any()
        profile.set_added_keys(keys, self.domain.sought)

    def _read_deleted_keys(self, profile: Profile, members: Mapping[str, Any]) -> None:
        """Read the deleted keys. Of a standard key, the forms are deleted that something feeds."""
        fed = profile.fed_index_keys() if "DeletedKeys" in members else set()
        deleted: set[IndexKey] = set()
        problems = Problems()
        with problems:
            for key in each("DeletedKeys", members.get("DeletedKeys"), read_key):
                fed_forms = fed.intersection(self.domain.sought(*key))
                deleted |= fed_forms or {self.domain.index_key(*key)}
        problems.raise_any()
        profile.removed_index_keys = deleted or None

    def _object(self, profile: Profile, entry: Any) -> ProfileObject:
        problems = Problems()
        members = form("object").read_what_is_right(entry, problems)
        stored = None
        if "ObjectTypeName" in members and "Object" in members:
            with problems:
                stored = self._stored(profile, members)
        problems.raise_any()
        assert stored is not None  # else there is a problem
        return stored

    def _stored(self, profile: Profile, members: Mapping[str, Any]) -> ProfileObject:
        """The object of an entry, stored with its profile. Raises Problem."""
        name, text = members["ObjectTypeName"], members["Object"]
        try:
            object_type = self.domain.type_of_objects(name)
            derived = derive(object_type, text)
            size = len(text.encode())
        except exceptions.ResourceNotFoundException as error:
            if name in self.named_types:
                # The object type has the mistake; nothing of this is kept.
                return _stand_in(name, text)
            raise Problem(("ObjectTypeName",), error.message) from None
        except exceptions.BadRequestException as error:
            raise Problem(("ObjectTypeName",), error.message) from None
        except (ValueError, RecursionError) as error:
            raise Problem(
                ("Object",), f"is not the JSON of an object: {why_refused(error)}"
            ) from None
        key = members.get("ProfileObjectUniqueKey", derived.unique_key)
        if key is None:
            raise Problem(("Object",), exceptions.object_without_key(derived.why_no_key).message)
        if size > LARGEST_PROFILE:
            raise Problem(("Object",), exceptions.object_too_large(LARGEST_PROFILE).message)
        of_type = profile.objects_of(name)
        if key in of_type:
            raise Problem((), f"the profile has an object {key} of this type already")
        last = next(reversed(of_type.values()), None)
        days = object_type.expiration_days or self.domain.default_expiration_days
        updated_at = self.now if derived.updated_at is None else derived.updated_at
        number = self.object_numbers.take(members.get("Number"), above=last.number if last else 0)
        stored = ProfileObject(
            object_type_name=name,
            profile_object_unique_key=key,
            object=text,
            number=number,
            ingestion_number=self._ingestion_number(members, number),
            index_keys=derived.index_keys,
            fields=_fields(members, object_type.mapping),
            ingested_at=self._ingested_at(members, members.get("UpdatedAt")),
            updated_at=members.get("UpdatedAt", updated_at),
            expires_at=members.get("ExpiresAt", self.now + days * SECONDS_OF_A_DAY),
            size=size,
        )
        if "Keys" in members:
            stored.index_keys = tuple(_entries("Keys", members))
        profile.keep_object(stored)
        return stored

    def _ingestion_number(self, members: Mapping[str, Any], number: int) -> int:
        ingestion_number: int = members.get("IngestionNumber", number)
        self.object_numbers.skip_to(ingestion_number)
        return ingestion_number

    def _ingested_at(self, members: Mapping[str, Any], updated_at: float | None) -> float:
        """When the object was ingested: when it was updated, unless the entry says otherwise.

        A source may tell of times that are on no calendar; then it is now.
        """
        told = updated_at is not None and on_calendars(updated_at)
        ingested_at: float = members.get("IngestedAt", updated_at if told else self.now)
        return ingested_at

    def _standard_object(self, entry: Any) -> tuple[StandardObject, list[IndexKey]]:
        problems = Problems()
        members = form("standard object").read_what_is_right(entry, problems)
        name = members.get("ObjectTypeName")
        if name is not None and (name not in STANDARD_OBJECTS or name == "_profile"):
            hint = choice_of(name, [each for each in STANDARD_OBJECTS if each != "_profile"])
            problems.add(Problem(("ObjectTypeName",), f"{name} is not a standard object{hint}"))
        origins = []
        with problems:
            origins = [*each("Origins", members.get("Origins"), _origin_of_values)]
        found_by: list[IndexKey] = []
        with problems:
            found_by = _entries("FoundBy", members)
        problems.raise_any()
        name, identifier = members["ObjectTypeName"], members["Id"]
        derived = unique_key(name, (identifier,))
        stored = StandardObject(
            object_type_name=name,
            profile_object_unique_key=members.get("ProfileObjectUniqueKey", derived),
            number=(number := self.object_numbers.take(members.get("Number"))),
            ingestion_number=self._ingestion_number(members, number),
            identifier=identifier,
        )
        for origin, values in origins:
            for path, value in values:
                stored.values[path] = value
                stored.origins[path] = origin
        stored.ingested_at = self._ingested_at(
            members, stored.updated_at if stored.origins else None
        )
        return stored, found_by

    def _history(self, profile: Profile, members: Mapping[str, Any]) -> list[HistoryRecord]:
        if "History" in members:
            records = each("History", members["History"], lambda e: read_record(e, profile))
            return list(records)
        return [
            HistoryRecord("_profile", "CREATED", self.now, SERVICE_PRINCIPAL, profile.set_values())
        ]


def _stand_in(object_type_name: str, text: str) -> ProfileObject:
    """An object of a type that has a mistake; the file is not loaded."""
    return ProfileObject(
        object_type_name=object_type_name, profile_object_unique_key="", object=text,
        index_keys=(), fields=RecordedFields({}), updated_at=0.0, expires_at=0.0, size=0,
    )  # fmt: skip


def _fields(members: Mapping[str, Any], mapping: FieldReader) -> FieldReader:
    """What reads the object's fields: its type, or what the entry recorded. Raises Problem."""
    if "FieldValues" not in members:
        return mapping
    try:
        values = decode_finite(members["FieldValues"])
    except (ValueError, RecursionError) as error:
        text = f"is not the JSON of an object: {why_refused(error)}"
        raise Problem(("FieldValues",), text) from None
    if type(values) is not dict:
        raise Problem(("FieldValues",), "is the JSON of something else than an object")
    return RecordedFields(values)


def is_there(domain: Domain, profile_id: str) -> bool:
    """Whether the domain has, or had, a profile with this identifier."""
    return profile_id in domain.profiles or profile_id in domain.past_histories


def read_record(entry: Any, profile: Profile | None = None) -> HistoryRecord:
    """A history record; without a content, it gets the present profile or object as its content."""
    members = form("record").read(entry)
    name = members.get("ObjectTypeName", "_profile")
    key = members.get("ProfileObjectUniqueKey")
    content = members.get("Content")
    if isinstance(content, str):
        content = str(content)
    elif content is not None:
        try:
            content = form("content").read(content)
        except Problem as problem:
            raise problem.under("Content") from None
    elif profile is not None and name == "_profile":
        content = profile.set_values()
    else:
        stored = None if profile is None else profile.object_by_key(name, key or "")
        if stored is None:
            raise Problem(("Content",), MISSING)
        content = stored.object
    return HistoryRecord(
        name,
        members["ActionType"],
        members["CreatedAt"],
        members.get("PerformedBy", SERVICE_PRINCIPAL),
        content,
        key,
    )


def read_key(entry: Any) -> IndexKey:
    """The name and values of a key."""
    members = form("key").read(entry)
    if not members["Values"]:
        raise Problem(("Values",), exceptions.key_without_values(members["KeyName"]).message)
    return members["KeyName"], tuple(members["Values"])


def _entries(name: str, members: Mapping[str, Any]) -> list[IndexKey]:
    return list(each(name, members.get(name), read_key))


def _read_origins(profile: Profile, members: Mapping[str, Any]) -> None:
    """Read the origins of the fields that are set, and the times of fields that were rewritten."""
    problems = Problems()
    origins, rewritten = {}, {}
    with problems:
        for origin, paths in each("Origins", members.get("Origins"), _origin_of_fields):
            origins.update({path: origin for path in paths if _is_set(profile, path)})
    with problems:
        for at, paths in each("Rewritten", members.get("Rewritten"), _rewritten):
            rewritten.update(dict.fromkeys(paths, at))
    problems.raise_any()
    profile.origins, profile.rewritten = origins or None, rewritten or None


def _is_set(profile: Profile, path: Path) -> bool:
    whole = getattr(profile, attribute_of_member()[path[0]])
    return path[1] in (whole or ()) if len(path) > 1 else whole is not None


def _origin(members: Mapping[str, Any]) -> Origin:
    rank = members.get("SourcePriority", LOWEST)
    return Origin(members["ObjectTypeName"], rank, members["UpdatedAt"])


def _origin_of_fields(entry: Any) -> tuple[Origin, list[Path]]:
    members = form("origin").read(entry)
    return _origin(members), list(each("Fields", members["Fields"], _path))


def _rewritten(entry: Any) -> tuple[float, list[Path]]:
    members = form("rewritten").read(entry)
    return members["WrittenAt"], list(each("Fields", members["Fields"], _path))


def _path(text: str) -> Path:
    """The path of a field, such as ``Address.City``; only the first dot separates its parts."""
    member, dot, below = text.partition(".")
    if member not in attribute_of_member():
        raise Problem((), f"{text} is not a field of a profile")
    return (member, below) if dot else (member,)


def _origin_of_values(entry: Any) -> tuple[Origin, list[tuple[Path, Any]]]:
    members = form("origin of values").read(entry)
    return _origin(members), list(each("Values", members["Values"], _value))


def _value(entry: Any) -> tuple[Path, Any]:
    members = form("value").read(entry)
    if not members["Path"]:
        raise Problem(("Path",), "must not be empty")
    path = tuple(members["Path"])
    if "Json" not in members:
        return path, members.get("Value", "")
    try:
        return path, decode_finite(members["Json"])
    except (ValueError, RecursionError) as error:
        raise Problem(("Json",), f"is not valid JSON: {why_refused(error)}") from None
