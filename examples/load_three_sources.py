"""Load a CRM export, orders and contact records into Amazon Connect Customer Profiles.

Each source is a file of JSON lines beside this program, and has an object type that says how its
records become profiles. The CRM makes the profiles. Orders find them by customer number, or else by
e-mail address, and become standard orders too; those of unknown customers go to a dead letter
queue. Contact records find them by phone number, or make inferred profiles. At the end the program
prints all that is known of one customer, and deletes the domain and the queue again.

    python load_three_sources.py
"""

import json
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any, TypeAlias

import boto3

DOMAIN_NAME = "three-sources-example"
QUEUE_NAME = "three-sources-example-dead-letters"
CUSTOMER = "C-0007"

CRM: dict[str, Any] = {
    "ObjectTypeName": "CrmCustomer",
    "Description": "a customer as the CRM exports it",
    "AllowProfileCreation": True,
    "SourceLastUpdatedTimestampFormat": "yyyy-MM-dd'T'HH:mm:ssXXX",
    "Fields": {
        "customerId": {"Source": "_source.customerId", "Target": "_profile.AccountNumber"},
        "updated": {"Source": "_source.updated", "Target": "_profile.SourceLastUpdatedTimestamp"},
        "first": {"Source": "_source.name.first", "Target": "_profile.FirstName"},
        "middle": {
            "Source": "{{removeExtraSpace _source.name.middle}}",
            "Target": "_profile.MiddleName",
        },
        "last": {"Source": "_source.name.last", "Target": "_profile.LastName"},
        "fullName": {
            "Source": "{{_source.name.first}} {{_source.name.last}}",
            "ContentType": "NAME",
        },
        "email": {
            "Source": "_source.contact.email",
            "Target": "_profile.EmailAddress",
            "ContentType": "EMAIL_ADDRESS",
        },
        "phone": {
            "Source": "_source.contact.phones[]",
            "Target": "_profile.PhoneNumber",
            "ContentType": "PHONE_NUMBER",
        },
        "street": {"Source": "_source.address.street", "Target": "_profile.Address.Address1"},
        "city": {"Source": "_source.address.city", "Target": "_profile.Address.City"},
        "country": {"Source": "_source.address.country", "Target": "_profile.Address.Country"},
        "tier": {"Source": "_source.tier", "Target": "_profile.Attributes.tier"},
        "letter": {
            "Source": "{{#if _source.newsletter}}weekly{{else}}none{{/if}}",
            "Target": "_profile.Attributes.letter",
        },
    },
    "Keys": {
        "customerId": [
            {"StandardIdentifiers": ["PROFILE", "UNIQUE"], "FieldNames": ["customerId"]}
        ],
        "_email": [{"StandardIdentifiers": ["PROFILE"], "FieldNames": ["email"]}],
        "_fullName": [{"StandardIdentifiers": [], "FieldNames": ["fullName"]}],
    },
}

ORDERS: dict[str, Any] = {
    "ObjectTypeName": "Order",
    "Description": "an order of the shop",
    "Fields": {
        "number": {"Source": "_source.number", "Target": "_order.Name"},
        "customer": {"Source": "_source.customer"},
        "email": {
            "Source": "_source.email",
            "Target": "_order.CustomerEmail",
            "ContentType": "EMAIL_ADDRESS",
        },
        "placed": {"Source": "_source.placed", "Target": "_order.CreatedDate"},
        "status": {"Source": "_source.status", "Target": "_order.Status"},
        "total": {"Source": "_source.total", "Target": "_order.TotalPrice"},
        "titles": {"Source": "_source.lines[].title", "Target": "_order.OrderItems[].Title"},
        "prices": {"Source": "_source.lines[].price", "Target": "_order.OrderItems[].Price"},
        "quantities": {
            "Source": "_source.lines[].quantity",
            "Target": "_order.OrderItems[].Quantity",
        },
    },
    "Keys": {
        "orderNumber": [{"StandardIdentifiers": ["UNIQUE", "ORDER"], "FieldNames": ["number"]}],
        "customerId": [{"StandardIdentifiers": ["PROFILE"], "FieldNames": ["customer"]}],
        "_email": [{"StandardIdentifiers": ["PROFILE", "SECONDARY"], "FieldNames": ["email"]}],
    },
}

CONTACTS: dict[str, Any] = {
    "ObjectTypeName": "CTR",
    "Description": "contact records, which find profiles by their phone number",
    "TemplateId": "CTR-NoInferred",
}

# Files with their object types, and the key by which the member of a record finds its profile.
SOURCES = {
    "crm.jsonl": (CRM, "customerId", "customerId"),
    "orders.jsonl": (ORDERS, "orderNumber", "number"),
    "contacts.jsonl": (CONTACTS, "_ctrContactId", "ContactId"),
}

# What was put can be searched only some time after it, mostly within seconds.
SECONDS_TO_WAIT = 120
SECONDS_BETWEEN_TRIES = 2

# boto3 builds its clients while the program runs: a type checker knows nothing of them.
Client: TypeAlias = Any
Record: TypeAlias = dict[str, Any]


