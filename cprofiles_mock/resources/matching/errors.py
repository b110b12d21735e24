"""Errors about matches, jobs and rules."""

from __future__ import annotations

from ...exceptions import BadRequestException, ResourceNotFoundException


def unknown_search_key(key: str) -> BadRequestException:
    return BadRequestException(
        f"SearchKey {key!r} is neither matchId nor profileId; give one of the two"
    )


def match_not_found(match_id: str, domain_name: str) -> ResourceNotFoundException:
    return ResourceNotFoundException(f"Match {match_id} is not found in domain {domain_name}")


def matching_disabled(domain_name: str) -> str:
    return (
        f"domain {domain_name} has no matches: Matching is not enabled, "
        "so no identity resolution job runs"
    )


def rules_in_progress(domain_name: str) -> BadRequestException:
    return BadRequestException(
        f"The rule-based matching of domain {domain_name} is IN_PROGRESS and cannot be changed; "
        "wait until GetDomain shows ACTIVE"
    )


def too_common(level: int) -> str:
    return f"All attributes at rule level {level} are associated with more than 500 records."
