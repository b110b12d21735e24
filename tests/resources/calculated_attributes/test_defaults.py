"""The calculated attributes that every domain has: what they are, and what they come to."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from botocore.exceptions import ClientError

from tests.resources.calculated_attributes.conftest import DAY, NOON
from tests.support.calculating import calculated, calculating, details, overridden, value
from tests.support.clock import Clock
from tests.support.ingesting import define, profile_id, put

pytestmark = [
    pytest.mark.in_process,
    # What is put shows what counts; not all that a type reads is in every object.
    pytest.mark.filterwarnings("ignore::cprofiles_mock.UnusedSourceWarning"),
]

# Name, display name, expression and statistic.
DEFAULTS = [
    ("_most_frequent_channel", "Most frequent channel", "{CTR.channel}", "MAX_OCCURRENCE"),
    ("_last_channel", "Last channel", "{CTR.channel}", "LAST_OCCURRENCE"),
    ("_last_agent_id", "Last agent identifier", "{CTR.agent.id}", "LAST_OCCURRENCE"),
    ("_frequent_caller", "Frequent caller", "{CTR.contactId}", "COUNT"),
    (
        "_average_hold_time", "Average hold time",
        "{CTR.agent.customerHoldDurationMillis} + {CTR.queue.durationMillis}", "AVERAGE",
    ),
    (
        "_average_call_duration", "Average call duration",
        "{CTR.disconnectTimestamp} - {CTR.initiationTimestamp}", "AVERAGE",
    ),
    (
        "_maximum_hold_time", "Customer's maximum hold time",
        "{CTR.agent.customerHoldDurationMillis} + {CTR.queue.durationMillis}", "MAXIMUM",
    ),
    ("_call_count", "Call count", "{CTR.contactId}", "COUNT"),
    ("_new_customer", "New customer", "{_profile.createdAt}", "TIME_DIFFERENCE_FROM_NOW"),
    ("_assets_count", "Count of assets", "{_asset.AssetId}", "COUNT"),
    (
        "_asset_first_occurrence", "First asset purchased date", "{_asset.PurchaseDate}",
        "FIRST_OCCURRENCE",
    ),
    (
        "_asset_last_occurrence", "Last asset purchased date", "{_asset.PurchaseDate}",
        "LAST_OCCURRENCE",
    ),
    ("_assets_price_sum", "Total asset price", "{_asset.Price}", "SUM"),
    ("_assets_price_average", "Average asset price", "{_asset.Price}", "AVERAGE"),
    ("_assets_name_first_occurrence", "First asset name", "{_asset.AssetName}", "FIRST_OCCURRENCE"),
    ("_assets_name_last_occurrence", "Last asset name", "{_asset.AssetName}", "LAST_OCCURRENCE"),
    ("_cases_count", "Count of cases", "{_case.CaseId}", "COUNT"),
    (
        "_case_first_occurrence", "First case created date",
        "{_case.CreatedDate}", "FIRST_OCCURRENCE",
    ),
    ("_case_last_occurrence", "Last case created date", "{_case.CreatedDate}", "LAST_OCCURRENCE"),
    ("_cases_open_status_count", "Count of open cases", "{_case.CaseId}", "COUNT"),
    ("_cases_closed_status_count", "Count of closed cases", "{_case.CaseId}", "COUNT"),
    (
        "_campaign_email_last_open", "Last email open date",
        "{_communicationRecord.Events.Open.UpdatedDate}", "LAST_OCCURRENCE",
    ),
    (
        "_campaign_email_open_count", "Email open count",
        "{_communicationRecord.CommunicationRecordId}", "COUNT",
    ),
    (
        "_campaign_email_delivery_count", "Email delivery count",
        "{_communicationRecord.CommunicationRecordId}", "COUNT",
    ),
    (
        "_campaign_sms_delivery_count", "SMS delivered count",
        "{_communicationRecord.CommunicationRecordId}", "COUNT",
    ),
    (
        "_campaign_sms_last_stop", "Last SMS blocked date",
        "{_communicationRecord.Events.TEXT_BLOCKED.UpdatedDate}", "LAST_OCCURRENCE",
    ),
    (
        "_campaign_sms_last_stop_carrier", "Last SMS carrier blocked date",
        "{_communicationRecord.Events.TEXT_CARRIER_BLOCKED.UpdatedDate}", "LAST_OCCURRENCE",
    ),
    ("_orders_count", "Count of orders", "{_order.OrderId}", "COUNT"),
    (
        "_order_first_occurrence", "First order created date",
        "{_order.CreatedDate}", "FIRST_OCCURRENCE",
    ),
    (
        "_order_last_occurrence", "Last order created date",
        "{_order.CreatedDate}", "LAST_OCCURRENCE",
    ),
    ("_orders_total_price_sum", "Total price of all orders", "{_order.TotalPrice}", "SUM"),
    (
        "_orders_total_price_average", "Orders average of total price", "{_order.TotalPrice}",
        "AVERAGE",
    ),
]  # fmt: skip

DAYS = {
    "_most_frequent_channel": 30, "_frequent_caller": 30, "_average_hold_time": 30,
    "_average_call_duration": 30, "_maximum_hold_time": 30, "_call_count": 7,
}  # fmt: skip
THRESHOLDS = {
    "_frequent_caller": {"Operator": "GREATER_THAN", "Value": "5"},
    "_new_customer": {"Operator": "LESS_THAN", "Value": "30"},
}
EMAIL, SMS = "connect:Email", "connect:SMS"
FILTERS = {
    "_cases_open_status_count": ("ALL", {"Status": "Open"}),
    "_cases_closed_status_count": ("ALL", {"Status": "Closed"}),
    "_campaign_email_last_open": (
        "ALL", {"Attributes.ChannelSubType": EMAIL, "Events.Open.EventType": "Open"},
    ),
    "_campaign_email_open_count": (
        "ALL", {"Attributes.ChannelSubType": EMAIL, "Events.Open.EventType": "Open"},
    ),
    "_campaign_email_delivery_count": (
        "ALL", {"Attributes.ChannelSubType": EMAIL, "Events.Delivery.EventType": "Delivery"},
    ),
    "_campaign_sms_delivery_count": (
        "ALL",
        {"Attributes.ChannelSubType": SMS, "Events.TEXT_DELIVERED.EventType": "TEXT_DELIVERED"},
    ),
    "_campaign_sms_last_stop": (
        "ANY", {"Attributes.ChannelSubType": SMS, "Events.TEXT_BLOCKED.EventType": "TEXT_BLOCKED"},
    ),
    "_campaign_sms_last_stop_carrier": (
        "ANY",
        {
            "Attributes.ChannelSubType": SMS,
            "Events.TEXT_CARRIER_BLOCKED.EventType": "TEXT_CARRIER_BLOCKED",
        },
    ),
}  # fmt: skip


def names(client: Any) -> list[str]:
    listed = client.list_calculated_attribute_definitions(DomainName="customers")["Items"]
    return [each["CalculatedAttributeName"] for each in listed]


def test_every_domain_has_them_from_the_start(client: Any, domain: str) -> None:
    assert names(client) == [name for name, *_ in DEFAULTS]
    assert len(DEFAULTS) == 32


@pytest.mark.parametrize(
    ("name", "display_name", "expression", "statistic"), DEFAULTS, ids=[row[0] for row in DEFAULTS]
)
def test_each_is_defined_as_documented(
    client: Any, domain: str, name: str, display_name: str, expression: str, statistic: str
) -> None:
    found = client.get_calculated_attribute_definition(
        DomainName=domain, CalculatedAttributeName=name
    )
    del found["ResponseMetadata"]
    assert found.pop("Description")
    operands = [each for each in expression.split() if "{" in each]
    attributes_used = [each.partition(".")[2].rstrip("}") for each in operands]
    expected: dict[str, Any] = {
        "CalculatedAttributeName": name,
        "DisplayName": display_name,
        "AttributeDetails": details(expression, *attributes_used),
        "Statistic": statistic,
        "Status": "COMPLETED",
        "Readiness": {"ProgressPercentage": 100},
        "Tags": {},
    }  # fmt: skip
    conditions: dict[str, Any] = {}
    if name in DAYS:
        conditions["Range"] = {"Value": DAYS[name], "Unit": "DAYS"}
    if name in THRESHOLDS:
        conditions["Threshold"] = THRESHOLDS[name]
    if conditions:
        expected["Conditions"] = conditions
    if name in FILTERS:
        include, equals = FILTERS[name]
        attributes = {
            attribute: {"DimensionType": "INCLUSIVE", "Values": [wanted]}
            for attribute, wanted in equals.items()
        }
        dimensions = [{"Attributes": attributes}]
        groups = [{"Type": "ALL", "Dimensions": dimensions}]
        expected["Filter"] = {"Include": include, "Groups": groups}
    assert found == expected


def contact(client: Any, number: int, **members: Any) -> str:
    """Put a contact record of one customer, and return the id of the customer's profile."""
    record = {
        "ContactId": f"contact-{number}",
        "Channel": "VOICE",
        "CustomerEndpoint": {"Address": "+12065550100", "Type": "TELEPHONE_NUMBER"},
        **members,
    }
    put(client, "CTR", record)
    return profile_id(client, "_ctrContactId", f"contact-{number}")


