"""Operations on estimates and snapshots of segments."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ... import exceptions
from ...exceptions import NotImplementedException
from ...runtime import clock, identifiers
from ...state.registry import operation
from . import errors
from .compiling import compile_groups
from .component import Segments
from .results import SegmentEstimate, SegmentSnapshot, created_within, location_of
from .sql import carry_out, read_query

if TYPE_CHECKING:
    from collections.abc import Mapping

    from types_boto3_customer_profiles.type_defs import (
        CreateSegmentEstimateRequestTypeDef,
        CreateSegmentSnapshotRequestTypeDef,
        GetSegmentEstimateRequestTypeDef,
        GetSegmentSnapshotRequestTypeDef,
    )

    from ...state.domain import Domain

#: "Segment snapshots per domain per day" (Administrator Guide, 2026, service quotas).
MOST_SNAPSHOTS = 200
_DAY = 86_400


@operation("CreateSegmentEstimate")
def create_segment_estimate(
    domain: Domain, request: CreateSegmentEstimateRequestTypeDef
) -> SegmentEstimate:
    """Counted at the call; it is RUNNING first only if moto's transition settings say so."""
    if ("SegmentQuery" in request) == ("SegmentSqlQuery" in request):
        raise errors.one_query("SegmentQuery", "SegmentSqlQuery")
    segments = domain.component(Segments)
    estimate = SegmentEstimate(domain.domain_name, identifiers.hex_id())
    if "SegmentSqlQuery" in request:
        sql_query = read_query(domain, request["SegmentSqlQuery"])
        estimate.is_under_way = True
        carry_out(domain, sql_query, lambda found: _count(domain, estimate, found))
    else:
        query: Mapping[str, Any] = request["SegmentQuery"]
        compiled = compile_groups(query, "SegmentQuery")
        segments.check(compiled)
        members = segments.evaluator(compiled).members(domain.profiles, has_bar=True)
        estimate.count = str(sum(1 for _ in members))
    estimate.begin()
    segments.estimates[estimate.estimate_id] = estimate
    return estimate


def _count(domain: Domain, estimate: SegmentEstimate, found: list[str] | Exception) -> None:
    """Take what a query has found, of which there may be none any more."""
    estimate.is_under_way = False
    if isinstance(found, Exception):
        estimate.fail(str(found))
    else:
        estimate.count = str(sum(each in domain.profiles for each in found))


@operation("GetSegmentEstimate")
def get_segment_estimate(
    domain: Domain, request: GetSegmentEstimateRequestTypeDef
) -> SegmentEstimate:
    """Estimate is a text of decimal digits."""
    found = domain.component(Segments).estimates.get(request["EstimateId"])
    if found is None:
        raise exceptions.not_found("Segment estimate", request["EstimateId"], domain.domain_name)
    found.advance()
    return found


@operation("CreateSegmentSnapshot")
def create_segment_snapshot(
    domain: Domain, request: CreateSegmentSnapshotRequestTypeDef
) -> SegmentSnapshot:
    """The files are in moto's S3 when the call returns, unless moto's transition settings say
    otherwise. A bucket that is not there lets the snapshot fail.

    Not modelled: EncryptionKey and RoleArn, which are stored and returned.
    """
    segments = domain.component(Segments)
    segment = segments.find(request["SegmentDefinitionName"])
    if not location_of(request.get("DestinationUri", "")):
        raise errors.no_destination()
    if request["DataFormat"] == "ORC" and not _has_orc():
        raise NotImplementedException(errors.NO_ORC)
    now = clock.timestamp()
    if created_within(segments.snapshots(), _DAY) >= MOST_SNAPSHOTS:
        raise errors.too_many_snapshots(MOST_SNAPSHOTS)
    snapshot = SegmentSnapshot(identifiers.hex_id(), request, now)
    segment.snapshots[snapshot.snapshot_id] = snapshot
    segments.carry_out_completed()
    return snapshot


@operation("GetSegmentSnapshot")
def get_segment_snapshot(
    domain: Domain, request: GetSegmentSnapshotRequestTypeDef
) -> SegmentSnapshot:
    """DestinationUri has no slash at its end once the status is COMPLETED."""
    segments = domain.component(Segments)
    segment = segments.find(request["SegmentDefinitionName"])
    found = segment.snapshots.get(request["SnapshotId"])
    if found is None:
        raise exceptions.not_found("Segment snapshot", request["SnapshotId"], domain.domain_name)
    found.advance()
    segments.carry_out_completed()
    return found


def _has_orc() -> bool:
    try:
        import pyorc  # noqa: F401  (whether it is there)
    except ImportError:
        return False
    return True
