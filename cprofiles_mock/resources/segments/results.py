"""What is computed of segments and kept: estimates, and snapshots."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from ...runtime import clock
from ...runtime.transitions import TransitioningState, register_transitions

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

#: The names by which moto's transition settings know them.
ESTIMATE_MODEL = "customer-profiles::segment-estimate"
SNAPSHOT_MODEL = "customer-profiles::segment-snapshot"

_URI = re.compile(r"s3://([^/]+)/?(.*)")

register_transitions(ESTIMATE_MODEL)
register_transitions(SNAPSHOT_MODEL)


class SegmentEstimate(TransitioningState):
    """How many profiles a segment would have. They are counted when it is created."""

    def __init__(self, domain_name: str, estimate_id: str, count: str) -> None:
        super().__init__(ESTIMATE_MODEL, [("RUNNING", "SUCCEEDED")])
        self.domain_name = domain_name
        self.estimate_id = estimate_id
        #: In decimal digits.
        self.count = count

    @property
    def estimate(self) -> str | None:
        """What GetSegmentEstimate shows: nothing until it has succeeded."""
        return self.count if self.status == "SUCCEEDED" else None


class SegmentSnapshot(TransitioningState):
    """A file of a segment's profiles. It is made when the status becomes COMPLETED."""

    def __init__(self, snapshot_id: str, request: Mapping[str, Any], created_at: float) -> None:
        super().__init__(SNAPSHOT_MODEL, [("IN_PROGRESS", "COMPLETED")])
        self.snapshot_id = snapshot_id
        self.data_format: str = request["DataFormat"]
        self.encryption_key: str | None = request.get("EncryptionKey")
        self.role_arn: str | None = request.get("RoleArn")
        self.given_uri: str = request["DestinationUri"]
        #: In seconds since the epoch.
        self.created_at = created_at
        self.status_message: str | None = None
        self.is_carried_out = False

    @property
    def destination_uri(self) -> str:
        """The service drops the slash at the end once the snapshot is complete."""
        is_complete = self.status == "COMPLETED"
        return self.given_uri.rstrip("/") if is_complete else self.given_uri

    def fail(self, message: str) -> None:
        """Mark it as failed, with the reason."""
        self.status = "FAILED"
        self.status_message = message[:1000]


def location_of(uri: str) -> tuple[str, str] | None:
    """The bucket and the prefix of an ``s3://`` URI; None if it is none."""
    match = _URI.fullmatch(uri)
    return None if match is None else (match[1], match[2] or "")


def created_within(snapshots: Iterable[SegmentSnapshot], seconds: float) -> int:
    """How many of the snapshots were created in the last so many seconds."""
    since = clock.timestamp() - seconds
    return sum(each.created_at > since for each in snapshots)
