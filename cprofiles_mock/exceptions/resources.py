"""Errors that every family of resources has in common."""

from __future__ import annotations

from .classes import BadRequestException, ResourceNotFoundException


def not_found(noun: str, key: str, domain_name: str) -> ResourceNotFoundException:
    return ResourceNotFoundException(f"{noun} {key} is not found in domain {domain_name}")


def limit_reached(limit: int, plural: str) -> BadRequestException:
    return BadRequestException(f"The domain has reached its limit of {limit} {plural}")


def exists_already(noun: str, key: str) -> BadRequestException:
    return BadRequestException(f"{noun} {key} already exists")
