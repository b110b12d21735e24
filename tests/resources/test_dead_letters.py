"""What leads to no profile goes to the domain's dead letter queue."""

from __future__ import annotations

from typing import Any

import boto3
import pytest

from tests.resources.test_profile_objects import needs_batch
from tests.support.ingesting import CUSTOMER, ORDER, define, put

pytestmark = pytest.mark.in_process

REASON = (
    "No profile was found for the object, and object type Order does not allow profile creation"
)


@pytest.fixture
def sqs(client: Any) -> Any:
    return boto3.client(
        "sqs", region_name="us-east-1", aws_access_key_id="x", aws_secret_access_key="x"
    )


def received(sqs: Any, url: str) -> list[tuple[str, dict[str, str]]]:
    messages = sqs.receive_message(
        QueueUrl=url, MessageAttributeNames=["All"], MaxNumberOfMessages=10
    ).get("Messages", [])
    return [
        (m["Body"], {n: v["StringValue"] for n, v in m["MessageAttributes"].items()})
        for m in messages
    ]


def domain_with_queue(client: Any, url: str) -> None:
    client.create_domain(DomainName="customers", DefaultExpirationDays=9, DeadLetterQueueUrl=url)
    define(client, "Order", ORDER)
    define(client, "Customer", CUSTOMER)


def test_the_message_is_the_object_and_its_attributes_tell_where_from_and_why(
    client: Any, sqs: Any
) -> None:
    url = sqs.create_queue(QueueName="dead")["QueueUrl"]
    domain_with_queue(client, url)
    put(client, "Order", number="O-1", customer="C-1")
    put(client, "Customer", id="C-1", name={"first": "x" * 300})
    assert received(sqs, url) == [
        (
            '{"number": "O-1", "customer": "C-1"}',
            {"DomainName": "customers", "ObjectTypeName": "Order", "Message": REASON},
        ),
        (
            '{"id": "C-1", "name": {"first": "' + "x" * 300 + '"}}',
            {
                "DomainName": "customers",
                "ObjectTypeName": "Customer",
                "Message": "The value for _profile.FirstName is longer than 255 characters",
            },
        ),
    ]


def test_an_object_that_finds_its_profile_sends_no_message(client: Any, sqs: Any) -> None:
    url = sqs.create_queue(QueueName="dead")["QueueUrl"]
    domain_with_queue(client, url)
    put(client, "Customer", id="C-1")
    put(client, "Order", number="O-1", customer="C-1")
    assert received(sqs, url) == []


@needs_batch
def test_each_item_of_a_batch_sends_its_own_message(client: Any, sqs: Any) -> None:
    url = sqs.create_queue(QueueName="dead")["QueueUrl"]
    domain_with_queue(client, url)
    items = [{"Id": str(n), "Object": f'{{"number": "{n}", "customer": "no"}}'} for n in range(3)]
    client.batch_put_profile_object(DomainName="customers", ObjectTypeName="Order", Items=items)
    assert [body for body, _ in received(sqs, url)] == [item["Object"] for item in items]


@pytest.mark.parametrize(
    "url",
    ["https://sqs.us-east-1.amazonaws.com/123456789012/dead", "http://localhost:4566/dead",
     "https://queue.amazonaws.com/123456789012/dead"],
)  # fmt: skip
def test_the_queue_is_found_by_the_last_part_of_its_url(client: Any, sqs: Any, url: str) -> None:
    own = sqs.create_queue(QueueName="dead")["QueueUrl"]
    domain_with_queue(client, url)
    put(client, "Order", number="O-1", customer="C-1")
    assert len(received(sqs, own)) == 1


@pytest.mark.parametrize("url", ["http://[", "http://]/1/q", "/", "?", "no url", "a" * 255])
def test_a_url_that_is_none_is_a_queue_that_does_not_exist(
    client: Any, caplog: pytest.LogCaptureFixture, url: str
) -> None:
    domain_with_queue(client, url)
    assert put(client, "Order", number="O-1", customer="C-1")
    assert caplog.messages[-1].startswith(f"a message for the dead letter queue {url} is lost: ")


def test_a_queue_that_does_not_exist_is_logged_and_no_error(
    client: Any, caplog: pytest.LogCaptureFixture
) -> None:
    domain_with_queue(client, "https://sqs.us-east-1.amazonaws.com/123456789012/none")
    assert put(client, "Order", number="O-1", customer="C-1")
    assert caplog.messages[-1] == (
        "a message for the dead letter queue "
        "https://sqs.us-east-1.amazonaws.com/123456789012/none is lost: "
        "The specified queue does not exist."
    )


def test_without_a_queue_what_was_not_ingested_is_logged_without_its_content(
    client: Any, caplog: pytest.LogCaptureFixture, domain: str
) -> None:
    define(client, "Order", ORDER)
    put(client, "Order", number="O-1", customer="secret")
    assert caplog.messages == [
        f"domain customers, object type Order: an object was not ingested: {REASON}"
    ]
