"""What comes with the service: templates whose definitions hold to the rules for object types."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import pydantic_handlebars
import pytest
from botocore.session import Session

from cprofiles_mock.protocol.validation import ShapeChecks
from cprofiles_mock.rules.ingestion.standard_objects import STANDARD_OBJECTS
from cprofiles_mock.rules.ingestion.targets import target_of
from cprofiles_mock.rules.ingestion.templates import Template, template_key_types, templates
from cprofiles_mock.rules.key_index import PREDEFINED_KEY_NAMES

pytestmark = pytest.mark.in_process

# A JSON accessor: `_source.a.b`, `_source.list[].x`.
ACCESSOR = re.compile(r"_source(\.[A-Za-z][A-Za-z0-9_]*(\[\])?)+")
SERVICE_MADE = {"_profileId", "_assetId", "_caseId", "_orderId"}

every_template = pytest.mark.parametrize(
    "template", templates().values(), ids=lambda template: template.template_id
)


def definitions(template: Template) -> list[tuple[str, set[str], list[str]]]:
    """The key definitions of a template: name, standard identifiers, field names."""
    return [
        (name, set(definition["StandardIdentifiers"]), definition["FieldNames"])
        for name, of_name in template.keys.items()
        for definition in of_name
    ]


def test_templates_are_listed_source_by_source() -> None:
    assert list(templates()) == [
        "CTR", "CTR-NoInferred", "CTR-AutoAssociateOnly",
        "Salesforce-Account", "Salesforce-Contact", "Salesforce-Asset",
        "Salesforce-Multi-Contact-Account-Link", "Salesforce-Multi-Asset-Account-Link",
        "Zendesk-users", "Zendesk-tickets",
        "Marketo-leads", "Marketo-Multi-Lead-Account-Link",
        "Servicenow-sys_user", "Servicenow-task", "Servicenow-incident",
        "Segment-Identify", "Segment-Customer",
        "Shopify-Customer", "Shopify-DraftOrder", "Shopify-Order",
        "Campaign-Email", "Campaign-SMS", "Campaign-Telephony", "Campaign-WhatsApp",
        "Campaign-WebNotification", "Campaign-Orchestration",
        "WebAnalytics-Clickstream",
        "_asset", "_case", "_order", "_communicationRecord", "_airPreference",
        "_hotelPreference", "_airBooking", "_airSegment", "_hotelReservation",
        "_hotelStayRevenue", "_loyalty", "_loyaltyTransaction", "_loyaltyPromotion", "_device",
        "_webAnalytics",
    ]  # fmt: skip


def test_templates_are_numbered_from_one_and_read_once() -> None:
    listed = list(templates().values())
    assert [template.number for template in listed] == list(range(1, 43))
    assert templates() is templates()


def test_nobody_changes_a_template_by_accident() -> None:
    whole: Any = templates()
    with pytest.raises(TypeError):
        whole["CTR"] = None
    with pytest.raises(TypeError):
        whole["CTR"].fields["phone"] = {}
    with pytest.raises(TypeError):
        whole["CTR"].keys["_phone"] = []


@every_template
def test_exactly_one_key_is_unique_and_one_finds_the_profile(template: Template) -> None:
    found = definitions(template)
    assert len(found) <= 10
    unique = [identifiers for _, identifiers, _ in found if "UNIQUE" in identifiers]
    assert len(unique) == 1
    assert unique[0].isdisjoint({"LOOKUP_ONLY", "NEW_ONLY"})
    finders = [(name, identifiers) for name, identifiers, _ in found if "PROFILE" in identifiers]
    lasting = [
        name for name, identifiers in finders if not identifiers & {"LOOKUP_ONLY", "NEW_ONLY"}
    ]
    assert finders
    assert lasting or not template.allow_profile_creation


@every_template
def test_service_made_identifiers_are_only_looked_up_by(template: Template) -> None:
    for name, identifiers, _ in definitions(template):
        assert name.startswith("_")
        assert name not in SERVICE_MADE or "LOOKUP_ONLY" in identifiers


@every_template
def test_keys_are_made_of_fields_that_the_template_has(template: Template) -> None:
    for _, _, field_names in definitions(template):
        assert field_names
        assert set(field_names) <= set(template.fields)


@every_template
def test_a_targeted_standard_object_has_a_key_of_its_own(template: Template) -> None:
    targets = [
        target_of(field["Target"]) for field in template.fields.values() if "Target" in field
    ]
    needed = {STANDARD_OBJECTS[target.object_name].identifier for target in targets}
    identifiers = {"PROFILE"}.union(*(of_key for _, of_key, _ in definitions(template)))
    assert needed <= identifiers
    assert len(set(targets)) == len(targets)


@every_template
def test_field_names_begin_with_a_letter_and_are_not_reserved(template: Template) -> None:
    assert 1 <= len(template.fields) <= 250
    for name in template.fields:
        assert name[0].isalpha()
        assert name not in ("Tags", "tags")


@every_template
def test_every_source_is_an_accessor_or_handlebars(template: Template) -> None:
    for field in template.fields.values():
        if field["Source"].startswith("{{"):
            pydantic_handlebars.compile(field["Source"])
        else:
            assert ACCESSOR.fullmatch(field["Source"])


@every_template
def test_no_template_keeps_the_time_of_the_sources_update(template: Template) -> None:
    targets = [field.get("Target") for field in template.fields.values()]
    assert template.source_last_updated_timestamp_format is None
    assert "_profile.SourceLastUpdatedTimestamp" not in targets


@every_template
def test_a_template_can_be_put_as_an_object_type_by_its_shapes(template: Template) -> None:
    model = Session().get_service_model("customer-profiles")
    request: Mapping[str, Any] = {
        "DomainName": "d",
        "ObjectTypeName": template.template_id,
        "Description": "From a template",
        "AllowProfileCreation": template.allow_profile_creation,
        "Fields": dict(template.fields),
        "Keys": dict(template.keys),
    }
    shape = model.operation_model("PutProfileObjectType").input_shape
    assert shape is not None
    violations: list[str] = []
    ShapeChecks().of_member("", shape)(request, "input", violations)
    known = set(model.shape_for("StandardIdentifier").enum)  # type: ignore[attr-defined]  # a StringShape
    used = set().union(*(identifiers for _, identifiers, _ in definitions(template)))
    # An older botocore does not know the newest standard identifiers.
    assert violations == [] or not used <= known


def test_the_names_of_templates_keys_include_those_that_the_service_documents() -> None:
    documented = set(PREDEFINED_KEY_NAMES) - {"_account", "_email", "_fullName"}
    assert documented - template_key_types().keys() == set()
    assert {"_phone", "_webAnalyticsUserId", "_loyaltyMembershipId"} <= template_key_types().keys()


@pytest.mark.parametrize(
    ("template_id", "creates", "keys"),
    [
        ("CTR", True, {"_ctrContactId": ["PROFILE", "UNIQUE"]}),
        (
            "CTR-NoInferred",
            True,
            {"_ctrContactId": ["PROFILE", "UNIQUE"], "_phone": ["PROFILE", "SECONDARY"]},
        ),
        (
            "CTR-AutoAssociateOnly",
            False,
            {"_ctrContactId": ["PROFILE", "UNIQUE"], "_phone": ["PROFILE", "SECONDARY"]},
        ),
        (
            "Salesforce-Contact",
            True,
            {
                "_salesforceContactId": ["PROFILE", "UNIQUE"],
                "_salesforceAccountId": ["PROFILE"],
            },
        ),
        (
            "Salesforce-Multi-Contact-Account-Link",
            True,
            {"_salesforceContactId": ["PROFILE", "UNIQUE"], "_salesforceAccountId": []},
        ),
        (
            "Zendesk-tickets",
            True,
            {"_zendeskTicketId": ["CASE", "UNIQUE"], "_zendeskUserId": ["PROFILE"]},
        ),
        (
            "Servicenow-task",
            True,
            {"_serviceNowTaskId": ["CASE", "UNIQUE"], "_serviceNowSystemId": ["PROFILE"]},
        ),
        (
            "WebAnalytics-Clickstream",
            True,
            {
                "_webAnalyticsClickstreamEventId": ["WEB_ANALYTICS", "UNIQUE"],
                "_webAnalyticsUserId": ["PROFILE"],
                "_webAnalyticsAnonymousUserId": ["PROFILE"],
                "_webAnalyticsOrderId": ["ORDER"],
                "_webAnalyticsDeviceId": ["DEVICE"],
            },
        ),
        (
            "Campaign-Email",
            False,
            {
                "_campaignEventId": ["UNIQUE"],
                "_outboundCampaignRequestId": ["COMMUNICATION_RECORD"],
                "_profileId": ["PROFILE", "LOOKUP_ONLY"],
            },
        ),
        (
            "_asset",
            False,
            {
                "_assetId": ["ASSET", "LOOKUP_ONLY"],
                "_standardObjectId": ["UNIQUE"],
                "_profileId": ["PROFILE", "LOOKUP_ONLY"],
                "_assetName": [],
                "_serialNumber": [],
            },
        ),
    ],
)
def test_the_keys_of_a_template(
    template_id: str, creates: bool, keys: dict[str, list[str]]
) -> None:
    template = templates()[template_id]
    assert template.allow_profile_creation is creates
    assert {
        name: definition["StandardIdentifiers"] for name, (definition,) in template.keys.items()
    } == keys


@pytest.mark.parametrize(
    ("template_id", "field", "source", "target"),
    [
        ("Salesforce-Contact", "Email", "_source.Email", "_profile.EmailAddress"),
        ("Salesforce-Contact", "Id", "_source.Id", "_profile.Attributes.sfdcContactId"),
        ("Salesforce-Contact", "OtherCity", "_source.OtherCity", "_profile.Address.City"),
        (
            "Salesforce-Account",
            "PersonMailingAddress.Street",
            "_source.PersonMailingAddress.Street",
            "_profile.MailingAddress.Address1",
        ),
        ("Salesforce-Asset", "StockKeepingUnit", "_source.StockKeepingUnit", "_asset.ProductSKU"),
        ("Zendesk-tickets", "subject", "_source.subject", "_case.Title"),
        (
            "Segment-Identify",
            "segmentUserId",
            "_source.detail.event.detail.userId",
            "_profile.Attributes.SegmentUserId",
        ),
        (
            "Shopify-Order",
            "line_items.title",
            "_source.detail.event.detail.payload.line_items[].title",
            "_order.OrderItems[].Title",
        ),
        (
            "Campaign-SMS",
            "sms.messageStatus",
            "_source.engagement.engagement_details.sms.messageStatus",
            "_communicationRecord.Events.{{_source.campaign_event_type}}.Attributes.MessageStatus",
        ),
        (
            "_order",
            "OrderItems.Quantity",
            "_source.OrderItems[].Quantity",
            "_order.OrderItems[].Quantity",
        ),
        (
            "_communicationRecord",
            "Events",
            "_source.Events",
            "_communicationRecord.Events",
        ),
    ],
)
def test_where_a_field_of_a_template_leads(
    template_id: str, field: str, source: str, target: str
) -> None:
    found = templates()[template_id].fields[field]
    assert (found["Source"], found["Target"]) == (source, target)


@pytest.mark.parametrize(
    "record",
    [
        {
            "ContactId": "c-1",
            "Channel": "VOICE",
            "CustomerEndpoint": {"Address": "+12065550100", "Type": "TELEPHONE_NUMBER"},
            "InitiationMethod": "INBOUND",
            "InitiationTimestamp": "2026-01-02T03:04:05Z",
            "DisconnectTimestamp": "2026-01-02T03:05:05Z",
            "Agent": {"ARN": "agent-7", "CustomerHoldDuration": 12},
            "Queue": {"Duration": 30},
        },
        {
            "contactId": "c-1",
            "channel": "VOICE",
            "customerEndpoint": {"address": "+12065550100", "type": "TELEPHONE_NUMBER"},
            "initiationMethod": "INBOUND",
            "initiationTimestamp": "2026-01-02T03:04:05Z",
            "disconnectTimestamp": "2026-01-02T03:05:05Z",
            "agent": {"id": "agent-7", "customerHoldDurationMillis": 12000},
            "queue": {"durationMillis": 30000},
        },
    ],
    ids=["as Amazon Connect exports it", "as Customer Profiles keeps it"],
)
def test_contact_records_are_read_in_both_of_their_spellings(record: dict[str, Any]) -> None:
    fields = templates()["CTR"].fields
    assert {
        name: pydantic_handlebars.render(field["Source"], {"_source": record})
        for name, field in fields.items()
    } == {
        "contactId": "c-1",
        "phoneNumber": "+12065550100",
        "channel": "VOICE",
        "initiationMethod": "INBOUND",
        "initiationTimestamp": "2026-01-02T03:04:05Z",
        "disconnectTimestamp": "2026-01-02T03:05:05Z",
        "agent.id": "agent-7",
        "agent.customerHoldDurationMillis": "12000",
        "queue.durationMillis": "30000",
    }


@pytest.mark.parametrize(
    ("template_id", "field", "source", "value"),
    [
        ("Salesforce-Account", "IsPersonAccount", {"IsPersonAccount": True}, "INDIVIDUAL"),
        ("Salesforce-Account", "IsPersonAccount", {"IsPersonAccount": False}, "BUSINESS"),
        ("Servicenow-incident", "caller_id", {"caller_id": {"value": "u1", "link": "x"}}, "u1"),
        (
            "Servicenow-incident",
            "caller_id",
            {"caller_id": {"link": "https://x/u1"}},
            "https://x/u1",
        ),
        ("Servicenow-task", "opened_by", {}, ""),
    ],
)
def test_what_handlebars_makes_of_an_object(
    template_id: str, field: str, source: dict[str, Any], value: str
) -> None:
    text = templates()[template_id].fields[field]["Source"]
    environment = pydantic_handlebars.HandlebarsEnvironment(auto_escape=False)
    assert environment.render(text, {"_source": source}) == value


@pytest.mark.parametrize(
    ("url", "status"), [("https://shop.example/1", "ACTIVATED"), (None, "DRAFT")]
)
@pytest.mark.parametrize("template_id", ["Shopify-Order", "Shopify-DraftOrder"])
def test_an_order_is_activated_once_it_has_a_status_url(
    template_id: str, url: str | None, status: str
) -> None:
    text = templates()[template_id].fields["statusCode"]["Source"]
    payload = {"order_status_url": url}
    source = {"detail": {"event": {"detail": {"payload": payload}}}}
    assert pydantic_handlebars.render(text, {"_source": source}) == status
