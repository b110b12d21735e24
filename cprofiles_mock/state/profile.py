"""A profile: its fields, its objects, its history, and the index keys that lead to it."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import islice
from reprlib import repr as short
from typing import TYPE_CHECKING

from ..rules.ingestion.objects import ProfileObject
from ..rules.key_index import STANDARD_KEY_NAMES, IndexKey, standard_index_keys
from .profile_fields import ProfileFields

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Sequence

    from ..rules.ingestion.objects import StandardObject
    from .history import HistoryRecord


@dataclass(slots=True, eq=False)
class Profile(ProfileFields):
    """A standard profile."""

    # Its place in listings, given when it is stored.
    number: int = 0
    # Keys that AddProfileKey stored, with the values as they were given.
    keys: dict[IndexKey, list[str]] | None = None
    # Index keys that a field or an object feeds, but that DeleteProfileKey removed.
    removed_index_keys: set[IndexKey] | None = None
    # What ``objects`` has. Two dictionaries would weigh as much as the object that most profiles
    # have, so that a single object stands here itself.
    stored_objects: dict[str, dict[str, ProfileObject]] | ProfileObject | None = None
    standard_objects: dict[str, list[StandardObject]] | None = None
    # The standard objects again, by their kind and the keys by which objects find them.
    standard_objects_by_key: dict[tuple[str, IndexKey], StandardObject] | None = None
    # Its objects and their bytes; standard objects, which other objects populate, do not count.
    object_count: int = 0
    object_bytes: int = 0
    history: list[HistoryRecord] = field(default_factory=list)
    # Created from a contact record that belonged to no profile.
    inferred: bool = False
    # Seconds since the epoch.
    expires_at: float = 0.0

    def __repr__(self) -> str:
        members = "".join(f", {k}={short(v)}" for k, v in islice(self.set_values().items(), 3))
        return f"<{type(self).__name__}: {self.profile_id}{members}>"

    @property
    def objects(self) -> dict[str, dict[str, ProfileObject]]:
        """Its objects by type and ProfileObjectUniqueKey, in the order of their numbers.

        The dictionaries are the profile's own, and changes to them count.
        """
        stored = self.stored_objects
        if isinstance(stored, ProfileObject):
            own = {stored.object_type_name: {stored.profile_object_unique_key: stored}}
        elif stored is None:
            own = {}
        else:
            return stored
        self.stored_objects = own
        return own

    def objects_of(self, object_type_name: str) -> dict[str, ProfileObject]:
        """Its objects of a type by ProfileObjectUniqueKey, in the order of their numbers.

        The dictionary is for reading alone.
        """
        stored = self.stored_objects
        if isinstance(stored, ProfileObject):
            if stored.object_type_name != object_type_name:
                return {}
            return {stored.profile_object_unique_key: stored}
        return stored.get(object_type_name, {}) if stored else {}

    def object_by_key(self, object_type_name: str, unique_key: str) -> ProfileObject | None:
        """Its object of that type and ProfileObjectUniqueKey, if it has one."""
        stored = self.stored_objects
        if isinstance(stored, ProfileObject):
            is_it = (
                stored.profile_object_unique_key == unique_key
                and stored.object_type_name == object_type_name
            )
            return stored if is_it else None
        return stored.get(object_type_name, {}).get(unique_key) if stored else None

    def keep_object(self, new: ProfileObject, old: ProfileObject | None = None) -> None:
        """Keep an object, in place of the one of the same type and unique key, if there is one."""
        stored = self.stored_objects
        if not stored or stored is old:
            self.stored_objects = new
        else:
            of_type = self.objects.setdefault(new.object_type_name, {})
            of_type[new.profile_object_unique_key] = new

    def drop_object(self, gone: ProfileObject) -> None:
        """Drop an object that it has."""
        objects = self.objects
        del objects[gone.object_type_name][gone.profile_object_unique_key]
        if not objects[gone.object_type_name]:
            del objects[gone.object_type_name]

    def each_object(self) -> Iterator[ProfileObject]:
        """Its objects of all types."""
        stored = self.stored_objects
        if isinstance(stored, ProfileObject):
            yield stored
        elif stored:
            for of_type in stored.values():
                yield from of_type.values()

    def each_standard_object(self) -> Iterator[StandardObject]:
        """Its standard objects of all kinds."""
        for of_kind in (self.standard_objects or {}).values():
            yield from of_kind

    def standard_object(self, name: str, keys: Iterable[IndexKey]) -> StandardObject | None:
        """The standard object of the kind ``name`` that the first matching key finds, if any."""
        by_key = self.standard_objects_by_key or {}
        return next((by_key[name, key] for key in keys if (name, key) in by_key), None)

    def add_standard_object(self, new: StandardObject) -> None:
        """Store a new standard object."""
        standard_objects = self.standard_objects = self.standard_objects or {}
        standard_objects.setdefault(new.object_type_name, []).append(new)
        self.index_standard_object(new.own_keys(), new)

    def index_standard_object(
        self, keys: Iterable[IndexKey], standard_object: StandardObject
    ) -> None:
        """Make keys find a standard object; a key that finds another one keeps doing so."""
        by_key = self.standard_objects_by_key = self.standard_objects_by_key or {}
        for key in keys:
            place = standard_object.object_type_name, key
            if by_key.setdefault(place, standard_object) is standard_object:
                standard_object.found_by.add(key)

    def drop_standard_object(self, gone: StandardObject) -> None:
        """Remove a standard object."""
        standard_objects = self.standard_objects or {}
        of_kind = standard_objects[gone.object_type_name]
        of_kind.remove(gone)
        if not of_kind:
            del standard_objects[gone.object_type_name]
        by_key = self.standard_objects_by_key or {}
        for key in gone.found_by:
            del by_key[gone.object_type_name, key]

    def fed_index_keys(self) -> set[IndexKey]:
        """The index keys that its fields and objects feed."""
        index_keys = standard_index_keys(self)
        for profile_object in self.each_object():
            index_keys.update(profile_object.index_keys)
        for standard_object in self.each_standard_object():
            index_keys |= standard_object.index_keys
        return index_keys

    def feeds(self, index_key: IndexKey) -> bool:
        """Whether a field or an object feeds the index key."""
        name = index_key[0]
        if name in STANDARD_KEY_NAMES and index_key in standard_index_keys(self, (name,)):
            return True
        return self.feeds_by_object(index_key)

    def feeds_by_object(self, index_key: IndexKey) -> bool:
        """Whether an object feeds the index key."""
        if any(index_key in each.index_keys for each in self.each_object()):
            return True
        return bool(self.standard_objects) and any(
            index_key in each.index_keys for each in self.each_standard_object()
        )

    def index_keys(self) -> set[IndexKey]:
        """Every index key that leads to this profile."""
        index_keys = self.fed_index_keys()
        if self.removed_index_keys:
            index_keys -= self.removed_index_keys
        if self.keys:
            index_keys.update(self.keys)
        return index_keys

    def added_keys(self) -> list[tuple[str, list[str]]]:
        """The names and values that AddProfileKey was given, each once."""
        by_values = {(name, *values): values for (name, _), values in (self.keys or {}).items()}
        return [(each[0], values) for each, values in by_values.items()]

    def set_added_keys(
        self,
        given: Iterable[tuple[str, list[str]]],
        forms_of: Callable[[str, Sequence[str]], Iterable[IndexKey]],
    ) -> None:
        """Store keys as AddProfileKey does; ``forms_of`` has the index keys of each."""
        keys: dict[IndexKey, list[str]] = {}
        for name, values in given:
            for form in forms_of(name, values):
                keys.setdefault(form, values)
        self.keys = keys or None

    def drop_fed_keys(self, names: Collection[str]) -> None:
        """Drop the index keys of these names that objects feed, and by which they are found."""
        if not names:
            return
        if self.removed_index_keys:
            self.removed_index_keys = {
                each for each in self.removed_index_keys if each[0] not in names
            }
        for profile_object in self.each_object():
            profile_object.index_keys = tuple(
                [each for each in profile_object.index_keys if each[0] not in names]
            )
        by_key = self.standard_objects_by_key or {}
        for standard_object in self.each_standard_object():
            for key in [each for each in standard_object.found_by if each[0] in names]:
                standard_object.found_by.remove(key)
                del by_key[standard_object.object_type_name, key]
