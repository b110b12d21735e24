"""The form that explains an object, which is posted and changes nothing."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import urlencode

import boto3
import pytest
import requests

from cprofiles_mock.instruments.controls import active_controls
from cprofiles_mock.server.pages import site
from tests.server.pages.conftest import Look
from tests.server.pages.documents import Document
from tests.server.pages.test_hostile_values import HOSTILE, check
from tests.support.controls import ControlsOnServer
from tests.support.ingesting import CUSTOMER, define, profile_id, put

pytestmark = pytest.mark.in_process

PATH = "/cprofiles-mock/page/explain"
WHERE = {"domain_name": "customers"}


def post(object_type_name: str, text: str, *, status: int = 200, **request: Any) -> Document:
    """Send the form as a browser does."""
    controls = active_controls()
    assert controls is not None
    form = urlencode({"ObjectTypeName": object_type_name, "Object": text}, errors="replace")
    sent = {"body": form.encode(), "host": "mock:5000", "origin": "http://mock:5000", **request}
    answered, _, body = site.answer(
        site.PageRequest("POST", PATH, urlencode(WHERE), **sent), controls
    )
    assert answered == status
    return check(Document(body.decode("utf-8")))


def test_the_page_of_a_domain_leads_to_the_form(client: Any, domain: str, look: Look) -> None:
    define(client, "Customer", CUSTOMER)
    assert "Explain what an object would do" in look("domain", **WHERE).links
    page = look("explain", **WHERE)
    assert page.headings == ["Explain an object"]
    assert [each["value"] for each in page.of("option")] == ["Customer"]
    assert page.tables == []


def test_it_shows_what_would_become_of_an_object(client: Any, domain: str, look: Look) -> None:
    define(client, "Customer", CUSTOMER)
    put(client, "Customer", id="C-1")
    ada = profile_id(client, "customerId", "C-1")
    text = json.dumps({"id": "C-1", "name": {"first": "Ada"}})
    page = post("Customer", text)
    assert f"PutProfileObject of Customer into customers would go to profile {ada}" in page.headings
    fields, keys = page.tables
    assert fields[0] == ["Field", "Source", "Value", "Target", "Becomes"]
    assert fields[3] == ["first", "_source.name.first", "'Ada'", "_profile.FirstName", "set"]
    assert keys[1] == ["customerId", "PROFILE, UNIQUE", "'C-1'", f"profile {ada}"]
    assert "Stays empty: email, last, city, tier." in page.text
    assert "It replaces the object" in page.text
    # What was sent stands in the form again, and nothing was put.
    assert text in page.text
    assert "FirstName" not in look("profile", profile_id=ada, **WHERE).text


def test_it_says_why_there_would_be_none(client: Any, domain: str) -> None:
    define(client, "Customer", CUSTOMER)
    page = post("Customer", "{")
    assert "BadRequestException: Could not parse object string into JSON" in page.text
    assert page.tables == []
    assert "ResourceNotFoundException" in post("Nope", "{}").text


@pytest.mark.parametrize("origin", ["http://evil.example", "null", "http://mock:5001", "mock:5000"])
def test_a_page_of_another_site_cannot_send_it(client: Any, domain: str, origin: str) -> None:
    define(client, "Customer", CUSTOMER)
    page = post("Customer", "{}", status=403, origin=origin)
    assert "This form is not for pages of other sites." in page.text


def test_a_program_that_is_no_browser_can(client: Any, domain: str) -> None:
    define(client, "Customer", CUSTOMER)
    assert post("Customer", "{}", origin="").tables


def test_there_is_none_for_a_domain_that_is_not_there(
    client: Any, customerprofiles_mock: Any
) -> None:
    assert "DomainName customers is not found" in post("Customer", "{}", status=404).text


@pytest.mark.parametrize("value", HOSTILE, ids=range(len(HOSTILE)))
def test_nothing_that_is_sent_becomes_a_part_of_the_page(
    client: Any, domain: str, value: str
) -> None:
    define(client, "Customer", CUSTOMER)
    post(value, value)
    post("Customer", json.dumps({"id": value, "name": {"first": value}, value: value}))


def test_the_server_takes_it_by_post(server: str) -> None:
    ControlsOnServer(server).reset()
    client = boto3.client(
        "customer-profiles",
        endpoint_url=server,
        region_name="us-east-1",
        aws_access_key_id="testing",
        aws_secret_access_key="testing",
    )
    client.create_domain(DomainName="customers", DefaultExpirationDays=30)
    define(client, "Customer", CUSTOMER)
    form = {"ObjectTypeName": "Customer", "Object": '{"id": "C-1"}'}

    def send(**arguments: Any) -> requests.Response:
        arguments = {"data": form, **arguments}
        return requests.post(f"{server}{PATH}", params=WHERE, timeout=10, **arguments)

    assert "would make a profile" in send(headers={"Origin": server}).text
    assert send(headers={"Origin": "https://evil.example"}).status_code == 403
    assert send(data="x" * (16 * 1024 * 1024 + 1)).status_code == 400
    elsewhere = requests.put(f"{server}{PATH}", params=WHERE, timeout=10)
    assert elsewhere.headers["Allow"] == "GET, HEAD, POST"
    assert client.get_domain(DomainName="customers")["Stats"]["ProfileCount"] == 0
