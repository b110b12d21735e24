"""Interactions, what they weigh, and what they come to."""

from __future__ import annotations

import random
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

import pytest

from cprofiles_mock.rules.ingestion.objects import StandardObject
from cprofiles_mock.rules.recommenders.counts import Counts
from cprofiles_mock.rules.recommenders.interactions import Interaction, Weights, interactions_of

pytestmark = pytest.mark.in_process

DAY = 86_400
NOW = 10 * DAY


def view(item_id: str, at: float = 0.0, event_type: str = "view", value: Any = None) -> Interaction:
    return Interaction(item_id, event_type, None if value is None else Decimal(value), at)


def counts(config: Any = None, **profiles: Iterable[Interaction]) -> Counts:
    return Counts(Weights(config), profiles)


def event(ingested_at: float = 5.0, **values: Any) -> list[Interaction]:
    found = StandardObject(
        object_type_name="_webAnalytics",
        profile_object_unique_key="k",
        identifier="i",
        ingested_at=ingested_at,
        values={tuple(name.split("__")): value for name, value in values.items()},
    )
    return list(interactions_of(found))


def test_an_event_is_an_interaction_with_its_item() -> None:
    put: Any = {
        "EventType": "Add.To-Cart",
        "EventTimestamp": 1_700_000_000_500,
        "EventValue": "2.5",
    }
    assert event(Item__Id="A", **put) == [
        Interaction("A", "add.to-cart", Decimal("2.5"), 1_700_000_000.5)
    ]


def test_an_event_with_a_list_is_an_interaction_with_each_of_its_items_once() -> None:
    found = StandardObject(
        object_type_name="_webAnalytics",
        profile_object_unique_key="k",
        identifier="i",
        ingested_at=5.0,
        values={
            ("Item", "Id"): "A",
            ("ItemsList[]", "Id"): ["B", None, "A"],
            ("ItemsList[0]", "Id"): 7,
        },
    )
    assert [each.item_id for each in interactions_of(found)] == ["A", "B", "7"]


def test_an_event_without_an_item_is_none_and_one_without_a_time_is_of_its_ingestion() -> None:
    assert event(EventType="View") == []
    assert event(Item__Id="") == []
    assert event(Item__Id="A") == [Interaction("A", "", None, 5.0)]
    assert event(Item__Id="A", EventTimestamp="soon", EventValue="much")[0].at == 5.0


def test_each_event_weighs_1_unless_the_configuration_lists_events() -> None:
    weights = Weights(None)
    assert weights.of(view("A")) == 1.0
    listed = [
        {"EventType": "View", "EventWeight": 0.25},
        {"EventType": "Purchase", "EventValueThreshold": 10.0},
    ]
    weights = Weights({"EventParametersList": listed})
    assert weights.of(view("A")) == 0.25
    assert weights.of(view("A", event_type="search")) == 0.0
    assert weights.of(view("A", event_type="purchase")) == 0.0
    assert weights.of(view("A", event_type="purchase", value="9.99")) == 0.0
    assert weights.of(view("A", event_type="purchase", value="10")) == 1.0


def test_popularity_adds_weights_and_ties_are_by_id() -> None:
    listed = [{"EventType": "View", "EventWeight": 0.1}, {"EventType": "Purchase"}]
    found = counts(
        {"EventParametersList": listed},
        ann=[view("A"), view("A"), view("A"), view("B", event_type="purchase")],
        bob=[view("C", event_type="purchase"), view("D", event_type="search")],
    )
    assert found.popularity() == {"A": pytest.approx(0.3), "B": 1.0, "C": 1.0}
    catalogue = {"Z": 1, "A": 2, "E": 3}
    assert found.item_ids(catalogue) == ["A", "B", "C", "E", "Z"]
    assert found.popular(catalogue) == ["B", "C", "A", "E", "Z"]
    assert found.of_profile("ann") == {"A": pytest.approx(0.3), "B": 1.0}
    assert found.of_profile("eve") == {}


def test_what_is_asked_again_is_the_same_until_something_changes() -> None:
    found, catalogue = counts(ann=[view("A")]), {"B": 1}
    first = found.popular(catalogue)
    assert found.popular(catalogue) is first
    assert found.item_ids(catalogue) is found.item_ids(catalogue)
    assert found.popularity() is found.popularity()
    found.put("ann", [view("A")])
    assert found.popular(catalogue) is first
    assert found.popular(dict(catalogue)) is not first
    found.put("bob", [view("B"), view("B")])
    assert found.popular(catalogue) == ["B", "A"]


def test_an_increase_is_the_last_day_against_the_day_before_it() -> None:
    found = counts(
        ann=[
            view("A", NOW),
            view("A", NOW - DAY + 1),
            view("A", NOW - DAY),
            view("B", NOW - 2 * DAY + 1),
            view("C", NOW - 2 * DAY),
            view("D", NOW + 1),
        ],
    )
    assert found.increase(NOW) == {"A": 1.0, "B": -1.0}


def test_an_increase_follows_the_clock_forward_and_back() -> None:
    found = counts(ann=[view("A", NOW), view("B", NOW - DAY / 2), view("A", NOW - DAY / 2)])
    assert found.increase(NOW) == {"A": 2.0, "B": 1.0}
    assert found.increase(NOW + 0.75 * DAY) == {"B": -1.0, "A": 0.0}
    found.put("bob", [view("B", NOW + 0.25 * DAY), view("C", NOW + DAY), view("D", NOW - DAY / 2)])
    assert found.increase(NOW + 0.75 * DAY) == {"A": 0.0, "B": 0.0, "D": -1.0}
    assert found.increase(NOW + DAY) == {"A": -2.0, "B": 0.0, "C": 1.0, "D": -1.0}
    found.put("bob", [])
    assert found.increase(NOW) == {"A": 2.0, "B": 1.0}
    assert found.increase(NOW - DAY) == {}
    assert found.increase(NOW + 9 * DAY) == {}


def test_together_counts_the_profiles_that_interacted_with_both() -> None:
    found = counts(
        ann=[view("A"), view("B"), view("B")],
        bob=[view("A"), view("B"), view("C")],
        eve=[view("C"), view("D")],
    )
    assert found.together("A") == {"B": 2, "C": 1}
    assert found.together("Z") == {}


def test_what_comes_and_goes_one_by_one_adds_up_as_if_it_came_at_once() -> None:
    chance = random.Random(7)
    listed: list[dict[str, Any]] = [
        {"EventType": "view", "EventWeight": 0.1},
        {"EventType": "search", "EventWeight": 0.3},
        {"EventType": "purchase"},
    ]
    config = {"EventParametersList": listed}
    kinds = [each["EventType"] for each in listed]
    kept = counts(config)
    now: dict[str, list[Interaction]] = {}
    for _ in range(200):
        who = chance.choice("abcd")
        now[who] = [
            view(chance.choice("UVWXYZ"), NOW - chance.random() * 3 * DAY, chance.choice(kinds))
            for _ in range(chance.randrange(4))
        ]
        kept.put(who, now[who])
        kept.increase(NOW + chance.random() * DAY)
    fresh = counts(config, **now)
    assert kept.popularity() == fresh.popularity()
    assert kept.increase(NOW) == fresh.increase(NOW)
    assert kept.together("X") == fresh.together("X")
    assert kept.item_ids({}) == fresh.item_ids({})
    for who in now:
        kept.put(who, [])
    assert kept.popularity() == {}
    assert kept.increase(NOW) == {}
