"""Targets into a list that name it without ``[]``, as AWS's travel sample does: its one item."""

from __future__ import annotations

import json
from typing import Any

import pytest

from cprofiles_mock.testing.handle import MockHandle
from tests.support.ingesting import define, profile_id, put

BAG = {
    "Fields": {
        "id": {"Source": "_source.id"},
        "weight": {"Source": "_source.weight", "Target": "_airSegment.Baggage.Weight"},
        "heavy": {"Source": "_source.heavy", "Target": "_airSegment.Baggage.IsHeavy"},
        "status": {"Source": "_source.status", "Target": "_airSegment.Status"},
    },
    "Keys": {
        "segment": [
            {"StandardIdentifiers": ["UNIQUE", "PROFILE", "AIR_SEGMENT"], "FieldNames": ["id"]}
        ]
    },
    "AllowProfileCreation": True,
}


def baggage(client: Any, identifier: str = "s-1") -> Any:
    owner = profile_id(client, "segment", identifier)
    items = client.list_profile_objects(
        DomainName="customers", ObjectTypeName="_airSegment", ProfileId=owner
    )["Items"]
    (found,) = [json.loads(item["Object"]) for item in items]
    return found["Baggage"]


def with_fields(**targets: str) -> dict[str, Any]:
    """A type whose fields have these targets in ``_airSegment``, in their order."""
    fields = {
        name: {"Source": f"_source.{name}", "Target": f"_airSegment.{target}"}
        for name, target in targets.items()
    }
    return {**BAG, "Fields": {"id": {"Source": "_source.id"}, **fields}}


@pytest.fixture(autouse=True)
def _domain(domain: str) -> None:
    """Each test has a domain."""


def test_a_value_that_a_later_object_lacks_stays_in_the_item(client: Any) -> None:
    define(client, "Bag", BAG)
    put(client, "Bag", id="s-1", weight=20, heavy=True, status="NEW")
    put(client, "Bag", id="s-1", weight=21)
    assert baggage(client) == [{"Weight": 21, "IsHeavy": True}]


def test_a_value_that_is_a_list_stays_one_value_of_the_item(client: Any) -> None:
    define(client, "Bag", BAG)
    put(client, "Bag", id="s-1", weight=[1, 2], heavy=False, status="NEW")
    assert baggage(client) == [{"Weight": [1, 2], "IsHeavy": False}]


@pytest.mark.in_process
def test_the_item_is_the_same_after_a_dump_and_goes_on_growing(client: Any) -> None:
    define(client, "Bag", BAG)
    put(client, "Bag", id="s-1", weight=20, status="NEW")
    mock = MockHandle()
    mock.load(json.loads(json.dumps(mock.dump())))
    put(client, "Bag", id="s-1", heavy=True)
    assert baggage(client) == [{"Weight": 20, "IsHeavy": True}]


def test_one_object_onto_a_list_is_its_only_item(client: Any) -> None:
    define(client, "Bag", with_fields(bag="Baggage"))
    put(client, "Bag", id="s-1", bag={"Id": "b-1"})
    assert baggage(client) == [{"Id": "b-1"}]
    put(client, "Bag", id="s-1", bag=[{"Id": "b-2"}, {"Id": "b-3"}])
    assert baggage(client) == [{"Id": "b-2"}, {"Id": "b-3"}]


@pytest.mark.parametrize("order", [("bag", "weight"), ("weight", "bag")])
def test_a_field_beside_the_whole_list_goes_into_its_first_item(
    client: Any, order: tuple[str, ...]
) -> None:
    targets = {"bag": "Baggage", "weight": "Baggage.Weight"}
    define(client, "Bag", with_fields(**{name: targets[name] for name in order}))
    put(client, "Bag", id="s-1", bag={"Id": "b-1"}, weight=20)
    assert baggage(client) == [{"Id": "b-1", "Weight": 20}]


def test_a_field_beside_a_text_leaves_the_text_there(client: Any) -> None:
    define(client, "Bag", with_fields(bag="Baggage", weight="Baggage.Weight"))
    put(client, "Bag", id="s-1", bag="one bag", weight=20)
    assert baggage(client) == [{"Weight": 20}, "one bag"]


def test_a_list_with_brackets_is_still_replaced_whole(client: Any) -> None:
    fields = {
        "id": {"Source": "_source.id"},
        "w": {"Source": "_source.bags[].w", "Target": "_airSegment.Baggage[].Weight"},
        "t": {"Source": "_source.bags[].t", "Target": "_airSegment.Baggage[].TagNumber"},
    }
    define(client, "Bag", {**BAG, "Fields": fields})
    put(client, "Bag", id="s-1", bags=[{"w": 1, "t": "a"}, {"w": 2}])
    put(client, "Bag", id="s-1", bags=[{"w": 3}])
    assert baggage(client) == [{"Weight": 3}]
