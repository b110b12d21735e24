"""Upload jobs.

Sources: the API reference of the six operations; the Amazon Connect Administrator Guide (2026),
"imported files"; ``docs/fidelity.md`` for what is a choice.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from ...runtime import clock, identifiers
from ...runtime.transitions import TransitioningState, register_transitions

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from ...rules.uploads.mapping import UploadMapping

#: The name by which moto's transition settings know the jobs.
MODEL_NAME = "customer-profiles::upload-job"

#: "By default, 14 days" (Administrator Guide, 2026).
DEFAULT_DATA_EXPIRY = 14

register_transitions(MODEL_NAME)


class _Processing(TransitioningState):
    """A job that was started, on its way to the end."""

    def __init__(self) -> None:
        super().__init__(MODEL_NAME, [("IN_PROGRESS", "SUCCEEDED")])

    @property
    def is_over(self) -> bool:
        """Whether moto's transitions have taken it to its end."""
        return self.status != "IN_PROGRESS"


@dataclass(slots=True, kw_only=True, eq=False)
class UploadJob:
    """An upload job. It does all of its work at once, at its end."""

    job_id: str
    display_name: str
    # Replaced, never changed in place.
    fields: Mapping[str, Mapping[str, str]]
    unique_key: str
    # None as long as the default holds.
    given_data_expiry: int | None = None
    mapping: UploadMapping = field(repr=False)
    # The key that the file is encrypted with, in base64; the same for all of the job's paths.
    client_token: str = field(default_factory=identifiers.key, repr=False)
    # What was uploaded, until the job ends.
    file: bytes | None = field(default=None, repr=False)
    # Set while it is in progress.
    processing: _Processing | None = field(default=None, repr=False)
    # CREATED, and how it ended; what is between, `processing` knows.
    own_status: str = "CREATED"
    status_reason: str | None = None
    results_summary: Mapping[str, int] | None = None
    created_at: datetime
    completed_at: datetime | None = None

    @property
    def status(self) -> str:
        """Its status; that of a job in progress is so until its rows have become profiles."""
        return self.own_status if self.processing is None else "IN_PROGRESS"

    @property
    def data_expiry(self) -> int:
        """After how many days what it imports expires."""
        return self.given_data_expiry or DEFAULT_DATA_EXPIRY

    def process(self) -> None:
        """Mark the job as started."""
        self.processing = _Processing()

    def end(self, status: str, at: float, reason: str | None = None) -> None:
        """Mark the job as ended; it needs its file no longer."""
        self.processing = self.file = None
        self.own_status, self.status_reason = status, reason
        self.completed_at = clock.moment(at)
