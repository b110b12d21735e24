"""What is kept of an object's ingestion: when, in which order, and by which mapping."""

from __future__ import annotations

from datetime import datetime, timezone
from typing import Any

import pytest

from cprofiles_mock import MockHandle
from cprofiles_mock.state.profile import Profile
from tests.snapshots.rich import PURCHASE
from tests.support.clock import stopped
from tests.support.ingesting import CUSTOMER, define, put

pytestmark = [
    pytest.mark.in_process,
    pytest.mark.usefixtures("domain"),
    # Not all that a type reads is in every object.
    pytest.mark.filterwarnings("ignore::cprofiles_mock.UnusedSourceWarning"),
]

NOON = datetime(2026, 11, 24, 12, tzinfo=timezone.utc).timestamp()

VISIT: dict[str, Any] = {
    "Fields": {
        "id": {"Source": "_source.id"},
        "owner": {"Source": "_source.owner"},
        "page": {"Source": "_source.page"},
        "sourceLastUpdatedTimestamp": {"Source": "_source.at"},
    },
    "Keys": {
        "visitId": [{"StandardIdentifiers": ["UNIQUE"], "FieldNames": ["id"]}],
        "owner": [{"StandardIdentifiers": ["PROFILE"], "FieldNames": ["owner"]}],
    },
    "AllowProfileCreation": True,
    "SourceLastUpdatedTimestampFormat": "EpochMilli",
}


def the_profile() -> Profile:
    (found,) = MockHandle().backend().domains["customers"].profiles.values()
    return found


def loaded_again() -> Profile:
    """The one profile after a dump and a load; a second dump is the same."""
    mock = MockHandle()
    document = mock.dump()
    mock.reset()
    mock.load(document)
    assert mock.dump() == document
    return the_profile()


def test_objects_keep_the_moment_and_the_order_of_their_ingestion(client: Any) -> None:
    define(client, "visit", VISIT)
    with stopped(datetime.fromtimestamp(NOON, timezone.utc)) as clock:
        put(client, "visit", id="1", owner="o", at=1000)
        clock.tick(1)
        put(client, "visit", id="2", owner="o")
        put(client, "visit", id="1", owner="o", at=2000)
    for profile in (the_profile(), loaded_again()):
        first, second = profile.objects_of("visit").values()
        assert (first.updated_at, first.ingested_at) == (2, NOON + 1)
        assert (second.updated_at, second.ingested_at) == (NOON + 1, NOON + 1)
        assert first.number < second.number < first.ingestion_number
        assert second.number == second.ingestion_number


def test_a_standard_object_keeps_when_an_object_last_populated_it(client: Any) -> None:
    define(client, "customer", CUSTOMER)
    define(
        client, "purchase", {
            **PURCHASE,
            "Fields": {
                **PURCHASE["Fields"], "sourceLastUpdatedTimestamp": {"Source": "_source.at"},
            },
            "SourceLastUpdatedTimestampFormat": "EpochMilli",
        },
    )  # fmt: skip
    put(client, "customer", id="c", email="c@example.com")
    with stopped(datetime.fromtimestamp(NOON, timezone.utc)) as clock:
        put(client, "purchase", id="1", customer="c", status="NEW", at=5000)
        put(client, "purchase", id="2", customer="c", status="NEW", at=6000)
        clock.tick(1)
        # Older by its source than what is there: the object stays, and the order was told of.
        put(client, "purchase", id="1", customer="c", total=3, at=4000)
    for profile in (the_profile(), loaded_again()):
        first, second = (profile.standard_objects or {})["_order"]
        assert (first.updated_at, first.ingested_at) == (5, NOON + 1)
        assert (second.updated_at, second.ingested_at) == (6, NOON)
        assert second.ingestion_number < first.ingestion_number
        assert first.document["TotalPrice"] == 3


def test_an_object_keeps_the_fields_that_its_type_had(client: Any) -> None:
    define(client, "visit", VISIT)
    put(client, "visit", id="1", owner="o", page="home", title="Welcome \ud83d\ude00")
    fields = {**VISIT["Fields"], "page": {"Source": "_source.title"}}
    define(client, "visit", {**VISIT, "Fields": fields})
    put(client, "visit", id="2", owner="o", page="home", title="Welcome")
    for profile in (the_profile(), loaded_again()):
        pages = [
            (each.fields.read_field("page", {"page": "home", "title": "Welcome"}))
            for each in profile.objects_of("visit").values()
        ]
        assert pages == ["home", "Welcome"]


def test_a_type_that_is_put_again_as_it_was_leaves_nothing_to_keep(client: Any) -> None:
    define(client, "visit", VISIT)
    put(client, "visit", id="1", owner="o", page="home")
    define(client, "visit", VISIT)
    (entry,) = MockHandle().dump()["Domains"][0]["Profiles"][0]["Objects"]
    assert "FieldValues" not in entry
    assert "IngestedAt" not in entry


def test_a_domain_keeps_when_its_data_store_was_enabled(client: Any) -> None:
    with stopped(datetime.fromtimestamp(NOON, timezone.utc)) as clock:
        client.update_domain(DomainName="customers", DataStore={"Enabled": True})
        clock.tick(1)
        client.update_domain(DomainName="customers", DataStore={"Enabled": True})
    document = MockHandle().dump()
    MockHandle().load(document)
    assert MockHandle().dump() == document
    assert MockHandle().backend().domains["customers"].data_store_since == NOON
    del document["Domains"][0]["DataStoreSince"]
    MockHandle().load(document)
    found = MockHandle().backend().domains["customers"]
    assert found.data_store_since == found.created_at.timestamp()


def test_an_object_in_a_file_was_ingested_when_it_was_updated_unless_that_is_on_no_calendar(
    client: Any,
) -> None:
    define(client, "visit", VISIT)
    put(client, "visit", id="1", owner="o")
    put(client, "visit", id="2", owner="o")
    document = MockHandle().dump()
    first, second = document["Domains"][0]["Profiles"][0]["Objects"]
    first["UpdatedAt"], second["UpdatedAt"] = 1000, 1e15
    with stopped(datetime.fromtimestamp(NOON, timezone.utc)):
        MockHandle().load(document)
    one, two = the_profile().objects_of("visit").values()
    assert (one.updated_at, one.ingested_at) == (1000, 1000)
    assert (two.updated_at, two.ingested_at) == (1e15, NOON)
