"""What an object contributes: the values of its fields, each at its place in a standard object.

Source: the Amazon Connect Administrator Guide (2026), "field definitions"; ``docs/fidelity.md`` for
what is a choice.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, Union

from ... import exceptions
from .accessors import InvalidSource, text_of
from .sources import compile_source
from .standard_objects import ADDRESS_MEMBERS

if TYPE_CHECKING:
    from collections.abc import Iterable

#: A path in a standard object: a member, then a sub-field or a map's key.
Path = tuple[str, ...]
#: The values that an object contributes, by path.
Changes = dict[Path, Any]
#: A path, or a function that finds it for an object if the path contains Handlebars.
Place = Union[Path, Callable[[Mapping[str, Any]], "Path | None"]]  # noqa: UP007  (at run time)
#: Fields with their places in a profile. The second item of each is the path again if its member
#: takes any text of the usual length, else None.
Targets = tuple[tuple[str, "Path | None", Place], ...]

_NUMBERS = frozenset({int, float})
# The bounds of the model's `Profile` shape.
_LONGEST = {"AdditionalInformation": 1000}
_LONGEST_OF_OTHERS = 255
_ENUMS = {
    "PartyType": ("INDIVIDUAL", "BUSINESS", "OTHER"),
    "Gender": ("MALE", "FEMALE", "UNSPECIFIED"),
    "ProfileType": ("ACCOUNT_PROFILE", "PROFILE"),
}
_COMPOSITES = frozenset(
    {"Address", "ShippingAddress", "MailingAddress", "BillingAddress", "Attributes"}
)


def place_of(field_name: str, path: Path) -> Place:
    """The place of a field: its path, or a function that finds it for an object.

    It is a function if any segment of the path is a Handlebars expression. Raises
    BadRequestException for one that is malformed.
    """
    if not any("{{" in segment for segment in path):
        return path
    try:
        read = [compile_source(segment) if "{{" in segment else segment for segment in path]
    except InvalidSource as error:
        raise exceptions.invalid_target(field_name, str(error)) from None

    def find(source: Mapping[str, Any]) -> Path | None:
        found = tuple(item if isinstance(item, str) else item(source) for item in read)
        return None if None in found else found

    return find


def path_at(place: Place, source: Mapping[str, Any]) -> Path | None:
    """The path of a place for this object; None if it has no value for one of its segments."""
    return place if isinstance(place, tuple) else place(source)


def profile_targets(places: Iterable[tuple[str, Place]]) -> Targets:
    """Prepare fields and their places in a profile for ``texts``."""
    return tuple((field, _path_to_any_text(place), place) for field, place in places)


def _path_to_any_text(place: Place) -> Path | None:
    if not isinstance(place, tuple) or len(place[-1]) > _LONGEST_OF_OTHERS:
        return None
    particular = len(place) == 1 and place[0] in _COMPOSITES | _ENUMS.keys() | _LONGEST.keys()
    return None if particular else place


def texts(targets: Targets, values: Mapping[str, Any], source: Mapping[str, Any]) -> Changes:
    """The texts for a profile from an object's ``values``, by field name; of one path the last.

    Raises IngestionError, with the name of the field, if a value is not valid for its target.
    """
    changes: Changes = {}
    field = ""
    try:
        for field, path_to_any_text, place in targets:
            value = values[field]
            # The common case: a text of the usual length, for a member that takes any such text;
            # then a number.
            if path_to_any_text and type(value) is str and len(value) <= _LONGEST_OF_OTHERS:
                changes[path_to_any_text] = value
            elif (
                path_to_any_text
                and type(value) in _NUMBERS
                and (text := text_of(value))
                and len(text) <= _LONGEST_OF_OTHERS
            ):
                changes[path_to_any_text] = text
            elif value is not None and (path := path_at(place, source)) is not None:
                if len(path) == 1 and path[0] in _COMPOSITES:
                    changes.update(_composite_values(path[0], value))
                elif text := _text(path, value):
                    changes[path] = text
    except exceptions.IngestionError as error:
        error.field_name = field
        raise
    return changes


def _composite_values(member: str, value: Any) -> Iterable[tuple[Path, str]]:
    """The values in a sub-object that maps to a whole address, or to all attributes."""
    if not isinstance(value, dict):
        raise exceptions.IngestionError(exceptions.not_an_object(member))
    names = value if member == "Attributes" else ADDRESS_MEMBERS
    for name in names:
        path = (member, name)
        if text := _text(path, value.get(name)):
            yield path, text


def _text(path: Path, value: Any) -> str | None:
    """Convert a value to the text stored in the profile's member; None or "" if it has none.

    A list is reduced to its first value, except in an attribute, which stores the list as JSON.
    Raises IngestionError if the text is not valid for the member.
    """
    member = path[0]
    if type(value) is not str:
        if isinstance(value, list) and member != "Attributes":
            value = next((item for item in value if item not in (None, "")), None)
        value = text_of(value)
    if not value:
        return None
    if member in _ENUMS:
        value = value.upper()
        if value not in _ENUMS[member]:
            raise exceptions.IngestionError(exceptions.not_one_of(member, _ENUMS[member]))
    longest = _LONGEST.get(member, _LONGEST_OF_OTHERS)
    if len(value) > longest or len(path[-1]) > _LONGEST_OF_OTHERS:
        raise exceptions.IngestionError(exceptions.too_long_for(".".join(path), longest))
    return str(value)
