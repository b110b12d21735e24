"""Errors about flow definitions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .classes import BadRequestException

if TYPE_CHECKING:
    from collections.abc import Iterable


def other_connector_properties(
    connector: str, expected: str, given: Iterable[str]
) -> BadRequestException:
    return BadRequestException(
        f"ConnectorType {connector} needs SourceConnectorProperties with {expected} alone; given: "
        f"{', '.join(given) or 'none'}"
    )


def flow_without_connector_profile(connector: str) -> BadRequestException:
    return BadRequestException(f"ConnectorType {connector} needs a ConnectorProfileName")


def flow_without_tasks() -> BadRequestException:
    return BadRequestException("A flow needs at least one task")


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
        f"TriggerProperties.Scheduled cannot be given with TriggerType {trigger_type}"
    )


def unsupported_schedule_expression(expression: str) -> BadRequestException:
    return BadRequestException(f"{expression} is not a supported schedule expression")


def schedule_ends_before_it_starts() -> BadRequestException:
    return BadRequestException("ScheduleEndTime must be after ScheduleStartTime")
