"""Integrations that bring objects: from S3 and Kinesis, run by a test and by the clock."""

from __future__ import annotations

import json
from datetime import datetime, timedelta, timezone
from typing import Any

import boto3
import pytest

from cprofiles_mock import FlowRun
from cprofiles_mock.instruments.controls import active_controls
from cprofiles_mock.server.control_calls import ControlRequest, answer
from cprofiles_mock.state import queries
from tests.support.clock import stopped
from tests.support.ingesting import define, keyed

pytestmark = pytest.mark.in_process

HERE = {"DomainName": "customers"}
NOON = datetime(2026, 3, 1, 12, tzinfo=timezone.utc)
FLOW_URI = "arn:aws:appflow:us-east-1:123456789012:flow/orders"
BUCKET_URI = "arn:aws:s3:::orders/in"
STREAM_URI = "arn:aws:kinesis:us-east-1:123456789012:stream/orders"

MAPS = [
    {
        "TaskType": "Filter",
        "SourceFields": ["number", "who", "total"],
        "ConnectorOperator": {"S3": "PROJECTION"},
    },
    *(
        {
            "TaskType": "Map",
            "SourceFields": [source],
            "DestinationField": target,
            "ConnectorOperator": {"S3": "NO_OP"},
        }
        for source, target in (("number", "id"), ("who", "customer"), ("total", "total"))
    ),
]
LARGE = {
    "TaskType": "Filter",
    "SourceFields": ["total"],
    "ConnectorOperator": {"S3": "GREATER_THAN"},
    "TaskProperties": {"VALUE": "10"},
}


def flow(**members: Any) -> dict[str, Any]:
    return {
        "FlowName": "orders",
        "KmsArn": "arn:aws:kms:us-east-1:123456789012:key/1",
        "SourceFlowConfig": {
            "ConnectorType": "S3",
            "SourceConnectorProperties": {"S3": {"BucketName": "orders", "BucketPrefix": "in"}},
        },
        "Tasks": MAPS,
        "TriggerConfig": {"TriggerType": "OnDemand"},
        **members,
    }


def hourly(**scheduled: Any) -> dict[str, Any]:
    schedule = {"ScheduleExpression": "rate(1hours)", **scheduled}
    trigger = {"TriggerType": "Scheduled", "TriggerProperties": {"Scheduled": schedule}}
    return flow(TriggerConfig=trigger)


@pytest.fixture
def mock(customerprofiles_mock: Any) -> Any:
    return customerprofiles_mock


@pytest.fixture
def s3(client: Any) -> Any:
    s3 = boto3.client("s3", region_name="us-east-1")
    s3.create_bucket(Bucket="orders")
    return s3


@pytest.fixture
def shop(client: Any, domain: str) -> Any:
    """A client of a domain with an object type of orders, whose customers are profiles."""
    define(client, "order", keyed(id="UNIQUE", customer="PROFILE"))
    return client


def integrate(shop: Any, definition: Any = None, **members: Any) -> str:
    source = {} if "Uri" in members else {"FlowDefinition": definition or flow()}
    answered = shop.put_integration(**HERE, **{"ObjectTypeName": "order", **source, **members})
    return str(answered["Uri"])


def put_lines(s3: Any, key: str, *records: Any) -> None:
    body = "\n".join(each if isinstance(each, str) else json.dumps(each) for each in records)
    s3.put_object(Bucket="orders", Key=key, Body=body.encode())


def orders(shop: Any, customer: str = "ann") -> list[Any]:
    """The orders of a customer, by the key ``customer``."""
    found = shop.search_profiles(**HERE, KeyName="customer", Values=[customer])["Items"]
    return [
        json.loads(item["Object"])
        for profile in found
        for item in shop.list_profile_objects(
            **HERE, ObjectTypeName="order", ProfileId=profile["ProfileId"]
        )["Items"]
    ]


def test_a_flow_reads_json_lines_and_applies_its_tasks(shop: Any, s3: Any, mock: Any) -> None:
    uri = integrate(shop, flow(Tasks=[*MAPS, LARGE]))
    assert uri == FLOW_URI
    put_lines(
        s3,
        "in/orders.jsonl",
        {"number": 1, "who": "ann", "total": 20, "note": "x"},
        "",
        {"number": 2, "who": "ann", "total": 5},
        "no JSON",
        "[1]",
        {"number": 3, "total": 99},
        {"who": "bob", "total": 99},
    )
    # An order of nobody has no key for its profile; one without a number has no unique key.
    assert mock.run_flow(uri, domain_name="customers") == FlowRun(1, 4, 1)
    assert orders(shop) == [{"id": 1, "customer": "ann", "total": 20}]


