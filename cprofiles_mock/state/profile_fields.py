"""The fields of a profile: what is set, where it comes from, and when it was written."""

from __future__ import annotations

import json
from dataclasses import dataclass, fields
from functools import cache, lru_cache
from operator import attrgetter
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from botocore import xform_name

from .. import exceptions
from ..protocol.compiled import service_model
from ..rules.ingestion.precedence import LOWEST, Origin, prevails
from ..rules.key_index import KEY_OF_FIELD, IndexKey, standard_index_keys
from .history import HistoryRecord

if TYPE_CHECKING:
    from collections.abc import Callable, Container, Iterable, Mapping

    from ..rules.ingestion.contributions import Changes, Path
    from .history import ActionType

#: "Maximum size of an object or profile", 250 KB (Administrator Guide, 2026).
LARGEST_PROFILE = 256_000

# A profile with no more attributes than this and no preferences cannot be too large: a pair has at
# most 510 characters of at most 6 bytes each in JSON, beside about 60 fields and sub-fields of 255.
_FEW_ATTRIBUTES = 30


@dataclass(slots=True, eq=False)
class OneSource:
    """Paths that one object populated, and their common origin. It never changes."""

    # All profiles of the same paths share them.
    paths: Mapping[Path, None]
    origin: Origin


# Not with keywords alone: filling in those that are left out would double the time to make one.
@dataclass(slots=True, eq=False)
class ProfileFields:
    """The fields of a standard profile. An attribute that is None is not set.

    An attribute goes on the wire if the service model's CreateProfile has a member of its name, and
    only then. Nested mappings have the wire's names and are replaced, never changed in place.
    """

    profile_id: str
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
    # What ``origins`` has. A dictionary for each profile would take a tenth of its memory, and most
    # profiles have one source, whose paths they share.
    stored_origins: dict[Path, Origin] | OneSource | None = None
    # When a caller first wrote it, in seconds since the epoch, and which fields were written later.
    written_at: float = 0.0
    rewritten: dict[Path, float] | None = None

    @property
    def origins(self) -> dict[Path, Origin] | None:
        """What populated a field by ingestion; one that is set and not here, a caller set.

        The dictionary is the profile's own, and changes to it count.
        """
        stored = self.stored_origins
        if type(stored) is OneSource:
            stored = self.stored_origins = dict.fromkeys(stored.paths, stored.origin)
        return stored  # type: ignore[return-value]  # mypy does not narrow by ``type(…) is``

    @origins.setter
    def origins(self, origins: dict[Path, Origin] | None) -> None:
        self.stored_origins = origins

    def origin_of(self, path: Path) -> Origin | None:
        """What populated the field at ``path`` by ingestion; None if nothing did."""
        stored = self.stored_origins
        if type(stored) is OneSource:
            return stored.origin if path in stored.paths else None
        return stored.get(path) if stored else None  # type: ignore[union-attr]  # as above

    def each_origin(self) -> Iterable[Origin]:
        """The origins of the fields that ingestion has populated."""
        stored = self.stored_origins
        if type(stored) is OneSource:
            return (stored.origin,)
        return stored.values() if stored else ()  # type: ignore[union-attr]  # as above

    def members(self) -> dict[str, Any]:
        """All members by the wire's names; None stands for one that is not set."""
        values = zip(attribute_of_member(), _member_values()(self), strict=True)
        return {"ProfileId": self.profile_id, **dict(values)}

    def some_members(self, names: tuple[str, ...]) -> dict[str, Any]:
        """The members of these names by the wire's names; None stands for one that is not set."""
        return dict(zip(names, _values_of(names)(self), strict=True))

    def set_values(self) -> dict[str, Any]:
        """The members that are set, by the wire's names."""
        return _read_set_values()(self)

    def values(self) -> tuple[Any, ...]:
        """The values of all members, to be compared with those of another moment."""
        return _member_values()(self)

    def snapshot(self, action_type: ActionType, at: float, performed_by: str) -> ProfileRecord:
        """A record of an action on the profile, with the members as they are now."""
        found = _read_set_values()(self)
        content = (_one_of(tuple(found)), *found.values())
        return ProfileRecord("_profile", action_type, at, performed_by, content)

    def set_members(self, request: Mapping[str, Any], at: float) -> None:
        """Apply the members of a request: an absent one keeps its value, ``""`` clears it.

        Mappings are merged. Clearing works for each field, each sub-field of an address and each
        attribute key. ``at`` is the moment, in seconds since the epoch.
        Raises BadRequestException if the profile would get too large; nothing is changed then.
        """
        attributes = attribute_of_member()
        changes: dict[str, Any] = {}
        for member, value in request.items():
            attribute = attributes.get(member)
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
        if self.stored_origins or not is_first:
            written = _by_path(request)
            if not is_first:
                self._remember_rewritten(written, at)
            origins = self.origins
            if origins:
                for path in written:
                    origins.pop(path, None)

    def _remember_rewritten(self, written: Mapping[Path, Any], at: float) -> None:
        """Remember when values were written; a value that was cleared is forgotten."""
        rewritten = self.rewritten or {}
        for path, value in written.items():
            if value == "":
                rewritten.pop(path, None)
            else:
                rewritten[path] = at
        self.rewritten = rewritten or None

    def updated_at(self, path: Path) -> float:
        """When the value at ``path`` was last set, in seconds since the epoch.

        A value that an object populated was set when its source updated it, a whole address when
        its latest sub-field was set.
        """
        whole = getattr(self, attribute_of_member()[path[0]])
        if len(path) == 1 and isinstance(whole, dict):
            return max(self.updated_at((*path, name)) for name in whole)
        origin = self.origin_of(path)
        if origin is not None:
            return origin.updated_at
        return (self.rewritten or {}).get(path, self.written_at)

    def populate(self, changes: Changes, origin: Origin) -> tuple[set[str], set[IndexKey]]:
        """Set the fields that an object populates, where it prevails over the present value.

        Returns the standard keys that may have changed, and the index keys that may be gone.
        Raises BadRequestException if the profile would get too large; nothing is changed then.
        """
        stored = self.stored_origins
        # Nearly all profiles have one source, or none.
        source = stored if type(stored) is OneSource else None
        prevails_again = source is not None and prevails(origin, source.origin)
        populated: Container[Path] = (source.paths if source is not None else stored) or ()  # type: ignore[assignment]  # as above
        # What a caller has set has no origin.
        overwrites = origin.rank < LOWEST
        taken: list[Path] = []
        accepted: dict[str, Any] = {}
        # The keys that may change, and those of them that may have had another value before.
        fed: set[str] = set()
        altered: set[str] = set()
        attributes = _attribute_and_key_of_member()
        for path, value in changes.items():
            attribute, key_name = attributes[path[0]]
            current = getattr(self, attribute)
            is_whole = len(path) == 1
            if current is not None and (is_whole or path[1] in current):
                if path not in populated:
                    prevailing = overwrites
                elif source is not None:
                    prevailing = prevails_again
                else:
                    prevailing = prevails(origin, stored[path])  # type: ignore[index]  # as above
                if not prevailing:
                    continue
            taken.append(path)
            if is_whole:
                accepted[attribute] = value
                if key_name is not None and value != current:
                    fed.add(key_name)
                    if current is not None or key_name == "_fullName":
                        altered.add(key_name)
            else:
                if attribute not in accepted:
                    accepted[attribute] = {**current} if current else {}
                accepted[attribute][path[1]] = value
        before = standard_index_keys(self, altered) if altered else set()
        self._write(accepted)
        if taken:
            self._note_origin(taken, origin)
        return fed, before

    def _note_origin(self, paths: list[Path], origin: Origin) -> None:
        stored = self.stored_origins
        if not stored:
            self.stored_origins = OneSource(_shared(tuple(paths)), origin)
        elif type(stored) is OneSource and [*stored.paths] == paths:
            self.stored_origins = OneSource(stored.paths, origin)
        else:
            origins: Any = self.origins
            origins.update(dict.fromkeys(paths, origin))

    def scrub(self, object_type_name: str) -> None:
        """Clear the fields that objects of that type populated."""
        origins, rewritten = self.origins or {}, self.rewritten or {}
        for path in [p for p, o in origins.items() if o.object_type_name == object_type_name]:
            del origins[path]
            rewritten.pop(path, None)
            attribute = attribute_of_member()[path[0]]
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
        """Raise BadRequestException if these values, by attribute, would make it too large."""
        whole = {a: changes.get(a, getattr(self, a)) for a in attribute_of_member().values()}
        set_members = {
            m: whole[a] for m, a in attribute_of_member().items() if whole[a] is not None
        }
        text = json.dumps(set_members, ensure_ascii=False)
        # An object may have brought half of a surrogate pair.
        if len(text.encode("utf-8", "surrogatepass")) > LARGEST_PROFILE:
            raise exceptions.profile_too_large(LARGEST_PROFILE)


