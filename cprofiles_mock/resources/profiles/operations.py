"""Operations on profiles: created, updated, deleted, and read by identifier."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ... import exceptions
from ...rules.key_index import standard_index_keys
from ...runtime import clock, identifiers
from ...state.profile import Profile
from ...state.registry import operation

if TYPE_CHECKING:
    from types_boto3_customer_profiles.type_defs import (
        BatchGetProfileRequestTypeDef,
        CreateProfileRequestTypeDef,
        DeleteProfileRequestTypeDef,
        UpdateProfileRequestTypeDef,
    )

    from ...state.domain import Domain


@operation("CreateProfile")
def create_profile(domain: Domain, request: CreateProfileRequestTypeDef) -> Profile:
    """Nothing is compared with what is there: the same e-mail address twice makes two profiles."""
    profile = Profile(identifiers.hex_id())
    now = clock.timestamp()
    profile.set_members(request, now)
    domain.profiles.add(profile)
    domain.extend_expiry(profile)
    domain.record(profile, "CREATED", at=now)
    return profile


@operation("UpdateProfile")
def update_profile(domain: Domain, request: UpdateProfileRequestTypeDef) -> Profile:
    """Attributes are merged key by key, addresses sub-field by sub-field. EngagementPreferences
    are merged list by list.
    """
    profile = domain.profile(request["ProfileId"])
    before = standard_index_keys(profile)
    profile.set_members(request, clock.timestamp())
    domain.profiles.reindex_fields(profile, before)
    domain.extend_expiry(profile)
    domain.record(profile, "UPDATED")
    return profile


@operation("DeleteProfile")
def delete_profile(domain: Domain, request: DeleteProfileRequestTypeDef) -> dict[str, str]:
    domain.remove_profile(domain.profile(request["ProfileId"]), "DELETED_BY_CUSTOMER")
    return {"Message": "OK"}


@operation("BatchGetProfile")
def batch_get_profile(domain: Domain, request: BatchGetProfileRequestTypeDef) -> dict[str, Any]:
    """Identifiers that are not found come back in Errors with the code 404; one that is given
    twice is answered once.
    """
    found = []
    errors = []
    for profile_id in dict.fromkeys(request["ProfileIds"]):
        profile = domain.profiles.get(profile_id)
        if profile is not None:
            found.append(profile)
            continue
        error = exceptions.profile_not_found(profile_id, domain.domain_name)
        errors.append(
            {"Code": str(error.status), "Message": error.message, "ProfileId": profile_id}
        )
    return {"Profiles": found, "Errors": errors}
