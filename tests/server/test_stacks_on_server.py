"""Stacks of moto's CloudFormation in `cprofiles-mock serve`."""

from __future__ import annotations

import json
from typing import Any

import boto3
import pytest
import requests

from tests.hosts.cloudformation.conftest import domain, integration, object_type, template
from tests.support.controls import ControlsOnServer

pytestmark = pytest.mark.in_process

REF = {"Ref": "Shop"}


def client_of(address: str, service: str) -> Any:
    return boto3.client(
        service,  # type: ignore[call-overload]
        region_name="us-east-1",
        endpoint_url=address,
        aws_access_key_id="testing",
        aws_secret_access_key="testing",
    )


def reset(server: str) -> None:
    """Reset all of moto's services; a control call resets this one alone, and leaves stacks."""
    requests.post(f"{server}/moto-api/reset", timeout=10)
    ControlsOnServer(server).reset()


def test_a_stack_on_the_server_makes_resources_that_its_clients_find(server: str) -> None:
    handle = ControlsOnServer(server)
    reset(server)
    cloudformation = client_of(server, "cloudformation")
    profiles = client_of(server, "customer-profiles")
    first = template(Shop=domain(), Orders=object_type(REF))
    cloudformation.create_stack(StackName="app", TemplateBody=json.dumps(first))
    cloudformation.get_waiter("stack_create_complete").wait(StackName="app")
    assert profiles.get_profile_object_type(DomainName="shop", ObjectTypeName="Order")["Keys"]
    second = template(Bucket={**integration(), "DependsOn": "Orders"}, **first["Resources"])
    changes = {"StackName": "app", "ChangeSetName": "more", "ChangeSetType": "UPDATE"}
    cloudformation.create_change_set(TemplateBody=json.dumps(second), **changes)
    cloudformation.execute_change_set(StackName="app", ChangeSetName="more")
    assert profiles.get_integration(DomainName="shop", Uri="arn:aws:s3:::orders")
    marks = {each.operation: each.stack for each in handle.calls}
    assert (marks["CreateDomain"], marks["PutIntegration"]) == ("app", "app")
    handle.fail_next("CreateDomain", "AccessDeniedException")
    with pytest.raises(cloudformation.exceptions.ClientError, match="HandlerErrorCode: AccessDen"):
        cloudformation.create_stack(
            StackName="other", TemplateBody=json.dumps(template(It=domain("other")))
        )
    cloudformation.delete_stack(StackName="app")
    assert profiles.list_domains()["Items"] == []
    reset(server)
    assert cloudformation.describe_stacks()["Stacks"] == []
