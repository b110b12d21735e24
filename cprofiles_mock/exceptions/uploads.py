"""Errors about the fields of upload jobs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .classes import BadRequestException

if TYPE_CHECKING:
    from collections.abc import Iterable


def other_target(name: str, target: str) -> BadRequestException:
    return BadRequestException(
        f"The Target of field {name} is not valid: {target} is no place in a profile; it begins "
        "with _profile."
    )


def unknown_unique_key(unique_key: str, fields: Iterable[str]) -> BadRequestException:
    return BadRequestException(
        f"UniqueKey {unique_key} is none of the Fields: {', '.join(fields) or 'none'}"
    )


def unusable_unique_key(name: str) -> BadRequestException:
    return BadRequestException(
        f"UniqueKey names field {name}, which must have a Target for one value, such as "
        "_profile.AccountNumber"
    )
