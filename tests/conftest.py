"""Fixtures of the whole suite, which runs in several modes.

It runs in process and through the server; and in process with the clients of aiobotocore and of
aioboto3 instead of botocore's, where those are installed.
"""

from __future__ import annotations

import gc
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from botocore.config import Config
from botocore.retries.bucket import TokenBucket
from botocore.session import Session

from tests.aio import as_boto3
from tests.support.controls import ControlsOnServer
from tests.support.expectations import check_calls, check_response
from tests.support.lent_clients import lent
from tests.support.warm import MEASURING, Program

pytest_plugins = ["pytester"]

# A shell that starts the tests in the background lets them, and what they start, ignore
# interruptions; tests that interrupt would wait for ever.
signal.signal(signal.SIGINT, signal.default_int_handler)

_MODE = os.environ.get("CPROFILES_MOCK_TEST_MODE", "")

#: ``CPROFILES_MOCK_TEST_MODE=server`` sends the clients of the suite to a server.
SERVER_MODE = _MODE == "server"

#: ``aiobotocore`` or ``aioboto3`` makes them clients of that library.
ASYNCHRONOUS = _MODE if _MODE in {"aiobotocore", "aioboto3"} else None

ACCOUNT_ID = "123456789012"
REGION = "us-east-1"

#: How variables begin that configure AWS's clients and moto, and what stands for no configuration.
CONFIGURING = ("AWS_", "MOTO_")
UNCONFIGURED = {
    "AWS_CONFIG_FILE": os.devnull,
    "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
    "AWS_EC2_METADATA_DISABLED": "true",
}


#: Folders whose tests need more than the others: a browser; tools that build and check packages.
APART = {"browser", "packaging"}


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Some folders have an environment of their own: their tests run where they are named."""
    if collection_path.parent != Path(__file__).parent or collection_path.name not in APART:
        return None
    return not any(collection_path.name in argument for argument in config.args) or None


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Tests of what lies inside one process have no meaning through a server."""
    inside = [item for item in items if SERVER_MODE and item.get_closest_marker("in_process")]
    if inside:
        config.hook.pytest_deselected(items=inside)
        items[:] = [item for item in items if item not in inside]


def pytest_collection_finish() -> None:
    """Look for garbage less often, and never among what all tests share.

    A run of the whole suite takes a tenth less time so. Tests that want to see what is garbage
    collect it themselves.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 100)


#: What makes coverage measure child processes, where it measures at all.
_MEASURED = {MEASURING: os.environ[MEASURING]} if MEASURING in os.environ else {}


@pytest.fixture(autouse=True)
def environment(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """No configuration of the machine's user reaches a test.

    Nor are its child processes measured, unless they run lines that nothing else runs: a child that
    is takes two or three times as long. Forks of this process always are.
    """
    for name in [name for name in os.environ if name.startswith(CONFIGURING)]:
        monkeypatch.delenv(name)
    if request.node.get_closest_marker("children_measured") is None:
        monkeypatch.delenv(MEASURING, raising=False)
    for name, value in UNCONFIGURED.items():
        monkeypatch.setenv(name, value)


@pytest.fixture
def no_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    """botocore waits neither before it tries again nor until its own rate allows a request."""
    monkeypatch.setattr(time, "sleep", lambda _: None)
    monkeypatch.setattr(TokenBucket, "acquire", lambda *_, **__: True)


@pytest.fixture
def pytester(
    request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch, pytester: pytest.Pytester
) -> pytest.Pytester:
    """No run of pytest in a test needs Hypothesis, which its plugin takes a second to import."""
    pytester.plugins.append("no:hypothesispytest")
    if request.node.get_closest_marker("fresh_interpreters") is None and hasattr(os, "fork"):
        monkeypatch.setattr(pytester, "popen", partial(_forked, pytester.popen))
    return pytester


def _forked(popen: Callable[..., Any], arguments: Sequence[str], **streams: Any) -> Any:
    """Fork a run of pytest from a process that has imported what it needs."""
    python, *others = map(str, arguments)
    if (python, others[:1]) != (sys.executable, ["-mpytest"]):
        return popen(arguments, **streams)
    output, errors = (Path(streams[name].name) for name in ("stdout", "stderr"))
    return Program(["-m", "pytest", *others[1:]], output=output, errors=errors)


@pytest.fixture(scope="session")
def server() -> Iterator[str]:
    """The address of a ``cprofiles-mock serve`` of this test run's own."""
    command = [sys.executable, "-m", "cprofiles_mock", "serve", "--port", "0"]
    # A fixture of the whole run begins before the one that clears the environment for a test.
    ours = {name: text for name, text in os.environ.items() if not name.startswith(CONFIGURING)}
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, text=True, env={**ours, **UNCONFIGURED, **_MEASURED}
    ) as process:
        assert process.stdout is not None
        line = process.stdout.readline()
        try:
            yield line.rsplit(" ", 1)[1].strip()
        finally:
            process.terminate()


