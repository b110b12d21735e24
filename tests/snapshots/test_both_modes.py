"""State is dumped and loaded in the same way by the handle and by control calls over HTTP."""

from __future__ import annotations

import copy
from typing import Any

import pytest

from tests.support.ingesting import CUSTOMER, define, profile, put

DOCUMENT: dict[str, Any] = {
    "version": 1,
    "Domains": [
        {
            "DomainName": "shop",
            "DefaultExpirationDays": 30,
            "Profiles": [{"FirstName": "Ada", "EmailAddress": "ada@example.com"}],
        }
    ],
}

MISTAKE = r"^Domains\[0\]\.Profiles\[0\]\.FirstName: Member must be of type string$"


def names(client: Any) -> list[str]:
    return [domain["DomainName"] for domain in client.list_domains()["Items"]]


def test_a_state_is_dumped_and_loaded_again_as_it_was(client: Any, hand: Any, domain: str) -> None:
    define(client, "Customer", CUSTOMER)
    put(client, "Customer", id="C-1", city="Zürich", note="50 % off")
    document = hand.dump()
    hand.reset()
    assert names(client) == []
    hand.load(document)
    assert hand.dump() == document
    assert profile(client, "customerId", "C-1")["Address"] == {"City": "Zürich"}


def test_what_a_person_wrote_is_loaded(client: Any, hand: Any) -> None:
    hand.load(DOCUMENT)
    found = client.search_profiles(DomainName="shop", KeyName="_email", Values=["ADA@example.com"])[
        "Items"
    ]
    assert [item["FirstName"] for item in found] == ["Ada"]


def test_a_mistake_is_told_and_changes_nothing(client: Any, hand: Any) -> None:
    hand.load(DOCUMENT)
    wrong = copy.deepcopy(DOCUMENT)
    wrong["Domains"][0]["Profiles"][0]["FirstName"] = 7
    with pytest.raises(ValueError, match=MISTAKE):
        hand.load(wrong)
    assert hand.dump()["Domains"][0]["Profiles"][0]["FirstName"] == "Ada"


def test_a_state_is_of_one_region_of_one_account(make_client: Any, hand: Any) -> None:
    hand.load(DOCUMENT, region="eu-west-2")
    hand.load(DOCUMENT, account_id="111122223333")
    assert names(make_client()) == []
    assert names(make_client("eu-west-2")) == ["shop"]
    assert hand.dump()["Domains"] == []
    assert hand.dump(region="eu-west-2")["Domains"][0]["DomainName"] == "shop"
    assert hand.dump(account_id="111122223333")["Domains"][0]["DomainName"] == "shop"


def test_a_reset_forgets_state_calls_faults_and_lag(client: Any, hand: Any) -> None:
    hand.load(DOCUMENT)
    hand.fail_next("ListDomains", "ThrottlingException")
    hand.lag(reads=2)
    hand.reset()
    client.create_domain(DomainName="new", DefaultExpirationDays=30)
    assert names(client) == ["new"]
    assert [call.operation for call in hand.calls] == ["CreateDomain", "ListDomains"]
