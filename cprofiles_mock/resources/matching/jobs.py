"""Identity resolution jobs, and the matches that they find."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, NamedTuple

from ...rules.matching.schedule import DAY
from ...runtime import clock, identifiers
from ...runtime.transitions import TransitioningState, register_transitions

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from ...state.profile import Profile

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


class IdentityResolutionJob(TransitioningState):
    """One job. It does all of its work at once, when its status becomes COMPLETED."""

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

    def restore(self, members: Mapping[str, Any]) -> None:
        """Restore the job from its members, by the names of the wire and of ``transition_state``.

        Times are in seconds since the epoch.
        """
        self.restore_transition(
            members["Status"], members.get("Reads", 0), members.get("StatusSince")
        )
        self.message = members.get("Message")
        self.last_updated_at = clock.moment(members.get("LastUpdatedAt", self.started_at))
        ended_at = members.get("JobEndTime")
        self.job_end_time = None if ended_at is None else clock.moment(ended_at)
        self.auto_merging = members.get("AutoMerging")
        self.exporting_location = members.get("ExportingLocation")
        self.job_stats = members.get("JobStats")

    @property
    def job_expiration_time(self) -> datetime:
        """When its results lapse."""
        return (self.job_end_time or self.job_start_time) + timedelta(seconds=LAPSE)

    @property
    def is_carried_out(self) -> bool:
        """Whether it has ended."""
        return self.job_end_time is not None

    def end(self, at: float, reviewed: int, found: int, merged: int) -> None:
        """Mark the job as ended, and store what it did."""
        self.job_stats = {
            "NumberOfProfilesReviewed": reviewed,
            "NumberOfMatchesFound": found,
            "NumberOfMergesDone": merged,
        }
        self.job_end_time = self.last_updated_at = clock.moment(at)

    def fail_in_part(self, text: str) -> None:
        """Mark the job as a partial success, with the reason why something could not be done."""
        self.message = " ".join(filter(None, (self.message, text)))
        self.status = "PARTIAL_SUCCESS"


def _location(matching: Mapping[str, Any], domain_name: str, job_id: str) -> dict[str, Any] | None:
    exporting = matching.get("ExportingConfig", {}).get("S3Exporting")
    if exporting is None:
        return None
    folder = exporting.get("S3KeyName", "").rstrip("/")
    key = "/".join(filter(None, (folder, domain_name, job_id)))
    return {"S3Exporting": {"S3BucketName": exporting["S3BucketName"], "S3KeyName": key}}
