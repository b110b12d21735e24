"""One request: its operation, its handler, its answer, and the only error path."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from cprofiles_mock import dispatch
from cprofiles_mock.models import customerprofiles_backends
from cprofiles_mock.protocol.messages import WireRequest
from cprofiles_mock.state.registry import HANDLERS, operation
from tests.support.expectations import service_error
from tests.support.handlers import without_handler
from tests.support.raw_http import error_of, send


@pytest.mark.in_process
def test_an_operation_without_a_handler_names_itself_and_the_page_of_those_that_have_one(
    client: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    without_handler(monkeypatch, "GetWorkflow")
    with service_error(
        "NotImplementedException",
        "cprofiles_mock does not implement GetWorkflow yet; "
        "docs/operations.md lists the operations that it covers",
    ):
        client.get_workflow(DomainName="d", WorkflowId="0" * 32)


@pytest.mark.in_process
def test_an_operation_without_a_handler_has_its_request_checked_all_the_same(
    client: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    without_handler(monkeypatch, "GetWorkflow")
    assert error_of(send(client, "GET", "/domains/d/workflows/short", b"")) == (
        "BadRequestException",
        "1 validation error detected: Value 'short' at 'workflowId' failed to satisfy constraint: "
        "Member must satisfy regular expression pattern: [a-f0-9]{32}",
    )


@pytest.mark.in_process
def test_a_handler_that_fails_shows_its_own_traceback(
    client: Any, domain: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def find(name: str) -> None:
        raise ZeroDivisionError(name)

    backend = customerprofiles_backends["123456789012"]["us-east-1"]
    monkeypatch.setattr(backend.domains, "find", find)
    with pytest.raises(ZeroDivisionError, match="^customers$"):
        client.get_domain(DomainName=domain)


@pytest.mark.in_process
def test_a_region_without_the_service_is_a_bad_request() -> None:
    request = WireRequest("GET", "/domains", "", "", b"", "mars-north-1", "123456789012", "me")
    status, headers, body = dispatch.handle(request)
    assert (status, headers["x-amzn-ErrorType"]) == (400, "BadRequestException")
    assert body.startswith(
        b'{"Message": "Amazon Connect Customer Profiles is not offered at mars-north-1; '
        b"it is offered in "
    )


def test_calls_from_many_threads_lose_nothing(client: Any, domain: str) -> None:
    start = threading.Barrier(4)

    def work(number: int) -> list[str]:
        start.wait()
        ids = []
        for _ in range(25):
            answer = client.create_profile(DomainName=domain, AccountNumber=f"A-{number}")
            client.add_profile_key(
                DomainName=domain, ProfileId=answer["ProfileId"], KeyName="all", Values=["x"]
            )
            client.search_profiles(DomainName=domain, KeyName="all", Values=["x"])
            ids.append(answer["ProfileId"])
        return ids

    with ThreadPoolExecutor(4) as pool:
        ids = [profile_id for made in pool.map(work, range(4)) for profile_id in made]
    found = client.search_profiles(DomainName=domain, KeyName="all", Values=["x"], MaxResults=100)[
        "Items"
    ]
    assert {item["ProfileId"] for item in found} == set(ids)
    assert client.get_domain(DomainName=domain)["Stats"]["ProfileCount"] == 100


# --- the registry ---------------------------------------------------------------------------------


def test_a_handler_says_what_is_resolved_for_it() -> None:
    def get_thing(thing: object) -> None: ...

    with pytest.raises(
        TypeError,
        match="^the first parameter of get_thing must be named 'domain' or 'backend'$",
    ):
        operation("GetThing")(get_thing)
    assert "GetThing" not in HANDLERS


def test_a_handler_takes_something() -> None:
    def get_nothing() -> None: ...

    with pytest.raises(TypeError, match="^the first parameter of get_nothing must be named"):
        operation("GetNothing")(get_nothing)


def test_an_operation_has_one_handler() -> None:
    def get_domain(domain: object) -> None: ...

    with pytest.raises(ValueError, match="^GetDomain has a handler already: get_domain$"):
        operation("GetDomain")(get_domain)
