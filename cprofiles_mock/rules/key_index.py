"""The key index, by which SearchProfiles finds profiles.

Pure: nothing here knows requests or domains. Items of the index are any objects with a ``number``
that increases from one item to the next; the index lists items in that order.

Sources: the Amazon Connect Administrator Guide (2026), "standard profile definition" for the
standard keys and the fields that produce them, "mapping key definitions" for how values compare;
``docs/fidelity.md`` for what is a choice.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right, insort
from difflib import get_close_matches
from heapq import merge
from operator import attrgetter
from typing import TYPE_CHECKING, Any, Generic, Protocol, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Sequence

#: A key's name and its normalised values; equal keys have equal index keys.
IndexKey = tuple[str, tuple[str, ...]]

#: The key names listed in SearchProfiles' documentation.
PREDEFINED_KEY_NAMES = (
    "_account", "_profileId", "_assetId", "_caseId", "_orderId", "_fullName", "_phone", "_email",
    "_ctrContactId", "_marketoLeadId", "_salesforceAccountId", "_salesforceContactId",
    "_salesforceAssetId", "_zendeskUserId", "_zendeskExternalId", "_zendeskTicketId",
    "_serviceNowSystemId", "_serviceNowIncidentId", "_segmentUserId", "_shopifyCustomerId",
    "_shopifyOrderId",
)  # fmt: skip

#: The profile attributes that produce a standard key, each on its own.
FIELDS_OF_KEY = {
    "_phone": (
        "phone_number", "mobile_phone_number", "home_phone_number", "business_phone_number",
    ),
    "_email": ("email_address", "personal_email_address", "business_email_address"),
    "_account": ("account_number",),
}  # fmt: skip

#: The attributes that together make up ``_fullName``.
FULL_NAME_FIELDS = ("first_name", "middle_name", "last_name")

#: The standard key that each field produces; changes to other fields do not affect these keys.
KEY_OF_FIELD = {
    **{field: key_name for key_name, fields in FIELDS_OF_KEY.items() for field in fields},
    **dict.fromkeys(FULL_NAME_FIELDS, "_fullName"),
}

STANDARD_KEY_NAMES = frozenset(KEY_OF_FIELD.values())

CONTENT_TYPES = {"_phone": "PHONE_NUMBER", "_email": "EMAIL_ADDRESS", "_fullName": "NAME"}

_ALL_BUT_DIGITS = bytes(set(range(256)) - set(b"0123456789"))
# Leaves the digits of an ASCII text. Characters that are not here would stay, too, but take longer.
_DIGITS_ALONE = {code: code if chr(code).isdigit() else None for code in range(128)}


def normalise(content_type: str, value: str) -> str:
    """Normalise a value so that values which the service considers equal become identical.

    ``STRING`` and ``NUMBER`` compare exactly, ``EMAIL_ADDRESS`` ignores case, ``NAME`` ignores
    case and repeated spaces, ``PHONE_NUMBER`` ignores all formatting and the North American
    country code 1, so "+1 (206) 345-7890" becomes "2063457890".
    """
    normal = normal_form(content_type)
    return value if normal is None else normal(value)


def normal_form(content_type: str) -> Callable[[str], str] | None:
    """What ``normalise`` does to values of a content type; None if they compare as they are."""
    return _NORMAL.get(content_type)


def _normal_phone_number(value: str) -> str:
    digits = value[1:] if value[:1] == "+" else value
    if not digits.isdigit() or not digits.isascii():
        if value.isascii():
            digits = value.translate(_DIGITS_ALONE)
        else:
            # In bytes this takes a tenth of the time that a pattern would.
            as_bytes = value.encode("utf-8", "surrogatepass")
            digits = as_bytes.translate(None, _ALL_BUT_DIGITS).decode("ascii")
    if len(digits) == 11 and digits[0] == "1":
        return digits[1:]
    return digits or value.strip().casefold()


def _normal_email_address(value: str) -> str:
    return value.strip().casefold()


def _normal_name(value: str) -> str:
    return " ".join(value.split()).casefold()


_NORMAL = {
    "PHONE_NUMBER": _normal_phone_number,
    "EMAIL_ADDRESS": _normal_email_address,
    "NAME": _normal_name,
}


def index_key(key_name: str, values: Iterable[str], content_type: str | None = None) -> IndexKey:
    """Build an index key; ``content_type`` defaults to that of the standard key ``key_name``."""
    kind = content_type or CONTENT_TYPES.get(key_name, "STRING")
    return key_name, tuple([normalise(kind, value) for value in values])


def standard_index_keys(
    profile: Any, key_names: Collection[str] = STANDARD_KEY_NAMES
) -> set[IndexKey]:
    """The index keys that a profile's own fields produce, without keys that were added.

    Only those of the standard keys in ``key_names``. A field that is all whitespace produces none.
    """
    # Each profile that is created or changed comes here. Written out, the reading takes a third of
    # the time that loops over FIELDS_OF_KEY take.
    found: set[IndexKey] = set()
    if "_phone" in key_names:
        for value in (
            profile.phone_number,
            profile.mobile_phone_number,
            profile.home_phone_number,
            profile.business_phone_number,
        ):
            if value and not value.isspace():
                found.add(("_phone", (_normal_phone_number(value),)))
    if "_email" in key_names:
        for value in (
            profile.email_address,
            profile.personal_email_address,
            profile.business_email_address,
        ):
            if value and not value.isspace():
                found.add(("_email", (_normal_email_address(value),)))
    if "_account" in key_names:
        value = profile.account_number
        if value and not value.isspace():
            found.add(("_account", (value,)))
    if "_fullName" in key_names:
        names = profile.first_name, profile.middle_name, profile.last_name
        written = [each for each in names if each]
        if written and (full_name := _normal_name(" ".join(written))):
            found.add(("_fullName", (full_name,)))
    return found


def nearest_key_name(name: str, known: Iterable[str]) -> str | None:
    """The known key name that ``name`` was most likely meant to be, or None.

    The most common mistake is to name a profile field instead of the key that it produces.
    """
    plain = _simplified(name)
    for key_name, fields in (*FIELDS_OF_KEY.items(), ("_fullName", FULL_NAME_FIELDS)):
        if any(_simplified(field) == plain for field in fields):
            return key_name
    by_plain_name = {_simplified(candidate): candidate for candidate in sorted(known, reverse=True)}
    close = get_close_matches(plain, by_plain_name, n=1, cutoff=0.5)
    return by_plain_name[close[0]] if close else None


def _simplified(name: str) -> str:
    return name.replace("_", "").replace("-", "").lower()


class Numbered(Protocol):
    """An item of the index: any object with an increasing number."""

    @property
    def number(self) -> int:
        """The item's position in every listing."""
        ...


