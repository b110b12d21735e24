"""Identity resolution jobs: listed, read, and tried out without merging."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ... import exceptions
from ...rules.matching.consolidation import check_consolidation
from ...runtime import clock
from ...state.identity_resolution import consolidate
from ...state.merge import as_merged, choice_of
from ...state.registry import operation

if TYPE_CHECKING:
    from types_boto3_customer_profiles.type_defs import (
        GetAutoMergingPreviewRequestTypeDef,
        GetIdentityResolutionJobRequestTypeDef,
        ListIdentityResolutionJobsRequestTypeDef,
    )

    from ...state.domain import Domain
    from ...state.identity_resolution import IdentityResolutionJob
    from ...state.numbered import NumberedResources


@operation("ListIdentityResolutionJobs")
def list_identity_resolution_jobs(
    domain: Domain, request: ListIdentityResolutionJobsRequestTypeDef
) -> NumberedResources[str, IdentityResolutionJob]:
    """Oldest first. A job appears when it is due."""
    for job in domain.resolution.jobs.values():
        job.advance()
    domain.resolution.settle(domain, clock.timestamp())
    return domain.resolution.jobs


@operation("GetIdentityResolutionJob")
def get_identity_resolution_job(
    domain: Domain, request: GetIdentityResolutionJobRequestTypeDef
) -> IdentityResolutionJob:
    """AutoMerging is that of the moment at which the job began."""
    job = domain.resolution.jobs.get(request["JobId"])
    if job is None:
        raise exceptions.job_not_found(request["JobId"], domain.domain_name)
    job.advance()
    domain.resolution.settle(domain, clock.timestamp())
    return job


@operation("GetAutoMergingPreview")
def get_auto_merging_preview(
    domain: Domain, request: GetAutoMergingPreviewRequestTypeDef
) -> dict[str, Any]:
    """Looks at all matches of the latest results, not at a sample. NumberOfProfilesWillBeMerged is
    of those that would go into another.
    """
    check_consolidation(request["Consolidation"])
    lapsed = domain.resolution.lapsed(clock.timestamp())
    matches = [] if lapsed else [match for _, match in domain.resolution.pending(domain)]
    choose = choice_of(request["ConflictResolution"])
    merged, _ = consolidate(matches, request, lambda main, others: as_merged(main, others, choose))
    return {
        "DomainName": domain.domain_name,
        "NumberOfMatchesInSample": len(matches),
        "NumberOfProfilesInSample": sum(len(match.profiles) for match in matches),
        "NumberOfProfilesWillBeMerged": merged,
    }