def test_a_flow_reads_csv(shop: Any, s3: Any, mock: Any) -> None:
    integrate(shop)
    text = 'number,who,total\r\n1,ann,"1,5"\r\n2,ann\r\n\r\n3,ann,\r\n'
    s3.put_object(Bucket="orders", Key="in/orders.CSV", Body=text.encode("utf-8-sig"))
    assert mock.run_flow(FLOW_URI, domain_name="customers") == FlowRun(2, 1, 0)
    assert orders(shop) == [
        {"id": "1", "customer": "ann", "total": "1,5"},
        {"id": "3", "customer": "ann", "total": ""},
    ]


def test_a_file_without_an_ending_is_what_it_looks_like(shop: Any, s3: Any, mock: Any) -> None:
    integrate(shop)
    put_lines(s3, "in/part-1", {"number": 1, "who": "ann"})
    put_lines(s3, "in/part-2", "number,who", "2,ann")
    put_lines(s3, "in/empty", "")
    assert mock.run_flow(FLOW_URI, domain_name="customers") == FlowRun(2, 0, 0)


def test_only_what_lies_in_the_folder_is_read_and_all_of_it_each_time(
    shop: Any, s3: Any, mock: Any
) -> None:
    integrate(shop)
    for number, key in enumerate(["in/b.json", "in/a/c.json", "inside.json", "out/d.json"]):
        put_lines(s3, key, {"number": number, "who": "ann"})
    s3.put_object(Bucket="orders", Key="in/folder/", Body=b"")
    runs = [mock.run_flow(FLOW_URI, domain_name="customers") for _ in range(2)]
    assert runs == [FlowRun(2, 0, 0)] * 2
    # By their names: a/c.json comes first.
    assert [each["id"] for each in orders(shop)] == [1, 0]


def test_a_file_that_was_deleted_from_a_bucket_with_versions_is_gone(
    shop: Any, s3: Any, mock: Any
) -> None:
    s3.put_bucket_versioning(Bucket="orders", VersioningConfiguration={"Status": "Enabled"})
    integrate(shop)
    put_lines(s3, "in/a.json", {"number": 1, "who": "ann"})
    s3.delete_object(Bucket="orders", Key="in/a.json")
    assert mock.run_flow(FLOW_URI, domain_name="customers") == FlowRun(0, 0, 0)


def test_the_integration_of_a_bucket_needs_no_flow(shop: Any, s3: Any, mock: Any) -> None:
    integrate(shop, Uri=BUCKET_URI)
    integrate(shop, Uri="arn:aws:s3:::orders")
    put_lines(s3, "in/a.json", {"id": 1, "customer": "ann", "more": {"a": [1.5, "é"]}})
    put_lines(s3, "b.json", {"id": 2, "customer": "ann"})
    assert mock.run_flow(BUCKET_URI, domain_name="customers") == FlowRun(1, 0, 0)
    assert orders(shop) == [{"id": 1, "customer": "ann", "more": {"a": [1.5, "é"]}}]
    assert mock.run_flow("arn:aws:s3:::orders", domain_name="customers") == FlowRun(2, 0, 0)


def test_a_stream_is_read_from_where_it_was_left(shop: Any, mock: Any) -> None:
    kinesis = boto3.client("kinesis", region_name="us-east-1")
    kinesis.create_stream(StreamName="orders", ShardCount=1)
    integrate(shop, Uri=STREAM_URI)

    def send(*numbers: int) -> None:
        for number in numbers:
            data = json.dumps({"id": number, "customer": "ann"}).encode()
            kinesis.put_record(StreamName="orders", Data=data, PartitionKey=str(number))

    send(1, 2, 3)
    kinesis.put_record(StreamName="orders", Data=b"\xff", PartitionKey="x")
    assert mock.run_flow(STREAM_URI, domain_name="customers") == FlowRun(3, 1, 0)
    assert mock.run_flow(STREAM_URI, domain_name="customers") == FlowRun(0, 0, 0)
    send(4)
    document = mock.dump()
    mock.reset()
    mock.load(document)
    assert mock.dump() == document
    assert mock.run_flow(STREAM_URI, domain_name="customers") == FlowRun(1, 0, 0)
    assert sorted(each["id"] for each in orders(shop)) == [1, 2, 3, 4]
    # A stream of the same name begins anew.
    kinesis.delete_stream(StreamName="orders")
    kinesis.create_stream(StreamName="orders", ShardCount=2)
    send(5)
    assert mock.run_flow(STREAM_URI, domain_name="customers") == FlowRun(1, 0, 0)


