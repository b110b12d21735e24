"""What a family may rely on when its section is written and read."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import boto3
import pytest

from cprofiles_mock import MockHandle, StateError, exceptions
from cprofiles_mock.runtime import clock
from cprofiles_mock.schema.sections import ResourceSection
from cprofiles_mock.snapshots import members
from cprofiles_mock.state.components import COMPONENTS, ResourceComponent, component
from cprofiles_mock.state.domain import Domain
from cprofiles_mock.state.outbox import QueueMessage
from cprofiles_mock.state.registry import HANDLERS, operation
from cprofiles_mock.unit_of_work import work_on
from tests.support.ingesting import ORDER, define

pytestmark = pytest.mark.in_process

QUEUE = "https://sqs.us-east-1.amazonaws.com/123456789012/letters"


@dataclass(slots=True, kw_only=True)
class Alarm:
    """A resource that refers to an object type, rings at a moment, and sends a message."""

    event_trigger_name: str
    object_type_name: str
    description: str | None = None
    event_trigger_conditions: Any = None
    segment_filter: str | None = None
    event_trigger_limits: Any = None
    rings_at: float
    created_at: datetime
    last_updated_at: datetime
    tags: dict[str, str] = field(default_factory=dict)


class Alarms(ResourceComponent[Alarm]):
    noun = "Alarm"
    plural = "alarms"
    section = ResourceSection(
        "Alarms",
        made_by="CreateEventTrigger",
        key="EventTriggerName",
        besides={"RingsAt": "Time"},
    )

    def loaded(self) -> None:
        self.next_due = min((each.rings_at for each in self.resources.values()), default=math.inf)


def create_alarm(domain: Domain, request: Any) -> Alarm:
    if not domain.region.is_loading:
        domain.object_type(request["ObjectTypeName"])
    now = clock.now()
    alarm = Alarm(
        event_trigger_name=request["EventTriggerName"],
        object_type_name=request["ObjectTypeName"],
        event_trigger_conditions=request["EventTriggerConditions"],
        rings_at=clock.timestamp() + 60.5,
        created_at=now,
        last_updated_at=now,
    )
    alarms = domain.component(Alarms)
    alarms.check_free(alarm.event_trigger_name)
    alarms.resources.add(alarm.event_trigger_name, alarm)
    alarms.next_due = alarm.rings_at
    domain.region.outbox.append(QueueMessage(QUEUE, "made", {}, "a letter"))
    return alarm


@pytest.fixture(autouse=True)
def family() -> Iterator[None]:
    """The family is there for one test."""
    registered = list(COMPONENTS)
    handlers = dict(HANDLERS)
    HANDLERS.pop("CreateEventTrigger", None)
    operation("CreateEventTrigger")(create_alarm)
    component(Alarms)
    members.form.cache_clear()
    yield
    COMPONENTS[:] = registered
    HANDLERS.clear()
    HANDLERS.update(handlers)
    members.form.cache_clear()


CONDITIONS = [
    {
        "EventTriggerDimensions": [
            {
                "ObjectAttributes": [
                    {
                        "ComparisonOperator": "EQUAL",
                        "Values": ["1"],
                        "FieldName": "id",
                    }
                ]
            }
        ],
        "LogicalOperator": "ALL",
    }
]


def make(name: str = "bell", object_type: str = "order") -> Alarm:
    request = {
        "EventTriggerName": name,
        "ObjectTypeName": object_type,
        "EventTriggerConditions": CONDITIONS,
    }
    with work_on(MockHandle().backend(), "customers") as domain:
        return create_alarm(domain, request)


@pytest.fixture
def queue(client: Any) -> Any:
    """The queue of the messages; gives how many came."""
    sqs = boto3.client("sqs", region_name="us-east-1")
    url = sqs.create_queue(QueueName="letters")["QueueUrl"]

    def count() -> int:
        wanted = ["ApproximateNumberOfMessages"]
        found = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=wanted)["Attributes"]
        return int(found["ApproximateNumberOfMessages"])

    return count


def test_a_time_of_its_own_is_written_as_a_text(
    client: Any, domain: str, queue: Any, time_machine: Any
) -> None:
    time_machine.move_to("2026-11-24T12:00:00Z", tick=False)
    define(client, "order", ORDER)
    make()
    (entry,) = MockHandle().dump()["Domains"][0]["Alarms"]
    assert entry["RingsAt"] == "2026-11-24T12:01:00.5Z"


def test_the_clock_goes_on_after_loading_and_nothing_is_sent_again(
    client: Any, domain: str, queue: Any
) -> None:
    define(client, "order", ORDER)
    rings_at = make().rings_at
    assert queue() == 1
    document = MockHandle().dump()
    MockHandle().reset()
    MockHandle().load(document)
    found = MockHandle().backend().domains[domain]
    assert found.component(Alarms).next_due == found.next_due == rings_at
    assert queue() == 1
    assert MockHandle().dump() == document


def test_what_refers_to_something_deleted_can_be_loaded(
    client: Any, domain: str, queue: Any
) -> None:
    define(client, "order", ORDER)
    make()
    client.delete_profile_object_type(DomainName=domain, ObjectTypeName="order")
    with pytest.raises(exceptions.ResourceNotFoundException):
        make("another")
    document = MockHandle().dump()
    MockHandle().reset()
    MockHandle().load(document)
    assert MockHandle().dump() == document


def test_what_a_handler_refuses_is_told_by_its_place(
    client: Any, domain: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(domain: Domain, request: Any) -> Any:
        raise exceptions.not_found("Segment", "vip", domain.domain_name)

    HANDLERS.pop("CreateEventTrigger")
    operation("CreateEventTrigger")(refuse)
    entry = {
        "EventTriggerName": "a",
        "ObjectTypeName": "b",
        "EventTriggerConditions": CONDITIONS,
    }
    document = {
        "Domains": [{"DomainName": "d", "DefaultExpirationDays": 1, "Alarms": [entry]}],
    }
    with pytest.raises(StateError) as raised:
        MockHandle().load(document)
    assert raised.value.field == "Domains[0].Alarms[0]"
    assert raised.value.problem == "Segment vip is not found in domain d"


def test_a_section_is_read_after_what_it_refers_to(client: Any, domain: str, queue: Any) -> None:
    read: list[str] = []

    class Watched(ResourceSection):
        def read(self, *arguments: Any) -> None:
            read.append(self.name)

    def watching(name: str, *after: str) -> None:
        section = Watched(name, made_by="CreateEventTrigger", key="EventTriggerName")
        component(type(name, (ResourceComponent,), {"section": section, "loads_after": after}))

    watching("Early", "Late")
    watching("Last", "Profiles")
    watching("Late")
    members.form.cache_clear()
    MockHandle().load(MockHandle().dump())
    assert read == ["Late", "Early", "Last"]
