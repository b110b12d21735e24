"""The six recipes: in which order each recommends items. Everything is counted, nothing learned.

Sources: the service model on ``RecommenderRecipeName``; the Amazon Connect Administrator Guide
(2026), "predictive insights", for what each is for. How they rank is our choice: the real service
trains models; see ``docs/recommenders.md``.
"""

from __future__ import annotations

from math import fsum
from typing import TYPE_CHECKING, NamedTuple

from ..catalog_items import CATALOG_ITEM
from .columns import value_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from ..catalog_items import Item
    from .columns import Columns
    from .counts import Counts

PERSONALIZED_RANKING = "personalized-ranking"

#: The recipes that are about an item, which the request names.
RELATED_ITEMS = frozenset({"similar-items", "frequently-paired-items"})

#: What ListRecommenderRecipes says of them.
DESCRIPTIONS = {
    "recommended-for-you": "Recommends items that fit what a profile has interacted with.",
    "similar-items": "Recommends items that are like a given item.",
    "frequently-paired-items": "Recommends items that go together with a given item.",
    "popular-items": "Recommends the items that all profiles interact with most.",
    "trending-now": "Recommends the items whose interactions increase most.",
    PERSONALIZED_RANKING: "Ranks given items for a profile.",
}


class Question(NamedTuple):
    """What a recipe is asked, and what it looks at."""

    counts: Counts
    #: The items of the catalogue.
    items: Mapping[str, Item]
    columns: Columns
    profile_id: str
    #: The Id of the item that the request is about, if the recipe is about one.
    about: str
    #: In seconds since the epoch.
    now: float


def ranked(recipe: str, question: Question) -> list[str]:
    """The Ids of all items, the best first."""
    return _RECIPES[recipe](question)


def _by(signal: Mapping[str, float], question: Question) -> list[str]:
    """Items with a signal, the strongest first; then the others; those that are equal by Id."""
    item_ids = question.counts.item_ids(question.items)
    strong = sorted((each for each in item_ids if each in signal), key=lambda each: -signal[each])
    return strong + [each for each in item_ids if each not in signal]


def _popular(question: Question) -> list[str]:
    return question.counts.popular(question.items)


def _trending(question: Question) -> list[str]:
    return _by(question.counts.increase(question.now), question)


def _paired(question: Question) -> list[str]:
    order = _by(question.counts.together(question.about), question)
    return [each for each in order if each != question.about]


def _similar(question: Question) -> list[str]:
    """By Category, then by Type, then by the number of equal attributes."""
    items, columns = question.items, question.columns
    compared: Item = items.get(question.about, {})
    outer = [
        (name, compared[name])
        for name in ("Category", "Type")
        if name in compared and (CATALOG_ITEM, name) in columns
    ]
    attributes = [
        (name, value)
        for name, value in compared.get("Attributes", {}).items()
        if (CATALOG_ITEM, f"Attributes.{name}") in columns
    ]

    def likeness(item_id: str) -> tuple[int, ...]:
        item: Item = items.get(item_id, {})
        own = item.get("Attributes", {})
        return (
            *(-(item.get(name) == value) for name, value in outer),
            -sum(own.get(name) == value for name, value in attributes),
        )

    others = (each for each in question.counts.item_ids(items) if each != question.about)
    return sorted(others, key=likeness)


def _for_profile(question: Question) -> list[str]:
    """By what the profile's interactions with the Category weigh, then by popularity."""
    popular = _popular(question)
    if (CATALOG_ITEM, "Category") not in question.columns:
        return popular
    weights: dict[str, list[float]] = {}
    for item_id, weight in question.counts.of_profile(question.profile_id).items():
        category = value_of(question.items.get(item_id, {}), "Category")
        if category is not None:
            weights.setdefault(category, []).append(weight)
    liking = {category: fsum(each) for category, each in weights.items()}
    if not liking:
        return popular
    items = question.items

    def dislike(item_id: str) -> float:
        item = items.get(item_id)
        return -liking.get(item.get("Category", ""), 0.0) if item else 0.0

    # Sorting keeps the order of what is equal.
    return sorted(popular, key=dislike)


_RECIPES: Mapping[str, Callable[[Question], list[str]]] = {
    "recommended-for-you": _for_profile,
    "similar-items": _similar,
    "frequently-paired-items": _paired,
    "popular-items": _popular,
    "trending-now": _trending,
    PERSONALIZED_RANKING: _for_profile,
}

#: What every trained version has for metrics: fixed numbers, since nothing is trained.
METRICS = {
    "hit": 0.25,
    "coverage": 0.5,
    "recall": 0.3,
    "popularity": 0.4,
    "freshness": 0.2,
    "similarity": 0.35,
    "mean_reciprocal_rank_at_25": 0.2,
    "normalized_discounted_cumulative_gain_at_5": 0.22,
    "normalized_discounted_cumulative_gain_at_10": 0.24,
    "normalized_discounted_cumulative_gain_at_25": 0.26,
    "precision_at_5": 0.1,
    "precision_at_10": 0.08,
    "precision_at_25": 0.05,
}
