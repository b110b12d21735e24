"""Event streams and their state in a domain.

Sources: the API reference of the four operations; the Amazon Connect Administrator Guide (2026),
"set up real-time export"; ``docs/fidelity.md`` for what is a choice.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING, Any

from ...instruments.reporting import logger
from ...protocol.compiled import service_model
from ...runtime import clock, identifiers
from ...schema.sections import ResourceSection
from ...state import queries
from ...state.cloudformation import ResourceType
from ...state.components import ResourceComponent, component
from ...state.declarations import Column
from ...state.outbox import StreamRecord
from . import errors, records

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import datetime

    from ...state.changes import Change
    from ...state.profile import Profile


@dataclass(slots=True, kw_only=True, eq=False)
class EventStream:
    """The event stream of a domain. It always runs: no operation stops one."""

    arn: str
    domain_name: str
    event_stream_name: str
    uri: str
    state: str = "RUNNING"
    # Since when its data stream is missing, as far as was noticed, in seconds since the epoch.
    unhealthy_since: float | None = None
    # Whether records have been lost since then.
    has_lost: bool = False
    created_at: datetime
    last_updated_at: datetime | None = None
    tags: dict[str, str] = field(default_factory=dict)

    @property
    def event_stream_arn(self) -> str:
        """Its ARN, by the name that answers have."""
        return self.arn

    @property
    def destination_details(self) -> dict[str, Any]:
        """Its destination, and how that was when it was last seen."""
        if self.unhealthy_since is None:
            return {"Uri": self.uri, "Status": "HEALTHY"}
        return {
            "Uri": self.uri,
            "Status": "UNHEALTHY",
            "UnhealthySince": clock.moment(self.unhealthy_since),
            "Message": f"The Kinesis data stream {self.uri} is not found",
        }

    @property
    def destination_summary(self) -> dict[str, Any]:
        """As ``destination_details``, without the message."""
        return {name: each for name, each in self.destination_details.items() if name != "Message"}

    def recover(self) -> None:
        """Note that a record has arrived."""
        self.unhealthy_since = None
        self.has_lost = False

    def fail(self, reason: str) -> None:
        """Note that a record is lost; the first of a series is logged."""
        if self.unhealthy_since is None:
            self.unhealthy_since = clock.timestamp()
        if not self.has_lost:
            self.has_lost = True
            logger.warning(
                "domain %s: records of event stream %s are lost: %s",
                self.domain_name,
                self.event_stream_name,
                reason,
            )


@component
class EventStreams(ResourceComponent[EventStream]):
    """The event stream of one domain, by its name."""

    noun = "EventStream"
    plural = "event streams"
    # Service quota "Amazon Connect Customer Profiles event streams per domain".
    limit = 1
    arn_kind = "event-streams"
    section = ResourceSection(
        "EventStreams",
        made_by="CreateEventStream",
        key="EventStreamName",
        besides={"UnhealthySince": "Time"},
    )
    title = "Event streams"
    columns = (
        Column("EventStreamName", lambda each: each.event_stream_name),
        Column("Uri", lambda each: each.uri),
        Column("State", lambda each: each.state),
        Column("Status", lambda each: each.destination_details["Status"]),
    )
    cloudformation = ResourceType(
        name="EventStream",
        create="CreateEventStream",
        read="GetEventStream",
        update=None,
        delete="DeleteEventStream",
        key=("DomainName", "EventStreamName"),
        create_only=("Uri",),
        attributes=("CreatedAt", "State", "EventStreamArn", "DestinationDetails"),
        arn_kind="event-streams",
    )
    actions = frozenset({"CREATED", "UPDATED", "INGESTED", "MERGED", "DELETED_BY_MERGE"})
    awaits_arrivals = True

    def check_room(self) -> None:
        """Raise BadRequestException if the domain has an event stream, whatever its name."""
        if self.resources:
            raise errors.has_event_stream(self.domain.domain_name)

    def look(self) -> None:
        """See whether the data streams are there now."""
        for stream in self.resources.values():
            if queries.has_kinesis_stream(self.domain, stream.uri):
                stream.recover()
            elif stream.unhealthy_since is None:
                stream.unhealthy_since = clock.timestamp()

    def react(self, changes: Sequence[Change]) -> None:
        """Send the records of the changes, in their order."""
        for stream in self.resources.values():
            merged: list[Mapping[str, Any]] = []
            for change in changes:
                for data in self._records(change, merged):
                    self.send(stream, data)

    def send(self, stream: EventStream, data: bytes) -> None:
        """Put a record out; it leaves when the lock is released."""
        on_success = None if stream.unhealthy_since is None else stream.recover
        self.domain.region.outbox.append(
            StreamRecord(stream.uri, data, identifiers.uuid(), stream.fail, on_success)
        )

    def _records(self, change: Change, merged: list[Mapping[str, Any]]) -> Iterator[bytes]:
        """The records of one change; ``merged`` are the profiles merged since the last MERGED."""
        record, profile, name = change.record, change.profile, self.domain.domain_name
        if record.action_type == "INGESTED":
            yield from self._of_arrival(change)
        elif record.action_type == "DELETED_BY_MERGE":
            merged.append(_members(profile, record.content))
        elif record.action_type == "MERGED":
            yield records.of_merge(name, record.at, _members(profile, record.content), merged)
            merged.clear()
        elif not change.follows_deletion:
            members = _members(profile, record.content)
            yield records.of_profile(name, record.action_type, record.at, members)

    def _of_arrival(self, change: Change) -> Iterator[bytes]:
        """The records of an object that was ingested: the profile's if it changed comes first."""
        arrival, profile, at = change.arrival, change.profile, change.record.at
        assert arrival is not None, "an ingested object has an arrival, since this awaits one"
        name = self.domain.domain_name
        if arrival.has_changed_profile:
            yield records.of_profile(name, "UPDATED", at, _members(profile, profile.set_values()))
        put = arrival.object
        yield records.of_object(
            name,
            _event_type(arrival.is_new),
            at,
            object_type_name=put.object_type_name,
            profile_id=profile.profile_id,
            unique_key=put.profile_object_unique_key,
            document=arrival.source,
        )
        for each, is_new in arrival.standard_objects:
            yield records.of_object(
                name,
                _event_type(is_new),
                at,
                object_type_name=each.object_type_name,
                profile_id=profile.profile_id,
                unique_key=each.profile_object_unique_key,
                document=each.document,
            )


def _event_type(is_new: bool) -> str:
    return "CREATED" if is_new else "UPDATED"


def _members(profile: Profile, content: Any) -> dict[str, Any]:
    """The members of a profile that are set, in the order of the API's Profile, their parts too."""
    members = {"ProfileId": profile.profile_id, **content}
    for name, shape in _structures().items():
        if name in members:
            members[name] = _in_order(shape, members[name])
    return members


@cache
def _structures() -> dict[str, Any]:
    """The shapes of a profile's members that have members themselves, such as Address."""
    shape: Any = service_model().operation_model("CreateProfile").input_shape
    return {name: each for name, each in shape.members.items() if each.type_name == "structure"}


def _in_order(shape: Any, value: Any) -> Any:
    """A value with its members in the order of its shape, instead of the caller's."""
    if shape.type_name == "structure":
        return {
            name: _in_order(each, value[name])
            for name, each in shape.members.items()
            if name in value
        }
    if shape.type_name == "list":
        return [_in_order(shape.member, each) for each in value]
    return value
