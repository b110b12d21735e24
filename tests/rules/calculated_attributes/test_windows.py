"""Windows: which part of time counts."""

from __future__ import annotations

from math import inf
from typing import Any

import pytest

from cprofiles_mock.rules.calculated_attributes.expressions import InvalidDefinition
from cprofiles_mock.rules.calculated_attributes.windows import (
    MICROSECOND,
    Window,
    check_conditions,
    window_of,
    window_of_override,
)

DAY = 86_400
NOW = 1000.0 * DAY


@pytest.mark.parametrize(
    ("time_range", "window"),
    [
        (None, Window()), ({}, Window()), ({"Unit": "DAYS"}, Window()),
        ({"Unit": "DAYS", "Value": 0}, Window()), ({"Unit": "DAYS", "Value": 30}, Window(30, 0)),
        ({"ValueRange": {"Start": 30, "End": 10}}, Window(30, 10)),
        ({"Value": 7, "ValueRange": {"Start": 0, "End": -7}}, Window(0, -7)),
    ],
)  # fmt: skip
def test_a_range_is_a_window_and_value_range_wins(
    time_range: dict[str, Any] | None, window: Window
) -> None:
    assert window_of(time_range) == window


@pytest.mark.parametrize(
    ("window", "first", "last"),
    [
        (Window(), -inf, inf), (Window(30, 0), NOW - 30 * DAY, NOW),
        (Window(30, 10), NOW - 30 * DAY, NOW - 10 * DAY),
        (Window(0, -7), NOW, NOW + 7 * DAY), (Window(-1, -7), NOW + DAY, NOW + 7 * DAY),
    ],
)  # fmt: skip
def test_a_window_moves_with_the_clock_and_both_ends_are_in_it(
    window: Window, first: float, last: float
) -> None:
    found = window.bounds(NOW)
    assert found == (first - MICROSECOND, last + MICROSECOND)


def test_nothing_older_than_the_horizon_is_in_a_window() -> None:
    assert Window(30, 0).bounds(NOW, NOW - DAY)[0] == NOW - DAY - MICROSECOND
    assert Window(30, 0).bounds(NOW, NOW - 40 * DAY)[0] == NOW - 30 * DAY - MICROSECOND
    assert Window().bounds(NOW, NOW - DAY)[0] == NOW - DAY - MICROSECOND


@pytest.mark.parametrize(
    ("window", "days", "reached"),
    [
        (Window(), 0, True), (Window(30, 0), 29.9, False), (Window(30, 0), 30, True),
        (Window(30, 10), 29.9, False), (Window(30, -10), 30, True), (Window(0, -7), 0, True),
        (Window(-1, -7), 0, True),
    ],
)  # fmt: skip
def test_a_window_is_reached_when_its_past_part_has_passed(
    window: Window, days: float, reached: bool
) -> None:
    assert window.is_reached(NOW - days * DAY, NOW) is reached


@pytest.mark.parametrize(
    ("former", "new", "before", "horizon"),
    [
        (Window(30, 0), Window(60, 0), None, NOW - 30 * DAY),
        (Window(30, 0), Window(), None, NOW - 30 * DAY),
        (Window(30, 0), Window(60, 0), NOW - 10 * DAY, NOW - 10 * DAY),
        (Window(30, 0), Window(60, 0), NOW - 90 * DAY, NOW - 30 * DAY),
        (Window(30, 0), Window(30, 0), None, None),
        (Window(30, 0), Window(7, 0), None, None),
        (Window(30, 0), Window(7, 0), NOW - DAY, NOW - DAY),
        (Window(), Window(7, 0), None, None),
        (Window(), Window(), NOW - DAY, NOW - DAY),
        (Window(30, 20), Window(30, 0), None, None),
        (Window(-1, -7), Window(0, -7), None, NOW + DAY),
    ],
)  # fmt: skip
def test_only_widening_leaves_a_horizon(
    former: Window, new: Window, before: float | None, horizon: float | None
) -> None:
    assert former.horizon_of_update(new, NOW, before) == horizon


@pytest.mark.parametrize(
    "conditions",
    [
        {}, {"ObjectCount": 300}, {"Range": {"Value": 366, "Unit": "DAYS"}},
        {"Range": {"ValueRange": {"Start": 366, "End": -366}}},
        {"Range": {"ValueRange": {"Start": 5, "End": 5}}},
        {"Range": {"TimestampFormat": "ISO_8601", "TimestampSource": "{a.b}"}},
        {"Range": {"TimestampFormat": "EPOCHMILLI"}},
        {"Threshold": {"Value": "anything", "Operator": "EQUAL_TO"}},
    ],
)  # fmt: skip
def test_conditions_that_are_right_pass(conditions: dict[str, Any]) -> None:
    check_conditions(conditions)


@pytest.mark.parametrize(
    ("conditions", "reason"),
    [
        ({"ObjectCount": 301}, "ObjectCount must be at most 300"),
        ({"Range": {"Value": 367}}, "Range must not reach further than 366 days"),
        ({"Range": {"ValueRange": {"Start": 367, "End": 0}}}, "further than 366 days"),
        (
            {"Range": {"Value": 367, "ValueRange": {"Start": 3, "End": 0}}},
            "Range must not reach further than 366 days",
        ),
        ({"Range": {"ValueRange": {"Start": 0, "End": -367}}}, "further than 366 days"),
        (
            {"Range": {"ValueRange": {"Start": 0, "End": 30}}},
            "Conditions.Range must start before it ends: Start 0 is after End 30",
        ),
        (
            {"Range": {"TimestampFormat": "epochmilli"}},
            "TimestampFormat must be one of EPOCHMILLI, ISO_8601",
        ),
    ],
)
def test_conditions_that_are_wrong_are_refused(conditions: dict[str, Any], reason: str) -> None:
    with pytest.raises(InvalidDefinition, match=reason):
        check_conditions(conditions)


def test_an_override_ends_now_unless_it_has_an_end() -> None:
    assert window_of_override({"Start": 60, "Unit": "DAYS"}) == Window(60, 0)
    assert window_of_override({"Start": 60, "End": 30}) == Window(60, 30)
    with pytest.raises(InvalidDefinition, match=r"ConditionOverrides.Range must start before"):
        window_of_override({"Start": -1})
