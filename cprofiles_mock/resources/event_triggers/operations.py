"""Operations on event triggers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ...rules.event_triggers import InvalidCondition, compile_conditions, field_names
from ...rules.ingestion.standard_objects import STANDARD_OBJECTS
from ...runtime import clock
from ...state import queries
from ...state.registry import operation
from . import errors
from .state import EventTrigger, EventTriggers

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from types_boto3_customer_profiles.type_defs import (
        CreateEventTriggerRequestTypeDef,
        DeleteEventTriggerRequestTypeDef,
        GetEventTriggerRequestTypeDef,
        ListEventTriggersRequestTypeDef,
        UpdateEventTriggerRequestTypeDef,
    )

    from ...rules.event_triggers import Condition
    from ...state.domain import Domain
    from ...state.numbered import NumberedResources


@operation("CreateEventTrigger")
def create_event_trigger(domain: Domain, request: CreateEventTriggerRequestTypeDef) -> EventTrigger:
    """From now on each object of the type that is ingested is compared with the conditions. The
    handle's ``trigger_invocations`` shows what came of that.

    Not modelled: the campaign that an integration stands for, and what it sends.
    """
    triggers = domain.component(EventTriggers)
    name = request["EventTriggerName"]
    triggers.check_free(name)
    triggers.check_room()
    conditions = request["EventTriggerConditions"]
    holds = _checked(domain, request["ObjectTypeName"], conditions, request.get("SegmentFilter"))
    now = clock.now()
    trigger = EventTrigger(
        event_trigger_name=name,
        object_type_name=request["ObjectTypeName"],
        description=request.get("Description"),
        event_trigger_conditions=conditions,
        segment_filter=request.get("SegmentFilter"),
        event_trigger_limits=request.get("EventTriggerLimits"),
        holds=holds,
        created_at=now,
        last_updated_at=now,
        tags=dict(request.get("Tags", {})),
    )
    triggers.resources.add(name, trigger)
    return trigger


@operation("GetEventTrigger")
def get_event_trigger(domain: Domain, request: GetEventTriggerRequestTypeDef) -> EventTrigger:
    """Shows no limits where none were given."""
    return domain.component(EventTriggers).find(request["EventTriggerName"])


@operation("UpdateEventTrigger")
def update_event_trigger(domain: Domain, request: UpdateEventTriggerRequestTypeDef) -> EventTrigger:
    """Members that are absent keep their values. What was counted stays counted.

    Not modelled: as with CreateEventTrigger.
    """
    trigger = domain.component(EventTriggers).find(request["EventTriggerName"])
    type_name = request.get("ObjectTypeName", trigger.object_type_name)
    conditions = request.get("EventTriggerConditions", trigger.event_trigger_conditions)
    segment = request.get("SegmentFilter")
    if "ObjectTypeName" in request or "EventTriggerConditions" in request:
        trigger.holds = _checked(domain, type_name, conditions, segment)
    else:
        _check_segment(domain, segment)
    trigger.object_type_name = type_name
    trigger.event_trigger_conditions = conditions
    trigger.description = request.get("Description", trigger.description)
    trigger.segment_filter = request.get("SegmentFilter", trigger.segment_filter)
    trigger.event_trigger_limits = request.get("EventTriggerLimits", trigger.event_trigger_limits)
    trigger.last_updated_at = clock.now()
    return trigger


@operation("ListEventTriggers")
def list_event_triggers(
    domain: Domain, request: ListEventTriggersRequestTypeDef
) -> NumberedResources[str, EventTrigger]:
    """Oldest first, without conditions, limits and segment."""
    return domain.component(EventTriggers).resources


@operation("DeleteEventTrigger")
def delete_event_trigger(
    domain: Domain, request: DeleteEventTriggerRequestTypeDef
) -> dict[str, str]:
    """Refused while an integration names the trigger that is not disabled."""
    triggers = domain.component(EventTriggers)
    name = triggers.find(request["EventTriggerName"]).event_trigger_name
    uris = queries.integrations_of_trigger(domain, name)
    if uris:
        raise errors.trigger_in_use(name, uris)
    triggers.remove(name)
    return {"Message": "OK"}


def _checked(
    domain: Domain,
    type_name: str,
    conditions: Sequence[Mapping[str, Any]],
    segment: str | None,
) -> Condition:
    """The compiled conditions. Raises BadRequestException and ResourceNotFoundException."""
    if type_name in STANDARD_OBJECTS:
        raise errors.standard_object_type(type_name)
    try:
        holds = compile_conditions(conditions)
    except InvalidCondition as error:
        raise errors.invalid_conditions(str(error)) from None
    if not domain.region.is_loading:
        known = domain.object_type(type_name).mapping.field_names
        for name in field_names(conditions):
            if name not in known:
                raise errors.unknown_field(name, type_name)
        _check_segment(domain, segment)
    return holds


def _check_segment(domain: Domain, name: str | None) -> None:
    if name is not None and not queries.has_segment(domain, name):
        raise errors.segment_not_found(name, domain.domain_name)
