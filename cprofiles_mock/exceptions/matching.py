"""What is wrong with merging and matching."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .classes import BadRequestException, ResourceNotFoundException

if TYPE_CHECKING:
    from collections.abc import Iterable


def unknown_profile_ids(profile_ids: Iterable[str]) -> BadRequestException:
    return BadRequestException(f"Unknown profile IDs: {', '.join(profile_ids)}")


def merged_into_itself(profile_id: str) -> BadRequestException:
    return BadRequestException(
        f"MainProfileId {profile_id} must not be among the ProfileIdsToBeMerged"
    )


def merged_twice(profile_id: str) -> BadRequestException:
    return BadRequestException(f"ProfileIdsToBeMerged has {profile_id} more than once")


def source_not_merged(member: str, profile_id: str) -> BadRequestException:
    return BadRequestException(
        f"The source of {member}, {profile_id}, is none of the profiles that are merged"
    )


def unknown_matching_attribute(name: str) -> BadRequestException:
    return BadRequestException(f"{name!r} is not an attribute that profiles are matched by")


def job_not_found(job_id: str, domain_name: str) -> ResourceNotFoundException:
    return ResourceNotFoundException(
        f"Identity resolution job {job_id} is not found in domain {domain_name}"
    )


def unknown_search_key(key: str) -> BadRequestException:
    return BadRequestException(f"SearchKey {key!r} is neither matchId nor profileId")


def match_not_found(match_id: str, domain_name: str) -> ResourceNotFoundException:
    return ResourceNotFoundException(f"Match {match_id} is not found in domain {domain_name}")


def matching_disabled(domain_name: str) -> str:
    return (
        f"domain {domain_name} has no matches: Matching is not enabled, "
        "so no identity resolution job runs"
    )


def attribute_twice(name: str) -> BadRequestException:
    return BadRequestException(f"A matching rule has the attribute {name!r} more than once")


def unknown_sub_field(name: str, kind: str) -> BadRequestException:
    return BadRequestException(f"{name!r} is not of the attribute type {kind}")


def rules_in_progress(domain_name: str) -> BadRequestException:
    return BadRequestException(
        f"The rule-based matching of domain {domain_name} is IN_PROGRESS and cannot be changed"
    )


def too_common(level: int) -> str:
    return f"All attributes at rule level {level} are associated with more than 500 records."