MakeClient = Callable[..., Any]


@pytest.fixture
def make_client(request: pytest.FixtureRequest) -> Iterator[MakeClient]:
    """Makes clients of the mode's mock; every answer they get is held against the model.

    In process the journal has the answers. A handler of the client's would keep its calls from
    taking a shortcut, which is what a user's calls take.
    """
    settings: dict[str, Any] = {}
    mock = None
    if SERVER_MODE:
        settings["endpoint_url"] = request.getfixturevalue("server")
        ControlsOnServer(settings["endpoint_url"]).reset()
    else:
        mock = request.getfixturevalue("customerprofiles_mock")
    with ExitStack() as opened:

        def make(region_name: str = REGION, **arguments: Any) -> Any:
            arguments = {
                "region_name": region_name,
                "aws_access_key_id": "testing",
                "aws_secret_access_key": "testing",
                "config": Config(retries={"total_max_attempts": 1}),
                **settings,
                **arguments,
            }
            return _new_client(opened, arguments)

        yield make
    if mock is not None:
        check_calls(mock.calls)


def _new_client(opened: ExitStack, arguments: dict[str, Any]) -> Any:
    if ASYNCHRONOUS:  # pragma: no cover  (the mode of another environment)
        return opened.enter_context(as_boto3.opened(ASYNCHRONOUS, **arguments))
    client = _session().create_client("customer-profiles", **arguments)
    if SERVER_MODE:
        client.meta.events.register("after-call.customer-profiles", check_response)
    return client


_SESSIONS: list[Session] = []


def _session() -> Session:
    """One session for the run: making one anew would cost each test more than the mock does."""
    if not _SESSIONS:
        _SESSIONS.append(Session())
    return _SESSIONS[0]


@pytest.fixture
def client(make_client: MakeClient) -> Iterator[Any]:
    """A client of the mode's mock, in us-east-1."""
    yield from _lent_client("usual", make_client)


@pytest.fixture
def loose_client(make_client: MakeClient) -> Iterator[Any]:
    """A client that sends what botocore's own check of parameters would refuse."""
    config = Config(parameter_validation=False, retries={"total_max_attempts": 1})
    yield from _lent_client("loose", lambda: make_client(config=config))


def _lent_client(kind: str, make: Callable[[], Any]) -> Iterator[Any]:
    if ASYNCHRONOUS:  # pragma: no cover  (the mode of another environment)
        # It is closed at the end of the test.
        yield make()
        return
    with lent(kind, make) as client:
        yield client


@pytest.fixture
def domain(client: Any) -> str:
    """The name of a domain that exists."""
    client.create_domain(DomainName="customers", DefaultExpirationDays=366)
    return "customers"


@pytest.fixture
def handle(request: pytest.FixtureRequest, make_client: MakeClient) -> Any:
    """The handle of the mode's mock, or what speaks like it to the server."""
    if SERVER_MODE:
        return ControlsOnServer(request.getfixturevalue("server"))
    return request.getfixturevalue("customerprofiles_mock")
