"""The members that the entries of domains and profiles in a state document may have.

Members of the API have the shapes of the installed botocore's model, and are validated as those of
a request are; the rest have the shapes that ``schema.forms`` names. A component's own entries are
up to its section.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import TYPE_CHECKING, Any

from ..protocol.compiled import service_model
from ..schema.forms import Form
from ..schema.sections import STAMPS
from ..state.components import COMPONENTS, DOMAIN_MEMBERS

if TYPE_CHECKING:
    from collections.abc import Callable

    from botocore.model import Shape


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


def _state() -> _Definition:
    return {"version": "Number", "Domains": "Section", "LastDomainNumber": "Number"}, ()


def _domain() -> _Definition:
    own = {
        **STAMPS,
        **DOMAIN_MEMBERS,
    }
    for section in filter(None, [component.section for component in COMPONENTS]):
        own.update(section.members)
    return {**_input("CreateDomain"), **own}, ("DomainName", "DefaultExpirationDays")


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
    profile_id = profile_members()["ProfileId"]
    return {"ProfileId": profile_id, "MergedInto": profile_id, "History": "Section"}, (
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
        "IngestedAt": "Time",
        "IngestionNumber": "Number",
        "FieldValues": "Text",
        "ExpiresAt": "Time",
        "Keys": "Section",
    }, ("ObjectTypeName", "Object")


def _standard_object() -> _Definition:
    return {
        "ObjectTypeName": "Text",
        "ProfileObjectUniqueKey": "Text",
        "Id": "Text",
        "Number": "Number",
        "IngestedAt": "Time",
        "IngestionNumber": "Number",
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
