"""Numbers as objects have them: read exactly, and written as the service writes them.

Source: the answers shown in the Amazon Connect Administrator Guide (2026), "validate calculated
attribute values"; ``docs/fidelity.md`` for what is a choice.
"""

from __future__ import annotations

import re
from decimal import Context, Decimal, Inexact
from math import isfinite
from typing import Any

#: Adds and multiplies without rounding whatever ``number_of`` reads.
EXACT = Context(prec=2000, traps=[])

_NUMBER = re.compile(r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]{1,3})?")
# The longest value that the service model lets a calculated attribute have.
_LONGEST = 255
_MOST_BITS = 1024


def number_of(value: Any) -> Decimal | None:
    """The number that a JSON value is, or that its text is; None for anything else.

    ``true`` is no number, nor is a text with blanks around the digits.
    """
    kind = type(value)
    if kind is str:
        fits = len(value) <= _LONGEST and _NUMBER.fullmatch(value)
        return Decimal(value) if fits else None
    if kind is int:
        return Decimal(value) if value.bit_length() <= _MOST_BITS else None
    if kind is float:
        # The shortest text that is read back as the same number, not all of its binary digits.
        return Decimal(repr(value))
    return value if kind is Decimal else None


def plain_text(number: Decimal) -> str:
    """A number without exponent and without zeros that say nothing: ``18.5``, ``18``."""
    text = format(number, "f")
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def quotient(dividend: Decimal, divisor: Decimal) -> Decimal | None:
    """The quotient; one that does not end is that of a double. None for a division by zero."""
    if not divisor:
        return None
    context = Context(traps=[])
    found = context.divide(dividend, divisor)
    if not context.flags[Inexact]:
        return found
    double = float(found)
    return Decimal(repr(double)) if isfinite(double) else found
