"""AWS::Connect::Instance, the stand-in that integrations refer to."""

from __future__ import annotations

from typing import Any

import boto3
import pytest

from tests.hosts.cloudformation.conftest import (
    REGION,
    Stacks,
    domain,
    integration,
    refusal,
    resource,
    template,
)

pytestmark = pytest.mark.in_process


def instance(alias: str = "desk", **properties: Any) -> Any:
    given = {
        "IdentityManagementType": "CONNECT_MANAGED",
        "InstanceAlias": alias,
        "Attributes": {"InboundCalls": "true", "OutboundCalls": False, "ContactLens": True},
        **properties,
    }
    return resource("AWS::Connect::Instance", given)


def body(desk: Any) -> Any:
    return template(
        {
            "Ref": {"Ref": "Desk"},
            "Arn": {"Fn::GetAtt": ["Desk", "Arn"]},
            "Id": {"Fn::GetAtt": ["Desk", "Id"]},
            "Status": {"Fn::GetAtt": ["Desk", "InstanceStatus"]},
        },
        Contacts=integration({"Ref": "Shop"}, {"Ref": "Desk"}, ObjectTypeName="CTR"),
        Desk=desk,
        Shop=domain(),
    )


@pytest.fixture
def connect(stacks: Stacks) -> Any:
    return boto3.client("connect", region_name=REGION)


def uris(client: Any) -> list[str]:
    return [each["Uri"] for each in client.list_integrations(DomainName="shop")["Items"]]


def test_an_integration_refers_to_an_instance(client: Any, stacks: Stacks, connect: Any) -> None:
    stacks.create(body(instance(Tags=[{"Key": "team", "Value": "crm"}])))
    told = stacks.outputs()
    made = connect.describe_instance(InstanceId=told["Id"])["Instance"]
    assert (made["InstanceAlias"], made["Arn"]) == ("desk", told["Arn"])
    assert (made["InboundCallsEnabled"], made["OutboundCallsEnabled"]) == (True, False)
    assert connect.list_tags_for_resource(resourceArn=told["Arn"])["tags"] == {"team": "crm"}
    assert told["Ref"] == told["Arn"]
    assert told["Status"] == "ACTIVE"
    assert uris(client) == [told["Arn"]]


def test_an_instance_is_changed_in_place(client: Any, stacks: Stacks, connect: Any) -> None:
    stacks.create(body(instance(Tags=[{"Key": "team", "Value": "crm"}])))
    before = stacks.outputs()
    calls = {"InboundCalls": False, "OutboundCalls": True}
    changed = instance(Attributes=calls, Tags=[{"Key": "stage", "Value": "test"}])
    stacks.update(body(changed))
    stacks.update(body({**changed, "Metadata": {"note": "nothing changes"}}))
    assert stacks.outputs() == before
    made = connect.describe_instance(InstanceId=before["Id"])["Instance"]
    assert (made["InboundCallsEnabled"], made["OutboundCallsEnabled"]) == (False, True)
    assert connect.list_tags_for_resource(resourceArn=before["Arn"])["tags"] == {"stage": "test"}


def test_a_new_alias_replaces_an_instance_and_its_integrations(
    client: Any, stacks: Stacks, connect: Any
) -> None:
    stacks.create(body(instance()))
    before = stacks.outputs()["Arn"]
    stacks.update(body(instance("front")))
    (left,) = connect.list_instances()["InstanceSummaryList"]
    assert left["Arn"] != before
    assert uris(client) == [left["Arn"]]


def test_an_instance_is_deleted_with_its_stack(client: Any, stacks: Stacks, connect: Any) -> None:
    stacks.create(body(instance()), "first")
    stacks.create(template(Desk=instance("other")), "second")
    connect.delete_instance(InstanceId=stacks.physical("second")["Desk"].split("/")[-1])
    changed = template(Desk=instance("other", Attributes={"InboundCalls": False}))
    assert "not found" in refusal(stacks.update, changed, "second")
    stacks.delete("first")
    stacks.delete("second")
    assert connect.list_instances()["InstanceSummaryList"] == []


def test_an_instance_is_deleted_by_its_physical_id_too(stacks: Stacks, connect: Any) -> None:
    from moto.cloudformation import parsing

    stacks.create(template(Desk=instance()))
    cls: Any = parsing.get_model_map()["AWS::Connect::Instance"]
    arn = stacks.physical()["Desk"]
    cls.delete_from_cloudformation_json(arn, {}, "123456789012", REGION)
    assert connect.list_instances()["InstanceSummaryList"] == []


def test_what_an_instance_does_not_have_is_refused(stacks: Stacks) -> None:
    told = refusal(stacks.create, template(Desk=instance(Alias="x")))
    assert "#: extraneous key [Alias] is not permitted" in told
    asked = template({"Url": {"Fn::GetAtt": ["Desk", "Url"]}}, Desk=instance())
    assert "does not support attribute type Url" in refusal(stacks.create, asked, "asked")
    of_desk = {"Fn::GetAtt": ["Desk", "Url"]}
    named = template(Desk=instance(), Shop=domain(of_desk))
    assert "does not support attribute type Url" in refusal(stacks.create, named, "other")
