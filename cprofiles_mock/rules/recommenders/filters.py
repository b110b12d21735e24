"""Filters: checks an expression when it is created, and tells which items pass when it is used.

Sources: the Amazon Personalize Developer Guide, "combining multiple expressions" and "filter
expression structure and elements"; the service model on ``RecommenderFilter``;
``docs/fidelity.md`` for what is a choice.
"""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Collection, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from ..catalog_items import CATALOG_ITEM, MEMBERS
from ..numbers import number_of
from .columns import WEB_ANALYTICS, is_column, value_of
from .filter_expressions import InvalidFilter, parse

if TYPE_CHECKING:
    from ..catalog_items import Item
    from .columns import Columns
    from .filter_expressions import Condition, Expression

#: "up to five distinct fields" (Amazon Personalize Developer Guide, quotas of filters).
MOST_FIELDS = 5

#: Whether an item passes.
Passes = Callable[[str], bool]

_NUMERIC: Mapping[str, Callable[[Any, Any], bool]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}
_MEMBERS = {name.lower(): name for name in MEMBERS} | {"itemid": "Id"}
# The values of a parameter, between commas that are not in quotes.
_GIVEN = re.compile(r"""\s*("[^"]*"|'[^']*'|[^,]+)""")
_EVENT_TYPE = "eventtype"
_ANY = "*"


class MissingValue(ValueError):  # noqa: N818  (as the service's exceptions are named)
    """A filter cannot be used without something that a request lacks; the message says what."""


class Asked(NamedTuple):
    """What a request brings to a filter."""

    values: Mapping[str, str]
    #: The items of the catalogue.
    items: Mapping[str, Item]
    #: The types of the profile's events, in lower case, by item.
    events: Mapping[str, Collection[str]]
    #: The item that the request is about; None if the recipe is about none.
    current: Item | None


class Filter:
    """A filter expression, checked. Raises InvalidFilter.

    ``columns`` are those of the schema of that name; None is the default schema.
    """

    def __init__(self, text: str, columns: Columns, schema_name: str | None = None) -> None:
        self._expressions = parse(text)
        fields = set()
        for expression in self._expressions:
            datasets = set()
            for each in _conditions(expression):
                fields.add((each.dataset, _check(each, columns, schema_name)))
                datasets.add(each.dataset)
                if len(datasets) > 1:
                    raise InvalidFilter(
                        each.position, "one expression looks at Items or at Interactions; chain two"
                    )
                if len(fields) > MOST_FIELDS:
                    raise InvalidFilter(each.position, f"there are more than {MOST_FIELDS} fields")

    @property
    def parameters(self) -> frozenset[str]:
        """The names of its placeholders."""
        return frozenset(
            name for each in self._expressions for name in _parameters(_conditions(each))
        )

    def passes(self, asked: Asked) -> Passes:
        """What tells whether an item passes. Raises MissingValue."""
        unknown = asked.values.keys() - self.parameters
        if unknown:
            raise MissingValue(f"has no parameter {min(unknown)}")
        included = [_matcher(each, asked) for each in self._expressions if each.includes]
        excluded = [_matcher(each, asked) for each in self._expressions if not each.includes]

        def passes(item_id: str) -> bool:
            if included and not any(matches(item_id) for matches in included):
                return False
            return not any(matches(item_id) for matches in excluded)

        return passes


def _conditions(expression: Expression) -> list[Condition]:
    return [each for alternative in expression.alternatives for each in alternative]


def _parameters(conditions: Collection[Condition]) -> set[str]:
    return {
        operand.value
        for each in conditions
        for operand in each.operands
        if operand.kind == "parameter"
    }


# --- at creation ------------------------------------------------------------------------------


def _check(condition: Condition, columns: Columns, schema_name: str | None) -> str:
    """The column that a condition looks at. Raises InvalidFilter."""
    position = condition.position
    kinds = {each.kind for each in condition.operands}
    if condition.operator == "NOT IN" and "parameter" in kinds:
        raise InvalidFilter(position, "NOT IN takes no parameter")
    if condition.dataset == WEB_ANALYTICS:
        if _plain(condition.field) != _EVENT_TYPE:
            raise InvalidFilter(position, "of Interactions, only EventType can be compared")
        if "IN" not in condition.operator or "current" in kinds:
            raise InvalidFilter(position, "EventType is compared by IN or NOT IN, with texts")
        return "EventType"
    for name in (
        condition.field,
        *(each.value for each in condition.operands if each.kind == "current"),
    ):
        column = _column(name)
        if column is None:
            raise InvalidFilter(position, f"Items has no field {name}")
        if (CATALOG_ITEM, column) not in columns:
            raise InvalidFilter(
                position, f"recommender schema {schema_name} has no column {column}"
            )
    if condition.operator in _NUMERIC:
        for each in condition.operands:
            if each.kind == "text" and number_of(each.value) is None:
                raise InvalidFilter(position, f"{condition.operator} compares numbers")
    return _column(condition.field) or ""


