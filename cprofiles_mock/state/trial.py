"""A trial: an object is ingested into a copy of its domain, to see what would become of it.

The object goes through the ingestion itself, which is watched on its way. So an explanation cannot
say anything else than a call would do.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .. import exceptions
from ..instruments.explanation import ExplainedField, ExplainedKey, Explanation, shown
from ..rules.ingestion.standard_objects import STANDARD_OBJECTS
from ..rules.ingestion.template_work import work
from ..runtime import clock, identifiers
from .copying import copy_of
from .ingest import Ingestion, type_of_objects
from .profile_fields import attribute_of_member
from .region import Region

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ..instruments.explanation import Result
    from ..rules.ingestion.contributions import Changes, Path
    from ..rules.ingestion.mapping import ObjectMapping
    from ..rules.ingestion.objects import StandardObject
    from ..rules.ingestion.precedence import Origin
    from ..rules.key_index import IndexKey
    from .domain import Domain
    from .object_types import ObjectType
    from .profile import Profile


def trial_copy(domain: Domain) -> Domain:
    """A copy of a domain, in a region of its own. Call this under the lock of the backend."""
    region = domain.region
    own = Region(region.account_id, region.region_name, region.partition, is_of_trial=True)
    copied: Domain = copy_of(domain, own)
    return copied


def explain(domain: Domain, object_type_name: str, text: str) -> Explanation:
    """Explain what PutProfileObject would do with an object, given as JSON.

    ``domain`` is one of ``trial_copy``, and is changed.
    """
    with identifiers.of_a_trial():
        domain.catch_up(clock.timestamp())
        try:
            object_type = type_of_objects(domain, object_type_name)
        except exceptions.ServiceError as error:
            names = domain.domain_name, object_type_name
            return Explanation(*names, "refused", _refusal(error), None, (), ())
        # What is watched is the test's, and the object is not put.
        object_type.watched_sources = None
        return _Trial(domain, object_type, text).explanation()


def _refusal(error: exceptions.ServiceError) -> str:
    return f"{error.code}: {error.message}"


class _WatchedIngestion(Ingestion):
    """An ingestion that remembers what it did; each step is that of the base class."""

    def __init__(self, domain: Domain, object_type: ObjectType, text: str) -> None:
        self.refusal: exceptions.ServiceError | None = None
        #: The keys that were looked up, by their index keys, and what they led to, in order.
        self.lookups: list[tuple[Sequence[IndexKey], Sequence[Profile]]] = []
        self.found: Profile | None = None
        self.profile: Profile | None = None
        self.is_new = False
        #: Whether there is an object of the same unique key.
        self.replaces = False
        #: What the profile got, and what it had before at these paths, and of which origin.
        self.changes: Changes = {}
        self.before: dict[Path, tuple[Any, Origin | None]] = {}
        self.accepted: set[Path] = set()
        #: The paths at which a standard object took what the object has, by its kind.
        self.accepted_by: dict[str, set[Path]] = {}
        self.values: dict[str, Any] = {}
        self.index_keys: list[list[IndexKey]] = []
        try:
            super().__init__(domain, object_type, text)
        except exceptions.ServiceError as error:
            self.refusal = error

    def _profiles(self, index_keys: Sequence[IndexKey]) -> Sequence[Profile]:
        found = super()._profiles(index_keys)
        self.lookups.append((index_keys, list(found)))
        return found

    def _find(self) -> Profile | None:
        self.found = super()._find()
        return self.found

    def _create(self, profile: Profile, changes: Changes) -> None:
        self.is_new = True
        super()._create(profile, changes)

    def _populate(self, profile: Profile, changes: Changes) -> tuple[set[str], set[IndexKey]]:
        self.profile, self.changes = profile, changes
        name = self.object_type.object_type_name
        self.replaces = profile.object_by_key(name, self.unique_key) is not None
        origins = profile.origins or {}
        self.before = {path: (_value_at(profile, path), origins.get(path)) for path in changes}
        populated = super()._populate(profile, changes)
        origin, origins = self.object_type.origin(self.updated_at), profile.origins or {}
        self.accepted = {path for path in changes if origins.get(path) == origin}
        return populated

    def _populate_standard_object(
        self, profile: Profile, name: str, changes: Changes
    ) -> Sequence[tuple[StandardObject, bool]]:
        populated = super()._populate_standard_object(profile, name, changes)
        origin = self.object_type.origin(self.updated_at)
        self.accepted_by[name] = {
            path
            for each in (profile.standard_objects or {}).get(name, ())
            for path, of in each.origins.items()
            if of == origin
        }
        return populated


def _value_at(profile: Profile, path: Path) -> Any:
    whole = getattr(profile, attribute_of_member()[path[0]])
    return whole if len(path) == 1 or whole is None else whole.get(path[1])


class _Trial:
    """One trial, and what is told of it."""

    def __init__(self, domain: Domain, object_type: ObjectType, text: str) -> None:
        self._domain = domain
        self._object_type = object_type
        self._ingestion = _WatchedIngestion(domain, object_type, text)
        self._failure: exceptions.IngestionError | None = None
        self._objects_before = domain.profiles.object_count
        self._ids_before: set[str] = set()
        if self._ingestion.refusal is None:
            try:
                self._ingestion.run()
            except exceptions.IngestionError as error:
                self._failure = error
            # What becomes of the fields is told before rules merge the profile with others.
            self._fields = tuple(self._each_field())
            self._ids_before = set(domain.profiles)
            self._objects_now = domain.profiles.object_count
            domain.settle()
        elif self._ingestion.values:
            self._fields = tuple(self._each_field())
        else:
            # It is no object, or too large.
            self._fields = ()

    def explanation(self) -> Explanation:
        """What happened."""
        result, rule = self._result()
        owner = self._owner() if result in ("created", "attached") else None
        merged = tuple(sorted(self._ids_before - self._domain.profiles.keys()))
        ingestion = self._ingestion
        is_new = ingestion.is_new and owner is ingestion.profile
        return Explanation(
            domain_name=self._domain.domain_name,
            object_type_name=self._object_type.object_type_name,
            result=result,
            rule=rule,
            profile_id=None if is_new or owner is None else owner.profile_id,
            fields=self._fields,
            keys=tuple(self._each_key()) if self._fields else (),
            merged=tuple(each for each in merged if not self._is_of_the_new_one(each)),
            notes=tuple(self._each_note(owner, merged)),
        )

    def _is_of_the_new_one(self, profile_id: str) -> bool:
        """Whether it is the identifier of a profile that is not there yet."""
        profile = self._ingestion.profile
        return self._ingestion.is_new and profile is not None and profile.profile_id == profile_id

    def _result(self) -> tuple[Result, str]:
        ingestion = self._ingestion
        if ingestion.refusal is not None:
            return "refused", _refusal(ingestion.refusal)
        if self._failure is not None:
            return "dead letter", str(self._failure)
        if ingestion.found is not None:
            index_keys, _ = ingestion.lookups[-1]
            return "attached", f"Key {index_keys[0][0]} leads to that profile and no other."
        profile = ingestion.profile
        assert profile is not None  # it was populated
        if not ingestion.is_new:
            return "attached", "No key leads to a profile; that one is inferred from its phone."
        if profile.inferred:
            return "created", "No key leads to a profile; one is inferred from its phone number."
        return "created", "No key leads to a profile, and the object type allows to make one."

    def _owner(self) -> Profile:
        """The profile that has the object in the end, after rules have merged profiles."""
        ingestion = self._ingestion
        profile = ingestion.profile
        assert profile is not None  # it was populated
        if profile.profile_id in self._domain.profiles:
            return profile
        # It was merged, with its objects. Other profiles may have an object of the same unique key,
        # and this one was not stored if a later one is there.
        having = [
            (found.object is ingestion.text, -each.number, each)
            for each in self._domain.profiles.values()
            for found in each.each_object()
            if found.profile_object_unique_key == ingestion.unique_key
        ]
        return max(having)[2]

    def _each_note(self, owner: Profile | None, merged: Sequence[str]) -> Iterator[str]:
        ingestion = self._ingestion
        if owner is None:
            return
        stored = owner.objects_of(self._object_type.object_type_name)[ingestion.unique_key]
        added = self._objects_now - self._objects_before + ingestion.replaces
        if stored.object is not ingestion.text:
            yield "The object of its unique key that is there is of a later time, and stays."
        elif ingestion.replaces:
            yield "It replaces the object of its unique key that is there."
        if added < 1:
            objects = "object leaves" if added == 0 else "objects leave"
            yield f"The profile is full: {1 - added:,} older {objects} it."
        others = [each for each in merged if not self._is_of_the_new_one(each)]
        if others:
            yield f"Rules merge into it, as it matches: {', '.join(others)}."
        elif merged:
            yield f"Rules merge the new profile into {owner.profile_id} at once, as they match."

    # --- fields -----------------------------------------------------------------------------------

    def _each_field(self) -> Iterator[ExplainedField]:
        for name, field in self._object_type.fields.items():
            value = self._ingestion.values.get(name)
            becomes = "no value" if value is None else self._becomes(name, value)
            yield ExplainedField(name, field["Source"], value, field.get("Target", ""), becomes)

    def _becomes(self, name: str, value: Any) -> str:
        mapping = self._object_type.mapping
        if mapping.timestamp is not None and mapping.timestamp[0] == name:
            at = mapping.updated_at({name: value})
            return "no time in this format" if at is None else f"its time: {_time(at)}"
        alone = mapping.only(name)
        # Templates in targets are read once more, and may have had all the work that is allowed.
        work.begin()
        try:
            places = {path: self._at_profile(path, text)
                      for path, text in self._contribution(alone).items()}  # fmt: skip
        except exceptions.IngestionError as error:
            return f"not valid: {error}"
        for kind in alone.object_targets:
            places |= self._at_standard_objects(alone, kind)
        if not places:
            keys = [key.name for key in mapping.keys if name in key.field_names]
            return f"for key {', '.join(keys)}" if keys else "stays in the object"
        # A new profile gets the value of some keys, though their fields name no target.
        if len(set(places.values())) == 1 and self._object_type.fields[name].get("Target"):
            return next(iter(places.values()))
        return "; ".join(f"{path[-1]}: {what}" for path, what in places.items())

    def _contribution(self, alone: ObjectMapping) -> Changes:
        """What one field gives the profile."""
        ingestion = self._ingestion
        if ingestion.found is not None:
            return alone.profile_changes(ingestion.values, ingestion.source)
        return alone.changes_of_new_profile(ingestion.values, ingestion.source)

    def _at_profile(self, path: Path, text: str) -> str:
        ingestion = self._ingestion
        if ingestion.refusal is not None or self._failure is not None:
            return "not set"
        if ingestion.changes[path] != text:
            return "another field sets it"
        if path in ingestion.accepted:
            return "set"
        old, origin = ingestion.before[path]
        whose = f"of {origin.object_type_name}" if origin else "set by hand"
        return f"{shown(old)}, {whose}, stays"

    def _at_standard_objects(self, alone: ObjectMapping, kind: str) -> dict[Path, str]:
        ingestion = self._ingestion
        changes = alone.object_changes(kind, ingestion.values, ingestion.source)
        if ingestion.refusal is not None or self._failure is not None:
            return dict.fromkeys(changes, "not set")
        accepted = ingestion.accepted_by[kind]
        has_key = any(ingestion.index_keys[n] for n in self._object_type.mapping.object_keys[kind])
        why = "stays as it is" if has_key else (
            f"not set: no {STANDARD_OBJECTS[kind].identifier} key has a value"
        )  # fmt: skip
        return {path: "set" if path in accepted else why for path in changes}

    # --- keys -------------------------------------------------------------------------------------

    def _each_key(self) -> Iterator[ExplainedKey]:
        mapping = self._object_type.mapping
        for number, key in enumerate(mapping.keys):
            values = tuple(each[1] for each in self._ingestion.index_keys[number])
            yield ExplainedKey(
                key.name, tuple(sorted(key.identifiers)), values, self._leads_to(number)
            )

    def _leads_to(self, number: int) -> str:
        ingestion, key = self._ingestion, self._object_type.mapping.keys[number]
        index_keys = ingestion.index_keys[number]
        if not index_keys:
            return f"no value of {', '.join(key.empty_fields(ingestion.values))}"
        for looked_up, found in ingestion.lookups:
            if looked_up is index_keys:
                if len(found) == 1:
                    return f"profile {found[0].profile_id}"
                return f"{len(found)} profiles: ambiguous" if found else "no profile"
        if number in self._object_type.mapping.finders:
            return "not tried"
        return "the object" if "UNIQUE" in key.identifiers else "for search"


def _time(seconds: float) -> str:
    return clock.moment(seconds).isoformat().replace("+00:00", "Z")
