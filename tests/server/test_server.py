"""The mock over HTTP: our own server, moto's in a thread, and moto's server mode."""

from __future__ import annotations

import http.client
import io
import json
import logging
import os
import socket
import subprocess
import sys
from typing import Any
from urllib.parse import urlsplit

import boto3
import pytest
import requests
from botocore.auth import SigV4Auth, SigV4QueryAuth
from botocore.awsrequest import AWSRequest
from botocore.config import Config
from botocore.credentials import Credentials
from botocore.exceptions import ConnectionClosedError
from moto.moto_server.threaded_moto_server import ThreadedMotoServer

from cprofiles_mock import dispatch, mock_customerprofiles
from cprofiles_mock.instruments.controls import Controls
from cprofiles_mock.server.application import Application
from tests.hosts.conftest import reset_backends
from tests.support.expectations import service_error

pytestmark = pytest.mark.in_process

URI = "arn:aws:appflow:us-east-1:1:flow/a//b c%2Fd"


def client_of(address: str, service: str = "customer-profiles", region: str = "us-east-1") -> Any:
    return boto3.client(
        service,  # type: ignore[call-overload]
        region_name=region,
        endpoint_url=address,
        aws_access_key_id="testing",
        aws_secret_access_key="testing",
        config=Config(retries={"total_max_attempts": 1}),
    )


def signed_headers(method: str, url: str, body: bytes = b"") -> dict[str, str]:
    request = AWSRequest(method, url, data=body, headers={"Content-Type": "application/json"})
    SigV4Auth(Credentials("testing", "testing"), "profile", "us-east-1").add_auth(request)
    return dict(request.headers.items())


def raw(address: str, method: str, path: str, body: bytes = b"", **headers: str) -> Any:
    """Send bytes that no client would: nothing is normalised on the way."""
    connection = http.client.HTTPConnection(urlsplit(address).netloc, timeout=10)
    send = signed_headers(method, address + "/domains", body) | headers
    connection.request(method, path, body, send)
    response = connection.getresponse()
    content = response.read()
    connection.close()
    return response, json.loads(content) if content else None


def test_it_serves_the_service_and_motos_others(address: str) -> None:
    client = client_of(address)
    client.create_domain(DomainName="d", DefaultExpirationDays=30)
    assert [item["DomainName"] for item in client.list_domains()["Items"]] == ["d"]
    assert "QueueUrl" in client_of(address, "sqs").create_queue(QueueName="q")
    assert requests.post(f"{address}/moto-api/reset", timeout=10).status_code == 200
    assert client.list_domains()["Items"] == []


def test_region_and_account_come_from_the_signature_and_the_header(address: str) -> None:
    client_of(address, region="eu-west-2").create_domain(DomainName="d", DefaultExpirationDays=30)
    assert client_of(address).list_domains()["Items"] == []
    with service_error(
        "ResourceNotFoundException", "DomainName d is not found in account 123456789012"
    ):
        client_of(address).get_domain(DomainName="d")


@pytest.mark.parametrize("method", ["PURGE", "CONNECT", "PATCH", "OPTIONS"])
def test_an_odd_method_gets_the_services_own_error(address: str, method: str) -> None:
    response, body = raw(address, method, "/domains")
    assert response.status == 400
    assert response.headers["x-amzn-ErrorType"] == "BadRequestException"
    assert body == {"Message": f"Method {method} is not allowed on /domains; allowed: GET"}


def test_a_head_request_gets_no_body(address: str) -> None:
    response, body = raw(address, "HEAD", "/domains")
    assert response.status == 400
    assert body is None


def test_an_odd_path_gets_the_services_own_error(address: str) -> None:
    response, body = raw(address, "GET", "/moto-api/../nothing//here%2F..")
    assert response.status == 404
    assert body == {"Message": "No operation is bound to GET /moto-api/../nothing//here%2F.."}


def test_an_absolute_form_request_is_answered(address: str) -> None:
    """As a proxy's client would write it."""
    response, body = raw(address, "GET", f"{address}/domains?max-results=1")
    assert (response.status, body) == (200, {"Items": [], "NextToken": None})


@pytest.mark.parametrize("target", ["http://profile", "http://profile?max-results=1"])
def test_an_absolute_form_request_without_a_path_is_answered(address: str, target: str) -> None:
    response, body = raw(address, "GET", target)
    assert response.status == 404
    assert body == {"Message": "No operation is bound to GET /"}