def _by_path(request: Mapping[str, Any]) -> dict[Path, Any]:
    """The values of a request, each by the path that it is written to."""
    values: dict[Path, Any] = {}
    for member, value in request.items():
        if member not in attribute_of_member():
            continue
        if type(value) is dict:
            values.update({(member, name): item for name, item in value.items()})
        else:
            values[member,] = value
    return values


class ProfileRecord(HistoryRecord):
    """One action on a profile. It stores the names of members that were set, and their values.

    The tuple of the names is one for all records that have the same.
    """

    __slots__ = ()

    @property
    def content(self) -> dict[str, Any]:
        """The members that were set then."""
        names, *values = self.stored_content
        return dict(zip(names, values, strict=True))


@cache
def attribute_of_member() -> Mapping[str, str]:
    """The attribute that holds each member of the wire, for all that a caller may set.

    The members are read off the service model, so that nothing else of a profile goes out.
    """
    shape: Any = service_model().operation_model("CreateProfile").input_shape
    own = {each.name for each in fields(ProfileFields)}
    attributes = {member: xform_name(member) for member in shape.members}
    return {member: attribute for member, attribute in attributes.items() if attribute in own}


@cache
def _attribute_and_key_of_member() -> Mapping[str, tuple[str, str | None]]:
    """The attribute of each member, and the standard key that its value produces, if any."""
    return {m: (a, KEY_OF_FIELD.get(a)) for m, a in attribute_of_member().items()}


