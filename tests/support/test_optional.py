"""What tests do without programs that a machine may lack."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.support import optional

pytestmark = pytest.mark.in_process

FIND: list[Callable[[], str]] = [
    optional.aws_cli,
    optional.curl,
    optional.node,
    optional.node_with_cdk,
]


@pytest.fixture(autouse=True)
def nothing(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """There are no programs at all."""
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(optional, "JAVASCRIPT", tmp_path)
    monkeypatch.delenv("CPROFILES_MOCK_NO_SKIP", raising=False)


@pytest.mark.parametrize("find", FIND)
def test_a_test_that_needs_what_is_missing_is_skipped(find: Callable[[], str]) -> None:
    with pytest.raises(pytest.skip.Exception, match="is not here"):
        find()


@pytest.mark.parametrize("find", FIND)
def test_where_nothing_may_be_missing_it_fails(
    find: Callable[[], str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CPROFILES_MOCK_NO_SKIP", "1")
    with pytest.raises(pytest.fail.Exception, match="is not here"):
        find()


def test_node_without_the_sdk_is_not_enough(tmp_path: Path) -> None:
    node = tmp_path / "node"
    node.symlink_to(sys.executable)
    with pytest.raises(pytest.skip.Exception, match="^AWS's SDK for JavaScript is not here"):
        optional.node()
    (tmp_path / "node_modules" / "@aws-sdk" / "client-customer-profiles").mkdir(parents=True)
    assert optional.node() == str(node)


def test_programs_are_found_on_the_path(tmp_path: Path) -> None:
    for name in ("aws", "curl"):
        (tmp_path / name).symlink_to(sys.executable)
    assert optional.aws_cli() == str(tmp_path / "aws")
    assert optional.curl() == str(tmp_path / "curl")


def test_docker_needs_to_answer_and_may_be_missing_everywhere(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def docker(*commands: str) -> None:
        path = tmp_path / "docker"
        path.write_text("\n".join(["#!/bin/sh", *commands]))
        path.chmod(0o755)

    monkeypatch.setenv("CPROFILES_MOCK_NO_SKIP", "1")
    with pytest.raises(pytest.skip.Exception, match="^Docker is not here"):
        optional.docker_with_lambda()
    docker("exit 1")
    with pytest.raises(
        pytest.skip.Exception, match="^Docker does not answer, or needs: docker pull"
    ):
        optional.docker_with_lambda()
    docker('test "$*" = "image inspect ghcr.io/shogo82148/lambda-python:3.13"')
    optional.docker_with_lambda()


def test_terraform_needs_its_provider_and_may_be_missing_everywhere(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("CPROFILES_MOCK_NO_SKIP", "1")
    monkeypatch.delenv("CPROFILES_MOCK_TERRAFORM_PROVIDERS", raising=False)
    with pytest.raises(pytest.skip.Exception, match="^Terraform is not here"):
        optional.terraform()
    (tmp_path / "terraform").symlink_to(sys.executable)
    with pytest.raises(pytest.skip.Exception, match="names no folder with Terraform's provider"):
        optional.terraform()
    monkeypatch.setenv("CPROFILES_MOCK_TERRAFORM_PROVIDERS", "providers")
    assert optional.terraform() == (str(tmp_path / "terraform"), "providers")
