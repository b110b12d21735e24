"""Ingestion: how an object that was put reaches its profile.

Sources: the Amazon Connect Administrator Guide (2026), "how object type mapping works", "profile
matching", "standard objects", "inferred profiles" and "data limits"; ``docs/fidelity.md`` for what
is a choice.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from .. import exceptions
from ..instruments.dead_letters import DeadLetter, TriedKey, shown
from ..rules.ingestion.accessors import text_of
from ..rules.ingestion.objects import ProfileObject, StandardObject, unique_key
from ..rules.key_index import IndexKey, index_key
from ..runtime import clock, identifiers
from ..runtime.strict_json import decode_finite, why_refused
from .changes import Arrival
from .dead_letters import report
from .eviction import make_room
from .profile import Profile
from .profile_fields import LARGEST_PROFILE
from .profile_store import SECONDS_OF_A_DAY

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ..rules.ingestion.contributions import Changes
    from .domain import Domain
    from .object_types import ObjectType

#: "Maximum size of an object or profile", 250 KB (Administrator Guide, 2026).
LARGEST_OBJECT = LARGEST_PROFILE

_PHONE = ("PhoneNumber",)


def type_of_objects(domain: Domain, name: str) -> ObjectType:
    """The object type of that name, whose objects can be put.

    Raises BadRequestException for the name of a standard object and for one that collides in the
    data store, and ResourceNotFoundException.
    """
    defined = domain.object_types.find(name)
    if defined is not None:
        return defined
    if name.startswith("_"):
        raise exceptions.reserved_object_type_name(name)
    return domain.type_of_objects(name)


def put_at(domain: Domain, object_type: ObjectType, text: str, at: float) -> bool:
    """Ingest an object as of a moment, in seconds since the epoch; False if it becomes a letter.

    Raises BadRequestException as ``put`` does.
    """
    ingestion = Ingestion(domain, object_type, text)
    if ingestion.updated_at == ingestion.now:
        ingestion.updated_at = at
    ingestion.now = at
    try:
        ingestion.run()
    except exceptions.IngestionError as error:
        report(domain, ingestion.dead_letter(error))
        return False
    return True


def put(domain: Domain, object_type: ObjectType, text: str) -> str:
    """Ingest an object, given as JSON, and return its ProfileObjectUniqueKey.

    An object that leads to no profile goes to the dead letter queue.
    Raises BadRequestException for an object that is refused at once; nothing is changed then.
    """
    ingestion = Ingestion(domain, object_type, text)
    try:
        ingestion.run()
    except exceptions.IngestionError as error:
        report(domain, ingestion.dead_letter(error))
    return ingestion.unique_key


class Ingestion:
    """The ingestion of one object: the values that its type's mapping reads, and the steps."""

    __slots__ = (
        "domain", "index_keys", "mapping", "now", "object_changes", "object_type", "size",
        "source", "text", "unique_key", "updated_at", "values",
    )  # fmt: skip

    def __init__(self, domain: Domain, object_type: ObjectType, text: str) -> None:
        self.domain = domain
        self.object_type = object_type
        self.text = text
        self.size = len(text) if text.isascii() else len(text.encode())
        if self.size > LARGEST_OBJECT:
            raise exceptions.object_too_large(LARGEST_OBJECT)
        try:
            self.source = source = decode_finite(text)
        except (ValueError, RecursionError) as error:
            raise exceptions.object_not_json(why_refused(error)) from None
        if type(source) is not dict:
            raise exceptions.object_not_json("it is the JSON of something else than an object")
        watched = object_type.watched_sources
        if watched is not None and not watched.see(source):
            object_type.watched_sources = None
        self.mapping = mapping = object_type.mapping
        self.values = values = mapping.read(source)
        self.index_keys = index_keys = [key.index_keys(values) for key in mapping.keys]
        unique = index_keys[mapping.unique]
        for number in mapping.finders:
            if unique and index_keys[number]:
                break
        else:
            raise exceptions.object_without_key(object_type.why_no_key(values))
        self.unique_key = unique_key(object_type.object_type_name, unique[0][1])
        self.now = clock.timestamp()
        # Made here because a template in a target can refuse the object.
        self.object_changes = {
            name: mapping.object_changes(name, values, source) for name in mapping.object_targets
        }
        updated_at = None if mapping.timestamp is None else mapping.updated_at(values)
        self.updated_at = self.now if updated_at is None else updated_at

    def run(self) -> None:
        """Attach the object to its profile, or to a new one.

        Raises IngestionError if it leads to none; nothing is changed then.
        """
        profile = self._find()
        if profile is not None:
            self._attach(profile)
        elif not self.object_type.allow_profile_creation:
            name = self.object_type.object_type_name
            raise exceptions.IngestionError(
                exceptions.no_profile_found(name), found_no_profile=True
            )
        elif self.object_type.infers_profiles:
            self._infer()
        else:
            changes = self.mapping.changes_of_new_profile(self.values, self.source)
            self._create(Profile(identifiers.hex_id()), changes)

    def _find(self) -> Profile | None:
        """The profile that is found by the first key that leads to exactly one.

        A key that leads to several profiles is skipped as ambiguous. Raises IngestionError if all
        of the object's keys are.
        """
        all_ambiguous = True
        for number in self.mapping.finders:
            index_keys = self.index_keys[number]
            if not index_keys:
                continue
            found = self._profiles(index_keys)
            if len(found) == 1:
                return found[0]
            if not found:
                all_ambiguous = False
        if all_ambiguous:
            raise exceptions.IngestionError(exceptions.all_keys_ambiguous(), found_no_profile=True)
        return None

    def tried_keys(self) -> Iterator[TriedKey]:
        """The keys by which a profile was sought, in their order, and what each led to."""
        for number in self.mapping.finders:
            index_keys = self.index_keys[number]
            found = {
                id(profile) for each in index_keys for profile in self.domain.profiles.find(each)
            }
            outcome = f"leads to {len(found)} profiles" if found else "leads to no profile"
            key = self.mapping.keys[number]
            if not index_keys:
                outcome = self.object_type.why_empty(key, self.values)
            yield TriedKey(key.name, tuple(key.texts(self.values)), outcome)

    def dead_letter(self, error: exceptions.IngestionError) -> DeadLetter:
        """What is told of an object that is not ingested because of this error."""
        object_type = self.object_type
        unique = self.mapping.keys[self.mapping.unique]
        detail = ""
        if error.field_name is not None:
            value = shown(text_of(self.values[error.field_name]))
            detail = f"{value} from {object_type.source_of(error.field_name)}"
        return DeadLetter(
            self.domain.domain_name,
            object_type.object_type_name,
            self.text,
            str(error),
            tuple(self.tried_keys()) if error.found_no_profile else (),
            clock.moment(self.now),
            self.unique_key,
            unique.name,
            unique.texts(self.values)[0],
            detail,
        )

    def _profiles(self, index_keys: Sequence[IndexKey]) -> Sequence[Profile]:
        """The profiles that the values of one key lead to."""
        if len(index_keys) == 1:
            return self.domain.profiles.find(index_keys[0])
        found = [each for sought in index_keys for each in self.domain.profiles.find(sought)]
        return list(dict.fromkeys(found))

    def _infer(self) -> None:
        """Attach a contact record to the inferred profile of its phone number, or to a new one.

        Such a profile holds the phone number and nothing else.
        """
        changes = self._phone_alone(self.mapping.changes_of_new_profile(self.values, self.source))
        for phone_number in changes.values():
            for profile in self.domain.profiles.find(index_key("_phone", [phone_number])):
                if profile.inferred:
                    self._attach(profile)
                    return
        self._create(Profile(profile_id=identifiers.hex_id(), inferred=True), changes)

    def _phone_alone(self, changes: Changes) -> Changes:
        return {_PHONE: changes[_PHONE]} if _PHONE in changes else {}

    def _create(self, profile: Profile, changes: Changes) -> None:
        self._populate(profile, changes)
        self.domain.profiles.add(profile)
        self.domain.record(profile, "CREATED", at=self.now)
        self._store(profile, created=True)

    def _attach(self, profile: Profile) -> None:
        if profile.standard_objects_by_key:
            self._check_standard_objects(profile)
        changes = self.mapping.profile_changes(self.values, self.source)
        if profile.inferred and self.object_type.infers_profiles:
            changes = self._phone_alone(changes)
        values = profile.values() if self.domain.awaits_arrivals else None
        fed, before = self._populate(profile, changes)
        if fed:
            self.domain.profiles.reindex_fields(profile, before, fed)
        has_changed = values is not None and profile.values() != values
        self._store(profile, created=False, has_changed_profile=has_changed)

    def _check_standard_objects(self, profile: Profile) -> None:
        """Raise IngestionError if a key finds several standard objects of one kind.

        "If more than one record is found, the match is ambiguous and is rejected."
        """
        for name, numbers in self.mapping.object_keys.items():
            for number in numbers:
                found = {
                    each.number
                    for key in self.index_keys[number]
                    if (each := profile.standard_object(name, (key,))) is not None
                }
                if len(found) > 1:
                    key_name = self.mapping.keys[number].name
                    raise exceptions.IngestionError(
                        exceptions.ambiguous_standard_object(key_name, name)
                    )

    def _populate(self, profile: Profile, changes: Changes) -> tuple[set[str], set[IndexKey]]:
        try:
            return profile.populate(changes, self.object_type.origin(self.updated_at))
        except exceptions.BadRequestException as error:
            raise exceptions.IngestionError(error.message) from None

    def _store(self, profile: Profile, *, created: bool, has_changed_profile: bool = False) -> None:
        """Store the object with its profile; nothing can fail from here on."""
        domain, object_type = self.domain, self.object_type
        name = object_type.object_type_name
        old = profile.object_by_key(name, self.unique_key)
        mapping = self.mapping
        if created or not mapping.has_new_only_keys:
            index_keys = self.index_keys
            stored = tuple([each for number in mapping.stored for each in index_keys[number]])
        else:
            stored = self._index_keys_of_replacement(old)
        days = object_type.expiration_days or domain.default_expiration_days
        # Without names, with which this would take more than twice as long.
        new = ProfileObject(
            name,
            self.unique_key,
            self.text,
            mapping,
            stored,
            self.now,
            self.updated_at,
            self.now + days * SECONDS_OF_A_DAY,
            self.size,
        )
        if old is None or self.updated_at >= old.updated_at:
            make_room(domain, profile, new, old)
            domain.profiles.put_object(profile, new, old)
        else:
            # The stored one is newer; but this one arrived, and may have populated fields.
            domain.profiles.last_object_number += 1
            profile.expires_at = max(profile.expires_at, new.expires_at)
        populated: list[tuple[StandardObject, bool]] = []
        arrival = None
        if domain.awaits_arrivals:
            arrival = Arrival(new, self.source, old is None, has_changed_profile, populated)
        domain.record_object(profile, "INGESTED", new, self.now, arrival)
        for standard_name, changes in self.object_changes.items():
            populated += self._populate_standard_object(profile, standard_name, changes)

    def _index_keys_of_replacement(self, old: ProfileObject | None) -> tuple[IndexKey, ...]:
        """The index keys that a profile stores which an object did not create.

        A NEW_ONLY key stays as it was when the object created the profile.
        """
        stored: dict[IndexKey, None] = {}
        for key, index_keys in zip(self.mapping.keys, self.index_keys, strict=True):
            if not key.stored:
                continue
            if not key.new_only:
                stored.update(dict.fromkeys(index_keys))
            elif old is not None:
                stored.update((each, None) for each in old.index_keys if each[0] == key.name)
        return tuple(stored)

    def _populate_standard_object(
        self, profile: Profile, name: str, changes: Changes
    ) -> Sequence[tuple[StandardObject, bool]]:
        """Populate the profile's standard object that its identifier keys find, or create one.

        Returns it with whether it is new; nothing if the object has nothing for it.
        """
        numbers = self.mapping.object_keys[name]
        keys = [each for number in numbers for each in self.index_keys[number]]
        if not changes or not keys:
            return ()
        found = profile.standard_object(name, keys)
        before: set[IndexKey] = set()
        is_new = found is None
        if found is None:
            found = _new_standard_object(self.domain, name)
            profile.add_standard_object(found)
            self.domain.profiles.delay(
                "object", profile.profile_id, found.profile_object_unique_key
            )
        else:
            before = found.index_keys
        profile.index_standard_object(keys, found)
        found.ingested_at = self.now
        found.ingestion_number = self.domain.profiles.last_object_number
        found.populate(changes, self.object_type.origin(self.updated_at))
        self.domain.profiles.reindex(profile, before, found.index_keys)
        return ((found, is_new),)


def _new_standard_object(domain: Domain, name: str) -> StandardObject:
    domain.profiles.last_object_number += 1
    identifier = identifiers.hex_id()
    return StandardObject(
        object_type_name=name,
        profile_object_unique_key=unique_key(name, (identifier,)),
        number=domain.profiles.last_object_number,
        identifier=identifier,
    )
