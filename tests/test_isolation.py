"""Entering and leaving, however it ends, leaves the process as it was."""

from __future__ import annotations

import gc
import os
import sys
import threading
from pathlib import Path
from typing import Any

import boto3
import botocore.client
import botocore.endpoint
import botocore.handlers
import botocore.loaders
import botocore.session
import pytest
import requests
from moto import mock_aws
from moto.core.models import botocore_stubber, responses_mock

from cprofiles_mock import mock_customerprofiles
from cprofiles_mock.instruments.controls import active_controls
from tests.fuzz.budget import LONG

pytestmark = pytest.mark.in_process

CYCLES = 1000 if LONG else 100
_KEYS = {"aws_access_key_id": "testing", "aws_secret_access_key": "testing"}


def _client(service: str = "customer-profiles") -> Any:
    return boto3.client(service, region_name="us-east-1", **_KEYS)  # type: ignore[call-overload]  # any service


def _attributes() -> dict[str, Any]:
    """What a mock could patch, by where it is."""
    patched = (
        botocore.loaders.Loader,
        botocore.session.Session,
        botocore.endpoint.Endpoint,
        botocore.client.ClientCreator,
        requests.Session,
        requests.adapters.HTTPAdapter,
        boto3,
    )
    found = {
        f"{owner.__name__}.{name}": id(value)
        for owner in patched
        for name, value in vars(owner).items()
        if name != "DEFAULT_SESSION" and callable(value)
    }
    handlers = sorted(map(repr, botocore.handlers.BUILTIN_HANDLERS))
    return {
        **found,
        "handlers": handlers,
        "environment": dict(os.environ),
        "threads": threading.active_count(),
        "files": sorted(_files()),
        "hooks": (sys.excepthook, sys.unraisablehook),
        "controls": active_controls(),
        "enabled": botocore_stubber.enabled,
        "send": responses_mock._real_send,
        "patcher": responses_mock._patcher,
    }


def _files() -> list[str]:
    """The file descriptors that are open, where the system shows them."""
    folder = Path("/proc/self/fd")
    return [os.readlink(each) for each in folder.iterdir() if each.exists()]


def _objects() -> int:
    gc.collect()
    return len(gc.get_objects())


def test_many_cycles_leave_nothing_behind() -> None:
    def cycles(count: int) -> None:
        for _ in range(count):
            with mock_customerprofiles() as mock:
                mock.backend().reset()

    # Modules are loaded, and caches filled, by the first.
    cycles(20)
    attributes, objects = _attributes(), _objects()
    cycles(CYCLES)
    assert _attributes() == attributes
    assert _objects() - objects < 100


@pytest.mark.parametrize("ending", [ValueError, KeyboardInterrupt])
def test_whatever_ends_it_the_process_is_as_it_was(ending: type[BaseException]) -> None:
    with mock_customerprofiles():
        pass
    # Files that an earlier test left to it are closed now and not in between.
    gc.collect()
    before = _attributes()
    for _ in range(5):
        with pytest.raises(ending), mock_customerprofiles():
            _client().create_domain(DomainName="d", DefaultExpirationDays=30)
            raise ending
    with mock_customerprofiles():
        assert _client().list_domains()["Items"] == []
    gc.collect()
    assert _attributes() == before


def test_the_default_session_is_the_same_before_and_after() -> None:
    boto3.setup_default_session()
    before = boto3.DEFAULT_SESSION
    try:
        with mock_customerprofiles():
            _client().list_domains()
        assert boto3.DEFAULT_SESSION is before
    finally:
        boto3.DEFAULT_SESSION = None


def test_the_state_of_motos_other_services_is_left_alone() -> None:
    with mock_aws():
        sqs = _client("sqs")
        sqs.create_queue(QueueName="kept")
        for _ in range(3):
            with mock_customerprofiles() as mock:
                _client().create_domain(DomainName="d", DefaultExpirationDays=30)
                mock.reset()
        assert len(sqs.list_queues()["QueueUrls"]) == 1


TESTS = """
import boto3, pytest

@pytest.fixture
def domain(customerprofiles, request):
    name = "".join(filter(str.isalnum, request.node.name))
    customerprofiles.create_domain(DomainName=name, DefaultExpirationDays=30)
    return name

@pytest.fixture
def failing(domain):
    raise LookupError("a fixture that fails")

@pytest.mark.parametrize("number", range(5))
def test_sees_its_own_domain_alone(customerprofiles, domain, number):
    items = customerprofiles.list_domains()["Items"]
    assert [item["DomainName"] for item in items] == [domain]

@pytest.mark.parametrize("number", range(3))
def test_never_runs(failing, number):
    pass

@pytest.mark.parametrize("number", range(3))
def test_fails(customerprofiles, domain, number):
    raise ValueError

@pytest.mark.parametrize("number", range(3))
def test_sees_nothing(customerprofiles, number):
    assert customerprofiles.list_domains()["Items"] == []
"""


@pytest.mark.parametrize("seed", range(1, 4 if LONG else 2))
def test_tests_in_any_order_do_not_see_each_other(pytester: pytest.Pytester, seed: int) -> None:
    pytester.makepyfile(TESTS)
    result = pytester.runpytest_subprocess(f"--randomly-seed={seed}")
    result.assert_outcomes(passed=8, failed=3, errors=3)
