"""What the handle offers, as calls over HTTP."""

from __future__ import annotations

import json
from typing import Any

import boto3
import pytest
import requests
from moto import mock_aws

from cprofiles_mock import mock_customerprofiles, register
from cprofiles_mock.instruments.controls import Controls, active_controls
from cprofiles_mock.protocol.endpoints import offered_regions
from cprofiles_mock.resources.matching.identity_resolution import IdentityResolution
from cprofiles_mock.server.control_calls import ControlRequest, answer
from tests.support.controls import ControlsOnServer
from tests.support.ingesting import ORDER, define, put

pytestmark = pytest.mark.in_process


_SHOP = {"version": 1, "Domains": [{"DomainName": "shop", "DefaultExpirationDays": 30}]}


_PATHS = [
    f"/cprofiles-mock/{name}"
    for name in (
        "answers", "calls", "dead-letters", "domain-objects", "explain", "fail-rates", "faults",
        "flows", "health", "health-check", "identity-resolution", "lag", "latency",
        "recommendations", "recommender-failures", "reset", "snapshots", "state",
        "trigger-invocations",
    )
]  # fmt: skip


def call(
    method: str,
    path: str,
    body: Any = None,
    query: str = "",
    origin: str = "",
    controls: Controls | None = None,
) -> tuple[int, Any]:
    raw = body if isinstance(body, bytes) else b"" if body is None else json.dumps(body).encode()
    request = ControlRequest(method, f"/cprofiles-mock/{path}", query, raw, origin)
    return answer(request, controls or Controls())


def not_offered(region: str) -> str:
    return (
        f"Amazon Connect Customer Profiles is not offered at {region!r}; it is offered in "
        f"{', '.join(sorted(offered_regions()))}"
    )


@pytest.mark.parametrize(
    ("method", "path", "body", "query", "status", "reason"),
    [
        (
            "GET",
            "nothing",
            None,
            "",
            404,
            f"there is no control call /cprofiles-mock/nothing, but {', '.join(_PATHS)}",
        ),
        ("PUT", "faults", None, "", 405, "/cprofiles-mock/faults takes POST, GET, DELETE, not PUT"),
        ("POST", "faults", [], "", 400, "the body must be a JSON object, not []"),
        ("POST", "faults", b"null", "", 400, "the body must be a JSON object, not null"),
        ("POST", "lag", b"5", "", 400, "the body must be a JSON object, not 5"),
        (
            "POST",
            "state",
            b"",
            "",
            400,
            'the body must be a state document, such as {"Domains": []}',
        ),
        (
            "POST",
            "state",
            b"null",
            "",
            400,
            'the body must be a state document, such as {"Domains": []}, not null',
        ),
        (
            "POST",
            "state",
            b"5.5",
            "",
            400,
            'the body must be a state document, such as {"Domains": []}, not 5.5',
        ),
        (
            "POST",
            "faults",
            b"{",
            "",
            400,
            "the body is not valid JSON: Expecting property name enclosed in double quotes: "
            "line 1 column 2 (char 1)",
        ),
        ("POST", "faults", {"operation": "GetDomain"}, "", 400, "'error' is missing"),
        (
            "POST",
            "lag",
            {"read": 1},
            "",
            400,
            "'read' is not known here; known: reads, seconds",
        ),
        ("POST", "reset", {"hard": True}, "", 400, "'hard' is not known here; known: nothing"),
        (
            "GET",
            "state",
            None,
            "region=mars-north-1",
            400,
            not_offered("mars-north-1"),
        ),
        (
            "POST",
            "identity-resolution",
            {"domain_name": "d"},
            "",
            400,
            "there is no domain 'd' in us-east-1; there are none",
        ),
        ("POST", "faults", {"operation": None, "error": "x"}, "", 400, "'operation' is missing"),
        (
            "GET",
            "calls",
            None,
            "operation=create_domain",
            400,
            "the service has no operation 'create_domain'; did you mean 'CreateDomain'?",
        ),
        (
            "GET",
            "calls",
            {"error": "ThrotlingException"},
            "",
            400,
            "no operation declares 'ThrotlingException', and no fault has that code "
            "(undeclared=True allows any); did you mean 'ThrottlingException'?",
        ),
        *(
            (
                "GET",
                "calls",
                None,
                f"account_id={account}",
                400,
                f"an account is twelve digits, such as 123456789012, not '{account}'",
            )
            for account in ("", "1234")
        ),
        ("GET", "calls", None, "region=mars-north-1", 400, not_offered("mars-north-1")),
    ],
)
def test_a_call_that_cannot_be_carried_out_is_refused_with_the_reason(
    method: str, path: str, body: Any, query: str, status: int, reason: str
) -> None:
    assert call(method, path, body, query) == (status, {"Message": reason})


_FAULT = {"operation": "GetDomain", "error": "ThrottlingException"}


