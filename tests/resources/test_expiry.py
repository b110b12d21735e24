"""Profiles and objects whose time is over are gone whenever state is read, by the mock's clock."""

from __future__ import annotations

from datetime import datetime, timezone
from typing import Any

import pytest
import time_machine
from freezegun import freeze_time

from tests.support.ingesting import (
    CUSTOMER,
    ORDER,
    define,
    objects,
    profile_id,
    profiles,
    put,
    stats,
)

pytestmark = pytest.mark.in_process


def make_domain(client: Any) -> None:
    client.create_domain(DomainName="customers", DefaultExpirationDays=10)
    define(client, "Customer", CUSTOMER)
    define(client, "Order", ORDER, ExpirationDays=3)


#: Tests are frozen by a decorator: pytest itself is not to be timed by a clock that stands.
NOON = "2026-05-01 12:00:00"


def create(client: Any) -> str:
    made: str = client.create_profile(DomainName="customers", EmailAddress="a@b.c")["ProfileId"]
    return made


@freeze_time(NOON)
def test_a_profile_expires_the_domains_days_after_its_last_update(client: Any) -> None:
    make_domain(client)
    create(client)
    with freeze_time("2026-05-11 11:59:59"):
        (found,) = profiles(client, "_email", "a@b.c")
        client.update_profile(DomainName="customers", ProfileId=found["ProfileId"], FirstName="Ann")
    with freeze_time("2026-05-21 11:59:58"):
        assert len(profiles(client, "_email", "a@b.c")) == 1
    with freeze_time("2026-05-21 11:59:59"):
        assert profiles(client, "_email", "a@b.c") == []
        assert stats(client)["ProfileCount"] == 0


@freeze_time(NOON)
def test_an_object_expires_its_types_days_after_it_was_put(client: Any) -> None:
    make_domain(client)
    put(client, "Customer", id="C-1")
    put(client, "Order", number="O-1", customer="C-1")
    owner = profile_id(client, "customerId", "C-1")
    with freeze_time("2026-05-03"):
        put(client, "Order", number="O-2", customer="C-1")
    with freeze_time("2026-05-04 12:00:00"):
        assert [item["number"] for item in objects(client, owner, "Order")] == ["O-2"]
        assert profiles(client, "orderNumber", "O-1") == []
        assert stats(client)["ObjectCount"] == 2
    with freeze_time("2026-05-06 00:00:00"):
        assert objects(client, owner, "Order") == []
        assert len(objects(client, owner, "Customer")) == 1


@freeze_time(NOON)
def test_putting_an_object_again_gives_it_its_whole_time_again(client: Any) -> None:
    make_domain(client)
    put(client, "Customer", id="C-1")
    put(client, "Order", number="O-1", customer="C-1")
    with freeze_time("2026-05-04 11:00:00"):
        put(client, "Order", number="O-1", customer="C-1")
    with freeze_time("2026-05-07 10:59:59"):
        assert len(profiles(client, "orderNumber", "O-1")) == 1


@freeze_time(NOON)
def test_a_profile_lives_as_long_as_what_updated_it_last_says_but_never_shorter_than_before(
    client: Any,
) -> None:
    make_domain(client)
    define(client, "Long", CUSTOMER, ExpirationDays=100)
    put(client, "Customer", id="C-1")
    put(client, "Long", id="C-1")
    put(client, "Order", number="O-1", customer="C-1")
    with freeze_time("2026-08-09 11:59:59"):
        assert len(profiles(client, "customerId", "C-1")) == 1
        assert stats(client) == {
            "ProfileCount": 1, "MeteringProfileCount": 1, "ObjectCount": 1, "TotalSize": 13,
        }  # fmt: skip
    with freeze_time("2026-08-09 12:00:00"):
        assert stats(client)["ProfileCount"] == 0


@freeze_time(NOON)
def test_a_profile_that_an_object_made_expires_with_it_though_the_domain_has_more_days(
    client: Any,
) -> None:
    make_domain(client)
    define(client, "Short", CUSTOMER, ExpirationDays=3)
    put(client, "Short", id="C-1")
    put(client, "Short", id="C-2")
    client.update_profile(
        DomainName="customers", ProfileId=profile_id(client, "customerId", "C-2"), FirstName="Ann"
    )
    with freeze_time("2026-05-04 12:00:00"):
        assert profiles(client, "_account", "C-1") == []
        assert len(profiles(client, "_account", "C-2")) == 1
    with freeze_time("2026-05-11 12:00:00"):
        assert profiles(client, "_account", "C-2") == []


@freeze_time(NOON)
def test_an_object_that_comes_too_late_to_be_stored_still_updates_its_profile(client: Any) -> None:
    make_domain(client)
    fields = {**CUSTOMER["Fields"], "sourceLastUpdatedTimestamp": {"Source": "_source.at"}}
    definition = {**CUSTOMER, "Fields": fields}
    define(client, "Timed", definition, SourceLastUpdatedTimestampFormat="EpochMilli")
    put(client, "Timed", id="C-1", at=2000)
    with freeze_time("2026-05-06 12:00:00"):
        put(client, "Timed", id="C-1", at=1000, city="Rome")
    with freeze_time("2026-05-16 11:59:59"):
        (found,) = profiles(client, "_account", "C-1")
        assert found["Address"] == {"City": "Rome"}
        assert stats(client)["ObjectCount"] == 0


@freeze_time(NOON)
def test_a_change_of_the_days_concerns_what_comes_later(client: Any) -> None:
    make_domain(client)
    put(client, "Customer", id="C-1")
    client.update_domain(DomainName="customers", DefaultExpirationDays=1)
    define(client, "Customer", CUSTOMER, ExpirationDays=2)
    put(client, "Customer", id="C-2")
    create(client)
    with freeze_time("2026-05-04"):
        assert len(profiles(client, "customerId", "C-1")) == 1
        assert profiles(client, "customerId", "C-2") == []
        assert profiles(client, "_email", "a@b.c") == []


def test_travelled_time_expires_too(client: Any) -> None:
    make_domain(client)
    put(client, "Customer", id="C-1")
    with time_machine.travel(datetime(2126, 6, 1, tzinfo=timezone.utc)):
        assert stats(client)["ProfileCount"] == 0
