"""Numbers: what reads as one, and how it is written."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from cprofiles_mock.rules.numbers import number_of, plain_text, quotient


@pytest.mark.parametrize(
    ("value", "number"),
    [
        (7, "7"), (-7, "-7"), (0.1, "0.1"), (18.0, "18.0"), (1e300, "1E+300"), ("7", "7"),
        ("+7", "7"), ("-7.50", "-7.50"), (".5", "0.5"), ("5.", "5"), ("1e3", "1E+3"),
        ("1E-3", "0.001"), (Decimal("1.5"), "1.5"), ("0" * 255, "0"),
    ],
)  # fmt: skip
def test_json_numbers_and_texts_that_read_as_one_are_numbers(value: Any, number: str) -> None:
    assert number_of(value) == Decimal(number)


@pytest.mark.parametrize(
    "value",
    [
        None, True, False, "", " 7", "7 ", "seven", "1,000", "1_000", "0x7", "NaN", "Infinity",
        "1e", "1e1000", "٣", "9" * 256, [7], {"a": 7}, 1 << 1025,
    ],
)  # fmt: skip
def test_nothing_else_is_a_number(value: Any) -> None:
    assert number_of(value) is None


@pytest.mark.parametrize(
    ("number", "text"),
    [
        ("18", "18"), ("18.0", "18"), ("18.50", "18.5"), ("1E+3", "1000"), ("1E-7", "0.0000001"),
        ("-0", "0"), ("-0.00", "0"), ("100", "100"), ("-1.10", "-1.1"),
    ],
)  # fmt: skip
def test_a_number_is_written_without_exponent_and_idle_zeros(number: str, text: str) -> None:
    assert plain_text(Decimal(number)) == text


@pytest.mark.parametrize(
    ("dividend", "divisor", "text"),
    [
        ("1", "4", "0.25"), ("20", "3", "6.666666666666667"), ("1", "3", "0.3333333333333333"),
        ("0.3", "3", "0.1"), ("1", "0", None),
        ("2e300", "3", plain_text(Decimal("6.666666666666667E+299"))),
        ("2e999", "3", plain_text(Decimal("6.666666666666666666666666667E+998"))),
    ],
)  # fmt: skip
def test_a_quotient_that_does_not_end_is_that_of_a_double(
    dividend: str, divisor: str, text: str | None
) -> None:
    found = quotient(Decimal(dividend), Decimal(divisor))
    assert (None if found is None else plain_text(found)) == text
