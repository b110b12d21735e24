"""The tasks of a flow that are plain maps and filters, compiled once and applied to its records.

Sources: the Amazon Connect Administrator Guide (2026), "programmatically integrate Amazon S3";
AppFlow's API reference on ``Task``; ``docs/fidelity.md`` for what is a choice.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from .dates import moment_of
from .flow_definitions import MEMBER_OF_CONNECTOR
from .ingestion.accessors import text_of
from .json_paths import member_at
from .numbers import number_of

#: Whether a record passes a filter.
Filter = Callable[[Mapping[str, Any]], bool]


class InapplicableTask(ValueError):  # noqa: N818 (as the service's exceptions are named)
    """A task is no plain map or filter; the message is a sentence that names it."""


class FlowTasks:
    """The tasks of a flow definition. Raises InapplicableTask."""

    def __init__(self, definition: Mapping[str, Any]) -> None:
        member = MEMBER_OF_CONNECTOR[definition["SourceFlowConfig"]["ConnectorType"]]
        self._filters: list[Filter] = []
        self._kept: set[str] | None = None
        self._maps: list[tuple[str, str]] = []
        for number, task in enumerate(definition["Tasks"]):
            name = task.get("ConnectorOperator", {}).get(member)
            try:
                self._add(task, name)
            except _InapplicableError as error:
                raise InapplicableTask(f"task {number} cannot be applied: {error}") from None

    def _add(self, task: Mapping[str, Any], name: str | None) -> None:
        sources, properties = task["SourceFields"], task.get("TaskProperties", {})
        if task["TaskType"] == "Map" and name in (None, "NO_OP"):
            if len(sources) != 1:
                raise _InapplicableError("a Map needs one of SourceFields")
            self._maps.append((sources[0], task.get("DestinationField") or sources[0]))
        elif task["TaskType"] == "Filter" and name == "PROJECTION":
            self._kept = {*sources, *(self._kept or ())}
        elif task["TaskType"] == "Filter" and name in _COMPARING:
            if len(sources) != 1:
                raise _InapplicableError("a comparing Filter needs one of SourceFields")
            self._filters.append(_filter(sources[0], name, properties))
        else:
            raise _InapplicableError(
                f"it is a {task['TaskType']} with the operator {name}; flows apply Map with NO_OP, "
                f"and Filter with PROJECTION, {', '.join(_COMPARING)}"
            )

    def apply(self, record: Mapping[str, Any]) -> Mapping[str, Any] | None:
        """What the tasks make of a record; None if a filter leaves it out."""
        if not all(passes(record) for passes in self._filters):
            return None
        kept = record
        if self._kept is not None:
            kept = {name: value for name, value in record.items() if name in self._kept}
        if not self._maps:
            return kept
        values = ((target, member_at(kept, source)) for source, target in self._maps)
        return {target: value for target, value in values if value is not None}


class _InapplicableError(Exception):
    """Why a task cannot be applied."""


_ORDERS: Mapping[str, Callable[[Any, Any], bool]] = {
    "LESS_THAN": operator.lt,
    "LESS_THAN_OR_EQUAL_TO": operator.le,
    "GREATER_THAN": operator.gt,
    "GREATER_THAN_OR_EQUAL_TO": operator.ge,
}
_COMPARING = ("EQUAL_TO", "NOT_EQUAL_TO", *_ORDERS, "BETWEEN")


def _filter(source: str, name: str, properties: Mapping[str, str]) -> Filter:
    test = _between(properties) if name == "BETWEEN" else _comparison(name, properties)
    return lambda record: test(member_at(record, source))


def _comparison(name: str, properties: Mapping[str, str]) -> Callable[[Any], bool]:
    if name in _ORDERS:
        compare, (bound,) = _ORDERS[name], _bounds(properties, "VALUE")
        return lambda value: (
            (found := bound.read(value)) is not None and compare(found, bound.value)
        )
    texts = properties.get("VALUES", "").split(",") if "VALUES" in properties else []
    texts += [properties["VALUE"]] if "VALUE" in properties else []
    if not texts:
        raise _InapplicableError(f"{name} needs VALUE or VALUES in TaskProperties")
    numbers = {number for each in texts if (number := number_of(each)) is not None}
    wanted = frozenset(map(str.strip, texts))

    def equals(value: Any) -> bool:
        text = text_of(value)
        return text is not None and (text in wanted or number_of(value) in numbers)

    return equals if name == "EQUAL_TO" else lambda value: not equals(value)


class _Bound:
    """A number or a moment that values are compared with, and what reads them so."""

    def __init__(self, name: str, text: str) -> None:
        self.read: Callable[[Any], Any] = number_of
        self.value: Any = number_of(text)
        if self.value is None:
            self.read, self.value = moment_of, moment_of(text)
        if self.value is None:
            raise _InapplicableError(f"{name} {text!r} is neither a number nor a time")


def _bounds(properties: Mapping[str, str], *names: str) -> Sequence[_Bound]:
    for name in names:
        if name not in properties:
            raise _InapplicableError(f"it needs {name} in TaskProperties")
    return [_Bound(name, properties[name]) for name in names]


def _between(properties: Mapping[str, str]) -> Callable[[Any], bool]:
    lower, upper = _bounds(properties, "LOWER_BOUND", "UPPER_BOUND")
    if lower.read is not upper.read:
        raise _InapplicableError("LOWER_BOUND and UPPER_BOUND are not both numbers or both times")

    def test(value: Any) -> bool:
        found = lower.read(value)
        return found is not None and bool(lower.value <= found <= upper.value)

    return test
