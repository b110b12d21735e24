"""What is wrong with domains and tags."""

from __future__ import annotations

from .classes import BadRequestException, ResourceNotFoundException


def domain_not_found(name: str, account_id: str) -> ResourceNotFoundException:
    return ResourceNotFoundException(f"DomainName {name} is not found in account {account_id}")


def domain_exists(name: str) -> BadRequestException:
    return BadRequestException(f"Domain {name} already exists")


def too_many_domains(limit: int) -> BadRequestException:
    return BadRequestException(f"The account has reached its limit of {limit} domains")


def malformed_arn(arn: str) -> BadRequestException:
    return BadRequestException(f"{arn} is not the ARN of a Customer Profiles resource")


def resource_not_found(arn: str) -> ResourceNotFoundException:
    return ResourceNotFoundException(f"Resource {arn} is not found")


def too_many_tags(limit: int) -> BadRequestException:
    return BadRequestException(f"A resource can have at most {limit} tags")
