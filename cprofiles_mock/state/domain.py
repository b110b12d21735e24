"""A domain: the aggregate of all that lives below it, and the invariants between its parts."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from operator import attrgetter
from typing import TYPE_CHECKING, Any

from .. import exceptions
from ..instruments.lag import PropagationDelay
from ..rules.key_index import (
    PREDEFINED_KEY_NAMES,
    STANDARD_KEY_NAMES,
    IndexKey,
    KeyIndex,
    index_key,
    normalise,
    standard_index_keys,
)
from ..runtime import clock
from .history import SERVICE_PRINCIPAL, HistoryRecord
from .identity_resolution import IdentityResolution
from .numbered import NumberedResources
from .object_types import implied_type, key_content_types
from .rule_matching import RuleMatching

if TYPE_CHECKING:
    from collections.abc import Collection, Hashable, Mapping, Sequence
    from datetime import datetime

    from ..instruments.lag import Lag
    from ..resources.integrations.operations import Integration
    from ..rules.ingestion.objects import ProfileObject, StandardObject
    from .history import ActionType
    from .identity_resolution import Export
    from .object_types import ObjectType
    from .outbox import DeadLetter
    from .profile import Profile

#: "If you have more than 100 objects associated with a single profile, that profile counts as two
#: profiles. If you have more than 200 objects, that profile counts as three" (service model).
OBJECTS_OF_ONE_METERED_PROFILE = 100

SECONDS_OF_A_DAY = 86_400


@dataclass(slots=True, kw_only=True)
class Domain:
    """A domain and everything in it; deleting it deletes everything below."""

    arn: str
    account_id: str
    domain_name: str
    default_expiration_days: int
    default_encryption_key: str | None = None
    dead_letter_queue_url: str | None = None
    matching: Mapping[str, Any] | None = None
    data_store: Mapping[str, Any] | None = None
    created_at: datetime
    last_updated_at: datetime
    tags: dict[str, str] = field(default_factory=dict)
    profiles: dict[str, Profile] = field(default_factory=dict)
    keys: KeyIndex[Profile] = field(default_factory=KeyIndex)
    object_types: NumberedResources[str, ObjectType] = field(default_factory=NumberedResources)
    integrations: NumberedResources[str, Integration] = field(default_factory=NumberedResources)
    # Templates that are used as object types without a definition.
    implied_types: dict[str, ObjectType] = field(default_factory=dict)
    # By which content types the values of a key compare, for the keys of the object types.
    key_types: dict[str, tuple[str, ...]] = field(default_factory=dict)
    # Histories of profiles that are no more, by profile id.
    past_histories: dict[str, list[HistoryRecord]] = field(default_factory=dict)
    # Who makes the call that is being carried out; dispatch knows.
    caller: str = SERVICE_PRINCIPAL
    # How long stays hidden what is being written, where the mock lags, and what is hidden.
    lag: Lag | None = None
    hidden: PropagationDelay | None = None
    # What waits to be sent to the dead letter queue when the lock is released.
    dead_letters: list[DeadLetter] = field(default_factory=list)
    # Files that wait to be written to S3 when the lock is released.
    exports: list[Export] = field(default_factory=list)
    resolution: IdentityResolution = field(default_factory=IdentityResolution)
    rules: RuleMatching = field(default_factory=RuleMatching)
    object_count: int = 0
    total_size: int = 0
    metering_profile_count: int = 0
    last_profile_number: int = 0
    last_object_number: int = 0
    # Nothing expires before this moment, in seconds since the epoch.
    next_expiry: float = math.inf
    # Nor does anything else happen by the clock before this one.
    next_event: float = math.inf

    @property
    def stats(self) -> dict[str, int]:
        """What GetDomain alone returns."""
        return {
            "ProfileCount": len(self.profiles),
            "MeteringProfileCount": self.metering_profile_count,
            "ObjectCount": self.object_count,
            "TotalSize": self.total_size,
        }

    @property
    def rule_based_matching(self) -> Mapping[str, Any] | None:
        """The configuration of rule-based matching, with its status now."""
        config = self.rules.config
        status = self.rules.status(clock.timestamp())
        return config if config is None or status is None else {**config, "Status": status}

    def delay(self, *thing: Hashable) -> None:
        """Hide something new from searches and listings, where the mock lags."""
        if self.lag is not None:
            self.hidden = self.hidden or PropagationDelay()
            self.hidden.delay(thing, self.lag, clock.timestamp())

    def reveal(self, profile: Profile) -> None:
        """Let all that a profile has be found, itself too, where the mock lags."""
        if self.hidden is not None:
            self.hidden.reveal(profile.profile_id)

    def is_hidden(self, *thing: Hashable) -> bool:
        """Whether something is hidden from searches and listings."""
        return self.hidden is not None and thing in self.hidden

    def profile(self, profile_id: str) -> Profile:
        """The profile of that id. Raises ResourceNotFoundException."""
        try:
            return self.profiles[profile_id]
        except KeyError:
            raise exceptions.profile_not_found(profile_id, self.domain_name) from None

    def object_type(self, name: str) -> ObjectType:
        """The object type of that name, defined here or implied by a template.

        Raises ResourceNotFoundException.
        """
        found = self.object_types.get(name) or self.implied_types.get(name)
        if found is None:
            found = implied_type(name)
            if found is None:
                raise exceptions.object_type_not_found(name, self.domain_name)
            self.implied_types[name] = found
        return found

    def knows_key(self, name: str) -> bool:
        """Whether the service, an object type or a profile has a key of that name."""
        return name in PREDEFINED_KEY_NAMES or name in self.key_types or name in self.keys.key_names

    def key_names(self) -> set[str]:
        """The names of the service's standard keys, the object types' keys, and those in use."""
        return {*PREDEFINED_KEY_NAMES, *self.key_types, *self.keys.key_names}

    def index_key(self, key_name: str, values: Sequence[str]) -> IndexKey:
        """The index entry of a key, by the content types that the domain knows the key by."""
        kinds = self.key_types.get(key_name)
        if kinds is None:
            return index_key(key_name, values)
        padded = (*kinds, *["STRING"] * (len(values) - len(kinds)))
        return key_name, tuple(map(normalise, padded, values))

    def find(self, sought: IndexKey) -> Sequence[Profile]:
        """The profiles that an entry leads to, in the order of their creation."""
        name, values = sought
        found = self.keys.find(sought)
        if name == "_profileId" and len(values) == 1 and values[0] in self.profiles:
            # Every profile has this key; an entry for each would only cost memory.
            own = self.profiles[values[0]]
            return sorted({own, *found}, key=attrgetter("number")) if found else (own,)
        return found

    def add_profile(self, profile: Profile) -> None:
        """Store a new profile, and index what leads to it."""
        self.last_profile_number += 1
        profile.number = self.last_profile_number
        self.profiles[profile.profile_id] = profile
        self.metering_profile_count += 1
        self.delay("profile", profile.profile_id)
        # A new profile has neither keys of its own nor objects yet.
        for each in standard_index_keys(profile):
            self.keys.add(each, profile)

    def remove_profile(
        self,
        profile: Profile,
        action_type: ActionType,
        *,
        at: float | None = None,
        performed_by: str | None = None,
    ) -> None:
        """Delete a profile and all that leads to it; its history stays."""
        self.note(profile, action_type, at=at, performed_by=performed_by)
        self.past_histories[profile.profile_id] = profile.history
        if self.rules.index is not None:
            self.rules.index.discard(profile)
        for each in profile.index_keys():
            self.keys.discard(each, profile)
        del self.profiles[profile.profile_id]
        self.metering_profile_count -= metered(profile.object_count)
        self.object_count -= profile.object_count
        self.total_size -= profile.object_bytes

    def reindex(
        self, profile: Profile, before: Collection[IndexKey], after: Collection[IndexKey]
    ) -> None:
        """Bring the index up to date: what led to the profile by ``before`` does so by ``after``.

        An entry that something else feeds too stays.
        """
        self._index(profile, after)
        for each in before:
            if each not in after:
                self._unindex(profile, each, fed=profile.feeds(each))

    def reindex_fields(
        self,
        profile: Profile,
        before: Collection[IndexKey],
        key_names: Collection[str] = STANDARD_KEY_NAMES,
    ) -> None:
        """The same after a change of fields; ``before`` is what they fed of those keys."""
        after = standard_index_keys(profile, key_names)
        self._index(profile, after)
        for each in before:
            if each not in after:
                self._unindex(profile, each, fed=profile.feeds_by_object(each))

    def _index(self, profile: Profile, index_keys: Collection[IndexKey]) -> None:
        add, removed = self.keys.add, profile.removed_index_keys
        for each in index_keys:
            if not removed or each not in removed or each in (profile.keys or ()):
                if self.lag is not None and profile not in self.keys.find(each):
                    self.delay("key", profile.profile_id, each)
                add(each, profile)

    def _unindex(self, profile: Profile, gone: IndexKey, *, fed: bool) -> None:
        removed = profile.removed_index_keys
        if not fed and removed:
            # A key that was deleted stays deleted only as long as something feeds it.
            removed.discard(gone)
        still_fed = fed and not (removed and gone in removed)
        if not still_fed and not (profile.keys and gone in profile.keys):
            self.keys.discard(gone, profile)

    def put_object(self, profile: Profile, new: ProfileObject) -> None:
        """Store an object with a profile, in place of one of the same type and unique key.

        The profile lives at least as long as the object.
        """
        objects = profile.objects = profile.objects or {}
        of_type = objects.setdefault(new.object_type_name, {})
        old = of_type.get(new.profile_object_unique_key)
        if old is None:
            self.last_object_number += 1
            new.number = self.last_object_number
            self._count_objects(profile, 1, new.size)
            self.delay("object", profile.profile_id, new.profile_object_unique_key)
            self._index(profile, new.index_keys)
        else:
            new.number = old.number
            self._count_objects(profile, 0, new.size - old.size)
        of_type[new.profile_object_unique_key] = new
        if old is not None and old.index_keys != new.index_keys:
            self.reindex(profile, old.index_keys, new.index_keys)
        self._expire_later(profile, new.expires_at)

    def _expire_later(self, profile: Profile, until: float) -> None:
        """Let a profile live until then at the least, and something of it expire then."""
        # Each object that is put comes here; max() and min() would take four times as long.
        if until > profile.expires_at:  # noqa: PLR1730
            profile.expires_at = until
        if until < self.next_expiry:  # noqa: PLR1730
            self.next_expiry = until

    def remove_object(
        self,
        profile: Profile,
        gone: ProfileObject,
        action_type: ActionType,
        at: float | None = None,
    ) -> None:
        """Delete an object; what it told its profile's fields stays."""
        self.note_object(profile, action_type, gone, at=at)
        objects = profile.objects or {}
        of_type = objects[gone.object_type_name]
        del of_type[gone.profile_object_unique_key]
        if not of_type:
            del objects[gone.object_type_name]
        self._count_objects(profile, -1, -gone.size)
        self.reindex(profile, gone.index_keys, ())

    def _count_objects(self, profile: Profile, more: int, bytes_more: int) -> None:
        """Count an object more, or less, or a change of its size."""
        if more:
            fewer = profile.object_count + more if more < 0 else profile.object_count
            if fewer and fewer % OBJECTS_OF_ONE_METERED_PROFILE == 0:
                self.metering_profile_count += more
            profile.object_count += more
            self.object_count += more
        self.total_size += bytes_more
        profile.object_bytes += bytes_more

    def recount(self, profile: Profile, objects_before: int, bytes_before: int) -> None:
        """Bring the statistics up to date after the objects of a profile became others."""
        self.object_count += profile.object_count - objects_before
        self.total_size += profile.object_bytes - bytes_before
        self.metering_profile_count += metered(profile.object_count) - metered(objects_before)

    def match(self, profile: Profile, *, at: float | None = None) -> None:
        """Match a profile that is new or has changed with the others, by the domain's rules."""
        if self.rules.index is not None:
            self.rules.match(self, profile, at=at)

    def keep(self, profile: Profile) -> None:
        """Let the profile live for the domain's days from now, or longer where it does anyway."""
        self._expire_later(
            profile, clock.timestamp() + self.default_expiration_days * SECONDS_OF_A_DAY
        )

    def set_matching(self, config: Mapping[str, Any]) -> None:
        """Take over another ``Matching``, and what follows for the jobs."""
        self.resolution.configure(self.matching, config, clock.timestamp())
        self.matching = config
        self.next_event = self.next_moment()

    def set_rules(self, config: Mapping[str, Any], *, is_new: bool) -> None:
        """Take over another ``RuleBasedMatching``; in a new domain it works at once."""
        self.rules.configure(self, config, clock.timestamp(), is_new=is_new)
        self.next_event = self.next_moment()

    def catch_up(self, now: float) -> None:
        """Let happen, in their order, what the clock says has happened by ``now``.

        Dispatch calls it before a handler when ``next_expiry`` or ``next_event`` has come.
        """
        self.resolution.settle(self, now)
        unchanged = False
        while (at := min(self.resolution.next_run, self.rules.ready_at)) <= now:
            unchanged = not self.expire(at) and unchanged
            if self.rules.ready_at == at:
                unchanged = False
                self.rules.begin(self, at)
            else:
                unchanged = not self.resolution.run_scheduled(self, unchanged=unchanged)
        self.expire(now)
        self.next_event = self.next_moment()

    def next_moment(self) -> float:
        """When something happens next by the clock; at any time where jobs wait for moto."""
        if self.resolution.has_unfinished_jobs:
            return -math.inf
        return min(self.resolution.next_run, self.rules.ready_at)

    def expire(self, now: float) -> bool:
        """Remove the profiles and objects whose time is over; whether there were any.

        ``now`` is in seconds since the epoch.
        """
        if now < self.next_expiry:
            return False
        self.next_expiry = math.inf
        for profile in list(self.profiles.values()):
            if profile.expires_at <= now:
                self.remove_profile(
                    profile, "EXPIRED", at=profile.expires_at, performed_by=SERVICE_PRINCIPAL
                )
                continue
            for each in [o for o in profile.each_object() if o.expires_at <= now]:
                self.remove_object(profile, each, "EXPIRED", at=each.expires_at)
            moments = (profile.expires_at, *(o.expires_at for o in profile.each_object()))
            self.next_expiry = min(self.next_expiry, *moments)
        return True

    def note(
        self,
        profile: Profile,
        action_type: ActionType,
        told: Mapping[str, Any] | None = None,
        *,
        at: float | None = None,
        performed_by: str | None = None,
    ) -> None:
        """Leave a record of an action on a profile, or on the key that is told of."""
        moment = clock.timestamp() if at is None else at
        who = performed_by or self.caller
        profile.history.append(
            profile.record(action_type, moment, who)
            if told is None
            else HistoryRecord("_profile", action_type, moment, who, told)
        )

    def note_object(
        self,
        profile: Profile,
        action_type: ActionType,
        noted: ProfileObject | StandardObject,
        at: float | None = None,
    ) -> None:
        """Leave a record of an action on an object; what expires does so by the service."""
        profile.history.append(
            HistoryRecord(
                noted.object_type_name,
                action_type,
                clock.timestamp() if at is None else at,
                SERVICE_PRINCIPAL if action_type == "EXPIRED" else self.caller,
                noted.object,
                noted.profile_object_unique_key,
            )
        )

    def history_of(self, profile_id: str) -> Sequence[HistoryRecord]:
        """What was done to a profile, oldest first, be it there or not any more.

        Raises ResourceNotFoundException where there never was one.
        """
        gone = self.past_histories.get(profile_id)
        return self.profile(profile_id).history if gone is None else gone

    def refresh_key_types(self) -> None:
        """Read anew, after a change of the object types, how the values of keys compare.

        What profiles have already is found by the content type that the key's name has now.
        """
        before = self.key_types
        self.key_types = {
            name: kinds
            for name, kinds in key_content_types(self.object_types.values()).items()
            if name not in PREDEFINED_KEY_NAMES
        }
        changed = {
            name
            for name in {*before, *self.key_types}
            if before.get(name) != self.key_types.get(name)
        }
        if changed.isdisjoint(self.keys.key_names):
            return
        for profile in self.profiles.values():
            index_keys = profile.index_keys()
            if any(
                name in changed for name, _ in index_keys.union(profile.removed_index_keys or ())
            ):
                profile.renew_index_keys(self.index_key)
                self.reindex(profile, index_keys, profile.index_keys())

    def forget_unused_keys(self) -> None:
        """Drop the key names that no object type defines and that lead to no profile."""
        for name in set(self.keys.key_names) - self.key_types.keys():
            self.keys.forget(name)


def metered(object_count: int) -> int:
    """How many profiles one with that many objects counts as."""
    return 1 + max(0, object_count - 1) // OBJECTS_OF_ONE_METERED_PROFILE
