"""The values of a segment's dimension that refer to what a profile has."""

from __future__ import annotations

from typing import Any

import pytest

from cprofiles_mock.rules.dimensions import InvalidDimension
from cprofiles_mock.rules.segments.values import Reference, compile_referring, reference_of

NAME = Reference(is_calculated=False, name="FirstName")


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("{{_profile.FirstName}}", NAME),
        ("{{ _profile.FirstName }}", NAME),
        ("{{_calculated_attribute.spent}}", Reference(is_calculated=True, name="spent")),
        ("{{_profile.Attributes.a.b}}", Reference(is_calculated=False, name="Attributes.a.b")),
        ("FirstName", None),
        ("Dear {{_profile.FirstName}}", None),
    ],
)
def test_what_a_value_refers_to(text: str, found: Any) -> None:
    assert reference_of(text) == found


@pytest.mark.parametrize("text", ["{{FirstName}}", "{{_order.Name}}", "{{_profile.}}", "{{}}"])
def test_braces_around_anything_else_are_refused(text: str) -> None:
    with pytest.raises(InvalidDimension, match=r"is no reference: write \{\{_profile\.NAME\}\} or"):
        reference_of(text)


@pytest.mark.parametrize(
    ("kind", "values", "value", "there", "passes"),
    [
        ("INCLUSIVE", ["{{_profile.FirstName}}"], "Ann", "Ann", True),
        ("INCLUSIVE", ["{{_profile.FirstName}}"], "Ann", "Bob", False),
        ("INCLUSIVE", ["{{_profile.FirstName}}"], "Ann", None, False),
        ("INCLUSIVE", ["{{_profile.FirstName}}", "Ann"], "Ann", None, True),
        ("EXCLUSIVE", ["{{_profile.FirstName}}"], "Ann", "Ann", False),
        ("EXCLUSIVE", ["{{_profile.FirstName}}", "Bob"], "Ann", "Cy", True),
        ("EXCLUSIVE", ["{{_profile.FirstName}}"], "Ann", None, True),
        ("GREATER_THAN", ["{{_profile.FirstName}}"], "5", "4.5", True),
        ("GREATER_THAN", ["{{_profile.FirstName}}"], "5", "four", False),
        ("GREATER_THAN", ["{{_profile.FirstName}}", "4"], "5", "four", True),
        ("BETWEEN", ["2026-01-01", "{{_profile.FirstName}}"], "2026-01-02", "2026-01-03", True),
        ("BETWEEN", ["2026-01-01", "{{_profile.FirstName}}"], "2026-01-04", "2026-01-03", False),
        ("BETWEEN", ["2026-01-01", "{{_profile.FirstName}}"], "2026-01-02", "soon", False),
        ("NOT_BETWEEN", ["2026-01-01", "{{_profile.FirstName}}"], "2026-01-02", None, False),
        ("LIST_CONTAINS", ["{{_profile.FirstName}}"], '["a", "b"]', "b", True),
        ("LIST_CONTAINS_ALL", ["a", "{{_profile.FirstName}}"], '["a", "b"]', "b", True),
        ("LIST_CONTAINS_ALL", ["a", "{{_profile.FirstName}}"], '["a", "b"]', None, False),
    ],
)
def test_a_reference_is_replaced_by_what_the_profile_has(
    kind: str, values: list[str], value: str, there: str | None, passes: bool
) -> None:
    asked = []

    def resolve(reference: Reference) -> str | None:
        asked.append(reference)
        return there

    assert compile_referring(kind, values)(value, 0.0, resolve) is passes
    assert asked == [NAME]


@pytest.mark.parametrize(
    ("kind", "values", "reason"),
    [
        ("EQUAL", ["{{_profile.FirstName}}", "four"], "EQUAL compares numbers"),
        ("BETWEEN", ["{{_profile.FirstName}}", "soon"], "BETWEEN compares dates"),
        ("BETWEEN", ["{{_profile.FirstName}}"], "BETWEEN needs two values"),
    ],
)
def test_the_other_values_are_still_checked(kind: str, values: list[str], reason: str) -> None:
    with pytest.raises(InvalidDimension, match=reason):
        compile_referring(kind, values)