def test_an_arn_in_a_path_may_hold_a_url(address: str) -> None:
    arn = "arn:aws:profile:us-east-1:123456789012:domains/d/integrations/https://a/b"
    response, body = raw(address, "GET", f"/tags/{arn}")
    assert response.status == 404
    assert body == {"Message": f"Resource {arn} is not found"}


def test_a_presigned_url_reaches_us(address: str) -> None:
    request = AWSRequest("GET", f"{address}/domains")
    SigV4QueryAuth(Credentials("testing", "testing"), "profile", "eu-west-2").add_auth(request)
    client_of(address, region="eu-west-2").create_domain(DomainName="d", DefaultExpirationDays=30)
    (item,) = requests.get(request.prepare().url, timeout=10).json()["Items"]
    assert item["DomainName"] == "d"


def test_a_body_that_is_too_large_is_refused(address: str) -> None:
    from cprofiles_mock.protocol.parsing import LARGEST_BODY

    connection = http.client.HTTPConnection(urlsplit(address).netloc, timeout=10)
    headers = signed_headers("POST", f"{address}/domains/d")
    headers["Content-Length"] = str(LARGEST_BODY + 1)
    connection.request("POST", "/domains/d", headers=headers)
    response = connection.getresponse()
    assert response.status == 400
    assert json.loads(response.read()) == {
        "Message": f"The request body is larger than {LARGEST_BODY} bytes"
    }
    connection.close()


def test_a_chunked_body_is_read(address: str) -> None:
    headers = signed_headers("POST", f"{address}/domains/d")
    response = requests.post(
        f"{address}/domains/d", data=iter([b'{"DefaultExp', b'irationDays": 9}']),
        headers={k: v for k, v in headers.items() if k != "Content-Length"}, timeout=10,
    )  # fmt: skip
    assert response.json()["DefaultExpirationDays"] == 9


@pytest.mark.parametrize("sent", [b"nonsense\r\n{}", b"ffff\r\n{}"])
@pytest.mark.parametrize("path", ["/domains/d", "/cprofiles-mock/faults"])
def test_a_chunked_body_that_is_broken_is_refused_as_such(
    address: str, sent: bytes, path: str
) -> None:
    location = urlsplit(address)
    assert location.port is not None
    with socket.create_connection((location.hostname, location.port), timeout=10) as connection:
        headers = signed_headers("POST", f"{address}/domains/d") if path == "/domains/d" else {}
        lines = [f"{name}: {text}" for name, text in headers.items() if name != "Content-Length"]
        head = [f"POST {path} HTTP/1.1", f"Host: {location.netloc}", *lines]
        text = "\r\n".join([*head, "Transfer-Encoding: chunked", "", ""])
        connection.sendall(text.encode("ascii") + sent)
        connection.shutdown(socket.SHUT_WR)
        response = http.client.HTTPResponse(connection)
        response.begin()
        assert response.status == 400
        assert json.loads(response.read()) == {
            "Message": "The request body is cut short, or its chunks are malformed"
        }


def test_a_warning_is_logged_because_the_caller_is_elsewhere(
    address: str, caplog: pytest.LogCaptureFixture
) -> None:
    client = client_of(address)
    client.create_domain(DomainName="d", DefaultExpirationDays=30)
    with caplog.at_level(logging.WARNING, "cprofiles_mock"):
        client.search_profiles(DomainName="d", KeyName="EmailAddress", Values=["a"])
    assert caplog.messages == [
        "SearchProfiles by 'EmailAddress' finds nothing: no key of that name is defined; "
        "did you mean '_email'?"
    ]


def test_letters_are_themselves_in_the_answer_of_a_control_call(address: str) -> None:
    client = client_of(address)
    client.create_domain(DomainName="d", DefaultExpirationDays=30)
    client.create_profile(DomainName="d", FirstName="Zoë", LastName="\u202ex")
    for path in ("state", "calls"):
        content = requests.get(f"{address}/cprofiles-mock/{path}", timeout=10).content
        assert '"FirstName":"Zoë"' in content.decode()
        assert '"LastName":"\\u202ex"' in content.decode()


def test_the_log_has_no_credentials(address: str, caplog: pytest.LogCaptureFixture) -> None:
    request = AWSRequest("GET", f"{address}/domains")
    SigV4QueryAuth(Credentials("testing", "testing"), "profile", "us-east-1").add_auth(request)
    with caplog.at_level(logging.INFO, "cprofiles_mock.server"):
        requests.get(request.prepare().url, timeout=10)
    assert caplog.messages == ["GET /domains 200"]


