"""Consolidation criteria: attributes that must be equal for similar profiles to be merged.

Source: the Amazon Connect Administrator Guide (2026), "how the auto-merging process works" and
"set up consolidation criteria"; ``docs/fidelity.md`` for what is a choice.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ... import exceptions
from ..key_index import normalise

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from ...exceptions import BadRequestException

_CONTENT_TYPES = {
    **dict.fromkeys(("FirstName", "MiddleName", "LastName", "BusinessName"), "NAME"),
    **dict.fromkeys(
        ("PhoneNumber", "MobilePhoneNumber", "HomePhoneNumber", "BusinessPhoneNumber"),
        "PHONE_NUMBER",
    ),
    **dict.fromkeys(
        ("EmailAddress", "PersonalEmailAddress", "BusinessEmailAddress"), "EMAIL_ADDRESS"
    ),
}
_EXACT = frozenset(
    {
        "AccountNumber", "AdditionalInformation", "PartyType", "PartyTypeString", "BirthDate",
        "Gender", "GenderString", "ProfileType",
    }
)  # fmt: skip
ADDRESSES = ("Address", "ShippingAddress", "MailingAddress", "BillingAddress")
_SUB_FIELDS = frozenset(
    {
        "Address1", "Address2", "Address3", "Address4", "City", "County", "State", "Province",
        "Country", "PostalCode",
    }
)  # fmt: skip


# What there is to choose from, for error texts.
_NAMES = (
    *_CONTENT_TYPES, *sorted(_EXACT), *ADDRESSES,
    *(f"Address.{each}" for each in sorted(_SUB_FIELDS)), "Attributes.<key>",
)  # fmt: skip


def consolidation_mistakes(consolidation: Mapping[str, Any]) -> Iterator[BadRequestException]:
    """The attributes that profiles do not have, each with its path."""
    for number, criterion in enumerate(consolidation.get("MatchingAttributesList", ())):
        for position, name in enumerate(criterion):
            whole, _, part = name.partition(".")
            if not (
                (not part and (name in _CONTENT_TYPES or name in _EXACT or name in ADDRESSES))
                or (part and whole == "Attributes")
                or (whole in ADDRESSES and part in _SUB_FIELDS)
            ):
                error = exceptions.unknown_matching_attribute(name, _NAMES)
                yield error.at("MatchingAttributesList", number, position)


def equal_ones(
    profiles: Iterable[tuple[int, Mapping[str, Any]]], criterion: Sequence[str]
) -> list[list[int]]:
    """Group the numbers of those profiles that are equal in all attributes of ``criterion``.

    ``profiles`` are pairs of a number and the profile's members. A profile that lacks one of the
    attributes equals no other. Values compare as in SearchProfiles.
    """
    groups: dict[tuple[str, ...], list[int]] = {}
    for number, members in profiles:
        values = tuple(_value(members, name) for name in criterion)
        if all(values):
            groups.setdefault(values, []).append(number)
    return [group for group in groups.values() if len(group) > 1]


def _value(members: Mapping[str, Any], name: str) -> str:
    whole, _, part = name.partition(".")
    value = members.get(whole)
    if part and value is not None:
        value = value.get(part)
    elif name in ADDRESSES:
        # Whole addresses are equal if all of their members are.
        return "\n".join(f"{key} {text}" for key, text in sorted((value or {}).items()))
    return normalise(_CONTENT_TYPES.get(name, "STRING"), value) if value else ""
