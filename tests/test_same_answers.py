"""What the server answers is what is answered in process: status, headers and body, byte for byte.

The two get the same requests in the same order, with identifiers from the same seed. Not compared
are the time of day, the id of a request, and an answer to HEAD, whose body HTTP leaves out.
"""

from __future__ import annotations

import re
from typing import Any, NamedTuple

import boto3
import pytest
import requests
from moto.moto_api._internal import mock_random

from cprofiles_mock.testing.handle import MockHandle
from tests.conftest import ACCOUNT_ID, REGION
from tests.support.controls import ControlsOnServer
from tests.support.raw_http import send

pytestmark = pytest.mark.in_process

ARN = f"arn:aws:profile:{REGION}:{ACCOUNT_ID}:domains/d"
#: With slashes, a blank and a percent sign: as it is in a body, and as it is in a path.
URI = b"arn:aws:appflow:us-east-1:1:flow/a//b c%2Fd"
URI_IN_PATH = "arn%3Aaws%3Aappflow%3Aus-east-1%3A1%3Aflow%2Fa%2F%2Fb%20c%252Fd"

REQUESTS: list[tuple[str, str, bytes]] = [
    ("POST", "/domains/d", b'{"DefaultExpirationDays": 30, "Tags": {"a": "b"}}'),
    ("POST", "/domains/d", b'{"DefaultExpirationDays": 30}'),
    ("POST", "/domains/e", b'{"DefaultExpirationDays": 30}'),
    ("PUT", "/domains/d", b'{"DefaultExpirationDays": 31}'),
    ("GET", "/domains/d", b""),
    ("GET", "/domains/nothing", b""),
    ("GET", "/domains?max-results=1", b""),
    ("GET", "/domains?next-token=nonsense", b""),
    ("GET", "/domains?max-results=many", b""),
    ("POST", "/domains/d/profiles", '{"FirstName": "Zoë \U0001f600"}'.encode()),
    ("POST", "/domains/d/profiles", b'{"FirstName": 7}'),
    ("POST", "/domains/d/profiles", b'{"FirstName": "A'),
    ("POST", "/domains/d/profiles", b"\xff"),
    ("POST", "/domains/d/profiles/search", b'{"KeyName": "_fullName", "Values": ["x"]}'),
    ("POST", "/domains/d/profiles/search", b'{"KeyName": "_fullName"}'),
    ("PUT", "/domains/d/integrations", b'{"Uri": "%b", "ObjectTypeName": "T"}' % URI),
    ("POST", "/domains/d/integrations", b'{"Uri": "%b"}' % URI),
    ("GET", "/domains/d/integrations", b""),
    ("POST", f"/tags/{ARN}/integrations/{URI_IN_PATH}", b'{"tags": {"x": "y"}}'),
    ("GET", f"/tags/{ARN}/integrations/{URI_IN_PATH}", b""),
    ("DELETE", f"/tags/{ARN}/integrations/{URI_IN_PATH}?tagKeys=x", b""),
    ("GET", "/tags/arn%3Aaws%3Anothing", b""),
    ("GET", "/domains/%FF", b""),
    ("GET", "/domains//", b""),
    ("GET", "/no/such/path", b""),
    ("PATCH", "/domains/d", b""),
    ("OPTIONS", "/domains/d", b""),
    ("POST", "/domains/d/event-streams/s", b'{"Uri": "arn:aws:kinesis:us-east-1:1:stream/s"}'),
    ("DELETE", "/domains/d", b""),
    ("GET", "/domains", b""),
]


class Answer(NamedTuple):
    status: int
    headers: dict[str, str]
    body: str


def answer(response: requests.Response) -> Answer:
    """An answer, without what an HTTP server adds, the request's id and the time of day."""
    added = {"date", "server", "connection", "content-length"}
    headers = {name.lower(): value for name, value in response.headers.items()}
    assert re.fullmatch(r"[0-9a-f-]{36}", headers.pop("x-amzn-requestid"))
    body = re.sub(r'At":[0-9.]+', 'At":NOW', response.text)
    return Answer(
        response.status_code, {name: headers[name] for name in headers if name not in added}, body
    )


@pytest.fixture
def both(server: str, customerprofiles_mock: MockHandle) -> tuple[Any, Any]:
    """A client of the server and one in process, at the beginning of the same seed."""
    credentials: Any = {"aws_access_key_id": "testing", "aws_secret_access_key": "testing"}
    ControlsOnServer(server).reset()
    requests.post(f"{server}/moto-api/seed", params={"a": 7}, timeout=10).raise_for_status()
    mock_random.seed(7)
    session = boto3.Session()
    return (
        session.client("customer-profiles", REGION, endpoint_url=server, **credentials),
        session.client("customer-profiles", REGION, **credentials),
    )


def test_requests_are_answered_alike(both: tuple[Any, Any]) -> None:
    through_server, in_process = both
    for method, path, body in REQUESTS:
        expected = answer(send(in_process, method, path, body))
        assert answer(send(through_server, method, path, body)) == expected, (method, path)


FAULTS: list[dict[str, Any]] = [
    {"error": "ThrottlingException"},
    {"error": "InternalServerException", "message": "é"},
    {"error": "ExpiredTokenException", "undeclared": True, "status": 403},
    {"error": "Odd", "undeclared": True, "status": 599},
]


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: str(fault["error"]))
def test_errors_that_were_asked_for_are_alike(
    both: tuple[Any, Any], server: str, customerprofiles_mock: MockHandle, fault: dict[str, Any]
) -> None:
    through_server, in_process = both
    ControlsOnServer(server).fail_next("ListDomains", **fault)
    customerprofiles_mock.fail_next("ListDomains", **fault)
    expected = answer(send(in_process, "GET", "/domains"))
    assert expected.headers["x-amzn-errortype"] == fault["error"]
    assert answer(send(through_server, "GET", "/domains")) == expected