@pytest.mark.parametrize(
    ("method", "path", "body", "reason"),
    [
        (
            "POST",
            "identity-resolution",
            {"domain_name": "shop", "account_id": 111122223333},
            "account_id is a text, not 111122223333; put it in quotes",
        ),
        ("POST", "identity-resolution", {"domain_name": ["d"]}, "domain_name is a text, not ['d']"),
        ("GET", "state", {"region": {}}, "region is a text, not {}"),
        ("GET", "state", {"account_id": True}, "account_id is a text, not True; put it in quotes"),
        ("POST", "faults", {**_FAULT, "operation": []}, "operation is a text, not []"),
        ("POST", "faults", {**_FAULT, "error": 404}, "error is a text, not 404; put it in quotes"),
        ("POST", "faults", {**_FAULT, "message": {}}, "message is a text, not {}"),
        ("POST", "faults", {**_FAULT, "times": "2"}, "times is a whole number, not '2'"),
        ("POST", "faults", {**_FAULT, "status": 4.5}, "status is a whole number, not 4.5"),
        ("POST", "faults", {**_FAULT, "undeclared": 1}, "undeclared is true or false, not 1"),
        ("POST", "faults", {**_FAULT, "when": "always"}, "when is an object, not 'always'"),
        ("POST", "lag", {"reads": True}, "reads is a whole number, not True"),
        ("POST", "lag", {"seconds": []}, "seconds is a number, not []"),
        ("GET", "calls", {"after": [5]}, "after is a whole number, not [5]"),
        ("GET", "calls", {"operation": ["x"]}, "operation is a text, not ['x']"),
    ],
)
def test_a_member_of_another_type_is_refused_by_its_name(
    method: str, path: str, body: Any, reason: str
) -> None:
    assert call(method, path, body) == (400, {"Message": reason})


def test_a_name_that_is_twice_in_the_body_is_refused() -> None:
    reason = "the body is not valid JSON: {} is there twice"
    for path, body, name in (
        ("faults", b'{"operation": "GetDomain", "operation": "ListDomains"}', "operation"),
        ("state", b'{"Domains": [{"DomainName": "a", "DomainName": "b"}]}', "DomainName"),
    ):
        assert call("POST", path, body) == (400, {"Message": reason.format(name)})


@pytest.mark.parametrize("text", ["x", "", "1.5", "[[", "9" * 5000])
def test_a_text_in_the_query_that_is_no_number_is_refused_as_such(text: str) -> None:
    status, answered = call("GET", "calls", query=f"after={text}")
    assert status == 400
    assert answered["Message"].startswith("after is a whole number, not ")


def test_a_query_can_say_what_a_body_can() -> None:
    fault = "operation=GetDomain&error=Odd&undeclared=true&times=2&when={}"
    status, told = call("POST", "faults", query=fault)
    assert (status, told["times"], told["when"]) == (200, 2, {})
    assert call("POST", "lag", query="seconds=1.5")[1] == {"reads": 0, "seconds": 1.5}


def test_a_null_is_a_member_that_is_not_given() -> None:
    assert call("GET", "calls", {"after": None, "account_id": None}) == (200, [])
    with mock_customerprofiles() as mock:
        assert call("GET", "state", {"region": None, "account_id": None}) == (200, mock.dump())


def test_a_page_of_another_site_gets_nothing() -> None:
    assert call("POST", "reset", origin="https://example.com") == (
        403,
        {"Message": "control calls are not for pages of other sites"},
    )


def test_faults_are_set_listed_and_forgotten() -> None:
    controls = Controls()
    fault = {"operation": "GetDomain", "error": "ThrottlingException", "times": 2}
    told = {**fault, "status": 429, "message": "Rate exceeded", "region": None, "when": None}
    assert call("POST", "faults", fault, controls=controls) == (200, told)
    assert call("GET", "faults", controls=controls) == (200, [told])
    assert call("DELETE", "faults", controls=controls) == (200, {"status": "ok"})
    assert call("GET", "faults", controls=controls) == (200, [])


def test_times_of_null_lets_all_attempts_fail() -> None:
    fault = {"operation": "GetDomain", "error": "ThrottlingException"}
    assert call("POST", "faults", fault)[1]["times"] == 1
    assert call("POST", "faults", {**fault, "times": None})[1]["times"] is None


def test_calls_are_listed_and_forgotten() -> None:
    controls = Controls()
    first = controls.journal.begin("GetDomain", {"DomainName": "d"}, "us-east-1", "1", "")
    first.record_response({"DomainName": "d"})
    second = controls.journal.begin("ListDomains", {}, "us-west-2", "1", "attempt=2")
    second.record_error("ThrottlingException", "Rate exceeded", 429)
    [one, other] = call("GET", "calls", controls=controls)[1]
    assert one == {
        "number": 1,
        "operation": "GetDomain",
        "parameters": {"DomainName": "d"},
        "region": "us-east-1",
        "account_id": "1",
        "attempt": 1,
        "stack": None,
        "at": first.at.isoformat(),
        "duration": first.duration,
        "response": {"DomainName": "d"},
        "error": None,
        "dead_letters": [],
    }
    assert (other["attempt"], other["response"]) == (2, None)
    for query in ("operation=ListDomains", "region=us-west-2", "after=1"):
        assert call("GET", "calls", query=query, controls=controls) == (200, [other])
    assert call("GET", "calls", {"after": 1}, controls=controls) == (200, [other])
    assert call("DELETE", "calls", controls=controls) == (200, {"status": "ok"})
    assert call("GET", "calls", controls=controls) == (200, [])


