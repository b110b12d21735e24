"""Operations on identity resolution jobs: list, read, and preview the merging."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ... import exceptions
from ...rules.matching.consolidation import consolidation_mistakes
from ...runtime import clock
from ...state.merge import as_merged, choice_of
from ...state.numbered import Listing, numbered
from ...state.registry import operation
from .identity_resolution import IdentityResolution, consolidate

if TYPE_CHECKING:
    from types_boto3_customer_profiles.type_defs import (
        GetAutoMergingPreviewRequestTypeDef,
        GetIdentityResolutionJobRequestTypeDef,
        ListIdentityResolutionJobsRequestTypeDef,
    )

    from ...state.domain import Domain
    from .jobs import IdentityResolutionJob


@operation("ListIdentityResolutionJobs")
def list_identity_resolution_jobs(
    domain: Domain, request: ListIdentityResolutionJobsRequestTypeDef
) -> Listing[IdentityResolutionJob]:
    """By JobStartTime, the earliest first, even if a test has set its clock back between two jobs.
    A job appears when it is due.
    """
    resolution = domain.existing(IdentityResolution)
    if resolution is None:
        return numbered(())
    for job in resolution.jobs.values():
        job.advance()
    resolution.run_completed(clock.timestamp())
    places = {job: _place(number, job) for number, job in resolution.jobs.after(0)}
    return numbered(sorted(places, key=places.__getitem__), number=places.__getitem__)


def _place(number: int, job: IdentityResolutionJob) -> int:
    """The place of a job in the listing: by the millisecond of its start, then by its number."""
    return max(0, round(job.started_at * 1000)) * 1_000_000 + number


@operation("GetIdentityResolutionJob")
def get_identity_resolution_job(
    domain: Domain, request: GetIdentityResolutionJobRequestTypeDef
) -> IdentityResolutionJob:
    """AutoMerging is that of the moment at which the job began."""
    resolution = domain.existing(IdentityResolution)
    job = None if resolution is None else resolution.jobs.get(request["JobId"])
    if resolution is None or job is None:
        noun = "Identity resolution job"
        raise exceptions.not_found(noun, request["JobId"], domain.domain_name)
    job.advance()
    resolution.run_completed(clock.timestamp())
    return job


@operation("GetAutoMergingPreview")
def get_auto_merging_preview(
    domain: Domain, request: GetAutoMergingPreviewRequestTypeDef
) -> dict[str, Any]:
    """Looks at all matches of the latest results, not at a sample. NumberOfProfilesWillBeMerged is
    of those that would go into another.
    """
    exceptions.raise_any(consolidation_mistakes(request["Consolidation"]))
    resolution = domain.existing(IdentityResolution)
    matches = []
    if resolution is not None and not resolution.has_lapsed(clock.timestamp()):
        matches = [match for _, match in resolution.pending()]
    choose = choice_of(request["ConflictResolution"])
    merged, _ = consolidate(matches, request, lambda main, others: as_merged(main, others, choose))
    return {
        "DomainName": domain.domain_name,
        "NumberOfMatchesInSample": len(matches),
        "NumberOfProfilesInSample": sum(len(match.profiles) for match in matches),
        "NumberOfProfilesWillBeMerged": merged,
    }
