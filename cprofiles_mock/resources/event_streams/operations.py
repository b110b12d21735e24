"""Operations on event streams."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...models import no_domain_text
from ...rules.data_streams import names_data_stream
from ...runtime import clock
from ...state.registry import operation
from ...unit_of_work import work_in
from . import errors, records
from .state import EventStream, EventStreams

if TYPE_CHECKING:
    from types_boto3_customer_profiles.type_defs import (
        CreateEventStreamRequestTypeDef,
        DeleteEventStreamRequestTypeDef,
        GetEventStreamRequestTypeDef,
        ListEventStreamsRequestTypeDef,
    )

    from ...models import CustomerProfilesBackend
    from ...state.domain import Domain
    from ...state.numbered import NumberedResources


@operation("CreateEventStream")
def create_event_stream(domain: Domain, request: CreateEventStreamRequestTypeDef) -> EventStream:
    """A data stream that does not exist is accepted, and makes the event stream unhealthy. Nothing
    that happened before is sent.

    Not modelled: the policy that lets the service put records.
    """
    streams = domain.component(EventStreams)
    streams.check_room()
    uri = request["Uri"]
    expected = domain.region.arn("stream/", service="kinesis")
    if not names_data_stream(uri) or not (domain.region.is_loading or uri.startswith(expected)):
        raise errors.not_a_data_stream(uri, f"{expected}name")
    name = request["EventStreamName"]
    stream = EventStream(
        arn=f"{domain.arn}/{EventStreams.arn_kind}/{name}",
        domain_name=domain.domain_name,
        event_stream_name=name,
        uri=uri,
        created_at=clock.now(),
        tags=dict(request.get("Tags", {})),
    )
    streams.resources.add(name, stream)
    return stream


@operation("GetEventStream")
def get_event_stream(domain: Domain, request: GetEventStreamRequestTypeDef) -> EventStream:
    """Looks whether the data stream is there now."""
    streams = domain.component(EventStreams)
    found = streams.find(request["EventStreamName"])
    streams.look()
    return found


@operation("ListEventStreams")
def list_event_streams(
    domain: Domain, request: ListEventStreamsRequestTypeDef
) -> NumberedResources[str, EventStream]:
    """Looks as GetEventStream does; without Message and CreatedAt."""
    streams = domain.component(EventStreams)
    streams.look()
    return streams.resources


@operation("DeleteEventStream")
def delete_event_stream(domain: Domain, request: DeleteEventStreamRequestTypeDef) -> dict[str, str]:
    """Nothing is sent any more. The data stream and its records stay."""
    domain.component(EventStreams).remove(request["EventStreamName"])
    return {}


def send_health_check(backend: CustomerProfilesBackend, domain_name: str) -> None:
    """Send a HEALTH_CHECK record to the event stream of a domain.

    Raises ValueError if there is no such domain, or if it has no event stream.
    """
    with work_in(backend, domain_name) as domain:
        if domain is None:
            raise ValueError(no_domain_text(domain_name, backend))
        streams = domain.existing(EventStreams)
        if streams is None or not streams.resources:
            raise ValueError(f"domain {domain_name!r} has no event stream: create one first")
        for stream in streams.resources.values():
            streams.send(stream, records.health_check(domain_name))
