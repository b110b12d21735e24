"""The guard: a call to this service fails where no mock is active."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import boto3
import pytest
import requests
from botocore.config import Config
from botocore.exceptions import (
    EndpointConnectionError,
    NoCredentialsError,
    ProxyConnectionError,
)
from botocore.session import Session
from moto import mock_aws

import cprofiles_mock
from cprofiles_mock import UnmockedCallError, UnmockedCallWarning, mock_customerprofiles
from cprofiles_mock.hosts.guard import guard
from cprofiles_mock.runtime.reaching_aws import reaching_aws

pytestmark = pytest.mark.in_process

NOWHERE = {"https": "http://127.0.0.1:9", "http": "http://127.0.0.1:9"}
ONCE = Config(retries={"total_max_attempts": 1}, proxies=NOWHERE, connect_timeout=1)


@pytest.fixture(autouse=True)
def not_guarded_by_the_run(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Whatever guards this run of pytest, each test has a guard of its own.

    And a session: boto3's may have found the mock's credentials in another test, and keep them.
    """
    monkeypatch.setattr(boto3, "DEFAULT_SESSION", None)
    restore = guard.set("off")
    yield
    guard.take()
    restore()


@pytest.fixture
def guarded() -> Iterator[None]:
    restore = guard.set("error")
    yield
    restore()


def new_client(**arguments: Any) -> Any:
    """A client whose requests can go nowhere."""
    arguments = {"region_name": "us-east-1", "config": ONCE, **arguments}
    return boto3.client("customer-profiles", **arguments)


def test_a_call_while_no_mock_is_active_fails_before_anything_is_sent(guarded: None) -> None:
    with pytest.raises(UnmockedCallError) as raised:
        new_client().list_domains()
    assert str(raised.value) == (
        "the program called ListDomains of customer-profiles in us-east-1, and no mock is active: "
        "enter mock_customerprofiles before, or run the program by cprofiles-mock run"
    )
    assert guard.take() == [raised.value]
    assert guard.take() == []


def test_without_credentials_too(guarded: None) -> None:
    client = new_client()
    with pytest.raises(UnmockedCallError):
        client.list_domains()
    with reaching_aws(), pytest.raises(NoCredentialsError):
        client.list_domains()


def test_a_client_that_was_there_before_the_guard_is_guarded() -> None:
    """In a process of its own: any test may have installed the guard in this one."""
    program = """
import boto3
client = boto3.client("customer-profiles", region_name="us-east-1")
from cprofiles_mock import UnmockedCallError
from cprofiles_mock.hosts.guard import guard
restore = guard.set("error")
try:
    client.list_domains()
except UnmockedCallError as error:
    print(error)
restore()
client.list_domains()
"""
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=False
    )
    assert done.stdout.startswith("the program called ListDomains of customer-profiles")
    assert "NoCredentialsError" in done.stderr


def test_any_activation_lets_calls_pass(guarded: None) -> None:
    cprofiles_mock.register()
    client = new_client()
    for activation in (mock_customerprofiles, mock_aws()):
        with activation:
            assert client.list_domains()["Items"] == []
        with pytest.raises(UnmockedCallError):
            client.list_domains()


def test_a_mock_that_lets_the_service_pass_is_active(guarded: None) -> None:
    passing: Any = {"core": {"passthrough": {"services": ["customer-profiles"]}}}
    with mock_customerprofiles(config=passing), pytest.raises(ProxyConnectionError):
        new_client().list_domains()


