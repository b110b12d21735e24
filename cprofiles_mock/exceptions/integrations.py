"""What is wrong with integrations, and with the flows that they make."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .classes import BadRequestException, ResourceNotFoundException

if TYPE_CHECKING:
    from collections.abc import Iterable


def integration_not_found(uri: str, domain_name: str) -> ResourceNotFoundException:
    return ResourceNotFoundException(f"Integration {uri} is not found in domain {domain_name}")


def too_many_integrations(limit: int) -> BadRequestException:
    return BadRequestException(f"The domain has reached its limit of {limit} integrations")


def both_given(one: str, other: str) -> BadRequestException:
    return BadRequestException(f"Only one of {one} and {other} can be given")


def neither_given(one: str, other: str) -> BadRequestException:
    return BadRequestException(f"Either {one} or {other} must be given")


def integration_without_object_type() -> BadRequestException:
    return BadRequestException(
        "ObjectTypeName or ObjectTypeNames must be given, unless EventTriggerNames are"
    )


def flow_exists(name: str) -> BadRequestException:
    return BadRequestException(f"Conflict executing request: Flow with name {name} already exists.")


def flow_name_too_long(name: str, limit: int) -> BadRequestException:
    return BadRequestException(
        f"FlowName {name} is too long: the flow's ARN becomes the Uri, which has at most {limit} "
        "characters"
    )


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