Item = TypeVar("Item", bound=Numbered)

_number = attrgetter("number")


class KeyIndex(Generic[Item]):
    """Maps index keys to items.

    Most index keys map to a single item, which is then stored without a list: a list for each
    would take half of the index's memory. Most have a single value, too, which is stored without
    its tuple. Lists are sorted by number.
    """

    def __init__(self) -> None:
        self._postings: dict[str, dict[str | tuple[str, ...], Item | list[Item]]] = {}

    @property
    def key_names(self) -> Iterable[str]:
        """The known key names: those that any item has or had, and those that were added."""
        return self._postings.keys()

    @property
    def idle_key_names(self) -> list[str]:
        """The names of the keys that no longer map to any item, in the order of their first use."""
        return [name for name, postings in self._postings.items() if not postings]

    def dictionaries(self) -> list[dict[Any, Any]]:
        """What holds the items, one for each key name."""
        return list(self._postings.values())

    def add_key_name(self, name: str) -> None:
        """Add a key name, which may have no items yet."""
        self._postings.setdefault(name, {})

    def add(self, index_key: IndexKey, item: Item) -> None:
        """Map ``index_key`` to ``item``; adding the pair twice has no effect."""
        name, values = index_key
        postings = self._postings.get(name)
        if postings is None:
            postings = self._postings[name] = {}
        place = values[0] if len(values) == 1 else values
        found = postings.setdefault(place, item)
        if found is item:
            return
        if not isinstance(found, list):
            postings[place] = sorted((found, item), key=_number)
        elif item.number > found[-1].number:
            found.append(item)
        elif not holds(found, item):
            insort(found, item, key=_number)

    def discard(self, index_key: IndexKey, item: Item) -> None:
        """Remove ``item`` from ``index_key``; no effect if it is not there."""
        name, values = index_key
        postings = self._postings.get(name, {})
        place = values[0] if len(values) == 1 else values
        found = postings.get(place)
        if isinstance(found, list):
            if holds(found, item):
                del found[bisect_left(found, item.number, key=_number)]
            if len(found) == 1:
                postings[place] = found[0]
        elif found is item:
            # The key name stays known even if no item is left.
            del postings[place]

    def forget(self, name: str) -> None:
        """Remove a key name, unless it still maps to items."""
        if not self._postings.get(name, True):
            del self._postings[name]

    def find(self, index_key: IndexKey) -> Sequence[Item]:
        """The items of ``index_key``, sorted by number. The caller must not modify the result."""
        name, values = index_key
        postings = self._postings.get(name)
        if postings is None:
            return ()
        found = postings.get(values[0] if len(values) == 1 else values)
        if found is None:
            return ()
        return found if isinstance(found, list) else (found,)


def all_of(postings: Sequence[Sequence[Item]], after: int) -> Iterator[Item]:
    """The items in all of the postings whose number is greater than ``after``."""
    shortest = min(postings, key=len)
    others = [posting for posting in postings if posting is not shortest]
    for item in _tail(shortest, after):
        if all(holds(posting, item) for posting in others):
            yield item


def any_of(postings: Sequence[Sequence[Item]], after: int) -> Iterator[Item]:
    """The items in at least one of the postings whose number is above ``after``, each once."""
    # A generator within another would pass on each item once more.
    return _tail(postings[0], after) if len(postings) == 1 else _merged(postings, after)


def _merged(postings: Sequence[Sequence[Item]], after: int) -> Iterator[Item]:
    last = None
    for item in merge(*(_tail(posting, after) for posting in postings), key=_number):
        if item is not last:
            yield item
        last = item


def _tail(posting: Sequence[Item], after: int) -> Iterator[Item]:
    # Numbers begin at 1.
    return _from(posting, bisect_right(posting, after, key=_number)) if after else iter(posting)


def _from(posting: Sequence[Item], start: int) -> Iterator[Item]:
    for position in range(start, len(posting)):
        yield posting[position]


def holds(posting: Sequence[Item], item: Item) -> bool:
    """Whether ``posting``, the items of an index key, contains ``item``."""
    position = bisect_left(posting, item.number, key=_number)
    return position < len(posting) and posting[position] is item
