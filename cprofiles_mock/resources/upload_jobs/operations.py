"""Operations on upload jobs."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from ...runtime import clock, identifiers
from ...state import queries
from ...state.registry import operation
from . import errors
from .receiving import HEADERS, PATH
from .state import UploadJobs

if TYPE_CHECKING:
    from types_boto3_customer_profiles.type_defs import (
        CreateUploadJobRequestTypeDef,
        GetUploadJobPathRequestTypeDef,
        GetUploadJobRequestTypeDef,
        ListUploadJobsRequestTypeDef,
        StartUploadJobRequestTypeDef,
        StopUploadJobRequestTypeDef,
    )

    from ...state.domain import Domain
    from ...state.numbered import NumberedResources
    from .jobs import UploadJob

#: How long a path is valid, in seconds.
_VALIDITY = 900


@operation("CreateUploadJob")
def create_upload_job(domain: Domain, request: CreateUploadJobRequestTypeDef) -> UploadJob:
    """Targets are places in the profile. UniqueKey is the name of a field, or else its Source or
    its Target. Two jobs may have one name.

    Not modelled: ImportIds of the profiles, which no operation shows.
    """
    return domain.component(UploadJobs).make(identifiers.hex_id(), request)


@operation("GetUploadJob")
def get_upload_job(domain: Domain, request: GetUploadJobRequestTypeDef) -> UploadJob:
    """DataExpiry is 14 where none was given. ResultsSummary appears at the end."""
    jobs = domain.component(UploadJobs)
    job = jobs.find(request["JobId"])
    jobs.look_at(job)
    return job


@operation("GetUploadJobPath")
def get_upload_job_path(domain: Domain, request: GetUploadJobPathRequestTypeDef) -> dict[str, Any]:
    """Url takes a PUT of the file with the headers for a key of the customer's: ClientToken, its
    MD5, and AES256. In process it leads to 127.0.0.1, on the server to the server. After ValidUntil
    it takes no file any more.

    Not modelled: the signature.
    """
    job = domain.component(UploadJobs).find(request["JobId"])
    if job.status != "CREATED":
        raise errors.no_path_any_more(job.job_id, job.status)
    # The path says when it was made in whole seconds.
    now = clock.now().replace(microsecond=0)
    place = {
        "account_id": domain.region.account_id,
        "region": domain.region.region_name,
        "domain_name": domain.domain_name,
        "X-Amz-Date": f"{now:%Y%m%dT%H%M%SZ}",
        "X-Amz-Expires": _VALIDITY,
        "X-Amz-SignedHeaders": ";".join(("host", *HEADERS)).lower(),
    }
    return {
        "Url": f"{queries.upload_address(domain)}{PATH}{job.job_id}?{urlencode(place)}",
        "ClientToken": job.client_token,
        "ValidUntil": now + timedelta(seconds=_VALIDITY),
    }


@operation("StartUploadJob")
def start_upload_job(domain: Domain, request: StartUploadJobRequestTypeDef) -> dict[str, str]:
    """The rows have become profiles when the call returns, unless moto's transition settings say
    otherwise; then they do when the job leaves IN_PROGRESS. Without a file the job fails.
    """
    jobs = domain.component(UploadJobs)
    job = jobs.find(request["JobId"])
    if job.status != "CREATED":
        raise errors.cannot("started", job.job_id, job.status)
    jobs.start(job)
    return {}


@operation("StopUploadJob")
def stop_upload_job(domain: Domain, request: StopUploadJobRequestTypeDef) -> dict[str, str]:
    """A job that is stopped has imported nothing."""
    jobs = domain.component(UploadJobs)
    job = jobs.find(request["JobId"])
    if job.status not in ("CREATED", "IN_PROGRESS"):
        raise errors.cannot("stopped", job.job_id, job.status)
    job.end("STOPPED", clock.timestamp())
    jobs.await_jobs()
    return {}


@operation("ListUploadJobs")
def list_upload_jobs(
    domain: Domain, request: ListUploadJobsRequestTypeDef
) -> NumberedResources[str, UploadJob]:
    """Oldest first, without fields and results."""
    jobs = domain.component(UploadJobs)
    for job in jobs.resources.values():
        jobs.look_at(job)
    return jobs.resources
