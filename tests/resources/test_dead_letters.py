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
    start = (
        f"a message for the dead letter queue {url} is lost, that of object orderNumber 'O-1' of "
    )
    assert caplog.messages[-1].startswith(start)


def test_a_queue_that_does_not_exist_is_logged_and_no_error(
    client: Any, caplog: pytest.LogCaptureFixture
) -> None:
    domain_with_queue(client, "https://sqs.us-east-1.amazonaws.com/123456789012/none")
    assert put(client, "Order", number="O-1", customer="C-1")
    assert caplog.messages[-1] == (
        "a message for the dead letter queue "
        "https://sqs.us-east-1.amazonaws.com/123456789012/none is lost, that of object "
        "orderNumber 'O-1' of type Order: The specified queue does not exist. Create the "
        "queue in region us-east-1 of account 123456789012 before, with "
        "boto3.client('sqs').create_queue, or leave DeadLetterQueueUrl out"
    )


@pytest.mark.filterwarnings("ignore::cprofiles_mock.UnusedSourceWarning")
def test_without_a_queue_the_log_names_the_object_and_the_keys_that_were_tried(
    client: Any, caplog: pytest.LogCaptureFixture, domain: str
) -> None:
    define(client, "Order", ORDER)
    key = put(client, "Order", number="O-1", customer="C-1", note="not a key")
    assert caplog.messages == [
        f"domain customers: object orderNumber 'O-1' of type Order ({key}) was not ingested: "
        f"{REASON} "
        "(customerId 'C-1' leads to no profile)"
    ]


@pytest.mark.filterwarnings("ignore::cprofiles_mock.UnusedSourceWarning")
def test_repeated_lines_are_folded(
    client: Any, caplog: pytest.LogCaptureFixture, domain: str
) -> None:
    define(client, "Order", ORDER)
    for number in range(101):
        put(client, "Order", number=f"O-{number}", customer=f"C-{number}")
    shown = [message.partition(" (customerId ")[2] for message in caplog.messages]
    assert shown == [
        "'C-0' leads to no profile)",
        "'C-1' leads to no profile)",
        "'C-2' leads to no profile); the next line of this kind comes after 10 objects",
        "'C-9' leads to no profile); with 10 objects so far",
        "'C-99' leads to no profile); with 100 objects so far",
    ]


def test_the_journal_marks_the_call(client: Any, handle: Any, domain: str) -> None:
    define(client, "Order", ORDER)
    define(client, "Customer", CUSTOMER)
    key = put(client, "Order", number="O-1", customer="C-1")
    put(client, "Customer", id="C-1")
    refused, accepted = handle.calls[-2:]
    assert refused.error is None
    letter = refused.dead_letter
    assert letter.keys == (("customerId", (("C-1",),), "leads to no profile"),)
    assert (letter.unique_key, letter.reason) == (key, REASON)
    assert (letter.name, letter.detail) == ("object orderNumber 'O-1' of type Order", "")
    assert repr(refused).endswith(f" in us-east-1 -> ok, but a dead letter: {REASON}")
    assert (accepted.dead_letter, accepted.dead_letters) == (None, ())


def test_a_value_that_does_not_fit_is_marked_without_keys(
    client: Any, handle: Any, domain: str
) -> None:
    define(client, "Customer", CUSTOMER)
    put(client, "Customer", id="C-1", name={"first": "x" * 300})
    letter = handle.calls[-1].dead_letter
    assert letter.reason == "The value for _profile.FirstName is longer than 255 characters"
    assert letter.keys == ()
    assert (letter.key_name, letter.key_values) == ("customerId", ("C-1",))
    value = f"'{'x' * 80}...'"
    assert letter.detail == f"{value} from _source.name.first of field first"
    assert str(letter) == f"{letter.reason} ({letter.detail})"


def test_a_value_that_is_none_of_those_allowed_is_told_with_its_field_and_source(
    client: Any, caplog: pytest.LogCaptureFixture, domain: str
) -> None:
    gender = {"g": {"Source": "_source.sex", "Target": "_profile.Gender"}}
    define(client, "Customer", {**CUSTOMER, "Fields": {**CUSTOMER["Fields"], **gender}})
    key = put(client, "Customer", id="C-1", name={"first": "Ann"}, email="a@b.c", sex="female?")
    assert caplog.messages == [
        f"domain customers: object customerId 'C-1' of type Customer ({key}) was not ingested: The "
        "value for _profile.Gender is not one of MALE, FEMALE, UNSPECIFIED ('FEMALE?' from "
        "_source.sex of field g)".replace("FEMALE?", "female?")
    ]


SEVERAL_KEYS = {
    "Fields": {
        "number": {"Source": "_source.number"},
        "mail": {"Source": "_source.mail", "ContentType": "EMAIL_ADDRESS"},
        "first": {"Source": "_source.first"},
        "last": {"Source": "_source.last"},
    },
    "Keys": {
        "orderNumber": [{"StandardIdentifiers": ["UNIQUE"], "FieldNames": ["number"]}],
        "mail": [{"StandardIdentifiers": ["PROFILE"], "FieldNames": ["mail"]}],
        "name": [{"StandardIdentifiers": ["PROFILE"], "FieldNames": ["first", "last"]}],
    },
    "AllowProfileCreation": False,
}


def test_keys_are_told_with_values_as_sent_and_with_the_source_that_is_empty(
    client: Any, handle: Any, domain: str
) -> None:
    define(client, "Order", SEVERAL_KEYS)
    put(client, "Order", number=7, mail=["Ann@B.c", "", "X@b.c"], first="Ann")
    letter = handle.calls[-1].dead_letter
    assert (letter.key_name, letter.key_values) == ("orderNumber", ("7",))
    assert letter.name == "object orderNumber '7' of type Order"
    assert letter.keys == (
        ("mail", (("Ann@B.c",), ("X@b.c",)), "leads to no profile"),
        ("name", (), "has no value, as _source.last of field last is missing or empty"),
    )
    assert str(letter).endswith(
        "(mail 'Ann@B.c' or 'X@b.c' leads to no profile; name has no value, as _source.last of "
        "field last is missing or empty)"
    )


def test_of_several_empty_sources_all_are_told(client: Any, handle: Any, domain: str) -> None:
    define(client, "Order", SEVERAL_KEYS)
    put(client, "Order", number=7, mail="a@b.c")
    assert str(handle.calls[-1].dead_letter.keys[1]) == (
        "name has no value, as _source.first of field first and _source.last of field last are "
        "missing or empty"
    )


@needs_batch
def test_a_batch_may_have_several_dead_letters(client: Any, handle: Any, domain: str) -> None:
    define(client, "Order", ORDER)
    items = [
        {"Id": f"i{n}", "Object": f'{{"number": "O-{n}", "customer": "C-{n}"}}'} for n in (1, 2)
    ]
    client.batch_put_profile_object(DomainName="customers", ObjectTypeName="Order", Items=items)
    call = handle.calls[-1]
    assert [letter.keys[0].values for letter in call.dead_letters] == [(("C-1",),), (("C-2",),)]
    assert "-> ok, but 2 dead letters: " in repr(call)