def test_values_come_from_contact_records(shop: Any, clock: Clock) -> None:
    for number in range(6):
        owner = contact(
            shop, number,
            Channel="CHAT" if number in (1, 2, 3) else "VOICE",
            InitiationTimestamp="2026-03-01T10:00:00Z",
            DisconnectTimestamp=f"2026-03-01T10:0{number}:00Z",
            Agent={"ARN": f"agent/{number}", "CustomerHoldDuration": number},
            Queue={"Duration": 10},
        )  # fmt: skip
        clock.tick(DAY)
    # A contact that no agent took.
    contact(shop, 6, Channel="TASK")
    assert value(shop, "_most_frequent_channel", owner) == "VOICE"
    assert value(shop, "_last_channel", owner) == "TASK"
    assert value(shop, "_last_agent_id", owner) == "agent/5"
    assert value(shop, "_frequent_caller", owner) == "true"
    assert value(shop, "_average_hold_time", owner) == "12500"
    assert value(shop, "_maximum_hold_time", owner) == "15000"
    assert value(shop, "_average_call_duration", owner) == "150000"
    assert value(shop, "_call_count", owner) == "7"
    clock.tick(2 * DAY)
    assert value(shop, "_call_count", owner) == "6"
    assert overridden(shop, "_call_count", owner, Start=30) == "7"
    clock.tick(24 * DAY)
    assert value(shop, "_frequent_caller", owner) == "false"
    assert value(shop, "_call_count", owner) is None


