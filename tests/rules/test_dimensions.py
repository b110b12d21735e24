"""Dimensions: one attribute compared with the values of a filter."""

from __future__ import annotations

from datetime import datetime, timezone
from typing import Any

import pytest

from cprofiles_mock.rules.dimensions import InvalidDimension, combined, compile_dimension

NOON = datetime(2026, 1, 31, 12, tzinfo=timezone.utc).timestamp()


@pytest.mark.parametrize(
    ("kind", "values", "passing", "failing"),
    [
        ("INCLUSIVE", ["Open", "New"], ["Open", "New"], ["open", "Opened", "", None, 1]),
        ("INCLUSIVE", ["5", "true"], [5, "5", True], [5.5, "5.0", False]),
        ("EXCLUSIVE", ["Open", "New"], ["Closed", "open", "", None], ["Open", "New"]),
        ("CONTAINS", ["fun", "urn"], ["Refund", "return"], ["REFUND", None]),
        ("BEGINS_WITH", ["12"], ["123", 12, 12.5], ["012", None]),
        ("ENDS_WITH", ["00"], ["100", 100], ["001", None]),
        ("EQUAL", ["1", "2"], ["1.0", 1, 2.0, "2"], ["one", 3, None, True]),
        ("GREATER_THAN", ["1"], ["1.5", 2], [1, "x", None]),
        ("GREATER_THAN_OR_EQUAL", ["1"], ["1.0", 2], [0.5, None]),
        ("LESS_THAN", ["1"], ["-1", 0.5], [1, None]),
        ("LESS_THAN_OR_EQUAL", ["1"], ["1.0", 0], [2, None]),
        ("BEFORE", ["2026-01-31"], ["2026-01-30T23:59:59Z"], ["2026-01-31", "x", None]),
        ("AFTER", ["2026-01-31"], ["2026-01-31T00:00:01Z"], ["2026-01-31", None]),
        (
            "ON", ["2026-01-31T18:00:00Z"], ["2026-01-31", "2026-01-31T23:59:59Z"],
            ["2026-01-30T23:59:59Z", "2026-01-31T23:59:59-01:00", None],
        ),
        (
            "BETWEEN", ["2026-01-30", "2026-01-31"], ["2026-01-30", "2026-01-31"],
            ["2026-01-29T23:59:59Z", "2026-01-31T00:00:01Z", "x", None],
        ),
        (
            "NOT_BETWEEN", ["2026-01-30", "2026-01-31"], ["2026-01-29", "2026-02-01"],
            ["2026-01-30", "x", None],
        ),
        (
            "BETWEEN", ["-P7D", "now"], ["2026-01-24T12:00:00Z", int(NOON * 1000)],
            ["2026-01-24T11:59:59Z", "2026-01-31T12:00:01Z"],
        ),
        ("AFTER", ["P1M"], ["2026-03-01"], ["2026-02-28T12:00:00Z"]),
        (
            "LIST_CONTAINS", ["a", "1"], ['["a", "b"]', "[1]", ["b", 1], "a", 1],
            ['["b"]', "[a", "[a]", "ab", "[]", "[" * 100_000, "", None],
        ),
        (
            "LIST_CONTAINS_ALL", ["a", "b"], ['["b", "c", "a"]', ["a", "b"]],
            ['["a"]', "a", "ab", "", None],
        ),
    ],
)  # fmt: skip
def test_what_passes_and_what_does_not(
    kind: str, values: list[str], passing: list[Any], failing: list[Any]
) -> None:
    test = compile_dimension(kind, values)
    assert [each for each in passing if not test(each, NOON)] == []
    assert [each for each in failing if test(each, NOON)] == []


def test_a_relative_date_counts_from_the_moment_at_which_it_is_judged() -> None:
    test = compile_dimension("AFTER", ["-P1D"])
    assert test("2026-01-31", NOON)
    assert not test("2026-01-31", NOON + 86_400)


@pytest.mark.parametrize(
    ("kind", "values", "reason"),
    [
        ("EQUAL", ["1", "one"], "EQUAL compares numbers, and a value is none"),
        ("LESS_THAN", ["2026-01-31"], "LESS_THAN compares numbers"),
        ("ON", ["yesterday"], r"ON compares dates, and a value is none: .*-P7D, P2W, -PT12H, P1M"),
        ("BETWEEN", ["2026-01-31"], "BETWEEN needs two values"),
        ("NOT_BETWEEN", ["1", "2", "3"], "NOT_BETWEEN needs two values"),
        ("BETWEEN", ["2026-01-31", "x"], "BETWEEN compares dates"),
    ],
)  # fmt: skip
def test_values_that_do_not_go_with_the_operator_are_refused(
    kind: str, values: list[str], reason: str
) -> None:
    with pytest.raises(InvalidDimension, match=reason):
        compile_dimension(kind, values)


@pytest.mark.parametrize(
    ("kind", "found", "together"),
    [
        ("ALL", [True, True], True), ("ALL", [True, False], False), ("ALL", [], True),
        ("ANY", [False, True], True), ("ANY", [False, False], False),
        ("NONE", [False, False], True), ("NONE", [False, True], False),
    ],
)  # fmt: skip
def test_several_are_combined(kind: str, found: list[bool], together: bool) -> None:
    assert combined(kind)(found) is together
