"""Which part of time counts: ranges, counts, sources of times, and the horizon of an update."""

from __future__ import annotations

import json
from datetime import datetime, timedelta, timezone
from typing import Any

import pytest
from freezegun import freeze_time

from tests.resources.calculated_attributes.conftest import DAY, NOON
from tests.support.calculating import (
    buy,
    calculated,
    calculating,
    days,
    define_purchases,
    details,
    overridden,
    value,
)
from tests.support.clock import Clock
from tests.support.expectations import service_error
from tests.support.ingesting import define, profile_id, put
from tests.support.raw_http import send

pytestmark = [
    pytest.mark.in_process,
    # What is put shows what counts; not all that a type reads is in every object.
    pytest.mark.filterwarnings("ignore::cprofiles_mock.UnusedSourceWarning"),
]


def update(client: Any, name: str, **conditions: Any) -> None:
    client.update_calculated_attribute_definition(
        DomainName="customers", CalculatedAttributeName=name, Conditions=conditions
    )


def by_source(**members: Any) -> dict[str, Any]:
    """Conditions by the time that a purchase has in its JSON."""
    source = {"TimestampSource": "{Purchase.paid.at}", "Unit": "DAYS"}
    return {"Range": {**source, **members}}


def window(start: int, end: int) -> dict[str, Any]:
    return {"ValueRange": {"Start": start, "End": end}}


def test_a_range_of_days_moves_with_the_clock_and_has_both_its_ends(
    shop: Any, clock: Clock
) -> None:
    calculating(shop, "spent", Conditions=days(30))
    owner = buy(shop, 1, 1)
    clock.tick(10 * DAY)
    buy(shop, 2, 2)
    assert value(shop, "spent", owner) == "3"
    clock.tick(20 * DAY)
    assert value(shop, "spent", owner) == "3"
    clock.tick(0.001)
    assert value(shop, "spent", owner) == "2"
    clock.tick(10 * DAY)
    assert value(shop, "spent", owner) is None
    # A clock that is moved back is right as well.
    clock.tick(-30 * DAY)
    assert value(shop, "spent", owner) == "3"


def test_time_may_be_moved_by_freezegun_too(client: Any) -> None:
    # Fractions whose sums are not exact in binary.
    with freeze_time("2026-03-01T12:00:00.123457") as clock:
        client.create_domain(DomainName="customers", DefaultExpirationDays=1000)
        define_purchases(client)
        calculating(client, "spent", Conditions=days(7))
        owner = buy(client, 1, 5)
        assert calculated(client, "spent", owner)["IsDataPartial"] == "true"
        clock.tick(timedelta(days=7))
        assert value(client, "spent", owner) == "5"
        assert calculated(client, "spent", owner)["IsDataPartial"] == "false"
        clock.tick(timedelta(milliseconds=1))
        assert value(client, "spent", owner) is None


def test_a_window_may_lie_in_the_past_or_the_future_by_the_sources_time(
    shop: Any, clock: Clock
) -> None:
    calculating(shop, "recent", Conditions=by_source(**window(10, 2)))
    calculating(shop, "soon", Conditions=by_source(**window(-1, -5)))
    calculating(shop, "around", Conditions=by_source(Value=1, **window(3, -3)))
    calculating(shop, "until-now", Conditions=by_source(Value=366))
    calculating(shop, "ever", Conditions=by_source())
    for number, offset in enumerate((-400, -11, -10, -3, -2, -1, 0, 1, 3, 5, 6)):
        at = (NOON + timedelta(days=offset)).isoformat()
        owner = buy(shop, number, 2**number, paid={"at": at})
    assert value(shop, "recent", owner) == str(2**2 + 2**3 + 2**4)
    assert value(shop, "soon", owner) == str(2**7 + 2**8 + 2**9)
    assert value(shop, "around", owner) == str(2**3 + 2**4 + 2**5 + 2**6 + 2**7 + 2**8)
    assert value(shop, "until-now", owner) == str(sum(2**n for n in range(1, 7)))
    assert value(shop, "ever", owner) == str(2**11 - 1)
    clock.tick(DAY)
    assert value(shop, "recent", owner) == str(2**3 + 2**4 + 2**5)
    assert value(shop, "soon", owner) == str(2**8 + 2**9 + 2**10)


