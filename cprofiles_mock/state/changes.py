"""The changes of profiles: recorded once, and published after the operation.

Each change leaves a history record, and the record is the event: ``settle`` hands the records of
one operation to the components that react to them. Only dropping a reference to a profile that is
being removed happens at once, by ``Component.forget``.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, ClassVar, NamedTuple, Protocol

from ..runtime import clock
from .history import SERVICE_PRINCIPAL, HistoryRecord

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from ..rules.ingestion.objects import ProfileObject, StandardObject
    from .history import ActionType
    from .profile import Profile
    from .region import Region


class Arrival(NamedTuple):
    """What the ingestion of one object did."""

    object: ProfileObject
    #: What its JSON says, to be read only.
    source: Mapping[str, Any]
    #: Whether the profile had no object of its type and unique key.
    is_new: bool
    #: Whether a field of a profile that was there has changed.
    has_changed_profile: bool
    #: The standard objects that it populated, each with whether it is new.
    standard_objects: Sequence[tuple[StandardObject, bool]]


class Change(NamedTuple):
    """One action on a profile; its history record is the event."""

    profile: Profile
    record: HistoryRecord
    #: What arrived, if an object was ingested and a component reacts to that.
    arrival: Arrival | None = None
    #: Whether the profile changed only because something that had populated it was deleted.
    follows_deletion: bool = False


class Reacting(Protocol):
    """What reacts to changes: a component, for one."""

    actions: ClassVar[frozenset[ActionType]]

    def react(self, changes: Sequence[Change]) -> None:
        """React to those changes of an operation whose actions are among ``actions``."""


@dataclass(slots=True, kw_only=True, eq=False)
class ChangeLog:
    """Records the changes of one domain and publishes them."""

    region: Region = field(repr=False)
    # What reacts to changes, in the order in which it does.
    reacting: tuple[Reacting, ...] = field(default=(), repr=False)
    # Whether any of them reacts to objects that are ingested.
    awaits_arrivals: bool = field(default=False, repr=False)
    # Those that wait to be published.
    changes: list[Change] = field(default_factory=list, repr=False)

    def record(
        self,
        profile: Profile,
        action_type: ActionType,
        content: Mapping[str, Any] | None = None,
        *,
        at: float | None = None,
        performed_by: str | None = None,
        follows_deletion: bool = False,
    ) -> None:
        """Record an action on a profile, or on a key if ``content`` holds that key.

        ``at`` is in seconds since the epoch, and now unless given. ``follows_deletion`` says that
        something that had populated the profile was deleted.
        """
        moment = clock.timestamp() if at is None else at
        performer = performed_by or self.region.caller
        if content is None:
            record: HistoryRecord = profile.snapshot(action_type, moment, performer)
        else:
            record = HistoryRecord("_profile", action_type, moment, performer, content)
        profile.history.append(record)
        if self.reacting:
            self._await_reactions(Change(profile, record, None, follows_deletion))

    def record_object(
        self,
        profile: Profile,
        action_type: ActionType,
        changed: ProfileObject | StandardObject,
        at: float | None = None,
        arrival: Arrival | None = None,
    ) -> None:
        """Record an action on an object; the service itself performs an expiry."""
        record = HistoryRecord(
            changed.object_type_name,
            action_type,
            clock.timestamp() if at is None else at,
            SERVICE_PRINCIPAL if action_type == "EXPIRED" else self.region.caller,
            changed.object,
            changed.profile_object_unique_key,
        )
        profile.history.append(record)
        if self.reacting:
            self._await_reactions(Change(profile, record, arrival))

    def _await_reactions(self, change: Change) -> None:
        if not self.changes:
            self.region.unsettled.append(self)  # type: ignore[arg-type]  # Domain has ``settle``
        self.changes.append(change)

    def publish(self, most_rounds: int) -> None:
        """Let components react to the recorded changes, until nothing changes any more.

        Raises RuntimeError if that takes more than ``most_rounds`` rounds.
        """
        rounds_left = most_rounds
        while self.changes:
            changes, self.changes = self.changes, []
            for each in self.reacting:
                concerned = [c for c in changes if c.record.action_type in each.actions]
                if concerned:
                    each.react(concerned)
            rounds_left -= 1
            if rounds_left < 0:
                names = ", ".join(type(each).__name__ for each in self.reacting)
                raise RuntimeError(f"components keep reacting to one another: {names}")
