"""What arrives: bodies, content types, query strings, nulls and members that nobody knows."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.contract.recording import Items, record
from tests.support.raw_http import error_of, send

PROFILES = "/domains/customers/profiles"


def create(client: Any, body: bytes, content_type: str | None = "application/json") -> Any:
    return send(client, "POST", PROFILES, body, content_type)


def stored(client: Any, body: bytes, content_type: str | None = "application/json") -> Any:
    """The profile that a request body leads to, without its identifier."""
    response = create(client, body, content_type)
    assert response.status_code == 200
    ids = [response.json()["ProfileId"]]
    [profile] = client.batch_get_profile(DomainName="customers", ProfileIds=ids)["Profiles"]
    del profile["ProfileId"]
    return profile


# --- bodies that are none -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"nonsense", "Expecting value: line 1 column 1 (char 0)"),
        (b"{", "Expecting property name enclosed in double quotes: line 1 column 2 (char 1)"),
        (b'{"FirstName": "Ann"} {}', "Extra data: line 1 column 22 (char 21)"),
        (b'{"FirstName": NaN}', "NaN is not a JSON value"),
        (b'{"FirstName": Infinity}', "Infinity is not a JSON value"),
        (b'{"FirstName": [-Infinity]}', "-Infinity is not a JSON value"),
        (b'{"FirstName": "a\nb"}', "Invalid control character at: line 1 column 17 (char 16)"),
        (b"[" * 100_000, "it is nested too deeply"),
        (b'{"Address":' * 100_000, "it is nested too deeply"),
    ],
)
def test_a_body_that_is_no_json_is_refused_with_the_reason(
    client: Any, domain: str, body: bytes, reason: str
) -> None:
    assert error_of(create(client, body)) == (
        "BadRequestException",
        f"The request body is not valid JSON: {reason}",
    )


@pytest.mark.parametrize(
    ("opening", "closing", "depth"), [("[", "]", 99), ('{"a": ', "}", 99), ('[{"a": ', "}]", 49)]
)
def test_a_hundred_lists_and_objects_may_lie_in_one_another_and_no_more(
    client: Any, domain: str, opening: str, closing: str, depth: int
) -> None:
    """What shows a value in a message would otherwise come to the end of Python's stack."""
    allowed = f'{{"Unknown": {opening * depth}0{closing * depth}}}'.encode()
    assert stored(client, allowed) == {}
    refused = f'{{"Unknown": {opening * (depth + 1)}0{closing * (depth + 1)}}}'.encode()
    assert error_of(create(client, refused)) == (
        "BadRequestException",
        "The request body is not valid JSON: it is nested too deeply",
    )


def test_many_lists_beside_one_another_are_not_nested(client: Any, domain: str) -> None:
    assert stored(client, b'{"Unknown": [' + b"[], " * 500 + b"{}]}") == {}


@pytest.mark.parametrize("depth", [300, 500, 700, 950])
def test_a_value_of_the_wrong_type_may_be_nested_deeply(
    client: Any, domain: str, depth: int
) -> None:
    body = f'{{"KeyName": "a", "Values": {"[" * depth}{"]" * depth}}}'.encode()
    assert error_of(send(client, "POST", f"{PROFILES}/search", body)) == (
        "BadRequestException",
        "The request body is not valid JSON: it is nested too deeply",
    )


@pytest.mark.parametrize("body", [b"[]", b'"text"', b"7", b"null", b"true"])
def test_a_body_that_is_no_object_is_refused(client: Any, domain: str, body: bytes) -> None:
    assert error_of(create(client, body)) == (
        "BadRequestException",
        "The request body must be a JSON object",
    )


@pytest.mark.parametrize(
    "body",
    [
        b'{"FirstName": "\xff"}',
        b'{"FirstName": "\xed\xa0\x80"}',
        b'{"FirstName": "\\ud800"}',
        b'{"Attributes": {"\\udc00": "x"}}',
        b'{"Nobody knows": ["\\ud800 x"]}',
        '{"FirstName": "Ann"}'.encode("utf-16"),
    ],
)
def test_a_body_that_is_no_utf_8_is_refused(client: Any, domain: str, body: bytes) -> None:
    assert error_of(create(client, body)) == (
        "BadRequestException",
        "The request body is not valid UTF-8",
    )


def test_a_character_beyond_the_basic_plane_may_be_escaped_or_not(client: Any, domain: str) -> None:
    assert stored(client, b'{"FirstName": "\\ud83d\\ude00"}') == {"FirstName": "😀"}
    assert stored(client, '{"FirstName": "😀"}'.encode()) == {"FirstName": "😀"}


@pytest.mark.in_process
def test_a_body_that_is_far_too_large_is_refused(client: Any, domain: str) -> None:
    body = b'{"FirstName": "' + b"x" * 16 * 1024 * 1024 + b'"}'
    assert error_of(create(client, body)) == (
        "BadRequestException",
        "The request body is larger than 16777216 bytes",
    )


# --- content types --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "content_type",
    [
        None,
        "application/json",
        "application/json; charset=utf-8",
        "Application/JSON;charset=UTF-8",
        "application/x-amz-json-1.0",
        "application/x-amz-json-1.1",
    ],
)
def test_json_is_taken_under_its_names_and_under_none(
    client: Any, domain: str, content_type: str | None
) -> None:
    assert stored(client, b'{"FirstName": "Ann"}', content_type) == {"FirstName": "Ann"}


@pytest.mark.parametrize(
    "content_type", ["text/plain", "application/x-www-form-urlencoded", "application/jsonp"]
)
def test_another_content_type_is_refused(client: Any, domain: str, content_type: str) -> None:
    assert error_of(create(client, b'{"FirstName": "Ann"}', content_type)) == (
        "BadRequestException",
        f"Content type '{content_type}' is not supported; send application/json",
    )


