"""The pytest plugin: two fixtures and a marker. It imports only pytest until one is used."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator

    from types_boto3_customer_profiles import CustomerProfilesClient

    from .testing.handle import MockHandle

_MARKER = "customerprofiles"

# The marker's arguments and their types.
_KINDS = {"region": str, "config": dict}


def pytest_configure(config: pytest.Config) -> None:
    """Register the marker."""
    config.addinivalue_line(
        "markers",
        f"{_MARKER}(region=None, config=None): activate the mock of customer-profiles during the "
        "test, in this region and with this configuration of moto",
    )


def pytest_collection_finish() -> None:
    """Make plain ``mock_aws`` cover the service, if a test module has imported moto."""
    if "moto" in sys.modules:
        from .hosts.moto import register

        register()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Generator[None, object, object]:
    """Let a marked test run in the marker's region, whatever its fixtures have configured."""
    if item.get_closest_marker(_MARKER) is None:
        return (yield)
    from .testing.region import default_region

    with default_region(_read_marker(item).get("region")):
        return (yield)


@pytest.fixture(autouse=True)
def _customerprofiles_marked(request: pytest.FixtureRequest) -> None:
    """Activate the mock for a marked test, before the other fixtures of functions."""
    if request.node.get_closest_marker(_MARKER) is not None:
        request.getfixturevalue("customerprofiles_mock")


@pytest.fixture
def customerprofiles_mock(request: pytest.FixtureRequest) -> Iterator[MockHandle]:
    """The handle of a mock that is active during the test, and begins without state.

    Under a wider activation, the state of that is put back when the test has ended.

    If no region is configured, AWS_DEFAULT_REGION is us-east-1 during the test; the marker
    ``@pytest.mark.customerprofiles(region=…, config=…)`` sets another region.
    """
    from .models import set_aside
    from .testing.activation import mock_customerprofiles
    from .testing.region import default_region

    marker = _read_marker(request.node)
    with (
        default_region(marker.get("region")),
        mock_customerprofiles(config=marker.get("config")) as mock,
        set_aside(),
    ):
        yield mock


@pytest.fixture
def customerprofiles(
    request: pytest.FixtureRequest,
    customerprofiles_mock: MockHandle,  # noqa: ARG001  (requested to activate the mock)
) -> CustomerProfilesClient:
    """A boto3-compatible client of the active mock, in the configured region."""
    from .hosts.botocore import client_factory, configured_region

    region = _read_marker(request.node).get("region") or configured_region()
    assert region is not None  # customerprofiles_mock ensures it
    client: CustomerProfilesClient = client_factory.client(region)
    return client


def _read_marker(node: pytest.Item) -> dict[str, Any]:
    """The arguments of a test's markers; if one is given twice, the nearest marker wins.

    Raises pytest.UsageError for an argument that the marker does not accept.
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