@pytest.mark.parametrize(
    ("timestamp_format", "at", "counts"),
    [
        ("ISO_8601", "2026-03-01T12:00:00Z", True),
        ("ISO_8601", "2026-03-01T12:00:00.250+0000", True),
        ("ISO_8601", "2026-03-01T05:00:00-07:00", True),
        ("ISO_8601", "2026-03-01", True),
        ("ISO_8601", 1_772_366_400_000, False),
        ("ISO_8601", "today", False),
        ("ISO_8601", None, False),
        ("EPOCHMILLI", 1_772_366_400_000, True),
        ("EPOCHMILLI", 1_772_366_400, True),
        ("EPOCHMILLI", "1772366400000", True),
        ("EPOCHMILLI", "1772366400", True),
        ("EPOCHMILLI", "2026-03-01", False),
        (None, "2026-03-01T12:00:00Z", True),
        (None, 1_772_366_400_000, True),
        (None, True, False),
    ],
)
def test_the_sources_time_in_both_formats_and_what_does_not_read_as_one_is_left_out(
    shop: Any, timestamp_format: str | None, at: Any, counts: bool
) -> None:
    told = {} if timestamp_format is None else {"TimestampFormat": timestamp_format}
    calculating(shop, "spent", Conditions=by_source(**told))
    owner = buy(shop, 1, 5, paid={"at": at})
    assert value(shop, "spent", owner) == ("5" if counts else None)


def test_the_order_is_that_of_the_sources_times_and_then_of_ingestion(
    shop: Any, clock: Clock
) -> None:
    calculating(shop, "last", "LAST_OCCURRENCE", Conditions=by_source())
    calculating(shop, "first", "FIRST_OCCURRENCE", Conditions=by_source())
    for number, at in enumerate(("2026-02-03", "2026-02-01", "2026-02-03", "2026-02-02")):
        owner = buy(shop, number, number, paid={"at": at})
        clock.tick(1)
    found = calculated(shop, "last", owner)
    assert found["Value"] == "2"
    assert found["LastObjectTimestamp"] == datetime(2026, 2, 3, tzinfo=timezone.utc)
    assert value(shop, "first", owner) == "1"


def test_a_count_takes_the_latest_objects_and_data_is_partial_until_there_are_so_many(
    shop: Any, clock: Clock
) -> None:
    calculating(shop, "spent", Conditions={"ObjectCount": 2})
    owner = buy(shop, 1, 1)
    assert calculated(shop, "spent", owner)["IsDataPartial"] == "true"
    for number in (2, 3):
        clock.tick(1)
        buy(shop, number, number)
    found = calculated(shop, "spent", owner)
    assert (found["Value"], found["IsDataPartial"]) == ("5", "false")
    # Of those that count, one without a value is skipped, and nothing takes its place.
    clock.tick(1)
    buy(shop, 4, "x")
    found = calculated(shop, "spent", owner)
    assert (found["Value"], found["IsDataPartial"]) == ("3", "false")


def test_data_is_partial_until_the_range_has_passed_since_the_definition(
    shop: Any, clock: Clock
) -> None:
    clock.tick(DAY)
    calculating(shop, "spent", UseHistoricalData=True, Conditions=days(7))
    calculating(shop, "past", Conditions={"Range": {"Unit": "DAYS", **window(5, 3)}})
    calculating(shop, "future", Conditions={"Range": {"Unit": "DAYS", **window(0, -7)}})
    calculating(shop, "always")
    owner = buy(shop, 1, 5)

    def partial() -> list[str]:
        names = ("spent", "past", "future", "always")
        return [calculated(shop, name, owner)["IsDataPartial"] for name in names]

    assert partial() == ["true", "true", "false", "false"]
    clock.tick(5 * DAY)
    assert partial() == ["true", "false", "false", "false"]
    clock.tick(2 * DAY - 1)
    assert partial() == ["true", "false", "false", "false"]
    clock.tick(1)
    assert partial() == ["false"] * 4
    update(shop, "spent", **days(30))
    assert partial() == ["true", "false", "false", "false"]


def test_widening_a_range_brings_back_nothing_older_than_the_former_one(
    shop: Any, clock: Clock
) -> None:
    calculating(shop, "spent", Conditions=days(5))
    owner = buy(shop, 1, 1)
    clock.tick(3 * DAY)
    buy(shop, 2, 2)
    clock.tick(3 * DAY)
    assert value(shop, "spent", owner) == "2"
    update(shop, "spent", **days(30))
    assert value(shop, "spent", owner) == "2"
    # What was there then stays as long as the new range says.
    clock.tick(20 * DAY)
    buy(shop, 3, 4)
    assert value(shop, "spent", owner) == "6"


