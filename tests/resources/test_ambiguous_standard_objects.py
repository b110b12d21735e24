"""A key that finds more than one standard object is ambiguous, and its object is not ingested."""

from __future__ import annotations

from typing import Any

import pytest

from tests.support.ingesting import define, keyed, objects, profile_id, put, stats

pytestmark = pytest.mark.usefixtures("domain")


def _registration() -> dict[str, Any]:
    """An object type whose key ``serial`` finds an asset of the customer's."""
    definition = keyed(id="UNIQUE", customer="PROFILE", serial="ASSET")
    definition["Fields"]["name"] = {"Source": "_source.name", "Target": "_asset.AssetName"}
    return definition


@pytest.fixture
def owner(client: Any) -> str:
    """A customer with two assets, A and B."""
    define(client, "Registration", _registration())
    put(client, "Registration", id="1", customer="C", serial="A", name="first")
    put(client, "Registration", id="2", customer="C", serial="B", name="second")
    return profile_id(client, "customer", "C")


def asset_names(client: Any, owner: str) -> list[str]:
    return [asset["AssetName"] for asset in objects(client, owner, "_asset")]


@pytest.mark.in_process
def test_an_object_whose_key_finds_two_standard_objects_is_a_dead_letter(
    client: Any, owner: str, caplog: pytest.LogCaptureFixture
) -> None:
    key = put(client, "Registration", id="3", customer="C", serial=["A", "B"], name="both")
    assert caplog.messages == [
        f"domain customers: object id '3' of type Registration ({key}) was not ingested: "
        "Key serial of this object is binding to more than one _asset"
    ]
    assert asset_names(client, owner) == ["first", "second"]
    assert stats(client)["ObjectCount"] == 2


def test_a_key_alone_is_ambiguous_without_a_target_too(client: Any, owner: str) -> None:
    define(client, "Claim", keyed(claim="UNIQUE", customer="PROFILE", serial="ASSET"))
    put(client, "Claim", claim="1", customer="C", serial=["A", "B"])
    put(client, "Claim", claim="2", customer="C", serial="B")
    assert [claim["claim"] for claim in objects(client, owner, "Claim")] == ["2"]


def test_a_list_of_values_that_finds_one_standard_object_is_not_ambiguous(
    client: Any, owner: str
) -> None:
    put(client, "Registration", id="3", customer="C", serial=["B", "B-2"], name="third")
    assert asset_names(client, owner) == ["first", "third"]
    put(client, "Registration", id="4", customer="C", serial="B-2", name="fourth")
    assert asset_names(client, owner) == ["first", "fourth"]


def test_standard_objects_of_other_profiles_do_not_count(client: Any, owner: str) -> None:
    put(client, "Registration", id="5", customer="D", serial=["A", "B"], name="another's")
    assert asset_names(client, owner) == ["first", "second"]
    assert asset_names(client, profile_id(client, "customer", "D")) == ["another's"]
