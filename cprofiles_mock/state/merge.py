"""Merging profiles: whose fields win, and how everything that belongs to the profiles moves.

Sources: the API reference of MergeProfiles; the Amazon Connect Administrator Guide (2026), "how
the auto-merging process works"; ``docs/fidelity.md`` for what is a choice.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from .eviction import evict
from .profile_fields import attribute_of_member

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ..rules.ingestion.contributions import Path
    from ..rules.ingestion.objects import ProfileObject
    from ..rules.ingestion.precedence import Origin
    from .domain import Domain
    from .profile import Profile

#: Chooses, among profiles with a value at the same path, the one whose value wins. The main profile
#: comes first.
Choose = Callable[["Path", Sequence["Profile"]], "Profile"]

_ADDRESSES = frozenset({"Address", "ShippingAddress", "MailingAddress", "BillingAddress"})
# United key by key, as if each were a member of its own.
_KEYED = frozenset({"Attributes", "EngagementPreferences"})


def prefer_main(_path: Path, holders: Sequence[Profile]) -> Profile:
    """MergeProfiles: the main profile's value, or else that of the first profile that has one."""
    return holders[0]


def prefer_recent(path: Path, holders: Sequence[Profile]) -> Profile:
    """What a caller wrote wins over what was ingested; then the latest value wins."""
    return max(holders, key=lambda each: (_by_hand(each, path), each.updated_at(path)))


def prefer_source(object_type_name: str) -> Choose:
    """The latest value that an object of that type populated wins, or else as ``prefer_recent``."""

    def choose(path: Path, holders: Sequence[Profile]) -> Profile:
        by_hand = [each for each in holders if _by_hand(each, path)]
        of_source = [each for each in holders if _source(each, path) == object_type_name]
        return prefer_recent(path, by_hand or of_source or holders)

    return choose


def choice_of(resolution: Mapping[str, Any] | None) -> Choose:
    """The choice that a ``ConflictResolution`` means; without one it is recency, the default."""
    if resolution and resolution["ConflictResolvingModel"] == "SOURCE":
        return prefer_source(resolution.get("SourceName", ""))
    return prefer_recent


def _source(profile: Profile, path: Path) -> str | None:
    """The object type that populated the value; that of an address is its latest sub-field's."""
    origins = profile.origins or {}
    below = [origin for other, origin in origins.items() if other[: len(path)] == path]
    latest = max(below, key=lambda origin: origin.updated_at, default=None)
    return None if latest is None else latest.object_type_name


def _by_hand(profile: Profile, path: Path) -> bool:
    """Whether a caller wrote the value, or at least one sub-field of an address."""
    whole = getattr(profile, attribute_of_member()[path[0]])
    parts = [path] if len(path) > 1 or isinstance(whole, str) else [(*path, name) for name in whole]
    return any(profile.origin_of(part) is None for part in parts)


@dataclass(slots=True)
class _United:
    """The fields that the main profile will have."""

    values: dict[str, Any] = field(default_factory=dict)
    origins: dict[Path, Origin] = field(default_factory=dict)
    rewritten: dict[Path, float] = field(default_factory=dict)

    def take(self, path: Path, profile: Profile) -> None:
        """Copy the origin of a value, and when it was set."""
        origin = profile.origin_of(path)
        if origin is not None:
            self.origins[path] = origin
        else:
            self.rewritten[path] = profile.updated_at(path)


def merge(
    domain: Domain,
    main: Profile,
    others: Sequence[Profile],
    choose: Choose,
    *,
    named: Mapping[Path, Profile] | None = None,
    performed_by: str | None = None,
    at: float | None = None,
) -> None:
    """Merge the others into the main profile, and delete them.

    ``named`` maps a field to the profile whose value wins, even if it is null. Raises
    BadRequestException if the profile would get too large; nothing is changed then.
    """
    united = _unite([main, *others], choose, named or {})
    main.check_size(united.values)
    for each in others:
        domain.remove_profile(each, "DELETED_BY_MERGE", at=at, performed_by=performed_by)
        domain.merged_into[each.profile_id] = main.profile_id
    before = main.index_keys()
    moving = set().union(*(each.index_keys() for each in others))
    objects_before, bytes_before = main.object_count, main.object_bytes
    for attribute, value in united.values.items():
        setattr(main, attribute, value)
    main.origins = united.origins or None
    main.rewritten = united.rewritten or None
    # Zero would mean that no caller has written it, and the next time would be lost.
    main.written_at = max(each.written_at for each in (main, *others))
    for each in others:
        _move_objects(main, each)
        _move_standard_objects(main, each)
        main.keys = {**(each.keys or {}), **(main.keys or {})} or None
        main.inferred = main.inferred and each.inferred
        main.expires_at = max(main.expires_at, each.expires_at)
    removed = set().union(*(each.removed_index_keys or () for each in (main, *others)))
    # A key that was deleted stays deleted only as long as something feeds it.
    main.removed_index_keys = (removed - before - moving) & main.fed_index_keys() or None
    # All keys move or stay, including those fed by fields that lost a conflict.
    left = sorted((before | moving) - main.index_keys())
    main.keys = {**(main.keys or {}), **{each: list(each[1]) for each in left}} or None
    domain.profiles.reindex(main, before, main.index_keys())
    # Part of it may have been visible before, so all of it becomes visible.
    domain.profiles.reveal(main)
    domain.profiles.recount(main, objects_before, bytes_before)
    evict(domain, main, 0, 0)
    domain.record(main, "MERGED", at=at, performed_by=performed_by)


