"""Replaces personal values by others that look alike.

Equal values have equal masks, in fields, keys and objects alike, so that what matched goes on
matching. The masks depend on a key that is made for each run and kept nowhere, so they cannot be
computed again from a guess at a value.
"""

from __future__ import annotations

import hmac
import json
import re
import secrets
import string
from typing import TYPE_CHECKING, Any

from botocore.model import ListShape, StructureShape

from ..runtime import strict_json
from ..snapshots.members import profile_members
from .errors import RemoteError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from botocore.model import Shape

# A word; what is between words stays, so that formats do.
_WORD = re.compile(r"\w+")
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
_PHONE = re.compile(r"\+?[\d\s().\-/]{7,}")
# A date, and the time of day after it, which stays.
_DATE = re.compile(r"(\d{4}-\d\d-\d\d)([T ][\d:.]+(?:Z|[+-]\d\d:?\d\d)?|(?!\w))")
_HEX_ID = re.compile(r"[0-9a-f]{32}")
# Fewer digits than a phone number has. (A number of eleven may have a leading 1; see the search.)
_FEWEST_DIGITS = 7
# Short words have few masks; those that are too many share them. So many attempts find the last of
# two digits, too.
_MOST_ATTEMPTS = 1000

#: A field of this name, or with this target, says when an object was updated.
_TIMESTAMP = "sourceLastUpdatedTimestamp"


