"""Whoever is lent a client finds it as new."""

from __future__ import annotations

from collections.abc import Callable
from itertools import count
from typing import Any

import boto3
import pytest
from botocore.credentials import Credentials
from botocore.httpsession import URLLib3Session

from cprofiles_mock import mock_customerprofiles
from tests.support.lent_clients import lent

pytestmark = pytest.mark.in_process

_KINDS = count()


@pytest.fixture
def kind() -> str:
    """A kind of clients that no other test has."""
    return f"kind {next(_KINDS)}"


def make() -> Any:
    return boto3.client(
        "customer-profiles",
        region_name="us-east-1",
        aws_access_key_id="testing",
        aws_secret_access_key="testing",
    )


def test_a_client_is_lent_again_and_never_to_two_at_once(kind: str) -> None:
    with mock_customerprofiles(), lent(kind, make) as first, lent(kind, make) as second:
        assert first is not second
        first.create_domain(DomainName="shop", DefaultExpirationDays=30)
        with pytest.raises(first.exceptions.ResourceNotFoundException):
            first.get_domain(DomainName="store")
    with mock_customerprofiles(), lent(kind, make) as third, lent(kind, make) as fourth:
        assert {id(third), id(fourth)} == {id(first), id(second)}
        assert third.list_domains()["Items"] == []


def hear(**_: Any) -> None:
    """A handler of events."""


def listen(client: Any) -> None:
    client.meta.events.register("before-send.customer-profiles", hear)


def listen_for_a_while(client: Any) -> None:
    listen(client)
    client.meta.events.unregister("before-send.customer-profiles", hear)


def replace_a_method(client: Any) -> None:
    client.list_domains = print


def replace_the_session(client: Any) -> None:
    client._endpoint.http_session = URLLib3Session()


def sign_in(client: Any) -> None:
    client._request_signer._credentials = Credentials("other", "other")


def renew_the_key(client: Any) -> None:
    client._request_signer._credentials.access_key = "other"


def set_an_option(client: Any) -> None:
    client.meta.config.read_timeout = 1


@pytest.mark.parametrize(
    "alter",
    [
        listen, listen_for_a_while, replace_a_method, replace_the_session, sign_in, renew_the_key,
        set_an_option,
    ],
)  # fmt: skip
def test_a_client_that_was_altered_is_never_lent_again(
    kind: str, alter: Callable[[Any], None]
) -> None:
    with lent(kind, make) as first:
        alter(first)
    with lent(kind, make) as second:
        assert second is not first


def test_nor_is_one_that_was_altered_while_nobody_had_it(kind: str) -> None:
    with lent(kind, make) as first:
        pass
    listen(first)
    with lent(kind, make) as second, lent(kind, make) as third:
        assert first not in {second, third}
