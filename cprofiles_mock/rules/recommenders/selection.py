"""What is left of a ranking in an answer: candidates, filters, promotions, diversity, scores.

Sources: the service model on GetProfileRecommendations and ``DiversityColumn``; the Amazon
Personalize Developer Guide, "promoting items"; ``docs/fidelity.md`` for what is a choice.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any, NamedTuple

from ..catalog_items import CATALOG_ITEM, MEMBERS
from .columns import is_column, value_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from ..catalog_items import Item
    from .filters import Passes


class UnknownCap(ValueError):  # noqa: N818  (as the service's exceptions are named)
    """A diversity cap has a placeholder without a value; its name is the message."""


class Cap(NamedTuple):
    """How many of the items in an answer may have the same value in a column."""

    column: str
    most: int


class Promotion(NamedTuple):
    """Which items are promoted, and to how many percent of an answer."""

    passes: Passes
    percent: int


def among(
    ranking: list[str], candidates: Sequence[str] | None, without: str | None = None
) -> list[str]:
    """Of a ranking, the candidates; those that it does not know come last, in their order.

    ``without`` is the item that the request is about: no ranking has it, and it is no candidate.
    """
    if candidates is None:
        return ranking
    wanted = dict.fromkeys(candidates)
    known = [each for each in ranking if each in wanted]
    left = wanted.keys() - set(known) - {without}
    return known + [each for each in wanted if each in left]


def caps_of(config: Mapping[str, Any], runtime: Mapping[str, Any] | None, count: int) -> list[Cap]:
    """The caps of a recommender's ``DiversityConfig`` for an answer of so many items.

    There are none unless the request enables them. Raises UnknownCap.
    """
    if not (runtime or {}).get("Enabled"):
        return []
    caps = []
    for column in config.get("DiversityColumns", ()):
        target: str = column["Target"]
        if target.startswith("$"):
            values = (runtime or {}).get("Values", {})
            if target[1:] not in values:
                raise UnknownCap(target[1:])
            most = values[target[1:]]
        else:
            most = int(target)
        if column["CapType"] == "PERCENTAGE":
            # A share that comes to less than one item would leave none.
            most = max(1, count * most // 100)
        caps.append(Cap(column["Name"].removeprefix(f"{CATALOG_ITEM}."), most))
    return caps


class _Chosen:
    """The items chosen so far, and how many of them have each value in a capped column."""

    def __init__(self, items: Mapping[str, Item], caps: Sequence[Cap]) -> None:
        self.item_ids: set[str] = set()
        self._items = items
        self._caps = caps
        self._seen: Counter[tuple[str, str]] = Counter()

    def choose(self, item_ids: Iterable[str], count: int) -> None:
        """Choose the first ones that the caps allow, until there are so many in all."""
        for item_id in item_ids:
            if len(self.item_ids) >= count:
                return
            if item_id not in self.item_ids and self._allows(item_id):
                self.item_ids.add(item_id)

    def _allows(self, item_id: str) -> bool:
        item: Item = self._items.get(item_id, {})
        values = [
            ((cap.column, value), cap.most)
            for cap in self._caps
            if (value := value_of(item, cap.column)) is not None
        ]
        if any(self._seen[value] >= most for value, most in values):
            return False
        self._seen.update(value for value, _ in values)
        return True


def selected(
    ranking: Sequence[str],
    count: int,
    *,
    passes: Passes | None,
    promotion: Promotion | None,
    caps: Sequence[Cap],
    items: Mapping[str, Item],
) -> list[str]:
    """The first items of a ranking that pass, in its order.

    Promoted items need to pass the promotion's filter alone, and have their share first.
    """
    if passes is None and promotion is None and not caps:
        return list(ranking[:count])
    chosen = _Chosen(items, caps)
    if promotion is not None:
        share = max(1, count * promotion.percent // 100)
        chosen.choose((each for each in ranking if promotion.passes(each)), share)
    chosen.choose((each for each in ranking if passes is None or passes(each)), count)
    return [each for each in ranking if each in chosen.item_ids]


def score(place: int) -> float:
    """The score of the item at a place, which is 1 for the first."""
    # With six digits, even the last of 500 items, the most that are answered, differ.
    return round(1 / place, 6)


def metadata_columns(names: Iterable[str]) -> tuple[list[str], str | None]:
    """The columns that a request asks for, and the first name that is none."""
    columns = []
    for name in names:
        column = name.removeprefix(f"{CATALOG_ITEM}.")
        if column != "Attributes" and not is_column(CATALOG_ITEM, column):
            return [], name
        columns.append(column)
    return columns, None


def shown(item: Item, columns: Sequence[str] | None) -> Item:
    """An item with its Id and the columns that were asked for; with all if none were."""
    if columns is None:
        return item
    part: Item = {"Id": item["Id"]}
    for column in columns:
        if column == "Attributes":
            part[column] = dict(item.get(column, {}))
        elif column in MEMBERS:
            part[column] = item.get(column)
        elif (value := value_of(item, column)) is not None:
            part.setdefault("Attributes", {})[column.partition(".")[2]] = value
    return part
