"""Upload jobs in state documents."""

from __future__ import annotations

from base64 import b64decode, b64encode
from functools import cache
from typing import TYPE_CHECKING, Any, ClassVar

from ...protocol.compiled import service_model
from ...rules.uploads.mapping import upload_mistakes
from ...runtime import clock
from ...schema.forms import Form
from ...schema.numbering import NumberWriter
from ...schema.problems import Problem, Problems, each
from ...schema.sections import copied, time_or_none
from ...schema.times import time_text

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ...models import CustomerProfilesBackend
    from ...state.domain import Domain
    from .jobs import UploadJob

_NAME = "UploadJobs"


class UploadJobsSection:
    """The upload jobs of a domain; those that have not ended with what was uploaded."""

    members: ClassVar[Mapping[str, str]] = {_NAME: "Section"}

    def write(self, component: Any) -> dict[str, Any]:
        """The jobs, in the order of their creation."""
        numbers = NumberWriter()
        entries = [
            _entry(job, numbers.member(number)) for number, job in component.resources.after(0)
        ]
        return {_NAME: entries or None}

    def read(
        self,
        kind: type[Any],
        backend: CustomerProfilesBackend,
        domain: Domain,
        members: Mapping[str, Any],
    ) -> None:
        """Restore the jobs. Raises Problem."""
        for _ in each(
            _NAME, members.get(_NAME), lambda entry: _read(domain.component(kind), entry)
        ):
            pass


def _entry(job: UploadJob, number: Mapping[str, Any]) -> dict[str, Any]:
    entry = {
        "JobId": job.job_id,
        **number,
        "DisplayName": job.display_name,
        "Fields": copied(job.fields),
        "UniqueKey": job.unique_key,
        "DataExpiry": job.given_data_expiry,
        "Status": job.status,
        "StatusReason": job.status_reason,
        "ResultsSummary": copied(job.results_summary),
        "ClientToken": job.client_token,
        "File": None if job.file is None else b64encode(job.file).decode(),
        "CreatedAt": time_or_none(job.created_at),
        "CompletedAt": time_or_none(job.completed_at),
    }
    if job.processing is not None:
        _, reads, since = job.processing.transition_state()
        entry.update(Reads=reads or None, StatusSince=time_text(since))
    return {name: value for name, value in entry.items() if value is not None}


def _read(component: Any, entry: Any) -> None:
    problems = Problems()
    members, in_part = _form().read_in_part(entry, problems)
    job_id = members.get("JobId")
    if job_id in component.resources:
        problems.add(Problem(("JobId",), f"{job_id} is there already"))
    problems.add_errors(upload_mistakes(in_part.get("Fields", {}), in_part.get("UniqueKey", "")))
    uploaded = None
    if "File" in members:
        try:
            uploaded = b64decode(members["File"], validate=True)
        except ValueError:
            problems.add(Problem(("File",), "is not base64"))
    problems.raise_any()
    component.resources.skip_to(members.get("Number", 0) - 1)
    job: UploadJob = component.make(job_id, members)
    status = members.get("Status", "CREATED")
    if status == "IN_PROGRESS":
        job.process()
        assert job.processing is not None
        job.processing.restore_transition(
            status, members.get("Reads", 0), members.get("StatusSince")
        )
    else:
        job.own_status = status
    job.status_reason = members.get("StatusReason")
    job.results_summary = members.get("ResultsSummary")
    job.client_token = members.get("ClientToken", job.client_token)
    job.file = uploaded
    if "CreatedAt" in members:
        job.created_at = clock.moment(members["CreatedAt"])
    if "CompletedAt" in members:
        job.completed_at = clock.moment(members["CompletedAt"])


@cache
def _form() -> Form:
    made_of: Any = service_model().operation_model("CreateUploadJob").input_shape
    shown: Any = service_model().operation_model("GetUploadJob").output_shape
    members = {name: each for name, each in made_of.members.items() if name != "DomainName"}
    own = {
        **{name: shown.members[name] for name in ("Status", "StatusReason", "ResultsSummary")},
        "JobId": shown.members["JobId"],
        "Number": "Number",
        "ClientToken": "Text",
        "File": "Text",
        "Reads": "Count",
        "StatusSince": "Time",
        "CreatedAt": "Time",
        "CompletedAt": "Time",
    }
    required = ("JobId", "DisplayName", "Fields", "UniqueKey")
    return Form({**members, **own}, required)
