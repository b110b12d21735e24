"""Segments in state documents, with their estimates and snapshots."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from ...protocol.compiled import service_model
from ...schema.forms import Form
from ...schema.problems import Problem, each
from ...schema.sections import ResourceSection
from ...schema.times import time_text
from .results import SegmentEstimate, SegmentSnapshot

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ...models import CustomerProfilesBackend
    from ...runtime.transitions import TransitioningState
    from ...state.domain import Domain

_ESTIMATES = "SegmentEstimates"
_SNAPSHOTS = "SegmentSnapshots"


class SegmentsSection(ResourceSection):
    """The definitions, and what was computed of them."""

    @property
    def members(self) -> Mapping[str, str]:
        """The members of a domain's entry."""
        return {**super().members, _ESTIMATES: "Section", _SNAPSHOTS: "Section"}

    def write(self, component: Any) -> dict[str, Any]:
        """The definitions, the estimates, and the snapshots with the names of their segments."""
        snapshots = [
            _snapshot(segment.segment_definition_name, each)
            for segment in component.resources.values()
            for each in segment.snapshots.values()
        ]
        return {
            **super().write(component),
            _ESTIMATES: [_estimate(each) for each in component.estimates.values()] or None,
            _SNAPSHOTS: snapshots or None,
        }

    def read(
        self,
        kind: type[Any],
        backend: CustomerProfilesBackend,
        domain: Domain,
        members: Mapping[str, Any],
    ) -> None:
        """Make the definitions by their handler, and restore the rest. Raises Problem."""
        super().read(kind, backend, domain, members)
        for _ in each(
            _ESTIMATES,
            members.get(_ESTIMATES),
            lambda entry: _read_estimate(domain.component(kind), entry),
        ):
            pass
        for _ in each(
            _SNAPSHOTS,
            members.get(_SNAPSHOTS),
            lambda entry: _read_snapshot(domain.component(kind), entry),
        ):
            pass


def _transition(state: TransitioningState, waiting: str) -> dict[str, Any]:
    """The status, and how far the state is on its way, while it is."""
    status, reads, since = state.transition_state()
    waits = status == waiting
    return {
        "Status": status,
        **({"Reads": reads} if waits and reads else {}),
        **({"StatusSince": time_text(since)} if waits else {}),
    }


def _estimate(estimate: SegmentEstimate) -> dict[str, Any]:
    return {
        "EstimateId": estimate.estimate_id,
        **_transition(estimate, "RUNNING"),
        **({} if estimate.count is None else {"Estimate": estimate.count}),
        **({} if estimate.message is None else {"Message": estimate.message}),
    }


def _snapshot(segment_name: str, snapshot: SegmentSnapshot) -> dict[str, Any]:
    entry = {
        "SegmentDefinitionName": segment_name,
        "SnapshotId": snapshot.snapshot_id,
        **_transition(snapshot, "IN_PROGRESS"),
        "StatusMessage": snapshot.status_message,
        "DataFormat": snapshot.data_format,
        "EncryptionKey": snapshot.encryption_key,
        "RoleArn": snapshot.role_arn,
        "DestinationUri": snapshot.given_uri,
        "CreatedAt": time_text(snapshot.created_at),
        "Members": None if snapshot.members is None else list(snapshot.members),
    }
    return {name: value for name, value in entry.items() if value is not None}


def _read_estimate(component: Any, entry: Any) -> None:
    members = _estimate_form().read(entry)
    key = members["EstimateId"]
    if key in component.estimates:
        raise Problem(("EstimateId",), f"{key} is there already")
    estimate = SegmentEstimate(component.domain.domain_name, key, members.get("Estimate"))
    _restore(estimate, members)
    estimate.message = members.get("Message")
    if estimate.count is None and members["Status"] != "FAILED":
        estimate.fail("its query was under way when the file was written")
    component.estimates[key] = estimate


def _read_snapshot(component: Any, entry: Any) -> None:
    members = _snapshot_form().read(entry)
    name, key = members["SegmentDefinitionName"], members["SnapshotId"]
    segment = component.resources.get(name)
    if segment is None:
        raise Problem(("SegmentDefinitionName",), f"there is no segment definition {name}")
    if key in segment.snapshots:
        raise Problem(("SnapshotId",), f"{key} is there already")
    snapshot = SegmentSnapshot(key, members, members["CreatedAt"])
    _restore(snapshot, members)
    snapshot.status_message = members.get("StatusMessage")
    snapshot.is_carried_out = members["Status"] != "IN_PROGRESS"
    if "Members" in members:
        snapshot.members = dict.fromkeys(members["Members"])
    segment.snapshots[key] = snapshot


def _restore(state: TransitioningState, members: Mapping[str, Any]) -> None:
    state.restore_transition(members["Status"], members.get("Reads", 0), members.get("StatusSince"))


_ON_THE_WAY = {"Reads": "Count", "StatusSince": "Time"}


@cache
def _estimate_form() -> Form:
    shape: Any = service_model().operation_model("GetSegmentEstimate").output_shape
    names = ("EstimateId", "Status", "Estimate", "Message")
    required = ("EstimateId", "Status")
    return Form({**{name: shape.members[name] for name in names}, **_ON_THE_WAY}, required)


@cache
def _snapshot_form() -> Form:
    shape: Any = service_model().operation_model("GetSegmentSnapshot").output_shape
    own = {"SegmentDefinitionName": "Text", "CreatedAt": "Time", "Members": "Texts", **_ON_THE_WAY}
    required = ("SegmentDefinitionName", "SnapshotId", "Status", "DataFormat", "DestinationUri")
    return Form({**shape.members, **own}, (*required, "CreatedAt"))
