"""In which order each recipe recommends, and what is left of that in an answer."""

from __future__ import annotations

from typing import Any

import pytest

from cprofiles_mock.rules.recommenders.columns import Columns
from cprofiles_mock.rules.recommenders.counts import Counts
from cprofiles_mock.rules.recommenders.interactions import Interaction, Weights
from cprofiles_mock.rules.recommenders.recipes import Question, ranked
from cprofiles_mock.rules.recommenders.selection import (
    Cap,
    Promotion,
    UnknownCap,
    among,
    caps_of,
    metadata_columns,
    score,
    selected,
    shown,
)

pytestmark = pytest.mark.in_process

DAY = 86_400
NOW = 10 * DAY

ITEMS: dict[str, dict[str, Any]] = {
    "boot": {"Id": "boot", "Category": "shoes", "Type": "winter"},
    "sandal": {"Id": "sandal", "Category": "shoes", "Type": "summer"},
    "sneaker": {"Id": "sneaker", "Category": "shoes", "Attributes": {"Colour": "red"}},
    "shirt": {
        "Id": "shirt",
        "Category": "shirts",
        "Type": "summer",
        "Attributes": {"Colour": "red"},
    },
    "scarf": {"Id": "scarf", "Type": "winter", "Attributes": {"Colour": "red", "Fabric": "wool"}},
}


def of(*items: str, at: float = NOW) -> list[Interaction]:
    return [Interaction(each, "view", None, at) for each in items]


#: Ann likes shoes, Bob shirts; "ghost" is in no catalogue.
PROFILES = {
    "ann": of("boot", "sandal"),
    "bob": [*of("shirt", "shirt"), *of("sandal", "sandal", at=NOW - DAY)],
    "eve": of("boot", "shirt", "ghost"),
}


def order(recipe: str, profile_id: str = "", about: str = "", **columns: Any) -> list[str]:
    question = Question(
        counts=Counts(Weights(None), PROFILES),
        items=ITEMS,
        columns=Columns().trained(columns),
        profile_id=profile_id,
        about=about,
        now=NOW,
    )
    return ranked(recipe, question)


def test_popular_items_come_first_and_items_that_nobody_touched_last() -> None:
    assert order("popular-items") == ["sandal", "shirt", "boot", "ghost", "scarf", "sneaker"]


def test_what_trends_has_increased_most_and_what_fell_comes_before_what_was_still() -> None:
    assert order("trending-now") == ["shirt", "boot", "ghost", "sandal", "scarf", "sneaker"]


def test_items_are_paired_by_the_profiles_that_they_share() -> None:
    assert order("frequently-paired-items", about="boot") == [
        "ghost", "sandal", "shirt", "scarf", "sneaker",
    ]  # fmt: skip
    assert order("frequently-paired-items", about="sandal")[0] == "boot"


def test_similar_items_share_category_then_type_then_attributes() -> None:
    assert order("similar-items", about="sandal") == ["boot", "sneaker", "shirt", "ghost", "scarf"]
    assert order("similar-items", about="shirt") == ["sandal", "scarf", "sneaker", "boot", "ghost"]
    assert order("similar-items", about="nothing") == sorted([*ITEMS, "ghost"])


def test_columns_that_are_not_trained_on_make_nothing_similar() -> None:
    excluded = {"_catalogItem": ["Category", "Attributes.Colour"]}
    assert order("similar-items", about="shirt", ExcludedColumns=excluded) == [
        "sandal", "boot", "ghost", "scarf", "sneaker",
    ]  # fmt: skip


@pytest.mark.parametrize("recipe", ["recommended-for-you", "personalized-ranking"])
def test_a_profile_gets_the_categories_that_it_interacts_with_by_popularity(recipe: str) -> None:
    assert order(recipe, "ann") == ["sandal", "boot", "sneaker", "shirt", "ghost", "scarf"]
    assert order(recipe, "bob") == ["sandal", "shirt", "boot", "sneaker", "ghost", "scarf"]
    assert order(recipe, "eve") == ["sandal", "shirt", "boot", "sneaker", "ghost", "scarf"]
    assert order(recipe, "nobody") == order("popular-items")
    excluded = {"_catalogItem": ["Category"]}
    assert order(recipe, "ann", ExcludedColumns=excluded) == order("popular-items")


# --- selection ----------------------------------------------------------------------------------

RANKING = ["a1", "a2", "a3", "b1", "b2", "c1"]
CATALOGUE = {each: {"Id": each, "Category": each[0]} for each in RANKING[:-1]}


