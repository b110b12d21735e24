"""Subscriptions to segments, the stream that their events go into, and the records of these.

Sources: the API reference of the seven operations; the Amazon Connect Administrator Guide (2026),
"track segment membership changes"; ``docs/fidelity.md`` for what is a choice.
"""

from __future__ import annotations

import json
from collections import deque
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

from ...instruments.reporting import logger
from ...runtime import clock

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

_HOUR = 3600
#: So many events of a subscription are listed; older ones are dropped.
MOST_EVENTS = 1000
# The longest text that the model allows.
_LONGEST_MESSAGE = 1000


@dataclass(slots=True, kw_only=True, eq=False)
class SegmentStream:
    """The Kinesis data stream that the events of a domain's segments go into."""

    domain_name: str
    destination_arn: str
    destination_role_arn: str
    associated_at: datetime
    disassociated_at: datetime | None = None
    #: Why the last record was lost; None if it arrived.
    failure: str | None = None


class Event(NamedTuple):
    """A profile has joined or left a segment."""

    number: int
    profile_id: str
    #: When that was noticed, in seconds since the epoch.
    at: float
    #: LIVE or SCHEDULE.
    event_type: str
    #: JOINED or LEFT.
    event: str

    @property
    def updated_at(self) -> datetime:
        """What ListSegmentSubscriptionEvents shows."""
        return clock.moment(self.at)


@dataclass(slots=True, kw_only=True, eq=False)
class Subscription:
    """The subscription to a segment: who was in it when that was last seen, and what changed."""

    account_id: str
    domain_name: str
    segment_name: str
    segment_type: str
    #: In hours.
    interval: int
    #: These are in seconds since the epoch.
    started: float
    updated: float | None = None
    next_run: float
    last_run: float | None = None
    is_stopped: bool = False
    #: Why the segment could not be evaluated, and why a record was lost, when last tried.
    evaluation_failure: str | None = None
    delivery_failure: str | None = None
    #: Whether a query is under way, which is not carried out under the lock.
    is_under_way: bool = False
    #: A set in the order in which they joined; None until the initial snapshot is there.
    members: dict[str, None] | None = None
    #: When the membership of a profile changed last, if it has since the start.
    changed_at: dict[str, float] = field(default_factory=dict)
    events: deque[Event] = field(default_factory=lambda: deque(maxlen=MOST_EVENTS))
    last_number: int = 0

    def message_if(self, *, is_reachable: bool) -> str | None:
        """Why it has failed, given whether its data stream can be reached now; None if not."""
        failure = self.evaluation_failure or (None if is_reachable else self.delivery_failure)
        return None if failure is None or self.is_stopped else failure[:_LONGEST_MESSAGE]

    def status_if(self, *, is_reachable: bool) -> str:
        """STARTING until the initial snapshot is there, then RUNNING; or FAILED, or STOPPED."""
        if self.is_stopped:
            return "STOPPED"
        if self.message_if(is_reachable=is_reachable) is not None:
            return "FAILED"
        return "STARTING" if self.members is None else "RUNNING"

    @property
    def status(self) -> str:
        """Its status as far as is known without a look at the data stream."""
        return self.status_if(is_reachable=False)

    @property
    def schedule_configuration(self) -> dict[str, Any]:
        """When its runs take place, as answers have it."""
        return {"Interval": self.interval, "Unit": "HOURLY"}

    @property
    def scheduled_executions(self) -> dict[str, datetime]:
        """When its runs took place and will, as answers have it."""
        executions = {}
        if not self.is_stopped:
            executions["NextExecutedAt"] = clock.moment(self.next_run)
        if self.last_run is not None:
            executions["LastExecutedAt"] = clock.moment(self.last_run)
        return executions

    @property
    def started_at(self) -> datetime:
        """When it was started, as answers have it."""
        return clock.moment(self.started)

    @property
    def last_updated_at(self) -> datetime | None:
        """When its schedule was changed, as answers have it."""
        return None if self.updated is None else clock.moment(self.updated)

    def schedule(self, interval: int, now: float) -> None:
        """Let runs take place every so many hours from now on."""
        self.interval = interval
        self.next_run = now + interval * _HOUR

    def schedule_after(self, now: float) -> None:
        """Let the next run be the first of the schedule that is later than now."""
        length = self.interval * _HOUR
        self.next_run += max(1, (now - self.next_run) // length + 1) * length

    def begin(self, member_ids: Iterable[str]) -> None:
        """Take up an initial snapshot, which makes no events."""
        self.members = dict.fromkeys(member_ids)
        self.changed_at.clear()

    def has(self, profile_id: str) -> bool:
        """Whether a profile was in the segment when that was last seen."""
        return self.members is not None and profile_id in self.members

    def note(self, profile_id: str, is_in: bool, at: float, event_type: str) -> bytes:
        """Note a change of membership; the record of it."""
        assert self.members is not None, "changes are relative to the initial snapshot"
        if is_in:
            self.members[profile_id] = None
        else:
            del self.members[profile_id]
        previous = self.changed_at.get(profile_id, self.started)
        self.changed_at[profile_id] = at
        self.last_number += 1
        event = "JOINED" if is_in else "LEFT"
        self.events.append(Event(self.last_number, profile_id, at, event_type, event))
        return self._record(profile_id, event, at, previous, event_type)

    def _record(
        self, profile_id: str, event: str, at: float, previous: float, event_type: str
    ) -> bytes:
        # The members in the order of the guide's sample.
        document = {
            "AccountId": self.account_id,
            "DomainName": self.domain_name,
            "SegmentDefinitionName": self.segment_name,
            "SegmentType": self.segment_type,
            "ProfileId": profile_id,
            "OperationType": event,
            "MembershipCalculatedAt": int(at),
            "PreviousMembershipChangedAt": int(previous),
            "EventType": event_type,
        }
        return json.dumps(document, separators=(",", ":")).encode()

    def lose(self, reason: str) -> None:
        """Note that a record is lost; the first of a series is logged."""
        if self.delivery_failure is None:
            logger.warning(
                "domain %s: records of the subscription to segment %s are lost: %s",
                self.domain_name,
                self.segment_name,
                reason,
            )
        self.delivery_failure = reason
