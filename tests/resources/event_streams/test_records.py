"""The records of an event stream, as a consumer reads them from Kinesis."""

from __future__ import annotations

import json
import re
from datetime import datetime, timezone
from typing import Any

import pytest
from botocore.exceptions import ClientError

from cprofiles_mock.hosts.kinesis import LARGEST_RECORD
from cprofiles_mock.instruments.controls import Controls
from cprofiles_mock.server.control_calls import ControlRequest, answer
from tests.resources.test_profile_objects import needs_batch
from tests.snapshots.rich import PURCHASE
from tests.support.clock import stopped
from tests.support.ingesting import CUSTOMER, ORDER, define, keyed, profile_id, put
from tests.support.streaming import URI, raw_records, records, told

pytestmark = pytest.mark.in_process

HERE = {"DomainName": "customers"}
UUID = "[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"


def create(client: Any, **members: Any) -> str:
    identifier: str = client.create_profile(**HERE, **members)["ProfileId"]
    return identifier


def test_the_record_of_a_profile_is_compact_json_with_its_members_in_order(
    client: Any, kinesis: Any
) -> None:
    with stopped(datetime(2023, 10, 19, 13, 26, 22, 976_543, timezone.utc)):
        client.create_domain(**HERE, DefaultExpirationDays=366)
        client.create_event_stream(**HERE, EventStreamName="events", Uri=URI)
        identifier = create(
            client,
            GenderString="F",
            Attributes={"tier": "gold"},
            FirstName="Zoë",
            Address={"City": "Łódź"},
            Gender="FEMALE",
        )
    (record,) = raw_records(kinesis)
    text = record["Data"].decode()
    event_id = json.loads(text)["EventId"]
    assert text == (
        f'{{"SchemaVersion":0,"EventId":"{event_id}","EventTimestamp":"2023-10-19T13:26:22.976Z",'
        '"EventType":"CREATED","DomainName":"customers","ObjectTypeName":"_profile",'
        f'"Object":{{"ProfileId":"{identifier}","FirstName":"Zoë","Gender":"FEMALE",'
        '"Address":{"City":"Łódź"},"Attributes":{"tier":"gold"},"GenderString":"F"},'
        '"IsMessageRealTime":true}'
    )
    assert re.fullmatch(UUID, event_id)
    assert re.fullmatch(UUID, record["PartitionKey"])
    assert record["PartitionKey"] not in {event_id, identifier}


def test_the_parts_of_a_profile_have_the_order_of_the_api_and_not_that_of_the_caller(
    client: Any, stream: str, kinesis: Any
) -> None:
    identifier = create(
        client,
        EngagementPreferences={
            "Email": [{"KeyValue": "a@example.com", "KeyName": "_email"}],
            "Phone": [{"KeyValue": "1", "KeyName": "_phone"}],
        },
        Attributes={"b": "1", "a": "2"},
        Address={"Country": "UK", "City": "Bath"},
    )
    client.update_profile(**HERE, ProfileId=identifier, Address={"Address1": "1 High St"})
    assert (
        f'"Object":{{"ProfileId":"{identifier}",'
        '"Address":{"Address1":"1 High St","City":"Bath","Country":"UK"},'
        '"Attributes":{"b":"1","a":"2"},"EngagementPreferences":{'
        '"Phone":[{"KeyName":"_phone","KeyValue":"1"}],'
        '"Email":[{"KeyName":"_email","KeyValue":"a@example.com"}]}},'
    ) in raw_records(kinesis)[1]["Data"].decode()


def test_an_update_sends_the_whole_profile_without_what_was_cleared(
    client: Any, stream: str, kinesis: Any
) -> None:
    identifier = create(client, FirstName="Ann", LastName="Ng")
    client.update_profile(**HERE, ProfileId=identifier, LastName="", PhoneNumber="1")
    assert records(kinesis)[1]["EventType"] == "UPDATED"
    assert records(kinesis)[1]["Object"] == {
        "ProfileId": identifier,
        "FirstName": "Ann",
        "PhoneNumber": "1",
    }


def test_an_object_that_makes_a_profile_sends_the_profile_and_then_itself(
    client: Any, stream: str, kinesis: Any
) -> None:
    define(client, "customer", keyed(customerId="UNIQUE PROFILE"))
    text = '{"customerId": "1", "undeclared": [1.50, null, {"a": "é"}],  "more": {}}'
    key = client.put_profile_object(**HERE, ObjectTypeName="customer", Object=text)
    identifier = profile_id(client, "customerId", "1")
    of_profile, of_object = records(kinesis)
    assert (of_profile["ObjectTypeName"], of_profile["EventType"]) == ("_profile", "CREATED")
    assert "AssociatedProfileId" not in of_profile
    assert list(of_object)[4:] == [
        "DomainName",
        "ObjectTypeName",
        "AssociatedProfileId",
        "ProfileObjectUniqueKey",
        "Object",
        "IsMessageRealTime",
    ]
    assert (of_object["ObjectTypeName"], of_object["EventType"]) == ("customer", "CREATED")
    assert of_object["AssociatedProfileId"] == identifier
    assert of_object["ProfileObjectUniqueKey"] == key["ProfileObjectUniqueKey"]
    assert of_object["Object"] == json.loads(text)
    assert of_object["EventTimestamp"] == of_profile["EventTimestamp"]
    assert of_object["EventId"] != of_profile["EventId"]


