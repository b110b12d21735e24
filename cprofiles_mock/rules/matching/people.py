"""The attributes of a profile that identify a person, normalised for comparison.

Sources: the API reference of GetMatches for the attributes (phones, e-mail addresses, full name,
business name), the Amazon Connect Administrator Guide (2026) for addresses and birth dates.
"""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING, Any, NamedTuple

from ..key_index import normalise

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping

PHONES = ("PhoneNumber", "MobilePhoneNumber", "HomePhoneNumber", "BusinessPhoneNumber")
EMAILS = ("EmailAddress", "PersonalEmailAddress", "BusinessEmailAddress")
ADDRESSES = ("Address", "ShippingAddress", "MailingAddress", "BillingAddress")
LINES = ("Address1", "Address2", "Address3", "Address4")
LOCALITY = ("City", "County", "State", "Province", "Country")

#: The members that a person is made of.
MEMBERS = (
    "FirstName", "MiddleName", "LastName", "BusinessName", "BirthDate",
    *PHONES, *EMAILS, *ADDRESSES,
)  # fmt: skip


class Place(NamedTuple):
    """An address: its lines as one text, the city, and the postal code; any may be empty."""

    street: str
    city: str
    postal_code: str


class Person(NamedTuple):
    """A profile's attributes normalised for comparison; missing ones are empty."""

    first: str
    last: str
    business: str
    birth: str
    phones: tuple[str, ...]
    emails: tuple[str, ...]
    places: tuple[Place, ...]


_NOT_WORDS = re.compile(r"[\W_]+")
_NOT_DIGITS = re.compile(r"[^0-9]+")
_ISO_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def person_of(members: Mapping[str, Any]) -> Person:
    """Build a Person from a profile's members, keyed by wire name; None counts as absent."""
    first = " ".join(filter(None, (members.get("FirstName"), members.get("MiddleName"))))
    places = [_place(members[name]) for name in ADDRESSES if members.get(name)]
    return Person(
        first=words(first),
        last=words(members.get("LastName")),
        business=words(members.get("BusinessName")),
        birth=_date(members.get("BirthDate") or ""),
        phones=_distinct([normalise("PHONE_NUMBER", each) for each in _set(members, PHONES)]),
        emails=_distinct([_email(each) for each in _set(members, EMAILS)]),
        places=tuple(sorted({place for place in places if any(place)})),
    )


def _set(members: Mapping[str, Any], names: Iterable[str]) -> Iterator[str]:
    """The values of those of the members that are set."""
    return filter(None, map(members.get, names))


def words(text: str | None) -> str:
    """Normalise a text to its words: lower case, without accents and punctuation."""
    if not text:
        return ""
    folded = text.casefold()
    if folded.isascii():
        if folded.isalnum():
            # Most texts are a single word.
            return folded
    else:
        folded = "".join(
            each
            for each in unicodedata.normalize("NFKD", folded)
            if not unicodedata.combining(each)
        )
    return _NOT_WORDS.sub(" ", folded).strip()


def _distinct(values: Collection[str]) -> tuple[str, ...]:
    return tuple(sorted(set(filter(None, values)))) if values else ()


def _email(text: str) -> str:
    """Normalise an e-mail address: lower case, without punctuation before the at sign."""
    local, at, host = text.strip().casefold().rpartition("@")
    return _NOT_WORDS.sub("", local) + at + host


def _date(text: str) -> str:
    """Normalise a date to YYYYMMDD; of an unknown format keep the digits, which still compare."""
    if _ISO_DATE.fullmatch(text):
        return text.replace("-", "")
    parts = [each for each in _NOT_DIGITS.split(text) if each]
    if len(parts) >= 3 and all(len(each) <= 4 for each in parts[:3]):
        first, second, third = parts[:3]
        if len(first) == 4:
            return f"{first}{second:0>2}{third:0>2}"
        if len(third) == 4:
            month, day = (first, second) if int(first) <= 12 else (second, first)
            return f"{third}{month:0>2}{day:0>2}"
    return "".join(parts)[:8]


def _place(address: Mapping[str, str]) -> Place:
    return Place(
        street=" ".join(filter(None, map(words, _set(address, LINES)))),
        city=next(filter(None, map(words, _set(address, LOCALITY))), ""),
        postal_code=words(address.get("PostalCode")).replace(" ", ""),
    )


def keys_of(person: Person) -> set[str]:
    """The blocking keys of a person: only people who share at least one of them are compared.

    A typing error in one attribute probably leaves a key intact, because other keys do not use it.
    """
    first, last, birth = person.first, person.last, person.birth
    keys = {f"phone {phone}" for phone in person.phones}
    keys.update(f"email {email}" for email in person.emails)
    if person.business:
        keys.add(f"business {person.business[:8]}")
    if first and last:
        # In alphabetical order, so that swapped names give the same key.
        one, other = first[:4], last[:4]
        keys.add(f"names {one} {other}" if one <= other else f"names {other} {one}")
        one, other, year = first[:2], last[:2], birth[:4]
        keys.add(f"year {one} {other} {year}" if one <= other else f"year {other} {one} {year}")
    for name in filter(None, (first, last)):
        if birth:
            keys.add(f"birth {name[:2]} {birth}")
            keys.add(f"day {name[:4]} {birth[4:]}")
        else:
            keys.add(f"name {name}")
        for place in person.places:
            if place.postal_code:
                keys.add(f"code {name[:2]} {place.postal_code}")
            if place.city:
                keys.add(f"city {name[:3]} {place.city[:5]}")
    if birth and not (first or last):
        keys.add(f"birth {birth}")
    for place in person.places:
        if place.street:
            keys.add(f"street {place.street[:12]} {place.city[:2]}")
        longest = max(place.street.split(), key=len, default="")
        if longest and place.postal_code:
            keys.add(f"street {longest[:5]} {place.postal_code}")
    return keys
