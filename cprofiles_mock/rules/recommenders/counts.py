"""What the interactions of all profiles come to, kept as they come and go.

Equal weights are counted, and multiplied when somebody asks: so a sum does not depend on the order
in which interactions came, as it would if floats were added up.
"""

from __future__ import annotations

from bisect import bisect_left, insort
from collections import Counter
from typing import TYPE_CHECKING

from .trends import Trends, total

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from .interactions import Interaction, Weights
    from .trends import Entry

#: How often each weight counts.
_Weights = Counter[float]


class Counts:
    """The interactions that count, by the weights of one recommender."""

    def __init__(self, weights: Weights, profiles: Mapping[str, Iterable[Interaction]]) -> None:
        self._weights = weights
        self._entries: dict[str, list[Entry]] = {}
        self._by_item: dict[str, _Weights] = {}
        # The profiles that interacted with an item.
        self._holders: dict[str, set[str]] = {}
        # All entries in their order.
        self._timeline: list[Entry] = []
        self._trends = Trends()
        self._popularity: dict[str, float] | None = None
        # With the items of the catalogue that they were made of.
        self._item_ids: tuple[object, list[str]] | None = None
        self._popular: tuple[object, list[str]] | None = None
        for profile_id, interactions in profiles.items():
            entries = self._counted(interactions)
            if entries:
                self._entries[profile_id] = entries
                self._timeline += entries
                for _, item_id, weight in entries:
                    self._by_item.setdefault(item_id, Counter())[weight] += 1
                    self._holders.setdefault(item_id, set()).add(profile_id)
        self._timeline.sort()

    def _counted(self, interactions: Iterable[Interaction]) -> list[Entry]:
        weigh = self._weights.of
        return sorted(
            (each.at, each.item_id, weight) for each in interactions if (weight := weigh(each)) > 0
        )

    def put(self, profile_id: str, interactions: Iterable[Interaction]) -> None:
        """Take the interactions of a profile as they are now, in place of those before."""
        new = self._counted(interactions)
        old = self._entries.get(profile_id, [])
        if new == old:
            return
        if new:
            self._entries[profile_id] = new
        else:
            del self._entries[profile_id]
        self._hold(profile_id, {each for _, each, _ in old}, {each for _, each, _ in new})
        before, after = Counter(old), Counter(new)
        for entry in (before - after).elements():
            del self._timeline[bisect_left(self._timeline, entry)]
            self._count(entry, -1)
        for entry in (after - before).elements():
            insort(self._timeline, entry)
            self._count(entry, 1)
        self._popularity = self._popular = self._item_ids = None

    def _hold(self, profile_id: str, before: set[str], after: set[str]) -> None:
        for item_id in before - after:
            self._holders[item_id].remove(profile_id)
            if not self._holders[item_id]:
                del self._holders[item_id]
        for item_id in after - before:
            self._holders.setdefault(item_id, set()).add(profile_id)

    def _count(self, entry: Entry, times: int) -> None:
        self._trends.put(entry, times)
        _, item_id, weight = entry
        weights = self._by_item.setdefault(item_id, Counter())
        weights[weight] += times
        if not weights[weight]:
            del weights[weight]
        if not weights:
            del self._by_item[item_id]

    # --- what is asked ----------------------------------------------------------------------------

    def popularity(self) -> Mapping[str, float]:
        """The weight of all interactions with an item, for items that have any."""
        if self._popularity is None:
            self._popularity = {
                item_id: total(weights) for item_id, weights in self._by_item.items()
            }
        return self._popularity

    def item_ids(self, items: Mapping[str, object]) -> list[str]:
        """The Ids of all items, of the catalogue and of interactions, in their order."""
        if self._item_ids is None or self._item_ids[0] is not items:
            self._item_ids = items, sorted({*items, *self._by_item})
        return self._item_ids[1]

    def popular(self, items: Mapping[str, object]) -> list[str]:
        """The Ids of all items, the most popular first; those of equal popularity by Id."""
        if self._popular is None or self._popular[0] is not items:
            popularity = self.popularity()
            order = sorted(self.item_ids(items), key=lambda each: -popularity.get(each, 0.0))
            self._popular = items, order
        return self._popular[1]

    def increase(self, now: float) -> Mapping[str, float]:
        """By how much more an item weighs in the last day than in the day before it.

        For items that have interactions on one of these days.
        """
        return self._trends.increase(self._timeline, now)

    def of_profile(self, profile_id: str) -> dict[str, float]:
        """The weight of a profile's interactions with each item."""
        weights: dict[str, _Weights] = {}
        for _, item_id, weight in self._entries.get(profile_id, ()):
            weights.setdefault(item_id, Counter())[weight] += 1
        return {item_id: total(each) for item_id, each in weights.items()}

    def together(self, item_id: str) -> Counter[str]:
        """How many of the profiles that interacted with this item did so with others."""
        found: Counter[str] = Counter()
        for profile_id in self._holders.get(item_id, ()):
            found.update({each for _, each, _ in self._entries[profile_id]})
        del found[item_id]
        return found
