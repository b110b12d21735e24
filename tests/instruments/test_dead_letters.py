"""The dead letters that the mock keeps, whether or not there is a queue for them."""

from __future__ import annotations

import json
from datetime import datetime, timezone
from typing import Any

import boto3
import pytest
import requests

from cprofiles_mock import DeadLetter, mock_customerprofiles
from cprofiles_mock.instruments.dead_letters import KEPT, DeadLetterBox, TriedKey
from tests.support.clock import stopped
from tests.support.controls import ControlsOnServer
from tests.support.ingesting import CUSTOMER, ORDER, define, put

pytestmark = pytest.mark.in_process


def letter(number: int, domain_name: str = "shop", object_type_name: str = "Order") -> DeadLetter:
    at = datetime(2030, 1, 1, tzinfo=timezone.utc)
    return DeadLetter(domain_name, object_type_name, "{}", "why", (), at, str(number), "id", ("1",))


def test_an_object_that_reaches_no_profile_is_kept_with_the_reason(
    client: Any, handle: Any, domain: str
) -> None:
    define(client, "Order", ORDER)
    moment = datetime(2030, 1, 1, tzinfo=timezone.utc)
    with stopped(moment):
        key = put(client, "Order", number="O-1", customer="C-1")
    [found] = handle.dead_letters
    assert (found.domain_name, found.object_type_name) == ("customers", "Order")
    assert json.loads(found.object) == {"number": "O-1", "customer": "C-1"}
    assert found.keys == (TriedKey("customerId", (("C-1",),), "leads to no profile"),)
    assert (found.at, found.unique_key) == (moment, key)
    assert found.reason == handle.calls[-1].dead_letter.reason


def test_they_are_filtered_by_domain_and_by_object_type(
    client: Any, handle: Any, domain: str
) -> None:
    define(client, "Order", ORDER)
    define(client, "Customer", CUSTOMER)
    put(client, "Order", number="O-1", customer="C-1")
    put(client, "Customer", id="C-1", name={"first": "x" * 300})
    letters = handle.dead_letters
    [order] = letters.filter(object_type_name="Order")
    [customer] = letters.filter(domain_name="customers", object_type_name="Customer")
    assert letters == [order, customer]
    assert letters[1:] == (customer,)
    assert letters.filter(domain_name="other") == []
    assert letters != "letters"
    with pytest.raises(TypeError, match="object_type_name is a text, not 5"):
        letters.filter(object_type_name=5)


def test_they_are_shown_with_their_reasons(client: Any, handle: Any, domain: str) -> None:
    assert repr(handle.dead_letters) == "no dead letters"
    define(client, "Order", ORDER)
    key = put(client, "Order", number="O-1", customer="C-1")
    reason = handle.dead_letters[0].reason
    assert repr(handle.dead_letters) == (
        f"dead letters:\n  1. object orderNumber 'O-1' of type Order ({key}) in domain customers: "
        f"{reason} "
        "(customerId 'C-1' leads to no profile)"
    )


def test_a_handle_sees_those_since_its_own_entry_and_after_the_end_too() -> None:
    with mock_customerprofiles() as outer:
        client = boto3.client("customer-profiles", region_name="us-east-1")
        client.create_domain(DomainName="customers", DefaultExpirationDays=30)
        define(client, "Order", ORDER)
        put(client, "Order", number="O-1", customer="C-1")
        with mock_customerprofiles() as inner:
            put(client, "Order", number="O-2", customer="C-1")
    assert [json.loads(each.object)["number"] for each in outer.dead_letters] == ["O-1", "O-2"]
    assert [json.loads(each.object)["number"] for each in inner.dead_letters] == ["O-2"]


def test_they_are_kept_where_no_calls_are(client: Any, handle: Any, domain: str) -> None:
    handle.keep_calls(0)
    define(client, "Order", ORDER)
    put(client, "Order", number="O-1", customer="C-1")
    assert (len(handle.calls), len(handle.dead_letters)) == (0, 1)
    handle.reset()
    assert handle.dead_letters == []


def test_the_latest_ones_are_kept() -> None:
    box = DeadLetterBox()
    box.put(letter(number) for number in range(KEPT + 1))
    assert len(box.letters()) == KEPT
    assert box.letters()[0].unique_key == "1"
    assert [each.unique_key for each in box.letters(after=KEPT)] == [str(KEPT)]


def test_the_server_tells_of_them_too(server: str) -> None:
    controls = ControlsOnServer(server)
    controls.reset()
    client = boto3.client(
        "customer-profiles",
        endpoint_url=server,
        region_name="us-east-1",
        aws_access_key_id="testing",
        aws_secret_access_key="testing",
    )
    client.create_domain(DomainName="customers", DefaultExpirationDays=30)
    define(client, "Order", ORDER)
    key = put(client, "Order", number="O-1", customer="C-1")
    [found] = controls.call("GET", "dead-letters", params={"object_type_name": "Order"})
    assert datetime.fromisoformat(found.pop("at")).tzinfo is not None
    reason = found.pop("reason")
    assert reason.startswith("No profile was found")
    assert found == {
        "domain_name": "customers",
        "object_type_name": "Order",
        "object": '{"number": "O-1", "customer": "C-1"}',
        "keys": [{"name": "customerId", "values": [["C-1"]], "outcome": "leads to no profile"}],
        "unique_key": key,
        "key_name": "orderNumber",
        "key_values": ["O-1"],
        "detail": "",
    }
    assert controls.call("GET", "dead-letters", params={"domain_name": "other"}) == []
    assert controls.call("DELETE", "dead-letters") == {"status": "ok"}
    assert controls.call("GET", "dead-letters") == []
    assert requests.get(f"{server}/cprofiles-mock/page/dead-letters", timeout=10).ok
