"""Canned answers: responses that a test gives in place of the service."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from math import isfinite
from reprlib import repr as _short
from typing import TYPE_CHECKING, Any, ClassVar

from botocore.model import ListShape, MapShape, StructureShape

from .. import exceptions
from ..protocol.compiled import service_model
from ..runtime.suggestions import did_you_mean
from .outcomes import Outcome, check_conditions

if TYPE_CHECKING:
    from botocore.model import Shape

    from .outcomes import When

# boto3 puts it into each response; it comes from the headers, and so is not a part of the answer.
_METADATA = "ResponseMetadata"


@dataclass(slots=True, kw_only=True, eq=False)
class CannedAnswer(Outcome):
    """Answers requests with a response that the test has given; no handler runs."""

    response: dict[str, Any]

    warning: ClassVar[type[Warning] | None] = exceptions.UnusedAnswerWarning

    def happen(self) -> dict[str, Any]:
        """Return the response, in a dict of its own."""
        return dict(self.response)

    def as_json(self) -> dict[str, Any]:
        """What the server tells of it."""
        return {
            "operation": self.operation,
            "response": self.response,
            "times": self.left,
            "region": self.region,
            "when": self.when,
        }

    def __str__(self) -> str:
        return f"an answer was not given: that of {self.operation}{self.conditions}"


def make_answer(
    operation: str,
    response: Mapping[str, Any],
    *,
    times: int | None,
    region: str | None,
    when: When | None,
) -> CannedAnswer:
    """Make a canned answer; ``Verbs.answer_next`` documents arguments and errors."""
    check_conditions(operation, region, when, times)
    if not isinstance(response, Mapping):
        raise TypeError(f"response is a mapping, as boto3 returns it, not {response!r}")
    body = _on_the_wire({name: item for name, item in response.items() if name != _METADATA})
    violations = _violations(operation, body)
    if violations:
        raise ValueError(f"{operation} cannot answer so: {'; '.join(violations)}")
    return CannedAnswer(
        operation=operation, left=times, region=region, when=when, response=_without_nulls(body)
    )


def _on_the_wire(value: Any) -> Any:
    """A copy in the types of JSON, with times in seconds since the epoch."""
    if isinstance(value, Mapping):
        return {name: _on_the_wire(item) for name, item in value.items()}
    if isinstance(value, list | tuple):
        return [_on_the_wire(item) for item in value]
    if isinstance(value, datetime):
        # As the service sends them, to the millisecond.
        return round(value.timestamp() * 1000) / 1000
    return value


def _without_nulls(value: Any) -> Any:
    """The same without members that are null, which clients leave out."""
    if isinstance(value, dict):
        return {name: _without_nulls(item) for name, item in value.items() if item is not None}
    return [_without_nulls(item) for item in value] if isinstance(value, list) else value


def _violations(operation: str, body: dict[str, Any]) -> list[str]:
    """What no answer of the operation has: a member, a type, or the lack of a required member.

    Lengths, patterns and enums are left out: the service's own answers break those of the model.
    """
    shape: Any = service_model().operation_model(operation).output_shape
    if shape is None:
        return ["it has no output; give {}"] if body else []
    # Inside of its answers the service itself sends null for some required members.
    null = [name for name in shape.required_members if name in body and body[name] is None]
    return [*(f"response lacks {name}" for name in null), *_misfits(shape, body, "response")]


def _misfits(shape: Shape, value: Any, place: str) -> Iterator[str]:
    """What is wrong with a value, and with what is in it."""
    wanted, holds = _TYPES[shape.type_name]
    if not holds(value):
        yield f"{place} is {wanted}, not {_short(value)}"
    elif isinstance(shape, StructureShape):
        yield from (f"{place} lacks {name}" for name in shape.required_members if name not in value)
        if shape.is_tagged_union and sum(item is not None for item in value.values()) != 1:
            # botocore: no client can read none, or several.
            yield f"{place} has exactly one of the members {', '.join(shape.members)}"
        for name, item in value.items():
            if name in shape.members:
                if item is not None:
                    yield from _misfits(shape.members[name], item, f"{place}.{name}")
            else:
                hint = did_you_mean(name, shape.members)
                yield f"{place} has no member {name!r}{hint}"
    elif isinstance(shape, ListShape):
        for number, item in enumerate(value):
            yield from _misfits(shape.member, item, f"{place}[{number}]")
    elif isinstance(shape, MapShape):
        for name, item in value.items():
            if item is not None:
                yield from _misfits(shape.value, item, f"{place}[{name!r}]")


def _is_number(value: Any) -> bool:
    return type(value) in (int, float) and isfinite(value)


# By the type of a shape: what a value must be, in words, and the test of it.
_TYPES: dict[str, tuple[str, Callable[[Any], bool]]] = {
    "structure": ("a mapping", lambda value: type(value) is dict),
    "map": ("a mapping", lambda value: type(value) is dict),
    "list": ("a list", lambda value: type(value) is list),
    "string": ("a text", lambda value: isinstance(value, str)),
    "boolean": ("true or false", lambda value: type(value) is bool),
    "integer": ("a whole number", lambda value: type(value) is int),
    "long": ("a whole number", lambda value: type(value) is int),
    "float": ("a number", _is_number),
    "double": ("a number", _is_number),
    "timestamp": ("a datetime, or seconds since the epoch", _is_number),
}
