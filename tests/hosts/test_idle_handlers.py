"""The handlers of ours that a client does without, because each costs its calls something."""

from __future__ import annotations

from typing import Any

import boto3
import pytest

from cprofiles_mock import mock_customerprofiles
from cprofiles_mock.hosts import botocore as botocore_host

pytestmark = pytest.mark.in_process

KEYS = {"aws_access_key_id": "testing", "aws_secret_access_key": "testing"}


def make(monkeypatch: pytest.MonkeyPatch, **arguments: Any) -> Any:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", "/nonexistent")
    return boto3.Session().client("customer-profiles", region_name="us-east-1", **arguments)


def ours(client: Any) -> set[str]:
    events = ("before-endpoint-resolution", "before-sign")
    trie = client.meta.events._emitter._handlers
    found = [
        each for event in events for each in trie.prefix_search(f"{event}.customer-profiles.GetX")
    ]
    return {each.__name__ for each in found if each in botocore_host.IDLE_HANDLERS}


def test_a_client_with_credentials_and_without_an_endpoint_needs_none(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert ours(make(monkeypatch, **KEYS)) == set()


def test_a_client_with_an_endpoint_keeps_what_decides_about_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    client = make(monkeypatch, endpoint_url="http://127.0.0.1:9", **KEYS)
    assert ours(client) == {"_resolve_endpoint"}


def test_a_client_without_credentials_keeps_what_lends_it_some(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    client = make(monkeypatch)
    assert ours(client) == {"_lend_credentials"}
    with mock_customerprofiles() as handle:
        client.meta.events.register("before-send", lambda **_: None)
        assert client.list_domains()["Items"] == []
        assert handle.path_counts.ordinary == 1


def test_a_url_can_be_signed_without_credentials_while_calls_take_time(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    client = make(monkeypatch)
    with mock_customerprofiles() as handle:
        handle.latency(60)
        url = client.generate_presigned_url("list_domains")
    assert "X-Amz-Credential=FOOBARKEY" in url


def test_clients_are_redirected_to_a_server_whenever_they_were_made(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    address = "http://127.0.0.1:9"
    before = make(monkeypatch, **KEYS)
    botocore_host.redirect_to_server(address)
    try:
        after = make(monkeypatch, **KEYS)
        for client in (before, after):
            assert client.generate_presigned_url("list_domains").startswith(f"{address}/domains?")
    finally:
        botocore_host.redirect_to_server(None)
    # What was added does nothing any more.
    assert before.generate_presigned_url("list_domains").startswith("https://profile.us-east-1.")
