"""The order of a segment's profiles."""

from __future__ import annotations

from typing import Any

import pytest

from cprofiles_mock.rules.segments.ordering import in_order


def ordered(values: list[Any], order: str = "ASC", data_type: str | None = None) -> list[Any]:
    attribute = {"Order": order, **({"DataType": data_type} if data_type else {})}
    return in_order(values, [(attribute, lambda value: value)])


@pytest.mark.parametrize(
    ("values", "order", "data_type", "expected"),
    [
        (["10", "9", None, "9.5"], "ASC", None, ["9", "9.5", "10", None]),
        (["10", "9", "", "9.5"], "DESC", None, ["10", "9.5", "9", ""]),
        (["10", "9", "b"], "ASC", None, ["10", "9", "b"]),
        (["10", "9", "b"], "ASC", "NUMBER", ["9", "10", "b"]),
        (["10", "9"], "ASC", "STRING", ["10", "9"]),
        (["2026-01-01T01:00:00+02:00", "2025-12-31T23:30:00Z"], "ASC", None,
         ["2026-01-01T01:00:00+02:00", "2025-12-31T23:30:00Z"]),
        (["2026-02-01", "x", "2026-01-01"], "DESC", "DATE", ["2026-02-01", "2026-01-01", "x"]),
        ([None, ""], "ASC", None, [None, ""]),
    ],
)  # fmt: skip
def test_values_are_compared_by_their_data_type_and_what_is_missing_comes_last(
    values: list[Any], order: str, data_type: str | None, expected: list[Any]
) -> None:
    assert ordered(values, order, data_type) == expected


def test_ties_go_by_the_next_attribute_and_else_stay_as_they_are() -> None:
    items = [("b", "1", 0), ("a", "1", 1), ("b", "2", 2), ("a", "1", 3)]
    attributes = [
        ({"Order": "DESC"}, lambda item: item[0]),
        ({"Order": "ASC"}, lambda item: item[1]),
    ]
    assert [item[2] for item in in_order(items, attributes)] == [0, 2, 1, 3]