def test_narrowing_loses_nothing_until_a_later_widening(shop: Any, clock: Clock) -> None:
    calculating(shop, "spent", Conditions=days(30))
    owner = buy(shop, 1, 1)
    clock.tick(10 * DAY)
    buy(shop, 2, 2)
    update(shop, "spent", **days(5))
    assert value(shop, "spent", owner) == "2"
    update(shop, "spent", **days(30))
    assert value(shop, "spent", owner) == "2"


def test_a_range_that_is_taken_away_is_a_widening(shop: Any, clock: Clock) -> None:
    calculating(shop, "spent", Conditions=days(5))
    owner = buy(shop, 1, 1)
    clock.tick(6 * DAY)
    buy(shop, 2, 2)
    update(shop, "spent", Range={"Unit": "DAYS"})
    assert value(shop, "spent", owner) == "2"


def test_another_end_of_a_window_or_another_count_leaves_no_horizon(
    shop: Any, clock: Clock
) -> None:
    calculating(
        shop, "spent", Conditions={"ObjectCount": 1, "Range": {"Unit": "DAYS", **window(9, 2)}}
    )
    owner = buy(shop, 1, 1)
    clock.tick(1 * DAY)
    buy(shop, 2, 2)
    clock.tick(2 * DAY)
    assert value(shop, "spent", owner) == "2"
    update(shop, "spent", ObjectCount=5)
    update(shop, "spent", Range={"Unit": "DAYS", **window(9, 0)})
    assert value(shop, "spent", owner) == "3"


def test_the_moment_at_which_a_horizon_is_left_is_that_of_the_update(
    shop: Any, clock: Clock
) -> None:
    calculating(shop, "spent", Conditions=days(5))
    owner = buy(shop, 1, 1)
    clock.tick(4 * DAY)
    update(shop, "spent", **days(10))
    clock.tick(5 * DAY)
    assert value(shop, "spent", owner) == "1"
    update(shop, "spent", **days(20))
    clock.tick(10 * DAY)
    assert value(shop, "spent", owner) == "1"


def test_a_batch_overrides_the_range_for_one_call_and_echoes_it(shop: Any, clock: Clock) -> None:
    over = {"Threshold": {"Value": "3", "Operator": "GREATER_THAN"}}
    calculating(shop, "spent", UseHistoricalData=True, Conditions=days(5))
    calculating(shop, "much", Conditions={**days(1), **over})
    owner = buy(shop, 1, 1)
    clock.tick(10 * DAY)
    buy(shop, 2, 2)
    clock.tick(1 * DAY)
    other = shop.create_profile(DomainName="customers", FirstName="Ann")["ProfileId"]
    nobody = "0" * 32
    overrides = {"Range": {"Start": 30, "End": 0, "Unit": "DAYS"}}
    answer = shop.batch_get_calculated_attribute_for_profile(
        DomainName="customers",
        CalculatedAttributeName="spent",
        ProfileIds=[owner, nobody, other, owner],
        ConditionOverrides=overrides,
    )
    assert answer["ConditionOverrides"] == overrides
    first, second = answer["CalculatedAttributeValues"]
    assert first == {
        "CalculatedAttributeName": "spent", "ProfileId": owner, "Value": "3",
        "IsDataPartial": "true", "LastObjectTimestamp": NOON + timedelta(days=10),
    }  # fmt: skip
    assert second == {
        "CalculatedAttributeName": "spent", "ProfileId": other, "IsDataPartial": "true",
    }  # fmt: skip
    assert answer["Errors"] == [
        {
            "ProfileId": nobody,
            "Code": "404",
            "Message": f"Profile {nobody} is not found in domain customers",
        }
    ]
    assert value(shop, "spent", owner) == "2"
    assert overridden(shop, "spent", owner, Start=30, End=5) == "1"
    assert overridden(shop, "spent", owner, Start=30) == "3"
    # The threshold stays in force, and the range is measured from now.
    assert overridden(shop, "much", owner, Start=30) == "false"
    buy(shop, 3, 2)
    assert overridden(shop, "much", owner, Start=30) == "true"