def _plain(name: str) -> str:
    return name.replace("_", "").lower()


def _column(field: str) -> str | None:
    """The column of a field of items, however its case is; None if there is none."""
    outer, dot, inner = field.partition(".")
    if dot:
        name = f"Attributes.{inner}"
        return name if outer.lower() == "attributes" and is_column(CATALOG_ITEM, name) else None
    return _MEMBERS.get(_plain(field))


# --- in use -----------------------------------------------------------------------------------


def _matcher(expression: Expression, asked: Asked) -> Passes:
    """What tells whether the conditions of an expression hold for an item. Raises MissingValue."""
    alternatives = []
    for alternative in expression.alternatives:
        bound = []
        for each in alternative:
            missing = _parameters([each]) - asked.values.keys()
            if not missing:
                bound.append(_bound(each, asked))
            elif expression.includes:
                raise MissingValue(f"needs a value for its parameter {min(missing)}")
        # EXCLUDE may lack values: the conditions without them do nothing.
        if bound:
            alternatives.append(bound)
    return lambda item_id: any(
        all(holds(item_id) for holds in alternative) for alternative in alternatives
    )


def _bound(condition: Condition, asked: Asked) -> Passes:
    """A condition with the values of a request. Raises MissingValue."""
    wanted = [each for operand in condition.operands for each in _values(operand, asked)]
    if condition.dataset == WEB_ANALYTICS:
        return _of_events(condition, wanted, asked.events)
    column, items = _column(condition.field) or "", asked.items
    compare = _comparison(condition.operator, wanted)

    def holds(item_id: str) -> bool:
        item = items.get(item_id)
        value = item_id if column == "Id" else value_of(item, column) if item else None
        # What an item lacks proves nothing, whatever the operator.
        return value is not None and compare(value)

    return holds


def _values(operand: Any, asked: Asked) -> list[str]:
    if operand.kind == "parameter":
        return [_unquoted(each.strip()) for each in _GIVEN.findall(asked.values[operand.value])]
    if operand.kind == "current":
        if asked.current is None:
            raise MissingValue("compares with CurrentItem, and the recipe has no current item")
        value = value_of(asked.current, _column(operand.value) or "")
        return [] if value is None else [str(value)]
    return [operand.value]


def _unquoted(text: str) -> str:
    is_quoted = len(text) > 1 and text[0] == text[-1] and text[0] in "\"'"
    return text[1:-1] if is_quoted else text


def _of_events(
    condition: Condition, wanted: list[str], events: Mapping[str, Collection[str]]
) -> Passes:
    """Event types are compared without regard to case; ``*`` is any of them."""
    types = {each.lower() for each in wanted}
    is_any = _ANY in types
    if condition.operator == "IN":
        return lambda item_id: any(is_any or each in types for each in events.get(item_id, ()))
    return lambda item_id: any(not is_any and each not in types for each in events.get(item_id, ()))


def _comparison(name: str, wanted: list[str]) -> Callable[[Any], bool]:
    """Texts are compared exactly, numbers as numbers; with several values, one must fit."""
    if name in _NUMERIC:
        compare = _NUMERIC[name]
        numbers = [found for each in wanted if (found := number_of(each)) is not None]

        def holds(value: Any) -> bool:
            number = number_of(value)
            return number is not None and any(compare(number, each) for each in numbers)

        return holds
    texts = set(wanted)
    is_numeric = name in ("=", "!=")

    def is_one(value: Any) -> bool:
        if str(value) in texts:
            return True
        number = number_of(value) if is_numeric else None
        return number is not None and any(number == number_of(each) for each in wanted)

    return is_one if name in ("IN", "=") else lambda value: bool(wanted) and not is_one(value)