def test_an_endpoint_that_is_not_of_aws_is_not_guarded(
    guarded: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    keys = {"aws_access_key_id": "testing", "aws_secret_access_key": "testing"}
    local = new_client(endpoint_url="http://127.0.0.1:9", config=Config(
        retries={"total_max_attempts": 1}), **keys)  # fmt: skip
    with pytest.raises(EndpointConnectionError):
        local.list_domains()
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:9")
    with pytest.raises(EndpointConnectionError):
        new_client(config=Config(retries={"total_max_attempts": 1}), **keys).list_domains()


def test_an_endpoint_of_aws_that_is_given_is_guarded(guarded: None) -> None:
    client = new_client(endpoint_url="https://profile-fips.us-east-1.amazonaws.com")
    with pytest.raises(UnmockedCallError, match="in us-east-1"):
        client.list_domains()


def test_other_services_are_not_guarded(guarded: None) -> None:
    s3 = boto3.client("s3", region_name="us-east-1", config=ONCE)
    with pytest.raises(NoCredentialsError):
        s3.list_buckets()


def test_a_presigned_url_is_guarded_where_it_is_sent(guarded: None) -> None:
    url = "https://profile.us-east-1.amazonaws.com/domains?X-Amz-Signature=1"
    with pytest.raises(UnmockedCallError, match="called GET /domains of customer-profiles"):
        requests.get(url, timeout=1)
    with pytest.raises(UnmockedCallError):
        requests.get(url.replace("https", "http"), timeout=1, proxies=NOWHERE)
    for other in ("http://example.invalid/", "http://127.0.0.1:9/"):
        with pytest.raises(requests.exceptions.ConnectionError):
            requests.get(other, timeout=1, proxies=NOWHERE)
    with pytest.raises(requests.exceptions.ConnectionError):
        requests.get("http://127.0.0.1:9/", timeout=1)


def test_a_session_without_built_in_handlers_is_guarded(guarded: None) -> None:
    bare = Session(include_builtin_handlers=False)
    client: Any = bare.create_client(
        "customer-profiles", region_name="us-east-1", config=Config(
            retries={"total_max_attempts": 1}, signature_version="v4"),
        aws_access_key_id="testing", aws_secret_access_key="testing",
    )  # fmt: skip
    with pytest.raises(UnmockedCallError, match="called GET /domains"):
        client.list_domains()


def test_it_can_warn_and_let_the_call_go() -> None:
    restore = guard.set("warn")
    keys = {"aws_access_key_id": "testing", "aws_secret_access_key": "testing"}
    client = new_client(**keys)
    with pytest.warns(UnmockedCallWarning) as told, pytest.raises(ProxyConnectionError):
        client.list_domains()
    [one] = told
    assert "called ListDomains" in str(one.message)
    assert one.filename == __file__
    url = "http://profile.us-east-1.amazonaws.com/domains"
    with (
        pytest.warns(UnmockedCallWarning, match="called GET /domains") as told,
        pytest.raises(requests.exceptions.ConnectionError),
    ):
        requests.get(url, timeout=1, proxies=NOWHERE)
    assert {each.filename for each in told} == {__file__}
    assert guard.take() == []
    restore()


def test_a_mock_that_begins_while_guarded_still_answers_bare_sessions_afterwards() -> None:
    program = """
import boto3
from botocore.session import Session
from cprofiles_mock.hosts.guard import guard
restore = guard.set("error")
from cprofiles_mock import mock_customerprofiles
with mock_customerprofiles():
    restore()
    client = Session(include_builtin_handlers=False).create_client(
        "customer-profiles", region_name="us-east-1",
        aws_access_key_id="testing", aws_secret_access_key="testing",
    )
    print(client.list_domains()["ResponseMetadata"]["HTTPStatusCode"])
"""
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=False
    )
    assert done.stdout == "200\n", done.stderr


def test_guards_are_taken_back_one_after_the_other() -> None:
    outer = guard.set("error")
    inner = guard.set("warn")
    inner()
    assert guard.mode == "error"
    inner = guard.set("off")
    with pytest.raises(NoCredentialsError):
        new_client().list_domains()
    inner()
    with pytest.raises(UnmockedCallError):
        new_client().list_domains()
    outer()
    assert guard.mode == "off"


def test_another_mode_is_refused() -> None:
    with pytest.raises(ValueError, match="^a guard is error, warn or off, not 'erorr'$"):
        guard.set("erorr")


PROGRAM = """
import sys
import boto3
import cprofiles_mock
try:
    boto3.client("customer-profiles", region_name="us-east-1").list_domains()
except cprofiles_mock.UnmockedCallError as error:
    print(error)
"""


@pytest.mark.children_measured
@pytest.mark.parametrize(
    ("mode", "said"),
    [
        ("error", "the program called ListDomains of customer-profiles in us-east-1, and no mock"),
        ("off", "NoCredentialsError"),
        ("", "NoCredentialsError"),
        ("on", "ValueError: CPROFILES_MOCK_GUARD: a guard is error, warn or off, not 'on'"),
    ],
)
def test_the_environment_guards_each_process_that_imports_the_package(
    monkeypatch: pytest.MonkeyPatch, mode: str, said: str
) -> None:
    monkeypatch.setenv("CPROFILES_MOCK_GUARD", mode)
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM], capture_output=True, text=True, check=False
    )
    assert said in done.stdout + done.stderr


def test_under_run_the_mock_is_active_and_its_children_are_guarded(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Any
) -> None:
    monkeypatch.setenv("CPROFILES_MOCK_GUARD", "error")
    child = tmp_path / "child.py"
    child.write_text(PROGRAM)
    parent = tmp_path / "parent.py"
    parent.write_text(
        "import boto3, subprocess, sys\n"
        "assert boto3.client('customer-profiles').list_domains()['Items'] == []\n"
        f"print(subprocess.check_output([sys.executable, {str(child)!r}], text=True))\n"
    )
    done = subprocess.run(
        [sys.executable, "-m", "cprofiles_mock", "run", str(parent)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "the program called ListDomains of customer-profiles" in done.stdout


def test_without_a_guard_the_package_imports_no_botocore() -> None:
    program = "import sys, cprofiles_mock; sys.exit('botocore' in sys.modules)"
    subprocess.run([sys.executable, "-c", program], check=True)