def load(client: Client, file_name: str, object_type: Record) -> Record:
    """Define the object type of a source, put its records, and return the last of them."""
    client.put_profile_object_type(DomainName=DOMAIN_NAME, **object_type)
    unique_keys = set()
    lines = Path(__file__).with_name(file_name).read_text(encoding="utf-8").splitlines()
    for line in lines:
        answer = client.put_profile_object(
            DomainName=DOMAIN_NAME, ObjectTypeName=object_type["ObjectTypeName"], Object=line
        )
        unique_keys.add(answer["ProfileObjectUniqueKey"])
    print(f"{file_name}: {len(lines)} records put, {len(unique_keys)} different objects")
    last: Record = json.loads(lines[-1])
    return last


def search(client: Client, key_name: str, value: str) -> list[Record]:
    """Return the profiles that the key finds."""
    found = client.search_profiles(DomainName=DOMAIN_NAME, KeyName=key_name, Values=[value])
    profiles: list[Record] = found["Items"]
    return profiles


def wait_until_found(client: Client, key_name: str, value: str) -> None:
    """Try again until the service shows what was put."""
    for _ in range(SECONDS_TO_WAIT // SECONDS_BETWEEN_TRIES):
        if search(client, key_name, value):
            return
        time.sleep(SECONDS_BETWEEN_TRIES)
    raise TimeoutError(f"{key_name} {value} leads to nothing after {SECONDS_TO_WAIT} seconds")


def load_all(client: Client) -> None:
    """Load each source, and go on when its last record can be found."""
    for file_name, (object_type, key_name, member) in SOURCES.items():
        last = load(client, file_name, object_type)
        wait_until_found(client, key_name, last[member])


def objects(client: Client, profile_id: str, object_type_name: str) -> Iterator[Record]:
    """Yield the objects of a type that a profile has, page by page."""
    request = {
        "DomainName": DOMAIN_NAME,
        "ProfileId": profile_id,
        "ObjectTypeName": object_type_name,
    }
    while True:
        page = client.list_profile_objects(**request)
        for item in page["Items"]:
            yield json.loads(item["Object"])
        if not page.get("NextToken"):
            return
        request["NextToken"] = page["NextToken"]


def show_customer(client: Client) -> None:
    """Print all that is known of one customer."""
    (profile,) = search(client, "customerId", CUSTOMER)
    print(f"\nCustomer {CUSTOMER}")
    for name, value in profile.items():
        if name not in ("ProfileId", "FoundByItems"):
            print(f"  {name}: {value}")
    for name in ("CrmCustomer", "Order", "_order", "CTR"):
        found = list(objects(client, profile["ProfileId"], name))
        print(f"\n{name} ({len(found)})")
        for each in found:
            # The identifier of a standard order is the service's, and never the same.
            each.pop("OrderId", None)
            print(f"  {json.dumps(each)}")


def show_inferred_profile(client: Client) -> None:
    """Print what is known of someone who has only called."""
    (profile,) = search(client, "_phone", "(907) 555-0100")
    contacts = list(objects(client, profile["ProfileId"], "CTR"))
    members = sorted(profile.keys() - {"ProfileId", "FoundByItems"})
    print(f"\nAn unknown caller, {profile['PhoneNumber']}: {members}, {len(contacts)} contacts")


def show_dead_letters(sqs: Client, queue_url: str) -> None:
    """Print what found no profile, and why."""
    reasons: dict[str, list[str]] = {}
    while messages := sqs.receive_message(
        QueueUrl=queue_url, MessageAttributeNames=["All"], MaxNumberOfMessages=10, WaitTimeSeconds=1
    ).get("Messages"):
        for message in messages:
            reason = message["MessageAttributes"]["Message"]["StringValue"]
            reasons.setdefault(reason, []).append(json.loads(message["Body"])["number"])
            sqs.delete_message(QueueUrl=queue_url, ReceiptHandle=message["ReceiptHandle"])
    print("\nDead letters")
    for reason, numbers in reasons.items():
        print(f"  {reason}: {len(numbers)}\n    {' '.join(sorted(numbers))}")


def show_domain(client: Client) -> None:
    """Print what the domain holds."""
    stats = client.get_domain(DomainName=DOMAIN_NAME)["Stats"]
    print(f"\n{stats['ProfileCount']} profiles with {stats['ObjectCount']} objects")


def main() -> None:
    """Load the three sources, show what became of them, clean up."""
    client = boto3.client("customer-profiles")
    sqs = boto3.client("sqs")
    queue_url = sqs.create_queue(QueueName=QUEUE_NAME)["QueueUrl"]
    try:
        client.create_domain(
            DomainName=DOMAIN_NAME, DefaultExpirationDays=30, DeadLetterQueueUrl=queue_url
        )
        try:
            load_all(client)
            show_domain(client)
            show_customer(client)
            show_inferred_profile(client)
            show_dead_letters(sqs, queue_url)
        finally:
            client.delete_domain(DomainName=DOMAIN_NAME)
    finally:
        sqs.delete_queue(QueueUrl=queue_url)


if __name__ == "__main__":
    main()
