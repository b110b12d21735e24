"""Errors about flow definitions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .classes import BadRequestException

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime


def other_connector_properties(
    connector: str, expected: str, given: Iterable[str]
) -> BadRequestException:
    return BadRequestException(
        f"ConnectorType {connector} needs SourceConnectorProperties with {expected} alone; given: "
        f"{', '.join(given) or 'none'}"
    )


def flow_without_connector_profile(connector: str) -> BadRequestException:
    return BadRequestException(
        f"ConnectorType {connector} needs a ConnectorProfileName, in SourceFlowConfig"
    )


def flow_without_tasks() -> BadRequestException:
    return BadRequestException(
        "A flow needs at least one task, such as "
        '{"TaskType": "Map", "SourceFields": ["id"], "TaskProperties": {}}'
    )


def other_connector_operator(
    connector: str, expected: str, given: Iterable[str]
) -> BadRequestException:
    return BadRequestException(
        f"The ConnectorOperator of a task can only have {expected}, as ConnectorType is "
        f"{connector}; given: {', '.join(given)}"
    )


def scheduled_trigger_without_schedule() -> BadRequestException:
    return BadRequestException("TriggerProps is required for Scheduled Trigger Type.")


def schedule_without_scheduled_trigger(trigger_type: str) -> BadRequestException:
    return BadRequestException(
        f"TriggerProperties.Scheduled cannot be given with TriggerType {trigger_type}; leave it "
        "out, or set TriggerType to Scheduled"
    )


def unsupported_schedule_expression(
    expression: str, supported: Iterable[str]
) -> BadRequestException:
    return BadRequestException(
        f"{expression} is not a supported schedule expression; there are {', '.join(supported)}"
    )


def schedule_ends_before_it_starts(start: datetime, end: datetime) -> BadRequestException:
    return BadRequestException(
        f"ScheduleEndTime {end.isoformat()} must be after ScheduleStartTime {start.isoformat()}"
    )
