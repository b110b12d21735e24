"""Errors about profile objects."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .classes import BadRequestException

if TYPE_CHECKING:
    from collections.abc import Iterable


def object_not_json(reason: object) -> BadRequestException:
    """The service's text, and behind it where the mistake is."""
    return BadRequestException(f"Could not parse object string into JSON: {reason}")


def object_too_large(limit: int) -> BadRequestException:
    return BadRequestException(f"Your data contains profile object larger than {limit} bytes")


def object_without_key(why: str) -> BadRequestException:
    return BadRequestException(
        f"The UNIQUE key or PROFILE key does not exist in the profile object. {why}"
    )


def too_many_template_steps(limit: int) -> BadRequestException:
    return BadRequestException(
        f"The Handlebars templates of the object type take more than {limit} steps for this object"
    )


def too_long_template_texts(limit: int) -> BadRequestException:
    return BadRequestException(
        f"The Handlebars templates of the object type write more than {limit} characters for this "
        "object"
    )


def no_profile_found(object_type_name: str) -> str:
    return (
        f"No profile was found for the object, and object type {object_type_name} "
        "does not allow profile creation"
    )


def all_keys_ambiguous() -> str:
    return "All keys of this object are binding to more than one profiles"


def ambiguous_standard_object(key_name: str, object_name: str) -> str:
    return f"Key {key_name} of this object is binding to more than one {object_name}"


def not_an_object(target: str) -> str:
    return f"The value for _profile.{target} is not a JSON object"


def not_one_of(target: str, allowed: Iterable[str]) -> str:
    return f"The value for _profile.{target} is not one of {', '.join(allowed)}"


def too_long_for(target: str, limit: int) -> str:
    return f"The value for _profile.{target} is longer than {limit} characters"


def object_string_not_an_object() -> BadRequestException:
    return BadRequestException(
        'The object string is not a JSON object; an object is written in braces, as {"id": "1"}'
    )


def too_many_attributes(limit: int) -> BadRequestException:
    return BadRequestException(f"Breached limit of {limit} attributes")
