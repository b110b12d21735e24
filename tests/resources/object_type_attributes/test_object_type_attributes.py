"""The attributes that objects have: their names, values and statistics; values of profiles."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta, timezone
from typing import Any

import pytest
from botocore.exceptions import ClientError

import cprofiles_mock.resources.object_type_attributes.operations as limits
from cprofiles_mock import MockHandle
from tests.support.calculating import PURCHASE, buy, define_purchases
from tests.support.clock import Clock, stopped
from tests.support.expectations import service_error
from tests.support.ingesting import define, profile_id, put
from tests.support.raw_http import send

pytestmark = [
    pytest.mark.in_process,
    # What is put shows what counts; not all that a type reads is in every object.
    pytest.mark.filterwarnings("ignore::cprofiles_mock.UnusedSourceWarning"),
]

NOON = datetime(2026, 3, 1, 12, tzinfo=timezone.utc)
DAY = 86_400
HERE = {"DomainName": "customers"}


@pytest.fixture
def clock() -> Iterator[Clock]:
    with stopped(NOON) as frozen:
        yield frozen


@pytest.fixture
def shop(clock: Clock, client: Any) -> Any:
    """A client of a domain with purchases that was created at noon, its data store on."""
    client.create_domain(**HERE, DefaultExpirationDays=1000, DataStore={"Enabled": True})
    define_purchases(client)
    return client


def names(client: Any, type_name: str = "Purchase") -> dict[str, float]:
    """The names of attributes in their order, with the seconds since noon."""
    items = client.list_object_type_attributes(**HERE, ObjectTypeName=type_name)["Items"]
    return {each["AttributeName"]: (each["LastUpdatedAt"] - NOON).total_seconds() for each in items}


def values(client: Any, name: str, type_name: str = "Purchase") -> dict[str, float]:
    """The values of an attribute in their order, with the seconds since noon."""
    items = client.list_object_type_attribute_values(
        **HERE, ObjectTypeName=type_name, AttributeName=name
    )["Items"]
    return {each["Value"]: (each["LastUpdatedAt"] - NOON).total_seconds() for each in items}


def statistics(client: Any, name: str, type_name: str = "Purchase") -> dict[str, Any]:
    answer: dict[str, Any] = client.get_object_type_attribute_statistics(
        **HERE, ObjectTypeName=type_name, AttributeName=name
    )
    del answer["ResponseMetadata"]
    return answer


def of_profiles(client: Any, name: str) -> list[str]:
    answer = client.list_profile_attribute_values(**HERE, AttributeName=name)
    assert (answer["DomainName"], answer["AttributeName"]) == ("customers", name)
    assert answer["StatusCode"] == answer["ResponseMetadata"]["HTTPStatusCode"] == 200
    return [each["Value"] for each in answer["Items"]]


def reload() -> None:
    mock = MockHandle()
    document = mock.dump()
    mock.reset()
    mock.load(document)


# --- names --------------------------------------------------------------------------------------


def test_names_are_those_at_the_top_of_the_json_with_the_time_they_were_last_saved(
    shop: Any, clock: Clock
) -> None:
    odd: dict[str, Any] = {"odd name": 1, "a.b": 2}
    buy(shop, 1, 5, ship={"city": "Lima"}, **odd)
    clock.tick(10)
    put(shop, "Purchase", {"id": "2", "customer": "c", "total": None, "state": "paid"})
    assert names(shop) == {"id": 10, "customer": 10, "total": 10, "state": 10, "ship": 0}
    reload()
    assert names(shop) == {"id": 10, "customer": 10, "total": 10, "state": 10, "ship": 0}


def test_a_name_stays_after_its_object_was_replaced_or_deleted(shop: Any, clock: Clock) -> None:
    owner = buy(shop, 1, 5, note="x")
    clock.tick(10)
    buy(shop, 1, 5)
    assert names(shop)["note"] == 0
    shop.delete_profile(**HERE, ProfileId=owner)
    assert names(shop) == {"id": 10, "customer": 10, "total": 10, "note": 0}


def test_what_an_earlier_type_of_that_name_had_is_not_the_types(shop: Any, clock: Clock) -> None:
    owner = buy(shop, 1, 5, note="x")
    shop.create_profile(**HERE, FirstName="Ann")
    shop.delete_profile_object_type(**HERE, ObjectTypeName="Purchase")
    with service_error(
        "ResourceNotFoundException",
        "Profile object type Purchase is not found in domain customers; PutProfileObjectType makes "
        "one",
    ):
        names(shop)
    clock.tick(10)
    define_purchases(shop)
    assert names(shop) == {}
    assert profile_id(shop, "_profileId", owner) == owner


def test_a_type_that_a_template_implies_has_attributes_too(shop: Any) -> None:
    put(shop, "CTR", {"ContactId": "1", "Channel": "VOICE"})
    assert names(shop, "CTR") == {"ContactId": 0, "Channel": 0}
    assert values(shop, "channel", "CTR") == {"VOICE": 0}


def test_standard_objects_and_profiles_have_their_members(shop: Any, clock: Clock) -> None:
    fields = {
        **PURCHASE["Fields"],
        "price": {"Source": "_source.total", "Target": "_order.TotalPrice"},
        "city": {"Source": "_source.city", "Target": "_order.BillingAddress.City"},
    }
    keys = {**PURCHASE["Keys"], "purchaseId": [
        {"StandardIdentifiers": ["UNIQUE", "ORDER"], "FieldNames": ["id"]}
    ]}  # fmt: skip
    define(shop, "Purchase", {**PURCHASE, "Fields": fields, "Keys": keys})
    owner = buy(shop, 1, 5, city="Lima")
    clock.tick(10)
    buy(shop, 2, 7)
    shop.update_profile(**HERE, ProfileId=owner, FirstName="Ann", Address={"City": "Bath"})
    assert names(shop, "_order") == {"OrderId": 10, "TotalPrice": 10, "BillingAddress": 0}
    assert names(shop, "_profile") == {"AccountNumber": 10, "FirstName": 10, "Address": 10}
    assert names(shop, "_case") == {}
    assert values(shop, "TotalPrice", "_order") == {"7": 10, "5": 0}
    assert values(shop, "BillingAddress.City", "_order") == {"Lima": 0}
    assert values(shop, "Address.City", "_profile") == {"Bath": 10}


def test_a_profiles_time_that_is_on_no_calendar_is_that_of_its_creation(shop: Any) -> None:
    fields = {**PURCHASE["Fields"], "sourceLastUpdatedTimestamp": {"Source": "_source.at"}}
    told = {"SourceLastUpdatedTimestampFormat": "EpochMilli"}
    define(shop, "Purchase", {**PURCHASE, "Fields": fields, **told})
    buy(shop, 1, 5, at=-200_000_000_000_000)
    assert values(shop, "AccountNumber", "_profile") == {"c": 0}


def test_names_are_of_the_latest_thousand(shop: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "MOST_NAMES", 2)
    buy(shop, 1, 5)
    assert list(names(shop)) == ["id", "customer"]


def test_objects_of_a_file_without_history_have_names_too(shop: Any, clock: Clock) -> None:
    buy(shop, 1, 5)
    document = MockHandle().dump()
    del document["Domains"][0]["Profiles"][0]["History"]
    clock.tick(10)
    MockHandle().load(document)
    assert names(shop) == {"id": 0, "customer": 0, "total": 0}
    clock.tick(DAY)
    assert statistics(shop, "total")["Statistics"]["Maximum"] == 5


# --- values -------------------------------------------------------------------------------------


def test_values_are_distinct_texts_the_latest_first(shop: Any, clock: Clock) -> None:
    for number, total in enumerate((5, "5", 18.50, True, None, "", [1, 2], 5)):
        buy(shop, number, total)
        clock.tick(1)
    assert list(values(shop, "total").items()) == [
        ("5", 7), ("[1,2]", 6), ("true", 3), ("18.5", 2),
    ]  # fmt: skip


def test_a_number_is_shown_as_its_json_has_it(shop: Any) -> None:
    owner = buy(shop, 0)
    for number, text in enumerate(("18.50", "1e3", "-0.0", "7"), 1):
        shop.put_profile_object(
            **HERE, ObjectTypeName="Purchase",
            Object=f'{{"id": "{number}", "customer": "c", "total": {text}, "raw": {text}}}',
        )  # fmt: skip
    assert set(values(shop, "total")) == {"18.50", "1e3", "-0.0", "7"}
    assert set(values(shop, "raw")) == {"18.50", "1e3", "-0.0", "7"}
    assert owner


def test_an_attribute_is_a_field_or_else_a_path_and_nothing_has_an_unknown_one(shop: Any) -> None:
    buy(shop, 1, 5, state="paid", status="no", shop={"name": "x", "id": 7})
    assert values(shop, "status") == {"paid": 0}
    assert values(shop, "state") == {"paid": 0}
    assert values(shop, "shop.id") == {"7": 0}
    assert values(shop, "nothing") == {}
    with pytest.raises(ClientError, match="Profile object type Nothing is not found"):
        values(shop, "id", "Nothing")


def test_a_value_that_no_object_has_any_more_is_gone(shop: Any) -> None:
    buy(shop, 1, 5)
    buy(shop, 2, 7)
    buy(shop, 1, 6)
    assert set(values(shop, "total")) == {"6", "7"}


def test_values_are_cut_and_as_many_are_kept_as_their_bytes_allow(
    shop: Any, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    for text in ("é" * 1001, "b", "a"):
        clock.tick(1)
        buy(shop, text[0], text)
    assert list(values(shop, "total")) == ["a", "b", "é" * 1000]
    monkeypatch.setattr(limits, "MOST_BYTES", 2001)
    assert list(values(shop, "total")) == ["a", "b"]
    assert limits.MOST_NAMES == 1000


# --- statistics ---------------------------------------------------------------------------------


def test_statistics_are_made_once_a_day_and_null_before(shop: Any, clock: Clock) -> None:
    for number, total in enumerate((10, "20", 30.0, "many", None)):
        buy(shop, number, total)
    answer = send(
        shop, "POST", "/domains/customers/object-types/Purchase/attributes/total/statistics", b""
    )
    percentiles = {"P5": None, "P25": None, "P50": None, "P75": None, "P95": None}
    nothing = {
        "Maximum": None, "Minimum": None, "Average": None, "StandardDeviation": None,
        "Percentiles": percentiles,
    }  # fmt: skip
    assert answer.json() == {"Statistics": nothing, "CalculatedAt": None}
    clock.tick(DAY - 1)
    assert statistics(shop, "total") == {"Statistics": {"Percentiles": {}}}
    clock.tick(1)
    first = {
        "Statistics": {
            "Maximum": 30.0, "Minimum": 10.0, "Average": 20.0, "StandardDeviation": 10.0,
            "Percentiles": {"P5": 11.0, "P25": 15.0, "P50": 20.0, "P75": 25.0, "P95": 29.0},
        },
        "CalculatedAt": NOON + timedelta(days=1),
    }  # fmt: skip
    assert statistics(shop, "total") == first
    clock.tick(1)
    buy(shop, 9, 1000)
    assert statistics(shop, "total") == first
    reload()
    assert statistics(shop, "total") == first
    clock.tick(3 * DAY)
    later = statistics(shop, "total")
    assert later["Statistics"]["Maximum"] == 1000
    assert later["CalculatedAt"] == NOON + timedelta(days=4)
    assert statistics(shop, "shop")["Statistics"] == {"Percentiles": {}}
    assert statistics(shop, "shop")["CalculatedAt"] == NOON + timedelta(days=4)


def numbers_then(client: Any) -> tuple[float, float]:
    """The least and the greatest number at the last calculation."""
    found = statistics(client, "total")["Statistics"]
    return found["Minimum"], found["Maximum"]


def test_statistics_are_of_what_there_was_at_that_moment(shop: Any, clock: Clock) -> None:
    owner = buy(shop, 1, 1)
    buy(shop, 2, 2)
    replaced = buy(shop, 3, 3, customer="d")
    merged = buy(shop, 4, 4, customer="e")
    gone = buy(shop, 5, 5, customer="f")
    buy(shop, 6, 6, customer="g")
    clock.tick(DAY / 2)
    # Before the calculation: the sixth is no more.
    shop.delete_profile(**HERE, ProfileId=profile_id(shop, "customer", "g"))
    clock.tick(DAY / 2)
    assert numbers_then(shop) == (1, 5)
    clock.tick(1)
    # After it, nothing changes what was calculated.
    (first, *_) = shop.list_profile_objects(**HERE, ProfileId=owner, ObjectTypeName="Purchase")[
        "Items"
    ]
    shop.delete_profile_object(
        **HERE, ProfileId=owner, ObjectTypeName="Purchase",
        ProfileObjectUniqueKey=first["ProfileObjectUniqueKey"],
    )  # fmt: skip
    buy(shop, 3, 30, customer="d")
    shop.merge_profiles(**HERE, MainProfileId=replaced, ProfileIdsToBeMerged=[merged])
    shop.delete_profile(**HERE, ProfileId=gone)
    before = statistics(shop, "total")
    assert (before["Statistics"]["Average"], numbers_then(shop)) == (3.0, (1, 5))
    # What was merged is replaced and deleted under its new profile.
    buy(shop, 4, 40, customer="d")
    clock.tick(DAY)
    assert numbers_then(shop) == (2, 40)
    assert statistics(shop, "total")["Statistics"]["Average"] == 24.0
    key = shop.list_profile_objects(**HERE, ProfileId=replaced, ObjectTypeName="Purchase")["Items"]
    for each in key:
        shop.delete_profile_object(
            **HERE, ProfileId=replaced, ObjectTypeName="Purchase",
            ProfileObjectUniqueKey=each["ProfileObjectUniqueKey"],
        )  # fmt: skip
    clock.tick(DAY)
    assert numbers_then(shop) == (2, 2)


def test_what_a_merged_profile_had_is_still_there(shop: Any, clock: Clock) -> None:
    main, merged = buy(shop, 1, 1), buy(shop, 2, 2, customer="d")
    shop.merge_profiles(**HERE, MainProfileId=main, ProfileIdsToBeMerged=[merged])
    clock.tick(DAY)
    assert numbers_then(shop) == (1, 2)
    (_, moved) = shop.list_profile_objects(**HERE, ProfileId=main, ObjectTypeName="Purchase")[
        "Items"
    ]
    shop.delete_profile_object(
        **HERE, ProfileId=main, ObjectTypeName="Purchase",
        ProfileObjectUniqueKey=moved["ProfileObjectUniqueKey"],
    )  # fmt: skip
    clock.tick(DAY)
    assert numbers_then(shop) == (1, 1)


def test_of_two_objects_with_one_key_a_merge_keeps_the_later(shop: Any, clock: Clock) -> None:
    main = buy(shop, 1, 1)
    put(shop, "Purchase", {"id": "2", "customer": "c", "total": 20})
    clock.tick(1)
    first = buy(shop, 1, 10, customer="d")
    second = buy(shop, 3, 3, customer="e")
    clock.tick(1)
    put(shop, "Purchase", {"id": "2", "customer": "c", "total": 2})
    buy(shop, 2, 30, customer="e")
    for merged in (first, second):
        clock.tick(1)
        shop.merge_profiles(**HERE, MainProfileId=main, ProfileIdsToBeMerged=[merged])
    clock.tick(DAY)
    reload()
    # Whatever becomes of them after the calculation.
    shop.delete_profile(**HERE, ProfileId=main)
    found = statistics(shop, "total")["Statistics"]
    assert (found["Minimum"], found["Maximum"], found["Average"]) == (2, 10, 5)


def test_a_file_that_does_not_tell_of_a_merge_has_what_is_there_now(
    shop: Any, clock: Clock
) -> None:
    main, merged = buy(shop, 1, 1), buy(shop, 2, 2, customer="d")
    clock.tick(1)
    shop.merge_profiles(**HERE, MainProfileId=main, ProfileIdsToBeMerged=[merged])
    document = MockHandle().dump()
    (past,) = document["Domains"][0]["PastProfiles"]
    assert past.pop("MergedInto") == main
    MockHandle().load(document)
    clock.tick(DAY)
    assert numbers_then(shop) == (1, 2)


def test_one_number_has_no_deviation(shop: Any, clock: Clock) -> None:
    buy(shop, 1, 7)
    clock.tick(DAY)
    found = statistics(shop, "total")["Statistics"]
    assert "StandardDeviation" not in found
    assert (found["Average"], found["Percentiles"]["P5"]) == (7, 7)


def test_numbers_too_large_for_a_double_are_left_out(shop: Any, clock: Clock) -> None:
    buy(shop, 1, "1e400")
    buy(shop, 2, 7)
    clock.tick(DAY)
    assert numbers_then(shop) == (7, 7)


def test_statistics_of_members_that_are_no_field_of_standard_objects_and_of_profiles(
    shop: Any, clock: Clock
) -> None:
    fields = {
        **PURCHASE["Fields"],
        "price": {"Source": "_source.total", "Target": "_order.TotalPrice"},
        "age": {"Source": "_source.age", "Target": "_profile.Attributes.age"},
    }
    keys = {**PURCHASE["Keys"], "purchaseId": [
        {"StandardIdentifiers": ["UNIQUE", "ORDER"], "FieldNames": ["id"]}
    ]}  # fmt: skip
    define(shop, "Purchase", {**PURCHASE, "Fields": fields, "Keys": keys})
    buy(shop, 1, 5, age=40, weight={"kg": 3})
    clock.tick(DAY)
    buy(shop, 2, 7, customer="d", age=50, weight={"kg": 4})
    clock.tick(1)
    buy(shop, 3, 9, customer="d", age=60, weight={"kg": 5})
    for name, type_name, least, most in (
        ("weight.kg", "Purchase", 3, 4), ("TotalPrice", "_order", 5, 7),
        ("Attributes.age", "_profile", 40, 40),
    ):  # fmt: skip
        found = statistics(shop, name, type_name)["Statistics"]
        assert (found["Minimum"], found["Maximum"]) == (least, most)


def test_statistics_need_the_data_store(client: Any, domain: str) -> None:
    define_purchases(client)
    with service_error(
        "BadRequestException",
        "The data store of domain customers is not enabled, and statistics of attributes need it",
    ):
        statistics(client, "total")
    with pytest.raises(ClientError, match="Profile object type Nothing is not found"):
        statistics(client, "total", "Nothing")


# --- profiles -----------------------------------------------------------------------------------


def test_values_of_a_profiles_attribute_over_the_domain(shop: Any, clock: Clock) -> None:
    for first, city in (("Ann", "Lima"), ("Bob", "Bath"), ("Ann", "Rome")):
        shop.create_profile(
            **HERE, FirstName=first, Address={"City": city}, Attributes={"a.b": city, "tier": "x"}
        )
        clock.tick(1)
    assert of_profiles(shop, "FirstName") == ["Ann", "Bob"]
    assert of_profiles(shop, "Address.City") == ["Rome", "Bath", "Lima"]
    assert of_profiles(shop, "Attributes.a.b") == ["Rome", "Bath", "Lima"]
    assert of_profiles(shop, "Attributes.tier") == ["x"]
    for name in ("Address", "Nothing", "Attributes.nothing", "FirstName.x", "createdAt"):
        assert of_profiles(shop, name) == []


def test_a_long_value_of_a_profile_is_cut_as_the_answer_needs_it(shop: Any) -> None:
    shop.create_profile(**HERE, AdditionalInformation="x" * 1000)
    assert of_profiles(shop, "AdditionalInformation") == ["x" * 255]