def test_a_contact_record_in_the_other_spelling_counts_too(shop: Any) -> None:
    put(shop, "CTR", {
        "contactId": "c-1", "channel": "CHAT",
        "customerEndpoint": {"address": "+12065550100", "type": "TELEPHONE_NUMBER"},
        "agent": {"id": "a-1", "customerHoldDurationMillis": 1500},
        "queue": {"durationMillis": 20000},
        "initiationTimestamp": 1772366400000, "disconnectTimestamp": 1772366460500,
    })  # fmt: skip
    owner = profile_id(shop, "_ctrContactId", "c-1")
    assert value(shop, "_last_channel", owner) == "CHAT"
    assert value(shop, "_last_agent_id", owner) == "a-1"
    assert value(shop, "_average_hold_time", owner) == "21500"
    assert value(shop, "_average_call_duration", owner) == "60500"


def test_a_contact_that_is_put_again_is_counted_once(shop: Any) -> None:
    owner = contact(shop, 1)
    assert contact(shop, 1, DisconnectTimestamp="2026-03-01T10:00:00Z") == owner
    assert value(shop, "_call_count", owner) == "1"


def test_a_customer_is_new_for_thirty_days(shop: Any, clock: Clock) -> None:
    owner = shop.create_profile(DomainName="customers", FirstName="Ann")["ProfileId"]
    found = calculated(shop, "_new_customer", owner)
    assert (found["Value"], found["LastObjectTimestamp"]) == ("true", NOON)
    clock.tick(30 * DAY - 1)
    assert value(shop, "_new_customer", owner) == "true"
    clock.tick(1)
    assert value(shop, "_new_customer", owner) == "false"
    shop.update_profile(DomainName="customers", ProfileId=owner, LastName="Lee")
    assert value(shop, "_new_customer", owner) == "false"