def test_the_profile_is_sent_only_if_the_object_changed_it(
    client: Any, stream: str, kinesis: Any
) -> None:
    define(client, "customer", CUSTOMER)
    for tier in ("gold", "gold", "silver"):
        put(client, "customer", id="1", tier=tier)
    assert told(kinesis) == [
        ("_profile", "CREATED"),
        ("customer", "CREATED"),
        ("customer", "UPDATED"),
        ("_profile", "UPDATED"),
        ("customer", "UPDATED"),
    ]
    assert records(kinesis)[3]["Object"]["Attributes"] == {"tier": "silver"}


def test_a_standard_object_has_a_record_of_its_own(client: Any, stream: str, kinesis: Any) -> None:
    define(client, "customer", CUSTOMER)
    define(client, "purchase", PURCHASE)
    put(client, "customer", id="1")
    put(client, "purchase", id="p1", customer="1", status="NEW", total=7)
    put(client, "purchase", id="p1", customer="1", status="SHIPPED", total=7)
    put(client, "purchase", id="p2", customer="1")
    assert told(kinesis)[2:] == [
        ("purchase", "CREATED"),
        ("_order", "CREATED"),
        ("purchase", "UPDATED"),
        ("_order", "UPDATED"),
        ("purchase", "CREATED"),
        ("_order", "CREATED"),
    ]
    identifier = profile_id(client, "customerId", "1")
    listed = client.list_profile_objects(**HERE, ObjectTypeName="_order", ProfileId=identifier)
    order = records(kinesis)[5]
    assert order["AssociatedProfileId"] == identifier
    assert order["ProfileObjectUniqueKey"] == listed["Items"][0]["ProfileObjectUniqueKey"]
    assert order["Object"]["Status"] == "SHIPPED"
    assert records(kinesis)[3]["Object"]["Status"] == "NEW"


def test_an_object_with_nothing_for_a_standard_object_has_no_record_of_one(
    client: Any, stream: str, kinesis: Any
) -> None:
    definition = keyed(id="UNIQUE PROFILE", order="ORDER")
    definition["Fields"]["status"] = {"Source": "_source.status", "Target": "_order.Status"}
    define(client, "note", definition)
    put(client, "note", id="1", status="NEW")
    assert told(kinesis) == [("_profile", "CREATED"), ("note", "CREATED")]


@needs_batch
def test_a_batch_sends_the_records_of_each_item_in_turn(
    client: Any, stream: str, kinesis: Any
) -> None:
    define(client, "customer", CUSTOMER)
    objects = [{"id": "1", "tier": "a"}, {"tier": "z"}, {"id": "1", "tier": "b"}]
    items = [{"Id": str(n), "Object": json.dumps(each)} for n, each in enumerate(objects)]
    client.batch_put_profile_object(**HERE, ObjectTypeName="customer", Items=items)
    assert [(each["EventType"], each["Object"].get("Attributes")) for each in records(kinesis)] == [
        ("CREATED", {"tier": "a"}),
        ("CREATED", None),
        ("UPDATED", {"tier": "b"}),
        ("UPDATED", None),
    ]


def test_a_merge_sends_one_record_with_the_merged_profiles_as_they_were(
    client: Any, stream: str, kinesis: Any
) -> None:
    first, second, third = (create(client, FirstName=name) for name in ("A", "B", "C"))
    client.update_profile(**HERE, ProfileId=third, PhoneNumber="3")
    client.merge_profiles(**HERE, MainProfileId=first, ProfileIdsToBeMerged=[third, second])
    (merged,) = [each for each in records(kinesis) if each["EventType"] == "MERGED"]
    assert merged["ObjectTypeName"] == "_profile"
    assert merged["Object"] == {"ProfileId": first, "FirstName": "A", "PhoneNumber": "3"}
    assert merged["DuplicateProfiles"] == [
        {"ProfileId": third, "FirstName": "C", "PhoneNumber": "3"},
        {"ProfileId": second, "FirstName": "B"},
    ]
    assert re.fullmatch(UUID, merged["MergeId"])
    assert len(records(kinesis)) == 5


