"""Objects of the templates' own types, as their sources send them, without any definition."""

from __future__ import annotations

from typing import Any

import pytest

from tests.support.ingesting import objects, profile, profile_id, put

pytestmark = pytest.mark.usefixtures("domain")


def event(detail: dict[str, Any]) -> dict[str, Any]:
    """What Segment and Shopify send by way of EventBridge."""
    return {"detail": {"event": {"detail": detail}}}


@pytest.mark.parametrize(
    ("type_name", "source", "key_name", "value", "expected"),
    [
        ("Salesforce-Account", {"Id": "A1", "Name": "Bakery", "BillingCity": "Rome"},
         "_salesforceAccountId", "A1",
         {"Attributes": {"sfdcAccountId": "A1"}, "BusinessName": "Bakery", "PartyType": "BUSINESS",
          "BillingAddress": {"City": "Rome"}}),
        ("Salesforce-Contact", {"Id": "C1", "AccountId": "A1", "FirstName": "Ann",
                                "Email": "ann@example.com", "MailingCity": "Rome"},
         "_salesforceContactId", "C1",
         {"Attributes": {"sfdcContactId": "C1", "sfdcAccountId": "A1"}, "FirstName": "Ann",
          "EmailAddress": "ann@example.com", "MailingAddress": {"City": "Rome"}}),
        ("Zendesk-users", {"id": 35436, "external_id": "x-1", "email": "ann@example.com",
                           "phone": "+12065550100"},
         "_zendeskExternalId", "x-1",
         {"Attributes": {"ZendeskUserId": "35436", "ZendeskExternalId": "x-1"},
          "EmailAddress": "ann@example.com", "PhoneNumber": "+12065550100"}),
        ("Marketo-leads", {"id": 7, "sfdcContactId": "C1", "firstName": "Ann", "gender": "Female"},
         "_marketoLeadId", "7",
         {"Attributes": {"MarketoLeadId": "7", "sfdcContactId": "C1"}, "FirstName": "Ann",
          "Gender": "FEMALE"}),
        ("Servicenow-sys_user", {"sys_id": "s1", "first_name": "Ann", "zip": "98101"},
         "_serviceNowSystemId", "s1",
         {"Attributes": {"ServiceNowSystemId": "s1"}, "FirstName": "Ann",
          "Address": {"PostalCode": "98101"}}),
        ("Segment-Identify",
         event({"userId": "u1", "traits": {"firstName": "Ann", "address": {"city": "Rome"}}}),
         "_segmentUserId", "u1",
         {"Attributes": {"SegmentUserId": "u1"}, "FirstName": "Ann", "Address": {"City": "Rome"}}),
        ("Shopify-Customer",
         event({"payload": {"id": 42, "first_name": "Ann", "email": "ann@example.com"}}),
         "_shopifyCustomerId", "42",
         {"Attributes": {"ShopifyCustomerId": "42"}, "FirstName": "Ann",
          "EmailAddress": "ann@example.com"}),
    ],
)  # fmt: skip
def test_an_object_of_a_template_fills_a_profile(
    client: Any, type_name: str, source: Any, key_name: str, value: str, expected: dict[str, Any]
) -> None:
    put(client, type_name, source)
    assert profile(client, key_name, value) == expected


@pytest.mark.parametrize(
    ("owner", "type_name", "source", "key_name", "value", "standard", "expected"),
    [
        (("Salesforce-Contact", {"Id": "C1"}), "Salesforce-Asset",
         {"Id": "X1", "ContactId": "C1", "Name": "Oven", "SerialNumber": "S-1"},
         "_serialNumber", "S-1", "_asset", {"AssetName": "Oven", "SerialNumber": "S-1"}),
        (("Zendesk-users", {"id": 1}), "Zendesk-tickets",
         {"id": 9, "requester_id": 1, "subject": "Late", "status": "open"},
         "_zendeskTicketId", "9", "_case", {"Title": "Late", "Status": "open", "CreatedBy": 1}),
        (("Servicenow-sys_user", {"sys_id": "s1"}), "Servicenow-incident",
         {"sys_id": "i1", "caller_id": {"value": "s1"}, "category": "Oven"},
         "_serviceNowIncidentId", "i1", "_case", {"Reason": "Oven", "CreatedBy": "s1"}),
        (("Servicenow-sys_user", {"sys_id": "s1"}), "Servicenow-task",
         {"sys_id": "t1", "opened_by": {"value": "s1"}, "short_description": "Oven"},
         "_serviceNowSystemId", "s1", "_case", {"Title": "Oven"}),
        (("Shopify-Customer", event({"payload": {"id": 42}})), "Shopify-Order",
         event({"payload": {"id": 1, "customer": {"id": 42}, "name": "#1",
                            "order_status_url": "https://example.com/1"}}),
         "_shopifyOrderId", "1", "_order", {"Name": "#1", "StatusCode": "ACTIVATED"}),
        (("Shopify-Customer", event({"payload": {"id": 42}})), "Shopify-DraftOrder",
         event({"payload": {"id": 2, "customer": {"id": 42}, "name": "#2"}}),
         "_shopifyOrderId", "2", "_order", {"Name": "#2", "StatusCode": "DRAFT"}),
    ],
)  # fmt: skip
def test_an_object_of_a_template_finds_its_profile_and_fills_a_standard_object(
    client: Any,
    owner: tuple[str, Any],
    type_name: str,
    source: Any,
    key_name: str,
    value: str,
    standard: str,
    expected: dict[str, Any],
) -> None:
    put(client, *owner)
    put(client, type_name, source)
    found = profile_id(client, key_name, value)
    assert len(objects(client, found, owner[0])) == 1
    (filled,) = objects(client, found, standard)
    assert {name: filled.get(name) for name in expected} == expected


def test_an_email_of_a_campaign_is_recorded_with_the_profile_that_it_names(client: Any) -> None:
    owner = client.create_profile(DomainName="customers")["ProfileId"]
    for event_type in ("Send", "Open"):
        put(client, "Campaign-Email", {
            "profile_id": owner,
            "campaign_event_id": f"e-{event_type}",
            "campaign_event_type": event_type,
            "campaign_event_timestamp": "2026-05-01T12:00:00Z",
            "engagement": {"outbound_request_id": "r-1", "channel": {"name": "EMAIL"}},
        })  # fmt: skip
    (record,) = objects(client, owner, "_communicationRecord")
    assert record["Channel"] == "EMAIL"
    assert record["LastEventType"] == "Open"
    assert record["Events"] == {
        name: {"UpdatedDate": "2026-05-01T12:00:00Z", "EventId": f"e-{name}", "EventType": name}
        for name in ("Send", "Open")
    }
