"""These tests want aiobotocore; two tox environments have it, one of them with aioboto3.

Where ``CPROFILES_MOCK_TEST_MODE`` names a library, that library is meant to be there: what is
missing is a failure then. Elsewhere it is a reason to skip.
"""

from __future__ import annotations

import importlib.util
import os
from pathlib import Path
from typing import Any

import pytest

from tests.aio import as_boto3
from tests.conftest import ASYNCHRONOUS, REGION
from tests.hosts.conftest import blocked_socket  # noqa: F401  (a fixture)

_IS_THERE = importlib.util.find_spec("aiobotocore") is not None


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Skip where the client is not installed and is not meant to be."""
    skip = pytest.mark.skipif(
        not (_IS_THERE or ASYNCHRONOUS),
        reason="aiobotocore is not installed; tox -e aiobotocore has it",
    )
    here = f"{Path(__file__).parent}{os.sep}"
    for item in items:
        # All tests of a run come here, and a path takes longer to ask for its parents.
        if str(item.path).startswith(here):
            item.add_marker(skip)


@pytest.fixture
def connect() -> Any:
    """Opens clients of the library whose mode it is: ``async with connect() as client``."""

    library = ASYNCHRONOUS or "aiobotocore"
    session = as_boto3.new_session(library)

    def open_client(region_name: str = REGION, **arguments: Any) -> Any:
        return as_boto3.open_client(library, session, region_name=region_name, **arguments)

    return open_client
