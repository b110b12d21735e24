"""Programs of others that a machine may lack.

A test that needs one is skipped without it. With ``CPROFILES_MOCK_NO_SKIP`` in the environment it
fails: where all of them are meant to be there, a skip must not pass for a green test.
"""

from __future__ import annotations

import os
import shutil
from pathlib import Path

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


def node() -> str:
    """The path of Node, with AWS's SDK for JavaScript installed."""
    path = shutil.which("node")
    need(path, "Node is not here")
    sdk = JAVASCRIPT / "node_modules" / "@aws-sdk" / "client-customer-profiles"
    need(sdk.exists(), "AWS's SDK for JavaScript is not here; tox -e clients installs it")
    return str(path)
