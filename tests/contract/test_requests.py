"""Every operation's requests arrive as they were sent, and its answers as they were given."""

from __future__ import annotations

import re
from typing import Any

import botocore
import pytest
from botocore import xform_name
from botocore.model import StructureShape

from cprofiles_mock.protocol.pagination import paging_of
from cprofiles_mock.state.registry import HANDLERS
from tests.contract.recording import Items, record
from tests.contract.shapes import (
    OPERATION_NAMES,
    SINCE,
    call,
    full,
    input_of,
    minimal,
    operation,
)
from tests.support.expectations import service_error
from tests.support.handlers import without_handler

PAGED = [name for name in OPERATION_NAMES if "NextToken" in input_of(name).members]
NOT_PAGED = [name for name in OPERATION_NAMES if name not in PAGED]


def output_of(name: str) -> StructureShape | None:
    """The output shape of an operation."""
    return operation(name).output_shape


def _numbers(version: str) -> list[int]:
    return list(map(int, re.findall("[0-9]+", version)))


def test_a_handler_is_of_an_operation_of_the_model_or_of_a_younger_one() -> None:
    installed = _numbers(botocore.__version__)
    younger = {name for name, since in SINCE.items() if installed < _numbers(since)}
    assert HANDLERS.keys() - OPERATION_NAMES == younger


@pytest.mark.parametrize("name", sorted(HANDLERS))
def test_a_handler_is_named_as_boto3_names_its_operation(name: str) -> None:
    assert HANDLERS[name].operation_name == name
    assert HANDLERS[name].function.__name__ == xform_name(name)


@pytest.mark.in_process
@pytest.mark.parametrize("name", ["CreateDomain", "ListDomains", "GetRecommender"])
def test_an_operation_without_a_handler_says_so(
    client: Any, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    without_handler(monkeypatch, name)
    with service_error(
        "NotImplementedException",
        f"cprofiles_mock does not implement {name} yet; "
        "docs/operations.md lists the operations that it covers",
    ):
        call(client, name, minimal(input_of(name)))


@pytest.mark.in_process
@pytest.mark.parametrize("name", OPERATION_NAMES)
def test_the_least_request_and_the_fullest_arrive_as_they_were_sent(
    client: Any, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    least, fullest = minimal(input_of(name)), full(input_of(name))
    # A token is no free text; what leads to the next page is tested with the pages.
    fullest.pop("NextToken", None)
    assert _record_request(monkeypatch, client, name, least) == [least]
    assert _record_request(monkeypatch, client, name, fullest) == [fullest]


def _record_request(
    monkeypatch: pytest.MonkeyPatch, client: Any, name: str, request: dict[str, Any]
) -> list[dict[str, Any]]:
    output = output_of(name)
    answer: Any = minimal(output) if output is not None else None
    paging = paging_of(operation(name))
    if paging is not None:
        answer[paging.result_member] = Items([])
    seen = record(monkeypatch, name, answer)
    call(client, name, request)
    return seen


@pytest.mark.in_process
@pytest.mark.parametrize("name", NOT_PAGED)
def test_a_full_answer_reaches_the_caller_as_the_handler_gave_it(
    client: Any, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    output = output_of(name)
    answer = full(output) if output is not None else {}
    status = {"StatusCode": 202} if "StatusCode" in answer else {}
    answer = {**answer, **status}
    record(monkeypatch, name, answer)
    response = call(client, name, minimal(input_of(name)))
    metadata = response.pop("ResponseMetadata")
    assert response == answer
    assert metadata["HTTPStatusCode"] == status.get("StatusCode", 200)


@pytest.mark.in_process
@pytest.mark.parametrize("name", PAGED)
def test_a_listing_reaches_the_caller_page_by_page(
    client: Any, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    output = output_of(name)
    assert output is not None
    answer = full(output)
    del answer["NextToken"]
    [member] = [key for key, value in answer.items() if isinstance(value, list)]
    # Some operations allow no page below ten.
    size = input_of(name).members["MaxResults"].metadata["min"] + 1
    items = (answer[member] * 12)[: 2 * size + 1]
    record(monkeypatch, name, {**answer, member: Items(items)})
    request = {**minimal(input_of(name)), "MaxResults": size}
    pages = [call(client, name, request)]
    while pages[-1].get("NextToken"):
        pages.append(call(client, name, {**request, "NextToken": pages[-1]["NextToken"]}))
    assert [len(page[member]) for page in pages] == [size, size, 1]
    assert [item for page in pages for item in page[member]] == items
    assert all(page[key] == answer[key] for page in pages for key in answer if key != member)
