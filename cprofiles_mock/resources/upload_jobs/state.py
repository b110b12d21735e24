"""The upload jobs of a domain."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ...instruments.reporting import logger
from ...rules.uploads.files import InvalidFile
from ...rules.uploads.mapping import compile_fields
from ...runtime import clock
from ...state.components import ResourceComponent, component
from ...state.declarations import Column
from .importing import import_rows, read_file
from .jobs import UploadJob
from .sections import UploadJobsSection

if TYPE_CHECKING:
    from collections.abc import Mapping


def _shown_results(job: UploadJob) -> str:
    return ", ".join(f"{name}: {count}" for name, count in (job.results_summary or {}).items())


@component
class UploadJobs(ResourceComponent[UploadJob]):
    """The upload jobs of one domain, by their identifiers."""

    noun = "Upload job"
    plural = "upload jobs"
    section = UploadJobsSection()
    title = "Upload jobs"
    columns = (
        Column("JobId", lambda each: each.job_id),
        Column("DisplayName", lambda each: each.display_name),
        Column("Status", lambda each: each.status),
        Column("StatusReason", lambda each: each.status_reason),
        Column("ResultsSummary", _shown_results),
        Column("CompletedAt", lambda each: each.completed_at),
    )

    def make(self, job_id: str, request: Mapping[str, Any]) -> UploadJob:
        """Make a job of the members of CreateUploadJob. Raises BadRequestException."""
        job = UploadJob(
            job_id=job_id,
            display_name=request["DisplayName"],
            fields=request["Fields"],
            unique_key=request["UniqueKey"],
            given_data_expiry=request.get("DataExpiry"),
            mapping=compile_fields(request["Fields"], request["UniqueKey"]),
            created_at=clock.now(),
        )
        self.resources.add(job_id, job)
        return job

    def start(self, job: UploadJob) -> None:
        """Let a job begin; it ends at once unless moto's transitions say otherwise."""
        job.process()
        self.carry_out(clock.timestamp())

    def look_at(self, job: UploadJob) -> None:
        """Count a read of a job, by which moto's transitions may go on."""
        if job.processing is not None:
            job.processing.advance()
            self.carry_out(clock.timestamp())

    def poll(self, now: float) -> None:
        """Carry out the jobs that moto's transitions have taken to their end."""
        self.carry_out(now)

    def carry_out(self, at: float) -> None:
        """Import the files of the jobs whose time in progress is over."""
        for job in self.resources.values():
            if job.processing is not None and job.processing.is_over:
                self._carry_out(job, at)
        self.await_jobs()

    def await_jobs(self) -> None:
        """Poll as long as a job is in progress."""
        self.polls = any(job.processing is not None for job in self.resources.values())

    def loaded(self) -> None:
        """Poll for the jobs that a state file brought."""
        self.await_jobs()

    def _carry_out(self, job: UploadJob, at: float) -> None:
        try:
            if job.file is None:
                raise InvalidFile("no file was uploaded")
            table = read_file(job.file, job.mapping)
        except InvalidFile as error:
            _log_failure(self.domain.domain_name, job, str(error))
            job.end("FAILED", at, "VALIDATION_FAILURE")
            return
        counts = import_rows(self.domain, job.mapping, table, at=at, days=job.data_expiry)
        job.results_summary = {
            "UpdatedRecords": counts.updated,
            "CreatedRecords": counts.created,
            "FailedRecords": counts.failed,
        }
        if not counts.failed:
            job.end("SUCCEEDED", at)
        elif counts.created or counts.updated:
            job.end("PARTIALLY_SUCCEEDED", at)
        else:
            job.end("FAILED", at, "VALIDATION_FAILURE")


def _log_failure(domain_name: str, job: UploadJob, reason: str) -> None:
    """Log why a job fails, which the service tells nobody."""
    logger.warning("domain %s: upload job %s fails: %s", domain_name, job.job_id, reason)