def test_what_an_integration_of_the_domain_brings_are_items_of_its_catalogue(
    client: Any, s3: Any, mock: Any
) -> None:
    client.create_domain(**HERE, DefaultExpirationDays=1, DataStore={"Enabled": True})
    client.put_domain_object_type(
        **HERE,
        ObjectTypeName="items",
        Fields={"id": {"Source": "_source.sku", "Target": "_catalogItem.Id"}},
    )
    integrate(client, Uri=BUCKET_URI, ObjectTypeName="items", Scope="DOMAIN")
    put_lines(s3, "in/a.json", {"sku": "A-1"}, {"name": "none"}, {"sku": "A-2"})
    assert mock.run_flow(BUCKET_URI, domain_name="customers") == FlowRun(2, 1, 0)
    assert [*queries.catalog_items(mock.backend().domains["customers"])] == ["A-1", "A-2"]


def test_an_object_that_becomes_a_dead_letter_has_failed(shop: Any, s3: Any, mock: Any) -> None:
    define(shop, "order", {**keyed(id="UNIQUE", customer="PROFILE"), "AllowProfileCreation": False})
    integrate(shop, Uri=BUCKET_URI)
    put_lines(s3, "in/a.json", {"id": 1, "customer": "ann"})
    assert mock.run_flow(BUCKET_URI, domain_name="customers") == FlowRun(0, 1, 0)
    (letter,) = mock.dead_letters
    assert json.loads(letter.object) == {"id": 1, "customer": "ann"}


MASK = {"TaskType": "Mask", "SourceFields": ["who"], "ConnectorOperator": {"S3": "MASK_ALL"}}
PLAIN = {"TaskType": "Map", "SourceFields": ["Id"]}
SALES = {
    "ConnectorType": "Salesforce",
    "ConnectorProfileName": "sales",
    "SourceConnectorProperties": {"Salesforce": {"Object": "Lead"}},
}


@pytest.mark.parametrize(
    ("members", "message"),
    [
        (
            {"FlowDefinition": flow(Tasks=[*MAPS, MASK])},
            f"of the flow {FLOW_URI}, task 4 cannot be applied: it is a Mask with the operator "
            "MASK_ALL; flows apply ",
        ),
        (
            {
                "FlowDefinition": flow(
                    SourceFlowConfig=SALES, Tasks=[MAPS[1] | {"ConnectorOperator": {}}]
                )
            },
            f"the flow {FLOW_URI} reads from Salesforce, which is not here: put the objects by "
            "PutProfileObject",
        ),
        (
            {"FlowDefinition": flow(), "ObjectTypeName": "nothing"},
            "Profile object type nothing is not found in domain customers",
        ),
        (
            {"FlowDefinition": flow(), "ObjectTypeName": "nothing", "Scope": "DOMAIN"},
            "domain customers has no domain object type nothing",
        ),
        (
            {"FlowDefinition": flow(), "ObjectTypeName": "_unstructured"},
            f"integration {FLOW_URI} names no object type for structured objects",
        ),
        (
            {"Uri": BUCKET_URI, "ObjectTypeName": "", "ObjectTypeNames": {"a": "order"}},
            f"integration {BUCKET_URI} names no object type for structured objects",
        ),
        ({"Uri": "arn:aws:s3:::nothing"}, "there is no bucket nothing"),
        ({"Uri": STREAM_URI}, f"there is no data stream {STREAM_URI}"),
        (
            {"Uri": "arn:aws:appflow:us-east-1:123456789012:flow/other"},
            "arn:aws:appflow:us-east-1:123456789012:flow/other is neither a flow that "
            "PutIntegration has defined, nor a bucket, nor a data stream",
        ),
    ],
)
def test_what_cannot_be_run_is_refused_before_anything_is_ingested(
    shop: Any, s3: Any, mock: Any, members: dict[str, Any], message: str
) -> None:
    request = {"ObjectTypeName": "order", **members}
    if not request["ObjectTypeName"]:
        del request["ObjectTypeName"]
    uri = shop.put_integration(**HERE, **request)["Uri"]
    put_lines(s3, "in/a.json", {"number": 1, "who": "ann"})
    before = mock.dump()
    with pytest.raises(ValueError, match="^") as raised:
        mock.run_flow(uri, domain_name="customers")
    assert str(raised.value).startswith(message)
    assert mock.dump() == before


