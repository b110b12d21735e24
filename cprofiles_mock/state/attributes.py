"""The attributes of objects by their names, for families that look at objects of any type.

Source: the Amazon Connect Administrator Guide (2026), "set up event filters": an attribute is a
field of the object type or else a member of the stored JSON.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Union

from ..rules.ingestion.objects import ProfileObject, StandardObject
from ..rules.ingestion.standard_objects import STANDARD_OBJECTS
from ..rules.json_paths import member_at
from .profile import Profile

if TYPE_CHECKING:
    from collections.abc import Collection

    from .domain import Domain

#: An object of a type: one that was put, a standard object, or the profile itself as ``_profile``.
Record = Union[ProfileObject, StandardObject, Profile]  # noqa: UP007  (at run time)

#: The name under which a profile's own creation is an attribute of ``_profile``.
CREATED_AT = "createdAt"


def records_of(domain: Domain, profile: Profile, type_name: str) -> Collection[Record]:
    """The objects of a type that a profile has, but for those that the lag hides."""
    found: Collection[Record]
    if type_name == "_profile":
        return (profile,)
    if type_name in STANDARD_OBJECTS:
        found = (profile.standard_objects or {}).get(type_name, ())
    else:
        found = profile.objects_of(type_name).values()
    if domain.profiles.delayed:
        return [
            each
            for each in found
            if not domain.profiles.is_delayed(
                "object",
                profile.profile_id,
                each.profile_object_unique_key,  # type: ignore[union-attr]
            )
        ]
    return found


def created_at(profile: Profile) -> float | None:
    """When the profile was created, in seconds since the epoch; None if its history lacks that."""
    return next((each.at for each in profile.history if each.action_type == "CREATED"), None)


class WrittenFloat(float):
    """A number with a fraction or an exponent, and the text that it was written as."""

    def __new__(cls, text: str) -> WrittenFloat:
        """The number that the text of a JSON number is."""
        number = super().__new__(cls, text)
        number.text = text
        return number

    text: str


class AttributeReader:
    """Reads attributes of objects; parses each object once, for as long as the reader lives.

    If it ``keeps_numbers``, numbers that are no integers are read as WrittenFloat.
    """

    def __init__(self, *, keeps_numbers: bool = False) -> None:
        # Each with its object, which must not be gone while its identity is a key.
        self._documents: dict[int, tuple[Record, dict[str, Any]]] = {}
        self._parse_float = WrittenFloat if keeps_numbers else None

    def document(self, record: Record) -> dict[str, Any]:
        """The members of an object, as its JSON has them."""
        known = self._documents.get(id(record))
        if known is None:
            known = self._documents[id(record)] = record, self._read(record)
        return known[1]

    def _read(self, record: Record) -> dict[str, Any]:
        if isinstance(record, ProfileObject):
            source: dict[str, Any] = json.loads(record.object, parse_float=self._parse_float)
            return source
        return record.document if isinstance(record, StandardObject) else record.set_values()

    def field(self, record: Record, name: str) -> Any:
        """The value that an expression refers to; None if there is none.

        That is a field of the object's type, a member of a standard object, or when a profile was
        created.
        """
        if isinstance(record, ProfileObject):
            return record.fields.read_field(name, self.document(record))
        if isinstance(record, Profile):
            return created_at(record) if name == CREATED_AT else None
        return self.member(record, name)

    def attribute(self, record: Record, name: str) -> Any:
        """The value of an attribute: of the field of that name, or else of that path in the JSON.

        None if there is none.
        """
        if isinstance(record, ProfileObject) and name in record.fields.field_names:
            return record.fields.read_field(name, self.document(record))
        return self.member(record, name)

    def member(self, record: Record, path: str) -> Any:
        """The value at a path in the JSON, whatever fields there are; None if there is none."""
        return member_at(self.document(record), path)
