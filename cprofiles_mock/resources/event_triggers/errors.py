"""Errors about event triggers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...exceptions import BadRequestException, ResourceNotFoundException

if TYPE_CHECKING:
    from collections.abc import Iterable


def standard_object_type(name: str) -> BadRequestException:
    return BadRequestException(f"Event triggers are not supported for standard object type {name}")


def invalid_conditions(reason: str) -> BadRequestException:
    return BadRequestException(f"EventTriggerConditions are not valid: {reason}")


def unknown_field(name: str, object_type_name: str) -> BadRequestException:
    return BadRequestException(
        f"EventTriggerConditions name field {name}, which object type {object_type_name} does not "
        "have"
    )


def segment_not_found(name: str, domain_name: str) -> ResourceNotFoundException:
    return ResourceNotFoundException(
        f"Segment definition {name} is not found in domain {domain_name}"
    )


def trigger_in_use(name: str, uris: Iterable[str]) -> BadRequestException:
    return BadRequestException(
        f"EventTrigger {name} cannot be deleted while an active integration names it: "
        f"{', '.join(uris)}"
    )
