"""Terraform's provider for AWS against the server, configured as docs/terraform.md says.

Runs where ``CPROFILES_MOCK_TERRAFORM_PROVIDERS`` names a folder that ``terraform init -plugin-dir``
takes, with ``registry.terraform.io/hashicorp/aws/`` in it. No index of packages has the provider.
"""

from __future__ import annotations

import re
import subprocess
from pathlib import Path
from typing import Any

import boto3
import pytest
import requests

from tests.support import optional
from tests.support.controls import ControlsOnServer
from tests.support.documentation import ROOT, SERVER_ADDRESS, clean_environment

PAGE = ROOT / "docs" / "terraform.md"

_BLOCK = re.compile(r"^```hcl\n(.*?)^```$", re.MULTILINE | re.DOTALL)


class Terraform:
    """Terraform in a directory of its own."""

    def __init__(self, directory: Path, server: str) -> None:
        self._program, self._providers = optional.terraform()
        self._directory = directory
        blocks = _BLOCK.findall(PAGE.read_text("utf-8"))
        self.provider, self.resources = (text.replace(SERVER_ADDRESS, server) for text in blocks)
        self.write(self.resources)

    def write(self, resources: str) -> None:
        (self._directory / "main.tf").write_text(f"{self.provider}\n{resources}")

    def run(self, *arguments: str, status: int = 0) -> None:
        done = subprocess.run(
            [self._program, *arguments, "-no-color"],
            cwd=self._directory,
            # Plugins speak to Terraform over the loopback.
            env={**clean_environment(), "CHECKPOINT_DISABLE": "1", "TF_IN_AUTOMATION": "1"},
            capture_output=True,
            text=True,
            check=False,
            timeout=300,
        )
        assert done.returncode == status, done.stdout + done.stderr

    def begin(self) -> None:
        self.run("init", "-input=false", f"-plugin-dir={self._providers}")

    def apply(self) -> None:
        self.run("apply", "-auto-approve", "-input=false")

    def find_no_difference(self) -> None:
        self.run("plan", "-input=false", "-detailed-exitcode")


@pytest.fixture
def terraform(server: str, handle: ControlsOnServer, tmp_path: Path) -> Terraform:
    terraform = Terraform(tmp_path, server)
    requests.post(f"{server}/moto-api/reset", timeout=10)
    terraform.begin()
    return terraform


@pytest.fixture
def client(server: str) -> Any:
    return boto3.client(
        "customer-profiles",
        region_name="us-east-1",
        endpoint_url=server,
        aws_access_key_id="testing",
        aws_secret_access_key="testing",
    )


def test_terraform_makes_changes_imports_and_destroys(terraform: Terraform, client: Any) -> None:
    terraform.apply()
    terraform.find_no_difference()
    found = client.search_profiles(DomainName="shop", KeyName="_account", Values=["C-1"])
    (profile,) = found["Items"]
    assert profile["Address"]["City"] == "Seattle"
    terraform.write(terraform.resources.replace("= 366", "= 30").replace("Seattle", "Tacoma"))
    terraform.apply()
    terraform.find_no_difference()
    assert client.get_domain(DomainName="shop")["DefaultExpirationDays"] == 30
    found = client.search_profiles(DomainName="shop", KeyName="_account", Values=["C-1"])
    assert found["Items"][0]["Address"]["City"] == "Tacoma"
    profile_id = profile["ProfileId"]
    terraform.run("state", "rm", "aws_customerprofiles_profile.ada")
    terraform.run("state", "rm", "aws_customerprofiles_domain.shop")
    terraform.run("import", "aws_customerprofiles_domain.shop", "shop")
    terraform.run("import", "aws_customerprofiles_profile.ada", f"shop/{profile_id}")
    terraform.find_no_difference()
    terraform.run("destroy", "-auto-approve", "-input=false")
    assert client.list_domains()["Items"] == []
