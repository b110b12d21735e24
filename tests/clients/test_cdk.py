"""Stacks that the AWS CDK synthesizes, in moto's CloudFormation."""

from __future__ import annotations

import json
import subprocess
from typing import Any

import boto3
import pytest

from tests.support import optional
from tests.support.documentation import clean_environment


@pytest.fixture(scope="module")
def template() -> str:
    """The template of ``shop_stack.mjs``, synthesized once."""
    done = subprocess.run(
        [optional.node_with_cdk(), "--no-warnings", "shop_stack.mjs"],
        cwd=optional.JAVASCRIPT,
        # The CDK checks a template for four seconds, which is more than all else takes.
        env={**clean_environment(), "CDK_VALIDATION": "false"},
        capture_output=True,
        text=True,
        check=True,
        timeout=120,
    )
    return done.stdout


@pytest.fixture
def created(template: str, customerprofiles_mock: Any) -> Any:
    """A client of CloudFormation, whose stack Shop is made of the template."""
    ssm = boto3.client("ssm", region_name="us-east-1")
    ssm.put_parameter(Name="/cdk-bootstrap/hnb659fds/version", Value="21", Type="String")
    cloudformation = boto3.client("cloudformation", region_name="us-east-1")
    cloudformation.create_stack(StackName="Shop", TemplateBody=template)
    return cloudformation


def test_the_resources_of_a_stack_of_the_cdk_answer(created: Any) -> None:
    client = boto3.client("customer-profiles", region_name="us-east-1")
    domain = client.get_domain(DomainName="cdk-shop")
    assert domain["DefaultExpirationDays"] == 366
    assert domain["DefaultEncryptionKey"].startswith("arn:aws:kms:us-east-1:123456789012:key/")
    assert domain["DeadLetterQueueUrl"].endswith("/123456789012/rejected")
    assert domain["RuleBasedMatching"]["Status"] == "ACTIVE"
    assert domain["Tags"] == {"team": "crm"}
    client.put_profile_object(
        DomainName="cdk-shop", ObjectTypeName="Customer", Object='{"email": "ada@example.com"}'
    )
    found = client.search_profiles(
        DomainName="cdk-shop", KeyName="_email", Values=["ADA@example.com"]
    )
    assert found["Items"][0]["EmailAddress"] == "ada@example.com"
    (instance,) = boto3.client("connect", region_name="us-east-1").list_instances()[
        "InstanceSummaryList"
    ]
    uris = [each["Uri"] for each in client.list_integrations(DomainName="cdk-shop")["Items"]]
    flow = "arn:aws:appflow:us-east-1:123456789012:flow/customers"
    assert sorted(uris) == sorted([instance["Arn"], flow])


def test_the_outputs_of_a_stack_of_the_cdk_are_told(created: Any) -> None:
    (stack,) = created.describe_stacks(StackName="Shop")["Stacks"]
    outputs = {each["OutputKey"]: each["OutputValue"] for each in stack["Outputs"]}
    assert outputs.pop("Created").endswith("Z")
    assert outputs == {"Status": "ACTIVE", "Name": "Customer"}


def test_a_stack_of_the_cdk_changes_and_goes(created: Any, template: str) -> None:
    client = boto3.client("customer-profiles", region_name="us-east-1")
    changed = json.loads(template)
    changed["Resources"]["Customers"]["Properties"]["Description"] = "Customers of the store"
    created.update_stack(
        StackName="Shop",
        TemplateBody=json.dumps(changed),
        Parameters=[{"ParameterKey": "Days", "ParameterValue": "30"}],
    )
    assert client.get_domain(DomainName="cdk-shop")["DefaultExpirationDays"] == 30
    customers = client.get_profile_object_type(DomainName="cdk-shop", ObjectTypeName="Customer")
    assert customers["Description"] == "Customers of the store"
    created.delete_stack(StackName="Shop")
    assert client.list_domains()["Items"] == []
