"""A profile: its fields, where they come from, its objects, and what leads to it."""

from __future__ import annotations

import json
from dataclasses import dataclass, field, fields
from operator import attrgetter
from typing import TYPE_CHECKING, Any

from .. import exceptions
from ..rules.ingestion.precedence import Origin, prevails
from ..rules.key_index import KEY_OF_FIELD, STANDARD_KEY_NAMES, IndexKey, standard_index_keys
from .history import HistoryRecord

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from ..rules.ingestion.mapping import Changes, Path
    from ..rules.ingestion.objects import ProfileObject, StandardObject
    from .history import ActionType

#: "Maximum size of an object or profile", 250 KB (Administrator Guide, 2026).
LARGEST_PROFILE = 256_000

# No more attributes than this and no preferences, and no profile can be too large: a pair has at
# most 510 characters of at most 6 bytes each in JSON, beside about 60 fields and sub-fields of 255.
_FEW_ATTRIBUTES = 30


@dataclass(slots=True, kw_only=True, eq=False)
class Profile:
    """A standard profile. An attribute that is None is not set.

    Nested mappings have the wire's names and are replaced, never changed in place.
    """

    profile_id: str
    number: int = 0
    account_number: str | None = None
    additional_information: str | None = None
    party_type: str | None = None
    business_name: str | None = None
    first_name: str | None = None
    middle_name: str | None = None
    last_name: str | None = None
    birth_date: str | None = None
    gender: str | None = None
    phone_number: str | None = None
    mobile_phone_number: str | None = None
    home_phone_number: str | None = None
    business_phone_number: str | None = None
    email_address: str | None = None
    personal_email_address: str | None = None
    business_email_address: str | None = None
    address: Mapping[str, str] | None = None
    shipping_address: Mapping[str, str] | None = None
    mailing_address: Mapping[str, str] | None = None
    billing_address: Mapping[str, str] | None = None
    attributes: Mapping[str, str] | None = None
    party_type_string: str | None = None
    gender_string: str | None = None
    profile_type: str | None = None
    engagement_preferences: Mapping[str, Any] | None = None
    # Keys that AddProfileKey stored, with the values as they were given.
    keys: dict[IndexKey, list[str]] | None = None
    # Entries that a field or an object feeds, but which DeleteProfileKey took out.
    removed_index_keys: set[IndexKey] | None = None
    # By object type and ProfileObjectUniqueKey, in the order of their numbers.
    objects: dict[str, dict[str, ProfileObject]] | None = None
    standard_objects: dict[str, list[StandardObject]] | None = None
    # The standard objects again, by their kind and the keys by which objects find them.
    standard_objects_by_key: dict[tuple[str, IndexKey], StandardObject] | None = None
    # How many objects it has, and their bytes; standard ones, which others populate, do not count.
    object_count: int = 0
    object_bytes: int = 0
    # What populated a field by ingestion; one that is set and not here was set by hand.
    origins: dict[Path, Origin] | None = None
    # When it was written by hand, in seconds since the epoch, and what of it later than that.
    written_at: float = 0.0
    rewritten: dict[Path, float] | None = None
    history: list[HistoryRecord] = field(default_factory=list)
    # Made of a contact record that belonged to no profile.
    inferred: bool = False
    # Seconds since the epoch.
    expires_at: float = 0.0

    def each_object(self) -> Iterator[ProfileObject]:
        """Its objects of all types."""
        for of_type in (self.objects or {}).values():
            yield from of_type.values()

    def each_standard_object(self) -> Iterator[StandardObject]:
        """Its standard objects of all kinds."""
        for of_kind in (self.standard_objects or {}).values():
            yield from of_kind

    def each_origin(self) -> Iterable[Origin]:
        """What populated each field that ingestion has populated."""
        return self.origins.values() if self.origins else ()

    def standard_object(self, name: str, keys: Iterable[IndexKey]) -> StandardObject | None:
        """The standard object of that kind that one of the keys finds."""
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
        """Let keys find a standard object, but for those that find another one already."""
        by_key = self.standard_objects_by_key = self.standard_objects_by_key or {}
        for key in keys:
            place = standard_object.object_type_name, key
            if by_key.setdefault(place, standard_object) is standard_object:
                standard_object.found_by.add(key)

    def drop_standard_object(self, gone: StandardObject) -> None:
        """Forget a standard object."""
        standard_objects = self.standard_objects or {}
        of_kind = standard_objects[gone.object_type_name]
        of_kind.remove(gone)
        if not of_kind:
            del standard_objects[gone.object_type_name]
        by_key = self.standard_objects_by_key or {}
        for key in gone.found_by:
            del by_key[gone.object_type_name, key]

    def fed_index_keys(self) -> set[IndexKey]:
        """The index entries that its fields and objects feed."""
        index_keys = standard_index_keys(self)
        for profile_object in self.each_object():
            index_keys.update(profile_object.index_keys)
        for standard_object in self.each_standard_object():
            index_keys |= standard_object.index_keys
        return index_keys

    def feeds(self, index_key: IndexKey) -> bool:
        """Whether a field or an object feeds an index entry."""
        name = index_key[0]
        if name in STANDARD_KEY_NAMES and index_key in standard_index_keys(self, (name,)):
            return True
        return self.feeds_by_object(index_key)

    def feeds_by_object(self, index_key: IndexKey) -> bool:
        """Whether an object feeds an index entry."""
        if self.objects and any(index_key in each.index_keys for each in self.each_object()):
            return True
        return bool(self.standard_objects) and any(
            index_key in each.index_keys for each in self.each_standard_object()
        )

    def index_keys(self) -> set[IndexKey]:
        """Every index entry that leads to this profile."""
        index_keys = self.fed_index_keys()
        if self.removed_index_keys:
            index_keys -= self.removed_index_keys
        if self.keys:
            index_keys.update(self.keys)
        return index_keys

    def renew_index_keys(self, index_key_of: Callable[[str, Sequence[str]], IndexKey]) -> None:
        """Make its entries anew, where the values of keys compare in another way.

        Those of keys that were added are made of the values as they were given; of the others no
        more is kept than the entries themselves.
        """
        if self.keys:
            self.keys = {
                index_key_of(name, values): values for (name, _), values in self.keys.items()
            }
        if self.removed_index_keys:
            self.removed_index_keys = {index_key_of(*each) for each in self.removed_index_keys}
        for each in self.each_object():
            renewed = dict.fromkeys(index_key_of(*index_key) for index_key in each.index_keys)
            # Nothing but blanks may be a value by the one content type and none by the other.
            each.index_keys = tuple(index_key for index_key in renewed if all(index_key[1]))
        self.standard_objects_by_key = None
        for standard_object in self.each_standard_object():
            keys, standard_object.found_by = standard_object.found_by, set()
            self.index_standard_object((index_key_of(*key) for key in keys), standard_object)

    def members(self) -> dict[str, Any]:
        """The members by the wire's names; None stands for one that is not set."""
        values = zip(ATTRIBUTE_OF_MEMBER, _values_of_members(self), strict=True)
        return {"ProfileId": self.profile_id, **dict(values)}

    def set_values(self) -> dict[str, Any]:
        """The members that are set, by the wire's names."""
        return _set_ones(_values_of_members(self))

    def record(self, action_type: ActionType, at: float, performed_by: str) -> ProfileRecord:
        """A record of an action on the profile, as it is now."""
        return ProfileRecord("_profile", action_type, at, performed_by, _values_of_members(self))

    def set_members(self, request: Mapping[str, Any], at: float) -> None:
        """Take over members of a request: absent keeps, ``""`` clears, mappings are merged.

        Clearing works for each field, each sub-field of an address and each attribute key. ``at``
        is the moment, in seconds since the epoch.
        Raises BadRequestException where the profile would get too large; nothing is changed then.
        """
        changes: dict[str, Any] = {}
        for member, value in request.items():
            attribute = ATTRIBUTE_OF_MEMBER.get(member)
            if attribute is None:
                continue
            if type(value) is dict:
                current = getattr(self, attribute)
                merged = {**current, **value} if current else value
                if "" in merged.values():
                    merged = {name: item for name, item in merged.items() if item != ""}
                changes[attribute] = merged or None
            else:
                changes[attribute] = value or None
        self._write(changes)
        is_first = not self.written_at
        if is_first:
            self.written_at = at
        if self.origins or not is_first:
            written = _by_path(request)
            if not is_first:
                self._note_rewritten(written, at)
            if self.origins:
                for path in written:
                    self.origins.pop(path, None)

    def _note_rewritten(self, written: Mapping[Path, Any], at: float) -> None:
        """Remember when values were written; of one that was cleared, nothing."""
        rewritten = self.rewritten or {}
        for path, value in written.items():
            if value == "":
                rewritten.pop(path, None)
            else:
                rewritten[path] = at
        self.rewritten = rewritten or None

    def updated_at(self, path: Path) -> float:
        """When the value there was last set, in seconds since the epoch.

        Of what an object populated, that is when its source updated it; of a whole address, when
        its latest sub-field was set.
        """
        whole = getattr(self, ATTRIBUTE_OF_MEMBER[path[0]])
        if len(path) == 1 and isinstance(whole, dict):
            return max(self.updated_at((*path, name)) for name in whole)
        origin = self.origins.get(path) if self.origins else None
        if origin is not None:
            return origin.updated_at
        return (self.rewritten or {}).get(path, self.written_at)

    def populate(self, changes: Changes, origin: Origin) -> tuple[set[str], set[IndexKey]]:
        """Take over what an object says, where that prevails over what is there.

        Returns the standard keys that may have changed, and their entries as they were.
        Raises BadRequestException where the profile would get too large; nothing is changed then.
        """
        origins = self.origins or {}
        new_origins: dict[Path, Origin] = {}
        accepted: dict[str, Any] = {}
        fed: set[str] = set()
        overwrites = prevails(origin, None)
        for path, value in changes.items():
            attribute = ATTRIBUTE_OF_MEMBER[path[0]]
            name = path[1] if len(path) > 1 else None
            current = getattr(self, attribute)
            if current is not None and (name is None or name in current):
                old = origins.get(path)
                if not (overwrites if old is None else prevails(origin, old)):
                    continue
            new_origins[path] = origin
            if name is None:
                accepted[attribute] = value
                if attribute in KEY_OF_FIELD and value != current:
                    fed.add(KEY_OF_FIELD[attribute])
            else:
                if attribute not in accepted:
                    accepted[attribute] = {**current} if current else {}
                accepted[attribute][name] = value
        before = standard_index_keys(self, fed) if fed else set()
        self._write(accepted)
        if origins:
            origins.update(new_origins)
        elif new_origins:
            self.origins = new_origins
        return fed, before

    def scrub(self, object_type_name: str) -> None:
        """Take out what objects of that type populated."""
        origins, rewritten = self.origins or {}, self.rewritten or {}
        for path in [p for p, o in origins.items() if o.object_type_name == object_type_name]:
            del origins[path]
            rewritten.pop(path, None)
            attribute = ATTRIBUTE_OF_MEMBER[path[0]]
            whole = getattr(self, attribute)
            rest = None
            if len(path) > 1:
                rest = {name: value for name, value in whole.items() if name != path[1]} or None
            setattr(self, attribute, rest)

    def _write(self, changes: Mapping[str, Any]) -> None:
        attributes = changes.get("attributes", self.attributes)
        preferences = changes.get("engagement_preferences", self.engagement_preferences)
        if preferences or len(attributes or ()) > _FEW_ATTRIBUTES:
            self.check_size(changes)
        for attribute, value in changes.items():
            setattr(self, attribute, value)

    def check_size(self, changes: Mapping[str, Any]) -> None:
        """Raise BadRequestException where these values, by attribute, would make it too large."""
        whole = {a: changes.get(a, getattr(self, a)) for a in ATTRIBUTE_OF_MEMBER.values()}
        set_members = {m: whole[a] for m, a in ATTRIBUTE_OF_MEMBER.items() if whole[a] is not None}
        text = json.dumps(set_members, ensure_ascii=False)
        # An object may have brought half of a surrogate pair.
        if len(text.encode("utf-8", "surrogatepass")) > LARGEST_PROFILE:
            raise exceptions.profile_too_large(LARGEST_PROFILE)


