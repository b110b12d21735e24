"""Errors about object types and templates."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..runtime.suggestions import choice_of, did_you_mean
from .classes import BadRequestException, ResourceNotFoundException

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


def object_type_not_found(
    name: str, domain_name: str, known: Iterable[str] = (), implied: Iterable[str] = ()
) -> ResourceNotFoundException:
    """The names ``implied`` by templates are suggested, and not listed."""
    known = list(known)
    listed = f"; there are {', '.join(known)}" if known else "; PutProfileObjectType makes one"
    return ResourceNotFoundException(
        f"Profile object type {name} is not found in domain {domain_name}"
        f"{did_you_mean(name, known) or did_you_mean(name, implied, cutoff=0.8) or listed}"
    )


def reserved_object_type_name(name: str) -> BadRequestException:
    return BadRequestException(
        f"Object type name {name} is reserved, as are all that start with an underscore; standard "
        "objects are populated by the Targets of object types with names of their own"
    )


def object_type_names_collide(name: str, other: str) -> BadRequestException:
    return BadRequestException(
        f"Object type names {name} and {other} are the same in the data store, which has them in "
        "small letters and with _ for -; choose another name"
    )


def too_many_fields(limit: int, count: int) -> BadRequestException:
    return BadRequestException(f"An object type can have at most {limit} fields; {count} are given")


def field_name_without_letter(name: str) -> BadRequestException:
    return BadRequestException(
        f"Field name {name} must start with a letter{_proposed(name, 'field')}"
    )


def reserved_field_name(name: str) -> BadRequestException:
    return BadRequestException(
        f"Field name {name} is reserved; choose another, as object{name.capitalize()}"
    )


def field_without_source(name: str) -> BadRequestException:
    return BadRequestException(
        f"Field {name} has no Source; give the path of its value, as _source.{name}"
    )


def invalid_source(name: str, reason: str) -> BadRequestException:
    return BadRequestException(f"The Source of field {name} is not valid: {reason}")


def invalid_target(name: str, reason: str) -> BadRequestException:
    return BadRequestException(f"The Target of field {name} is not valid: {reason}")


def exclusive_targets(one: str, other: str) -> BadRequestException:
    return BadRequestException(
        f"Only one of _profile.{one} and _profile.{other} can be a Target; leave one of them out"
    )


def target_without_key(name: str, object_name: str, identifier: str) -> BadRequestException:
    return BadRequestException(
        f"The Target of field {name} is in {object_name}: a key with the standard identifier "
        f"{identifier} is required; add {identifier} to the StandardIdentifiers of the key that "
        "identifies it"
    )


def invalid_timestamp_format(reason: str) -> BadRequestException:
    return BadRequestException(f"SourceLastUpdatedTimestampFormat is not valid: {reason}")


def timestamp_without_format(name: str) -> BadRequestException:
    return BadRequestException(
        f"Field {name} is the source's last update: SourceLastUpdatedTimestampFormat is required, "
        "EpochMilli or a pattern such as yyyy-MM-dd'T'HH:mm:ssX"
    )


def too_many_keys(limit: int, count: int) -> BadRequestException:
    return BadRequestException(
        f"An object type can have at most {limit} key definitions; {count} are given"
    )


def reserved_key_name(name: str) -> BadRequestException:
    return BadRequestException(
        f"Key name {name} is reserved; choose another, as object{name.capitalize()}"
    )


def key_name_without_letter(name: str) -> BadRequestException:
    return BadRequestException(f"Key name {name} must start with a letter{_proposed(name, 'key')}")


def unknown_reserved_key(name: str, known: Iterable[str] = ()) -> BadRequestException:
    return BadRequestException(
        f"Key name {name} does not exist: a name of your own cannot start with an underscore"
        f"{did_you_mean(name, known, cutoff=0.8) or _proposed(name, 'key')}"
    )


def key_without_definition(name: str) -> BadRequestException:
    return BadRequestException(
        f"Key {name} has no definition; give a list with StandardIdentifiers and FieldNames"
    )


def key_without_fields(name: str) -> BadRequestException:
    return BadRequestException(f"Key {name} has no FieldNames; name the fields that make the key")


def key_of_unknown_field(
    name: str, field_name: str, fields: Iterable[str] = ()
) -> BadRequestException:
    return BadRequestException(
        f"Key {name} refers to field {field_name}, which Fields lacks"
        f"{choice_of(field_name, fields)}"
    )


def key_of_other_content_type(
    name: str, content_types: Iterable[str], given: Iterable[str]
) -> BadRequestException:
    return BadRequestException(
        f"Key {name} has content type {', '.join(content_types)} already, not {', '.join(given)}; "
        "a key name has one content type in all object types, and keeps it as long as one of them "
        "has the key: give the field that ContentType, or the key another name"
    )


def identifier_key_not_lookup_only(name: str) -> BadRequestException:
    return BadRequestException(
        f"Key {name} must have the standard identifier LOOKUP_ONLY, as the service sets its values"
    )


def unique_key_with(name: str, identifier: str) -> BadRequestException:
    return BadRequestException(
        f"Key {name} cannot be both UNIQUE and {identifier}; leave {identifier} out, or give "
        "UNIQUE to another key"
    )


def not_one_unique_key(having: Sequence[str]) -> BadRequestException:
    """``having`` names the keys that have it."""
    these = (
        f", those of {', '.join(having)}" if having else ": add it to the key of the object's id"
    )
    return BadRequestException(
        "Exactly one key definition must have the standard identifier UNIQUE; "
        f"{len(having)} have it{these}"
    )


def no_profile_key() -> BadRequestException:
    return BadRequestException(
        "At least one key definition must have the standard identifier PROFILE: that of the key "
        "whose value several objects of one person share; the UNIQUE key can have it too"
    )


def no_key_for_new_profile() -> BadRequestException:
    return BadRequestException(
        "With AllowProfileCreation at least one PROFILE key must be neither LOOKUP_ONLY nor "
        "NEW_ONLY; else no later object finds the new profile"
    )


def _proposed(name: str, kind: str) -> str:
    """A name that may be chosen in the place of one that begins with something else."""
    plain = name.lstrip("_-.0123456789")
    return f"; choose another, as {plain or kind}"
