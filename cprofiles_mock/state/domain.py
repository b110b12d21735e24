"""A domain: its settings, its profiles, and a component for each family that it uses."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from operator import attrgetter
from typing import TYPE_CHECKING, Any, ClassVar, TypeVar

from .. import exceptions
from ..rules.key_index import PREDEFINED_KEY_NAMES
from ..runtime import clock
from ..runtime.wording import counted
from . import queries
from .changes import Change, ChangeLog
from .history import SERVICE_PRINCIPAL
from .object_types import ObjectTypeStore, implying_names
from .profile_store import SECONDS_OF_A_DAY, ProfileStore

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from datetime import datetime

    from ..rules.ingestion.objects import ProfileObject
    from ..rules.key_index import IndexKey
    from .declarations import Section
    from .history import ActionType, HistoryRecord
    from .object_types import ObjectType
    from .profile import Profile


class Component:
    """What one family of resources keeps of one domain. A family overrides what concerns it."""

    #: The history actions that the component reacts to; those of AWS's ``ActionType``.
    actions: ClassVar[frozenset[ActionType]] = frozenset()
    #: Whether it reads the ``arrival`` of changes, which is made only if somebody does.
    awaits_arrivals: ClassVar[bool] = False
    #: The member of CreateDomain and UpdateDomain that configures the component, if any.
    setting: ClassVar[str | None] = None
    #: The component's part of a state document.
    section: ClassVar[Section | None] = None
    #: The members of a document that are read before that part: what it refers to. ``Profiles`` are
    #: read after every part that does not name them.
    loads_after: ClassVar[tuple[str, ...]] = ("ObjectTypes",)
    #: The place among all components, by which they react in the same order in every domain.
    order: ClassVar[int] = -1

    def __init__(self, domain: Domain) -> None:
        self.domain = domain
        # What ``configure`` applied last, for a component with a ``setting``.
        self.config: Mapping[str, Any] | None = None
        self._next_due = math.inf
        self._polls = False

    def __repr__(self) -> str:
        return f"<{type(self).__name__} of {self.domain!r}>"

    @property
    def next_due(self) -> float:
        """When the clock concerns the component next, in seconds since the epoch."""
        return self._next_due

    @next_due.setter
    def next_due(self, moment: float) -> None:
        self._next_due = moment
        self.domain.refresh_next_due()

    @property
    def polls(self) -> bool:
        """Whether the component waits for something without a moment, such as moto's transitions.

        It is then polled before each request.
        """
        return self._polls

    @polls.setter
    def polls(self, polls: bool) -> None:
        self._polls = polls
        self.domain.refresh_next_due()

    def check_setting(self, config: Mapping[str, Any]) -> Mapping[str, Any]:
        """Return the configuration to store. Raises BadRequestException; changes nothing."""
        exceptions.raise_any(self.setting_mistakes(config))
        return config

    @classmethod
    def setting_mistakes(
        cls,
        config: Mapping[str, Any],  # noqa: ARG003  (for the families that override this)
    ) -> Iterable[exceptions.ServiceError]:
        """The rules that a configuration violates; parts that are wrong otherwise may be missing.

        ``check_setting`` raises the first; a state file is told of all, each with its path.
        """
        return ()

    def configure(self, config: Mapping[str, Any], *, is_new: bool) -> None:
        """Apply what ``check_setting`` returned, to a new domain if ``is_new``."""

    def forget(self, profile: Profile) -> None:
        """Drop every reference to a profile that is being removed, at once."""

    def react(self, changes: Sequence[Change]) -> None:
        """React to those changes of one operation whose actions are in ``actions``.

        A reaction may change profiles; those changes are the next round.
        """

    def object_type_deleted(self, name: str) -> None:
        """React to the deletion of an object type."""

    def poll(self, now: float) -> None:
        """Check once for events without a due time; called before anything that is due runs."""

    def advance(self, at: float) -> None:
        """Do what is due ``at`` this moment, and update ``next_due``."""

    def profiles_loaded(self, profiles: Sequence[Profile]) -> None:
        """Process profiles loaded from a state file. They have no events."""

    def loaded(self) -> None:
        """Finish loading, when all of the domain is there: set ``next_due``, for one."""

    def domain_deleted(self) -> None:
        """React to the deletion of the domain, which takes the component with it."""


Kind = TypeVar("Kind", bound=Component)


@dataclass(slots=True, kw_only=True, eq=False)
class Domain(ChangeLog):
    """A domain and everything in it; deleting it deletes everything below."""

    arn: str
    domain_name: str
    default_expiration_days: int
    default_encryption_key: str | None = None
    dead_letter_queue_url: str | None = None
    data_store: Mapping[str, Any] | None = None
    # When its data store was enabled, in seconds since the epoch; None while it is off.
    data_store_since: float | None = None
    created_at: datetime
    last_updated_at: datetime
    tags: dict[str, str] = field(default_factory=dict)
    profiles: ProfileStore = field(init=False, repr=False)
    object_types: ObjectTypeStore = field(default_factory=ObjectTypeStore, repr=False)
    # The histories of profiles that no longer exist, by profile id.
    past_histories: dict[str, list[HistoryRecord]] = field(default_factory=dict, repr=False)
    # The profiles that merged ones went into, by the identifiers of those.
    merged_into: dict[str, str] = field(default_factory=dict, repr=False)
    # Nothing happens in a component by the clock before this moment, in seconds since the epoch.
    next_due: float = math.inf
    # The component that the clock advanced last, if nothing has expired since. None at the start of
    # each series.
    last_advanced: Component | None = field(default=None, repr=False)
    # How many objects were not ingested, by object type and reason.
    uningested_counts: dict[tuple[str, str], int] = field(default_factory=dict, repr=False)
    _components: dict[type[Component], Component] = field(default_factory=dict, repr=False)
    # Those of the components that refer to profiles, in their order.
    _referring: tuple[Component, ...] = ()

    def __post_init__(self) -> None:
        self.profiles = ProfileStore(self.region)

    def __repr__(self) -> str:
        profiles = counted(len(self.profiles), "profile")
        return f"<{type(self).__name__}: {self.domain_name}, {profiles}>"

    @property
    def stats(self) -> dict[str, int]:
        """What only GetDomain returns."""
        return self.profiles.stats

    @property
    def has_data_store(self) -> bool:
        """Whether its data store is enabled."""
        return self.data_store is not None and self.data_store["Enabled"]

    @property
    def matching(self) -> Mapping[str, Any] | None:
        """The configuration of identity resolution jobs; None if they are off."""
        return queries.matching(self)

    @property
    def rule_based_matching(self) -> Mapping[str, Any] | None:
        """The configuration of rule-based matching, with its status now; None if it is off."""
        return queries.rule_based_matching(self)

    # --- components -------------------------------------------------------------------------------

    def component(self, kind: type[Kind]) -> Kind:
        """The component of that kind, made at its first use: unused families cost nothing."""
        found = self._components.get(kind)
        if found is None:
            found = self._components[kind] = kind(self)
            components = self.components()
            self.reacting = tuple(each for each in components if each.actions)
            self.awaits_arrivals = any(each.awaits_arrivals for each in components)
            self._referring = tuple(
                each for each in components if type(each).forget is not Component.forget
            )
        return found  # type: ignore[return-value]  # the dictionary keeps each under its class

    def existing(self, kind: type[Kind]) -> Kind | None:
        """The component of that kind, or None if the domain has not used it."""
        return self._components.get(kind)  # type: ignore[return-value]  # as above

    def components(self) -> list[Component]:
        """The components that the domain has used, in their order."""
        return sorted(self._components.values(), key=attrgetter("order"))

    def settle(self) -> None:
        """Let components react to the recorded changes, until nothing changes any more."""
        if self.changes:
            # A reaction that changes a profile merges it, so a round removes a profile or is last.
            self.publish(most_rounds=len(self.profiles) + 2)

    # --- profiles ---------------------------------------------------------------------------------

    def history_of(self, profile_id: str) -> Sequence[HistoryRecord]:
        """The history of a profile, oldest record first, whether or not it still exists.

        Raises ResourceNotFoundException if it never existed.
        """
        gone = self.past_histories.get(profile_id)
        return self.profile(profile_id).history if gone is None else gone

    def profile(self, profile_id: str) -> Profile:
        """The profile of that id. Raises ResourceNotFoundException."""
        try:
            return self.profiles[profile_id]
        except KeyError:
            raise exceptions.profile_not_found(profile_id, self.domain_name) from None

    def extend_expiry(self, profile: Profile) -> None:
        """Extend the profile's expiry to the domain's default number of days from now."""
        days = self.default_expiration_days
        self.profiles.extend_expiry(profile, clock.timestamp() + days * SECONDS_OF_A_DAY)

    def remove_profile(
        self,
        profile: Profile,
        action_type: ActionType,
        *,
        at: float | None = None,
        performed_by: str | None = None,
    ) -> None:
        """Delete a profile and everything that leads to it; its history stays."""
        self.record(profile, action_type, at=at, performed_by=performed_by)
        self.past_histories[profile.profile_id] = profile.history
        self.drop_profile(profile)

    def drop_profile(self, profile: Profile) -> None:
        """Drop a profile and everything that leads to it, without a record."""
        for each in self._referring:
            each.forget(profile)
        self.profiles.discard(profile)

    def remove_object(
        self,
        profile: Profile,
        gone: ProfileObject,
        action_type: ActionType,
        at: float | None = None,
    ) -> None:
        """Delete an object; the fields that it populated stay."""
        self.record_object(profile, action_type, gone, at=at)
        self.profiles.discard_object(profile, gone)

    # --- object types and keys --------------------------------------------------------------------

    def object_type(self, name: str) -> ObjectType:
        """The object type of that name, defined here or implied by a template.

        Raises ResourceNotFoundException.
        """
        found = self.object_types.resolve(name)
        if found is None:
            implied = implying_names()
            raise exceptions.object_type_not_found(
                name, self.domain_name, self.object_types, implied
            )
        return found

    def type_of_objects(self, name: str) -> ObjectType:
        """The object type that an object is put by.

        Raises ResourceNotFoundException, and BadRequestException if a template implies it and the
        data store has another type of its name.
        """
        found = self.object_type(name)
        if self.has_data_store and name not in self.object_types:
            other = self.colliding_type(name)
            if other is not None:
                raise exceptions.object_type_names_collide(name, other)
        return found

    def colliding_type(self, name: str) -> str | None:
        """Another object type with the same name in a data store, if one is defined or used."""
        return self.object_types.colliding(name, self.profiles.has_objects)

    def knows_key(self, name: str) -> bool:
        """Whether the service, an object type or a profile has a key of that name."""
        return self.object_types.knows_key(name) or name in self.profiles.index.key_names

    def key_names(self) -> set[str]:
        """The names of the service's standard keys, the object types' keys, and those in use."""
        return {*self.object_types.key_names(), *self.profiles.index.key_names}

    def index_key(self, key_name: str, values: Sequence[str]) -> IndexKey:
        """The index key of a key, by the content types that the domain knows for its name."""
        return self.object_types.index_key(key_name, values)

    def sought(self, key_name: str, values: Sequence[str]) -> list[IndexKey]:
        """The index keys that a search by a key looks for: those of a standard key's every form."""
        return self.object_types.sought(key_name, values)

    def object_types_changed(self) -> None:
        """Reread the content types of keys, and clean up the keys that no object type has any more.

        What was ingested is no longer found by such a key. What AddProfileKey stored still is, and
        follows the content type that the key's name has now.
        """
        changed = self.object_types.refresh_key_types()
        standard = changed.intersection(PREDEFINED_KEY_NAMES)
        changed -= standard
        # The service's own keys exist without an object type.
        unused = {name for name in changed - self.object_types.key_types.keys() if name[0] != "_"}
        index = self.profiles.index
        if not changed.isdisjoint(index.key_names):
            for profile in self.profiles.values():
                before = profile.index_keys()
                removed = profile.removed_index_keys or ()
                if any(name in changed for name, _ in before.union(removed)):
                    profile.drop_fed_keys(unused)
                    profile.set_added_keys(profile.added_keys(), self.sought)
                    self.profiles.reindex(profile, before, profile.index_keys())
        for name in set(index.key_names) - self.object_types.key_types.keys():
            index.forget(name)
        if standard:
            self.profiles.renew_added_keys(standard, self.sought)

    # --- the clock --------------------------------------------------------------------------------

    def refresh_next_due(self) -> None:
        """Recompute ``next_due``; a component calls this when its own moment changes."""
        components = self._components.values()
        if any(each.polls for each in components):
            self.next_due = -math.inf
        else:
            self.next_due = min((each.next_due for each in components), default=math.inf)

    def catch_up(self, now: float) -> None:
        """Run everything due by ``now``, in seconds since the epoch, in order.

        Profiles and objects expire before anything else that is due at the same moment.
        """
        for each in self.components():
            each.poll(now)
        self.settle()
        self.last_advanced = None
        for due in self._due(now):
            at = due.next_due
            if self._expire(at):
                self.last_advanced = None
                self.settle()
            due.advance(at)
            assert due.next_due > at, f"{type(due).__name__} stays due at {at}"
            self.last_advanced = due
            self.settle()
        self._expire(now)
        self.settle()
        self.refresh_next_due()

    def _due(self, now: float) -> Iterator[Component]:
        """Yield the next due component until none is due."""
        while components := self.components():
            due = min(components, key=attrgetter("next_due"))
            if due.next_due > now:
                return
            yield due

    def _expire(self, now: float) -> bool:
        """Remove the profiles and objects that have expired by ``now``; whether any may have."""
        store = self.profiles
        if now < store.next_due:
            return False
        store.next_due = math.inf
        for profile in list(store.values()):
            if profile.expires_at <= now:
                self.remove_profile(
                    profile, "EXPIRED", at=profile.expires_at, performed_by=SERVICE_PRINCIPAL
                )
                continue
            for each in [o for o in profile.each_object() if o.expires_at <= now]:
                self.remove_object(profile, each, "EXPIRED", at=each.expires_at)
            moments = (profile.expires_at, *(o.expires_at for o in profile.each_object()))
            store.next_due = min(store.next_due, *moments)
        return True
