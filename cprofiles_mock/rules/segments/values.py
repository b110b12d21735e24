"""The values of a segment's dimension, which may refer to what a profile has.

Sources: the service model on ``AttributeDimension`` and its ``{{_profile.Name}}``; the Amazon
Connect Administrator Guide (2026), "building segments"; ``docs/fidelity.md`` for what is a choice.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

from ..dimensions import InvalidDimension, Test, compile_dimension

_REFERENCE = re.compile(r"\{\{\s*(_profile|_calculated_attribute)\.(\S+?)\s*\}\}")

# Their values belong together; those of all other operators are alternatives.
_NEED_ALL = frozenset({"BETWEEN", "NOT_BETWEEN", "LIST_CONTAINS_ALL"})


class Reference(NamedTuple):
    """A value that is replaced for each profile: ``{{_profile.FirstName}}``."""

    is_calculated: bool
    name: str


#: The text that a reference stands for, None if the profile has none.
Resolve = Callable[[Reference], str | None]
#: Whether a value passes, at a moment in seconds since the epoch.
ReferringTest = Callable[[Any, float, Resolve], bool]


def reference_of(text: str) -> Reference | None:
    """The reference that a value is; None if it stands for itself. Raises InvalidDimension."""
    if not (text.startswith("{{") and text.endswith("}}")):
        return None
    match = _REFERENCE.fullmatch(text)
    if match is None:
        raise InvalidDimension(
            f"{text} is no reference: write {{{{_profile.NAME}}}} or "
            "{{_calculated_attribute.NAME}}"
        )
    return Reference(match[1] == "_calculated_attribute", match[2])


def references_in(values: Sequence[str]) -> list[Reference]:
    """The references among the values. Raises InvalidDimension."""
    return [found for each in values if (found := reference_of(each)) is not None]


def compile_referring(kind: str, values: Sequence[str]) -> ReferringTest:
    """Compile a dimension with references among its values, which are resolved for each profile.

    A reference to what a profile lacks, or to what does not go with the operator, matches nothing;
    so EXCLUSIVE excludes nothing by it. Raises InvalidDimension.
    """
    parts = [reference_of(each) or each for each in values]
    # A stand-in that every operator reads, so that the other values and their number are checked.
    compile_dimension(kind, [each if isinstance(each, str) else "0" for each in parts])
    combine = all if kind == "EXCLUSIVE" else any

    def test(value: Any, now: float, resolve: Resolve) -> bool:
        texts = [each if isinstance(each, str) else resolve(each) for each in parts]
        known = [each for each in texts if each and _compiled(kind, each) is not None]
        if kind in _NEED_ALL:
            return len(known) == len(texts) and compile_dimension(kind, known)(value, now)
        return combine(test(value, now) for each in known if (test := _compiled(kind, each)))

    return test


@lru_cache(maxsize=1024)
def _compiled(kind: str, value: str) -> Test | None:
    """The test of one value; None if it does not go with the operator."""
    single = (value, value) if kind in {"BETWEEN", "NOT_BETWEEN"} else (value,)
    try:
        return compile_dimension(kind, single)
    except InvalidDimension:
        return None
