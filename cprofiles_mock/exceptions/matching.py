"""Errors about matching rules and consolidation criteria."""

from __future__ import annotations

from .classes import BadRequestException


def unknown_matching_attribute(name: str) -> BadRequestException:
    return BadRequestException(f"{name!r} is not an attribute that profiles are matched by")


def attribute_twice(name: str) -> BadRequestException:
    return BadRequestException(f"A matching rule has the attribute {name!r} more than once")


def unknown_sub_field(name: str, kind: str) -> BadRequestException:
    return BadRequestException(f"{name!r} is not of the attribute type {kind}")
