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

MISTAKE = (
    r"^Domains\[0\]\.Profiles\[0\]\.FirstName: Member must be of type string, not 7; put it in "
    "quotes$"
)


def names(client: Any) -> list[str]:
    return [domain["DomainName"] for domain in client.list_domains()["Items"]]


@pytest.mark.filterwarnings("ignore::cprofiles_mock.UnusedSourceWarning")
def test_a_state_is_dumped_and_loaded_again_as_it_was(
    client: Any, handle: Any, domain: str
) -> None:
    define(client, "Customer", CUSTOMER)
    put(client, "Customer", id="C-1", city="Zürich", note="50 % off")
    document = handle.dump()
    handle.reset()
    assert names(client) == []
    handle.load(document)
    assert handle.dump() == document
    assert profile(client, "customerId", "C-1")["Address"] == {"City": "Zürich"}


def test_what_a_person_wrote_is_loaded(client: Any, handle: Any) -> None:
    handle.load(DOCUMENT)
    found = client.search_profiles(DomainName="shop", KeyName="_email", Values=["ADA@example.com"])[
        "Items"
    ]
    assert [item["FirstName"] for item in found] == ["Ada"]


def test_a_mistake_is_told_and_changes_nothing(client: Any, handle: Any) -> None:
    handle.load(DOCUMENT)
    wrong = copy.deepcopy(DOCUMENT)
    wrong["Domains"][0]["Profiles"][0]["FirstName"] = 7
    with pytest.raises(ValueError, match=MISTAKE):
        handle.load(wrong)
    assert handle.dump()["Domains"][0]["Profiles"][0]["FirstName"] == "Ada"


@pytest.mark.filterwarnings("ignore::cprofiles_mock.EmptyDumpWarning")
def test_a_state_is_of_one_region_of_one_account(make_client: Any, handle: Any) -> None:
    handle.load(DOCUMENT, region="eu-west-2")
    handle.load(DOCUMENT, account_id="111122223333")
    assert names(make_client()) == []
    assert names(make_client("eu-west-2")) == ["shop"]
    assert handle.dump()["Domains"] == []
    assert handle.dump(region="eu-west-2")["Domains"][0]["DomainName"] == "shop"
    assert handle.dump(account_id="111122223333")["Domains"][0]["DomainName"] == "shop"


def test_a_reset_forgets_state_calls_faults_and_lag(client: Any, handle: Any) -> None:
    handle.load(DOCUMENT)
    handle.fail_next("ListDomains", "ThrottlingException")
    handle.lag(reads=2)
    handle.reset()
    client.create_domain(DomainName="new", DefaultExpirationDays=30)
    assert names(client) == ["new"]
    assert [call.operation for call in handle.calls] == ["CreateDomain", "ListDomains"]
