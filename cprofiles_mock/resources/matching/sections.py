"""Identity resolution and rule-based matching in state documents."""

from __future__ import annotations

import math
from functools import cache
from typing import TYPE_CHECKING, Any, ClassVar

from botocore.model import StructureShape

from ...protocol.compiled import service_model
from ...schema.forms import Form
from ...schema.numbering import NumberWriter
from ...schema.problems import Problem, Problems, each
from ...schema.sections import copied, time_or_none
from ...schema.times import on_calendars, time_text
from ...state.profile import Profile
from .jobs import LAPSE, IdentityResolutionJob, Match

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ...models import CustomerProfilesBackend
    from ...state.domain import Domain
    from ...state.numbered import NumberedResources


def _only_set(entry: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in entry.items() if value is not None}


class RuleMatchingSection:
    """What a document holds only while a configuration waits to begin to work."""

    members: ClassVar = {"RuleMatching": "Section"}

    def write(self, rules: Any) -> dict[str, Any]:
        """When the configuration begins to work, and the one that works until then."""
        if rules.next_due == math.inf:
            return {}
        entry = {"ReadyAt": time_text(rules.next_due), "AtWork": copied(rules.at_work)}
        return {"RuleMatching": _only_set(entry)}

    def read(
        self,
        kind: type[Any],
        backend: CustomerProfilesBackend,
        domain: Domain,
        members: Mapping[str, Any],
    ) -> None:
        """Restore what waits; without that, the rules are at work already. Raises Problem."""
        if "RuleMatching" not in members:
            return
        problems = Problems()
        given = members["RuleMatching"]
        try:
            waiting, in_part = _waiting_form().read_in_part(given, problems)
        except Problem as problem:
            raise problem.under("RuleMatching") from None
        rules = domain.component(kind)
        if rules.index is None:
            problems.add(Problem((), "no RuleBasedMatching is enabled"))
        at_work = in_part.get("AtWork", {})
        problems.add_errors(each.under("AtWork") for each in rules.setting_mistakes(at_work))
        problems.raise_any("RuleMatching")
        rules.next_due = waiting["ReadyAt"]
        rules.index = rules.at_work = None
        if "AtWork" in waiting:
            rules.put_to_work(waiting["AtWork"])


class IdentityResolutionSection:
    """The jobs of a domain, the matches of the latest one, and when the next one is due."""

    members: ClassVar = {"IdentityResolution": "Section"}

    def write(self, resolution: Any) -> dict[str, Any]:
        """One member, which is left out if it would be empty."""
        generated_at = resolution.generated_at
        numbers = NumberWriter()
        jobs = [_job(job, numbers.member(number)) for number, job in resolution.jobs.after(0)]
        entry = {
            "NextRunAt": _awaited(resolution.next_due),
            "FirstRunBy": _awaited(resolution.first_by),
            "ScheduledRuns": [time_text(at) for at in resolution.scheduled] or None,
            "GeneratedAt": None if generated_at is None else time_text(generated_at),
            "MatchesBefore": resolution.found_before or None,
            "Matches": [_match(match) for match in resolution.matches] or None,
            "Jobs": jobs or None,
            **numbers.last_member("LastJobNumber", resolution.jobs.last),
        }
        return {"IdentityResolution": _only_set(entry) or None}

    def read(
        self,
        kind: type[Any],
        backend: CustomerProfilesBackend,
        domain: Domain,
        members: Mapping[str, Any],
    ) -> None:
        """Restore jobs and matches; without a time of the next run, it is as after enabling.

        Raises Problem.
        """
        if "IdentityResolution" not in members:
            return
        resolution = domain.component(kind)
        problems = Problems()
        with problems:
            stored = _resolution_form().read_what_is_right(members["IdentityResolution"], problems)
            if resolution.is_enabled:
                # If a next run is stored and no first run, the first run is over.
                first_by = math.inf if "NextRunAt" in stored else resolution.first_by
                resolution.first_by = stored.get("FirstRunBy", first_by)
                resolution.next_due = stored.get("NextRunAt", resolution.next_due)
            resolution.scheduled = stored.get("ScheduledRuns", [])
            resolution.generated_at = stored.get("GeneratedAt")
            resolution.found_before = stored.get("MatchesBefore", 0)
            with problems:
                found = each("Matches", stored.get("Matches"), lambda e: _read_match(domain, e))
                resolution.matches = list(found)
            jobs = resolution.jobs
            with problems:
                for _ in each("Jobs", stored.get("Jobs"), lambda e: _read_job(domain, jobs, e)):
                    pass
            resolution.jobs.skip_to(stored.get("LastJobNumber", 0))
        problems.raise_any("IdentityResolution")


