"""Operations on subscriptions to segments, and on their stream."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ...rules.data_streams import names_data_stream
from ...runtime import clock
from ...state.numbered import Listing
from ...state.registry import operation
from . import errors
from .component import Segments
from .streaming import SegmentStream
from .subscriptions import SegmentSubscriptions

if TYPE_CHECKING:
    from collections.abc import Iterator

    from types_boto3_customer_profiles.type_defs import (
        AssociateStreamForSegmentsRequestTypeDef,
        DeleteSegmentSubscriptionRequestTypeDef,
        DisassociateStreamForSegmentsRequestTypeDef,
        GetSegmentSubscriptionRequestTypeDef,
        GetStreamForSegmentsRequestTypeDef,
        ListSegmentSubscriptionEventsRequestTypeDef,
        PutSegmentSubscriptionRequestTypeDef,
    )

    from ...state.domain import Domain
    from .streaming import Event, Subscription

#: The interval of runs in hours, where a request has none (Administrator Guide, 2026).
_DEFAULT_INTERVAL = 24
# The longest reason that the model allows.
_LONGEST_REASON = 255
# Higher than the number of any event, so that the latest event gets the lowest place of a listing.
_TOP = 2**53


@operation("AssociateStreamForSegments")
def associate_stream_for_segments(
    domain: Domain, request: AssociateStreamForSegmentsRequestTypeDef
) -> None:
    """A data stream that does not exist is accepted, and makes the stream unhealthy.

    Not modelled: the role, which is stored and returned.
    """
    arn = request["DestinationArn"]
    expected = domain.region.arn("stream/", service="kinesis")
    if not (names_data_stream(arn) and arn.startswith(expected)):
        raise errors.not_a_data_stream(arn, f"{expected}name")
    known = domain.existing(SegmentSubscriptions)
    stream = None if known is None else known.stream
    if stream is not None and stream.disassociated_at is None:
        raise errors.has_stream(domain.domain_name, stream.destination_arn)
    domain.component(SegmentSubscriptions).stream = SegmentStream(
        domain_name=domain.domain_name,
        destination_arn=arn,
        destination_role_arn=request["DestinationRoleArn"],
        associated_at=clock.now(),
    )


@operation("GetStreamForSegments")
def get_stream_for_segments(
    domain: Domain, request: GetStreamForSegmentsRequestTypeDef
) -> dict[str, Any]:
    """Looks whether the data stream is there now. One that was disassociated is STOPPED."""
    subscriptions = domain.existing(SegmentSubscriptions)
    if subscriptions is None or subscriptions.stream is None:
        raise errors.no_stream(domain.domain_name)
    stream = subscriptions.stream
    failure = subscriptions.unhealthiness()
    is_reachable = failure is None
    is_stopped = stream.disassociated_at is not None
    associated = [
        {
            "SegmentName": each.segment_name,
            "Status": each.status_if(is_reachable=is_reachable),
            "Message": each.message_if(is_reachable=is_reachable),
        }
        for each in map(subscriptions.find, subscriptions.segments.values())
    ]
    return {
        "AssociatedAt": stream.associated_at,
        "AssociatedSegments": associated,
        "DomainName": stream.domain_name,
        "DestinationArn": stream.destination_arn,
        "DestinationRoleArn": stream.destination_role_arn,
        "State": "STOPPED" if is_stopped else "RUNNING" if is_reachable else "UNHEALTHY",
        "DisassociatedAt": stream.disassociated_at,
        "FailureReason": None if failure is None else failure[:_LONGEST_REASON],
    }


@operation("DisassociateStreamForSegments")
def disassociate_stream_for_segments(
    domain: Domain, request: DisassociateStreamForSegmentsRequestTypeDef
) -> dict[str, str]:
    """Stops the subscriptions at once."""
    subscriptions = domain.existing(SegmentSubscriptions)
    stream = None if subscriptions is None else subscriptions.stream
    if subscriptions is None or stream is None or stream.disassociated_at is not None:
        raise errors.no_stream(domain.domain_name)
    stream.disassociated_at = clock.now()
    stream.failure = None
    subscriptions.stop_all()
    return {"Message": "OK"}


@operation("PutSegmentSubscription")
def put_segment_subscription(
    domain: Domain, request: PutSegmentSubscriptionRequestTypeDef
) -> Subscription:
    """Starts a subscription, or one that was stopped anew; those who are in the segment then make
    no events. Of one that runs, only the schedule changes.

    Not modelled: CloudWatch metrics.
    """
    segment = domain.component(Segments).find(request["SegmentDefinitionName"])
    subscriptions = domain.existing(SegmentSubscriptions)
    stream = None if subscriptions is None else subscriptions.stream
    if subscriptions is None or stream is None or stream.disassociated_at is not None:
        raise errors.needs_stream(domain.domain_name)
    interval = request.get("ScheduleConfiguration", {}).get("Interval", _DEFAULT_INTERVAL)
    return subscriptions.put(segment, interval)


@operation("GetSegmentSubscription")
def get_segment_subscription(
    domain: Domain, request: GetSegmentSubscriptionRequestTypeDef
) -> dict[str, Any]:
    """Looks, as GetStreamForSegments does, whether the data stream is there."""
    subscriptions, found = _found(domain, request["SegmentDefinitionName"])
    is_reachable = subscriptions.unhealthiness() is None
    return {
        "Status": found.status_if(is_reachable=is_reachable),
        "Message": found.message_if(is_reachable=is_reachable),
        "ScheduleConfiguration": found.schedule_configuration,
        "ScheduledExecutions": found.scheduled_executions,
        "StartedAt": found.started_at,
        "LastUpdatedAt": found.last_updated_at,
    }


@operation("DeleteSegmentSubscription")
def delete_segment_subscription(
    domain: Domain, request: DeleteSegmentSubscriptionRequestTypeDef
) -> dict[str, str]:
    """Its events go with it."""
    name = request["SegmentDefinitionName"]
    subscriptions, _ = _found(domain, name)
    subscriptions.drop(domain.component(Segments).find(name))
    return {"Message": "OK"}


@operation("ListSegmentSubscriptionEvents")
def list_segment_subscription_events(
    domain: Domain, request: ListSegmentSubscriptionEventsRequestTypeDef
) -> Listing[Event]:
    """The latest first, at most 1,000 of them."""
    _, found = _found(domain, request["SegmentDefinitionName"])

    def after(place: int) -> Iterator[tuple[int, Event]]:
        for each in reversed(found.events):
            if _TOP - each.number > place:
                yield _TOP - each.number, each

    return Listing(after)


def _found(domain: Domain, segment_name: str) -> tuple[SegmentSubscriptions, Subscription]:
    """The subscription to a segment, and all of the domain. Raises ResourceNotFoundException."""
    segment = domain.component(Segments).find(segment_name)
    subscriptions = domain.existing(SegmentSubscriptions)
    if subscriptions is None:
        raise errors.no_subscription(segment_name, domain.domain_name)
    return subscriptions, subscriptions.find(segment)
