"""Error texts of calculated attributes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...exceptions import BadRequestException
from ...runtime.suggestions import did_you_mean

if TYPE_CHECKING:
    from collections.abc import Iterable


def exists_already(name: str) -> BadRequestException:
    # The text that AWS's CloudFormation handlers look for.
    return BadRequestException(f"Calculated attribute definition with name {name} already exists")


def too_many_attributes(limit: int) -> BadRequestException:
    return BadRequestException(f"AttributeDetails.Attributes can have at most {limit} items")


def unused_attribute(name: str) -> BadRequestException:
    return BadRequestException(
        f"AttributeDetails.Attributes has {name}, which AttributeDetails.Expression does not use"
    )


def unlisted_attribute(name: str) -> BadRequestException:
    return BadRequestException(
        f"AttributeDetails.Expression uses {name}, which AttributeDetails.Attributes does not have"
    )


def unknown_field(name: str, type_name: str, fields: Iterable[str]) -> BadRequestException:
    return BadRequestException(
        f"Object type {type_name} has no field {name}{did_you_mean(name, fields)}"
    )


def not_an_object_of_profiles(type_name: str) -> BadRequestException:
    return BadRequestException(
        f"AttributeDetails.Expression cannot refer to {type_name}: a calculated attribute is "
        "calculated from objects of a profile"
    )


def timestamp_source_of_other_type(type_name: str, other: str) -> BadRequestException:
    return BadRequestException(
        f"Conditions.Range.TimestampSource must refer to {type_name}, as the expression does, and "
        f"refers to {other}"
    )


def cannot_be_updated(member: str) -> BadRequestException:
    return BadRequestException(
        f"Conditions.Range.{member} cannot be updated after a calculated attribute definition has "
        "been created"
    )
