"""Object type templates, through a client."""

from __future__ import annotations

from datetime import datetime, timezone
from typing import Any

import pytest

from tests.support.expectations import service_error


def test_a_list_of_templates_tells_their_sources(client: Any) -> None:
    items = client.list_profile_object_type_templates()["Items"]
    assert items[0] == {"TemplateId": "CTR", "SourceName": "Connect", "SourceObject": "CTR"}
    assert {
        "TemplateId": "Salesforce-Contact",
        "SourceName": "Salesforce",
        "SourceObject": "Contact",
    } in items
    assert items[-1] == {
        "TemplateId": "_webAnalytics",
        "SourceName": "CustomerProfiles",
        "SourceObject": "_webAnalytics",
    }


def test_a_template_tells_its_fields_and_keys(client: Any) -> None:
    found = client.get_profile_object_type_template(TemplateId="Zendesk-users")
    del found["ResponseMetadata"]
    found.pop("StoreOnly", None)  # not in the oldest botocore's model
    assert found == {
        "TemplateId": "Zendesk-users",
        "SourceName": "Zendesk",
        "SourceObject": "users",
        "AllowProfileCreation": True,
        "Fields": {
            "id": {
                "Source": "_source.id",
                "Target": "_profile.Attributes.ZendeskUserId",
                "ContentType": "STRING",
            },
            "external_id": {
                "Source": "_source.external_id",
                "Target": "_profile.Attributes.ZendeskExternalId",
                "ContentType": "STRING",
            },
            "email": {
                "Source": "_source.email",
                "Target": "_profile.EmailAddress",
                "ContentType": "EMAIL_ADDRESS",
            },
            "phone": {
                "Source": "_source.phone",
                "Target": "_profile.PhoneNumber",
                "ContentType": "PHONE_NUMBER",
            },
        },
        "Keys": {
            "_zendeskUserId": [
                {"StandardIdentifiers": ["PROFILE", "UNIQUE"], "FieldNames": ["id"]}
            ],
            "_zendeskExternalId": [
                {"StandardIdentifiers": ["PROFILE"], "FieldNames": ["external_id"]}
            ],
        },
    }


@pytest.mark.parametrize(
    ("template_id", "count", "after"),
    [
        ("CTR", None, None),
        ("WebAnalytics-Clickstream", 100, None),
        ("_webAnalytics", 250, datetime(2026, 9, 1, tzinfo=timezone.utc)),
    ],
)
def test_some_templates_have_a_limit_of_their_own(
    client: Any, template_id: str, count: int | None, after: datetime | None
) -> None:
    found = client.get_profile_object_type_template(TemplateId=template_id)
    shape = client.meta.service_model.operation_model("GetProfileObjectTypeTemplate").output_shape
    expected = {
        "DefaultMaxProfileObjectCount": count,
        "DefaultMaxProfileObjectCountEffectiveAfter": after,
    }
    for name, value in expected.items():
        # The oldest botocore's model has neither.
        assert found.get(name) == (value if name in shape.members else None)


def test_an_unknown_template_is_not_found(client: Any) -> None:
    with service_error(
        "ResourceNotFoundException",
        "Profile object type template ctr is not found; did you mean 'CTR'?",
    ):
        client.get_profile_object_type_template(TemplateId="ctr")


def test_a_reader_of_a_template_cannot_change_it(client: Any) -> None:
    first = client.get_profile_object_type_template(TemplateId="CTR")
    first["Fields"].clear()
    again = client.get_profile_object_type_template(TemplateId="CTR")
    assert again["Fields"]["phoneNumber"]["Target"] == "_profile.PhoneNumber"
