"""The columns of schemas, and those that a recommender is trained on."""

from __future__ import annotations

from typing import Any

import pytest

from cprofiles_mock.rules.recommenders.columns import (
    Columns,
    InvalidColumn,
    check_columns,
    is_column,
    value_of,
)

pytestmark = pytest.mark.in_process


@pytest.mark.parametrize(
    ("dataset", "column", "is_one"),
    [
        ("_catalogItem", "Category", True),
        ("_catalogItem", "Attributes.Size.EU", True),
        ("_catalogItem", "Attributes.", False),
        ("_catalogItem", "Location.City", False),
        ("_webAnalytics", "Location.City", True),
        ("_webAnalytics", "Location", False),
        ("_webAnalytics", "EventType.Name", False),
        ("_webAnalytics", "ItemsList[].Id", True),
        ("_webAnalytics", "Attributes.MealTime", True),
        ("_webAnalytics", "Category", False),
    ],
)
def test_a_column_is_a_member_of_its_dataset(dataset: str, column: str, is_one: bool) -> None:
    assert is_column(dataset, column) is is_one


def test_an_unknown_dataset_or_column_is_named() -> None:
    check_columns({"_catalogItem": ["Id"], "_webAnalytics": ["EventType"]})
    text = "^_order is no dataset, but _webAnalytics and _catalogItem are$"
    with pytest.raises(InvalidColumn, match=text):
        check_columns({"_order": ["Name"]})
    with pytest.raises(InvalidColumn, match="^_catalogItem has no column Size$"):
        check_columns({"_catalogItem": ["Size"]})


def test_a_column_has_the_value_of_the_member_or_of_the_attribute() -> None:
    item = {"Id": "1", "Type": "a", "Attributes": {"Size.EU": "43"}}
    assert value_of(item, "Type") == "a"
    assert value_of(item, "Attributes.Size.EU") == "43"
    assert value_of({"Id": "1"}, "Attributes.Size.EU") is None


def test_a_schema_lacks_what_it_does_not_name_but_for_what_is_always_there() -> None:
    columns = Columns({"_catalogItem": ["Category"]})
    columns.check({"_catalogItem": ["Category", "Id"], "_webAnalytics": ["EventType"]}, "s")
    with pytest.raises(InvalidColumn, match="^Recommender schema s has no column Type of _catal"):
        columns.check({"_catalogItem": ["Type"]}, "s")
    with pytest.raises(InvalidColumn, match="^_catalogItem has no column Size$"):
        columns.check({"_catalogItem": ["Size"]}, "s")


WITHOUT_SCHEMA = Columns()
OF_SCHEMA = Columns({"_catalogItem": ["Category", "Type"]})


@pytest.mark.parametrize(
    ("columns", "config", "trained"),
    [
        (WITHOUT_SCHEMA, {}, {"Id", "Category", "Type", "Price", "EventValue"}),
        (
            WITHOUT_SCHEMA,
            {"IncludedColumns": {"_catalogItem": ["Type"]}},
            {"Id", "Type", "EventValue"},
        ),
        (
            WITHOUT_SCHEMA,
            {"IncludedColumns": {"_webAnalytics": ["EventDuration"]}},
            {"Id", "Category", "Type", "Price"},
        ),
        (
            WITHOUT_SCHEMA,
            {"ExcludedColumns": {"_catalogItem": ["Type"]}},
            {"Id", "Category", "Price", "EventValue"},
        ),
        (OF_SCHEMA, {}, {"Id", "Category", "Type"}),
        (OF_SCHEMA, {"IncludedColumns": {"_catalogItem": ["Type"]}}, {"Id", "Type"}),
        (
            OF_SCHEMA,
            {"IncludedColumns": {"_webAnalytics": ["EventValue"]}},
            {"Id", "Category", "Type", "EventValue"},
        ),
        (OF_SCHEMA, {"ExcludedColumns": {"_catalogItem": ["Type"]}}, {"Id", "Category"}),
    ],
)
def test_a_recommender_is_trained_on_what_is_included_or_not_excluded(
    columns: Columns, config: dict[str, Any], trained: set[str]
) -> None:
    found = columns.trained(config)
    names = [("_catalogItem", each) for each in ("Id", "Category", "Type", "Price")]
    names.append(("_webAnalytics", "EventValue"))
    assert {column for dataset, column in names if (dataset, column) in found} == trained