@cache
def _member_values() -> Callable[[ProfileFields], tuple[Any, ...]]:
    """Reads the values of all members at once."""
    return attrgetter(*attribute_of_member().values())


@cache
def _read_set_values() -> Callable[[ProfileFields], dict[str, Any]]:
    """Compile a function that reads the members that are set.

    Every profile of a page comes here. Written out for each member, this takes a fifth of the time
    of a loop over them.
    """
    lines = ["def read(profile):", " found = {}"]
    for member, attribute in attribute_of_member().items():
        lines.append(f" value = profile.{attribute}")
        lines.append(f" if value is not None: found[{member!r}] = value")
    names: dict[str, Any] = {}
    exec("\n".join([*lines, " return found"]), names)  # noqa: S102  (the model's names)
    read: Callable[[ProfileFields], dict[str, Any]] = names["read"]
    return read


@lru_cache(1024)
def _one_of(names: tuple[str, ...]) -> tuple[str, ...]:
    """The same tuple for all that are equal to it."""
    return names


@lru_cache(1024)
def _shared(paths: tuple[Path, ...]) -> Mapping[Path, None]:
    """The same paths, in the mapping that profiles of the same paths share."""
    return MappingProxyType(dict.fromkeys(paths))


@cache
def _values_of(names: tuple[str, ...]) -> Callable[[ProfileFields], tuple[Any, ...]]:
    """Reads the values of some members, of which there are two at least."""
    return attrgetter(*(attribute_of_member()[name] for name in names))
