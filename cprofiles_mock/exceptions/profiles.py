"""Errors about profiles, their keys and searches."""

from __future__ import annotations

from .classes import BadRequestException, ProfileNotFound


def profile_not_found(profile_id: str, domain_name: str) -> ProfileNotFound:
    text = f"Profile {profile_id} is not found in domain {domain_name}"
    return ProfileNotFound(text, profile_id, domain_name)


def profile_too_large(limit: int) -> BadRequestException:
    return BadRequestException(f"The profile would be larger than {limit} bytes")


def key_without_values(key_name: str) -> BadRequestException:
    return BadRequestException(
        f"Values of key {key_name} must not be empty; give a value for each of its fields"
    )


def wrong_number_of_values(key_name: str, fields: int, given: int) -> str:
    noun = "field" if fields == 1 else "fields"
    alternatives = (
        "; for alternatives, use AdditionalSearchKeys with LogicalOperator OR"
        if given > fields
        else ""
    )
    return (
        f"SearchProfiles by {key_name!r} finds nothing: the key has {fields} {noun}, and Values "
        f"takes a value for each of them, not {given}{alternatives}"
    )


def unknown_key_name(key_name: str, nearest: str | None) -> str:
    text = f"SearchProfiles by {key_name!r} finds nothing: no key of that name is defined"
    return text + (f"; did you mean {nearest!r}?" if nearest else "")
