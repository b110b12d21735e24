"""Compiled rules of rule-based matching, and the values of a profile that they compare.

Sources: the service model on ``RuleBasedMatchingRequest``; the Amazon Connect Administrator Guide
(2026), "how rule-based Identity Resolution works"; ``docs/fidelity.md`` for what is a choice.
"""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ... import exceptions
from ..key_index import normalise

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from ...exceptions import BadRequestException

#: The values of one attribute, of which two profiles must share one to match.
Alternatives = frozenset[Hashable]

#: The rules used if none are given. The service has defaults too, but does not publish them.
DEFAULT_RULES = (
    ("AccountNumber",),
    ("EmailAddress", "PhoneNumber"),
    ("EmailAddress", "FirstName", "LastName"),
    ("PhoneNumber", "FirstName", "LastName"),
    ("FirstName", "LastName", "BirthDate", "Address.PostalCode"),
)

_NAMES = frozenset({"FirstName", "MiddleName", "LastName", "BusinessName"})
_PLAIN = frozenset({"AccountNumber", "BirthDate", "Gender"})
_TYPES = {"EmailAddress": "EMAIL_ADDRESS", "PhoneNumber": "PHONE_NUMBER"}
_ADDRESS_PARTS = frozenset(
    {"Address", "City", "Country", "County", "PostalCode", "State", "Province"}
)
_LINES = ("Address1", "Address2", "Address3", "Address4")

# For each attribute type, the sub-fields that a selector may name, and the profile's members. The
# spelling MaillingAddress is the service's; it also says BusinessAddress for the profile's
# BillingAddress, and accepts short names for the sub-fields of e-mail and phone.
_SUB_FIELDS: dict[str, dict[str, str]] = {
    "EmailAddress": {
        short: name
        for name in ("EmailAddress", "BusinessEmailAddress", "PersonalEmailAddress")
        for short in (name, name.removesuffix("Address"))
    },
    "PhoneNumber": {
        short: name
        for name in ("PhoneNumber", "HomePhoneNumber", "MobilePhoneNumber", "BusinessPhoneNumber")
        for short in (name, name.removesuffix("Number"))
    },
    "Address": {
        "Address": "Address",
        "BusinessAddress": "BillingAddress",
        "BillingAddress": "BillingAddress",
        "MaillingAddress": "MailingAddress",
        "MailingAddress": "MailingAddress",
        "ShippingAddress": "ShippingAddress",
    },
}


@dataclass(frozen=True, slots=True)
class MatchingRules:
    """Rule levels, each a list of positions in ``attributes``; the first level is number 1."""

    attributes: tuple[str, ...]
    levels: tuple[tuple[int, ...], ...]
    # The highest level at which matching profiles are merged; 0 for none.
    merging_level: int
    sub_fields: Mapping[str, tuple[str, ...]]
    many_to_many: bool

    def values(self, members: Mapping[str, Any]) -> tuple[Alternatives, ...]:
        """The profile's values for each of ``attributes``; an empty set matches nothing."""
        return tuple([self._alternatives(name, members) for name in self.attributes])

    def _alternatives(self, name: str, members: Mapping[str, Any]) -> Alternatives:
        kind, _, part = name.partition(".")
        if kind not in self.sub_fields:
            return frozenset({value} if (value := _single_value(kind, part, members)) else ())
        # Attributes are independent: the city may come from another address than the postal code.
        found: list[Hashable] = []
        for member in self.sub_fields[kind]:
            value = _sub_field_value(kind, part, members.get(member))
            if value:
                found.append(value if self.many_to_many else (member, value))
        return frozenset(found)


def _single_value(member: str, part: str, members: Mapping[str, Any]) -> str:
    value = members.get(member)
    if part:
        value = (value or {}).get(part)
    elif member == "Gender":
        value = value or members.get("GenderString")
    if not value:
        return ""
    return normalise("NAME" if member in _NAMES else "STRING", value).strip()


def _sub_field_value(kind: str, part: str, value: Any) -> str:
    if not value:
        return ""
    if kind in _TYPES:
        return normalise(_TYPES[kind], value)
    if part == "Address":
        value = " ".join(filter(None, (value.get(line) for line in _LINES)))
        return normalise("NAME", value)
    return (value.get(part) or "").strip()


def compile_rules(config: Mapping[str, Any]) -> MatchingRules:
    """Compile a ``RuleBasedMatchingRequest`` in which ``rule_mistakes`` finds none."""
    given = [tuple(rule["Rule"]) for rule in config.get("MatchingRules", ())] or DEFAULT_RULES
    selector = config.get("AttributeTypesSelector", {})
    used = given[: config.get("MaxAllowedRuleLevelForMatching", len(given))]
    attributes = tuple(dict.fromkeys(name for rule in used for name in rule))
    return MatchingRules(
        attributes=attributes,
        levels=tuple(tuple(map(attributes.index, rule)) for rule in used),
        merging_level=min(config.get("MaxAllowedRuleLevelForMerging", 0), len(used)),
        sub_fields={
            kind: tuple(dict.fromkeys(known[name] for name in selector.get(kind, (kind,))))
            for kind, known in _SUB_FIELDS.items()
        },
        many_to_many=selector.get("AttributeMatchingModel") == "MANY_TO_MANY",
    )


# What there is to choose from, for error texts.
_ATTRIBUTES = (
    *sorted(_NAMES), *sorted(_PLAIN), *_TYPES,
    *(f"Address.{part}" for part in sorted(_ADDRESS_PARTS)), "Attributes.<key>",
)  # fmt: skip


def rule_mistakes(config: Mapping[str, Any]) -> Iterator[BadRequestException]:
    """What of a ``RuleBasedMatchingRequest`` cannot be compared, each with its path.

    That is an attribute or sub-field that profiles do not have, and an attribute repeated within a
    rule.
    """
    for number, rule in enumerate(config.get("MatchingRules", ())):
        names = rule.get("Rule", ())
        for position, name in enumerate(names):
            place = ("MatchingRules", number, "Rule", position)
            if not _is_known(name):
                yield exceptions.unknown_matching_attribute(name, _ATTRIBUTES).at(*place)
            elif name in names[:position]:
                yield exceptions.attribute_twice(name).at(*place)
    selector = config.get("AttributeTypesSelector", {})
    for kind, known in _SUB_FIELDS.items():
        for position, name in enumerate(selector.get(kind, ())):
            if name not in known:
                error = exceptions.unknown_sub_field(name, kind, known)
                yield error.at("AttributeTypesSelector", kind, position)


def _is_known(name: str) -> bool:
    whole, _, part = name.partition(".")
    return (
        name in _NAMES
        or name in _PLAIN
        or name in _TYPES
        or bool(whole == "Attributes" and part)
        or (whole == "Address" and part in _ADDRESS_PARTS)
    )