def test_a_batch_without_overrides_is_as_a_call_for_each(shop: Any) -> None:
    calculating(shop, "spent", Conditions=days(5))
    owners = [buy(shop, number, number, customer=str(number)) for number in range(3)]
    answer = shop.batch_get_calculated_attribute_for_profile(
        DomainName="customers", CalculatedAttributeName="spent", ProfileIds=owners
    )
    assert answer["CalculatedAttributeValues"] == [
        {**calculated(shop, "spent", owner), "ProfileId": owner} for owner in owners
    ]
    assert answer["Errors"] == []
    assert "ConditionOverrides" not in answer


def test_an_override_reaches_no_object_that_the_definition_has_not(shop: Any, clock: Clock) -> None:
    owner = buy(shop, 1, 1)
    clock.tick(1)
    calculating(shop, "spent", Conditions=days(5))
    buy(shop, 2, 2)
    clock.tick(6 * DAY)
    buy(shop, 3, 4)
    assert overridden(shop, "spent", owner, Start=30) == "6"
    update(shop, "spent", **days(20))
    assert overridden(shop, "spent", owner, Start=30) == "4"


def test_a_batch_that_is_wrong_is_refused_whole(shop: Any) -> None:
    owner = buy(shop, 1, 1)
    here = {"DomainName": "customers", "ProfileIds": [owner]}
    with service_error(
        "ResourceNotFoundException",
        "Calculated attribute definition none is not found in domain customers",
    ):
        shop.batch_get_calculated_attribute_for_profile(**here, CalculatedAttributeName="none")
    order = "ConditionOverrides.Range must start before it ends: Start {} is after End {}, as both "
    far = "ConditionOverrides.Range must not reach further than 366 days"
    for start, end, message in (
        (1, 5, f"{order.format(1, 5)}count days into the past"),
        (-1, 0, f"{order.format(-1, 0)}count days into the past"),
        (400, 0, far),
        (0, -367, far),
    ):
        with service_error("BadRequestException", message):
            shop.batch_get_calculated_attribute_for_profile(
                **here, CalculatedAttributeName="_call_count",
                ConditionOverrides={"Range": {"Start": start, "End": end, "Unit": "DAYS"}},
            )  # fmt: skip


def test_a_batch_has_at_most_a_hundred_profiles(shop: Any) -> None:
    body = json.dumps({"ProfileIds": [f"{number:032x}" for number in range(101)]}).encode()
    answer = send(
        shop, "POST",
        "/domains/customers/calculated-attributes/_call_count/batch-get-for-profiles", body,
    )  # fmt: skip
    assert answer.status_code == 400
    assert "less than or equal to 100" in answer.json()["Message"]


def test_the_range_of_a_standard_object_is_by_its_own_last_update(shop: Any, clock: Clock) -> None:
    define(
        shop, "Sale", {
            "Fields": {
                "id": {"Source": "_source.id", "Target": "_order.Attributes.id"},
                "customer": {"Source": "_source.customer", "Target": "_profile.AccountNumber"},
                "total": {"Source": "_source.total", "Target": "_order.TotalPrice"},
                "sourceLastUpdatedTimestamp": {"Source": "_source.at"},
            },
            "Keys": {
                "saleId": [{"StandardIdentifiers": ["UNIQUE", "ORDER"], "FieldNames": ["id"]}],
                "customer": [{"StandardIdentifiers": ["PROFILE"], "FieldNames": ["customer"]}],
            },
            "AllowProfileCreation": True,
            "SourceLastUpdatedTimestampFormat": "EpochMilli",
        },
    )  # fmt: skip
    order = details("{_order.TotalPrice}", "TotalPrice")
    calculating(shop, "spent", AttributeDetails=order, Conditions=days(10))
    calculating(shop, "last", "LAST_OCCURRENCE", AttributeDetails=order)
    now = NOON.timestamp()
    for number, ago in enumerate((20, 5, 2)):
        at = (now - ago * DAY) * 1000
        put(shop, "Sale", {"id": str(number), "customer": "c", "total": 2**number, "at": at})
    # A time that is on no calendar counts as that of ingestion.
    put(shop, "Sale", {"id": "9", "customer": "c", "total": 100, "at": -200_000_000_000_000})
    owner = profile_id(shop, "customer", "c")
    assert value(shop, "spent", owner) == "106"
    clock.tick(6 * DAY)
    assert value(shop, "spent", owner) == "104"
    put(shop, "Sale", {"id": "0", "customer": "c", "total": 50})
    assert value(shop, "spent", owner) == "154"
    assert value(shop, "last", owner) == "50"
