"""What a probe is: a statement of the fidelity page, and the calls that ask whether it holds."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence


@dataclass(frozen=True, slots=True)
class Call:
    """One call; texts in ``members`` name what earlier calls kept, as in ``<ana>``.

    ``<domain>`` is the name of the probe's domain; each call gets it that takes one and names no
    other. ``<arn>`` is its ARN; ``<partition>``, ``<region>`` and ``<account>`` are where it is.
    ``keeps`` has, by name, the path in the answer of what later calls need.
    """

    operation: str
    members: Mapping[str, Any] = field(default_factory=dict)
    keeps: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Raw:
    """A request that no client would make: its path, body and content type as they are sent."""

    method: str
    path: str
    body: bytes = b""
    content_type: str = "application/json"

    @property
    def operation(self) -> str:
        """What the report calls it."""
        return f"{self.method} {self.path}"


@dataclass(frozen=True, slots=True)
class Probe:
    """A statement, by its first words on the fidelity page, and what is asked about it.

    ``given`` is what must be there first; only the answers to ``asked`` are compared, as a whole,
    and with the texts of errors. ``settings`` are further members of CreateDomain for the domain
    that each probe has of its own.
    """

    row: str
    asked: Sequence[Call | Raw]
    given: Sequence[Call] = ()
    settings: Mapping[str, Any] = field(default_factory=dict)

    @property
    def operations(self) -> Iterator[str]:
        """The operations that it calls, its own domain included."""
        yield "CreateDomain"
        for each in (*self.given, *self.asked):
            if isinstance(each, Call):
                yield each.operation
        yield "DeleteDomain"


def call(operation: str, /, keeps: Mapping[str, str] | None = None, **members: Any) -> Call:
    """A call with those members."""
    return Call(operation, members, keeps or {})


# --- calls that many probes make ----------------------------------------------------------------


def profile(name: str = "profile", **members: Any) -> Call:
    """A new profile, whose identifier is kept by that name."""
    return call("CreateProfile", {name: "ProfileId"}, **members)


def read(*names: str) -> Call:
    """The profiles that were kept by those names."""
    return call("BatchGetProfile", ProfileIds=[f"<{name}>" for name in names or ("profile",)])


def search(key_name: str, *values: str, **members: Any) -> Call:
    """The profiles that a key finds."""
    return call("SearchProfiles", KeyName=key_name, Values=list(values), **members)


def add_key(key_name: str, *values: str, to: str = "profile") -> Call:
    """A key for a profile that was kept."""
    return call("AddProfileKey", ProfileId=f"<{to}>", KeyName=key_name, Values=list(values))


def delete_key(key_name: str, *values: str, of: str = "profile") -> Call:
    """A key of a profile that was kept, deleted."""
    return call("DeleteProfileKey", ProfileId=f"<{of}>", KeyName=key_name, Values=list(values))


def object_type(
    name: str, fields: Mapping[str, Any], keys: Mapping[str, str], /, **members: Any
) -> Call:
    """An object type: the sources of its fields, or source and target, and its keys.

    A key is given by its fields and its standard identifiers, as in ``id: UNIQUE PROFILE``.
    """
    return call(
        "PutProfileObjectType",
        **{
            "ObjectTypeName": name,
            "Description": "a probe",
            "AllowProfileCreation": True,
            "Fields": {each: _field(given) for each, given in fields.items()},
            "Keys": {each: [_key(given)] for each, given in keys.items()},
            **members,
        },
    )


def _field(given: Any) -> dict[str, str]:
    if isinstance(given, str):
        return {"Source": given}
    members = zip(("Source", "Target", "ContentType"), given, strict=False)
    return {name: value for name, value in members if value}


def _key(given: str) -> dict[str, list[str]]:
    fields, _, identifiers = given.partition(":")
    return {"FieldNames": fields.split(), "StandardIdentifiers": identifiers.split()}


def put(type_name: str, source: Any, keeps: str = "object") -> Call:
    """An object, as a value of JSON or as its text; its unique key is kept."""
    text = source if isinstance(source, str) else json.dumps(source)
    return call(
        "PutProfileObject",
        {keeps: "ProfileObjectUniqueKey"},
        ObjectTypeName=type_name,
        Object=text,
    )


def objects(type_name: str, of: str = "profile") -> Call:
    """The objects of a type that a profile has."""
    return call("ListProfileObjects", ObjectTypeName=type_name, ProfileId=f"<{of}>")


def find(key_name: str, *values: str, name: str = "profile") -> Call:
    """The first profile that a key finds, which is kept by that name."""
    return call(
        "SearchProfiles", {name: "Items.0.ProfileId"}, KeyName=key_name, Values=list(values)
    )
