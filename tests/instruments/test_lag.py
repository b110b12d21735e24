"""Lag: what is new is not found at once, in process and over HTTP."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from freezegun import freeze_time

from tests.support.ingesting import define


def found(client: Any, domain: str, key: str, value: str) -> list[str]:
    answer = client.search_profiles(DomainName=domain, KeyName=key, Values=[value])
    return [item["ProfileId"] for item in answer["Items"]]


def test_nothing_lags_unless_it_is_asked_for(client: Any, domain: str) -> None:
    profile_id = client.create_profile(DomainName=domain, PhoneNumber="555")["ProfileId"]
    assert found(client, domain, "_phone", "555") == [profile_id]


def test_a_new_profile_is_hidden_from_so_many_reads(client: Any, domain: str, handle: Any) -> None:
    handle.lag(reads=2)
    profile_id = client.create_profile(DomainName=domain, PhoneNumber="555")["ProfileId"]
    assert found(client, domain, "_phone", "555") == []
    assert found(client, domain, "_profileId", profile_id) == []
    assert found(client, domain, "_phone", "555") == [profile_id]
    assert found(client, domain, "_phone", "555") == [profile_id]


def test_it_is_read_by_its_identifier_at_once(client: Any, domain: str, handle: Any) -> None:
    handle.lag(reads=5)
    profile_id = client.create_profile(DomainName=domain, FirstName="Ada")["ProfileId"]
    answer = client.batch_get_profile(DomainName=domain, ProfileIds=[profile_id])
    assert answer["Profiles"] == [{"ProfileId": profile_id, "FirstName": "Ada"}]


def test_reads_of_another_domain_do_not_count(client: Any, domain: str, handle: Any) -> None:
    client.create_domain(DomainName="others", DefaultExpirationDays=30)
    handle.lag(reads=1)
    profile_id = client.create_profile(DomainName=domain, PhoneNumber="555")["ProfileId"]
    assert found(client, "others", "_phone", "555") == []
    assert found(client, domain, "_phone", "555") == []
    assert found(client, domain, "_phone", "555") == [profile_id]


def test_a_new_key_is_hidden_and_the_profiles_other_keys_are_not(
    client: Any, domain: str, handle: Any
) -> None:
    profile_id = client.create_profile(DomainName=domain, PhoneNumber="555")["ProfileId"]
    handle.lag(reads=1)
    client.add_profile_key(
        DomainName=domain, ProfileId=profile_id, KeyName="_email", Values=["ada@example.com"]
    )
    handle.lag(reads=1)
    answer = client.search_profiles(
        DomainName=domain,
        KeyName="_email",
        Values=["ada@example.com"],
        AdditionalSearchKeys=[{"KeyName": "_phone", "Values": ["555"]}],
        LogicalOperator="OR",
    )
    [item] = answer["Items"]
    assert [key["KeyName"] for key in item["FoundByItems"]] == ["_phone"]
    assert found(client, domain, "_email", "ada@example.com") == [profile_id]


def test_an_update_shows_at_once(client: Any, domain: str, handle: Any) -> None:
    profile_id = client.create_profile(DomainName=domain, PhoneNumber="555")["ProfileId"]
    handle.lag(reads=3)
    client.update_profile(DomainName=domain, ProfileId=profile_id, PhoneNumber="777")
    assert found(client, domain, "_phone", "777") == [profile_id]
    client.delete_profile(DomainName=domain, ProfileId=profile_id)
    assert found(client, domain, "_phone", "777") == []


def objects(client: Any, domain: str, profile_id: str) -> list[str]:
    answer = client.list_profile_objects(
        DomainName=domain, ObjectTypeName="order", ProfileId=profile_id
    )
    return [item["Object"] for item in answer["Items"]]


@pytest.fixture
def order_type(client: Any, domain: str) -> str:
    definition = {
        "Fields": {
            "id": {"Source": "_source.id"},
            "mail": {"Source": "_source.mail", "Target": "_profile.EmailAddress"},
            "title": {"Source": "_source.title", "Target": "_order.Name"},
        },
        "Keys": {
            "orderKey": [{"StandardIdentifiers": ["UNIQUE", "ORDER"], "FieldNames": ["id"]}],
            "_email": [{"StandardIdentifiers": ["PROFILE"], "FieldNames": ["mail"]}],
        },
        "AllowProfileCreation": True,
    }
    define(client, "order", definition)
    return "order"


def put(client: Any, domain: str, **values: str) -> None:
    client.put_profile_object(DomainName=domain, ObjectTypeName="order", Object=json.dumps(values))


def test_an_ingested_object_its_key_and_its_standard_object_are_hidden(
    client: Any, domain: str, handle: Any, order_type: str
) -> None:
    profile_id = client.create_profile(DomainName=domain, EmailAddress="a@b.c")["ProfileId"]
    handle.lag(reads=3)
    put(client, domain, id="1", mail="a@b.c", title="bread")
    assert objects(client, domain, profile_id) == []
    standard = {"DomainName": domain, "ObjectTypeName": "_order", "ProfileId": profile_id}
    assert client.list_profile_objects(**standard)["Items"] == []
    assert found(client, domain, "orderKey", "1") == []
    assert objects(client, domain, profile_id) == ['{"id": "1", "mail": "a@b.c", "title": "bread"}']
    assert len(client.list_profile_objects(**standard)["Items"]) == 1
    assert found(client, domain, "orderKey", "1") == [profile_id]


def test_an_object_put_again_stays_as_hidden_or_as_visible_as_it_was(
    client: Any, domain: str, handle: Any, order_type: str
) -> None:
    profile_id = client.create_profile(DomainName=domain, EmailAddress="a@b.c")["ProfileId"]
    handle.lag(reads=1)
    put(client, domain, id="1", mail="a@b.c")
    put(client, domain, id="1", mail="a@b.c", title="bread")
    assert objects(client, domain, profile_id) == []
    assert len(objects(client, domain, profile_id)) == 1
    put(client, domain, id="1", mail="a@b.c", title="milk")
    assert objects(client, domain, profile_id) == ['{"id": "1", "mail": "a@b.c", "title": "milk"}']


def test_ingestion_sees_what_is_hidden(
    client: Any, domain: str, handle: Any, order_type: str
) -> None:
    handle.lag(reads=10)
    put(client, domain, id="1", mail="a@b.c")
    put(client, domain, id="2", mail="a@b.c")
    assert client.get_domain(DomainName=domain)["Stats"]["ProfileCount"] == 1


def test_merging_sees_what_is_hidden(client: Any, domain: str, handle: Any) -> None:
    main = client.create_profile(DomainName=domain)["ProfileId"]
    handle.lag(reads=10)
    other = client.create_profile(DomainName=domain, PhoneNumber="555")["ProfileId"]
    client.merge_profiles(DomainName=domain, MainProfileId=main, ProfileIdsToBeMerged=[other])
    assert found(client, domain, "_phone", "555") == [main]


def test_what_was_found_before_a_merge_is_found_after_it(
    client: Any, domain: str, handle: Any
) -> None:
    seen = client.create_profile(DomainName=domain, EmailAddress="a@b.c")["ProfileId"]
    handle.lag(reads=10)
    main = client.create_profile(DomainName=domain, PhoneNumber="555")["ProfileId"]
    client.merge_profiles(DomainName=domain, MainProfileId=main, ProfileIdsToBeMerged=[seen])
    assert found(client, domain, "_email", "a@b.c") == [main]
    assert found(client, domain, "_phone", "555") == [main]


def test_what_rules_merge_when_a_profile_is_new_is_found_as_before(
    client: Any, handle: Any
) -> None:
    rules = {
        "Enabled": True,
        "MatchingRules": [{"Rule": ["EmailAddress"]}],
        "AttributeTypesSelector": {
            "AttributeMatchingModel": "MANY_TO_MANY",
            "EmailAddress": ["EmailAddress", "BusinessEmailAddress"],
        },
        "MaxAllowedRuleLevelForMerging": 1,
    }
    client.create_domain(DomainName="people", DefaultExpirationDays=30, RuleBasedMatching=rules)
    here = {"DomainName": "people"}
    main = client.create_profile(**here, EmailAddress="a@b.c")["ProfileId"]
    client.create_profile(**here, EmailAddress="d@e.f", PhoneNumber="555")
    handle.lag(seconds=1000)
    # It has an address of each, and so makes all three of them one.
    client.create_profile(
        **here, EmailAddress="a@b.c", BusinessEmailAddress="d@e.f", FirstName="Ada", LastName="Ray"
    )
    for key, value in {"_email": "d@e.f", "_phone": "555", "_fullName": "ada ray"}.items():
        assert found(client, "people", key, value) == [main]


def test_a_match_is_hidden(client: Any, handle: Any) -> None:
    client.create_domain(DomainName="people", DefaultExpirationDays=30, Matching={"Enabled": True})
    for name in ("Ada", "Ada"):
        client.create_profile(
            DomainName="people", FirstName=name, LastName="Lovelace", EmailAddress="ada@example.com"
        )
    handle.lag(reads=1)
    handle.run_identity_resolution("people")
    hidden = client.get_matches(DomainName="people")
    assert (hidden["PotentialMatches"], hidden["Matches"]) == (0, [])
    shown = client.get_matches(DomainName="people")
    assert (shown["PotentialMatches"], len(shown["Matches"])) == (1, 1)


def test_each_page_is_a_read(client: Any, domain: str, handle: Any) -> None:
    for _ in range(2):
        client.create_profile(DomainName=domain, PhoneNumber="555")
    handle.lag(reads=1)
    client.create_profile(DomainName=domain, PhoneNumber="555")
    search = {"DomainName": domain, "KeyName": "_phone", "Values": ["555"], "MaxResults": 1}
    first = client.search_profiles(**search)
    second = client.search_profiles(**search, NextToken=first["NextToken"])
    assert "NextToken" in second
    third = client.search_profiles(**search, NextToken=second["NextToken"])
    assert len(third["Items"]) == 1


def test_to_end_the_lag_shows_all(client: Any, domain: str, handle: Any) -> None:
    handle.lag(reads=100)
    profile_id = client.create_profile(DomainName=domain, PhoneNumber="555")["ProfileId"]
    assert found(client, domain, "_phone", "555") == []
    handle.lag(reads=0)
    assert found(client, domain, "_phone", "555") == [profile_id]
    handle.lag(reads=100)
    assert found(client, domain, "_phone", "555") == [profile_id]


@pytest.mark.in_process
def test_lag_in_seconds_goes_by_a_frozen_clock(client: Any, domain: str, handle: Any) -> None:
    with freeze_time("2030-01-01") as clock:
        handle.lag(seconds=5)
        profile_id = client.create_profile(DomainName=domain, PhoneNumber="555")["ProfileId"]
        clock.tick(timedelta(seconds=4.9))
        assert found(client, domain, "_phone", "555") == []
        clock.tick(timedelta(seconds=0.1))
        assert found(client, domain, "_phone", "555") == [profile_id]


@pytest.mark.in_process
def test_lag_in_seconds_goes_by_a_travelling_clock(client: Any, domain: str, handle: Any) -> None:
    with time_machine.travel("2030-01-01", tick=False) as traveller:
        handle.lag(seconds=5)
        profile_id = client.create_profile(DomainName=domain, PhoneNumber="555")["ProfileId"]
        assert found(client, domain, "_phone", "555") == []
        traveller.shift(5)
        assert found(client, domain, "_phone", "555") == [profile_id]


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        ({}, "give either reads or seconds; reads=0 ends the lag"),
        ({"reads": 1, "seconds": 1}, "give either reads or seconds; reads=0 ends the lag"),
        ({"reads": -1}, "reads is a whole number from 0, not -1"),
        ({"reads": 1.5}, "reads is a whole number, not 1.5"),
        ({"seconds": -1}, "seconds is a number from 0, not -1"),
        ({"seconds": "5"}, "seconds is a number, not '5'"),
    ],
)
def test_a_lag_that_cannot_be_is_refused(handle: Any, arguments: Any, reason: str) -> None:
    with pytest.raises((TypeError, ValueError)) as raised:
        handle.lag(**arguments)
    assert str(raised.value) == reason
