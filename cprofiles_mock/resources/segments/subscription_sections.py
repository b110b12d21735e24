"""Subscriptions to segments in state documents, with their stream and their events."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from ...protocol.compiled import service_model
from ...runtime import clock
from ...schema.forms import Form
from ...schema.problems import Problem, each
from ...schema.sections import time_or_none
from ...schema.times import time_text
from .streaming import Event, SegmentStream

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ...models import CustomerProfilesBackend
    from ...state.domain import Domain
    from .streaming import Subscription

_STREAM = "SegmentStream"
_SUBSCRIPTIONS = "SegmentSubscriptions"


class SubscriptionsSection:
    """The stream and the subscriptions, each by the name of its segment."""

    @property
    def members(self) -> Mapping[str, str]:
        """The members of a domain's entry."""
        return {_STREAM: "Section", _SUBSCRIPTIONS: "Section"}

    def write(self, component: Any) -> dict[str, Any]:
        """The stream, and the subscriptions with their members and events."""
        stream: SegmentStream | None = component.stream
        subscriptions = [
            _written(component.find(segment)) for segment in component.segments.values()
        ]
        return {
            _STREAM: None if stream is None else _written_stream(stream),
            _SUBSCRIPTIONS: subscriptions or None,
        }

    def read(
        self,
        kind: type[Any],
        backend: CustomerProfilesBackend,
        domain: Domain,
        members: Mapping[str, Any],
    ) -> None:
        """Restore both. Raises Problem."""
        given = members.get(_STREAM)
        if given is not None:
            try:
                domain.component(kind).stream = _read_stream(domain, given)
            except Problem as problem:
                raise problem.under(_STREAM) from None
        for _ in each(
            _SUBSCRIPTIONS,
            members.get(_SUBSCRIPTIONS),
            lambda entry: _read(domain, domain.component(kind), entry),
        ):
            pass


def _only_set(entry: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in entry.items() if value not in (None, False, {})}


def _written_stream(stream: SegmentStream) -> dict[str, Any]:
    return _only_set(
        {
            "DestinationArn": stream.destination_arn,
            "DestinationRoleArn": stream.destination_role_arn,
            "AssociatedAt": time_or_none(stream.associated_at),
            "DisassociatedAt": time_or_none(stream.disassociated_at),
            "FailureReason": stream.failure,
        }
    )


def _read_stream(domain: Domain, entry: Any) -> SegmentStream:
    members = _stream_form().read(entry)
    disassociated_at = members.get("DisassociatedAt")
    return SegmentStream(
        domain_name=domain.domain_name,
        destination_arn=members["DestinationArn"],
        destination_role_arn=members["DestinationRoleArn"],
        associated_at=clock.moment(members["AssociatedAt"]),
        disassociated_at=None if disassociated_at is None else clock.moment(disassociated_at),
        failure=members.get("FailureReason"),
    )


def _written(subscription: Subscription) -> dict[str, Any]:
    changed_at, last_run = subscription.changed_at, subscription.last_run
    updated, members = subscription.updated, subscription.members
    return _only_set(
        {
            "SegmentDefinitionName": subscription.segment_name,
            "Interval": subscription.interval,
            "StartedAt": time_text(subscription.started),
            "LastUpdatedAt": None if updated is None else time_text(updated),
            "NextExecutedAt": time_text(subscription.next_run),
            "LastExecutedAt": None if last_run is None else time_text(last_run),
            "IsStopped": subscription.is_stopped,
            "EvaluationFailure": subscription.evaluation_failure,
            "DeliveryFailure": subscription.delivery_failure,
            "Members": None if members is None else list(members),
            "ChangedAt": {name: [time_text(at)] for name, at in changed_at.items()},
            "Events": [_written_event(each) for each in subscription.events] or None,
            # The events have the numbers up to this one.
            "LastEventNumber": subscription.last_number or None,
        }
    )


def _written_event(event: Event) -> dict[str, Any]:
    return {
        "ProfileId": event.profile_id,
        "UpdatedAt": time_text(event.at),
        "EventType": event.event_type,
        "Event": event.event,
    }


def _read(domain: Domain, component: Any, entry: Any) -> None:
    members = _form().read(entry)
    name = members["SegmentDefinitionName"]
    segment = component.segment_named(name)
    if segment is None:
        raise Problem(("SegmentDefinitionName",), f"there is no segment definition {name}")
    if component.stream is None:
        raise Problem((), f"needs a {_STREAM} in its domain")
    if name in component.segments:
        raise Problem(("SegmentDefinitionName",), f"{name} is there already")
    subscription = component.add(segment, members["Interval"], members["StartedAt"])
    subscription.next_run = members.get("NextExecutedAt", subscription.next_run)
    subscription.last_run = members.get("LastExecutedAt")
    subscription.updated = members.get("LastUpdatedAt")
    subscription.is_stopped = members.get("IsStopped", False)
    subscription.evaluation_failure = members.get("EvaluationFailure")
    subscription.delivery_failure = members.get("DeliveryFailure")
    if "Members" in members:
        subscription.begin(members["Members"])
    subscription.changed_at = {
        profile_id: times[-1] for profile_id, times in members.get("ChangedAt", {}).items() if times
    }
    events = list(each("Events", members.get("Events"), _event_form().read))
    last = max(members.get("LastEventNumber", 0), len(events))
    for number, event in enumerate(events, last - len(events) + 1):
        at, kind = event["UpdatedAt"], event["EventType"]
        subscription.events.append(Event(number, event["ProfileId"], at, kind, event["Event"]))
    subscription.last_number = last
    segment.subscription = subscription
    component.segments[name] = segment


def _model(operation: str, shape: str) -> Any:
    return getattr(service_model().operation_model(operation), f"{shape}_shape").members


@cache
def _stream_form() -> Form:
    asked = _model("AssociateStreamForSegments", "input")
    required = ("DestinationArn", "DestinationRoleArn", "AssociatedAt")
    return Form(
        {
            "DestinationArn": asked["DestinationArn"],
            "DestinationRoleArn": asked["DestinationRoleArn"],
            "AssociatedAt": "Time",
            "DisassociatedAt": "Time",
            "FailureReason": "Text",
        },
        required,
    )


@cache
def _form() -> Form:
    schedule = _model("PutSegmentSubscription", "input")["ScheduleConfiguration"]
    name = _model("PutSegmentSubscription", "input")["SegmentDefinitionName"]
    return Form(
        {
            "SegmentDefinitionName": name,
            "Interval": schedule.members["Interval"],
            **dict.fromkeys(("StartedAt", "LastUpdatedAt"), "Time"),
            **dict.fromkeys(("NextExecutedAt", "LastExecutedAt"), "Time"),
            "IsStopped": "Flag",
            "EvaluationFailure": "Text",
            "DeliveryFailure": "Text",
            "Members": "Texts",
            "ChangedAt": "TimesByName",
            "Events": "Section",
            "LastEventNumber": "Number",
        },
        ("SegmentDefinitionName", "Interval", "StartedAt"),
    )


@cache
def _event_form() -> Form:
    shape = _model("ListSegmentSubscriptionEvents", "output")["Events"].member
    return Form({**shape.members, "UpdatedAt": "Time"}, tuple(shape.members))