def select(count: int = 6, **others: Any) -> list[str]:
    given: dict[str, Any] = {"passes": None, "promotion": None, "caps": (), "items": CATALOGUE}
    return selected(RANKING, count, **{**given, **others})


def test_candidates_come_in_the_order_of_the_ranking_and_unknown_ones_last() -> None:
    assert among(RANKING, None) is RANKING
    assert among(RANKING, ["z", "b1", "a2", "b1", "y"]) == ["a2", "b1", "z", "y"]


def test_the_first_ones_that_pass_are_selected() -> None:
    assert select(2) == ["a1", "a2"]
    assert select(2, passes=lambda each: each.endswith("1")) == ["a1", "b1"]


def test_promoted_items_have_their_share_and_need_not_pass() -> None:
    bees = Promotion(lambda each: each[0] == "b", 50)
    assert select(4, promotion=bees) == ["a1", "a2", "b1", "b2"]
    assert select(4, promotion=bees._replace(percent=25)) == ["a1", "a2", "a3", "b1"]
    assert select(4, promotion=bees._replace(percent=1)) == ["a1", "a2", "a3", "b1"]
    none = Promotion(lambda each: each == "nothing", 100)
    assert select(2, promotion=none) == ["a1", "a2"]
    only_c = {"passes": lambda each: each == "c1", "promotion": bees}
    assert select(4, **only_c) == ["b1", "b2", "c1"]


def test_caps_bound_how_many_items_share_a_value_and_leave_out_what_has_none() -> None:
    assert select(caps=[Cap("Category", 1)]) == ["a1", "b1", "c1"]
    assert select(4, caps=[Cap("Category", 2), Cap("Type", 1)]) == ["a1", "a2", "b1", "b2"]


def test_a_cap_is_a_number_a_share_or_what_the_request_says() -> None:
    def config(cap_type: str, target: str, name: str = "Category") -> Any:
        return {"DiversityColumns": [{"Name": name, "CapType": cap_type, "Target": target}]}

    on = {"Enabled": True, "Values": {"most": 3}}
    assert caps_of(config("VALUE", "2"), None, 10) == []
    assert caps_of(config("VALUE", "2"), {"Enabled": False}, 10) == []
    assert caps_of(config("VALUE", "2"), {"Enabled": True}, 10) == [Cap("Category", 2)]
    assert caps_of(config("VALUE", "$most"), on, 10) == [Cap("Category", 3)]
    assert caps_of(config("PERCENTAGE", "25"), on, 10) == [Cap("Category", 2)]
    assert caps_of(config("PERCENTAGE", "5", "_catalogItem.Type"), on, 10) == [Cap("Type", 1)]
    with pytest.raises(UnknownCap, match="^other$"):
        caps_of(config("VALUE", "$other"), on, 10)
    with pytest.raises(UnknownCap, match="^most$"):
        caps_of(config("VALUE", "$most"), {"Enabled": True}, 10)


def test_scores_fall_from_1() -> None:
    assert [score(place) for place in (1, 2, 3, 500)] == [1.0, 0.5, 0.333333, 0.002]


def test_no_two_items_of_the_longest_answer_have_one_score() -> None:
    assert [score(place) for place in (498, 499, 500)] == [0.002008, 0.002004, 0.002]
    assert len({score(place) for place in range(1, 501)}) == 500


def test_metadata_columns_are_members_and_attributes() -> None:
    names = ["Name", "_catalogItem.Price", "Attributes", "Attributes.Colour"]
    assert metadata_columns(names) == (["Name", "Price", "Attributes", "Attributes.Colour"], None)
    assert metadata_columns(["Name", "name"]) == ([], "name")


def test_an_item_shows_its_id_and_the_columns_that_were_asked_for() -> None:
    item = {"Id": "1", "Name": "Tent", "Attributes": {"Colour": "red", "Size": "L"}}
    assert shown(item, None) == item
    assert shown(item, ["Price"]) == {"Id": "1", "Price": None}
    assert shown(item, ["Name", "Attributes.Size", "Attributes.Age"]) == {
        "Id": "1",
        "Name": "Tent",
        "Attributes": {"Size": "L"},
    }
    both = {"Id": "1", "Attributes": {"Colour": "red", "Size": "L"}}
    assert shown(item, ["Attributes.Size", "Attributes"]) == both
    assert shown({"Id": "1"}, ["Attributes"]) == {"Id": "1", "Attributes": {}}
