"""Calculated attributes in state files, and on the pages."""

from __future__ import annotations

from typing import Any

import pytest

import cprofiles_mock
from cprofiles_mock import MockHandle
from tests.resources.calculated_attributes.conftest import DAY
from tests.server.pages.conftest import follow
from tests.support.calculating import buy, calculating, days, value
from tests.support.clock import Clock

pytestmark = [
    pytest.mark.in_process,
    # What is put shows what counts; not all that a type reads is in every object.
    pytest.mark.filterwarnings("ignore::cprofiles_mock.UnusedSourceWarning"),
]


def reloaded() -> dict[str, Any]:
    """Dump, load, and dump again; the domain's entry."""
    mock = MockHandle()
    document = mock.dump()
    mock.reset()
    mock.load(document)
    assert mock.dump() == document
    entry: dict[str, Any] = document["Domains"][0]
    return entry


def test_a_definition_keeps_its_moment_and_its_horizon(shop: Any, clock: Clock) -> None:
    owner = buy(shop, 1, 1)
    clock.tick(1.123457)
    calculating(shop, "spent", DisplayName="Spent", Conditions=days(5), Tags={"a": "b"})
    buy(shop, 2, 2)
    clock.tick(6 * DAY)
    buy(shop, 4, 4)
    shop.update_calculated_attribute_definition(
        DomainName="customers", CalculatedAttributeName="spent", Conditions=days(30)
    )
    assert value(shop, "spent", owner) == "4"
    before = shop.get_calculated_attribute_definition(
        DomainName="customers", CalculatedAttributeName="spent"
    )
    reloaded()
    after = shop.get_calculated_attribute_definition(
        DomainName="customers", CalculatedAttributeName="spent"
    )
    del before["ResponseMetadata"], after["ResponseMetadata"]
    assert before == after
    assert value(shop, "spent", owner) == "4"
    clock.tick(DAY)
    buy(shop, 5, 8)
    assert value(shop, "spent", owner) == "12"


def test_only_what_became_of_the_services_own_is_written(shop: Any, clock: Clock) -> None:
    owner = buy(shop, 1, 1)
    assert value(shop, "_call_count", owner) is None
    entry = reloaded()
    assert not {"CalculatedAttributes", "DefaultCalculatedAttributes"} & entry.keys()
    here = {"DomainName": "customers"}
    shop.delete_calculated_attribute_definition(**here, CalculatedAttributeName="_orders_count")
    shop.update_calculated_attribute_definition(
        **here, CalculatedAttributeName="_frequent_caller", Description="often",
        Conditions=days(60, Threshold={"Value": "9", "Operator": "GREATER_THAN"}),
    )  # fmt: skip
    shop.update_calculated_attribute_definition(
        **here, CalculatedAttributeName="_last_channel", DisplayName="Channel"
    )
    arn = "arn:aws:profile:us-east-1:123456789012:domains/customers/calculated-attributes/"
    shop.tag_resource(resourceArn=f"{arn}_new_customer", tags={"a": "b"})
    names = ("_frequent_caller", "_last_channel", "_new_customer")
    before = [
        shop.get_calculated_attribute_definition(**here, CalculatedAttributeName=name)
        for name in names
    ]
    clock.tick(DAY)
    entry = reloaded()
    assert entry["DefaultCalculatedAttributes"] == [
        {"CalculatedAttributeName": "_last_channel", "DisplayName": "Channel",
         "LastUpdatedAt": "2026-03-01T12:00:00Z"},
        {"CalculatedAttributeName": "_frequent_caller", "Description": "often",
         "Conditions": days(60, Threshold={"Value": "9", "Operator": "GREATER_THAN"}),
         "Horizon": "2026-01-30T12:00:00Z", "LastUpdatedAt": "2026-03-01T12:00:00Z"},
        {"CalculatedAttributeName": "_new_customer", "Tags": {"a": "b"}},
        {"CalculatedAttributeName": "_orders_count", "Deleted": True},
    ]  # fmt: skip
    after = [
        shop.get_calculated_attribute_definition(**here, CalculatedAttributeName=name)
        for name in names
    ]
    for each in (*before, *after):
        del each["ResponseMetadata"]
    assert before == after
    listed = shop.list_calculated_attribute_definitions(**here)["Items"]
    assert len(listed) == 31


def test_a_deleted_default_that_was_made_by_hand_is_loaded_as_that(shop: Any) -> None:
    shop.delete_calculated_attribute_definition(
        DomainName="customers", CalculatedAttributeName="_call_count"
    )
    calculating(shop, "_call_count", "AVERAGE")
    reloaded()
    assert value(shop, "_call_count", buy(shop, 1, 5)) == "5"