def _awaited(seconds: float) -> str | None:
    return None if seconds == math.inf else time_text(seconds)


def _match(match: Match) -> dict[str, Any]:
    return {
        "MatchId": match.match_id,
        "ConfidenceScore": match.confidence_score,
        "ProfileIds": [profile.profile_id for profile in match.profiles],
    }


def _job(job: IdentityResolutionJob, number: Mapping[str, Any]) -> dict[str, Any]:
    status, reads, since = job.transition_state()
    waits = not job.is_carried_out
    entry = {
        "JobId": job.job_id,
        **number,
        "Status": status,
        "Reads": reads if waits and reads else None,
        "StatusSince": time_text(since) if waits else None,
        "Message": job.message,
        "JobStartTime": time_or_none(job.job_start_time),
        "JobEndTime": time_or_none(job.job_end_time),
        "LastUpdatedAt": time_or_none(job.last_updated_at),
        "AutoMerging": copied(job.auto_merging),
        "ExportingLocation": copied(job.exporting_location),
        "JobStats": copied(job.job_stats),
    }
    return _only_set(entry)


def _read_match(domain: Domain, entry: Any) -> Match:
    members = _match_form().read(entry)
    profiles = [
        # A profile that no longer exists keeps its place in the match while the results last.
        domain.profiles.get(profile_id) or Profile(profile_id=profile_id)
        for profile_id in members["ProfileIds"]
    ]
    return Match(members["MatchId"], members["ConfidenceScore"], profiles)


def _read_job(
    domain: Domain, jobs: NumberedResources[str, IdentityResolutionJob], entry: Any
) -> None:
    problems = Problems()
    members = _job_form().read_what_is_right(entry, problems)
    if members.get("JobId") in jobs:
        problems.add(Problem(("JobId",), f"{members['JobId']} is there already"))
    last = "JobEndTime" if "JobEndTime" in members else "JobStartTime"
    if last in members and not on_calendars(members[last] + LAPSE):
        problems.add(Problem((last,), "must be at least seven days before calendars end"))
    problems.raise_any()
    job = IdentityResolutionJob(domain.domain_name, members["JobStartTime"], {}, members["JobId"])
    job.restore(members)
    jobs.skip_to(members.get("Number", 0) - 1)
    jobs.add(job.job_id, job)


# --- forms ------------------------------------------------------------------------------------


@cache
def _waiting_form() -> Form:
    shape: Any = service_model().operation_model("CreateDomain").input_shape
    rules = shape.members["RuleBasedMatching"]
    return Form({"ReadyAt": "Time", "AtWork": rules}, ("ReadyAt",))


@cache
def _resolution_form() -> Form:
    return Form(
        {
            "NextRunAt": "Time",
            "FirstRunBy": "Time",
            "ScheduledRuns": "Times",
            "GeneratedAt": "Time",
            "MatchesBefore": "Number",
            "Matches": "Section",
            "Jobs": "Section",
            "LastJobNumber": "Number",
        }
    )


@cache
def _match_form() -> Form:
    members = {"MatchId": "Text", "ConfidenceScore": "Ratio", "ProfileIds": "Texts"}
    return Form(members, tuple(members))


@cache
def _job_form() -> Form:
    shape = service_model().operation_model("GetIdentityResolutionJob").output_shape
    assert isinstance(shape, StructureShape)
    times = ("JobStartTime", "JobEndTime", "LastUpdatedAt")
    own = {"Number": "Number", "Reads": "Count", "StatusSince": "Time"}
    members = {n: "Time" if n in times else m for n, m in shape.members.items()}
    for derived in ("DomainName", "JobExpirationTime"):
        del members[derived]
    return Form({**members, **own}, ("JobId", "Status", "JobStartTime"))
