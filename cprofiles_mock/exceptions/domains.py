"""Errors about domains."""

from __future__ import annotations

from .classes import BadRequestException, DomainNotFound


def domain_not_found(name: str, account_id: str) -> DomainNotFound:
    return DomainNotFound(f"DomainName {name} is not found in account {account_id}", name)


def domain_exists(name: str) -> BadRequestException:
    return BadRequestException(f"Domain {name} already exists")


def too_many_domains(limit: int) -> BadRequestException:
    return BadRequestException(f"The account has reached its limit of {limit} domains")
