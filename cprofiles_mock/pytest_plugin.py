"""The pytest plugin: two fixtures and a marker. It imports pytest alone until one is used."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

    from types_boto3_customer_profiles import CustomerProfilesClient

    from .testing.handle import MockHandle

_MARKER = "customerprofiles"

# What the marker takes.
_KINDS = {"region": str, "config": dict}


def pytest_configure(config: pytest.Config) -> None:
    """Make the marker known."""
    config.addinivalue_line(
        "markers",
        f"{_MARKER}(region=None, config=None): region and moto configuration of the "
        "customerprofiles and customerprofiles_mock fixtures",
    )


def pytest_collection_finish() -> None:
    """Let plain ``mock_aws`` cover the service, where a test has imported moto."""
    if "moto" in sys.modules:
        from .hosts.moto import register

        register()


@pytest.fixture
def customerprofiles_mock(request: pytest.FixtureRequest) -> Iterator[MockHandle]:
    """The handle of a mock that is active during the test.

    Where no region is configured, AWS_DEFAULT_REGION is us-east-1 meanwhile; the marker
    ``@pytest.mark.customerprofiles(region=…, config=…)`` sets another.
    """
    from .testing.activation import mock_customerprofiles
    from .testing.region import default_region

    marker = _read_marker(request.node)
    with (
        default_region(marker.get("region")),
        mock_customerprofiles(config=marker.get("config")) as mock,
    ):
        yield mock


@pytest.fixture
def customerprofiles(
    customerprofiles_mock: MockHandle,  # noqa: ARG001  (its being active is what counts)
) -> CustomerProfilesClient:
    """A boto3-compatible client of the active mock, in the region that is configured."""
    from .hosts.botocore import client_factory, configured_region

    region = configured_region()
    assert region is not None  # customerprofiles_mock has seen to it
    client: CustomerProfilesClient = client_factory.client(region)
    return client


def _read_marker(node: pytest.Item) -> dict[str, Any]:
    """The arguments of the markers that stand on a test; of one given twice the nearest counts.

    Raises pytest.UsageError for what a marker does not take.
    """
    arguments: dict[str, Any] = {}
    for marker in node.iter_markers(_MARKER):
        unknown = marker.kwargs.keys() - _KINDS.keys()
        if marker.args or unknown:
            raise pytest.UsageError(
                f"@pytest.mark.{_MARKER} takes region=… and config=… alone, "
                f"not {', '.join([*map(repr, marker.args), *sorted(unknown)])}"
            )
        for name, value in marker.kwargs.items():
            if value == "" or not isinstance(value, _KINDS[name] | None):
                raise pytest.UsageError(
                    f"@pytest.mark.{_MARKER}: {name} is a {_KINDS[name].__name__}, not {value!r}"
                )
            arguments.setdefault(name, value)
    return arguments
