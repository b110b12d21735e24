"""What tests expect of answers, said in one way everywhere."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import lru_cache
from typing import Any

import pytest
from botocore.exceptions import ClientError
from botocore.model import OperationModel, Shape

from cprofiles_mock import Call
from cprofiles_mock.protocol.compiled import service_model
from cprofiles_mock.protocol.validation import Check, ShapeChecks

STATUS_OF_CODE = {
    "AccessDeniedException": 403,
    "BadRequestException": 400,
    "InternalServerException": 500,
    "NotImplementedException": 501,
    "ResourceNotFoundException": 404,
    "ThrottlingException": 429,
}


@contextmanager
def service_error(code: str, message: str) -> Iterator[None]:
    """Expect the client to raise this error: its code, its HTTP status and its whole message."""
    with pytest.raises(ClientError) as raised:
        yield
    response = raised.value.response
    assert {
        "code": response["Error"]["Code"],
        "status": response["ResponseMetadata"]["HTTPStatusCode"],
        "message": response["Error"]["Message"],
    } == {"code": code, "status": STATUS_OF_CODE[code], "message": message}


def response_violations(model: OperationModel, body: bytes) -> list[str]:
    """Where a successful answer's body breaks the operation's output shape."""
    return violations_of(model, json.loads(body))


def violations_of(model: OperationModel, members: Any) -> list[str]:
    """The same for the members of a body that has been read."""
    violations: list[str] = []
    if model.output_shape is not None:
        answer = _without_exceptions(members)
        if model.name in MAY_BE_NULL:
            answer = _with_numbers_for_nulls(answer)
        _check_of(model.output_shape)(answer, "output", violations)
    return violations


@lru_cache(maxsize=512)
def _check_of(shape: Shape) -> Check:
    """The check of an output; to compile it takes longer than to apply it."""
    return ShapeChecks().of_member("", shape)


#: What answers have although the model excludes it. The tags of a resource without any are an empty
#: map, and the event triggers of an integration without any an empty list; the model's minimum is
#: for requests. Two of the service's own calculated attributes have what no request can make.
EXCEPTIONS: tuple[tuple[str, Any], ...] = (
    ("EventTriggerNames", []),
    ("Statistic", "TIME_DIFFERENCE_FROM_NOW"),
    ("DisplayName", "Customer's maximum hold time"),
)

#: Its documentation says null where the model says that a member is required.
MAY_BE_NULL = {"GetObjectTypeAttributeStatistics"}


def _without_exceptions(value: Any) -> Any:
    if isinstance(value, list):
        return [_without_exceptions(item) for item in value]
    if isinstance(value, dict):
        return {
            # Some answers must have tags, so they cannot be left out.
            name: {"team": "care"} if (name.lower(), item) == ("tags", {}) else item
            for name, item in (
                (name, _without_exceptions(item))
                for name, item in value.items()
                if (name, item) not in EXCEPTIONS
            )
        }
    return value


def _with_numbers_for_nulls(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _with_numbers_for_nulls(item) for name, item in value.items()}
    return 0 if value is None else value


def check_calls(calls: Iterable[Call]) -> None:
    """Check the answers in a journal: each has the shape that the model declares."""
    for call in calls:
        if call.answered:
            model = service_model().operation_model(call.operation)
            # As it is sent, in JSON: a tuple in it is a list, for one.
            sent = json.loads(json.dumps(call.response))
            assert violations_of(model, sent) == [], call


def check_response(http_response: Any, model: OperationModel, **_: Any) -> None:
    """Handle botocore's ``after-call``: every answer has the shape that the model declares."""
    if http_response.status_code < 300:
        assert response_violations(model, http_response.content) == []