def test_they_count_from_the_creation_of_the_domain(shop: Any, clock: Clock) -> None:
    owner = contact(shop, 1)
    assert calculated(shop, "_call_count", owner)["IsDataPartial"] == "true"
    assert calculated(shop, "_last_channel", owner)["IsDataPartial"] == "false"
    clock.tick(7 * DAY)
    assert calculated(shop, "_call_count", owner)["IsDataPartial"] == "false"
    assert calculated(shop, "_frequent_caller", owner)["IsDataPartial"] == "true"


def standard(client: Any, type_name: str, identifier: str, **targets: str) -> None:
    """An object type that fills a standard object from members of the targets' names."""
    fields = {name: {"Source": f"_source.{name}", "Target": to} for name, to in targets.items()}
    define(
        client, type_name, {
            "Fields": {
                "id": {"Source": "_source.id"},
                "customer": {"Source": "_source.customer", "Target": "_profile.AccountNumber"},
                **fields,
            },
            "Keys": {
                "id": [{"StandardIdentifiers": ["UNIQUE", identifier], "FieldNames": ["id"]}],
                "customer": [{"StandardIdentifiers": ["PROFILE"], "FieldNames": ["customer"]}],
            },
            "AllowProfileCreation": True,
        },
    )  # fmt: skip


def test_values_come_from_orders_assets_and_cases(shop: Any, clock: Clock) -> None:
    standard(shop, "Sale", "ORDER", created="_order.CreatedDate", price="_order.TotalPrice")
    standard(
        shop, "Device", "ASSET",
        bought="_asset.PurchaseDate", price="_asset.Price", name="_asset.AssetName",
    )  # fmt: skip
    standard(shop, "Ticket", "CASE", opened="_case.CreatedDate", status="_case.Status")
    for number, (day, price) in enumerate(
        (("2026-01-02", 10), ("2026-01-01", "20.5"), ("2026-01-03", 1))
    ):
        put(shop, "Sale", id=f"s{number}", customer="c", created=day, price=price)
        put(
            shop,
            "Device",
            id=f"d{number}",
            customer="c",
            bought=day,
            price=price,
            name=f"n{number}",
        )
        put(shop, "Ticket", id=f"t{number}", customer="c", opened=day, status="Open")
        clock.tick(1)
    put(shop, "Ticket", id="t0", customer="c", status="Closed")
    owner = profile_id(shop, "customer", "c")
    found = {
        name: value(shop, name, owner)
        for name, _, expression, _ in DEFAULTS
        if expression.startswith(("{_order", "{_asset", "{_case"))
    }
    assert found == {
        "_orders_count": "3", "_order_first_occurrence": "2026-01-02",
        "_order_last_occurrence": "2026-01-03", "_orders_total_price_sum": "31.5",
        "_orders_total_price_average": "10.5",
        "_assets_count": "3", "_asset_first_occurrence": "2026-01-02",
        "_asset_last_occurrence": "2026-01-03", "_assets_price_sum": "31.5",
        "_assets_price_average": "10.5", "_assets_name_first_occurrence": "n0",
        "_assets_name_last_occurrence": "n2",
        # The first case was updated last.
        "_cases_count": "3", "_case_first_occurrence": "2026-01-01",
        "_case_last_occurrence": "2026-01-02", "_cases_open_status_count": "2",
        "_cases_closed_status_count": "1",
    }  # fmt: skip


