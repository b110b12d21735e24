"""Event streams, event triggers and domain object types in stacks."""

from __future__ import annotations

from typing import Any

import pytest

from tests.hosts.cloudformation.conftest import Stacks, domain, object_type, resource, template
from tests.support.streaming import URI

pytestmark = pytest.mark.in_process

SHOP = {"Ref": "Shop"}


def test_an_event_stream_is_made_and_shows_its_arn_and_state(client: Any, stacks: Stacks) -> None:
    properties = {"DomainName": SHOP, "EventStreamName": "events", "Uri": URI}
    outputs = {
        "Arn": {"Fn::GetAtt": ["Stream", "EventStreamArn"]},
        "State": {"Fn::GetAtt": ["Stream", "State"]},
    }
    stream = resource("AWS::CustomerProfiles::EventStream", properties)
    stacks.create(template(outputs, Shop=domain(), Stream=stream))
    arn = "arn:aws:profile:us-east-1:123456789012:domains/shop/event-streams/events"
    assert stacks.outputs() == {"Arn": arn, "State": "RUNNING"}
    assert stacks.physical()["Stream"] == "shop|events"


def test_an_event_trigger_is_made_and_updated(client: Any, stacks: Stacks) -> None:
    def trigger(description: str) -> Any:
        compared = {"Source": "total", "ComparisonOperator": "EQUAL", "Values": ["1"]}
        properties = {
            "DomainName": SHOP,
            "EventTriggerName": "large",
            "ObjectTypeName": {"Fn::Select": [1, {"Fn::Split": ["|", {"Ref": "Order"}]}]},
            "Description": description,
            "EventTriggerConditions": [
                {
                    "EventTriggerDimensions": [{"ObjectAttributes": [compared]}],
                    "LogicalOperator": "ALL",
                }
            ],
            "EventTriggerLimits": {
                "Periods": [{"Unit": "DAYS", "Value": 1, "MaxInvocationsPerProfile": 2}]
            },
        }
        return template(
            Shop=domain(),
            Order=object_type(SHOP),
            Trigger=resource("AWS::CustomerProfiles::EventTrigger", properties),
        )

    stacks.create(trigger("first"))
    stacks.update(trigger("second"))
    made = client.get_event_trigger(DomainName="shop", EventTriggerName="large")
    assert made["Description"] == "second"
    assert made["EventTriggerLimits"]["Periods"][0]["MaxInvocationsPerProfile"] == 2


def test_a_domain_object_type_is_made_with_a_map_of_fields(client: Any, stacks: Stacks) -> None:
    fields = {"sku": {"Source": "_source.sku", "Target": "_catalogItem.Id"}}
    properties = {"DomainName": SHOP, "ObjectTypeName": "Items", "Fields": fields}
    items = resource("AWS::CustomerProfiles::DomainObjectType", properties)
    stacks.create(template(Shop=domain(DataStore={"Enabled": True}), Items=items))
    made = client.get_domain_object_type(DomainName="shop", ObjectTypeName="Items")
    assert made["Fields"] == fields
