"""History records: what was done to a profile, by whom, and when."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ... import exceptions
from ...runtime import clock
from ...state.history import record_id
from ...state.registry import operation

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from types_boto3_customer_profiles.type_defs import (
        GetProfileHistoryRecordRequestTypeDef,
        ListProfileHistoryRecordsRequestTypeDef,
    )

    from ...state.domain import Domain
    from ...state.history import HistoryRecord


class ListedRecords:
    """The records of one profile that a request asks for, oldest first."""

    def __init__(
        self, profile_id: str, records: Sequence[HistoryRecord], request: Mapping[str, Any]
    ) -> None:
        self._profile_id = profile_id
        self._records = records
        self._wanted = [
            (attribute, request[member])
            for member, attribute in (
                ("ObjectTypeName", "object_type_name"),
                ("ActionType", "action_type"),
                ("PerformedBy", "performed_by"),
            )
            if member in request
        ]

    def after(self, number: int) -> Iterator[tuple[int, dict[str, Any]]]:
        """Those whose number is above ``number``; the first has the number 1."""
        for position in range(number, len(self._records)):
            record = self._records[position]
            if all(getattr(record, attribute) == value for attribute, value in self._wanted):
                yield position + 1, _members(self._profile_id, position, record)


@operation("ListProfileHistoryRecords")
def list_profile_history_records(
    domain: Domain, request: ListProfileHistoryRecordsRequestTypeDef
) -> ListedRecords:
    """The records of a profile that was deleted, merged or has expired are still there. Oldest
    first. LastUpdatedAt is CreatedAt: a record does not change.
    """
    profile_id = request["ProfileId"]
    return ListedRecords(profile_id, domain.history_of(profile_id), request)


@operation("GetProfileHistoryRecord")
def get_profile_history_record(
    domain: Domain, request: GetProfileHistoryRecordRequestTypeDef
) -> dict[str, Any]:
    """Content is the profile's members after the action, the object, or KeyName and Values."""
    profile_id = request["ProfileId"]
    for position, record in enumerate(domain.history_of(profile_id)):
        if record_id(profile_id, position) == request["Id"]:
            return {**_members(profile_id, position, record), "Content": record.content}
    raise exceptions.history_record_not_found(request["Id"], profile_id)


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
