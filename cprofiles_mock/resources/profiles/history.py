"""History records: what was done to a profile, by whom, and when."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ...runtime import clock
from ...state.history import record_id
from ...state.numbered import Listing
from ...state.registry import operation
from .errors import history_record_not_found

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from types_boto3_customer_profiles.type_defs import (
        GetProfileHistoryRecordRequestTypeDef,
        ListProfileHistoryRecordsRequestTypeDef,
    )

    from ...state.domain import Domain
    from ...state.history import HistoryRecord


_FILTERS = ("ObjectTypeName", "ActionType", "PerformedBy")


@operation("ListProfileHistoryRecords")
def list_profile_history_records(
    domain: Domain, request: ListProfileHistoryRecordsRequestTypeDef
) -> Listing[dict[str, Any]]:
    """The records of a profile that was deleted, merged or has expired are still there. Oldest
    first. LastUpdatedAt is CreatedAt: a record does not change.
    """
    profile_id = request["ProfileId"]
    records = domain.history_of(profile_id)
    given: Mapping[str, Any] = request
    wanted = [(name, given[name]) for name in _FILTERS if name in given]

    def after(number: int) -> Iterator[tuple[int, dict[str, Any]]]:
        # The first record has the number 1.
        for position in range(number, len(records)):
            members = _members(profile_id, position, records[position])
            if all(members[name] == value for name, value in wanted):
                yield position + 1, members

    return Listing(after)


@operation("GetProfileHistoryRecord")
def get_profile_history_record(
    domain: Domain, request: GetProfileHistoryRecordRequestTypeDef
) -> dict[str, Any]:
    """Content is the profile's members after the action, the object, or KeyName and Values."""
    profile_id = request["ProfileId"]
    for position, record in enumerate(domain.history_of(profile_id)):
        if record_id(profile_id, position) == request["Id"]:
            return {**_members(profile_id, position, record), "Content": record.content_as_json}
    raise history_record_not_found(request["Id"], profile_id)


def _members(profile_id: str, position: int, record: HistoryRecord) -> dict[str, Any]:
    at = clock.moment(record.at)
    return {
        "Id": record_id(profile_id, position),
        "ObjectTypeName": record.object_type_name,
        "CreatedAt": at,
        "LastUpdatedAt": at,
        "ActionType": record.action_type,
        "ProfileObjectUniqueKey": record.profile_object_unique_key,
        "PerformedBy": record.performed_by,
    }