@pytest.mark.parametrize(
    ("key", "body", "message"),
    [
        ("in/b.json", b"\xff", "s3://orders/in/b.json: byte 0 is not UTF-8"),
        ("in/b.csv", b'a,b\n1,"2\n', "s3://orders/in/b.csv: line 2: unexpected end of data"),
    ],
)
def test_a_file_that_cannot_be_read_refuses_the_run(
    shop: Any, s3: Any, mock: Any, key: str, body: bytes, message: str
) -> None:
    integrate(shop)
    put_lines(s3, "in/a.json", {"number": 1, "who": "ann"})
    s3.put_object(Bucket="orders", Key=key, Body=body)
    with pytest.raises(ValueError, match="^") as raised:
        mock.run_flow(FLOW_URI, domain_name="customers")
    assert str(raised.value) == message
    assert orders(shop) == []


def test_a_disabled_integration_is_not_run(shop: Any, s3: Any, mock: Any) -> None:
    integrate(shop)
    shop.delete_profile_object_type(**HERE, ObjectTypeName="order")
    with pytest.raises(ValueError, match=f"^integration {FLOW_URI} is disabled"):
        mock.run_flow(FLOW_URI, domain_name="customers")


def test_domains_and_integrations_that_are_not_there(shop: Any, mock: Any) -> None:
    with pytest.raises(ValueError, match="^there is no domain 'nowhere' in us-east-1"):
        mock.run_flow(FLOW_URI, domain_name="nowhere")
    with pytest.raises(ValueError, match="has no integration '.*'; there are none$"):
        mock.run_flow(FLOW_URI, domain_name="customers")
    with pytest.raises(TypeError, match="uri is a text"):
        mock.run_flow(1, domain_name="customers")


def test_a_flow_is_run_over_http(shop: Any, s3: Any) -> None:
    integrate(shop)
    put_lines(s3, "in/a.json", {"number": 1, "who": "ann"})
    controls = active_controls()
    assert controls is not None

    def post(**arguments: str) -> tuple[int, Any]:
        body = json.dumps(arguments).encode()
        return answer(ControlRequest("POST", "/cprofiles-mock/flows", "", body, ""), controls)

    done = post(uri=FLOW_URI, domain_name="customers")
    assert done == (200, {"ingested": 1, "failed": 0, "skipped": 0})
    status, refused = post(uri="arn:aws:s3:::x", domain_name="customers")
    assert status == 400
    assert refused["Message"].startswith("domain 'customers' has no integration 'arn:aws:s3:::x'")


# --- by the clock -------------------------------------------------------------------------------


def count(shop: Any) -> int:
    return int(shop.get_domain(**HERE)["Stats"]["ObjectCount"])


def test_a_scheduled_flow_runs_by_the_clock(client: Any, s3: Any) -> None:
    with stopped(NOON) as clock:
        client.create_domain(**HERE, DefaultExpirationDays=1000)
        define(client, "order", keyed(id="UNIQUE", customer="PROFILE"))
        integrate(client, hourly())
        integrate(client, Uri=BUCKET_URI)
        put_lines(s3, "in/a.json", {"number": 1, "who": "ann"})
        assert count(client) == 0
        clock.tick(3599)
        assert count(client) == 0
        clock.tick(1)
        assert count(client) == 1
        put_lines(s3, "in/b.json", {"number": 2, "who": "ann"})
        clock.tick(90 * 60)
        assert count(client) == 2
        # As of the moment at which it was due.
        (ann,) = client.search_profiles(**HERE, KeyName="customer", Values=["ann"])["Items"]
        history = client.list_profile_history_records(**HERE, ProfileId=ann["ProfileId"])
        times = [each["CreatedAt"] for each in history["ProfileHistoryRecords"]]
        assert max(times) == NOON + timedelta(hours=2)


def records_of_ann(client: Any) -> int:
    (ann,) = client.search_profiles(**HERE, KeyName="customer", Values=["ann"])["Items"]
    history = client.list_profile_history_records(**HERE, ProfileId=ann["ProfileId"])
    return sum(each["ActionType"] == "INGESTED" for each in history["ProfileHistoryRecords"])


@pytest.mark.parametrize(("mode", "ingested"), [("Incremental", 2), ("Complete", 4)])
def test_a_run_by_the_clock_reads_what_has_changed_or_all(
    client: Any, s3: Any, mode: str, ingested: int
) -> None:
    with stopped(NOON) as clock:
        client.create_domain(**HERE, DefaultExpirationDays=1000)
        define(client, "order", keyed(id="UNIQUE", customer="PROFILE"))
        integrate(client, hourly(DataPullMode=mode))
        put_lines(s3, "in/a.json", {"number": 1, "who": "ann"})
        clock.tick(3 * 3600)
        client.get_domain(**HERE)
        put_lines(s3, "in/a.json", {"number": 1, "who": "ann", "total": 2})
        clock.tick(3600)
        assert records_of_ann(client) == ingested


