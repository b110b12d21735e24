"""The identity resolution jobs of a domain, and the matches that the latest of them found.

Sources: the service model on ``Matching`` and ``IdentityResolutionJob``; the Amazon Connect
Administrator Guide (2026), "use Identity Resolution"; ``docs/fidelity.md`` for what is a choice.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from ... import exceptions
from ...models import no_domain_text
from ...rules.matching.consolidation import consolidation_mistakes, equal_ones
from ...rules.matching.export import file_name, matches_as_csv
from ...rules.matching.schedule import DAY, MOST_JOBS_A_WEEK, WEEK, next_scheduled
from ...runtime import clock, identifiers
from ...runtime.gc_pause import no_collection
from ...state import queries
from ...state.components import component
from ...state.domain import Component
from ...state.history import SERVICE_PRINCIPAL
from ...state.merge import choice_of, merge
from ...state.numbered import NumberedResources
from ...state.outbox import ExportFile
from ...unit_of_work import work_in
from .jobs import LAPSE, IdentityResolutionJob, Match
from .sections import IdentityResolutionSection
from .settings import with_conflict_resolution

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from ...models import CustomerProfilesBackend
    from ...state.domain import Domain
    from ...state.profile import Profile


@component
class IdentityResolution(Component):
    """What identity resolution keeps of one domain. Moments are in seconds since the epoch."""

    setting = "Matching"
    section = IdentityResolutionSection()
    loads_after = ("Profiles",)

    def __init__(self, domain: Domain) -> None:
        super().__init__(domain)
        self.jobs: NumberedResources[str, IdentityResolutionJob] = NumberedResources()
        # The latest start of the first job after enabling.
        self.first_by = math.inf
        self.generated_at: float | None = None
        self.matches: Sequence[Match] = ()
        # Number of matches found by earlier jobs. Match numbers continue from job to job, so an old
        # page token starts at the first match of the new results.
        self.found_before = 0
        # When the jobs of the schedule began; those that a test runs do not count.
        self.scheduled: list[float] = []
        # Whether a job that follows at once, with nothing in between, would find the same matches.
        self._is_current = False

    @property
    def is_enabled(self) -> bool:
        """Whether jobs run."""
        return bool(self.config and self.config["Enabled"])

    def check_setting(self, config: Mapping[str, Any]) -> dict[str, Any]:
        """What is stored of a ``Matching``; disabling it deletes the consolidation criteria."""
        exceptions.raise_any(self.setting_mistakes(config))
        stored = with_conflict_resolution(config)
        if not stored["Enabled"]:
            stored.pop("AutoMerging", None)
        return stored

    @classmethod
    def setting_mistakes(cls, config: Mapping[str, Any]) -> Iterator[exceptions.ServiceError]:
        """What of the consolidation criteria profiles do not have."""
        consolidation = config.get("AutoMerging", {}).get("Consolidation", {})
        for error in consolidation_mistakes(consolidation):
            yield error.under("AutoMerging", "Consolidation")

    def configure(self, config: Mapping[str, Any], *, is_new: bool) -> None:
        """Apply a ``Matching``. Disabling it deletes the jobs that have not begun."""
        before, self.config = self.config, config
        now = clock.timestamp()
        if not config["Enabled"]:
            self.first_by = self.next_due = math.inf
            for job_id, job in list(self.jobs.items()):
                if job.status == "PENDING":
                    self.jobs.remove(job_id)
            self._await_jobs()
            return
        schedule = config.get("JobSchedule")
        if before is None or not before["Enabled"]:
            self.first_by = now + DAY
        elif schedule == before.get("JobSchedule"):
            return
        self.next_due = min(next_scheduled(schedule, now), self.first_by)

    def poll(self, now: float) -> None:
        """Run the jobs that moto's transitions have completed."""
        self.run_completed(now)

    def advance(self, at: float) -> None:
        """Run the job that is due by the schedule."""
        self.next_due = next_scheduled((self.config or {}).get("JobSchedule"), at)
        self.first_by = math.inf
        self.scheduled = [each for each in self.scheduled if each > at - WEEK]
        if self.domain.last_advanced is not self:
            self._is_current = False
        if len(self.scheduled) < MOST_JOBS_A_WEEK:
            self.scheduled.append(at)
            self._start(at)

    def run_now(self) -> IdentityResolutionJob:
        """Run a job outside of the schedule."""
        self._is_current = False
        return self._start(clock.timestamp())

    def _start(self, at: float) -> IdentityResolutionJob:
        """Start a job, which ends at once unless moto's transitions say otherwise."""
        job = IdentityResolutionJob(self.domain.domain_name, at, self.config or {})
        self.jobs.add(job.job_id, job)
        if job.status == "COMPLETED":
            self._carry_out(job, at)
        self._await_jobs()
        return job

    def run_completed(self, now: float) -> None:
        """Carry out the jobs whose status has become COMPLETED since."""
        for job in list(self.jobs.values()):
            if not job.is_carried_out and job.status == "COMPLETED":
                self._is_current = False
                self._carry_out(job, now)
        self._await_jobs()

    def _await_jobs(self) -> None:
        """Poll as long as a job waits for moto's transitions."""
        self.polls = any(not job.is_carried_out for job in self.jobs.values())

    def loaded(self) -> None:
        """Poll for the jobs that a state file brought."""
        self._await_jobs()

    def _carry_out(self, job: IdentityResolutionJob, at: float) -> None:
        # This brings a library that nothing else needs.
        from ...rules.matching.people import MEMBERS
        from ...rules.matching.similarity import groups_of_alike

        domain = self.domain
        reviewed = len(domain.profiles)
        if not self._is_current or self.generated_at is None:
            profiles = list(domain.profiles.values())
            with no_collection():
                groups = groups_of_alike(each.some_members(MEMBERS) for each in profiles)
            self.found_before += len(self.matches)
            self.matches = [
                Match(identifiers.hex_id(), alike.confidence, [profiles[n] for n in alike.members])
                for alike in groups
            ]
            for match in self.matches:
                domain.profiles.delay("match", match.match_id)
        self.generated_at = at
        merged = 0
        if job.auto_merging and job.auto_merging["Enabled"]:
            merged, refused = self._merge(job.auto_merging, at)
            if refused:
                job.fail_in_part(f"Not all profiles could be merged: {refused[0]}.")
        self._is_current = not merged
        job.end(at, reviewed, len(self.matches), merged)
        if job.exporting_location is not None:
            self._export(job, job.exporting_location["S3Exporting"])

    def _merge(self, auto_merging: Mapping[str, Any], at: float) -> tuple[int, list[str]]:
        domain = self.domain
        choose = choice_of(auto_merging.get("ConflictResolution"))

        def unite(main: Profile, others: Sequence[Profile]) -> Profile:
            merge(domain, main, others, choose, performed_by=SERVICE_PRINCIPAL, at=at)
            return main

        outcome = consolidate((match for _, match in self.pending()), auto_merging, unite)
        # Rules may merge further, but not before the criteria have been applied to all matches; and
        # the file of matches leaves out what they merge.
        domain.settle()
        return outcome

    def _export(self, job: IdentityResolutionJob, location: Mapping[str, str]) -> None:
        pending = (
            (match.confidence_score, [each.members() for each in match.profiles])
            for _, match in self.pending()
        )
        self.domain.region.outbox.append(
            ExportFile(
                location["S3BucketName"],
                f"{location['S3KeyName']}/{file_name(self.domain.domain_name)}",
                matches_as_csv(pending),
                source=f"identity resolution job {job.job_id}",
                on_failure=job.fail_in_part,
            )
        )

    def pending(self, *, after: int = 0) -> Iterator[tuple[int, Match]]:
        """The matches with a number above ``after``, without the profiles that no longer exist."""
        there = self.domain.profiles
        for position in range(max(0, after - self.found_before), len(self.matches)):
            match = self.matches[position]
            left = [each for each in match.profiles if each.profile_id in there]
            if len(left) > 1:
                yield self.found_before + position + 1, match._replace(profiles=left)

    def find(self, *, match_id: str = "", profile_id: str = "") -> Match | None:
        """The match of that identifier, or with that profile."""
        for _, match in self.pending():
            if match.match_id == match_id:
                return match
            if any(each.profile_id == profile_id for each in match.profiles):
                return match
        return None

    def has_lapsed(self, now: float) -> bool:
        """Whether there are no results, or they are too old."""
        return self.generated_at is None or now >= self.generated_at + LAPSE


@queries.matching.answered_by
def _matching_of(domain: Domain) -> Mapping[str, Any] | None:
    found = domain.existing(IdentityResolution)
    return found.config if found is not None and found.is_enabled else None


def run_job(backend: CustomerProfilesBackend, domain_name: str) -> str:
    """Run the identity resolution job of a domain now, and return its JobId.

    Raises ValueError if there is no such domain, or if its Matching is not enabled.
    """
    with work_in(backend, domain_name) as domain:
        if domain is None:
            raise ValueError(no_domain_text(domain_name, backend))
        resolution = domain.existing(IdentityResolution)
        if resolution is None or not resolution.is_enabled:
            raise ValueError(f"enable Matching first: domain {domain_name!r} runs no jobs")
        return resolution.run_now().job_id


def consolidate(
    matches: Iterable[Match],
    auto_merging: Mapping[str, Any],
    unite: Callable[[Profile, Sequence[Profile]], Profile],
) -> tuple[int, list[str]]:
    """Merge the profiles of the matches that the criteria find equal.

    The criteria are applied in their order, each to the result of the one before. ``unite`` merges
    the others into the main profile, which is the oldest, and returns the merged profile. Returns
    the number of profiles merged into another, and the reasons why ``unite`` refused to merge some.
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
