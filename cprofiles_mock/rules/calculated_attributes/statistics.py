"""Statistics: what the values of objects come to, and how that is written.

Source: the Amazon Connect Administrator Guide (2026), "create a custom calculated attribute
definition"; ``docs/fidelity.md`` for what is a choice.
"""

from __future__ import annotations

import json
import operator
from collections import Counter
from decimal import Decimal, localcontext
from typing import TYPE_CHECKING, Any

from ..dates import SECONDS_OF_A_DAY, moment_of
from ..ingestion.accessors import text_of
from ..numbers import EXACT, number_of, plain_text, quotient

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

#: The longest ``Value`` that the service model allows.
LONGEST_VALUE = 255

_NUMERIC = frozenset({"SUM", "AVERAGE", "MINIMUM", "MAXIMUM"})


def prepared(statistic: str, value: Any) -> Any:
    """The value of one object as ``calculate`` takes it; None if the statistic skips the object.

    A Decimal for a statistic of numbers, the time for TIME_DIFFERENCE_FROM_NOW, else a text.
    """
    if statistic in _NUMERIC:
        return number_of(value)
    if statistic == "TIME_DIFFERENCE_FROM_NOW":
        return moment_of(value)
    number = None if isinstance(value, str) else number_of(value)
    return (text_of(value) if number is None else plain_text(number)) or None


def calculate(statistic: str, values: Sequence[Any], now: float) -> Decimal | str | None:
    """A statistic over prepared values, oldest first; None if there are none.

    ``now`` is in seconds since the epoch.
    """
    if not values:
        return None
    if statistic == "TIME_DIFFERENCE_FROM_NOW":
        return Decimal((now - values[-1]) // SECONDS_OF_A_DAY)
    return _STATISTICS[statistic](values)


def value_text(found: Decimal | str) -> str:
    """The text of a result; one that is too long is cut."""
    text = found if isinstance(found, str) else plain_text(found)
    return text[:LONGEST_VALUE]


def _count(values: Sequence[Any]) -> Decimal:
    return Decimal(len(values))


def _sum(values: Sequence[Decimal]) -> Decimal:
    with localcontext(EXACT):
        return sum(values, Decimal())


def _average(values: Sequence[Decimal]) -> Decimal | None:
    return quotient(_sum(values), _count(values))


def _most_frequent(values: Sequence[str]) -> str:
    """The most frequent value; of several, the one that occurred last."""
    counts = Counter(values)
    most = max(counts.values())
    return next(each for each in reversed(values) if counts[each] == most)


def _recent(values: Sequence[str]) -> str:
    """A JSON array of the values, newest first, of as many as fit."""
    shown: list[str] = []
    for each in reversed(values):
        if len(_array([*shown, each])) > LONGEST_VALUE:
            break
        shown.append(each)
    if not shown:
        newest = values[-1]
        while len(_array([newest])) > LONGEST_VALUE:
            newest = newest[:-1]
        shown = [newest]
    return _array(shown)


def _array(texts: Sequence[str]) -> str:
    return json.dumps(texts, ensure_ascii=False, separators=(",", ":"))


_STATISTICS: Mapping[str, Callable[[Sequence[Any]], Decimal | str | None]] = {
    "COUNT": _count,
    "SUM": _sum,
    "AVERAGE": _average,
    "MINIMUM": min,
    "MAXIMUM": max,
    "FIRST_OCCURRENCE": operator.itemgetter(0),
    "LAST_OCCURRENCE": operator.itemgetter(-1),
    "MAX_OCCURRENCE": _most_frequent,
    "RECENT_OCCURRENCES": _recent,
}

# --- thresholds -------------------------------------------------------------------------------

_COMPARING: Mapping[str, Callable[[Any, Any], bool]] = {
    "EQUAL_TO": operator.eq,
    "NOT_EQUAL_TO": operator.ne,
    "GREATER_THAN": operator.gt,
    "LESS_THAN": operator.lt,
}


def passes(found: Decimal | str, threshold: Mapping[str, str]) -> bool:
    """Whether a result passes a ``Threshold``: compared as numbers if both are, else as texts."""
    compare = _COMPARING[threshold["Operator"]]
    number, bound = number_of(found), number_of(threshold["Value"])
    if number is not None and bound is not None:
        return compare(number, bound)
    return compare(found if isinstance(found, str) else plain_text(found), threshold["Value"])
