"""What calculated attributes come to: statistics over real objects, and which objects count."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from botocore.exceptions import ClientError

from cprofiles_mock import MockHandle
from cprofiles_mock.protocol.compiled import service_model
from cprofiles_mock.resources.calculated_attributes.component import CalculatedAttributes
from cprofiles_mock.state.attributes import AttributeReader
from tests.resources.calculated_attributes.conftest import DAY, NOON
from tests.support.calculating import (
    PURCHASE,
    buy,
    calculated,
    calculating,
    days,
    details,
    value,
)
from tests.support.clock import Clock
from tests.support.expectations import service_error
from tests.support.ingesting import define, objects, put

pytestmark = [
    pytest.mark.in_process,
    # What is put shows what counts; not all that a type reads is in every object.
    pytest.mark.filterwarnings("ignore::cprofiles_mock.UnusedSourceWarning"),
]

BOTH = details("{Purchase.total} + {Purchase.tax}", "total", "tax")


@pytest.mark.parametrize(
    ("statistic", "expected"),
    [
        ("COUNT", "4"), ("SUM", "60.5"), ("MINIMUM", "0.5"), ("MAXIMUM", "30"),
        ("AVERAGE", "15.125"), ("FIRST_OCCURRENCE", "10"), ("LAST_OCCURRENCE", "30"),
        ("MAX_OCCURRENCE", "30"), ("RECENT_OCCURRENCES", '["30","0.5","20","10"]'),
    ],
)  # fmt: skip
def test_each_statistic_over_real_objects(shop: Any, statistic: str, expected: str) -> None:
    known = service_model().shape_for("Statistic").metadata["enum"]
    if statistic not in known:
        pytest.skip(f"this botocore has no {statistic}")  # pragma: no cover  (an older one)
    calculating(shop, "it", statistic)
    for number, total in enumerate((10, 20.0, "0.5", 30)):
        owner = buy(shop, number, total)
    assert value(shop, "it", owner) == expected


def test_two_attributes_are_calculated_with_for_each_object(shop: Any) -> None:
    calculating(shop, "gross", "SUM", AttributeDetails=BOTH)
    rate = details("{Purchase.tax} / {Purchase.total}", "total", "tax")
    calculating(shop, "rate", "LAST_OCCURRENCE", AttributeDetails=rate)
    buy(shop, 1, 100, tax=19)
    owner = buy(shop, 2, "50", tax="9.5")
    assert value(shop, "gross", owner) == "178.5"
    assert value(shop, "rate", owner) == "0.19"


def test_an_object_without_a_value_is_skipped_by_every_statistic(shop: Any) -> None:
    for statistic in ("COUNT", "AVERAGE", "LAST_OCCURRENCE"):
        calculating(shop, statistic, statistic, AttributeDetails=BOTH)
    for number, (total, tax) in enumerate([(1, 2), (1, None), ("", 2), ("much", 2), (4, 3)]):
        owner = buy(shop, number, total, tax=tax)
    buy(shop, 9, {"amount": 1}, tax=1)
    assert value(shop, "COUNT", owner) == "2"
    assert value(shop, "AVERAGE", owner) == "5"
    assert value(shop, "LAST_OCCURRENCE", owner) == "7"


def test_the_latest_object_is_the_newest_that_is_included(shop: Any, clock: Clock) -> None:
    calculating(shop, "spent")
    owner = buy(shop, 1, 5)
    clock.tick(60)
    buy(shop, 2, "nothing")
    assert calculated(shop, "spent", owner) == {
        "CalculatedAttributeName": "spent",
        "IsDataPartial": "false",
        "Value": "5",
        "LastObjectTimestamp": NOON,
    }


def test_without_an_object_there_is_no_value_whatever_the_statistic_and_the_threshold(
    shop: Any,
) -> None:
    over = {"Threshold": {"Value": "5", "Operator": "LESS_THAN"}}
    calculating(shop, "count", "COUNT", DisplayName="How many", Conditions=over)
    owner = shop.create_profile(DomainName="customers", FirstName="Ann")["ProfileId"]
    assert calculated(shop, "count", owner) == {
        "CalculatedAttributeName": "count", "DisplayName": "How many", "IsDataPartial": "false",
    }  # fmt: skip


def test_a_threshold_makes_a_value_true_or_false(shop: Any) -> None:
    over = {"Threshold": {"Value": "5", "Operator": "GREATER_THAN"}}
    calculating(shop, "much", "SUM", Conditions=over)
    owner = buy(shop, 1, 5)
    assert value(shop, "much", owner) == "false"
    buy(shop, 2, "0.1")
    assert value(shop, "much", owner) == "true"


def test_only_what_was_ingested_after_the_definition_counts(shop: Any, clock: Clock) -> None:
    owner = buy(shop, 1, 5)
    clock.tick(1)
    calculating(shop, "spent")
    calculating(shop, "all", UseHistoricalData=True)
    assert (value(shop, "spent", owner), value(shop, "all", owner)) == (None, "5")
    buy(shop, 2, 7)
    assert (value(shop, "spent", owner), value(shop, "all", owner)) == ("7", "12")


def test_an_object_of_the_definitions_own_moment_counts(shop: Any, clock: Clock) -> None:
    clock.move_to(NOON + timedelta(microseconds=123_457))
    calculating(shop, "spent")
    assert value(shop, "spent", buy(shop, 1, 5)) == "5"


def test_an_object_that_is_put_again_is_new_data_and_counts_once(shop: Any, clock: Clock) -> None:
    owner = buy(shop, 1, 5)
    clock.tick(1)
    calculating(shop, "spent")
    calculating(shop, "last", "LAST_OCCURRENCE")
    buy(shop, 1, 6)
    assert value(shop, "spent", owner) == "6"
    clock.tick(1)
    buy(shop, 2, 7)
    assert value(shop, "last", owner) == "7"
    # In one moment, what came last is last.
    buy(shop, 1, 8)
    assert value(shop, "last", owner) == "8"
    assert value(shop, "spent", owner) == "15"
    assert len(objects(shop, owner, "Purchase")) == 2


def test_objects_of_other_types_and_profiles_do_not_count(shop: Any) -> None:
    calculating(shop, "spent")
    define(shop, "Refund", PURCHASE)
    owner = buy(shop, 1, 5)
    other = buy(shop, 2, 7, customer="d")
    put(shop, "Refund", {"id": "1", "customer": "c", "total": 100})
    assert (value(shop, "spent", owner), value(shop, "spent", other)) == ("5", "7")


def test_a_deleted_object_counts_no_more(shop: Any) -> None:
    calculating(shop, "spent")
    buy(shop, 1, 5)
    owner = buy(shop, 2, 7)
    first, _ = shop.list_profile_objects(
        DomainName="customers", ProfileId=owner, ObjectTypeName="Purchase"
    )["Items"]
    assert value(shop, "spent", owner) == "12"
    shop.delete_profile_object(
        DomainName="customers", ProfileId=owner, ObjectTypeName="Purchase",
        ProfileObjectUniqueKey=first["ProfileObjectUniqueKey"],
    )  # fmt: skip
    assert value(shop, "spent", owner) == "7"


def test_an_expired_object_counts_no_more(shop: Any, clock: Clock) -> None:
    define(shop, "Purchase", PURCHASE, ExpirationDays=3)
    calculating(shop, "spent")
    owner = buy(shop, 1, 5)
    clock.tick(2 * DAY)
    buy(shop, 2, 7)
    assert value(shop, "spent", owner) == "12"
    clock.tick(DAY)
    assert value(shop, "spent", owner) == "7"


def test_the_objects_of_merged_profiles_count_for_the_main_one(shop: Any, clock: Clock) -> None:
    calculating(shop, "spent")
    calculating(shop, "first", "FIRST_OCCURRENCE")
    merged = buy(shop, 1, 5)
    clock.tick(1)
    main = buy(shop, 2, 7, customer="d")
    assert value(shop, "spent", main) == "7"
    shop.merge_profiles(DomainName="customers", MainProfileId=main, ProfileIdsToBeMerged=[merged])
    assert (value(shop, "spent", main), value(shop, "first", main)) == ("12", "5")
    with service_error(
        "ResourceNotFoundException", f"Profile {merged} is not found in domain customers"
    ):
        value(shop, "spent", merged)


def test_fields_are_read_as_the_type_had_them_at_ingestion(shop: Any) -> None:
    calculating(shop, "spent")
    owner = buy(shop, 1, 5, net=4)
    fields = {**PURCHASE["Fields"], "total": {"Source": "_source.net"}}
    define(shop, "Purchase", {**PURCHASE, "Fields": fields})
    assert value(shop, "spent", owner) == "5"
    buy(shop, 2, 50, net=40)
    assert value(shop, "spent", owner) == "45"


def test_a_field_that_the_type_lost_has_no_value(shop: Any) -> None:
    calculating(shop, "spent")
    fields = {name: field for name, field in PURCHASE["Fields"].items() if name != "total"}
    define(shop, "Purchase", {**PURCHASE, "Fields": fields})
    assert value(shop, "spent", buy(shop, 1, 5)) is None


def test_the_profile_is_looked_for_before_the_attribute(shop: Any) -> None:
    nobody = "0" * 32
    with service_error(
        "ResourceNotFoundException", f"Profile {nobody} is not found in domain customers"
    ):
        calculated(shop, "nothing", nobody)
    owner = buy(shop, 1, 5)
    with service_error(
        "ResourceNotFoundException",
        "Calculated attribute definition nothing is not found in domain customers",
    ):
        calculated(shop, "nothing", owner)
    with pytest.raises(ClientError, match=f"Profile {nobody} is not found"):
        shop.list_calculated_attributes_for_profile(DomainName="customers", ProfileId=nobody)


def test_a_list_has_all_attributes_of_the_domain_page_by_page(shop: Any) -> None:
    calculating(shop, "spent", DisplayName="Spent")
    calculating(shop, "never", Conditions=days(3))
    owner = buy(shop, 1, 5)
    items: list[Any] = []
    paging: dict[str, Any] = {}
    while True:
        page = shop.list_calculated_attributes_for_profile(
            DomainName="customers", ProfileId=owner, MaxResults=15, **paging
        )
        items += page["Items"]
        if not page.get("NextToken"):
            break
        paging = {"NextToken": page["NextToken"]}
    names = [each["CalculatedAttributeName"] for each in items]
    defined = shop.list_calculated_attribute_definitions(DomainName="customers")["Items"]
    assert names == [each["CalculatedAttributeName"] for each in defined]
    assert names[-2:] == ["spent", "never"]
    assert items[-2] == calculated(shop, "spent", owner)
    assert items[-2]["DisplayName"] == "Spent"
    assert "Value" not in items[names.index("_orders_count")]


def test_what_the_lag_hides_does_not_count_yet(shop: Any, customerprofiles_mock: Any) -> None:
    calculating(shop, "spent")
    owner = buy(shop, 1, 5)
    customerprofiles_mock.lag(reads=1)
    put(shop, "Purchase", {"id": "2", "customer": "c", "total": 7})
    assert value(shop, "spent", owner) == "5"
    assert value(shop, "spent", owner) == "12"


def test_what_objects_say_is_kept_of_few_profiles_and_read_again_for_the_others(shop: Any) -> None:
    calculating(shop, "spent")
    owners = [buy(shop, number, number, customer=str(number)) for number in range(70)]
    for _ in range(2):
        found = [value(shop, "spent", owner) for owner in owners]
        assert found == [str(number) for number in range(70)]
    attributes = MockHandle().backend().domains["customers"].component(CalculatedAttributes)
    assert len(attributes._series) == 64
    shop.delete_profile(DomainName="customers", ProfileId=owners[-1])
    assert len(attributes._series) == 63


def test_only_objects_that_the_range_and_the_count_leave_over_are_parsed_and_each_once(
    shop: Any, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    # The ids of the purchases.
    parsed: list[str] = []
    parse = AttributeReader._read

    def remember(reader: AttributeReader, record: Any) -> dict[str, Any]:
        document = parse(reader, record)
        parsed.append(document["id"])
        return document

    monkeypatch.setattr(AttributeReader, "_read", remember)
    calculating(shop, "latest", Conditions={"ObjectCount": 2})
    calculating(shop, "of_a_week", Conditions=days(7))
    calculating(shop, "by_source", Conditions={"Range": {"TimestampSource": "{Purchase.at}"}})
    for number in range(20):
        owner = buy(shop, number, number, at=NOON.isoformat())
        clock.tick(DAY)

    def parsed_for(name: str) -> set[str]:
        parsed.clear()
        value(shop, name, owner)
        assert len(parsed) == len(set(parsed))
        return set(parsed)

    assert parsed_for("latest") == {"18", "19"}
    assert parsed_for("of_a_week") == {str(number) for number in range(13, 20)}
    # Only its JSON tells when a purchase was.
    assert len(parsed_for("by_source")) == 20

    buy(shop, "new", 1, at=NOON.isoformat())
    for name in ("latest", "of_a_week", "by_source"):
        assert parsed_for(name) == {"new"}
        assert parsed_for(name) == set()
