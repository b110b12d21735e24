"""The calculated attributes that every domain has from the start.

Source: the Amazon Connect Administrator Guide (2026), "default calculated attributes". Two of them
have what the service model excludes: the statistic of ``_new_customer``, and the display name of
``_maximum_hold_time``.
"""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING, Any

from ...rules.calculated_attributes.expressions import parse_expression
from .state import Definition, compiled

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_HOLD_TIME = "{CTR.agent.customerHoldDurationMillis} + {CTR.queue.durationMillis}"
_CALL_DURATION = "{CTR.disconnectTimestamp} - {CTR.initiationTimestamp}"
_COMMUNICATION = "{_communicationRecord.CommunicationRecordId}"


def _days(value: int) -> dict[str, Any]:
    return {"Range": {"Value": value, "Unit": "DAYS"}}


def _threshold(operator: str, value: str) -> dict[str, Any]:
    return {"Threshold": {"Value": value, "Operator": operator}}


def _filter(include: str = "ALL", **equals: str) -> dict[str, Any]:
    """One dimension, whose attributes must all be equal; ``__`` stands for a dot in their names."""
    attributes = {
        name.replace("__", "."): {"DimensionType": "INCLUSIVE", "Values": [value]}
        for name, value in equals.items()
    }
    group = {"Type": "ALL", "Dimensions": [{"Attributes": attributes}]}
    return {"Include": include, "Groups": [group]}


def _events(channel: str, event: str, include: str = "ALL") -> dict[str, Any]:
    equals = {"Attributes__ChannelSubType": channel, f"Events__{event}__EventType": event}
    return _filter(include, **equals)


_Row = tuple[str, str, str, str, str, "Mapping[str, Any] | None", "Mapping[str, Any] | None"]

