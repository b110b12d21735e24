"""Segments in stacks: nothing updates a definition, so a new one takes the place of the old."""

from __future__ import annotations

from typing import Any

import pytest

from tests.hosts.cloudformation.conftest import Stacks, domain, refusal, resource, template
from tests.support.segmenting import group, has

pytestmark = pytest.mark.in_process

ARN = "arn:aws:profile:us-east-1:123456789012:domains/shop/segment-definitions/"


def body(name: str = "gold", tier: str = "gold", **tags: str) -> Any:
    given = {
        "DomainName": {"Ref": "Shop"},
        "SegmentDefinitionName": name,
        "DisplayName": "Gold",
        "SegmentGroups": {"Groups": [group(has("Attributes.tier", tier))]},
        "Tags": [{"Key": key, "Value": value} for key, value in tags.items()],
    }
    outputs = {
        "Ref": {"Ref": "Gold"},
        "Arn": {"Fn::GetAtt": ["Gold", "SegmentDefinitionArn"]},
        "Type": {"Fn::GetAtt": ["Gold", "SegmentType"]},
    }
    made = resource("AWS::CustomerProfiles::SegmentDefinition", given)
    return template(outputs, Shop=domain(), Gold=made)


def names(client: Any) -> list[str]:
    listed = client.list_segment_definitions(DomainName="shop")["Items"]
    return [each["SegmentDefinitionName"] for each in listed]


def test_a_stack_makes_a_segment_that_has_members(client: Any, stacks: Stacks) -> None:
    stacks.create(body(team="care"))
    assert stacks.outputs() == {"Ref": "shop|gold", "Arn": f"{ARN}gold", "Type": "CLASSIC"}
    owner = client.create_profile(DomainName="shop", Attributes={"tier": "gold"})["ProfileId"]
    answer = client.get_segment_membership(
        DomainName="shop", SegmentDefinitionName="gold", ProfileIds=[owner]
    )
    assert [each["QueryResult"] for each in answer["Profiles"]] == ["PRESENT"]
    stacks.update(body(team="sales"))
    assert client.list_tags_for_resource(resourceArn=f"{ARN}gold")["tags"]["team"] == "sales"
    stacks.update(body("platinum", "platinum"))
    assert names(client) == ["platinum"]
    stacks.delete()


def test_other_groups_need_another_name(client: Any, stacks: Stacks) -> None:
    stacks.create(body())
    text = refusal(stacks.update, body(tier="silver"))
    assert "Segment definition gold already exists" in text
    made = client.get_segment_definition(DomainName="shop", SegmentDefinitionName="gold")
    assert made["SegmentGroups"] == {"Groups": [group(has("Attributes.tier", "gold"))]}


def test_a_description_that_nothing_can_change_is_refused(client: Any, stacks: Stacks) -> None:
    stacks.create(body())
    changed = body(team="sales")
    changed["Resources"]["Gold"]["Properties"]["Description"] = "Who buys a lot"
    text = refusal(stacks.update, changed)
    assert "No operation changes Description of a SegmentDefinition" in text
    made = client.get_segment_definition(DomainName="shop", SegmentDefinitionName="gold")
    assert "Description" not in made
    assert "team" not in made["Tags"]
