"""The region of clients that name none, while the mock is active."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import boto3
import pytest
from botocore.session import Session

from cprofiles_mock import mock_customerprofiles
from cprofiles_mock.hosts.botocore import configured_region
from cprofiles_mock.testing.region import regions, set_default_region

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
        regions.lend(None)
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


@pytest.fixture
def profiles(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A configuration file with a region for one profile alone."""
    config = tmp_path / "config"
    config.write_text("[default]\noutput = json\n[profile eu]\nregion = eu-west-2\n")
    monkeypatch.setenv("AWS_CONFIG_FILE", str(config))


def region_of(profile_name: str | None = None, region_name: str | None = None) -> str:
    """The region of a client of such a session that names none."""
    made = boto3.Session(profile_name=profile_name, region_name=region_name)
    name: str = made.client("customer-profiles").meta.region_name
    assert made.region_name == name
    return name


@pytest.mark.parametrize("before", [None, ""])
def test_a_profile_keeps_its_region(
    before: str | None, profiles: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    if before is not None:
        monkeypatch.setenv("AWS_DEFAULT_REGION", before)
    made_before = boto3.Session(profile_name="eu")
    original = Session.get_config_variable
    with mock_customerprofiles():
        assert region_of(profile_name="eu") == "eu-west-2"
        assert region_of(profile_name="eu", region_name="ca-central-1") == "ca-central-1"
        assert made_before.client("customer-profiles").meta.region_name == "eu-west-2"
        assert region_of() == "us-east-1"
        # Programs that read the variable themselves, and child processes, find one.
        assert variable() == "us-east-1"
    assert variable() == before
    assert Session.get_config_variable is original


def test_a_profile_that_a_test_chooses_keeps_its_region(
    profiles: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    with mock_customerprofiles():
        monkeypatch.setenv("AWS_PROFILE", "eu")
        assert region() == configured_region() == "eu-west-2"
        monkeypatch.setenv("AWS_PROFILE", "nobody")
        assert configured_region() == "us-east-1"


def test_a_profile_keeps_its_region_beside_that_of_the_default_profile(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An empty variable is replaced by the region of the default profile."""
    config = tmp_path / "config"
    config.write_text("[default]\nregion = eu-central-1\n[profile eu]\nregion = eu-west-2\n")
    monkeypatch.setenv("AWS_CONFIG_FILE", str(config))
    monkeypatch.setenv("AWS_DEFAULT_REGION", "")
    with mock_customerprofiles():
        assert region_of(profile_name="eu") == "eu-west-2"
        assert region_of() == "eu-central-1"


def test_a_region_of_an_activation_comes_before_that_of_a_profile(profiles: None) -> None:
    with mock_customerprofiles():
        with mock_customerprofiles(region="ca-central-1"):
            assert region_of(profile_name="eu") == "ca-central-1"
        assert region_of(profile_name="eu") == "eu-west-2"


def test_a_region_that_a_test_sets_comes_before_all(
    profiles: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    with mock_customerprofiles(), monkeypatch.context() as patched:
        patched.setenv("AWS_DEFAULT_REGION", "us-west-2")
        assert region_of(profile_name="eu") == region() == "us-west-2"
    with mock_customerprofiles(region="ca-central-1"), monkeypatch.context() as patched:
        patched.setenv("AWS_DEFAULT_REGION", "us-west-2")
        assert region() == "us-west-2"


def test_a_profile_keeps_its_region_under_the_command_line(
    profiles: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_DEFAULT_REGION", "")
    set_default_region("ca-central-1")
    try:
        with mock_customerprofiles():
            assert region_of(profile_name="eu") == "eu-west-2"
            assert region_of() == "ca-central-1"
            with mock_customerprofiles(region="us-west-2"):
                assert region_of(profile_name="eu") == "us-west-2"
            assert region_of(profile_name="eu") == "eu-west-2"
    finally:
        regions.lend(None)


def test_a_region_where_the_service_is_not_offered_is_refused_with_a_hint(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with pytest.raises(
        ValueError, match=r"not offered at 'us-est-1'.*; did you mean 'us-east-1'\?$"
    ):
        mock_customerprofiles(region="us-est-1").start()
    # moto's own setting allows every region.
    monkeypatch.setenv("MOTO_ALLOW_NONEXISTENT_REGION", "true")
    with mock_customerprofiles(region="us-est-1"):
        assert os.environ["AWS_DEFAULT_REGION"] == "us-est-1"
