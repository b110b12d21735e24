"""Statistics: the arithmetic that users compare with AWS's."""

from __future__ import annotations

from typing import Any

import pytest

from cprofiles_mock.rules.calculated_attributes.statistics import (
    calculate,
    passes,
    prepared,
    value_text,
)

NOW = 10 * 86_400.0


def value_of(statistic: str, *values: Any) -> str | None:
    """The value of a statistic over the values of objects, oldest first."""
    taken = [each for value in values if (each := prepared(statistic, value)) is not None]
    found = calculate(statistic, taken, NOW)
    return None if found is None else value_text(found)


TABLE: list[tuple[str, list[Any], str | None]] = [
    ("COUNT", ["a", 1, True, 0, False], "5"),
    ("COUNT", ["a", None, "", "a"], "2"),
    ("SUM", [1, 2, 3], "6"),
    ("SUM", [24000, "144"], "24144"),
    ("SUM", [0.1, 0.2], "0.3"),
    ("SUM", [18.0, 0.5], "18.5"),
    ("SUM", [9.5, 9.5], "19"),
    ("SUM", [10**25, 0.5], "10000000000000000000000000.5"),
    ("SUM", [1e22], "10000000000000000000000"),
    ("SUM", [5, "five", None, True, [5]], "5"),
    ("SUM", ["five"], None),
    ("SUM", [1, -1], "0"),
    ("AVERAGE", [1, 2], "1.5"),
    ("AVERAGE", [10, 20, 30], "20"),
    ("AVERAGE", [5, 5, 10], "6.666666666666667"),
    ("AVERAGE", [0.1, 0.2], "0.15"),
    ("MINIMUM", [3, "1.50", 2], "1.5"),
    ("MAXIMUM", [3, "10", 9], "10"),
    ("MAXIMUM", ["a", "b"], None),
    ("FIRST_OCCURRENCE", ["VOICE", "CHAT"], "VOICE"),
    ("LAST_OCCURRENCE", ["VOICE", "CHAT"], "CHAT"),
    ("LAST_OCCURRENCE", ["18.0"], "18.0"),
    ("LAST_OCCURRENCE", [18.0], "18"),
    ("LAST_OCCURRENCE", [True], "true"),
    ("LAST_OCCURRENCE", [{"a": [1, 2]}], '{"a":[1,2]}'),
    ("LAST_OCCURRENCE", ["x" * 300], "x" * 255),
    ("MAX_OCCURRENCE", ["a", "b", "b", "a", "b"], "b"),
    ("MAX_OCCURRENCE", ["a", "b", "a", "b"], "b"),
    ("MAX_OCCURRENCE", ["b", "b", "a", "a", "c"], "a"),
    ("MAX_OCCURRENCE", [5, "5", "6"], "5"),
    ("RECENT_OCCURRENCES", ["a", "b", "a"], '["a","b","a"]'),
    ("RECENT_OCCURRENCES", [1, 2.0, "é"], '["é","2","1"]'),
    ("RECENT_OCCURRENCES", ["x" * 200, "y" * 49, "z"], '["z","' + "y" * 49 + '"]'),
    ("RECENT_OCCURRENCES", ["x" * 300], '["' + "x" * 251 + '"]'),
    ("RECENT_OCCURRENCES", ['"' * 200], '["' + '\\"' * 125 + '"]'),
    ("TIME_DIFFERENCE_FROM_NOW", [NOW - 86_400 * 3.9], "3"),
    ("TIME_DIFFERENCE_FROM_NOW", [NOW], "0"),
    ("TIME_DIFFERENCE_FROM_NOW", ["never"], None),
]


@pytest.mark.parametrize(("statistic", "values", "value"), TABLE)
def test_the_value_of_a_statistic(statistic: str, values: list[Any], value: str | None) -> None:
    assert value_of(statistic, *values) == value


@pytest.mark.parametrize("statistic", sorted({statistic for statistic, _, _ in TABLE}))
def test_no_object_gives_no_value(statistic: str) -> None:
    assert value_of(statistic) is None


@pytest.mark.parametrize(
    ("found", "operator", "bound", "outcome"),
    [
        ("6", "GREATER_THAN", "5", True), ("5", "GREATER_THAN", "5", False),
        ("10", "GREATER_THAN", "9", True), ("10", "LESS_THAN", "9", False),
        ("5", "EQUAL_TO", "5.0", True), ("5", "NOT_EQUAL_TO", "5.0", False),
        ("VOICE", "EQUAL_TO", "VOICE", True), ("VOICE", "EQUAL_TO", "voice", False),
        ("VOICE", "NOT_EQUAL_TO", "5", True), ("b", "GREATER_THAN", "a", True),
        ("10", "LESS_THAN", "9a", True),
    ],
)  # fmt: skip
def test_a_threshold_compares_numbers_if_both_are_and_else_texts(
    found: str, operator: str, bound: str, outcome: bool
) -> None:
    threshold = {"Operator": operator, "Value": bound}
    assert passes(found, threshold) is outcome
    number = prepared("SUM", found)
    if number is not None:
        assert passes(number, threshold) is outcome
