"""The region of clients that name none, while the mock is active."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import boto3
import pytest

from cprofiles_mock import mock_customerprofiles
from cprofiles_mock.testing.region import set_default_region

pytestmark = pytest.mark.in_process


def region() -> str:
    """The region of a client that names none."""
    name: str = boto3.Session().client("customer-profiles").meta.region_name
    return name


def variable() -> str | None:
    return os.environ.get("AWS_DEFAULT_REGION")


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A configuration file with a region."""
    config = tmp_path / "config"
    config.write_text("[default]\nregion = eu-central-1\n")
    monkeypatch.setenv("AWS_CONFIG_FILE", str(config))


@pytest.mark.parametrize("before", [None, ""])
def test_where_none_is_configured_it_is_us_east_1(
    before: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """For a decorator, a context manager, and start and stop; an empty variable is none."""
    if before is not None:
        monkeypatch.setenv("AWS_DEFAULT_REGION", before)
    with mock_customerprofiles():
        assert region() == "us-east-1"
    assert variable() == before
    assert mock_customerprofiles(region)() == "us-east-1"
    mock_customerprofiles.start()
    assert region() == "us-east-1"
    mock_customerprofiles.stop()
    assert variable() == before


def test_a_configured_region_holds(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-west-2")
    with mock_customerprofiles():
        assert region() == "us-west-2"
    assert variable() == "us-west-2"


@pytest.mark.parametrize("before", [None, ""])
def test_the_region_of_a_configuration_file_holds(
    before: str | None, file: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    if before is not None:
        monkeypatch.setenv("AWS_DEFAULT_REGION", before)
    with mock_customerprofiles():
        assert region() == "eu-central-1"
    assert variable() == before


def test_the_command_line_sets_one_where_none_is_configured(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for before, expected in (("", "eu-west-2"), ("us-west-2", "us-west-2")):
        monkeypatch.setenv("AWS_DEFAULT_REGION", before)
        set_default_region("eu-west-2")
        assert variable() == expected


def test_an_activation_may_set_another(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-west-2")
    with mock_customerprofiles(region="eu-west-2"):
        assert region() == "eu-west-2"
        with mock_customerprofiles(region="ca-central-1"):
            assert region() == "ca-central-1"
            with mock_customerprofiles():
                assert region() == "ca-central-1"
        assert region() == "eu-west-2"
    assert variable() == "us-west-2"

    @mock_customerprofiles(region="eu-west-2")
    def decorated() -> str:
        return region()

    assert decorated() == "eu-west-2"


def test_activations_that_overlap_put_back_what_was() -> None:
    first, second, third = (
        mock_customerprofiles(region=each) for each in (None, "eu-west-2", None)
    )
    first.start()
    second.start()
    third.start()
    first.stop()
    assert region() == "eu-west-2"
    second.stop()
    assert region() == "us-east-1"
    third.stop()
    assert variable() is None

    first, second = (mock_customerprofiles(region=each) for each in ("eu-west-2", "us-west-2"))
    first.start()
    second.start()
    first.stop()
    assert region() == "us-west-2"
    second.stop()
    assert variable() is None


def test_an_entry_finds_one_where_a_test_has_deleted_the_variable(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with mock_customerprofiles():
        with monkeypatch.context() as patched:
            patched.delenv("AWS_DEFAULT_REGION")
            with mock_customerprofiles():
                assert region() == "us-east-1"
            assert variable() is None
        assert region() == "us-east-1"


@pytest.mark.parametrize(("wrong", "error"), [("", ValueError), (5, TypeError)])
def test_what_is_no_region_is_refused(wrong: Any, error: type[Exception]) -> None:
    with pytest.raises(error, match="region"):
        mock_customerprofiles(region=wrong)
