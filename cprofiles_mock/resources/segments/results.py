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

# The longest messages that the model allows: of a snapshot, and of an estimate.
_LONGEST_MESSAGE = 1000
_LONGEST_OF_ESTIMATE = 255

_URI = re.compile(r"s3://([^/]+)/?(.*)")

register_transitions(ESTIMATE_MODEL)
register_transitions(SNAPSHOT_MODEL)


class _Result(TransitioningState):
    """A state that waits for a query, too, which is not carried out under the lock."""

    def __init__(self, model_name: str, waiting: str, ready: str) -> None:
        super().__init__(model_name, [(waiting, ready)])
        self._waiting = waiting
        self.is_under_way = False

    @property
    def status(self) -> str | None:
        """The status that moto's transitions give it, once no query is under way any more."""
        return self._waiting if self.is_under_way else super().status

    @status.setter
    def status(self, value: str) -> None:
        self._status = value

    def transition_state(self) -> tuple[str, int, float]:
        """What a file says of it: a query that is under way has to begin again."""
        status, reads, since = super().transition_state()
        return self._waiting if self.is_under_way else status, reads, since


class SegmentEstimate(_Result):
    """How many profiles a segment would have. They are counted when it is created."""

    def __init__(self, domain_name: str, estimate_id: str, count: str | None = None) -> None:
        super().__init__(ESTIMATE_MODEL, "RUNNING", "SUCCEEDED")
        self.domain_name = domain_name
        self.estimate_id = estimate_id
        #: In decimal digits.
        self.count = count
        #: Why it failed.
        self.message: str | None = None

    @property
    def estimate(self) -> str | None:
        """What GetSegmentEstimate shows: nothing until it has succeeded."""
        return self.count if self.status == "SUCCEEDED" else None

    def fail(self, message: str) -> None:
        """Mark it as failed, with the reason."""
        self.status = "FAILED"
        self.message = message[:_LONGEST_OF_ESTIMATE]


class SegmentSnapshot(_Result):
    """A file of a segment's profiles. It is made when the status becomes COMPLETED."""

    def __init__(self, snapshot_id: str, request: Mapping[str, Any], created_at: float) -> None:
        super().__init__(SNAPSHOT_MODEL, "IN_PROGRESS", "COMPLETED")
        self.snapshot_id = snapshot_id
        self.data_format: str = request["DataFormat"]
        self.encryption_key: str | None = request.get("EncryptionKey")
        self.role_arn: str | None = request.get("RoleArn")
        self.given_uri: str = request["DestinationUri"]
        #: In seconds since the epoch.
        self.created_at = created_at
        self.status_message: str | None = None
        self.is_carried_out = False
        #: Who was in a segment by SQL then, in the order of the query.
        self.members: dict[str, None] | None = None

    @property
    def destination_uri(self) -> str:
        """The service drops the slash at the end once the snapshot is complete."""
        is_complete = self.status == "COMPLETED"
        return self.given_uri.rstrip("/") if is_complete else self.given_uri

    def fail(self, message: str) -> None:
        """Mark it as failed, with the reason."""
        self.status = "FAILED"
        self.status_message = message[:_LONGEST_MESSAGE]


def location_of(uri: str) -> tuple[str, str] | None:
    """The bucket and the prefix of an ``s3://`` URI; None if it is none."""
    match = _URI.fullmatch(uri)
    return None if match is None else (match[1], match[2] or "")


def created_within(snapshots: Iterable[SegmentSnapshot], seconds: float) -> int:
    """How many of the snapshots were created in the last so many seconds."""
    since = clock.timestamp() - seconds
    return sum(each.created_at > since for each in snapshots)
