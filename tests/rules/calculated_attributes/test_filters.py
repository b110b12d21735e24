"""Event filters, and the members of standard objects that they and expressions may name."""

from __future__ import annotations

from typing import Any

import pytest

from cprofiles_mock.rules.calculated_attributes.expressions import InvalidDefinition
from cprofiles_mock.rules.calculated_attributes.filters import attribute_names, compile_filter
from cprofiles_mock.rules.calculated_attributes.members import check_member
from cprofiles_mock.rules.ingestion.standard_objects import STANDARD_OBJECTS


def equal(**values: str) -> dict[str, Any]:
    """A dimension whose attributes must have these values."""
    return {
        "Attributes": {
            name: {"DimensionType": "INCLUSIVE", "Values": [value]}
            for name, value in values.items()
        }
    }


def group(kind: str, *dimensions: dict[str, Any]) -> dict[str, Any]:
    return {"Type": kind, "Dimensions": list(dimensions)}


def passes(include: str, *groups: dict[str, Any], **attributes: Any) -> bool:
    return compile_filter({"Include": include, "Groups": list(groups)})(attributes.get, 0.0)


A, B = equal(a="1"), equal(b="1")


@pytest.mark.parametrize(
    ("kind", "both", "one", "neither"),
    [("ALL", True, False, False), ("ANY", True, True, False), ("NONE", False, False, True)],
)
def test_type_joins_dimensions_and_include_joins_groups(
    kind: str, both: bool, one: bool, neither: bool
) -> None:
    for objects, outcome in (
        ({"a": "1", "b": "1"}, both), ({"a": "1"}, one), ({"b": "1"}, one), ({}, neither),
    ):  # fmt: skip
        assert passes("ALL", group(kind, A, B), **objects) is outcome
        assert passes(kind, group("ALL", A), group("ALL", B), **objects) is outcome


def test_the_attributes_of_one_dimension_must_all_pass() -> None:
    both = equal(a="1", b="1")
    assert passes("ANY", group("ANY", both), a="1", b="1")
    assert not passes("ANY", group("ANY", both), a="1")


def test_the_second_group_may_exclude() -> None:
    excluding = (group("ALL", A), group("NONE", B))
    assert passes("ALL", *excluding, a="1", b="2")
    assert not passes("ALL", *excluding, a="1", b="1")


def test_the_attributes_of_a_filter_are_told() -> None:
    definition = {"Include": "ALL", "Groups": [group("ALL", equal(a="1", b="1")), group("ANY", A)]}
    assert list(attribute_names(definition)) == ["a", "b", "a"]


def test_a_filter_that_is_wrong_names_its_attribute() -> None:
    wrong = {"Attributes": {"a": {"DimensionType": "EQUAL", "Values": ["x"]}}}
    with pytest.raises(
        InvalidDefinition, match="filter of attribute a is not valid: EQUAL compares numbers"
    ):
        compile_filter({"Include": "ALL", "Groups": [group("ALL", wrong)]})


@pytest.mark.parametrize(
    ("name", "path"),
    [
        ("_order", "OrderId"), ("_order", "TotalPrice"), ("_order", "BillingAddress.City"),
        ("_order", "Attributes.a.b"), ("_order", "OrderItems"), ("_airSegment", "Seat.Price"),
        ("_communicationRecord", "Events.Open.UpdatedDate"),
        ("_communicationRecord", "Events.Open.Attributes.x"), ("_airPreference", "Seat.Any.Thing"),
    ],
)  # fmt: skip
def test_a_standard_object_has_its_members(name: str, path: str) -> None:
    check_member(STANDARD_OBJECTS[name], path)


@pytest.mark.parametrize(
    ("name", "path", "reason"),
    [
        ("_order", "totalPrice", "_order has no attribute totalPrice; did you mean 'TotalPrice'"),
        ("_order", "BillingAddress.Town", "_order.BillingAddress has no attribute Town"),
        ("_order", "OrderItems.Price", "_order.OrderItems is a list"),
        ("_order", "TotalPrice.Amount", "_order.TotalPrice has no attribute Amount"),
        ("_communicationRecord", "Events.Open.Nothing", "Events.Open has no attribute Nothing"),
    ],
)
def test_a_standard_object_has_no_other(name: str, path: str, reason: str) -> None:
    with pytest.raises(InvalidDefinition, match=reason):
        check_member(STANDARD_OBJECTS[name], path)
