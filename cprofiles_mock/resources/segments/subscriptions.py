"""The subscriptions to segments of one domain, and the stream that they share."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from ...exceptions import BadRequestException
from ...runtime import clock
from ...state import queries
from ...state.components import component
from ...state.domain import Component
from ...state.outbox import StreamRecord
from . import errors, sql
from .component import Segments
from .evaluation import LazyCalculator
from .streaming import SegmentStream, Subscription
from .subscription_sections import SubscriptionsSection

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    from ...state.changes import Change
    from ...state.domain import Domain
    from ...state.profile import Profile
    from .component import Segment

#: "A maximum of 10 segment subscriptions for each domain" (Administrator Guide, 2026).
MOST_SUBSCRIPTIONS = 10


@component
class SegmentSubscriptions(Component):
    """Notices who joins and leaves the segments that are subscribed to, and sends that out.

    It is a component of its own, so that segments without subscriptions cost a write nothing.
    """

    actions = frozenset(
        {
            "CREATED", "UPDATED", "INGESTED", "DELETED_BY_CUSTOMER", "EXPIRED", "MERGED",
            "DELETED_BY_MERGE",
        }
    )  # fmt: skip
    section = SubscriptionsSection()
    loads_after = ("SegmentDefinitions",)

    def __init__(self, domain: Domain) -> None:
        super().__init__(domain)
        self.stream: SegmentStream | None = None
        #: The segments that have a subscription, by their names.
        self.segments: dict[str, Segment] = {}

    # --- the stream -------------------------------------------------------------------------------

    def unhealthiness(self) -> str | None:
        """Why the data stream cannot be reached now; None if it can, or if nothing goes there.

        This only looks, and changes nothing.
        """
        stream = self.stream
        if stream is None or stream.disassociated_at is not None:
            return None
        if queries.has_kinesis_stream(self.domain, stream.destination_arn):
            return None
        return stream.failure or f"The Kinesis data stream {stream.destination_arn} is not found"

    def _recover(self, stream: SegmentStream) -> None:
        stream.failure = None
        for each in self._subscriptions():
            each.delivery_failure = None

    def stop_all(self) -> None:
        """Stop the subscriptions, as their stream is disassociated."""
        for each in self._subscriptions():
            each.is_stopped = True
        self._refresh_next_due()

    # --- the subscriptions ------------------------------------------------------------------------

    def _subscriptions(self) -> Iterable[Subscription]:
        return map(self.find, self.segments.values())

    def find(self, segment: Segment) -> Subscription:
        """The subscription to a segment. Raises ResourceNotFoundException."""
        if segment.subscription is None:
            raise errors.no_subscription(segment.segment_definition_name, self.domain.domain_name)
        return segment.subscription

    def segment_named(self, name: str) -> Segment | None:
        """The segment of that name, if the domain has one."""
        return self.domain.component(Segments).get(name)

    def put(self, segment: Segment, interval: int) -> Subscription:
        """Subscribe to a segment, or change when the runs of its subscription take place.

        Raises BadRequestException if the segment cannot be evaluated, and if there are too many.
        """
        now = clock.timestamp()
        found = segment.subscription
        if found is not None and not found.is_stopped:
            found.schedule(interval, now)
            found.updated = now
        else:
            if found is None and len(self.segments) >= MOST_SUBSCRIPTIONS:
                raise errors.too_many_subscriptions(MOST_SUBSCRIPTIONS)
            found = self.add(segment, interval, now)
            if segment.query is None:
                found.begin(self._members(segment))
            segment.subscription = found
            self.segments[segment.segment_definition_name] = segment
        self._refresh_next_due()
        if found.members is None and not found.is_under_way:
            self._run(segment, found, now)
        return found

    def add(self, segment: Segment, interval: int, now: float) -> Subscription:
        """A subscription that has no members yet."""
        subscription = Subscription(
            account_id=self.domain.region.account_id,
            domain_name=self.domain.domain_name,
            segment_name=segment.segment_definition_name,
            segment_type=segment.segment_type,
            interval=interval,
            started=now,
            next_run=now,
        )
        subscription.schedule(interval, now)
        return subscription

    def drop(self, segment: Segment) -> None:
        """End the subscription to a segment, if there is one."""
        if segment.subscription is not None:
            segment.subscription = None
            del self.segments[segment.segment_definition_name]
            self._refresh_next_due()

    # --- events -----------------------------------------------------------------------------------

    def _members(self, segment: Segment) -> list[str]:
        """Who is in a segment now. Raises BadRequestException."""
        evaluator = self.domain.component(Segments).evaluator_of(segment)
        return [each.profile_id for each in evaluator.members(self.domain.profiles)]

    def react(self, changes: Sequence[Change]) -> None:
        """Compare the profiles that have changed with who was in the segments."""
        profiles = {each.profile.profile_id: each for each in changes}
        store = self.domain.profiles
        segments = self.domain.component(Segments)
        calculator = LazyCalculator(self.domain)
        for segment, subscription in self._live():
            try:
                evaluator = segments.evaluator_of(segment, calculator)
            except BadRequestException as error:
                # The writer is not to blame; the next run finds what is missed now.
                subscription.evaluation_failure = error.message
                continue
            subscription.evaluation_failure = None
            for profile_id, change in profiles.items():
                is_in = profile_id in store and evaluator.includes(change.profile)
                if is_in != subscription.has(profile_id):
                    self._tell(subscription, profile_id, is_in, change.record.at, "LIVE")

    def _live(self) -> Iterable[tuple[Segment, Subscription]]:
        """The subscriptions to segments by groups that run; SQL is for scheduled runs alone."""
        for segment in self.segments.values():
            subscription = self.find(segment)
            has_begun = subscription.members is not None and not subscription.is_stopped
            if has_begun and segment.query is None:
                yield segment, subscription

    def advance(self, at: float) -> None:
        """Carry out the runs that are due.

        One that the clock has passed takes place now, and of several of one subscription the last.
        """
        now = clock.timestamp()
        for segment in list(self.segments.values()):
            subscription = self.find(segment)
            if not subscription.is_stopped and subscription.next_run <= at:
                subscription.schedule_after(now)
                self._run(segment, subscription, now)
        self._refresh_next_due()

    def _run(self, segment: Segment, subscription: Subscription, now: float) -> None:
        """Compare who is in a segment with who was in it, or begin with that."""
        if segment.query is not None:
            if not subscription.is_under_way:
                subscription.is_under_way = True
                sql.carry_out(
                    self.domain,
                    segment.query,
                    lambda found: self._found(segment, subscription, found, now),
                )
            return
        try:
            members = self._members(segment)
        except BadRequestException as error:
            subscription.evaluation_failure = error.message
            return
        self._compare(subscription, members, now)

    def _found(
        self,
        segment: Segment,
        subscription: Subscription,
        found: list[str] | Exception,
        now: float,
    ) -> None:
        """Take what the query of a segment has found, which other requests may have outrun."""
        subscription.is_under_way = False
        if segment.subscription is not subscription or subscription.is_stopped:
            return
        if isinstance(found, Exception):
            subscription.evaluation_failure = str(found)
            return
        store = self.domain.profiles
        self._compare(subscription, [each for each in found if each in store], now)

    def _compare(self, subscription: Subscription, found: Collection[str], now: float) -> None:
        """Compare who is in a segment at a run with who was in it."""
        subscription.evaluation_failure = None
        if subscription.members is None:
            subscription.begin(found)
            return
        subscription.last_run = now
        members = dict.fromkeys(found)
        joined = [(each, True) for each in members if each not in subscription.members]
        left = [(each, False) for each in subscription.members if each not in members]
        for profile_id, is_in in (*left, *joined):
            if not self._expires_first(profile_id, now):
                self._tell(subscription, profile_id, is_in, now, "SCHEDULE")

    def _expires_first(self, profile_id: str, now: float) -> bool:
        """Whether a profile has expired before a run that takes place later than it was due."""
        profile: Profile | None = self.domain.profiles.get(profile_id)
        return profile is not None and profile.expires_at <= now

    def _tell(
        self, subscription: Subscription, profile_id: str, is_in: bool, at: float, event_type: str
    ) -> None:
        """Note a change of membership; its record leaves when the lock is released."""
        data = subscription.note(profile_id, is_in, at, event_type)
        stream = self.stream
        assert stream is not None, "a running subscription has a stream"

        def lose(reason: str) -> None:
            stream.failure = reason
            subscription.lose(reason)

        def recover() -> None:
            self._recover(stream)

        on_success = None if stream.failure is None else recover
        self.domain.region.outbox.append(
            StreamRecord(stream.destination_arn, data, profile_id, lose, on_success)
        )

    def _refresh_next_due(self) -> None:
        self.next_due = min(
            (each.next_run for each in self._subscriptions() if not each.is_stopped),
            default=math.inf,
        )

    def loaded(self) -> None:
        """Begin what a state file says nothing of, and let the clock go on."""
        for segment in self.segments.values():
            subscription = self.find(segment)
            if subscription.members is None and segment.query is None:
                self._run(segment, subscription, clock.timestamp())
        self._refresh_next_due()