def test_a_schedule_begins_and_ends(client: Any, s3: Any, mock: Any) -> None:
    with stopped(NOON) as clock:
        client.create_domain(**HERE, DefaultExpirationDays=1000)
        define(client, "order", keyed(id="UNIQUE", customer="PROFILE"))
        put_lines(s3, "in/a.json", {"number": 1, "who": "ann"})
        integrate(
            client,
            hourly(
                ScheduleStartTime=NOON + timedelta(minutes=30),
                ScheduleOffset=60,
                ScheduleEndTime=NOON + timedelta(hours=2),
                DataPullMode="Complete",
            ),
        )
        clock.tick(30 * 60)
        assert count(client) == 0
        clock.tick(60)
        assert count(client) == 1
        document = mock.dump()
        (entry,) = document["Domains"][0]["Integrations"]
        assert entry["NextRunAt"] == "2026-03-01T13:31:00Z"
        assert (
            entry["FlowDefinition"]["TriggerConfig"]["TriggerProperties"]["Scheduled"][
                "ScheduleStartTime"
            ]
            == "2026-03-01T12:30:00Z"
        )
        mock.reset()
        mock.load(document)
        assert mock.dump() == document
        clock.tick(10 * 3600)
        assert records_of_ann(client) == 2
        assert "NextRunAt" not in mock.dump()["Domains"][0]["Integrations"][0]


def test_a_flow_that_was_deleted_runs_no_more(client: Any, s3: Any) -> None:
    with stopped(NOON) as clock:
        client.create_domain(**HERE, DefaultExpirationDays=1000)
        define(client, "order", keyed(id="UNIQUE", customer="PROFILE"))
        put_lines(s3, "in/a.json", {"number": 1, "who": "ann"})
        client.delete_integration(**HERE, Uri=integrate(client, hourly()))
        clock.tick(2 * 3600)
        assert count(client) == 0


def test_what_keeps_a_flow_from_running_is_logged_once(
    client: Any, caplog: pytest.LogCaptureFixture
) -> None:
    with stopped(NOON) as clock:
        client.create_domain(**HERE, DefaultExpirationDays=1000)
        define(client, "order", keyed(id="UNIQUE", customer="PROFILE"))
        integrate(client, hourly())
        clock.tick(5 * 3600)
        client.get_domain(**HERE)
        assert caplog.messages == [
            "domain customers: a flow is not run by the clock: there is no bucket orders"
        ]
        s3 = boto3.client("s3", region_name="us-east-1")
        s3.create_bucket(Bucket="orders")
        put_lines(s3, "in/a.json", {"number": 1, "who": "ann"})
        clock.tick(3600)
        assert count(client) == 1


def test_dead_letters_of_a_run_by_the_clock_are_kept(client: Any, s3: Any, mock: Any) -> None:
    with stopped(NOON) as clock:
        client.create_domain(**HERE, DefaultExpirationDays=1000)
        without = {**keyed(id="UNIQUE", customer="PROFILE"), "AllowProfileCreation": False}
        define(client, "order", without)
        integrate(client, hourly())
        put_lines(s3, "in/a.json", {"number": 1, "who": "ann"})
        clock.tick(3600)
        client.get_domain(**HERE)
        assert len(mock.dead_letters) == 1


def test_an_object_tells_when_it_was_updated(client: Any, s3: Any, mock: Any) -> None:
    timed = keyed(id="UNIQUE", customer="PROFILE")
    timed["Fields"]["at"] = {
        "Source": "_source.at",
        "Target": "_profile.SourceLastUpdatedTimestamp",
    }
    client.create_domain(**HERE, DefaultExpirationDays=1000)
    define(client, "order", timed, SourceLastUpdatedTimestampFormat="yyyy-MM-dd'T'HH:mm:ss'Z'")
    integrate(client, Uri=BUCKET_URI)
    put_lines(s3, "in/a.json", {"id": 1, "customer": "ann", "at": "2026-01-01T00:00:00Z"})
    assert mock.run_flow(BUCKET_URI, domain_name="customers") == FlowRun(1, 0, 0)
    (profile,) = mock.backend().domains["customers"].profiles.values()
    (stored,) = profile.each_object()
    assert stored.updated_at == datetime(2026, 1, 1, tzinfo=timezone.utc).timestamp()
