"""Canned answers: responses that a test gives in place of the service."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, ClassVar

from botocore.model import ListShape, MapShape, StructureShape

from .. import exceptions
from ..protocol.compiled import service_model
from ..protocol.validation import ShapeChecks
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
    return CannedAnswer(operation=operation, left=times, region=region, when=when, response=body)


def _on_the_wire(value: Any) -> Any:
    """A copy in the types of JSON, with times in seconds since the epoch, and without None."""
    if isinstance(value, Mapping):
        return {name: _on_the_wire(item) for name, item in value.items() if item is not None}
    if isinstance(value, list | tuple):
        return [_on_the_wire(item) for item in value]
    if isinstance(value, datetime):
        # As the service sends them, to the millisecond.
        return round(value.timestamp() * 1000) / 1000
    return value


def _violations(operation: str, body: Any) -> list[str]:
    shape = service_model().operation_model(operation).output_shape
    if shape is None:
        return ["it has no output; give {}"] if body else []
    violations = list(_unknown_members(shape, body, "response"))
    ShapeChecks().of_member("", shape)(_without_what_is_empty(shape, body), "response", violations)
    return violations


def _unknown_members(shape: Shape, value: Any, place: str) -> list[str]:
    """The members that the model does not know. The service's own checks leave them out."""
    if isinstance(shape, StructureShape) and isinstance(value, dict):
        unknown = [
            f"{place} has no member {name!r}{did_you_mean(name, shape.members)}"
            for name in value
            if name not in shape.members
        ]
        known = [(shape.members[name], item, name) for name, item in value.items()
                 if name in shape.members]  # fmt: skip
        return unknown + [
            text
            for member, item, name in known
            for text in _unknown_members(member, item, f"{place}.{name}")
        ]
    if isinstance(shape, ListShape) and isinstance(value, list):
        below = [(shape.member, item, f"{place}[{n}]") for n, item in enumerate(value)]
    elif isinstance(shape, MapShape) and isinstance(value, dict):
        below = [(shape.value, item, f"{place}[{name!r}]") for name, item in value.items()]
    else:
        return []
    return [text for each in below for text in _unknown_members(*each)]


def _without_what_is_empty(shape: Shape, value: Any) -> Any:
    """Leave out empty lists and maps: the service sends them, whatever minimum the model has."""
    if isinstance(shape, ListShape) and isinstance(value, list):
        return [_without_what_is_empty(shape.member, item) for item in value]
    if isinstance(shape, StructureShape) and isinstance(value, dict):
        return {
            name: _without_what_is_empty(shape.members[name], item)
            for name, item in value.items()
            if name in shape.members and (item not in ({}, []) or name in shape.required_members)
        }
    return value
