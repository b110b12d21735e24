"""What is wrong with merging and matching."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .classes import BadRequestException

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
