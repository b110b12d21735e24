"""Event triggers and their state in a domain.

Sources: the API reference of the five operations; the Amazon Connect Administrator Guide (2026),
"create campaigns using event triggers"; ``docs/fidelity.md`` for what is a choice.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from ...instruments.controls import active_controls
from ...instruments.trigger_invocations import TriggerInvocation
from ...rules.event_triggers import may_be_invoked, windows_of
from ...runtime import clock
from ...schema.sections import ResourceSection
from ...state import queries
from ...state.cloudformation import ResourceType
from ...state.components import ResourceComponent, component
from ...state.declarations import Column

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from ...instruments.trigger_invocations import Outcome
    from ...rules.event_triggers import Condition
    from ...state.changes import Arrival, Change
    from ...state.profile import Profile


@dataclass(slots=True, kw_only=True, eq=False)
class EventTrigger:
    """An event trigger, known by its name."""

    event_trigger_name: str
    object_type_name: str
    description: str | None = None
    # These two are replaced, never changed in place.
    event_trigger_conditions: Sequence[Mapping[str, Any]]
    event_trigger_limits: Mapping[str, Any] | None = None
    segment_filter: str | None = None
    holds: Condition = field(repr=False)
    # When it was invoked, by profile, in seconds since the epoch; as far back as its periods go.
    invocations: dict[str, list[float]] = field(default_factory=dict, repr=False)
    created_at: datetime
    last_updated_at: datetime
    tags: dict[str, str] = field(default_factory=dict)

    @property
    def limits(self) -> Mapping[str, Any]:
        """Its limits, if it has any of its own."""
        return self.event_trigger_limits or {}

    def expires_within(self, seconds: float) -> bool:
        """Whether an event that takes so long to be processed comes too late."""
        expiration = self.limits.get("EventExpiration")
        return expiration is not None and seconds * 1000 > expiration

    def invoke(self, profile_id: str, now: float) -> bool:
        """Count an invocation for a profile; False if a period does not allow it."""
        windows = windows_of(self.limits)
        invoked_at = self.invocations.get(profile_id, ())
        if not may_be_invoked(windows, invoked_at, now):
            return False
        if windows:
            longest = max(length for length, _ in windows)
            kept = [moment for moment in invoked_at if moment > now - longest]
            self.invocations[profile_id] = [*kept, now]
        return True


@component
class EventTriggers(ResourceComponent[EventTrigger]):
    """The event triggers of one domain, by their names."""

    noun = "EventTrigger"
    plural = "event triggers"
    # Service quota "Event triggers per domain" (Administrator Guide, 2026).
    limit = 50
    arn_kind = "event-triggers"
    section = ResourceSection(
        "EventTriggers",
        made_by="CreateEventTrigger",
        key="EventTriggerName",
        besides={"Invocations": "TimesByName"},
        defaults={"Invocations": {}},
    )
    title = "Event triggers"
    columns = (
        Column("EventTriggerName", lambda each: each.event_trigger_name),
        Column("ObjectTypeName", lambda each: each.object_type_name),
        Column("SegmentFilter", lambda each: each.segment_filter),
        Column("EventTriggerLimits", lambda each: each.event_trigger_limits),
    )
    cloudformation = ResourceType(
        name="EventTrigger",
        create="CreateEventTrigger",
        read="GetEventTrigger",
        update="UpdateEventTrigger",
        delete="DeleteEventTrigger",
        key=("DomainName", "EventTriggerName"),
        attributes=("CreatedAt", "LastUpdatedAt"),
        arn_kind="event-triggers",
    )
    actions = frozenset({"INGESTED"})
    awaits_arrivals = True

    def react(self, changes: Sequence[Change]) -> None:
        """Evaluate the triggers for the objects that were ingested, in the order of creation."""
        for change in changes:
            arrival = change.arrival
            assert arrival is not None, "an ingested object has an arrival"
            name = arrival.object.object_type_name
            of_type = [each for each in self.resources.values() if each.object_type_name == name]
            if of_type:
                self._evaluate(of_type, change.profile, arrival, change.record.at)

    def _evaluate(
        self, triggers: Sequence[EventTrigger], profile: Profile, arrival: Arrival, at: float
    ) -> None:
        put, document = arrival.object, arrival.source
        region = self.domain.region
        controls = None if region.is_of_trial else active_controls()
        moment = clock.moment(at)
        # Several triggers often look at the same few fields.
        read: dict[str, Any] = {}

        def read_field(name: str) -> Any:
            if name not in read:
                read[name] = put.fields.read_field(name, document)
            return read[name]

        for trigger in triggers:
            uri, outcome = None, _CONDITION
            if trigger.holds(read_field, document):
                uri, outcome = self._invoke(trigger, profile, at)
            if controls is not None:
                invocation = TriggerInvocation(
                    self.domain.domain_name,
                    trigger.event_trigger_name,
                    put.object_type_name,
                    put.profile_object_unique_key,
                    profile.profile_id,
                    put.object,
                    uri,
                    moment,
                    outcome,
                )
                controls.invocations.add(region, invocation)

    def _invoke(
        self, trigger: EventTrigger, profile: Profile, at: float
    ) -> tuple[str | None, Outcome]:
        """Invoke a trigger whose conditions hold; the integration's Uri, or why there is none."""
        domain = self.domain
        segment = trigger.segment_filter
        if segment is not None and not queries.is_in_segment(domain, segment, profile):
            return None, "SEGMENT"
        lag = domain.region.lag
        if trigger.expires_within(0.0 if lag is None else lag.seconds):
            return None, "EXPIRED"
        uris = queries.integrations_of_trigger(domain, trigger.event_trigger_name)
        if not uris:
            return None, "NO_INTEGRATION"
        if not trigger.invoke(profile.profile_id, at):
            return None, "LIMIT"
        return uris[0], "INVOKED"

    def forget(self, profile: Profile) -> None:
        """Drop the counts of a profile; what it was merged into does not get them."""
        for trigger in self.resources.values():
            trigger.invocations.pop(profile.profile_id, None)

    def loaded(self) -> None:
        """Drop the counts of profiles that a file does not have."""
        for trigger in self.resources.values():
            trigger.invocations = {
                each: times
                for each, times in trigger.invocations.items()
                if each in self.domain.profiles
            }


_CONDITION: Outcome = "CONDITION"
