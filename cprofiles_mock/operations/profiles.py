"""Profiles: the standard profile, created, updated, deleted and read by identifier."""

from __future__ import annotations

import json
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any

from .. import exceptions, identifiers
from ..registry import operation
from ..search import Entry, standard_entries

if TYPE_CHECKING:
    from collections.abc import Mapping

    from types_boto3_customer_profiles.type_defs import (
        BatchGetProfileRequestTypeDef,
        CreateProfileRequestTypeDef,
        DeleteProfileRequestTypeDef,
        UpdateProfileRequestTypeDef,
    )

    from .domains import Domain

#: "Maximum size of an object or profile", 250 KB (Administrator Guide, 2026).
LARGEST_PROFILE = 256_000

# No more attributes than this and no preferences, and no profile can be too large: a pair has at
# most 510 characters of at most 6 bytes each in JSON, beside about 60 fields and sub-fields of 255.
_FEW_ATTRIBUTES = 30


@dataclass(slots=True, kw_only=True, eq=False)
class Profile:
    """A standard profile. An attribute that is None is not set.

    Nested mappings have the wire's names and are replaced, never changed in place.
    """

    profile_id: str
    number: int = 0
    account_number: str | None = None
    additional_information: str | None = None
    party_type: str | None = None
    business_name: str | None = None
    first_name: str | None = None
    middle_name: str | None = None
    last_name: str | None = None
    birth_date: str | None = None
    gender: str | None = None
    phone_number: str | None = None
    mobile_phone_number: str | None = None
    home_phone_number: str | None = None
    business_phone_number: str | None = None
    email_address: str | None = None
    personal_email_address: str | None = None
    business_email_address: str | None = None
    address: Mapping[str, str] | None = None
    shipping_address: Mapping[str, str] | None = None
    mailing_address: Mapping[str, str] | None = None
    billing_address: Mapping[str, str] | None = None
    attributes: Mapping[str, str] | None = None
    party_type_string: str | None = None
    gender_string: str | None = None
    profile_type: str | None = None
    engagement_preferences: Mapping[str, Any] | None = None
    # Keys that AddProfileKey stored, with the values as they were given.
    keys: dict[Entry, list[str]] | None = None
    # Entries that a field feeds, but which DeleteProfileKey took out.
    removed_entries: set[Entry] | None = None

    def entries(self) -> set[Entry]:
        """Every index entry that leads to this profile."""
        entries = standard_entries(self)
        if self.removed_entries:
            entries -= self.removed_entries
        if self.keys:
            entries.update(self.keys)
        return entries

    def members(self) -> dict[str, Any]:
        """The members by the wire's names; None stands for one that is not set."""
        values = {m: getattr(self, a) for m, a in ATTRIBUTE_OF_MEMBER.items()}
        return {"ProfileId": self.profile_id, **values}

    def set_members(self, request: Mapping[str, Any]) -> None:
        """Take over members of a request: absent keeps, ``""`` clears, mappings are merged.

        Clearing works for each field, each sub-field of an address and each attribute key.
        Raises BadRequestException where the profile would get too large; nothing is changed then.
        """
        changes: dict[str, Any] = {}
        for member, value in request.items():
            attribute = ATTRIBUTE_OF_MEMBER.get(member)
            if attribute is None:
                continue
            if type(value) is dict:
                merged = {**(getattr(self, attribute) or {}), **value}
                changes[attribute] = {k: v for k, v in merged.items() if v != ""} or None
            else:
                changes[attribute] = value or None
        attributes = changes.get("attributes", self.attributes)
        preferences = changes.get("engagement_preferences", self.engagement_preferences)
        if preferences or len(attributes or ()) > _FEW_ATTRIBUTES:
            self._check_size(changes)
        for attribute, value in changes.items():
            setattr(self, attribute, value)

    def _check_size(self, changes: Mapping[str, Any]) -> None:
        whole = {a: changes.get(a, getattr(self, a)) for a in ATTRIBUTE_OF_MEMBER.values()}
        set_members = {m: whole[a] for m, a in ATTRIBUTE_OF_MEMBER.items() if whole[a] is not None}
        if len(json.dumps(set_members, ensure_ascii=False).encode()) > LARGEST_PROFILE:
            raise exceptions.profile_too_large(LARGEST_PROFILE)


#: Which attribute holds which member of the wire, for all that a caller may set.
ATTRIBUTE_OF_MEMBER = {
    "".join(word.capitalize() for word in attribute.name.split("_")): attribute.name
    for attribute in fields(Profile)
    if attribute.name not in ("profile_id", "number", "keys", "removed_entries")
}


@operation("CreateProfile")
def create_profile(domain: Domain, request: CreateProfileRequestTypeDef) -> Profile:
    """Nothing is compared with what is there: two calls with one e-mail address make two profiles.

    Not modelled: expiry after the domain's DefaultExpirationDays.
    """
    profile = Profile(profile_id=identifiers.hex_id())
    profile.set_members(request)
    domain.add_profile(profile)
    return profile


@operation("UpdateProfile")
def update_profile(domain: Domain, request: UpdateProfileRequestTypeDef) -> Profile:
    """Attributes are merged key by key, addresses sub-field by sub-field. EngagementPreferences
    are merged list by list.
    """
    profile = domain.profile(request["ProfileId"])
    before = profile.entries()
    profile.set_members(request)
    domain.reindex_profile(profile, before)
    return profile


@operation("DeleteProfile")
def delete_profile(domain: Domain, request: DeleteProfileRequestTypeDef) -> dict[str, str]:
    domain.remove_profile(domain.profile(request["ProfileId"]))
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
