"""Errors about profile keys and history records."""

from __future__ import annotations

from ...exceptions import ResourceNotFoundException


def profile_key_not_found(key_name: str, profile_id: str) -> ResourceNotFoundException:
    return ResourceNotFoundException(
        f"Key {key_name} with the given values is not found on profile {profile_id}"
    )


def history_record_not_found(record_id: str, profile_id: str) -> ResourceNotFoundException:
    return ResourceNotFoundException(
        f"History record {record_id} is not found for profile {profile_id}"
    )
