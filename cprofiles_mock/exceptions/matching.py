"""Errors about matching rules and consolidation criteria."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..runtime.suggestions import choice_of
from .classes import BadRequestException

if TYPE_CHECKING:
    from collections.abc import Collection


def unknown_matching_attribute(name: str, known: Collection[str]) -> BadRequestException:
    return BadRequestException(
        f"{name!r} is not an attribute that profiles are matched by{choice_of(name, known)}"
    )


def attribute_twice(name: str) -> BadRequestException:
    return BadRequestException(
        f"A matching rule has the attribute {name!r} more than once; name it once"
    )


def unknown_sub_field(name: str, kind: str, known: Collection[str]) -> BadRequestException:
    return BadRequestException(
        f"{name!r} is not of the attribute type {kind}{choice_of(name, known)}"
    )
