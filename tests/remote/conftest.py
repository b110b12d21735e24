"""A server as the far side, which runs in a process of its own, and the command line."""

from __future__ import annotations

import io
import subprocess
from collections.abc import Callable
from contextlib import redirect_stderr, redirect_stdout
from typing import Any

import boto3
import pytest
from botocore.config import Config

from cprofiles_mock import cli
from tests.support.controls import ControlsOnServer

Command = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture(autouse=True)
def credentials(monkeypatch: pytest.MonkeyPatch) -> None:
    """What a user has configured."""
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "AKIAIOSFODNN7EXAMPLE")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "eu-west-2")


@pytest.fixture
def far(server: str) -> Any:
    """A client of the far side, which is empty at first."""
    ControlsOnServer(server).reset()
    return boto3.client(
        "customer-profiles", endpoint_url=server, config=Config(retries={"total_max_attempts": 1})
    )


@pytest.fixture
def controls(far: Any, server: str) -> ControlsOnServer:
    return ControlsOnServer(server)


@pytest.fixture
def command(far: Any, server: str) -> Command:
    """Runs a command against the far side, with its endpoint configured as for the AWS CLI."""

    def run(*arguments: str, endpoint: str | None = server) -> subprocess.CompletedProcess[str]:
        output, errors = io.StringIO(), io.StringIO()
        where = [] if endpoint is None else ["--endpoint-url", endpoint]
        with redirect_stdout(output), redirect_stderr(errors):
            status = cli.main([*arguments, *where])
        return subprocess.CompletedProcess(arguments, status, output.getvalue(), errors.getvalue())

    return run
