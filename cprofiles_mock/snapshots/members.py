"""Which members the entries of a state document may have.

Those of the API have the shapes of the installed botocore's model, and are held against them as
those of a request are; the rest have the shapes that ``forms`` names.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import TYPE_CHECKING, Any

from botocore.model import Shape, StructureShape

from ..protocol.compiled import service_model
from ..schema.forms import Form

if TYPE_CHECKING:
    from collections.abc import Callable


def _input(operation: str, *besides: str) -> dict[str, Shape | str]:
    """The members of an operation's input, without those that are not part of the resource."""
    shape = service_model().operation_model(operation).input_shape
    assert shape is not None  # every operation of the service has an input
    return {name: member for name, member in shape.members.items() if name not in besides}


@cache
def form(kind: str) -> Form:
    """The form of a kind of entry, as ``_FORMS`` names it."""
    shapes, required = _FORMS[kind]()
    return Form(shapes, required)


_Definition = tuple[Mapping[str, "Shape | str"], tuple[str, ...]]

_STAMPS = {"Number": "Number", "CreatedAt": "Time", "LastUpdatedAt": "Time"}


def _state() -> _Definition:
    return {"version": "Number", "Domains": "Section", "LastDomainNumber": "Number"}, ()


def _domain() -> _Definition:
    own = {
        **_STAMPS,
        **dict.fromkeys(
            (
                "RuleMatching", "IdentityResolution", "ObjectTypes", "Integrations", "Profiles",
                "PastProfiles",
            ),
            "Section",
        ),
        "KnownKeyNames": "Texts",
        **dict.fromkeys(
            (
                "LastObjectTypeNumber", "LastIntegrationNumber", "LastProfileNumber",
                "LastObjectNumber",
            ),
            "Number",
        ),
    }  # fmt: skip
    return {**_input("CreateDomain"), **own}, ("DomainName", "DefaultExpirationDays")


def _rule_matching() -> _Definition:
    rules = _input("CreateDomain")["RuleBasedMatching"]
    return {"ReadyAt": "Time", "AtWork": rules}, ("ReadyAt",)


def _identity_resolution() -> _Definition:
    return {
        "NextRunAt": "Time",
        "FirstRunBy": "Time",
        "ScheduledRuns": "Times",
        "GeneratedAt": "Time",
        "MatchesBefore": "Number",
        "Matches": "Section",
        "Jobs": "Section",
        "LastJobNumber": "Number",
    }, ()


def _match() -> _Definition:
    members = {"MatchId": "Text", "ConfidenceScore": "Ratio", "ProfileIds": "Texts"}
    return members, tuple(members)


def _job() -> _Definition:
    shape = service_model().operation_model("GetIdentityResolutionJob").output_shape
    assert isinstance(shape, StructureShape)
    times = ("JobStartTime", "JobEndTime", "LastUpdatedAt")
    own = {"Number": "Number", "Reads": "Count", "StatusSince": "Time"}
    members = {n: "Time" if n in times else m for n, m in shape.members.items()}
    for derived in ("DomainName", "JobExpirationTime"):
        del members[derived]
    return {**members, **own}, ("JobId", "Status", "JobStartTime")


def _object_type() -> _Definition:
    return {**_input("PutProfileObjectType", "DomainName"), **_STAMPS}, (
        "ObjectTypeName",
        "Description",
    )


def _integration() -> _Definition:
    own = {**_STAMPS, "WorkflowId": "Text", "FromFlowDefinition": "Flag", "Disabled": "Flag"}
    return {**_input("PutIntegration", "DomainName", "FlowDefinition"), **own}, ("Uri",)


def profile_members() -> Mapping[str, Shape]:
    """The members that a caller may set of a profile, with their shapes, and ProfileId."""
    shape = service_model().operation_model("UpdateProfile").input_shape
    assert shape is not None  # as above
    created: Any = _input("CreateProfile", "DomainName")
    return {"ProfileId": shape.members["ProfileId"], **created}


def _profile() -> _Definition:
    own = {
        "Number": "Number",
        "WrittenAt": "Time",
        "ExpiresAt": "Time",
        "Inferred": "Flag",
        **dict.fromkeys(
            (
                "Keys", "DeletedKeys", "Origins", "Rewritten", "Objects", "StandardObjects",
                "History",
            ),
            "Section",
        ),
    }  # fmt: skip
    return {**profile_members(), **own}, ()


def _past_profile() -> _Definition:
    return {"ProfileId": profile_members()["ProfileId"], "History": "Section"}, (
        "ProfileId",
        "History",
    )


def _key() -> _Definition:
    return {"KeyName": "Text", "Values": "Texts"}, ("KeyName", "Values")


_ORIGIN = {"ObjectTypeName": "Text", "SourcePriority": "Number", "UpdatedAt": "SourceTime"}


def _origin() -> _Definition:
    return {**_ORIGIN, "Fields": "Texts"}, ("ObjectTypeName", "UpdatedAt", "Fields")


def _origin_of_values() -> _Definition:
    return {**_ORIGIN, "Values": "Section"}, ("ObjectTypeName", "UpdatedAt", "Values")


def _value() -> _Definition:
    return {"Path": "Texts", "Value": "Text", "Json": "Text"}, ("Path",)


def _rewritten() -> _Definition:
    return {"WrittenAt": "Time", "Fields": "Texts"}, ("WrittenAt", "Fields")


def _object() -> _Definition:
    return {
        "ObjectTypeName": "Text",
        "ProfileObjectUniqueKey": "Text",
        "Object": "Text",
        "Number": "Number",
        "UpdatedAt": "SourceTime",
        "ExpiresAt": "Time",
        "Keys": "Section",
    }, ("ObjectTypeName", "Object")


def _standard_object() -> _Definition:
    return {
        "ObjectTypeName": "Text",
        "ProfileObjectUniqueKey": "Text",
        "Id": "Text",
        "Number": "Number",
        "Origins": "Section",
        "FoundBy": "Section",
    }, ("ObjectTypeName", "Id")


def _record() -> _Definition:
    return {
        "ActionType": "Action",
        "ObjectTypeName": "Text",
        "ProfileObjectUniqueKey": "Text",
        "CreatedAt": "Time",
        "PerformedBy": "Text",
        "Content": "Section",
    }, ("ActionType", "CreatedAt")


def _content() -> _Definition:
    return {**_input("CreateProfile", "DomainName"), "KeyName": "Text", "Values": "Texts"}, ()


_FORMS: dict[str, Callable[[], _Definition]] = {
    "state": _state,
    "domain": _domain,
    "rule matching": _rule_matching,
    "identity resolution": _identity_resolution,
    "match": _match,
    "job": _job,
    "object type": _object_type,
    "integration": _integration,
    "profile": _profile,
    "past profile": _past_profile,
    "key": _key,
    "origin": _origin,
    "origin of values": _origin_of_values,
    "value": _value,
    "rewritten": _rewritten,
    "object": _object,
    "standard object": _standard_object,
    "record": _record,
    "content": _content,
}
