"""An object type's fields and keys, compiled once and applied to its objects.

Source: the Amazon Connect Administrator Guide (2026), "object type mapping definition details",
"field definitions" and "key definitions"; ``docs/fidelity.md`` for what is a choice.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from ... import exceptions
from .accessors import InvalidSource
from .contributions import path_at, place_of, profile_targets, texts
from .keys import KeyDefinition, define_key
from .sources import compile_source, member_of
from .standard_objects import STANDARD_OBJECTS
from .targets import InvalidTarget, Target, target_of
from .template_work import work
from .timestamps import InvalidTimestampFormat, compile_timestamp_format

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from .contributions import Changes, Place, Targets

#: The target member and the field name for an object's last update by its source.
TIMESTAMP_MEMBER = "SourceLastUpdatedTimestamp"
TIMESTAMP_FIELD = "sourceLastUpdatedTimestamp"

# The member of a new profile that a field of a content type fills even without a target.
_MEMBER_OF_CONTENT_TYPE = {"EMAIL_ADDRESS": "EmailAddress", "PHONE_NUMBER": "PhoneNumber"}


@dataclass(frozen=True, slots=True)
class ObjectMapping:
    """The compiled fields and keys of an object type.

    In its methods, ``source`` is the object, and ``values`` is the result of ``read``: its values
    by field name.
    """

    # Each with None, which stands for a field that an object has no value for.
    field_names: Mapping[str, None]
    # Whether a source or a target has Handlebars.
    has_templates: bool
    # Most sources name a member of the object (outer name None), or of one of its members (whose
    # name is the outer name). For each outer name: the fields, and the members that they name.
    members: tuple[tuple[str | None, tuple[tuple[str, str], ...]], ...]
    # The readers of the other fields.
    readers: tuple[tuple[str, Callable[[Mapping[str, Any]], Any]], ...]
    keys: tuple[KeyDefinition, ...]
    # The position of the unique key in `keys`.
    unique: int
    # The positions of the keys that find the profile, in the order in which they are tried.
    finders: tuple[int, ...]
    # The positions of the keys that a profile stores.
    stored: tuple[int, ...]
    has_new_only_keys: bool
    profile_targets: Targets
    # By name of the standard object; the profile is not among them.
    # The third item says whether the value is a whole list.
    object_targets: Mapping[str, tuple[tuple[str, Place, bool], ...]]
    # The positions of the keys by which a standard object is found, by its name. A type may have
    # such keys without a target in that standard object.
    object_keys: Mapping[str, tuple[int, ...]]
    timestamp: tuple[str, Callable[[Any], float | None]] | None
    untargeted: Targets

    def read(self, source: Mapping[str, Any]) -> dict[str, Any]:
        """Read the value of each field; None if the object has none for it.

        Raises BadRequestException if its templates are too much work for the object; the methods
        for changes do, too, and go on counting.
        """
        if self.has_templates:
            work.begin()
        values: dict[str, Any] = {**self.field_names}
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

    def read_field(self, name: str, source: Mapping[str, Any]) -> Any:
        """Read the value of one field; None if the object has none for it, or if it is no field."""
        for outer, members in self.members:
            for field, member in members:
                if field == name:
                    inside = source if outer is None else source.get(outer)
                    value = inside.get(member) if isinstance(inside, dict) else None
                    return None if value == "" else value
        try:
            return next((read(source) for field, read in self.readers if field == name), None)
        except exceptions.BadRequestException:
            # Its template is too much work for this object, which was put before it was.
            return None

    def updated_at(self, values: Mapping[str, Any]) -> float | None:
        """When the source last updated the object, in seconds since the epoch; None if unknown."""
        if self.timestamp is None:
            return None
        name, parse = self.timestamp
        return None if values[name] is None else parse(values[name])

    def profile_changes(self, values: Mapping[str, Any], source: Mapping[str, Any]) -> Changes:
        """The values that the object contributes to its profile.

        Raises IngestionError if a value is not valid for its target.
        """
        return texts(self.profile_targets, values, source)

    def changes_of_new_profile(
        self, values: Mapping[str, Any], source: Mapping[str, Any]
    ) -> Changes:
        """The values that the object contributes to a profile that it creates.

        E-mail addresses and phone numbers without a target also fill EmailAddress and PhoneNumber.
        Raises IngestionError if a value is not valid for its target.
        """
        changes = texts(self.profile_targets, values, source)
        # Reversed so that the first of several fields wins; a field with that target wins over all.
        return {**texts(self.untargeted[::-1], values, source), **changes}

    def only(self, field: str) -> ObjectMapping:
        """The same mapping with the targets of one field alone."""
        return replace(
            self,
            profile_targets=tuple(each for each in self.profile_targets if each[0] == field),
            untargeted=tuple(each for each in self.untargeted if each[0] == field),
            object_targets={
                name: those
                for name, targets in self.object_targets.items()
                if (those := tuple(each for each in targets if each[0] == field))
            },
        )

    def object_changes(
        self, name: str, values: Mapping[str, Any], source: Mapping[str, Any]
    ) -> Changes:
        """The values that the object contributes to the standard object ``name``, in JSON types."""
        return {
            path: [value] if is_list and type(value) is not list else value
            for field, place, is_list in self.object_targets[name]
            if (value := values[field]) is not None and (path := path_at(place, source))
        }


def compile_mapping(
    fields: Mapping[str, Mapping[str, str]],
    keys: Mapping[str, Iterable[Mapping[str, Any]]],
    timestamp_format: str | None,
) -> ObjectMapping:
    """Compile the members ``Fields``, ``Keys`` and ``SourceLastUpdatedTimestampFormat``.

    Raises BadRequestException for a source or format that cannot be parsed. Targets and keys must
    have been validated before, by ``rules.mistakes``.
    """
    content_types = {name: field.get("ContentType", "STRING") for name, field in fields.items()}
    readers = []
    members: dict[str | None, list[tuple[str, str]]] = {}
    targets: dict[str, list[tuple[str, Place, bool]]] = {}
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
            place = place_of(name, target.path)
            targets.setdefault(target.object_name, []).append((name, place, target.is_list))
    definitions = [
        define_key(name, definition, content_types)
        for name, definitions in keys.items()
        for definition in definitions
    ]
    finders = [number for number, key in enumerate(definitions) if key.finds_profile]
    return ObjectMapping(
        field_names=dict.fromkeys(fields),
        has_templates=any("{{" in text for field in fields.values() for text in field.values()),
        members=tuple((outer, tuple(of)) for outer, of in members.items()),
        readers=tuple(readers),
        keys=tuple(definitions),
        unique=next(n for n, key in enumerate(definitions) if "UNIQUE" in key.identifiers),
        finders=tuple(sorted(finders, key=lambda number: definitions[number].secondary)),
        stored=tuple(number for number, key in enumerate(definitions) if key.stored),
        has_new_only_keys=any(key.new_only for key in definitions),
        profile_targets=profile_targets(
            (name, place) for name, place, _ in targets.pop("_profile", ())
        ),
        object_targets={name: tuple(paths) for name, paths in targets.items()},
        object_keys=_object_keys(definitions),
        timestamp=_timestamp(timestamp_field, timestamp_format),
        untargeted=profile_targets(
            (name, (_MEMBER_OF_CONTENT_TYPE[content_type],))
            for name, content_type in content_types.items()
            if content_type in _MEMBER_OF_CONTENT_TYPE and "Target" not in fields[name]
        ),
    )


def mapping_mistakes(
    fields: Mapping[str, Mapping[str, str]], timestamp_format: str | None
) -> Iterator[exceptions.BadRequestException]:
    """What ``compile_mapping`` refuses, each with its path; wrong targets are not looked at."""
    last_update = None
    for name, field in fields.items():
        target = None
        with suppress(InvalidTarget):
            target = target_of(field["Target"]) if "Target" in field else None
        try:
            _source(name, field, target)
        except exceptions.BadRequestException as error:
            yield error.at("Fields", name, "Source")
        try:
            place_of(name, () if target is None else target.path)
        except exceptions.BadRequestException as error:
            yield error.at("Fields", name, "Target")
        if is_timestamp(name, target):
            last_update = name
    try:
        _timestamp(last_update, timestamp_format)
    except exceptions.BadRequestException as error:
        yield error.at("SourceLastUpdatedTimestampFormat")


def _object_keys(definitions: Sequence[KeyDefinition]) -> dict[str, tuple[int, ...]]:
    """The positions of the keys that find each standard object; the profile is not among them."""
    found: dict[str, tuple[int, ...]] = {}
    for name, standard_object in STANDARD_OBJECTS.items():
        identifier = standard_object.identifier
        numbers = [n for n, key in enumerate(definitions) if identifier in key.identifiers]
        if numbers and name != "_profile":
            found[name] = tuple(numbers)
    return found


def is_timestamp(field_name: str, target: Target | None) -> bool:
    """Whether the field holds the time at which the source last updated the object."""
    if target is None:
        return field_name == TIMESTAMP_FIELD
    return target.object_name == "_profile" and target.path == (TIMESTAMP_MEMBER,)


def _source(
    name: str, field: Mapping[str, str], target: Target | None
) -> tuple[str | None, str] | Callable[[Mapping[str, Any]], Any]:
    """The member that a field's source names, or else a reader of the source."""
    if "Source" not in field:
        raise exceptions.field_without_source(name)
    # The items of such a list are assembled from the values of several fields.
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
        # A contact record stores the customer's address in one member, whatever the channel.
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
