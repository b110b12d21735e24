"""Errors about integrations."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...exceptions import BadRequestException

if TYPE_CHECKING:
    from collections.abc import Iterable


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
