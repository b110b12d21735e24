"""An object type's fields and keys, compiled once, and what they make of one object.

Source: the Amazon Connect Administrator Guide (2026), "object type mapping definition details",
"field definitions" and "key definitions"; ``docs/fidelity.md`` for what is a choice.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Union

from ... import exceptions
from .keys import KeyDefinition, define_key
from .sources import InvalidSource, compile_source, member_of, text_of
from .standard_objects import ADDRESS_MEMBERS
from .targets import Target, target_of
from .timestamps import InvalidTimestampFormat, compile_timestamp_format

if TYPE_CHECKING:
    from collections.abc import Iterable

#: Where a value goes in a standard object: a member, and below it a sub-field or a key.
Path = tuple[str, ...]
#: What an object has to say: values by their places.
Changes = dict[Path, Any]
#: A place whose path holds Handlebars is known only with the object.
Place = Union[Path, Callable[[Mapping[str, Any]], "Path | None"]]  # noqa: UP007  (at run time)
#: Fields with their places in a profile; the path comes first, where any text of the usual length
#: will do at its end.
Targets = tuple[tuple[str, "Path | None", Place], ...]

#: The target and the field name that say how recent an object is.
TIMESTAMP_MEMBER = "SourceLastUpdatedTimestamp"
TIMESTAMP_FIELD = "sourceLastUpdatedTimestamp"

# The bounds of the model's `Profile` shape.
_LONGEST = {"AdditionalInformation": 1000}
_LONGEST_OF_OTHERS = 255
_ENUMS = {
    "PartyType": ("INDIVIDUAL", "BUSINESS", "OTHER"),
    "Gender": ("MALE", "FEMALE", "UNSPECIFIED"),
    "ProfileType": ("ACCOUNT_PROFILE", "PROFILE"),
}
# What a new profile gets from fields of a content type, even where they have no target.
_MEMBER_OF_CONTENT_TYPE = {"EMAIL_ADDRESS": "EmailAddress", "PHONE_NUMBER": "PhoneNumber"}


@dataclass(frozen=True, slots=True)
class ObjectMapping:
    """The compiled fields and keys of an object type.

    ``source`` in its methods is the object, and ``values`` what ``read`` made of it: the values
    that it has, by field name.
    """

    field_names: tuple[str, ...]
    # Most sources name members: of the object, or of another member of it, whose name comes first.
    # Of each such object the fields, with the members that they name.
    members: tuple[tuple[str | None, tuple[tuple[str, str], ...]], ...]
    # What reads each of the other fields.
    readers: tuple[tuple[str, Callable[[Mapping[str, Any]], Any]], ...]
    keys: tuple[KeyDefinition, ...]
    # Which of the keys is the unique one.
    unique: int
    # Which of the keys find the profile, in the order in which they are tried.
    finders: tuple[int, ...]
    # Which of the keys a profile keeps.
    stored: tuple[int, ...]
    has_new_only_keys: bool
    profile_targets: Targets
    # By the name of a standard object other than the profile.
    object_targets: Mapping[str, tuple[tuple[str, Place], ...]]
    timestamp: tuple[str, Callable[[Any], float | None]] | None
    untargeted: Targets

    def read(self, source: Mapping[str, Any]) -> dict[str, Any]:
        """The value of each field; None where the object has none for it."""
        values: dict[str, Any] = dict.fromkeys(self.field_names)
        for outer, members in self.members:
            inside = source if outer is None else source.get(outer)
            if isinstance(inside, dict):
                get = inside.get
                for field, member in members:
                    value = get(member)
                    if value != "":
                        values[field] = value
        for field, read in self.readers:
            values[field] = read(source)
        return values

    def updated_at(self, values: Mapping[str, Any]) -> float | None:
        """When the source last updated the object, in seconds since the epoch, if it says so."""
        if self.timestamp is None:
            return None
        name, parse = self.timestamp
        return None if values[name] is None else parse(values[name])

    def profile_changes(self, values: Mapping[str, Any], source: Mapping[str, Any]) -> Changes:
        """What the object has to say about its profile.

        Raises IngestionError where a value does not fit its target.
        """
        return _texts(self.profile_targets, values, source)

    def changes_of_new_profile(
        self, values: Mapping[str, Any], source: Mapping[str, Any]
    ) -> Changes:
        """The same for a profile that this object creates.

        E-mail addresses and phone numbers without a target fill the members of their own.
        """
        changes = _texts(self.profile_targets, values, source)
        # Of several the first, which stands last here, and before all a field with that target.
        return {**_texts(self.untargeted[::-1], values, source), **changes}

    def object_changes(
        self, name: str, values: Mapping[str, Any], source: Mapping[str, Any]
    ) -> Changes:
        """What the object has to say about a standard object; values keep their JSON type."""
        return {
            path: values[field]
            for field, place in self.object_targets[name]
            if values[field] is not None and (path := _path(place, source))
        }


def compile_mapping(
    fields: Mapping[str, Mapping[str, str]],
    keys: Mapping[str, Iterable[Mapping[str, Any]]],
    timestamp_format: str | None,
) -> ObjectMapping:
    """Compile the members ``Fields``, ``Keys`` and ``SourceLastUpdatedTimestampFormat``.

    Raises BadRequestException for a source or format that cannot be read. What must hold of
    targets and keys is in ``rules``, and holds already.
    """
    content_types = {name: field.get("ContentType", "STRING") for name, field in fields.items()}
    readers = []
    members: dict[str | None, list[tuple[str, str]]] = {}
    targets: dict[str, list[tuple[str, Place]]] = {}
    timestamp_field = None
    for name, field in fields.items():
        target = target_of(field["Target"]) if "Target" in field else None
        read = _source(name, field, target)
        if isinstance(read, tuple):
            outer, member = read
            members.setdefault(outer, []).append((name, member))
        else:
            readers.append((name, read))
        if is_timestamp(name, target):
            timestamp_field = name
        elif target is not None:
            targets.setdefault(target.object_name, []).append((name, _place(name, target.path)))
    definitions = [
        define_key(name, definition, content_types)
        for name, definitions in keys.items()
        for definition in definitions
    ]
    finders = [number for number, key in enumerate(definitions) if key.finds_profile]
    return ObjectMapping(
        field_names=tuple(fields),
        members=tuple((outer, tuple(of)) for outer, of in members.items()),
        readers=tuple(readers),
        keys=tuple(definitions),
        unique=next(n for n, key in enumerate(definitions) if "UNIQUE" in key.identifiers),
        finders=tuple(sorted(finders, key=lambda number: definitions[number].secondary)),
        stored=tuple(number for number, key in enumerate(definitions) if key.stored),
        has_new_only_keys=any(key.new_only for key in definitions),
        profile_targets=_targets(targets.pop("_profile", ())),
        object_targets={name: tuple(paths) for name, paths in targets.items()},
        timestamp=_timestamp(timestamp_field, timestamp_format),
        untargeted=_targets(
            (name, (_MEMBER_OF_CONTENT_TYPE[content_type],))
            for name, content_type in content_types.items()
            if content_type in _MEMBER_OF_CONTENT_TYPE and "Target" not in fields[name]
        ),
    )


def is_timestamp(field_name: str, target: Target | None) -> bool:
    """Whether a field says when the source last updated the object."""
    if target is None:
        return field_name == TIMESTAMP_FIELD
    return target.object_name == "_profile" and target.path == (TIMESTAMP_MEMBER,)


def _source(
    name: str, field: Mapping[str, str], target: Target | None
) -> tuple[str | None, str] | Callable[[Mapping[str, Any]], Any]:
    """The member that a field names, or what reads it."""
    if "Source" not in field:
        raise exceptions.field_without_source(name)
    # The values of several fields make up the items of one list.
    makes_items = target is not None and any(each.endswith("[]") for each in target.path)
    is_phone_number = field.get("ContentType") == "PHONE_NUMBER"
    try:
        member = None if is_phone_number else member_of(field["Source"])
        if member is not None:
            return member
        read = compile_source(field["Source"], keep_places=makes_items)
    except InvalidSource as error:
        raise exceptions.invalid_source(name, str(error)) from None
    if not is_phone_number:
        return read

    def read_phone_number(source: Mapping[str, Any]) -> Any:
        # A contact record has the address of the customer in one place, whatever the channel.
        value = read(source)
        return None if isinstance(value, str) and "@" in value else value

    return read_phone_number


def _timestamp(
    field_name: str | None, timestamp_format: str | None
) -> tuple[str, Callable[[Any], float | None]] | None:
    parse = None
    if timestamp_format is not None:
        try:
            parse = compile_timestamp_format(timestamp_format)
        except InvalidTimestampFormat as error:
            raise exceptions.invalid_timestamp_format(str(error)) from None
    if field_name is None:
        return None
    if parse is None:
        raise exceptions.timestamp_without_format(field_name)
    return field_name, parse


_WHOLES = frozenset(
    {"Address", "ShippingAddress", "MailingAddress", "BillingAddress", "Attributes"}
)


def _place(name: str, path: Path) -> Place:
    """The path, or what finds it where one of its segments is a Handlebars expression."""
    if not any("{{" in segment for segment in path):
        return path
    try:
        read = [compile_source(segment) if "{{" in segment else segment for segment in path]
    except InvalidSource as error:
        raise exceptions.invalid_target(name, str(error)) from None

    def find(source: Mapping[str, Any]) -> Path | None:
        found = tuple(item if isinstance(item, str) else item(source) for item in read)
        return None if None in found else found

    return find


def _path(place: Place, source: Mapping[str, Any]) -> Path | None:
    return place if isinstance(place, tuple) else place(source)


def _targets(places: Iterable[tuple[str, Place]]) -> Targets:
    return tuple((field, _path_to_any_text(place), place) for field, place in places)


def _path_to_any_text(place: Place) -> Path | None:
    if not isinstance(place, tuple) or len(place[-1]) > _LONGEST_OF_OTHERS:
        return None
    particular = len(place) == 1 and place[0] in _WHOLES | _ENUMS.keys() | _LONGEST.keys()
    return None if particular else place


def _texts(targets: Targets, values: Mapping[str, Any], source: Mapping[str, Any]) -> Changes:
    changes: Changes = {}
    for field, path_to_any_text, place in targets:
        value = values[field]
        # Nearly all values are texts of the usual length, for members that hold any such text.
        if path_to_any_text and type(value) is str and len(value) <= _LONGEST_OF_OTHERS:
            changes[path_to_any_text] = value
        elif value is not None and (path := _path(place, source)) is not None:
            if len(path) == 1 and path[0] in _WHOLES:
                changes.update(_below(path[0], value))
            elif text := _text(path, value):
                changes[path] = text
    return changes


def _below(member: str, value: Any) -> Iterable[tuple[Path, str]]:
    """What a whole sub-object has for the members of an address, or for attributes."""
    if not isinstance(value, dict):
        raise exceptions.IngestionError(exceptions.not_an_object(member))
    names = value if member == "Attributes" else ADDRESS_MEMBERS
    for name in names:
        path = (member, name)
        if text := _text(path, value.get(name)):
            yield path, text


def _text(path: Path, value: Any) -> str | None:
    """The value as a text that the member of a profile can hold; None or empty for no value.

    Of a list the first value counts, but an attribute holds the whole list as JSON.
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