def test_a_defect_of_ours_is_a_500_without_a_traceback(
    address: str, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(request: Any) -> None:
        raise LookupError("secret detail")

    monkeypatch.setattr(dispatch, "handle", fail)
    response, body = raw(address, "GET", "/domains")
    assert response.status == 500
    assert response.headers["x-amzn-ErrorType"] == "InternalServerException"
    assert body == {"Message": "cprofiles_mock failed: LookupError"}
    assert "secret detail" in caplog.text


def test_unsigned_requests_are_motos() -> None:
    seen: list[str] = []
    application = Application(Controls())
    environ = {
        "REQUEST_METHOD": "GET",
        "PATH_INFO": "/moto-api/data.json",
        "SERVER_NAME": "localhost",
        "SERVER_PORT": "80",
        "wsgi.url_scheme": "http",
        "wsgi.input": io.BytesIO(),
        "wsgi.errors": io.StringIO(),
    }
    list(application(environ, lambda status, headers: seen.append(status)))  # type: ignore[arg-type]
    assert seen == ["200 OK"]


def test_an_arn_with_slashes_a_blank_and_a_percent_sign_arrives_as_it_is(address: str) -> None:
    arn = f"arn:aws:profile:us-east-1:123456789012:domains/d/integrations/{URI}"
    with service_error("ResourceNotFoundException", f"Resource {arn} is not found"):
        client_of(address).list_tags_for_resource(resourceArn=arn)


def test_motos_own_threaded_server_serves_header_signed_requests(
    caplog: pytest.LogCaptureFixture,
) -> None:
    server = ThreadedMotoServer("127.0.0.1", 0, verbose=False)
    server.start()
    try:
        client = client_of("http://{}:{}".format(*server.get_host_and_port()))
        client.create_domain(DomainName="d", DefaultExpirationDays=30)
        assert [item["DomainName"] for item in client.list_domains()["Items"]] == ["d"]
        arn = f"arn:aws:profile:us-east-1:123456789012:domains/d/integrations/{URI}"
        with service_error("ResourceNotFoundException", f"Resource {arn} is not found"):
            client.list_tags_for_resource(resourceArn=arn)
        # A warning would be an error in the server's thread.
        client.search_profiles(DomainName="d", KeyName="EmailAddress", Values=["a"])
        assert "did you mean '_email'?" in caplog.text
    finally:
        server.stop()
        assert server._server is not None
        server._server.server_close()
        reset_backends()


def test_a_connection_to_motos_own_server_can_fail_too() -> None:
    server = ThreadedMotoServer("127.0.0.1", 0, verbose=False)
    server.start()
    try:
        with mock_customerprofiles() as mock:
            client = client_of("http://{}:{}".format(*server.get_host_and_port()))
            mock.fail_next("ListDomains", "ConnectionClosedError")
            with pytest.raises(ConnectionClosedError):
                client.list_domains()
            assert client.list_domains()["Items"] == []
    finally:
        server.stop()
        assert server._server is not None
        server._server.server_close()
        reset_backends()


SERVER_MODE_PROGRAM = """
import boto3, botocore.session
early = boto3.client("customer-profiles", region_name="us-east-1",
                     aws_access_key_id="a", aws_secret_access_key="b")
from cprofiles_mock import mock_customerprofiles
with mock_customerprofiles() as mock:
    early.create_domain(DomainName="d", DefaultExpirationDays=30)
    for client in (
        boto3.client("customer-profiles", region_name="us-east-1"),
        boto3.Session().client("customer-profiles", region_name="us-east-1"),
        botocore.session.Session().create_client("customer-profiles", region_name="us-east-1"),
    ):
        assert [item["DomainName"] for item in client.list_domains()["Items"]] == ["d"]
        assert client.generate_presigned_url("list_domains").startswith("ADDRESS/domains?")
    other = boto3.client("customer-profiles", region_name="eu-west-2")
    assert other.list_domains()["Items"] == []
    for ask in (mock.backend, lambda: mock.calls):
        try:
            ask()
        except RuntimeError as error:
            print(error)
with mock_customerprofiles():
    assert early.list_domains()["Items"] == []
"""


@pytest.mark.children_measured
def test_in_motos_server_mode_every_client_is_redirected(address: str) -> None:
    done = subprocess.run(
        [sys.executable, "-c", SERVER_MODE_PROGRAM.replace("ADDRESS", address)],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "TEST_SERVER_MODE": "true", "TEST_SERVER_MODE_ENDPOINT": address},
    )
    assert done.stderr == ""
    told = (
        "in moto's server mode all this lives in the server; its control calls, "
        "/cprofiles-mock/..., give a hand on it\n"
    )
    assert done.stdout == told * 2
