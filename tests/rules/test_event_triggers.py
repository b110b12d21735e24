"""The operators of event triggers, and the periods that limit them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from cprofiles_mock.rules.event_triggers import (
    InvalidCondition,
    compile_conditions,
    compile_test,
    field_names,
    may_be_invoked,
    windows_of,
)

NOON = "2026-03-01T12:00:00Z"


@pytest.mark.parametrize(
    ("kind", "values", "passing", "failing"),
    [
        ("INCLUSIVE", ["a", "b"], ["a", "b", ["a", "b", "c"]], ["A", "ab", 1, ["a"], ["c"]]),
        ("INCLUSIVE", ["1", "true"], [1, "1", True], [1.0, False]),
        ("EXCLUSIVE", ["a", "b"], ["A", "c", ["a"], 1], ["a", "b", ["b", "a"]]),
        ("CONTAINS", ["an", "x"], ["Ann and", "x", ["no", "can"]], ["AN", "n", ["no"], 1]),
        ("BEGINS_WITH", ["an", "x"], ["ann", "xy", ["b", "x"]], ["Ann", "man"]),
        ("ENDS_WITH", ["an", "x"], ["man", "x"], ["ann", "X"]),
        ("EQUAL", ["1", "2.50"], [1, "1.0", 2.5, [3, 2.5]], ["one", 1.1, True]),
        ("GREATER_THAN", ["10"], [10.01, "11"], [10, "ten", 9]),
        ("GREATER_THAN_OR_EQUAL", ["10"], [10], [9.99]),
        ("LESS_THAN", ["10", "20"], [19, -1], [20]),
        ("LESS_THAN_OR_EQUAL", ["10"], ["10"], [10.5]),
        ("BEFORE", [NOON], ["2026-03-01T11:59:59.999Z", 1_772_366_399, "1999-01-01"], [NOON, "x"]),
        ("AFTER", ["2026-03-01"], [NOON, 1_772_366_400_000], ["2026-03-01", "2026-02-28T23:59Z"]),
        ("ON", ["2026-03-01"], [NOON, "2026-03-02T01:00:00+02:00"], ["2026-03-02", "today"]),
        ("ON", [NOON], ["2026-03-01T13:00:00+01:00", 1_772_366_400], ["2026-03-01", 1]),
        ("BETWEEN", ["1", "3"], [1, 3, "2.5", [9, 2]], [0.9, 3.1, "two"]),
        ("NOT_BETWEEN", ["1", "3"], [0, 4], [1, 3, "two"]),
        ("BETWEEN", ["2026-01-01", "2026-02-01"], ["2026-01-01", "2026-01-15T10:00Z"], [NOON, "?"]),
        ("NOT_BETWEEN", ["2026-01-01", "2026-02-01"], [NOON], ["2026-02-01", "?"]),
    ],
)
def test_an_operator_passes_some_values_and_fails_others(
    kind: str, values: list[str], passing: list[Any], failing: list[Any]
) -> None:
    test = compile_test(kind, values)
    assert [value for value in passing if not test(value)] == []
    assert [value for value in failing if test(value)] == []


@pytest.mark.parametrize(
    ("kind", "values", "reason"),
    [
        ("EQUAL", ["1", "one"], "EQUAL compares numbers, and a value is none"),
        ("BEFORE", ["soon"], "BEFORE compares dates, and a value is none: give"),
        ("ON", ["2026-02-30"], "ON compares dates, and a value is none: give"),
        ("BETWEEN", ["1"], "BETWEEN needs two values, the ends of the range"),
        ("BETWEEN", ["1", "2", "3"], "BETWEEN needs two values"),
        ("NOT_BETWEEN", ["1", "x"], "NOT_BETWEEN compares numbers or dates, and a value is"),
    ],
)
def test_values_that_an_operator_cannot_compare_are_refused(
    kind: str, values: list[str], reason: str
) -> None:
    with pytest.raises(InvalidCondition, match=reason):
        compile_test(kind, values)


def attribute(value: str, **where: str) -> dict[str, Any]:
    return {**where, "ComparisonOperator": "INCLUSIVE", "Values": [value]}


def condition(kind: str, *dimensions: list[dict[str, Any]]) -> dict[str, Any]:
    made = [{"ObjectAttributes": each} for each in dimensions]
    return {"EventTriggerDimensions": made, "LogicalOperator": kind}


def holds(document: Mapping[str, Any], *conditions: dict[str, Any]) -> bool:
    fields = {"f": document.get("of_field")}
    return compile_conditions(conditions)(fields.get, document)


def test_all_attributes_of_a_dimension_must_pass() -> None:
    both = condition("ALL", [attribute("1", Source="a"), attribute("2", Source="b")])
    assert holds({"a": "1", "b": "2"}, both)
    assert not holds({"a": "1", "b": "1"}, both)


@pytest.mark.parametrize(
    ("kind", "expected"),
    [("ALL", [False, False, True]), ("ANY", [False, True, True]), ("NONE", [True, False, False])],
)
def test_a_condition_combines_its_dimensions(kind: str, expected: list[bool]) -> None:
    two = condition(kind, [attribute("1", Source="a")], [attribute("1", Source="b")])
    assert [holds(each, two) for each in ({}, {"a": "1"}, {"a": "1", "b": "1"})] == expected


def test_one_condition_must_hold() -> None:
    conditions = [condition("ALL", [attribute(each, Source="a")]) for each in ("1", "2")]
    assert [holds({"a": each}, *conditions) for each in ("1", "2", "3")] == [True, True, False]


@pytest.mark.parametrize("source", ["a.b", "_source.a.b"])
def test_a_source_may_begin_with_the_name_of_the_document(source: str) -> None:
    assert holds({"a": {"b": "1"}}, condition("ALL", [attribute("1", Source=source)]))


def test_a_source_may_lead_through_a_list() -> None:
    found = condition("ALL", [attribute("1", Source="items[].id")])
    assert holds({"items": [{"id": "1"}, {"id": "2"}]}, found)
    assert not holds({"items": [{"id": "2"}]}, found)


def test_a_field_is_read_by_its_name() -> None:
    found = condition("ALL", [attribute("1", FieldName="f")])
    assert holds({"of_field": "1"}, found)
    assert list(field_names([found, condition("ANY", [attribute("1", Source="a")])])) == ["f"]


@pytest.mark.parametrize("absent", [{}, {"a": None}, {"a": ""}, {"a": []}])
@pytest.mark.parametrize(
    ("kind", "values"),
    [("INCLUSIVE", ["1"]), ("EXCLUSIVE", ["1"]), ("NOT_BETWEEN", ["1", "2"]), ("LESS_THAN", ["1"])],
)
def test_an_absent_attribute_passes_no_operator(
    absent: dict[str, Any], kind: str, values: list[str]
) -> None:
    compared = {"Source": "a", "ComparisonOperator": kind, "Values": values}
    assert not holds(absent, condition("ALL", [compared]))
    assert holds(absent, condition("NONE", [compared]))


@pytest.mark.parametrize("where", [{}, {"Source": "a", "FieldName": "a"}])
def test_an_attribute_has_exactly_one_of_source_and_field_name(where: dict[str, str]) -> None:
    with pytest.raises(InvalidCondition, match="exactly one of Source and FieldName"):
        compile_conditions([condition("ALL", [attribute("1", **where)])])


def test_a_source_that_cannot_be_read_is_refused() -> None:
    with pytest.raises(InvalidCondition, match="cannot be read from"):
        compile_conditions([condition("ALL", [attribute("1", Source="a[x].b")])])


def test_the_default_is_ten_a_day() -> None:
    assert windows_of({}) == [(86_400, 10)]
    assert windows_of({"EventExpiration": 5}) == [(86_400, 10)]


def test_periods_have_their_own_lengths_and_an_unlimited_one_limits_nothing() -> None:
    units = ["MINUTES", "HOURS", "DAYS", "WEEKS", "MONTHS"]
    periods = [{"Unit": each, "Value": 2, "MaxInvocationsPerProfile": 3} for each in units]
    assert windows_of({"Periods": periods}) == [
        (120, 3),
        (7_200, 3),
        (172_800, 3),
        (1_209_600, 3),
        (5_184_000, 3),
    ]
    assert windows_of({"Periods": [{"Unit": "DAYS", "Value": 1}]}) == [(86_400, 10)]
    assert windows_of({"Periods": [{**periods[0], "Unlimited": True}]}) == []


def test_all_periods_must_allow_an_invocation_and_slide_with_the_time() -> None:
    windows = [(60.0, 1), (600.0, 2)]
    assert may_be_invoked(windows, [], 1000.0)
    assert not may_be_invoked(windows, [950.0], 1000.0)
    assert may_be_invoked(windows, [940.0], 1000.0)
    assert not may_be_invoked(windows, [500.0, 900.0], 1000.0)
    assert may_be_invoked(windows, [400.0, 900.0], 1000.0)
