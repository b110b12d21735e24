"""Expressions: one attribute, or two with an operator."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from cprofiles_mock.rules.calculated_attributes.expressions import (
    Expression,
    InvalidDefinition,
    parse_expression,
    parse_reference,
)


@pytest.mark.parametrize(
    ("text", "expression"),
    [
        ("{Order.total}", Expression("Order", ("total",))),
        (" {Order.total} ", Expression("Order", ("total",))),
        ("{CTR.agent.id}", Expression("CTR", ("agent.id",))),
        ("{_order.Attributes.a-b}", Expression("_order", ("Attributes.a-b",))),
        ("{O.a} + {O.b}", Expression("O", ("a", "b"), "+")),
        ("{O.a}-{O.b}", Expression("O", ("a", "b"), "-")),
        ("{O.a} * {O.b}", Expression("O", ("a", "b"), "*")),
        ("{O.a}/ {O.a}", Expression("O", ("a", "a"), "/")),
    ],
)
def test_an_expression_is_parsed(text: str, expression: Expression) -> None:
    assert parse_expression(text) == expression


@pytest.mark.parametrize(
    "text",
    [
        "total", "{total}", "{Order}", "{Order.}", "{.total}", "{}", "{O.a} + 1", "1 + {O.a}",
        "({O.a})", "{O.a} % {O.b}", "{O.a} + {O.b} + {O.c}", "{O.a} {O.b}", "{O.a} +", "-{O.a}",
        "{{O.a}}", "{O.a} ** {O.b}", "{O. a}",
    ],
)  # fmt: skip
def test_any_other_text_is_refused(text: str) -> None:
    with pytest.raises(InvalidDefinition, match=r"must be \{ObjectTypeName.AttributeName\}"):
        parse_expression(text)


def test_two_types_are_refused() -> None:
    with pytest.raises(InvalidDefinition, match="refers to O and P"):
        parse_expression("{O.a} + {P.a}")


def test_a_reference_is_a_type_and_a_path() -> None:
    assert parse_reference("{Visit.generatedAt.timestamp}") == ("Visit", "generatedAt.timestamp")
    for text in ("Visit.at", "{Visit}", "{Visit.at} - {Visit.to}", "{Visit./a/b }"):
        with pytest.raises(InvalidDefinition, match="TimestampSource must be"):
            parse_reference(text)


@pytest.mark.parametrize("value", [7, 7.5, "text", True, ["a"], {"a": 1}, 0])
def test_the_value_of_one_attribute_is_the_json_value(value: Any) -> None:
    assert parse_expression("{O.a}").evaluate([value]) == value


@pytest.mark.parametrize("value", [None, ""])
def test_one_attribute_without_a_value_has_none(value: Any) -> None:
    assert parse_expression("{O.a}").evaluate([value]) is None


@pytest.mark.parametrize(
    ("operator", "left", "right", "value"),
    [
        ("+", 0.1, 0.2, "0.3"), ("+", "1", 2, "3"), ("-", 1, "2.5", "-1.5"), ("*", "1.5", 4, "6.0"),
        ("/", 1, 4, "0.25"), ("/", 20, 3, "6.666666666666667"), ("/", 1, 0, None),
        ("+", None, 1, None), ("+", 1, "", None), ("+", "a", "b", None), ("+", 1, "b", None),
        ("*", True, 1, None), ("+", 10**30, 1, "1000000000000000000000000000001"),
        ("-", "2026-01-01T00:01:00.5Z", "2026-01-01T00:00:00Z", "60500"),
        ("-", "2026-01-01T00:00:00+0100", "2026-01-01", "-3600000"),
        ("-", 1769860800250, "1769860800000", "250"),
        ("-", "2026-01-01", 1769860800, None), ("-", "a", "b", None),
        ("-", "2026-01-01", "b", None), ("-", None, "2026-01-01", None),
        ("+", "2026-01-01", "2026-01-01", None),
    ],
)  # fmt: skip
def test_two_attributes_are_calculated_with(
    operator: str, left: Any, right: Any, value: str | None
) -> None:
    found = parse_expression(f"{{O.a}} {operator} {{O.b}}").evaluate([left, right])
    assert found == (None if value is None else Decimal(value))