def as_merged(main: Profile, others: Sequence[Profile], choose: Choose) -> Profile:
    """A copy of the main profile with the fields that it would have; nothing is changed.

    Raises BadRequestException if it would get too large.
    """
    united = _unite([main, *others], choose, {})
    main.check_size(united.values)
    return replace(main, **united.values, stored_origins=united.origins, rewritten=united.rewritten)


def _unite(profiles: Sequence[Profile], choose: Choose, named: Mapping[Path, Profile]) -> _United:
    united = _United()
    for member, attribute in attribute_of_member().items():
        source = named.get((member,))
        among = profiles if source is None else [source]
        holders = [each for each in among if getattr(each, attribute) is not None]
        if member in _KEYED:
            united.values[attribute] = _unite_keys(united, member, among, choose, named)
        elif not holders:
            united.values[attribute] = None
        elif member in _ADDRESSES:
            united.values[attribute] = _unite_addresses(united, member, holders, choose)
        else:
            chosen = choose((member,), holders)
            united.values[attribute] = getattr(chosen, attribute)
            united.take((member,), chosen)
    return united


def _unite_keys(
    united: _United,
    member: str,
    profiles: Sequence[Profile],
    choose: Choose,
    named: Mapping[Path, Profile],
) -> dict[str, Any] | None:
    attribute = attribute_of_member()[member]
    whole: dict[str, Any] = {}
    for key in dict.fromkeys(key for each in profiles for key in getattr(each, attribute) or ()):
        path = (member, key)
        among = profiles if path not in named else [named[path]]
        holders = [each for each in among if key in (getattr(each, attribute) or ())]
        if holders:
            chosen = choose(path, holders)
            whole[key] = getattr(chosen, attribute)[key]
            united.take(path, chosen)
    return whole or None


def _unite_addresses(
    united: _United, member: str, holders: Sequence[Profile], choose: Choose
) -> dict[str, str]:
    """Unite addresses that do not contradict each other; otherwise take one of them whole."""
    attribute = attribute_of_member()[member]
    texts: dict[str, set[str]] = {}
    for each in holders:
        for name, text in getattr(each, attribute).items():
            texts.setdefault(name, set()).add(text)
    if any(len(different) > 1 for different in texts.values()):
        holders = [choose((member,), holders)]
    whole = {}
    for name in texts:
        having = [each for each in holders if name in getattr(each, attribute)]
        if having:
            chosen = choose((member, name), having)
            whole[name] = getattr(chosen, attribute)[name]
            united.take((member, name), chosen)
    return whole


def _move_objects(main: Profile, gone: Profile) -> None:
    """Move the objects; of two with the same type and unique key, the later one wins."""
    objects = main.objects
    for name, of_type in gone.objects.items():
        both: dict[str, ProfileObject] = dict(objects.get(name, {}))
        for key, moved in of_type.items():
            there = both.get(key)
            if there is None or moved.updated_at > there.updated_at:
                both[key] = moved
        # Listings rely on the order of the numbers.
        objects[name] = dict(sorted(both.items(), key=lambda item: item[1].number))
    main.object_count = sum(map(len, objects.values()))
    main.object_bytes = sum(each.size for each in main.each_object())


def _move_standard_objects(main: Profile, gone: Profile) -> None:
    """Move the standard objects; a key keeps finding the main profile's own."""
    for moved in gone.each_standard_object():
        keys, moved.found_by = moved.found_by, set()
        main.add_standard_object(moved)
        main.index_standard_object(keys, moved)
    for of_kind in (main.standard_objects or {}).values():
        of_kind.sort(key=lambda each: each.number)
