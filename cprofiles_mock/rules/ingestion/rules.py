"""Validation of an object type's fields and keys when it is put.

Source: the Amazon Connect Administrator Guide (2026), "field definitions", "key definitions",
"standard identifiers", "before you submit" and "update and validate an object type mapping"; each
rule's error text is in ``exceptions``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ... import exceptions
from ..key_index import PREDEFINED_KEY_NAMES
from .keys import IDENTIFIER_KEYS, agree, define_key
from .standard_objects import STANDARD_OBJECTS
from .targets import InvalidTarget, target_of

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from .keys import KeyDefinition

#: Service quotas "fields" and "keys per object type" (Administrator Guide, 2026).
MOST_FIELDS = 250
MOST_KEYS = 10

# Only one of each pair may be a target.
_EXCLUSIVE_MEMBERS = (("Gender", "GenderString"), ("PartyType", "PartyTypeString"))


def check(
    fields: Mapping[str, Mapping[str, str]],
    keys: Mapping[str, Sequence[Mapping[str, Any]]],
    *,
    allow_profile_creation: bool,
    known_keys: Mapping[str, Sequence[str]],
) -> None:
    """Validate fields and keys.

    ``known_keys`` maps the key names that exist in the domain to their content types, which stay;
    a name that begins with an underscore must be among them.
    Raises BadRequestException, whose message names the violated rule.
    """
    _check_fields(fields)
    content_types = {name: field.get("ContentType", "STRING") for name, field in fields.items()}
    definitions = []
    for name, of_name in keys.items():
        _check_name(name, known_keys)
        if not of_name:
            raise exceptions.key_without_definition(name)
        for definition in of_name:
            _check_field_names(name, definition.get("FieldNames", ()), fields)
            definitions.append(define_key(name, definition, content_types))
    if len(definitions) > MOST_KEYS:
        raise exceptions.too_many_keys(MOST_KEYS)
    known = dict(known_keys)
    for key in definitions:
        _check_identifiers(key)
        others = known.get(key.name, ())
        # A predefined key may have any content type: a search tries all that there are.
        if key.name in PREDEFINED_KEY_NAMES:
            continue
        if not agree(key.content_types, others):
            raise exceptions.key_of_other_content_type(key.name, others)
        # A type may define several keys of one name, which must agree too.
        known[key.name] = max(others, key.content_types, key=len)
    _check_all_keys(definitions, allow_profile_creation=allow_profile_creation)
    _check_targets(fields, definitions)


def _check_fields(fields: Mapping[str, Mapping[str, str]]) -> None:
    if len(fields) > MOST_FIELDS:
        raise exceptions.too_many_fields(MOST_FIELDS)
    for name in fields:
        if not name[0].isalpha():
            raise exceptions.field_name_without_letter(name)
        if name in ("Tags", "tags"):
            raise exceptions.reserved_field_name(name)


def _check_name(name: str, known_keys: Collection[str]) -> None:
    if name in ("Tags", "tags"):
        raise exceptions.reserved_key_name(name)
    if name.startswith("_"):
        if name not in known_keys:
            raise exceptions.unknown_reserved_key(name, known_keys)
    elif not name[0].isalpha():
        raise exceptions.key_name_without_letter(name)


def _check_field_names(
    name: str, field_names: Sequence[str], fields: Mapping[str, Mapping[str, str]]
) -> None:
    if not field_names:
        raise exceptions.key_without_fields(name)
    for field in field_names:
        if field not in fields:
            raise exceptions.key_of_unknown_field(name, field, fields)


def _check_identifiers(key: KeyDefinition) -> None:
    if key.name in IDENTIFIER_KEYS and "LOOKUP_ONLY" not in key.identifiers:
        raise exceptions.identifier_key_not_lookup_only(key.name)
    if "UNIQUE" in key.identifiers:
        for other in ("LOOKUP_ONLY", "NEW_ONLY"):
            if other in key.identifiers:
                raise exceptions.unique_key_with(key.name, other)


def _check_all_keys(definitions: Iterable[KeyDefinition], *, allow_profile_creation: bool) -> None:
    unique = [key for key in definitions if "UNIQUE" in key.identifiers]
    if len(unique) != 1:
        raise exceptions.not_one_unique_key(len(unique))
    # A key that is SECONDARY alone finds a profile, but does not count here.
    of_profile = [key for key in definitions if "PROFILE" in key.identifiers]
    if not of_profile:
        raise exceptions.no_profile_key()
    if allow_profile_creation and not any(map(_finds_created_profile, of_profile)):
        raise exceptions.no_key_for_new_profile()


def _finds_created_profile(key: KeyDefinition) -> bool:
    """Whether the key will find a profile that the object creates."""
    if key.name == "_profileId":
        return True
    return key.identifiers.isdisjoint(("LOOKUP_ONLY", "NEW_ONLY"))


def _check_targets(
    fields: Mapping[str, Mapping[str, str]], definitions: Iterable[KeyDefinition]
) -> None:
    identifiers = {identifier for key in definitions for identifier in key.identifiers}
    members = set()
    for name, field in fields.items():
        try:
            target = target_of(field["Target"]) if "Target" in field else None
        except InvalidTarget as error:
            raise exceptions.invalid_target(name, str(error)) from None
        if target is None:
            continue
        needed = STANDARD_OBJECTS[target.object_name].identifier
        if needed != "PROFILE" and needed not in identifiers:
            raise exceptions.target_without_key(name, target.object_name, needed)
        if target.object_name == "_profile":
            members.add(target.path[0])
    for one, other in _EXCLUSIVE_MEMBERS:
        if one in members and other in members:
            raise exceptions.exclusive_targets(one, other)
