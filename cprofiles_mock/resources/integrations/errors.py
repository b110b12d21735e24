"""Errors about integrations."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...exceptions import BadRequestException

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime


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


def integration_in_use(uri: str, recommenders: Iterable[str]) -> BadRequestException:
    return BadRequestException(
        f"Integration {uri} cannot be deleted while the domain has recommenders: "
        f"{', '.join(recommenders)}"
    )


def workflow_without_config() -> BadRequestException:
    return BadRequestException(
        "IntegrationConfig needs AppflowIntegration for WorkflowType APPFLOW_INTEGRATION"
    )


def unsupported_source(connector: str, supported: Iterable[str]) -> BadRequestException:
    return BadRequestException(
        f"ConnectorType {connector} is not supported by integration workflows; supported: "
        f"{', '.join(supported)}"
    )


def batch_ends_before_it_starts(start: datetime, end: datetime) -> BadRequestException:
    return BadRequestException(
        f"EndTime {end.isoformat()} of a batch must be after its StartTime {start.isoformat()}"
    )