def test_no_body_has_no_content_type(client: Any, domain: str) -> None:
    assert stored(client, b"", "text/plain") == {}


def test_a_body_where_none_belongs_is_passed_over(client: Any, domain: str) -> None:
    response = send(client, "GET", "/domains", b"nonsense")
    assert [item["DomainName"] for item in response.json()["Items"]] == ["customers"]


# --- members --------------------------------------------------------------------------------------


def test_a_member_that_is_null_is_absent(client: Any, domain: str) -> None:
    body = b'{"FirstName": null, "LastName": "Lee", "Address": {"City": null, "State": "WA"}}'
    assert stored(client, body) == {"LastName": "Lee", "Address": {"State": "WA"}}


def test_a_required_member_that_is_null_is_missing(client: Any, domain: str) -> None:
    response = send(client, "PUT", PROFILES, b'{"ProfileId": null}')
    assert error_of(response) == (
        "BadRequestException",
        "1 validation error detected: Value null at 'profileId' failed to satisfy constraint: "
        "Member must not be null",
    )


def test_an_update_with_null_keeps(client: Any, domain: str) -> None:
    profile_id = client.create_profile(DomainName=domain, FirstName="Ann")["ProfileId"]
    body = json.dumps({"ProfileId": profile_id, "FirstName": None}).encode()
    assert send(client, "PUT", PROFILES, body).json() == {"ProfileId": profile_id}
    answer = client.batch_get_profile(DomainName=domain, ProfileIds=[profile_id])
    assert answer["Profiles"] == [{"ProfileId": profile_id, "FirstName": "Ann"}]


def test_members_that_the_model_does_not_know_are_passed_over(client: Any, domain: str) -> None:
    body = (
        b'{"FirstName": "Ann", "Nickname": {"a": [1, null]}, "firstName": "Bea", '
        b'"DomainName": 7, "Address": {"City": "Seattle", "Planet": 3}, "Deep": '
        + b"[" * 90
        + b"]" * 90
        + b"}"
    )
    assert stored(client, body) == {"FirstName": "Ann", "Address": {"City": "Seattle"}}


def test_the_last_of_two_members_with_one_name_counts(client: Any, domain: str) -> None:
    assert stored(client, b'{"FirstName": "Ann", "FirstName": "Bea"}') == {"FirstName": "Bea"}


# --- query strings --------------------------------------------------------------------------------


@pytest.mark.parametrize("text", ["x", "", "1.5", "--1", "1_0", "\u0661", "9" * 20, "0x1"])
def test_a_number_in_the_query_that_is_none_is_refused(client: Any, text: str) -> None:
    assert error_of(send(client, "GET", f"/domains?max-results={text}")) == (
        "BadRequestException",
        "1 validation error detected: Value at 'maxResults' failed to satisfy constraint: Member "
        "must be of type integer",
    )


@pytest.mark.parametrize(
    ("number", "constraint"),
    [
        ("0", "Member must have value greater than or equal to 1"),
        ("-1", "Member must have value greater than or equal to 1"),
        ("101", "Member must have value less than or equal to 100"),
    ],
)
def test_a_number_in_the_query_has_its_range(client: Any, number: str, constraint: str) -> None:
    assert error_of(send(client, "GET", f"/domains?max-results={number}")) == (
        "BadRequestException",
        f"1 validation error detected: Value '{number}' at 'maxResults' failed to satisfy "
        f"constraint: {constraint}",
    )


def test_the_last_of_two_query_parameters_with_one_name_counts(client: Any, domain: str) -> None:
    client.create_domain(DomainName="others", DefaultExpirationDays=1)
    response = send(client, "GET", "/domains?max-results=x&max-results=1&unknown=%20")
    assert [item["DomainName"] for item in response.json()["Items"]] == ["customers"]


def test_a_query_that_is_no_utf_8_is_refused(client: Any) -> None:
    assert error_of(send(client, "GET", "/domains?next-token=%FF")) == (
        "BadRequestException",
        "The request path or query is not valid percent-encoded UTF-8",
    )


@pytest.mark.in_process
@pytest.mark.parametrize(
    ("text", "value"), [("true", True), ("false", False), ("TRUE", True), ("False", False)]
)
def test_a_boolean_in_the_query_is_true_or_false(
    client: Any, monkeypatch: pytest.MonkeyPatch, text: str, value: bool
) -> None:
    seen = record(monkeypatch, "ListIntegrations", Items([]))
    send(client, "GET", f"/domains/customers/integrations?include-hidden={text}")
    assert seen == [{"DomainName": "customers", "IncludeHidden": value}]


def test_another_boolean_in_the_query_is_refused(client: Any) -> None:
    response = send(client, "GET", "/domains/customers/integrations?include-hidden=yes")
    assert error_of(response) == (
        "BadRequestException",
        "1 validation error detected: Value at 'includeHidden' failed to satisfy constraint: "
        "Member must be of type boolean",
    )


def test_a_list_in_the_query_has_every_value(client: Any, domain: str) -> None:
    arn = "arn:aws:profile:us-east-1:123456789012:domains/customers"
    client.tag_resource(resourceArn=arn, tags={"a": "1", "b/c": "2", "d": "3"})
    response = send(client, "DELETE", f"/tags/{arn}?tagKeys=a&tagKeys=b%2Fc")
    assert (response.status_code, response.json()) == (200, {})
    assert client.list_tags_for_resource(resourceArn=arn)["tags"] == {"d": "3"}