def test_the_lag_is_told_as_it_is() -> None:
    assert call("POST", "lag", {"reads": 3}) == (200, {"reads": 3, "seconds": 0.0})
    assert call("POST", "lag", {"seconds": 1.5}) == (200, {"reads": 0, "seconds": 1.5})


def test_state_is_dumped_and_loaded() -> None:
    document = {
        "version": 1,
        "Domains": [
            {
                "DomainName": "shop",
                "DefaultExpirationDays": 30,
                "Profiles": [{"FirstName": "Ada"}],
            }
        ],
    }
    with mock_customerprofiles() as mock:
        assert call("POST", "state", document) == (200, {"status": "ok"})
        assert list(mock.backend().domains) == ["shop"]
        status, dumped = call("GET", "state", query="region=us-east-1&account_id=123456789012")
        assert status == 200
        assert dumped == mock.dump()
        refused = call("POST", "state", {"version": 1, "Domains": [{"DomainName": "no name"}]})
        assert refused[0] == 400
        assert "Domains[0].DomainName" in refused[1]["Message"]


def test_a_state_goes_to_the_region_that_is_named_and_comes_from_there(server: str) -> None:
    controls = ControlsOnServer(server)
    controls.reset()
    controls.load(
        {"Domains": [{"DomainName": "shop", "DefaultExpirationDays": 30}]}, region="eu-west-2"
    )
    [shop] = controls.dump(region="eu-west-2")["Domains"]
    assert shop["DomainName"] == "shop"
    assert controls.dump()["Domains"] == []


def test_a_job_is_run_by_its_domain() -> None:
    with mock_customerprofiles() as mock:
        call("POST", "state", _SHOP)
        shop = mock.backend().domains["shop"]
        shop.component(IdentityResolution).configure({"Enabled": True}, is_new=True)
        status, told = call("POST", "identity-resolution", {"domain_name": "shop"})
        assert (status, len(told["JobId"])) == (200, 32)


def test_the_server_answers_control_calls_as_json(server: str) -> None:
    response = requests.post(f"{server}/cprofiles-mock/reset", timeout=10)
    assert (response.status_code, response.json()) == (200, {"status": "ok"})
    assert response.headers["Content-Type"] == "application/json"
    assert response.text.endswith("\n")
    from_a_page = {"Origin": "https://example.com"}
    refused = requests.post(f"{server}/cprofiles-mock/reset", headers=from_a_page, timeout=10)
    assert refused.status_code == 403


def test_the_server_refuses_them_under_the_name_of_another_site(server: str) -> None:
    name = {"Host": "rebound.example.com:5000"}
    refused = requests.get(f"{server}/cprofiles-mock/state", headers=name, timeout=10)
    assert refused.status_code == 403
    assert refused.json()["Message"].startswith(
        "The server does not know itself as 'rebound.example.com'"
    )
    assert refused.headers["X-Content-Type-Options"] == "nosniff"
    for trusted in ("localhost:5000", "mock:5000", "127.0.0.1"):
        answer = requests.get(
            f"{server}/cprofiles-mock/calls", headers={"Host": trusted}, timeout=10
        )
        assert answer.status_code == 200


def test_a_call_tells_of_the_object_that_became_a_dead_letter() -> None:
    with mock_customerprofiles():
        client = boto3.client("customer-profiles", region_name="us-east-1")
        client.create_domain(DomainName="customers", DefaultExpirationDays=30)
        define(client, "order", ORDER)
        put(client, "order", number="1", customer="nobody")
        controls = active_controls()
        assert controls is not None
        query = "operation=PutProfileObject"
        status, calls = call("GET", "calls", query=query, controls=controls)
        assert status == 200
        (letter,) = calls[0]["dead_letters"]
        assert letter["object_type_name"] == "order"
        assert [each["outcome"] for each in letter["keys"]] == ["leads to no profile"]


@mock_aws
def test_an_object_is_not_ingested_under_plain_mock_aws_either(
    caplog: pytest.LogCaptureFixture,
) -> None:
    register()
    client = boto3.client("customer-profiles", region_name="us-east-1")
    client.create_domain(DomainName="customers", DefaultExpirationDays=30)
    define(client, "order", ORDER)
    put(client, "order", number="1", customer="nobody")
    assert "was not ingested: No profile was found" in caplog.text
    assert client.get_domain(DomainName="customers")["Stats"]["ObjectCount"] == 0
