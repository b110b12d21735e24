"""Programs of others that a machine may lack.

A test that needs one is skipped without it. With ``CPROFILES_MOCK_NO_SKIP`` in the environment it
fails: where all of them are meant to be there, a skip must not pass for a green test.
"""

from __future__ import annotations

import importlib
import importlib.util
import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

#: Where npm installs AWS's SDK for JavaScript. Programs find it only below or beside them.
JAVASCRIPT = Path(__file__).parent.parent / "clients" / "javascript"


def need(found: object, reason: str) -> None:
    """Skip the test, or fail it where nothing may be missing, unless something was found."""
    if found:
        return
    if os.environ.get("CPROFILES_MOCK_NO_SKIP"):
        pytest.fail(reason, pytrace=False)
    pytest.skip(reason)


def aws_cli() -> str:
    """The path of the AWS CLI."""
    path = shutil.which("aws")
    need(path, "the AWS CLI is not here; tox -e clients installs it")
    return str(path)


def curl() -> str:
    """The path of curl."""
    path = shutil.which("curl")
    need(path, "curl is not here")
    return str(path)


def pyorc() -> Any:
    """The library that the extra ``orc`` brings."""
    found = importlib.util.find_spec("pyorc")
    need(found, "pyorc is not here; the extra orc brings it")
    return importlib.import_module("pyorc")


def sql() -> None:
    """The libraries that the extra ``sql`` brings."""
    for name in ("sqlglot", "duckdb"):
        need(importlib.util.find_spec(name), f"{name} is not here; the extra sql brings it")


def node() -> str:
    """The path of Node, with AWS's SDK for JavaScript installed."""
    return _node_with("@aws-sdk/client-customer-profiles", "AWS's SDK for JavaScript")


def node_with_cdk() -> str:
    """The path of Node, with the AWS CDK installed."""
    return _node_with("aws-cdk-lib", "the AWS CDK")


def _node_with(package: str, name: str) -> str:
    path = shutil.which("node")
    need(path, "Node is not here")
    there = (JAVASCRIPT / "node_modules" / package).exists()
    need(there, f"{name} is not here; tox -e clients installs it")
    return str(path)


#: What moto runs a function of Python 3.13 in.
LAMBDA_IMAGE = "ghcr.io/shogo82148/lambda-python:3.13"


def docker_with_lambda() -> None:
    """Docker, with the image in which moto runs functions.

    Skips even where nothing may be missing: no index of packages has a service of the machine, and
    a test fetches nothing from a network.
    """
    path = shutil.which("docker")
    if path is None:
        pytest.skip("Docker is not here")
    asked = [path, "image", "inspect", LAMBDA_IMAGE]
    if subprocess.run(asked, capture_output=True, check=False, timeout=60).returncode:
        pytest.skip(f"Docker does not answer, or needs: docker pull {LAMBDA_IMAGE}")


def terraform() -> tuple[str, str]:
    """The path of Terraform, and the folder that has its provider for AWS.

    Skips even where nothing may be missing: no index of packages has the provider.
    """
    path = shutil.which("terraform")
    folder = os.environ.get("CPROFILES_MOCK_TERRAFORM_PROVIDERS")
    if not path or not folder:
        missing = (
            "Terraform is not here"
            if not path
            else "CPROFILES_MOCK_TERRAFORM_PROVIDERS names no folder with Terraform's provider"
        )
        pytest.skip(missing)
    return path, folder
