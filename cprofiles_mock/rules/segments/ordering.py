"""The order of a segment's profiles.

Source: the service model on ``SegmentSort``; ``docs/fidelity.md`` for what is a choice.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from ..dates import moment_of
from ..ingestion.accessors import text_of
from ..numbers import number_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

Item = TypeVar("Item")

_READERS: Mapping[str, Callable[[Any], Any]] = {
    "NUMBER": number_of,
    "DATE": moment_of,
    "STRING": text_of,
}


def in_order(
    items: Sequence[Item], attributes: Sequence[tuple[Mapping[str, str], Callable[[Item], Any]]]
) -> list[Item]:
    """The items by the first attribute, ties by the next, and else as they are given.

    An attribute is a ``SortAttribute`` with what reads its value. Items without a value, or with
    one that is not of its data type, come last, whatever the order.
    """
    ordered = list(items)
    for attribute, value in reversed(attributes):
        values = [value(each) for each in ordered]
        read = _READERS[attribute.get("DataType") or _inferred(values)]
        keys: list[Any] = [None if each in (None, "") else read(each) for each in values]
        there = [number for number, key in enumerate(keys) if key is not None]
        there.sort(key=lambda number: keys[number], reverse=attribute["Order"] == "DESC")
        rest = [number for number, key in enumerate(keys) if key is None]
        ordered = [ordered[number] for number in (*there, *rest)]
    return ordered


def _inferred(values: Sequence[Any]) -> str:
    """The data type that all values have which are there."""
    there = [each for each in values if each not in (None, "")]
    for name in ("NUMBER", "DATE"):
        if all(_READERS[name](each) is not None for each in there):
            return name
    return "STRING"
