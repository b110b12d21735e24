"""The language of filter expressions, and which items pass."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from cprofiles_mock.rules.recommenders import filter_expressions
from cprofiles_mock.rules.recommenders.columns import Columns
from cprofiles_mock.rules.recommenders.filter_expressions import InvalidFilter
from cprofiles_mock.rules.recommenders.filters import Asked, Filter, MissingValue

pytestmark = pytest.mark.in_process

ITEMS: dict[str, dict[str, Any]] = {
    "tent": {
        "Id": "tent",
        "Category": "camping",
        "Price": "199.50",
        "Attributes": {"Colour": "red"},
    },
    "stove": {"Id": "stove", "Category": "camping", "Price": "40", "Type": "gas"},
    "sock": {"Id": "sock", "Category": "clothing", "Price": "5.0"},
    "gift": {"Id": "gift", "Name": "a gift, wrapped"},
}
EVENTS = {"tent": {"view", "purchase"}, "sock": {"view"}, "unknown": {"view"}}


def passing(
    expression: str, values: dict[str, str] | None = None, current: str | None = None
) -> list[str]:
    """The items that pass, and one that is known from interactions alone."""
    asked = Asked(values or {}, ITEMS, EVENTS, ITEMS.get(current or ""))
    passes = Filter(expression, Columns()).passes(asked)
    return [each for each in (*ITEMS, "unknown") if passes(each)]


@pytest.mark.parametrize(
    ("expression", "passed"),
    [
        ('INCLUDE ItemID WHERE Items.CATEGORY IN ("camping")', ["tent", "stove"]),
        (
            "include itemId where items.Category in ('camping', 'clothing')",
            ["tent", "stove", "sock"],
        ),
        ('EXCLUDE ItemID WHERE CatalogItem.Category IN ("camping")', ["sock", "gift", "unknown"]),
        ('INCLUDE ItemID WHERE _catalogItem.Category NOT IN ("camping")', ["sock"]),
        ('INCLUDE ItemID WHERE Items.Category IN ("Camping")', []),
        ('INCLUDE ItemID WHERE Items.Attributes.Colour IN ("red")', ["tent"]),
        ("INCLUDE ItemID WHERE Items.ITEM_ID IN ('unknown')", ["unknown"]),
        ("INCLUDE ItemID WHERE Items.Name = 'a gift, wrapped'", ["gift"]),
    ],
)
def test_texts_are_compared_exactly_and_an_absent_field_proves_nothing(
    expression: str, passed: list[str]
) -> None:
    assert passing(expression) == passed


@pytest.mark.parametrize(
    ("comparison", "passed"),
    [
        ("< 40", ["sock"]),
        ("<= 40", ["stove", "sock"]),
        ("> 40.0", ["tent"]),
        (">= 40.0", ["tent", "stove"]),
        ("= 5", ["sock"]),
        ("!= 5", ["tent", "stove"]),
        ('< "40"', ["sock"]),
        ("IN (5)", []),
        ("IN (5.0, -1)", ["sock"]),
    ],
)
def test_numbers_are_compared_as_numbers_but_for_in(comparison: str, passed: list[str]) -> None:
    assert passing(f"INCLUDE ItemID WHERE Items.Price {comparison}") == passed


def test_what_is_no_number_is_neither_less_nor_more() -> None:
    assert passing("INCLUDE ItemID WHERE Items.Name < 1") == []
    assert passing("INCLUDE ItemID WHERE Items.Price < $MOST", {"MOST": "few"}) == []


def test_and_binds_tighter_than_or() -> None:
    expression = (
        'INCLUDE ItemID WHERE Items.Type IN ("gas") OR Items.Category IN ("camping") '
        "AND Items.Price > 100"
    )
    assert passing(expression) == ["tent", "stove"]


def test_includes_are_united_and_what_is_excluded_is_out_in_any_case() -> None:
    clothing = 'INCLUDE ItemID WHERE Items.Category IN ("clothing")'
    gas = 'INCLUDE ItemID WHERE Items.Type IN ("gas")'
    bought = 'EXCLUDE ItemID WHERE Interactions.EVENT_TYPE IN ("purchase")'
    camping = 'EXCLUDE ItemID WHERE Items.Category IN ("camping")'
    assert passing(f"{clothing} | {gas}") == ["stove", "sock"]
    assert passing(f"{clothing} | {gas} | {camping}") == ["sock"]
    assert passing(f"{bought}|{camping}") == ["sock", "gift", "unknown"]


@pytest.mark.parametrize(
    ("condition", "passed"),
    [
        ('IN ("Purchase")', ["tent"]),
        ('IN ("purchase", "VIEW")', ["tent", "sock", "unknown"]),
        ('IN ("*")', ["tent", "sock", "unknown"]),
        ('NOT IN ("view")', ["tent"]),
        ('NOT IN ("*")', []),
    ],
)
def test_events_are_those_of_the_profile_whatever_their_case(
    condition: str, passed: list[str]
) -> None:
    assert passing(f"INCLUDE ItemID WHERE Interactions.EventType {condition}") == passed


def test_parameters_take_one_value_or_several_between_commas() -> None:
    expression = "INCLUDE ItemID WHERE Items.Category IN ($IN) AND Items.Price < $MOST"
    assert passing(expression, {"IN": "camping", "MOST": "100"}) == ["stove"]
    assert passing(expression, {"IN": ' "camping", clothing', "MOST": "100"}) == ["stove", "sock"]
    name = "INCLUDE ItemID WHERE Items.Name IN ($NAME)"
    assert passing(name, {"NAME": "'a gift, wrapped'"}) == ["gift"]
    assert passing(name, {"NAME": "a gift, wrapped"}) == []
    assert passing(name, {"NAME": ""}) == []


def test_exclude_may_lack_values_and_does_nothing_with_those_conditions() -> None:
    expression = (
        'EXCLUDE ItemID WHERE Items.Category IN ($OUT) OR Items.Type IN ("gas") '
        "AND Items.Price > $LEAST"
    )
    assert passing(expression) == ["tent", "sock", "gift", "unknown"]
    assert passing(expression, {"OUT": "camping"}) == ["sock", "gift", "unknown"]
    assert passing("EXCLUDE ItemID WHERE Items.Category IN ($OUT)") == [*ITEMS, "unknown"]


def test_the_current_item_can_be_compared_with() -> None:
    cheaper = "INCLUDE ItemID WHERE Items.PRICE < CurrentItem.PRICE"
    assert passing(cheaper, current="tent") == ["stove", "sock"]
    assert passing(cheaper, current="gift") == []
    same = "INCLUDE ItemID WHERE Items.Category IN CurrentItem.Category"
    assert passing(same, current="stove") == ["tent", "stove"]
    assert (
        passing("INCLUDE ItemID WHERE Items.Category != currentItem.Category", current="gift") == []
    )


@pytest.mark.parametrize(
    ("expression", "reason"),
    [
        ("INCLUDE ItemID WHERE Items.Price < $MOST", "needs a value for its parameter MOST"),
        (
            "INCLUDE ItemID WHERE Items.Price < CurrentItem.Price",
            "compares with CurrentItem, and the recipe has no current item",
        ),
    ],
)
def test_a_filter_says_what_it_lacks(expression: str, reason: str) -> None:
    with pytest.raises(MissingValue, match=f"^{reason}$"):
        passing(expression)


def test_a_value_for_a_parameter_that_is_not_there_is_refused() -> None:
    with pytest.raises(MissingValue, match="^has no parameter most$"):
        passing("INCLUDE ItemID WHERE Items.Price < $MOST", {"MOST": "1", "most": "2"})


@pytest.mark.parametrize(
    ("expression", "message"),
    [
        ("", "at character 1: expected INCLUDE or EXCLUDE, but the expression ends"),
        ("SHOW ItemID", "at character 1: expected INCLUDE or EXCLUDE, but there is SHOW"),
        ("INCLUDE Item WHERE", "at character 9: expected ITEMID, but there is Item"),
        ("INCLUDE ItemID IF", "at character 16: expected WHERE, but there is IF"),
        ("INCLUDE ItemID WHERE ?", "at character 22: expected word, but there is ?"),
        (
            "INCLUDE ItemID WHERE Price < 1",
            "at character 22: Price is no field of Items and no field of Interactions",
        ),
        (
            "INCLUDE ItemID WHERE CurrentUser.Age > 1",
            "at character 22: CurrentUser.Age is no field of Items and no field of Interactions",
        ),
        (
            "INCLUDE ItemID WHERE Items.Price LIKE 1",
            "at character 34: expected IN or NOT or = or != or < or <= or > or >=, "
            "but there is LIKE",
        ),
        ("INCLUDE ItemID WHERE Items.Price NOT 1", "at character 38: expected IN, but there is 1"),
        (
            "INCLUDE ItemID WHERE Items.Price < cheap",
            "at character 36: cheap is no value; put a text in quotes",
        ),
        (
            "INCLUDE ItemID WHERE Items.Price < CurrentItem",
            "at character 36: CurrentItem is no value; put a text in quotes",
        ),
        (
            "INCLUDE ItemID WHERE Items.Price <",
            "at character 35: expected text or number or parameter or word, "
            "but the expression ends",
        ),
        (
            "INCLUDE ItemID WHERE Items.Type IN (1",
            "at character 38: expected ), but the expression",
        ),
        ("INCLUDE ItemID WHERE Items.Type IN 1", "at character 36: expected (, but there is 1"),
        (
            "INCLUDE ItemID WHERE Items.Price < 1 IF CurrentUser.Age > 1",
            "at character 38: expected end, but there is IF",
        ),
        ("INCLUDE ItemID WHERE Items.Size > 1", "at character 22: Items has no field Size"),
        (
            "INCLUDE ItemID WHERE Items.More.Size > 1",
            "at character 22: Items has no field More.Size",
        ),
        (
            "INCLUDE ItemID WHERE Items.Price < CurrentItem.Size",
            "at character 22: Items has no field Size",
        ),
        (
            "INCLUDE ItemID WHERE Items.Price < 'much'",
            "at character 22: < compares numbers",
        ),
        (
            "INCLUDE ItemID WHERE Items.Type NOT IN ($T)",
            "at character 22: NOT IN takes no parameter",
        ),
        (
            "INCLUDE ItemID WHERE Interactions.EventValue IN (1)",
            "at character 22: of Interactions, only EventType can be compared",
        ),
        (
            "INCLUDE ItemID WHERE Interactions.EventType = 'View'",
            "at character 22: EventType is compared by IN or NOT IN, with texts",
        ),
        (
            "INCLUDE ItemID WHERE Interactions.EventType IN CurrentItem.Type",
            "at character 22: EventType is compared by IN or NOT IN, with texts",
        ),
        (
            "INCLUDE ItemID WHERE Items.Price < 1 AND Interactions.EventType IN ('View')",
            "at character 42: one expression looks at Items or at Interactions; chain two",
        ),
        (
            "INCLUDE ItemID WHERE Items.Price < 1 AND Items.Name IN ('a') AND Items.Type IN ('a') "
            "AND Items.Code IN ('a') AND Items.PRICE > 1 AND Items.Link IN ('a') OR "
            "Items.Id IN ('a')",
            "at character 157: there are more than 5 fields",
        ),
    ],
)
def test_an_expression_that_cannot_be_read_is_refused_with_the_place(
    expression: str, message: str
) -> None:
    with pytest.raises(InvalidFilter) as raised:
        Filter(expression, Columns())
    assert str(raised.value).startswith(message)


def test_a_field_that_the_schema_lacks_is_refused() -> None:
    columns = Columns({"_catalogItem": ["Price"]})
    assert Filter("INCLUDE ItemID WHERE Items.Price < 1 AND Items.Id IN ('a')", columns, "s")
    with pytest.raises(InvalidFilter, match="22: recommender schema s has no column Type$"):
        Filter("INCLUDE ItemID WHERE Items.Type IN ('a')", columns, "s")


def test_a_parser_by_hand_stays_small() -> None:
    assert len(Path(filter_expressions.__file__).read_text("utf-8").splitlines()) < 150
