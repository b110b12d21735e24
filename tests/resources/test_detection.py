"""DetectProfileObjectType, through a client."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.support.expectations import service_error

OBJECT = json.dumps(
    {"contactId": "c-1", "email": "ann@example.com", "modified": "2024-03-05T14:07:09Z"}
)


def test_a_mapping_is_detected_that_can_be_put(client: Any, domain: str) -> None:
    (detected,) = client.detect_profile_object_type(DomainName=domain, Objects=[OBJECT])[
        "DetectedProfileObjectTypes"
    ]
    assert detected == {
        "SourceLastUpdatedTimestampFormat": "yyyy-MM-dd'T'HH:mm:ss'Z'",
        "Fields": {
            "contactId": {
                "Source": "_source.contactId",
                "Target": "_profile.Attributes.contactId",
                "ContentType": "STRING",
            },
            "email": {
                "Source": "_source.email",
                "Target": "_profile.EmailAddress",
                "ContentType": "EMAIL_ADDRESS",
            },
            "modified": {
                "Source": "_source.modified",
                "Target": "_profile.SourceLastUpdatedTimestamp",
                "ContentType": "STRING",
            },
        },
        "Keys": {
            "contactId": [
                {"StandardIdentifiers": ["PROFILE", "UNIQUE"], "FieldNames": ["contactId"]}
            ],
            "_email": [{"StandardIdentifiers": ["PROFILE"], "FieldNames": ["email"]}],
        },
    }
    client.put_profile_object_type(
        DomainName=domain,
        ObjectTypeName="Contacts",
        Description="detected",
        AllowProfileCreation=True,
        **detected,
    )


def test_nothing_is_detected_of_empty_objects(client: Any, domain: str) -> None:
    answer = client.detect_profile_object_type(DomainName=domain, Objects=["{}"])
    assert answer["DetectedProfileObjectTypes"] == []


@pytest.mark.parametrize(
    ("objects", "message"),
    [
        (
            ["{"],
            "Could not parse object string into JSON: Expecting property name enclosed in double "
            "quotes: line 1 column 2 (char 1)",
        ),
        (
            ["[1]"],
            "The object string is not a JSON object; an object is written in braces, "
            'as {"id": "1"}',
        ),
        (
            [json.dumps(dict.fromkeys(map(str, range(121)), 1))],
            "Breached limit of 120 attributes",
        ),
    ],
)
def test_objects_that_cannot_be_mapped_are_refused(
    client: Any, domain: str, objects: list[str], message: str
) -> None:
    with service_error("BadRequestException", message):
        client.detect_profile_object_type(DomainName=domain, Objects=objects)


def test_a_domain_is_needed(client: Any) -> None:
    with service_error(
        "ResourceNotFoundException", "DomainName nowhere is not found in account 123456789012"
    ):
        client.detect_profile_object_type(DomainName="nowhere", Objects=["{"])