def _by_path(request: Mapping[str, Any]) -> dict[Path, Any]:
    """What the members of a request say, by the places that they name."""
    said: dict[Path, Any] = {}
    for member, value in request.items():
        if member not in ATTRIBUTE_OF_MEMBER:
            continue
        if type(value) is dict:
            said.update({(member, name): item for name, item in value.items()})
        else:
            said[member,] = value
    return said


class ProfileRecord(HistoryRecord):
    """One action on a profile. It keeps the values of all members, and names them when asked."""

    __slots__ = ()

    @property
    def told(self) -> dict[str, Any]:
        """The members that were set then."""
        return _set_ones(self.kept)


# What a profile has beside the members that a caller may set.
_NOT_MEMBERS = frozenset(
    {
        "profile_id", "number", "keys", "removed_index_keys", "objects", "standard_objects",
        "standard_objects_by_key", "object_count", "object_bytes", "origins", "written_at",
        "rewritten", "history", "inferred", "expires_at",
    }
)  # fmt: skip

#: Which attribute holds which member of the wire, for all that a caller may set.
ATTRIBUTE_OF_MEMBER = {
    "".join(word.capitalize() for word in attribute.name.split("_")): attribute.name
    for attribute in fields(Profile)
    if attribute.name not in _NOT_MEMBERS
}

_values_of_members = attrgetter(*ATTRIBUTE_OF_MEMBER.values())


def _set_ones(values: tuple[Any, ...]) -> dict[str, Any]:
    """Of the values of all members those that are set, by the wire's names."""
    by_member = zip(ATTRIBUTE_OF_MEMBER, values, strict=True)
    return {member: value for member, value in by_member if value is not None}
