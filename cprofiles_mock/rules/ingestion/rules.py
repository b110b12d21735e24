"""Validation of an object type's fields and keys when it is put.

Source: the Amazon Connect Administrator Guide (2026), "field definitions", "key definitions",
"standard identifiers", "before you submit" and "update and validate an object type mapping"; each
rule's error text is in ``exceptions``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ... import exceptions
from ..key_index import PREDEFINED_KEY_NAMES
from .keys import IDENTIFIER_KEYS, agree
from .standard_objects import STANDARD_OBJECTS
from .targets import InvalidTarget, target_of

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

    from ...exceptions import BadRequestException

#: Service quotas "fields" and "keys per object type" (Administrator Guide, 2026).
MOST_FIELDS = 250
MOST_KEYS = 10

# Only one of each pair may be a target.
_EXCLUSIVE_MEMBERS = (("Gender", "GenderString"), ("PartyType", "PartyTypeString"))


def mistakes(
    fields: Mapping[str, Mapping[str, str]],
    keys: Mapping[str, Sequence[Mapping[str, Any]]],
    *,
    allow_profile_creation: bool,
    known_keys: Mapping[str, Sequence[str]],
) -> Iterator[BadRequestException]:
    """The rules that fields and keys violate, in the order in which they are checked.

    ``known_keys`` maps the key names that exist in the domain to their content types, which stay;
    a name that begins with an underscore must be among them.
    """
    yield from _of_field_names(fields)
    yield from _of_keys(fields, keys, known_keys)
    yield from _of_content_types(fields, keys, known_keys)
    yield from _of_all_keys(keys, allow_profile_creation=allow_profile_creation)
    yield from _of_targets(fields, keys)


def _of_field_names(fields: Mapping[str, Any]) -> Iterator[BadRequestException]:
    if len(fields) > MOST_FIELDS:
        yield exceptions.too_many_fields(MOST_FIELDS, len(fields)).at("Fields")
    for name in fields:
        if not name[:1].isalpha():
            yield exceptions.field_name_without_letter(name).at_name("Fields", name)
        if name in ("Tags", "tags"):
            yield exceptions.reserved_field_name(name).at_name("Fields", name)


def _of_keys(
    fields: Mapping[str, Any],
    keys: Mapping[str, Sequence[Mapping[str, Any]]],
    known_keys: Collection[str],
) -> Iterator[BadRequestException]:
    for name, definitions in keys.items():
        for error in _of_key_name(name, known_keys):
            yield error.at_name("Keys", name)
        if not definitions:
            yield exceptions.key_without_definition(name).at("Keys", name)
    for name, number, definition in _each(keys):
        field_names = definition.get("FieldNames", ())
        if not field_names:
            yield exceptions.key_without_fields(name).at("Keys", name, number, "FieldNames")
        for position, field in enumerate(field_names):
            if field not in fields:
                place = ("Keys", name, number, "FieldNames", position)
                yield exceptions.key_of_unknown_field(name, field, fields).at(*place)
    count = sum(map(len, keys.values()))
    if count > MOST_KEYS:
        yield exceptions.too_many_keys(MOST_KEYS, count).at("Keys")
    for name, number, definition in _each(keys):
        for error in _of_identifiers(name, _identifiers(definition)):
            yield error.at("Keys", name, number, "StandardIdentifiers")


def _each(
    keys: Mapping[str, Sequence[Mapping[str, Any]]],
) -> Iterator[tuple[str, int, Mapping[str, Any]]]:
    """Each definition of the keys, with the key's name and its position among that key's."""
    for name, definitions in keys.items():
        for number, definition in enumerate(definitions):
            yield name, number, definition


def _identifiers(definition: Mapping[str, Any]) -> Collection[str]:
    identifiers: Collection[str] = definition.get("StandardIdentifiers", ())
    return identifiers


def _of_key_name(name: str, known_keys: Collection[str]) -> Iterator[BadRequestException]:
    if name in ("Tags", "tags"):
        yield exceptions.reserved_key_name(name)
    elif name.startswith("_"):
        if name not in known_keys:
            yield exceptions.unknown_reserved_key(name, known_keys)
    elif not name[:1].isalpha():
        yield exceptions.key_name_without_letter(name)


def _of_identifiers(name: str, identifiers: Collection[str]) -> Iterator[BadRequestException]:
    if name in IDENTIFIER_KEYS and "LOOKUP_ONLY" not in identifiers:
        yield exceptions.identifier_key_not_lookup_only(name)
    if "UNIQUE" in identifiers:
        for other in ("LOOKUP_ONLY", "NEW_ONLY"):
            if other in identifiers:
                yield exceptions.unique_key_with(name, other)


def _of_content_types(
    fields: Mapping[str, Mapping[str, str]],
    keys: Mapping[str, Sequence[Mapping[str, Any]]],
    known_keys: Mapping[str, Sequence[str]],
) -> Iterator[BadRequestException]:
    """The keys that exist with other content types.

    A predefined key may have any: a search tries all that there are.
    """
    known = dict(known_keys)
    for name, number, definition in _each(keys):
        field_names = definition.get("FieldNames", ())
        if name in PREDEFINED_KEY_NAMES or not all(field in fields for field in field_names):
            continue
        others = known.get(name, ())
        kinds = [fields[field].get("ContentType", "STRING") for field in field_names]
        if not agree(kinds, others):
            yield exceptions.key_of_other_content_type(name, others, kinds).at(
                "Keys", name, number,
                depends_on=[("Fields", field, "ContentType") for field in field_names],
            )  # fmt: skip
        else:
            # A type may define several keys of one name, which must agree too.
            known[name] = max(others, kinds, key=len)


def _of_all_keys(
    keys: Mapping[str, Sequence[Mapping[str, Any]]], *, allow_profile_creation: bool
) -> Iterator[BadRequestException]:
    each = [(name, _identifiers(definition)) for name, _, definition in _each(keys)]
    unique = [name for name, identifiers in each if "UNIQUE" in identifiers]
    if len(unique) != 1:
        yield exceptions.not_one_unique_key(unique).at("Keys")
    # A key that is SECONDARY alone finds a profile, but does not count here.
    of_profile = [(name, identifiers) for name, identifiers in each if "PROFILE" in identifiers]
    if not of_profile:
        yield exceptions.no_profile_key().at("Keys")
    elif allow_profile_creation and not any(
        _finds_created_profile(name, identifiers) for name, identifiers in of_profile
    ):
        yield exceptions.no_key_for_new_profile().at("Keys", depends_on=[("AllowProfileCreation",)])


def _finds_created_profile(name: str, identifiers: Collection[str]) -> bool:
    """Whether the key will find a profile that the object creates."""
    if name == "_profileId":
        return True
    return "LOOKUP_ONLY" not in identifiers and "NEW_ONLY" not in identifiers


def _of_targets(
    fields: Mapping[str, Mapping[str, str]], keys: Mapping[str, Sequence[Mapping[str, Any]]]
) -> Iterator[BadRequestException]:
    identifiers = {each for _, _, definition in _each(keys) for each in _identifiers(definition)}
    # The first field of each member of the profile.
    members: dict[str, str] = {}
    for name, field in fields.items():
        try:
            target = target_of(field["Target"]) if "Target" in field else None
        except InvalidTarget as error:
            yield exceptions.invalid_target(name, str(error)).at("Fields", name, "Target")
            continue
        if target is None:
            continue
        needed = STANDARD_OBJECTS[target.object_name].identifier
        if needed != "PROFILE" and needed not in identifiers:
            error_of_target = exceptions.target_without_key(name, target.object_name, needed)
            yield error_of_target.at("Fields", name, "Target", depends_on=[("Keys",)])
        if target.object_name == "_profile":
            members.setdefault(target.path[0], name)
    for one, other in _EXCLUSIVE_MEMBERS:
        if one in members and other in members:
            yield exceptions.exclusive_targets(one, other).at("Fields", members[other], "Target")
