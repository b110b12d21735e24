"""By how much more items weigh today than yesterday, kept while the clock goes on."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from math import fsum, inf
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_DAY = 86_400
# Above all Ids: an entry of the very moment at which a day ends belongs to that day.
_LAST = chr(0x10FFFF)

#: When, which item, and its weight.
Entry = tuple[float, str, float]


def total(weights: Mapping[float, int]) -> float:
    """The sum of weights that count so many times; the same in whatever order they came."""
    return fsum(weight * times for weight, times in weights.items())


class _Trend:
    """One item: how often each weight counts, and how many entries are on the two days."""

    __slots__ = ("entries", "weights")

    def __init__(self) -> None:
        self.weights: Counter[float] = Counter()
        self.entries = 0


class Trends:
    """The weight of the last day less that of the day before it, by item.

    The entries of these days are counted once. Then only those that come or go, or that the clock
    moves from one day to another, are looked at.
    """

    def __init__(self) -> None:
        self._now = -inf
        self._items: dict[str, _Trend] = {}
        self._changed: set[str] = set()
        self._increase: dict[str, float] = {}

    def increase(self, timeline: Sequence[Entry], now: float) -> Mapping[str, float]:
        """The increase of the items that have entries on one of the two days.

        ``timeline`` has all entries in their order. ``now`` is in seconds since the epoch.
        """
        # An entry enters the last day, then moves to the day before it, and then leaves that.
        for days, times, entries in ((0, 1, 1), (1, -2, 0), (2, 1, -1)):
            before, after = (
                bisect_left(timeline, (moment - days * _DAY, _LAST, 0.0))
                for moment in (self._now, now)
            )
            way = 1 if after > before else -1
            for number in range(min(before, after), max(before, after)):
                self._count(timeline[number], way * times, way * entries)
        self._now = now
        for item_id in self._changed:
            trend = self._items[item_id]
            if trend.entries:
                self._increase[item_id] = total(trend.weights)
            else:
                self._increase.pop(item_id, None)
                del self._items[item_id]
        self._changed.clear()
        return self._increase

    def put(self, entry: Entry, times: int) -> None:
        """Count an entry that has come, or with -1 one that is gone."""
        age = self._now - entry[0]
        if 0 <= age < 2 * _DAY:
            self._count(entry, times if age < _DAY else -times, times)

    def _count(self, entry: Entry, times: int, entries: int) -> None:
        _, item_id, weight = entry
        trend = self._items.get(item_id)
        if trend is None:
            trend = self._items[item_id] = _Trend()
        trend.weights[weight] += times
        trend.entries += entries
        self._changed.add(item_id)