def test_values_come_from_communication_records(shop: Any, clock: Clock) -> None:
    record = "_communicationRecord"
    standard(
        shop, "Message", "COMMUNICATION_RECORD",
        channel=f"{record}.Attributes.ChannelSubType",
        opened=f"{record}.Events.Open.EventType", openedAt=f"{record}.Events.Open.UpdatedDate",
        delivered=f"{record}.Events.Delivery.EventType",
        texted=f"{record}.Events.TEXT_DELIVERED.EventType",
        blocked=f"{record}.Events.TEXT_BLOCKED.EventType",
        blockedAt=f"{record}.Events.TEXT_BLOCKED.UpdatedDate",
        carrier=f"{record}.Events.TEXT_CARRIER_BLOCKED.EventType",
        carrierAt=f"{record}.Events.TEXT_CARRIER_BLOCKED.UpdatedDate",
    )  # fmt: skip
    for number, members in enumerate(
        (
            {"channel": EMAIL, "delivered": "Delivery"},
            {"channel": EMAIL, "delivered": "Delivery", "opened": "Open", "openedAt": "2026-02-01"},
            {"channel": SMS, "texted": "TEXT_DELIVERED"},
            {"channel": SMS, "blocked": "TEXT_BLOCKED", "blockedAt": "2026-02-02"},
            {"channel": SMS, "carrier": "TEXT_CARRIER_BLOCKED", "carrierAt": "2026-02-03"},
            # Another channel: nothing of it counts.
            {"channel": "connect:WhatsApp", "opened": "Open", "openedAt": "2026-02-09",
             "texted": "TEXT_DELIVERED", "blocked": "TEXT_BLOCKED", "blockedAt": "2026-02-09"},
        )
    ):  # fmt: skip
        put(shop, "Message", {"id": str(number), "customer": "c", **members})
        clock.tick(1)
    owner = profile_id(shop, "customer", "c")
    found = {
        name: value(shop, name, owner) for name, *_ in DEFAULTS if name.startswith("_campaign")
    }
    assert found == {
        "_campaign_email_last_open": "2026-02-01",
        "_campaign_email_open_count": "1",
        "_campaign_email_delivery_count": "2",
        "_campaign_sms_delivery_count": "1",
        "_campaign_sms_last_stop": "2026-02-02",
        "_campaign_sms_last_stop_carrier": "2026-02-03",
    }


def test_a_default_that_is_deleted_comes_back_only_by_hand(shop: Any, clock: Clock) -> None:
    here = {"DomainName": "customers", "CalculatedAttributeName": "_last_channel"}
    owner = contact(shop, 1)
    shop.delete_calculated_attribute_definition(**here)
    assert "_last_channel" not in names(shop)
    assert len(names(shop)) == 31
    for call in (
        shop.get_calculated_attribute_definition,
        shop.delete_calculated_attribute_definition,
    ):
        with pytest.raises(ClientError, match="_last_channel is not found in domain customers"):
            call(**here)
    clock.tick(1)
    calculating(shop, "_last_channel", "LAST_OCCURRENCE",
                AttributeDetails=details("{CTR.channel}", "channel"))  # fmt: skip
    assert names(shop)[-1] == "_last_channel"
    # By hand it counts what comes after it.
    assert value(shop, "_last_channel", owner) is None


def test_a_default_is_updated_like_any_other(shop: Any, clock: Clock) -> None:
    owner = contact(shop, 1)
    clock.tick(10 * DAY)
    contact(shop, 2)
    updated = shop.update_calculated_attribute_definition(
        DomainName="customers", CalculatedAttributeName="_call_count",
        DisplayName="Calls", Conditions={"Range": {"Value": 60, "Unit": "DAYS"}},
    )  # fmt: skip
    assert updated["LastUpdatedAt"] == NOON + timedelta(days=10)
    assert "CreatedAt" not in updated
    found = calculated(shop, "_call_count", owner)
    # Ten days ago lies outside of the seven that the range was.
    assert (found["DisplayName"], found["Value"]) == ("Calls", "1")


def test_an_object_type_of_ones_own_named_ctr_gives_what_its_fields_have(shop: Any) -> None:
    define(shop, "CTR", {
        "Fields": {"id": {"Source": "_source.id"}, "channel": {"Source": "_source.by"}},
        "Keys": {"id": [{"StandardIdentifiers": ["PROFILE", "UNIQUE"], "FieldNames": ["id"]}]},
        "AllowProfileCreation": True,
    })  # fmt: skip
    put(shop, "CTR", id="1", by="FAX", contactId="c1")
    owner = profile_id(shop, "id", "1")
    assert value(shop, "_last_channel", owner) == "FAX"
    assert value(shop, "_call_count", owner) is None
