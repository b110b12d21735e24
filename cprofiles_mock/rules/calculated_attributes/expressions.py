"""Expressions: the attribute of an object that is calculated with, or two of them.

Source: the Amazon Connect Administrator Guide (2026), "calculated attributes APIs": one attribute,
or two joined by one of ``+ - * /``; ``docs/fidelity.md`` for what is a choice.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from ..dates import iso_microseconds
from ..numbers import EXACT, number_of, quotient

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence


class InvalidDefinition(ValueError):  # noqa: N818 (as the service's exceptions are named)
    """Part of a definition is not valid; the message is the whole sentence."""


# The type ends at the first dot; the rest is the attribute, dots and all.
_OPERAND = r"\{([^{}.\s]+)\.([^{}\s]+)\}"
_EXPRESSION = re.compile(rf"\s*{_OPERAND}\s*(?:([+\-*/])\s*{_OPERAND}\s*)?")
_REFERENCE = re.compile(_OPERAND)


def _divide(left: Decimal, right: Decimal) -> Decimal | None:
    return quotient(left, right)


_OPERATORS: Mapping[str, Callable[[Decimal, Decimal], Decimal | None]] = {
    "+": EXACT.add,
    "-": EXACT.subtract,
    "*": EXACT.multiply,
    "/": _divide,
}


@dataclass(frozen=True, slots=True)
class Expression:
    """A parsed expression: the attributes of one object type, and what joins two of them."""

    type_name: str
    attributes: tuple[str, ...]
    operator: str | None = None

    def evaluate(self, values: Sequence[Any]) -> Any:
        """The expression's value for the values of its attributes, in their order.

        The value of a single attribute is the JSON value itself. Of two it is a Decimal, made of
        two numbers; the difference of two ISO 8601 times is in milliseconds. None if there is no
        value.
        """
        if self.operator is None:
            return None if values[0] == "" else values[0]
        left, right = (number_of(each) for each in values)
        if left is not None and right is not None:
            return _OPERATORS[self.operator](left, right)
        if self.operator == "-" and left is None and right is None:
            return _milliseconds_between(*values)
        return None


def _milliseconds_between(later: Any, earlier: Any) -> Decimal | None:
    if not (isinstance(later, str) and isinstance(earlier, str)):
        return None
    end, begin = iso_microseconds(later), iso_microseconds(earlier)
    return None if end is None or begin is None else Decimal(end - begin) / 1000


def parse_expression(text: str) -> Expression:
    """Parse ``{Type.attribute}``, or two of them with an operator. Raises InvalidDefinition."""
    match = _EXPRESSION.fullmatch(text)
    if match is None:
        raise InvalidDefinition(
            "AttributeDetails.Expression must be {ObjectTypeName.AttributeName}, or two of them "
            "joined by one of + - * /"
        )
    type_name, attribute, operator, other_type, other = match.groups()
    if operator is None:
        return Expression(type_name, (attribute,))
    if other_type != type_name:
        raise InvalidDefinition(
            f"AttributeDetails.Expression must refer to one object type, and refers to {type_name} "
            f"and {other_type}"
        )
    return Expression(type_name, (attribute, other), operator)


def parse_reference(text: str) -> tuple[str, str]:
    """Parse ``{Type.path}``, as a TimestampSource has it. Raises InvalidDefinition."""
    match = _REFERENCE.fullmatch(text)
    if match is None:
        raise InvalidDefinition(
            "Conditions.Range.TimestampSource must be {ObjectTypeName.path}, with dots in the path"
        )
    return match[1], match[2]
