"""Fixtures for tests of stacks."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import boto3
import pytest
from botocore.exceptions import ClientError

REGION = "us-east-1"
DOMAIN = "AWS::CustomerProfiles::Domain"
OBJECT_TYPE = "AWS::CustomerProfiles::ObjectType"
INTEGRATION = "AWS::CustomerProfiles::Integration"

Template = dict[str, Any]


def resource(kind: str, properties: dict[str, Any], **attributes: Any) -> dict[str, Any]:
    """A resource of a template."""
    return {"Type": kind, "Properties": properties, **attributes}


def domain(name: Any = "shop", **properties: Any) -> dict[str, Any]:
    """A domain."""
    return resource(DOMAIN, {"DomainName": name, "DefaultExpirationDays": 30, **properties})


def object_type(domain_name: Any = "shop", name: Any = "Order", **properties: Any) -> Any:
    """An object type that finds profiles by an order's number."""
    given = {
        "DomainName": domain_name,
        "ObjectTypeName": name,
        "Description": "orders",
        "AllowProfileCreation": True,
        "Fields": [
            {
                "Name": "number",
                "ObjectTypeField": {
                    "Source": "_source.number",
                    "Target": "_profile.AccountNumber",
                    "ContentType": "STRING",
                },
            }
        ],
        "Keys": [
            {
                "Name": "orderNumber",
                "ObjectTypeKeyList": [
                    {"StandardIdentifiers": ["PROFILE", "UNIQUE"], "FieldNames": ["number"]}
                ],
            }
        ],
        **properties,
    }
    return resource(OBJECT_TYPE, given)


def integration(domain_name: Any = "shop", uri: Any = "arn:aws:s3:::orders", **more: Any) -> Any:
    """An integration."""
    given = {"DomainName": domain_name, "Uri": uri, "ObjectTypeName": "Order", **more}
    return resource(INTEGRATION, given)


def template(outputs: dict[str, Any] | None = None, **resources: Any) -> Template:
    """A template of resources, by logical id, and of outputs."""
    made: Template = {"Resources": resources}
    if outputs:
        made["Outputs"] = {name: {"Value": value} for name, value in outputs.items()}
    return made


def parameters(given: dict[str, str]) -> list[dict[str, str]]:
    return [{"ParameterKey": name, "ParameterValue": value} for name, value in given.items()]


class Stacks:
    """Stacks of one region."""

    def __init__(self, region_name: str = REGION) -> None:
        self.client: Any = boto3.client("cloudformation", region_name=region_name)
        self._deployed = 0

    def _given(self, body: Template | str, name: str, **given: Any) -> dict[str, Any]:
        text = body if isinstance(body, str) else json.dumps(body)
        return {
            "StackName": name,
            "TemplateBody": text,
            **({"Parameters": parameters(given.pop("values"))} if "values" in given else {}),
            **given,
        }

    def create(self, body: Template | str, name: str = "app", **given: Any) -> None:
        self.client.create_stack(**self._given(body, name, **given))

    def update(self, body: Template | str, name: str = "app", **given: Any) -> None:
        self.client.update_stack(**self._given(body, name, **given))

    def deploy(self, body: Template | str, name: str = "app", **given: Any) -> None:
        """Create and execute a change set, as `aws cloudformation deploy` does."""
        self._deployed += 1
        kind = "CREATE" if self._deployed == 1 else "UPDATE"
        made = self.client.create_change_set(
            ChangeSetName=f"change-{self._deployed}",
            ChangeSetType=kind,
            **self._given(body, name, **given),
        )
        self.client.execute_change_set(ChangeSetName=made["Id"], StackName=name)

    def delete(self, name: str = "app") -> None:
        self.client.delete_stack(StackName=name)

    def status(self, name: str = "app") -> str:
        status: str = self.client.describe_stacks(StackName=name)["Stacks"][0]["StackStatus"]
        return status

    def outputs(self, name: str = "app") -> dict[str, str]:
        told = self.client.describe_stacks(StackName=name)["Stacks"][0].get("Outputs", [])
        return {each["OutputKey"]: each["OutputValue"] for each in told}

    def physical(self, name: str = "app") -> dict[str, str]:
        """The physical ids, by logical ids; moto lists what does not exist without one."""
        told = self.client.describe_stack_resources(StackName=name)["StackResources"]
        there = [each for each in told if "PhysicalResourceId" in each]
        return {each["LogicalResourceId"]: each["PhysicalResourceId"] for each in there}


@pytest.fixture
def stacks(customerprofiles_mock: Any) -> Stacks:
    return Stacks()


def refusal(call: Callable[..., Any], *arguments: Any, **given: Any) -> str:
    """What a call that fails says."""
    with pytest.raises(ClientError) as caught:
        call(*arguments, **given)
    assert caught.value.response["Error"]["Code"] == "ValidationError"
    message: str = caught.value.response["Error"]["Message"]
    return message
