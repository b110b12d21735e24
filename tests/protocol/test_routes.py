"""From a method and a raw path to an operation."""

from __future__ import annotations

from typing import Any

import pytest
import requests

from cprofiles_mock.exceptions import ResourceNotFoundException
from cprofiles_mock.protocol.routes import Router
from tests.support.raw_http import error_of, send

# An integration's ARN holds the integration's own URI: here one with `//`, a blank and `%`.
ARN = (
    "arn:aws:profile:us-east-1:123456789012:domains/customers"
    "/integrations/arn:aws:s3:::bucket//a b/100%"
)
NOT_FOUND = (
    "ResourceNotFoundException",
    "Resource arn:aws:profile:us-east-1:123456789012:domains/customers"
    "/integrations/arn:aws:s3:::bucket//a b/100% is not found",
)


# --- the one label that takes the rest of the path ------------------------------------------------


@pytest.mark.parametrize(
    "quoted",
    [
        "arn%3Aaws%3Aprofile%3Aus-east-1%3A123456789012%3Adomains%2Fcustomers"
        "%2Fintegrations%2Farn%3Aaws%3As3%3A%3A%3Abucket%2F%2Fa%20b%2F100%25",
        "arn:aws:profile:us-east-1:123456789012:domains/customers"
        "/integrations/arn:aws:s3:::bucket//a%20b/100%25",
        "arn:aws:profile:us-east-1:123456789012:domains%2fcustomers"
        "%2fintegrations/arn:aws:s3:::bucket//a%20b%2f100%25",
    ],
    ids=["quoted whole", "with its slashes", "mixed"],
)
@pytest.mark.parametrize("method", ["GET", "POST", "DELETE"])
def test_an_arn_survives_the_path_of_a_plain_request(
    client: Any, domain: str, method: str, quoted: str
) -> None:
    query = "?tagKeys=team" if method == "DELETE" else ""
    body = b'{"tags": {"team": "care"}}' if method == "POST" else b""
    response = send(client, method, f"/tags/{quoted}{query}", body)
    assert error_of(response) == NOT_FOUND


def test_an_arn_survives_the_path_of_a_presigned_url(client: Any, domain: str) -> None:
    url = client.generate_presigned_url("list_tags_for_resource", Params={"resourceArn": ARN})
    assert error_of(requests.get(url, timeout=10)) == NOT_FOUND


def test_a_presigned_url_carries_what_stands_in_path_and_query(client: Any, domain: str) -> None:
    client.create_domain(DomainName="others", DefaultExpirationDays=1)
    url = client.generate_presigned_url("list_domains", Params={"MaxResults": 1})
    response = requests.get(url, timeout=10)
    assert [item["DomainName"] for item in response.json()["Items"]] == ["customers"]


def test_a_presigned_url_loses_the_body_of_a_search(client: Any, domain: str) -> None:
    url = client.generate_presigned_url(
        "search_profiles",
        Params={"DomainName": domain, "KeyName": "_phone", "Values": ["1"]},
        HttpMethod="POST",
    )
    assert error_of(requests.post(url, timeout=10)) == (
        "BadRequestException",
        "2 validation errors detected: Value null at 'keyName' failed to satisfy constraint: "
        "Member must not be null; Value null at 'values' failed to satisfy constraint: Member "
        "must not be null",
    )


# --- paths and methods that lead nowhere ----------------------------------------------------------


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/nowhere",
        "/domains/customers/nowhere",
        "/domains/customers/profiles/more",
        "/domains/customers/",
        "/domains//",
        "/domains/customers%2Fprofiles/nowhere",
        "/domains/../domains/customers/x",
    ],
)
def test_a_path_that_no_operation_is_bound_to_is_named(client: Any, path: str) -> None:
    assert error_of(send(client, "POST", path, b"{}")) == (
        "ResourceNotFoundException",
        f"No operation is bound to POST {path}",
    )


@pytest.mark.parametrize(
    ("method", "path", "allowed"),
    [
        ("DELETE", "/domains", "GET"),
        ("PATCH", "/domains/customers", "DELETE, GET, POST, PUT"),
        ("HEAD", "/domains/customers/profiles", "POST, PUT"),
        ("PURGE", "/domains/customers/profiles/search", "POST"),
    ],
)
def test_a_method_that_the_path_does_not_take_is_named_with_those_it_takes(
    client: Any, method: str, path: str, allowed: str
) -> None:
    response = send(client, method, path)
    assert response.status_code == 400
    assert response.headers["x-amzn-ErrorType"] == "BadRequestException"
    if method != "HEAD":
        assert error_of(response)[1] == (
            f"Method {method} is not allowed on {path}; allowed: {allowed}"
        )


@pytest.mark.parametrize("path", ["/domains/%FF", "/domains/%C3", "/tags/arn%3Aaws%ED%A0%80"])
def test_a_path_that_is_no_utf_8_is_refused(client: Any, path: str) -> None:
    assert error_of(send(client, "GET", path)) == (
        "BadRequestException",
        "The request path or query is not valid percent-encoded UTF-8",
    )


def test_a_label_is_unquoted_once(client: Any) -> None:
    assert error_of(send(client, "GET", "/domains/a%252Fb")) == (
        "BadRequestException",
        "1 validation error detected: Value 'a%2Fb' at 'domainName' failed to satisfy constraint: "
        "Member must satisfy regular expression pattern: ^[a-zA-Z0-9_-]+$",
    )


def test_an_empty_label_is_refused_by_its_member(client: Any) -> None:
    assert error_of(send(client, "GET", "/domains/")) == (
        "BadRequestException",
        "2 validation errors detected: Value '' at 'domainName' failed to satisfy constraint: "
        "Member must have length greater than or equal to 1; Value '' at 'domainName' failed to "
        "satisfy constraint: Member must satisfy regular expression pattern: ^[a-zA-Z0-9_-]+$",
    )


# --- the router alone -----------------------------------------------------------------------------


@pytest.fixture
def router() -> Router:
    """Routes that the model does not have, or not yet."""
    router = Router()
    router.add("GET", "/things/{Name}", "GetThing")
    router.add("GET", "/things/all", "ListThings")
    router.add("GET", "/things/{Name}/parts/{Part}", "GetPart")
    router.add("GET", "/things/all/colours", "ListColours")
    return router


@pytest.mark.parametrize(
    ("path", "name", "labels"),
    [
        ("/things/all", "ListThings", {}),
        ("/things/one", "GetThing", {"Name": "one"}),
        ("things/one", "GetThing", {"Name": "one"}),
        ("/things/a%2Fb", "GetThing", {"Name": "a/b"}),
        ("/things/%61ll", "ListThings", {}),
        ("/things/all/colours", "ListColours", {}),
        ("/things/all/parts/7", "GetPart", {"Name": "all", "Part": "7"}),
    ],
)
def test_a_literal_segment_beats_a_label_where_it_leads_on(
    router: Router, path: str, name: str, labels: dict[str, str]
) -> None:
    assert router.match("GET", path) == (name, labels)


@pytest.mark.parametrize("path", ["/things", "/things/one/parts", "/things/one/parts/7/more"])
def test_a_path_that_ends_too_early_or_too_late_leads_nowhere(router: Router, path: str) -> None:
    with pytest.raises(ResourceNotFoundException) as raised:
        router.match("GET", path)
    assert raised.value.message == f"No operation is bound to GET {path}"
