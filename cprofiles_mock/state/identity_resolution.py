"""The identity resolution jobs of a domain, and the matches that the latest of them found.

Sources: the service model on ``Matching`` and ``IdentityResolutionJob``; the Amazon Connect
Administrator Guide (2026), "use Identity Resolution"; ``docs/fidelity.md`` for what is a choice.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, NamedTuple

from .. import exceptions
from ..rules.matching.consolidation import equal_ones
from ..rules.matching.export import file_name, matches_as_csv
from ..rules.matching.schedule import DAY, MOST_JOBS_A_WEEK, WEEK, next_scheduled
from ..runtime import clock, identifiers
from ..runtime.gc_pause import no_collection
from ..runtime.transitions import ManagedState, register_transitions
from .history import SERVICE_PRINCIPAL
from .merge import choice_of, merge
from .numbered import NumberedResources

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from .domain import Domain
    from .profile import Profile

#: The name by which moto's transition settings know the jobs.
MODEL_NAME = "customer-profiles::identity-resolution-job"

_TRANSITIONS: list[tuple[str | None, str]] = [
    ("PENDING", "PREPROCESSING"),
    ("PREPROCESSING", "FIND_MATCHING"),
    ("FIND_MATCHING", "MERGING"),
    ("MERGING", "COMPLETED"),
]

#: How long results are kept.
LAPSE = 7 * DAY

register_transitions(MODEL_NAME)


class Match(NamedTuple):
    """A group of profiles that look like the same person."""

    match_id: str
    confidence_score: float
    profiles: Sequence[Profile]


class IdentityResolutionJob(ManagedState):
    """One job. What it does, it does at once, when its status has come to COMPLETED."""

    def __init__(
        self,
        domain_name: str,
        started_at: float,
        matching: Mapping[str, Any],
        job_id: str | None = None,
    ) -> None:
        super().__init__(MODEL_NAME, _TRANSITIONS)
        self.domain_name = domain_name
        self.job_id = job_id or identifiers.hex_id()
        self.started_at = started_at
        self.message: str | None = None
        self.job_start_time = self.last_updated_at = clock.moment(started_at)
        self.job_end_time: datetime | None = None
        self.auto_merging: Mapping[str, Any] | None = matching.get("AutoMerging")
        self.exporting_location = _location(matching, domain_name, self.job_id)
        self.job_stats: dict[str, int] | None = None

    def restore_transition(
        self, members: Mapping[str, Any], reads: int, status_since: float | None
    ) -> None:
        """Make it the job that it was, by its members' names on the wire.

        ``reads`` and ``status_since`` are what ``stand`` said. Times are in seconds since the
        epoch.
        """
        self.status = members["Status"]
        self._tick = reads
        if status_since is not None:
            # moto: it counts in local time.
            self._time_progressed = datetime.fromtimestamp(status_since)  # noqa: DTZ006  (so)
        self.message = members.get("Message")
        self.last_updated_at = clock.moment(members.get("LastUpdatedAt", self.started_at))
        ended_at = members.get("JobEndTime")
        self.job_end_time = None if ended_at is None else clock.moment(ended_at)
        self.auto_merging = members.get("AutoMerging")
        self.exporting_location = members.get("ExportingLocation")
        self.job_stats = members.get("JobStats")

    def transition_state(self) -> tuple[str, int, float]:
        """Its status, how often it was read in it, and since when it has it; nothing moves on.

        The time is in seconds since the epoch.
        """
        return self._status or "", self._tick, self._time_progressed.timestamp()

    @property
    def job_expiration_time(self) -> datetime:
        """When its results lapse."""
        return (self.job_end_time or self.job_start_time) + timedelta(seconds=LAPSE)

    @property
    def is_carried_out(self) -> bool:
        """Whether it has come to its end."""
        return self.job_end_time is not None

    def end(self, at: float, reviewed: int, found: int, merged: int) -> None:
        """Note that it has come to its end, and how much it did."""
        self.job_stats = {
            "NumberOfProfilesReviewed": reviewed,
            "NumberOfMatchesFound": found,
            "NumberOfMergesDone": merged,
        }
        self.job_end_time = self.last_updated_at = clock.moment(at)

    def fail_in_part(self, text: str) -> None:
        """Note that something of what it was to do could not be done."""
        self.message = " ".join(filter(None, (self.message, text)))
        self.status = "PARTIAL_SUCCESS"


class Export(NamedTuple):
    """A file for S3, and the job that is told if it cannot be written."""

    bucket_name: str
    key: str
    body: str
    job: IdentityResolutionJob


def _location(matching: Mapping[str, Any], domain_name: str, job_id: str) -> dict[str, Any] | None:
    exporting = matching.get("ExportingConfig", {}).get("S3Exporting")
    if exporting is None:
        return None
    folder = exporting.get("S3KeyName", "").rstrip("/")
    key = "/".join(filter(None, (folder, domain_name, job_id)))
    return {"S3Exporting": {"S3BucketName": exporting["S3BucketName"], "S3KeyName": key}}


@dataclass(slots=True)
class IdentityResolution:
    """What identity resolution keeps of one domain. Moments are in seconds since the epoch."""

    jobs: NumberedResources[str, IdentityResolutionJob] = field(default_factory=NumberedResources)
    next_run: float = math.inf
    # When the first job after enabling begins at the latest; none is later than that.
    first_by: float = math.inf
    generated_at: float | None = None
    matches: Sequence[Match] = ()
    # How many earlier jobs found. Numbers go on, so that a page token leads into the results that
    # are there now, and to the first of them where they are new.
    found_before: int = 0
    # When jobs began by the schedule, not by hand.
    scheduled: list[float] = field(default_factory=list)

    def configure(
        self, before: Mapping[str, Any] | None, after: Mapping[str, Any], now: float
    ) -> None:
        """Follow a change of the domain's ``Matching``.

        Disabling deletes the jobs that have not begun.
        """
        if not after["Enabled"]:
            self.next_run = self.first_by = math.inf
            for job_id, job in list(self.jobs.items()):
                if job.status == "PENDING":
                    self.jobs.remove(job_id)
            return
        schedule = after.get("JobSchedule")
        if before is None or not before["Enabled"]:
            self.first_by = now + DAY
        elif schedule == before.get("JobSchedule"):
            return
        self.next_run = min(next_scheduled(schedule, now), self.first_by)

    @property
    def has_unfinished_jobs(self) -> bool:
        """Whether a job waits for moto's transitions."""
        return any(not job.is_carried_out for job in self.jobs.values())

    def run_scheduled(self, domain: Domain, *, unchanged: bool) -> bool:
        """Run the job that is due; whether it merged anything.

        ``unchanged`` says that nothing has become of the profiles since the job before.
        """
        at = self.next_run
        matching = domain.matching or {}
        self.next_run = next_scheduled(matching.get("JobSchedule"), at)
        self.first_by = math.inf
        self.scheduled = [each for each in self.scheduled if each > at - WEEK]
        if len(self.scheduled) >= MOST_JOBS_A_WEEK:
            return False
        self.scheduled.append(at)
        job = self.start(domain, at, unchanged=unchanged)
        return bool(job.job_stats and job.job_stats["NumberOfMergesDone"])

    def start(self, domain: Domain, at: float, *, unchanged: bool = False) -> IdentityResolutionJob:
        """Start a job, which ends at once unless moto's transitions say otherwise."""
        job = IdentityResolutionJob(domain.domain_name, at, domain.matching or {})
        self.jobs.add(job.job_id, job)
        if job.status == "COMPLETED":
            self._carry_out(domain, job, at, unchanged=unchanged)
        return job

    def settle(self, domain: Domain, now: float) -> None:
        """Carry out the jobs whose status has come to the end meanwhile."""
        for job in list(self.jobs.values()):
            if not job.is_carried_out and job.status == "COMPLETED":
                self._carry_out(domain, job, now, unchanged=False)

    def _carry_out(
        self, domain: Domain, job: IdentityResolutionJob, at: float, *, unchanged: bool
    ) -> None:
        # It brings a library that nothing else needs.
        from ..rules.matching.similarity import groups_of_alike

        reviewed = len(domain.profiles)
        if not unchanged or self.generated_at is None:
            profiles = list(domain.profiles.values())
            with no_collection():
                groups = groups_of_alike(profile.members() for profile in profiles)
            self.found_before += len(self.matches)
            self.matches = [
                Match(identifiers.hex_id(), alike.confidence, [profiles[n] for n in alike.members])
                for alike in groups
            ]
            for match in self.matches:
                domain.delay("match", match.match_id)
        self.generated_at = at
        merged = 0
        if job.auto_merging and job.auto_merging["Enabled"]:
            merged, refused = self._merge(domain, job.auto_merging, at)
            if refused:
                job.fail_in_part(f"Not all profiles could be merged: {refused[0]}.")
        job.end(at, reviewed, len(self.matches), merged)
        if job.exporting_location is not None:
            self._export(domain, job, job.exporting_location["S3Exporting"])

    def _merge(
        self, domain: Domain, auto_merging: Mapping[str, Any], at: float
    ) -> tuple[int, list[str]]:
        choose = choice_of(auto_merging.get("ConflictResolution"))
        mains: dict[str, Profile] = {}

        def unite(main: Profile, others: Sequence[Profile]) -> Profile:
            merge(domain, main, others, choose, performed_by=SERVICE_PRINCIPAL, at=at)
            mains[main.profile_id] = main
            return main

        outcome = consolidate((match for _, match in self.pending(domain)), auto_merging, unite)
        # Not before all is merged: what rules merge is not to be taken from under the criteria.
        for profile_id, main in mains.items():
            if profile_id in domain.profiles:
                domain.match(main, at=at)
        return outcome

    def _export(
        self, domain: Domain, job: IdentityResolutionJob, location: Mapping[str, str]
    ) -> None:
        pending = (
            (match.confidence_score, [each.members() for each in match.profiles])
            for _, match in self.pending(domain)
        )
        domain.exports.append(
            Export(
                location["S3BucketName"],
                f"{location['S3KeyName']}/{file_name(domain.domain_name)}",
                matches_as_csv(pending),
                job,
            )
        )

    def pending(self, domain: Domain, *, after: int = 0) -> Iterator[tuple[int, Match]]:
        """The matches with a number above ``after``, without the profiles that are no more."""
        for position in range(max(0, after - self.found_before), len(self.matches)):
            match = self.matches[position]
            left = [each for each in match.profiles if each.profile_id in domain.profiles]
            if len(left) > 1:
                yield self.found_before + position + 1, match._replace(profiles=left)

    def find(self, domain: Domain, *, match_id: str = "", profile_id: str = "") -> Match | None:
        """The match of that identifier, or with that profile."""
        for _, match in self.pending(domain):
            if match.match_id == match_id:
                return match
            if any(each.profile_id == profile_id for each in match.profiles):
                return match
        return None

    def lapsed(self, now: float) -> bool:
        """Whether there are no results, or they are too old."""
        return self.generated_at is None or now >= self.generated_at + LAPSE


def consolidate(
    matches: Iterable[Match],
    auto_merging: Mapping[str, Any],
    unite: Callable[[Profile, Sequence[Profile]], Profile],
) -> tuple[int, list[str]]:
    """Merge the profiles of the matches that the criteria find equal.

    The criteria are applied in their order, each to the result of the former: ``unite`` merges the
    others into the main profile, which is the oldest, and returns what has become of it. Returns
    how many profiles went into another, and why others could not: what ``unite`` refuses stays.
    """
    least = auto_merging.get("MinAllowedConfidenceScoreForMerging", 0.0)
    criteria = auto_merging.get("Consolidation", {}).get("MatchingAttributesList", ())
    merged, refused = 0, []
    for match in matches:
        if match.confidence_score < least:
            continue
        left = {each.number: each for each in sorted(match.profiles, key=lambda each: each.number)}
        for criterion in criteria:
            members = [(number, each.members()) for number, each in left.items()]
            for main, *others in equal_ones(members, criterion):
                try:
                    left[main] = unite(left[main], [left[number] for number in others])
                except exceptions.BadRequestException as error:
                    refused.append(error.message)
                    continue
                merged += len(others)
                for number in others:
                    del left[number]
    return merged, refused
