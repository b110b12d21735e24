"""Errors that every family of resources has in common."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..runtime.suggestions import did_you_mean
from .classes import BadRequestException, ResourceNotFoundException

if TYPE_CHECKING:
    from collections.abc import Iterable


def not_found(
    noun: str, key: str, domain_name: str, known: Iterable[str] = ()
) -> ResourceNotFoundException:
    return ResourceNotFoundException(
        f"{noun} {key} is not found in domain {domain_name}{did_you_mean(key, known)}"
    )


def limit_reached(limit: int, plural: str) -> BadRequestException:
    return BadRequestException(
        f"The domain has reached its limit of {limit} {plural}; delete one that is not needed"
    )


def exists_already(noun: str, key: str) -> BadRequestException:
    return BadRequestException(f"{noun} {key} already exists")
