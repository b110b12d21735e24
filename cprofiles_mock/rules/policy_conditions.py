"""The conditions of IAM policies on the keys that Customer Profiles has: those on tags.

Pure: nothing here knows moto or requests. Sources: the AWS Service Authorization Reference, prefix
``profile``, for the keys; the IAM User Guide, "condition operators" and "multivalued context keys",
for what a condition means; ``docs/fidelity.md`` for what is a choice.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from typing import Any

#: The values of each condition key that a request has, by the key in small letters.
Context = Mapping[str, Sequence[str]]

_Compare = Callable[[str, str], bool]


def context_of(
    request_tags: Mapping[str, str], tag_keys: Sequence[str], resource_tags: Mapping[str, str]
) -> Context:
    """The condition keys of a request: the tags it gives, their keys, and its resource's tags.

    A key that has no value is absent. The names of condition keys are in small letters, tag keys in
    them too: IAM ignores their case.
    """
    context = {f"aws:requesttag/{key}".lower(): (value,) for key, value in request_tags.items()}
    context |= {f"aws:resourcetag/{key}".lower(): (value,) for key, value in resource_tags.items()}
    return {**context, "aws:tagkeys": tuple(tag_keys)} if tag_keys else context


def holds(condition: Mapping[str, Any], context: Context) -> bool:
    """Whether all parts of a statement's ``Condition`` hold.

    A key that the request does not have is absent, one that other services have too: a part with a
    negated operator, with ``IfExists`` or with ``ForAllValues`` holds then, and any other does not.
    """
    return all(
        _part_holds(operator, context.get(key.lower(), ()), _texts(expected))
        for operator, keys in condition.items()
        for key, expected in keys.items()
    )


def _part_holds(operator: str, values: Sequence[str], expected: Sequence[str]) -> bool:
    quantifier, _, name = operator.rpartition(":")
    name = name.lower()
    if name == "null":
        return (not values) == ("true" in map(str.lower, expected))
    if name.endswith("ifexists"):
        if not values:
            return True
        name = name.removesuffix("ifexists")
    is_negated = name.startswith("stringnot")
    compare = _COMPARISONS.get(name.replace("stringnot", "string", 1))

    def matches(value: str) -> bool:
        found = compare is not None and any(compare(value, each) for each in expected)
        return found is not is_negated

    if quantifier.lower() == "forallvalues":
        return all(map(matches, values))
    if quantifier.lower() == "foranyvalue" or not is_negated:
        return any(map(matches, values))
    return all(map(matches, values))


def _texts(expected: Any) -> list[str]:
    """The values that a policy gives for a key: one or a list, as texts."""
    values = expected if isinstance(expected, list) else [expected]
    return [str(each).lower() if isinstance(each, bool) else str(each) for each in values]


def _equals(value: str, expected: str) -> bool:
    return value == expected


def _equals_in_any_case(value: str, expected: str) -> bool:
    return value.casefold() == expected.casefold()


def _is_like(value: str, expected: str) -> bool:
    return _pattern(expected).fullmatch(value) is not None


@cache
def _pattern(text: str) -> re.Pattern[str]:
    """The pattern of a text in which ``*`` is any characters and ``?`` a single one."""
    parts = {"*": ".*", "?": "."}
    return re.compile("".join(parts.get(each) or re.escape(each) for each in text), re.DOTALL)


_COMPARISONS: dict[str, _Compare] = {
    "stringequals": _equals,
    "stringequalsignorecase": _equals_in_any_case,
    "stringlike": _is_like,
}