def test_profiles_that_rules_merge_are_told_of_after_what_was_written(
    client: Any, kinesis: Any
) -> None:
    with stopped(datetime(2030, 1, 1, tzinfo=timezone.utc)) as clock:
        client.create_domain(
            **HERE,
            DefaultExpirationDays=366,
            RuleBasedMatching={
                "Enabled": True,
                "MatchingRules": [{"Rule": ["PhoneNumber"]}],
                "MaxAllowedRuleLevelForMerging": 1,
            },
        )
        clock.tick(7200)
        client.create_event_stream(**HERE, EventStreamName="events", Uri=URI)
        for _ in range(2):
            create(client, PhoneNumber="1")
    assert [each["EventType"] for each in records(kinesis)] == ["CREATED", "CREATED", "MERGED"]


def test_deletions_keys_tags_and_expiry_send_nothing(client: Any, kinesis: Any) -> None:
    with stopped(datetime(2030, 1, 1, tzinfo=timezone.utc)) as clock:
        client.create_domain(**HERE, DefaultExpirationDays=1)
        define(client, "customer", CUSTOMER)
        define(client, "note", ORDER)
        put(client, "customer", id="1", tier="gold")
        put(client, "customer", id="2", tier="gold")
        client.create_event_stream(**HERE, EventStreamName="events", Uri=URI)
        one, two = (profile_id(client, "customerId", each) for each in ("1", "2"))
        key = {**HERE, "ProfileId": one, "KeyName": "badge", "Values": ["b"]}
        client.add_profile_key(**key)
        client.delete_profile_key(**key)
        (stored,) = client.list_profile_objects(**HERE, ObjectTypeName="customer", ProfileId=one)[
            "Items"
        ]
        client.delete_profile_object(
            **HERE,
            ObjectTypeName="customer",
            ProfileId=one,
            ProfileObjectUniqueKey=stored["ProfileObjectUniqueKey"],
        )
        client.delete_profile_object_type(**HERE, ObjectTypeName="customer")
        client.delete_profile(**HERE, ProfileId=two)
        clock.tick(3 * 86_400)
        client.get_domain(**HERE)
        client.delete_domain(**HERE)
    assert records(kinesis) == []


def test_what_is_refused_or_goes_to_the_dead_letter_queue_sends_nothing(
    client: Any, stream: str, kinesis: Any
) -> None:
    define(client, "order", ORDER)
    put(client, "order", number="1", customer="nobody")
    for refused in ('{"number": "1"}', "no JSON"):
        with pytest.raises(ClientError):
            client.put_profile_object(**HERE, ObjectTypeName="order", Object=refused)
    with pytest.raises(ClientError):
        client.update_profile(**HERE, ProfileId="0" * 32, FirstName="Ann")
    assert records(kinesis) == []


def test_nothing_is_sent_after_the_event_stream_is_deleted_or_for_what_is_loaded(
    client: Any, stream: str, kinesis: Any, customerprofiles_mock: Any
) -> None:
    create(client, FirstName="Ann")
    document = customerprofiles_mock.dump()
    customerprofiles_mock.load(document)
    assert len(records(kinesis)) == 1
    create(client, FirstName="Bob")
    assert len(records(kinesis)) == 2
    client.delete_event_stream(**HERE, EventStreamName=stream)
    create(client, FirstName="Cem")
    assert len(records(kinesis)) == 2


def test_half_of_a_surrogate_pair_arrives_as_an_escape(
    client: Any, stream: str, kinesis: Any
) -> None:
    define(client, "note", keyed(id="UNIQUE PROFILE"))
    client.put_profile_object(
        **HERE, ObjectTypeName="note", Object='{"id": "1", "half": "\\ud83d"}'
    )
    assert b'"half":"\\ud83d"' in raw_records(kinesis)[1]["Data"]
    assert records(kinesis)[1]["Object"]["half"] == "\ud83d"


def test_a_record_that_kinesis_would_refuse_for_its_size_is_lost(
    client: Any, stream: str, kinesis: Any
) -> None:
    large = {f"k{number}": "x" * 255 for number in range(900)}
    ids = [create(client, Attributes=large) for _ in range(5)]
    client.merge_profiles(**HERE, MainProfileId=ids[0], ProfileIdsToBeMerged=ids[1:])
    assert [each["EventType"] for each in records(kinesis)] == ["CREATED"] * 5
    (entry,) = client.list_event_streams(**HERE)["Items"]
    assert entry["DestinationSummary"]["Status"] == "HEALTHY"
    assert LARGEST_RECORD == 2**20


def test_a_health_check_has_no_object(
    client: Any, stream: str, kinesis: Any, customerprofiles_mock: Any
) -> None:
    customerprofiles_mock.send_health_check("customers")
    request = ControlRequest(
        "POST", "/cprofiles-mock/health-check", "", b'{"domain_name": "customers"}', ""
    )
    assert answer(request, Controls()) == (200, {"status": "ok"})
    first, second = records(kinesis)
    assert list(first) == [
        "SchemaVersion",
        "EventId",
        "EventTimestamp",
        "EventType",
        "DomainName",
        "IsMessageRealTime",
    ]
    assert (first["EventType"], second["EventType"]) == ("HEALTH_CHECK", "HEALTH_CHECK")
