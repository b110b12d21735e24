"""Operations on segment definitions, and who is in a segment."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ... import exceptions
from ...runtime import clock
from ...state.registry import operation
from . import errors
from .compiling import NOTHING, compile_groups
from .component import Segment, Segments
from .sql import read_query
from .subscriptions import SegmentSubscriptions

if TYPE_CHECKING:
    from collections.abc import Mapping

    from types_boto3_customer_profiles.type_defs import (
        CreateSegmentDefinitionRequestTypeDef,
        DeleteSegmentDefinitionRequestTypeDef,
        GetSegmentDefinitionRequestTypeDef,
        GetSegmentMembershipRequestTypeDef,
        ListSegmentDefinitionsRequestTypeDef,
    )

    from ...state.domain import Domain
    from ...state.numbered import NumberedResources


@operation("CreateSegmentDefinition")
def create_segment_definition(
    domain: Domain, request: CreateSegmentDefinitionRequestTypeDef
) -> Segment:
    """Whatever does not read as the operator needs it is refused, so that no segment is empty
    because of a mistake. So is a query that names what there is not; it needs the extra ``sql``.
    """
    segments = domain.component(Segments)
    name = request["SegmentDefinitionName"]
    segments.check_free(name)
    if ("SegmentGroups" in request) == ("SegmentSqlQuery" in request):
        raise errors.one_query("SegmentGroups", "SegmentSqlQuery")
    groups: Mapping[str, Any] | None = request.get("SegmentGroups")
    text = request.get("SegmentSqlQuery")
    query = None if text is None else read_query(domain, text)
    compiled = compile_groups(groups, "SegmentGroups") if query is None else NOTHING
    sort: Mapping[str, Any] | None = request.get("SegmentSort")
    if not domain.region.is_loading:
        segments.check(compiled, name)
        segments.sort_order(sort)
    segment = Segment(
        segment_definition_name=name,
        segment_definition_arn=f"{domain.arn}/{Segments.arn_kind}/{name}",
        display_name=request["DisplayName"],
        description=request.get("Description"),
        segment_groups=groups,
        segment_sql_query=text,
        segment_sort=sort,
        compiled=compiled,
        query=query,
        created_at=clock.now(),
        tags=dict(request.get("Tags", {})),
        segments=segments,
    )
    segments.resources.add(name, segment)
    return segment


@operation("GetSegmentDefinition")
def get_segment_definition(domain: Domain, request: GetSegmentDefinitionRequestTypeDef) -> Segment:
    """SegmentGroups as they were given."""
    return domain.component(Segments).find(request["SegmentDefinitionName"])


@operation("ListSegmentDefinitions")
def list_segment_definitions(
    domain: Domain, request: ListSegmentDefinitionsRequestTypeDef
) -> NumberedResources[str, Segment]:
    """Oldest first, without their groups."""
    return domain.component(Segments).resources


@operation("DeleteSegmentDefinition")
def delete_segment_definition(
    domain: Domain, request: DeleteSegmentDefinitionRequestTypeDef
) -> dict[str, str]:
    """A segment that others have as a source can be deleted too; they cannot be evaluated then.
    Its subscription ends without events.
    """
    removed = domain.component(Segments).remove(request["SegmentDefinitionName"])
    subscriptions = domain.existing(SegmentSubscriptions)
    if subscriptions is not None:
        subscriptions.drop(removed)
    return {"Message": "OK"}


@operation("GetSegmentMembership")
def get_segment_membership(
    domain: Domain, request: GetSegmentMembershipRequestTypeDef
) -> dict[str, Any]:
    """Evaluated at the call; for a segment by SQL that was when its last snapshot was made. An
    identifier that is no profile's is a failure with Status 404.

    Not modelled: that the service looks only at profiles updated in the last three years.
    """
    segments = domain.component(Segments)
    segment = segments.find(request["SegmentDefinitionName"])
    evaluator = segments.evaluator_of(segment)
    found, failures = [], []
    for profile_id in dict.fromkeys(request["ProfileIds"]):
        profile = domain.profiles.get(profile_id)
        if profile is None:
            message = exceptions.profile_not_found(profile_id, domain.domain_name).message
            failures.append({"ProfileId": profile_id, "Message": message, "Status": 404})
        elif evaluator.includes(profile):
            present = {"ProfileId": profile_id, "QueryResult": "PRESENT", "Profile": profile}
            found.append(present)
        else:
            found.append({"ProfileId": profile_id, "QueryResult": "ABSENT"})
    return {
        "SegmentDefinitionName": segment.segment_definition_name,
        "Profiles": found,
        "Failures": failures,
        "LastComputedAt": clock.moment(evaluator.now),
    }
