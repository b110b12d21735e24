"""Errors about object types and templates."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..runtime.suggestions import did_you_mean
from .classes import BadRequestException, ResourceNotFoundException

if TYPE_CHECKING:
    from collections.abc import Iterable


def object_type_not_found(name: str, domain_name: str) -> ResourceNotFoundException:
    return ResourceNotFoundException(
        f"Profile object type {name} is not found in domain {domain_name}"
    )


def reserved_object_type_name(name: str) -> BadRequestException:
    return BadRequestException(
        f"Object type name {name} is reserved, as are all that start with an underscore"
    )


def object_type_names_collide(name: str, other: str) -> BadRequestException:
    return BadRequestException(
        f"Object type names {name} and {other} are the same in the data store, which has them in "
        "small letters and with _ for -"
    )


def too_many_fields(limit: int) -> BadRequestException:
    return BadRequestException(f"An object type can have at most {limit} fields")


def field_name_without_letter(name: str) -> BadRequestException:
    return BadRequestException(f"Field name {name} must start with a letter")


def reserved_field_name(name: str) -> BadRequestException:
    return BadRequestException(f"Field name {name} is reserved")


def field_without_source(name: str) -> BadRequestException:
    return BadRequestException(
        f"Field {name} has no Source; give the path of its value, as _source.{name}"
    )


def invalid_source(name: str, reason: str) -> BadRequestException:
    return BadRequestException(f"The Source of field {name} is not valid: {reason}")


def invalid_target(name: str, reason: str) -> BadRequestException:
    return BadRequestException(f"The Target of field {name} is not valid: {reason}")


def exclusive_targets(one: str, other: str) -> BadRequestException:
    return BadRequestException(f"Only one of _profile.{one} and _profile.{other} can be a Target")


def target_without_key(name: str, object_name: str, identifier: str) -> BadRequestException:
    return BadRequestException(
        f"The Target of field {name} is in {object_name}: a key with the standard identifier "
        f"{identifier} is required"
    )


def invalid_timestamp_format(reason: str) -> BadRequestException:
    return BadRequestException(f"SourceLastUpdatedTimestampFormat is not valid: {reason}")


def timestamp_without_format(name: str) -> BadRequestException:
    return BadRequestException(
        f"Field {name} is the source's last update: SourceLastUpdatedTimestampFormat is required"
    )


def too_many_keys(limit: int) -> BadRequestException:
    return BadRequestException(f"An object type can have at most {limit} key definitions")


def reserved_key_name(name: str) -> BadRequestException:
    return BadRequestException(f"Key name {name} is reserved")


def key_name_without_letter(name: str) -> BadRequestException:
    return BadRequestException(f"Key name {name} must start with a letter")


def unknown_reserved_key(name: str, known: Iterable[str] = ()) -> BadRequestException:
    return BadRequestException(
        f"Key name {name} does not exist: a name of your own cannot start with an underscore"
        f"{did_you_mean(name, known, cutoff=0.8)}"
    )


def key_without_definition(name: str) -> BadRequestException:
    return BadRequestException(f"Key {name} has no definition")


def key_without_fields(name: str) -> BadRequestException:
    return BadRequestException(f"Key {name} has no FieldNames; name the fields that make the key")


def key_of_unknown_field(
    name: str, field_name: str, fields: Iterable[str] = ()
) -> BadRequestException:
    return BadRequestException(
        f"Key {name} refers to field {field_name}, which Fields lacks"
        f"{did_you_mean(field_name, fields)}"
    )


def key_of_other_content_type(name: str, content_types: Iterable[str]) -> BadRequestException:
    return BadRequestException(
        f"Key {name} has content type {', '.join(content_types)} already; a key name has one "
        "content type in all object types, and keeps it as long as one of them has the key"
    )


def identifier_key_not_lookup_only(name: str) -> BadRequestException:
    return BadRequestException(f"Key {name} must have the standard identifier LOOKUP_ONLY")


def unique_key_with(name: str, identifier: str) -> BadRequestException:
    return BadRequestException(f"Key {name} cannot be both UNIQUE and {identifier}")


def not_one_unique_key(count: int) -> BadRequestException:
    return BadRequestException(
        f"Exactly one key definition must have the standard identifier UNIQUE; {count} have it"
    )


def no_profile_key() -> BadRequestException:
    return BadRequestException(
        "At least one key definition must have the standard identifier PROFILE"
    )


def no_key_for_new_profile() -> BadRequestException:
    return BadRequestException(
        "With AllowProfileCreation at least one PROFILE key must be neither LOOKUP_ONLY nor "
        "NEW_ONLY"
    )