class Masking:
    """Masks the profiles of a domain's entry."""

    def __init__(self) -> None:
        self._key = secrets.token_bytes(32)
        # The value of each mask that has been given, and the mask of each value and shape.
        self._values: dict[str, str] = {}
        self._masks: dict[tuple[str, str], str] = {}

    def mask(self, entry: Mapping[str, Any]) -> dict[str, Any]:
        """The entry of a domain with its profiles masked, and their objects."""
        types = {each["ObjectTypeName"]: each for each in entry.get("ObjectTypes", ())}
        profiles = [self._profile(each, types) for each in entry.get("Profiles", ())]
        return {**entry, **({"Profiles": profiles} if profiles else {})}

    def _profile(self, profile: Mapping[str, Any], types: Mapping[str, Any]) -> dict[str, Any]:
        masked = {
            name: self._member(profile_members()[name], value)
            for name, value in profile.items()
            if name not in ("Objects", "Gender")
        }
        if "Objects" in profile:
            masked["Objects"] = [self._object(each, types) for each in profile["Objects"]]
        return masked

    def _member(self, shape: Shape, value: Any) -> Any:
        """A member of a profile, masked as far as it may have any value."""
        if isinstance(shape, StructureShape):
            return {
                # The name of a key is no value of a person.
                name: item if name == "KeyName" else self._member(shape.members[name], item)
                for name, item in value.items()
            }
        if isinstance(shape, ListShape):
            return [self._member(shape.member, item) for item in value]
        # Values of an enum say little, and no others would pass for them.
        return value if getattr(shape, "enum", None) else self.value(value)

    def _object(self, stored: Mapping[str, Any], types: Mapping[str, Any]) -> dict[str, Any]:
        name = stored["ObjectTypeName"]
        kept = _timestamp_members(types.get(name, {}))
        try:
            source = json.loads(stored["Object"])
        except (ValueError, RecursionError):
            raise RemoteError(
                f"an object of type {name} is no JSON, so it cannot be masked"
            ) from None
        masked = {
            member: value if member in kept else self.value(value)
            for member, value in source.items()
        }
        # Its unique key is computed from the value of the real one, which could be guessed.
        return {"ObjectTypeName": name, "Object": strict_json.encode(masked)}

    def value(self, value: Any) -> Any:
        """A value of JSON, with texts and numbers masked; names of members stay."""
        if isinstance(value, dict):
            return {name: self.value(item) for name, item in value.items()}
        if isinstance(value, list):
            return [self.value(item) for item in value]
        if isinstance(value, str):
            return self.text(value)
        if value is None or isinstance(value, bool):
            return value
        return self._number(value)

    def text(self, text: str) -> str:
        """A text of the same length and form, but for the domain of an e-mail address."""
        if _HEX_ID.fullmatch(text):
            return self._digest(text).hexdigest()[:32]
        if _EMAIL.fullmatch(text):
            # Reserved for examples, so that no mail to a mask reaches anybody.
            return f"{self._word(text.casefold(), text.partition('@')[0])}@example.com"
        digits = re.sub(r"\D", "", text)
        if _PHONE.fullmatch(text) and len(digits) >= _FEWEST_DIGITS and not _DATE.match(text):
            return self._phone(text, digits)
        masked, end = "", 0
        for date in _DATE.finditer(text):
            masked += self._words(text[end : date.start()]) + self._date(date[1]) + date[2]
            end = date.end()
        return masked + self._words(text[end:])

    def _words(self, text: str) -> str:
        return _WORD.sub(lambda match: self._word(match[0].casefold(), match[0]), text)

    def _phone(self, text: str, digits: str) -> str:
        """Other digits, the same ones however the number is written."""
        country = digits[: len(digits) == 11 and digits[0] == "1"]
        number = digits[len(country) :]
        masked = iter(country + self._word(number, number))
        return re.sub(r"\d", lambda _: next(masked), text)

    def _date(self, date: str) -> str:
        drawn = self._digest(date).digest()
        return f"{1940 + drawn[0] % 70}-{1 + drawn[1] % 12:02}-{1 + drawn[2] % 28:02}"

    def _number(self, number: float) -> float:
        text = repr(number)
        masked = re.sub(
            r"\d+", lambda match: self._word(match[0], match[0]), text.partition("e")[0]
        )
        return float(masked) if isinstance(number, float) else int(masked)

    def _word(self, of: str, shape: str) -> str:
        """Letters for letters and digits for digits of ``shape``, drawn by the value ``of``."""
        if (of, shape) not in self._masks:
            self._masks[of, shape] = self._drawn_word(of, shape)
        return self._masks[of, shape]

    def _drawn_word(self, of: str, shape: str) -> str:
        if shape == "0":
            # No other number of one digit has it for a mask, so all ten have different ones.
            return shape
        for attempt in range(_MOST_ATTEMPTS):
            seed = f"{of}{chr(0) * attempt}"
            drawn = self._digest(seed).digest()
            while len(drawn) < len(shape):
                drawn += self._digest(drawn.hex()).digest()
            masked = "".join(map(_drawn, shape, drawn))
            if shape[:1] in "123456789":
                # A number does not begin with a zero, whether it is a text or not.
                masked = f"{1 + drawn[0] % 9}{masked[1:]}"
            # Two values would be one if they had one mask.
            if masked != shape and self._is_free(masked, of):
                break
        else:
            # Better its own value than the mask of another.
            masked = shape if self._is_free(shape, of) else masked
        self._values.setdefault(masked.casefold(), of)
        return masked

    def _is_free(self, mask: str, of: str) -> bool:
        return self._values.get(mask.casefold(), of) == of

    def _digest(self, text: str) -> hmac.HMAC:
        return hmac.new(self._key, text.encode("utf-8", "surrogatepass"), "sha256")


def _drawn(character: str, number: int) -> str:
    if character.isdigit():
        return string.digits[number % 10]
    if not character.isalnum():
        return character
    letter = string.ascii_lowercase[number % 26]
    return letter.upper() if character.isupper() else letter


def _timestamp_members(object_type: Mapping[str, Any]) -> set[str]:
    """The outermost members of objects that say when they were updated: of no person, but needed.

    Without them, an object is of the moment in which the file is loaded.
    """
    found = set()
    for name, field in object_type.get("Fields", {}).items():
        if _TIMESTAMP in (name, field.get("Target", "").rpartition(".")[2]):
            found.add(field["Source"].removeprefix("_source.").partition(".")[0])
    return found
