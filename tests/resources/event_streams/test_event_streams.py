"""Event streams: what the four operations answer, and whether the data stream is there."""

from __future__ import annotations

import logging
from datetime import datetime, timezone
from typing import Any

import pytest
from botocore.exceptions import ClientError

from tests.support.clock import stopped
from tests.support.expectations import service_error
from tests.support.streaming import URI, make_data_stream

pytestmark = pytest.mark.in_process

ARN = "arn:aws:profile:us-east-1:123456789012:domains/customers/event-streams/events"


def create(client: Any, name: str = "events", uri: str = URI, **members: Any) -> Any:
    answer = client.create_event_stream(
        DomainName="customers", EventStreamName=name, Uri=uri, **members
    )
    del answer["ResponseMetadata"]
    return answer


def get(client: Any, name: str = "events") -> Any:
    answer = client.get_event_stream(DomainName="customers", EventStreamName=name)
    del answer["ResponseMetadata"]
    return answer


def test_an_event_stream_runs_at_once_and_is_healthy(
    client: Any, domain: str, kinesis: Any
) -> None:
    assert create(client, Tags={"team": "care"}) == {
        "EventStreamArn": ARN,
        "Tags": {"team": "care"},
    }
    found = get(client)
    assert isinstance(found.pop("CreatedAt"), datetime)
    assert found == {
        "DomainName": "customers",
        "EventStreamArn": ARN,
        "State": "RUNNING",
        "DestinationDetails": {"Uri": URI, "Status": "HEALTHY"},
        "Tags": {"team": "care"},
    }


def test_a_list_has_the_destination_without_its_message_and_no_time_of_creation(
    client: Any, domain: str
) -> None:
    create(client)
    (item,) = client.list_event_streams(DomainName=domain)["Items"]
    since = item["DestinationSummary"].pop("UnhealthySince")
    assert isinstance(since, datetime)
    assert item == {
        "DomainName": "customers",
        "EventStreamName": "events",
        "EventStreamArn": ARN,
        "State": "RUNNING",
        "DestinationSummary": {"Uri": URI, "Status": "UNHEALTHY"},
        "Tags": {},
    }


def test_a_domain_has_one_event_stream_whatever_its_name(client: Any, domain: str) -> None:
    create(client)
    for name in ("events", "others"):
        with service_error(
            "BadRequestException",
            "The Customer Profiles Domain: customers is already associated with an active "
            "EventStream",
        ):
            create(client, name)
    client.delete_event_stream(DomainName=domain, EventStreamName="events")
    create(client, "others")
    listed = client.list_event_streams(DomainName=domain)["Items"]
    assert [each["EventStreamName"] for each in listed] == ["others"]


@pytest.mark.parametrize(
    "uri",
    [
        "changes",
        "arn:aws:sqs:us-east-1:123456789012:changes",
        "arn:aws:kinesis:us-east-1:123456789012:changes",
        "arn:aws:kinesis:us-east-1:123456789012:stream/",
        "arn:aws:kinesis:us-east-1:123456789012:stream/a b",
        "arn:aws:kinesis:us-west-2:123456789012:stream/changes",
        "arn:aws:kinesis:us-east-1:210987654321:stream/changes",
        "arn:aws:firehose:us-east-1:123456789012:deliverystream/changes",
    ],
)
def test_a_uri_that_is_no_data_stream_of_the_domains_account_and_region_is_refused(
    client: Any, domain: str, uri: str
) -> None:
    with service_error(
        "BadRequestException",
        "Uri must be the ARN of a Kinesis data stream in the domain's account and region, such as "
        f"arn:aws:kinesis:us-east-1:123456789012:stream/name, not {uri}",
    ):
        create(client, uri=uri)
    assert client.list_event_streams(DomainName=domain)["Items"] == []


def test_health_follows_whether_the_data_stream_is_there(client: Any, kinesis: Any) -> None:
    moment = datetime(2030, 1, 1, tzinfo=timezone.utc)
    with stopped(moment) as clock:
        client.create_domain(DomainName="customers", DefaultExpirationDays=366)
        create(client)
        kinesis.delete_stream(StreamName="changes")
        unhealthy = {
            "Uri": URI,
            "Status": "UNHEALTHY",
            "UnhealthySince": moment,
            "Message": f"The Kinesis data stream {URI} is not found",
        }
        assert get(client)["DestinationDetails"] == unhealthy
        clock.tick(60)
        assert get(client)["DestinationDetails"] == unhealthy
        assert get(client)["State"] == "RUNNING"
        make_data_stream(kinesis)
        assert get(client)["DestinationDetails"] == {"Uri": URI, "Status": "HEALTHY"}


def test_lost_records_are_logged_once_until_one_arrives_again(
    client: Any, stream: str, kinesis: Any, caplog: pytest.LogCaptureFixture
) -> None:
    def write(times: int) -> list[str]:
        caplog.clear()
        with caplog.at_level(logging.WARNING, "cprofiles_mock"):
            for _ in range(times):
                client.create_profile(DomainName="customers")
        return [record.getMessage() for record in caplog.records]

    lost = (
        "domain customers: records of event stream events are lost: "
        "Stream changes under account 123456789012 not found."
    )
    kinesis.delete_stream(StreamName="changes")
    get(client)
    assert write(3) == [lost]
    make_data_stream(kinesis)
    assert write(2) == []
    kinesis.delete_stream(StreamName="changes")
    assert write(2) == [lost]


def test_a_state_file_says_since_when_records_are_lost(
    client: Any, stream: str, kinesis: Any, customerprofiles_mock: Any
) -> None:
    kinesis.delete_stream(StreamName="changes")
    client.create_profile(DomainName="customers")
    (entry,) = customerprofiles_mock.dump()["Domains"][0]["EventStreams"]
    assert "UnhealthySince" in entry
    customerprofiles_mock.load(customerprofiles_mock.dump())
    assert get(client)["DestinationDetails"]["Status"] == "UNHEALTHY"


def test_a_deleted_event_stream_is_gone(client: Any, domain: str) -> None:
    create(client)
    answer = client.delete_event_stream(DomainName=domain, EventStreamName="events")
    del answer["ResponseMetadata"]
    assert answer == {}
    with pytest.raises(ClientError, match="EventStream events is not found in domain customers"):
        get(client)


def test_a_state_file_may_come_from_another_region(
    client: Any, stream: str, customerprofiles_mock: Any, make_client: Any
) -> None:
    document = customerprofiles_mock.dump()
    customerprofiles_mock.load(document, region="eu-west-2")
    there = make_client("eu-west-2")
    assert get(there)["DestinationDetails"] == {"Uri": URI, "Status": "HEALTHY"}


def test_a_health_check_needs_an_event_stream(client: Any, customerprofiles_mock: Any) -> None:
    send = customerprofiles_mock.send_health_check
    with pytest.raises(ValueError, match="customers"):
        send("customers")
    client.create_domain(DomainName="customers", DefaultExpirationDays=366)
    with pytest.raises(ValueError, match="domain 'customers' has no event stream: create one"):
        send("customers")
    create(client)
    client.delete_event_stream(DomainName="customers", EventStreamName="events")
    with pytest.raises(ValueError, match="domain 'customers' has no event stream: create one"):
        send("customers")
    with pytest.raises(TypeError, match="domain_name is a text, not 7"):
        send(7)
