"""The file of matches that an identity resolution job writes.

Its name and columns are as observed in files of the real service.
"""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING, Any

from .consolidation import ADDRESSES

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

_MEMBERS = (
    "ProfileId", "AccountNumber", "AdditionalInformation", "PartyType", "BusinessName", "FirstName",
    "LastName", "BirthDate", "Gender", "PhoneNumber", "MobilePhoneNumber", "HomePhoneNumber",
    "BusinessPhoneNumber", "EmailAddress", "PersonalEmailAddress", "BusinessEmailAddress",
)  # fmt: skip
_SUB_FIELDS = (
    "Address1", "Address2", "Address3", "Address4", "City", "County", "State", "Province",
    "Country", "PostalCode",
)  # fmt: skip

COLUMNS = (
    "MatchingGroupId",
    "ConfidenceScore",
    *_MEMBERS,
    *(f"{address}.{name}" for address in ADDRESSES for name in _SUB_FIELDS),
    "Attributes",
)


def file_name(domain_name: str) -> str:
    """The name of the file in S3, without the folder."""
    return f"CustomerProfilesPendingMatches-{domain_name}-part-0.csv"


def matches_as_csv(matches: Iterable[tuple[float, Sequence[Mapping[str, Any]]]]) -> str:
    """Write the matches as CSV: a row for each profile of each group, groups numbered from 0.

    A match is a pair of its confidence and its profiles' members, keyed by wire name.
    """
    text = io.StringIO()
    rows = csv.writer(text, lineterminator="\n")
    rows.writerow(COLUMNS)
    for number, (confidence, profiles) in enumerate(matches):
        rows.writerows([number, confidence, *_cells(members)] for members in profiles)
    return text.getvalue()


def _cells(members: Mapping[str, Any]) -> list[str]:
    cells = [members.get(name) or "" for name in _MEMBERS]
    for address in ADDRESSES:
        whole = members.get(address) or {}
        cells += [whole.get(name, "") for name in _SUB_FIELDS]
    attributes = members.get("Attributes")
    pairs = ", ".join(f"{key}={value}" for key, value in (attributes or {}).items())
    return [*cells, f"{{{pairs}}}" if pairs else ""]