# Name, display name, description, expression, statistic, conditions and filter.
_ROWS: tuple[_Row, ...] = (
    (
        "_most_frequent_channel", "Most frequent channel",
        "The channel that the customer used most in the last 30 days",
        "{CTR.channel}", "MAX_OCCURRENCE", _days(30), None,
    ),
    (
        "_last_channel", "Last channel", "The channel that the customer used last",
        "{CTR.channel}", "LAST_OCCURRENCE", None, None,
    ),
    (
        "_last_agent_id", "Last agent identifier", "The agent with whom the customer spoke last",
        "{CTR.agent.id}", "LAST_OCCURRENCE", None, None,
    ),
    (
        "_frequent_caller", "Frequent caller",
        "Whether the customer had more than 5 contacts in the last 30 days",
        "{CTR.contactId}", "COUNT", {**_days(30), **_threshold("GREATER_THAN", "5")}, None,
    ),
    (
        "_average_hold_time", "Average hold time",
        "How long the customer waited on average, in milliseconds, in the last 30 days",
        _HOLD_TIME, "AVERAGE", _days(30), None,
    ),
    (
        "_average_call_duration", "Average call duration",
        "How long a contact took on average, in milliseconds, in the last 30 days",
        _CALL_DURATION, "AVERAGE", _days(30), None,
    ),
    (
        "_maximum_hold_time", "Customer's maximum hold time",
        "The longest that the customer waited, in milliseconds, in the last 30 days",
        _HOLD_TIME, "MAXIMUM", _days(30), None,
    ),
    (
        "_call_count", "Call count", "The number of contacts in the last 7 days",
        "{CTR.contactId}", "COUNT", _days(7), None,
    ),
    (
        "_new_customer", "New customer", "Whether the profile is less than 30 days old",
        "{_profile.createdAt}", "TIME_DIFFERENCE_FROM_NOW", _threshold("LESS_THAN", "30"), None,
    ),
    (
        "_assets_count", "Count of assets", "The number of assets",
        "{_asset.AssetId}", "COUNT", None, None,
    ),
    (
        "_asset_first_occurrence", "First asset purchased date",
        "When the first asset was purchased",
        "{_asset.PurchaseDate}", "FIRST_OCCURRENCE", None, None,
    ),
    (
        "_asset_last_occurrence", "Last asset purchased date", "When the last asset was purchased",
        "{_asset.PurchaseDate}", "LAST_OCCURRENCE", None, None,
    ),
    (
        "_assets_price_sum", "Total asset price", "The price of all assets together",
        "{_asset.Price}", "SUM", None, None,
    ),
    (
        "_assets_price_average", "Average asset price", "The average price of an asset",
        "{_asset.Price}", "AVERAGE", None, None,
    ),
    (
        "_assets_name_first_occurrence", "First asset name", "The name of the first asset",
        "{_asset.AssetName}", "FIRST_OCCURRENCE", None, None,
    ),
    (
        "_assets_name_last_occurrence", "Last asset name", "The name of the last asset",
        "{_asset.AssetName}", "LAST_OCCURRENCE", None, None,
    ),
    (
        "_cases_count", "Count of cases", "The number of cases",
        "{_case.CaseId}", "COUNT", None, None,
    ),
    (
        "_case_first_occurrence", "First case created date", "When the first case was created",
        "{_case.CreatedDate}", "FIRST_OCCURRENCE", None, None,
    ),
    (
        "_case_last_occurrence", "Last case created date", "When the last case was created",
        "{_case.CreatedDate}", "LAST_OCCURRENCE", None, None,
    ),
    (
        "_cases_open_status_count", "Count of open cases", "The number of cases that are open",
        "{_case.CaseId}", "COUNT", None, _filter(Status="Open"),
    ),
    (
        "_cases_closed_status_count", "Count of closed cases",
        "The number of cases that are closed",
        "{_case.CaseId}", "COUNT", None, _filter(Status="Closed"),
    ),
    (
        "_campaign_email_last_open", "Last email open date",
        "When the customer last opened an e-mail of a campaign",
        "{_communicationRecord.Events.Open.UpdatedDate}", "LAST_OCCURRENCE", None,
        _events("connect:Email", "Open"),
    ),
    (
        "_campaign_email_open_count", "Email open count",
        "The number of campaign e-mails that the customer opened",
        _COMMUNICATION, "COUNT", None, _events("connect:Email", "Open"),
    ),
    (
        "_campaign_email_delivery_count", "Email delivery count",
        "The number of campaign e-mails that were delivered",
        _COMMUNICATION, "COUNT", None, _events("connect:Email", "Delivery"),
    ),
    (
        "_campaign_sms_delivery_count", "SMS delivered count",
        "The number of campaign text messages that were delivered",
        _COMMUNICATION, "COUNT", None, _events("connect:SMS", "TEXT_DELIVERED"),
    ),
    (
        "_campaign_sms_last_stop", "Last SMS blocked date",
        "When a campaign text message was last blocked",
        "{_communicationRecord.Events.TEXT_BLOCKED.UpdatedDate}", "LAST_OCCURRENCE", None,
        _events("connect:SMS", "TEXT_BLOCKED", "ANY"),
    ),
    (
        "_campaign_sms_last_stop_carrier", "Last SMS carrier blocked date",
        "When a carrier last blocked a campaign text message",
        "{_communicationRecord.Events.TEXT_CARRIER_BLOCKED.UpdatedDate}", "LAST_OCCURRENCE", None,
        _events("connect:SMS", "TEXT_CARRIER_BLOCKED", "ANY"),
    ),
    (
        "_orders_count", "Count of orders", "The number of orders",
        "{_order.OrderId}", "COUNT", None, None,
    ),
    (
        "_order_first_occurrence", "First order created date", "When the first order was created",
        "{_order.CreatedDate}", "FIRST_OCCURRENCE", None, None,
    ),
    (
        "_order_last_occurrence", "Last order created date", "When the last order was created",
        "{_order.CreatedDate}", "LAST_OCCURRENCE", None, None,
    ),
    (
        "_orders_total_price_sum", "Total price of all orders",
        "The total price of all orders together",
        "{_order.TotalPrice}", "SUM", None, None,
    ),
    (
        "_orders_total_price_average", "Orders average of total price",
        "The average total price of an order",
        "{_order.TotalPrice}", "AVERAGE", None, None,
    ),
)  # fmt: skip


def default_definitions() -> Iterator[Definition]:
    """Make the default definitions for one domain."""
    return (replace(each, tags={}) for each in _models())


@cache
def _models() -> tuple[Definition, ...]:
    return tuple(_made(*row) for row in _ROWS)


def _made(
    name: str,
    display_name: str,
    description: str,
    expression: str,
    statistic: str,
    conditions: Mapping[str, Any] | None,
    event_filter: Mapping[str, Any] | None,
) -> Definition:
    attributes = [{"Name": each} for each in parse_expression(expression).attributes]
    details = {"Attributes": attributes, "Expression": expression}
    return Definition(
        calculated_attribute_name=name,
        display_name=display_name,
        description=description,
        attribute_details=details,
        conditions=conditions,
        filter=event_filter,
        statistic=statistic,
        compiled=compiled(details, conditions, event_filter),
    )