def test_a_definition_of_a_type_that_was_deleted_is_loaded(shop: Any) -> None:
    calculating(shop, "spent")
    shop.delete_profile_object_type(DomainName="customers", ObjectTypeName="Purchase")
    entry = reloaded()
    assert [each["CalculatedAttributeName"] for each in entry["CalculatedAttributes"]] == ["spent"]


@pytest.mark.parametrize(
    ("entry", "problem"),
    [
        ({"CalculatedAttributeName": "_nothing"}, "_nothing is not one of the service's own"),
        ({"CalculatedAttributeName": "_last_channel", "Conditions": days(400)}, "further than 366"),
        ({"DisplayName": "x"}, "CalculatedAttributeName: is missing, and must be given"),
        ({"CalculatedAttributeName": "_last_channel", "Statistic": "SUM"}, "is not a member here"),
    ],
)
def test_a_mistake_in_a_default_is_told(
    client: Any, customerprofiles_mock: Any, entry: dict[str, Any], problem: str
) -> None:
    domain = {
        "DomainName": "d", "DefaultExpirationDays": 1, "DefaultCalculatedAttributes": [entry],
    }  # fmt: skip
    with pytest.raises(cprofiles_mock.StateError, match=problem) as raised:
        customerprofiles_mock.load({"Domains": [domain]})
    assert raised.value.field is not None
    assert raised.value.field.startswith("Domains[0].DefaultCalculatedAttributes[0]")


@pytest.mark.parametrize(("history", "expected"), [({}, "true"), ({"History": []}, None)])
def test_a_loaded_profile_is_new_unless_its_history_does_not_tell_when_it_was_created(
    client: Any, customerprofiles_mock: Any, history: dict[str, Any], expected: str | None
) -> None:
    owner = "a" * 32
    domain = {
        "DomainName": "customers",
        "DefaultExpirationDays": 366,
        "Profiles": [{"ProfileId": owner, "FirstName": "Jane", **history}],
    }
    customerprofiles_mock.load({"Domains": [domain]})
    assert value(client, "_new_customer", owner) == expected


def page(owner: str) -> Any:
    return follow(f"/cprofiles-mock/page/profile?domain_name=customers&profile_id={owner}")


def test_a_page_shows_a_profiles_calculated_attributes_and_which_objects_counted(
    shop: Any, clock: Clock
) -> None:
    calculating(shop, "spent", DisplayName="Spent", Conditions=days(5))
    owner = buy(shop, 1, 1)
    clock.tick(4 * DAY)
    buy(shop, 2, 2)
    clock.tick(2 * DAY)
    keys = [
        each["ProfileObjectUniqueKey"]
        for each in shop.list_profile_objects(
            DomainName="customers", ProfileId=owner, ObjectTypeName="Purchase"
        )["Items"]
    ]
    found = page(owner)
    (table,) = [each for each in found.tables if each[0][0] == "CalculatedAttributeName"]
    rows = {row[0]: row[1:] for row in table[1:]}
    assert rows["spent"][:3] == ["Spent", "2", "false"]
    assert rows["spent"][3] == f"1Purchase {keys[1]} 2026-03-05T12:00:00Z"
    assert rows["_new_customer"][:3] == ["New customer", "true", "false"]
    assert rows["_new_customer"][3] == "1_profile 2026-03-01T12:00:00Z"
    assert "_orders_count" not in rows
    assert "Without a value: 31" in found.text
    assert "_orders_count" in found.text


def test_a_page_makes_nothing_and_shows_the_latest_objects_of_very_many(shop: Any) -> None:
    for number in range(51):
        owner = buy(shop, number, 1)
    before = MockHandle().dump()
    domain = MockHandle().backend().domains["customers"]
    assert "The latest 50 are shown" not in page(owner).text
    assert domain.components() == [
        each for each in domain.components() if type(each).__name__ == "ObjectTypes"
    ]
    assert MockHandle().dump() == before
    calculating(shop, "spent", UseHistoricalData=True)
    assert "The latest 50 are shown" in page(owner).text


def test_a_page_of_a_profile_without_any_value_says_so(shop: Any) -> None:
    for definition in shop.list_calculated_attribute_definitions(DomainName="customers")["Items"]:
        name = definition["CalculatedAttributeName"]
        if name == "_new_customer":
            shop.delete_calculated_attribute_definition(
                DomainName="customers", CalculatedAttributeName=name
            )
    found = page(buy(shop, 1, 1))
    assert "CalculatedAttributeName" not in [each[0][0] for each in found.tables]
    assert "Without a value: 31" in found.text
