"""`aws cloudformation deploy` against the server."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import requests

from tests.support import optional
from tests.support.controls import ControlsOnServer
from tests.support.documentation import clean_environment

TEMPLATE = """
Parameters:
  Days: {Type: Number}
Resources:
  Orders:
    Type: AWS::CustomerProfiles::ObjectType
    DependsOn: Shop
    Properties:
      DomainName: shop
      ObjectTypeName: CTR
      Description: contact records
      TemplateId: CTR
  Shop:
    Type: AWS::CustomerProfiles::Domain
    Properties: {DomainName: shop, DefaultExpirationDays: !Ref Days}
"""

#: Runs the AWS CLI; what it prints, parsed.
Aws = Callable[..., Any]


@pytest.fixture
def aws(server: str, handle: ControlsOnServer) -> Aws:
    requests.post(f"{server}/moto-api/reset", timeout=10)

    def run(*arguments: str) -> Any:
        done = subprocess.run(
            [optional.aws_cli(), *arguments],
            env={
                **clean_environment(),
                "AWS_ENDPOINT_URL": server,
                "AWS_DEFAULT_REGION": "us-east-1",
                "AWS_ACCESS_KEY_ID": "testing",
                "AWS_SECRET_ACCESS_KEY": "testing",
            },
            capture_output=True,
            text=True,
            check=False,
            timeout=120,
        )
        assert done.returncode == 0, done.stderr
        text = done.stdout.strip()
        return json.loads(text) if text.startswith(("{", "[", '"')) else text

    return run


def test_a_stack_is_deployed_twice_and_deleted(
    aws: Aws, handle: ControlsOnServer, tmp_path: Path
) -> None:
    template = tmp_path / "shop.yaml"
    template.write_text(TEMPLATE)
    deploy = ("cloudformation", "deploy", "--stack-name", "shop", "--template-file", str(template))
    get = ("customer-profiles", "get-domain", "--domain-name", "shop")
    aws(*deploy, "--parameter-overrides", "Days=30", "--tags", "team=crm")
    made = aws(*get)
    assert (made["DefaultExpirationDays"], made["Tags"]) == (30, {"team": "crm"})
    text = TEMPLATE.replace("contact records", "contacts")
    template.write_text(text)
    aws(*deploy, "--parameter-overrides", "Days=60")
    assert aws(*get)["DefaultExpirationDays"] == 60
    orders = ("customer-profiles", "get-profile-object-type", "--domain-name", "shop")
    assert aws(*orders, "--object-type-name", "CTR")["Description"] == "contacts"
    aws("cloudformation", "delete-stack", "--stack-name", "shop")
    aws("cloudformation", "wait", "stack-delete-complete", "--stack-name", "shop")
    assert aws("customer-profiles", "list-domains")["Items"] == []
    assert {each.stack for each in handle.calls if each.operation != "GetDomain"} >= {"shop"}
