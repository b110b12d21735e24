"""Maps the words of a name to the member of the standard profile that it means.

The rules are ours, based on names in the service's templates and in customers' own data.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

#: Names for a person's full name, for which the profile has no member.
FULL_NAMES = frozenset({"name", "fullname", "customername", "contactname", "displayname"})

#: Words for the person whom a value belongs to; in an object about a customer they are redundant.
PERSONS = frozenset({
    "customer", "client", "user", "contact", "person", "profile", "guest", "member", "passenger",
    "patient", "traveler", "traveller", "subscriber", "buyer", "caller", "lead",
})  # fmt: skip
_FILLERS = PERSONS | {"details", "info", "data", "record", "primary", "main", "default"}

_TARGETS = {
    alias: member
    for member, aliases in {
        "FirstName": "firstname givenname forename fname first namefirst namegiven",
        "MiddleName": "middlename mname middleinitial middle namemiddle",
        "LastName": "lastname familyname surname lname last namelast namefamily",
        "BirthDate": "birthdate dateofbirth dob birthday",
        "GenderString": "gender sex genderstring",
        "BusinessName": "company companyname businessname organization organisation"
        " organizationname organisationname employer employername",
        "AccountNumber": "account accountnumber accountno accountid accountnum acct acctno",
        "AdditionalInformation": "additionalinformation additionalinfo",
        "PhoneNumber": "contactnumber",
    }.items()
    for alias in aliases.split()
}
# The words for each kind of contact data, and the words that may accompany them.
_EMAILS = frozenset({"email", "emails", "mail"})
_OF_EMAILS = frozenset({"e", "address", "addresses", "id"})
_PHONES = frozenset({"phone", "phones", "telephone", "tel", "cellphone", "mobile", "cell"})
_OF_PHONES = frozenset({"number", "numbers", "no"})
_KINDS = {
    "personal": "Personal",
    "private": "Personal",
    "business": "Business",
    "work": "Business",
    "office": "Business",
    "company": "Business",
    "mobile": "Mobile",
    "cell": "Mobile",
    "cellphone": "Mobile",
    "home": "Home",
}
_ADDRESSES = {
    "shipping": "ShippingAddress",
    "delivery": "ShippingAddress",
    "billing": "BillingAddress",
    "invoice": "BillingAddress",
    "mailing": "MailingAddress",
    "home": "Address",
    "residential": "Address",
}
_PARTS = {
    alias: part
    for part, aliases in {
        "Address1": "address1 addressline1 line1 street street1 streetaddress addressline",
        "Address2": "address2 addressline2 line2 street2",
        "Address3": "address3 addressline3 line3 street3",
        "Address4": "address4 addressline4 line4 street4",
        "City": "city town cityname",
        "County": "county",
        "State": "state statecode statename region",
        "Province": "province",
        "Country": "country countrycode countryname",
        "PostalCode": "postalcode zip zipcode postcode postal",
    }.items()
    for alias in aliases.split()
}


_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+")


def words_of(names: Iterable[str]) -> list[str]:
    """Split names into lower-case words: ``firstName`` and ``FIRST NAME`` give the same."""
    return [word.lower() for word in _WORD.findall(" ".join(names))]


def member_of(words: Sequence[str]) -> str | None:
    """The profile member that the words mean, such as ``BillingAddress.City``, or None."""
    kept = [word for word in words if word not in _FILLERS]
    return (
        _TARGETS.get("".join(words))
        or _TARGETS.get("".join(kept))
        or _contact(set(kept))
        or _address(kept)
    )


def _contact(words: set[str]) -> str | None:
    """The e-mail or phone member that the words mean, by the kind they name, or None."""
    for names, others, member, kinds in (
        (_EMAILS, _OF_EMAILS, "EmailAddress", ("Personal", "Business")),
        (_PHONES, _OF_PHONES, "PhoneNumber", ("Mobile", "Home", "Business")),
    ):
        if words.isdisjoint(names) or words - names - others - _KINDS.keys():
            continue
        kind = next((_KINDS[word] for word in sorted(words) if word in _KINDS), "")
        return f"{kind}{member}" if kind in kinds else member
    return None


def _address(words: list[str]) -> str | None:
    """The address member that the words mean; an address given as one text is its first line."""
    kind = next((_ADDRESSES[word] for word in words if word in _ADDRESSES), "Address")
    rest = [word for word in words if word not in _ADDRESSES]
    without = [word for word in rest if word not in ("address", "addresses")]
    # `address.address1` repeats the word.
    once = rest[1:] if rest[1:2] == ["address"] else rest
    part = _PARTS.get("".join(once)) or _PARTS.get("".join(without))
    if part is None and rest and not without:
        part = "Address1"
    return f"{kind}.{part}" if part else None
