"""The pages over HTTP: what comes with them, and who gets them."""

from __future__ import annotations

import base64
import hashlib
import http.client
import re
from typing import Any
from urllib.parse import urlsplit

import pytest
import requests

from cprofiles_mock.cli import serve
from cprofiles_mock.server.pages import site
from tests.server.pages.documents import Document
from tests.server.test_server import client_of
from tests.support.warm import Program

pytestmark = pytest.mark.in_process


def ask(address: str, method: str, path: str, **headers: str) -> Any:
    connection = http.client.HTTPConnection(urlsplit(address).netloc, timeout=10)
    connection.request(method, path, headers=headers)
    response = connection.getresponse()
    body = response.read().decode()
    connection.close()
    return response, body


def test_the_server_has_pages(address: str) -> None:
    client_of(address).create_domain(DomainName="shop", DefaultExpirationDays=30)
    answer = requests.get(f"{address}/cprofiles-mock/", timeout=10)
    assert answer.status_code == 200
    page = Document(answer.text)
    assert page.tables[0][1] == ["shop", "123456789012", "us-east-1", "0", "0"]
    answer = requests.get(f"{address}{page.links['shop']}", timeout=10)
    assert Document(answer.text).headings[0] == "Domain shop"
    answer = requests.get(f"{address}/cprofiles-mock/page/journal", timeout=10)
    assert Document(answer.text).tables[0][1][:2] == ["1", "CreateDomain"]


def test_the_address_without_the_last_slash_leads_to_the_page(address: str) -> None:
    response, _ = ask(address, "GET", "/cprofiles-mock")
    assert (response.status, response.headers["Location"]) == (308, "/cprofiles-mock/")
    answer = requests.get(f"{address}/cprofiles-mock?region=eu-west-2", timeout=10)
    assert answer.url == f"{address}/cprofiles-mock/?region=eu-west-2"
    assert Document(answer.text).headings[0] == "Domains"


def test_a_bucket_whose_name_begins_alike_is_motos(address: str) -> None:
    client_of(address, "s3").create_bucket(Bucket="cprofiles-mocks")
    assert requests.get(f"{address}/cprofiles-mocks", timeout=10).status_code != 308


def test_a_browser_is_told_to_be_careful_with_every_page(address: str) -> None:
    for path, status in (("", 200), ("page/journal", 200), ("page/nothing", 404)):
        answer = requests.get(f"{address}/cprofiles-mock/{path}", timeout=10)
        assert answer.status_code == status
        policy = answer.headers.pop("Content-Security-Policy")
        hashes = re.findall(r"'sha256-[^']+'", policy)
        assert re.sub(r"'sha256-[^']+'", "HASH", policy) == (
            "default-src 'none'; style-src HASH; script-src HASH; connect-src 'self'; "
            "form-action 'self'; img-src data:; base-uri 'none'; frame-ancestors 'none'"
        )
        for name in ("Date", "Server", "Content-Length"):
            answer.headers.pop(name)
        assert dict(answer.headers) == {
            "Content-Type": "text/html; charset=utf-8",
            "X-Content-Type-Options": "nosniff",
            "X-Frame-Options": "DENY",
            "Referrer-Policy": "same-origin",
            "Cross-Origin-Opener-Policy": "same-origin",
            "Cross-Origin-Resource-Policy": "same-origin",
            "Cache-Control": "no-store",
        }
        for source in re.findall(r"<(?:style|script)>(.*?)</", answer.text, re.DOTALL):
            digest = base64.b64encode(hashlib.sha256(source.encode()).digest()).decode()
            assert f"'sha256-{digest}'" in hashes


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH", "OPTIONS"])
def test_pages_are_only_read(address: str, method: str) -> None:
    for path in ("/cprofiles-mock/", "/cprofiles-mock/page/journal"):
        response, body = ask(address, method, path)
        assert (response.status, response.headers["Allow"]) == (405, "GET, HEAD")
        assert "This page takes GET, HEAD." in body


def test_a_head_request_gets_no_page(address: str) -> None:
    response, body = ask(address, "HEAD", "/cprofiles-mock/")
    assert (response.status, body) == (200, "")
    assert int(response.headers["Content-Length"]) > 1000


def test_a_name_that_may_be_another_sites_is_refused(address: str) -> None:
    said = "The server does not know itself as 'rebound.example.com'"
    host = "rebound.example.com:5000"
    response, body = ask(address, "GET", "/cprofiles-mock/", Host=host)
    assert response.status == 403
    assert said in Document(body).text
    for method, path in (("GET", "state"), ("POST", "reset"), ("GET", "nothing")):
        response, body = ask(address, method, f"/cprofiles-mock/{path}", Host=host)
        assert response.status == 403
        assert said in body
        assert response.headers["X-Content-Type-Options"] == "nosniff"
    for trusted in ("localhost:5000", "mock:5000", "127.0.0.1"):
        for path in ("", "calls"):
            response, _ = ask(address, "GET", f"/cprofiles-mock/{path}", Host=trusted)
            assert response.status == 200


def test_a_defect_of_ours_has_a_page_without_a_traceback(
    address: str, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(*_: Any) -> None:
        raise LookupError("secret detail")

    monkeypatch.setattr(site, "answer", fail)
    response, body = ask(address, "GET", "/cprofiles-mock/")
    assert response.status == 500
    assert "cprofiles_mock failed: LookupError" in Document(body).text
    assert "secret detail" not in body
    assert "secret detail" in caplog.text


def test_the_service_itself_answers_under_any_name(address: str) -> None:
    response, _ = ask(address, "GET", "/moto-api/data.json", Host="moto.example.com")
    assert response.status == 200


def test_serve_prints_where_the_page_is_and_allows_a_name() -> None:
    command = ["-m", "cprofiles_mock", "serve", "--port", "0", "--allowed-host", "Mock.Example.com"]
    with Program(command) as process:
        try:
            served = process.stdout.readline().split()[-1]
            assert process.stdout.readline() == f"look at it on {served}/cprofiles-mock/\n"
            response, _ = ask(served, "GET", "/cprofiles-mock/", Host="mock.example.com:80")
            assert response.status == 200
        finally:
            process.terminate()


@pytest.mark.parametrize(
    ("host", "printed"),
    [
        ("127.0.0.1", "http://127.0.0.1:5000/cprofiles-mock/"),
        ("0.0.0.0", "http://127.0.0.1:5000/cprofiles-mock/"),
        ("::", "http://[::1]:5000/cprofiles-mock/"),
        ("::1", "http://[::1]:5000/cprofiles-mock/"),
    ],
)
def test_the_printed_address_is_one_that_a_browser_can_open(host: str, printed: str) -> None:
    assert serve.page_address(host, 5000) == printed
