"""Calls that take time, as a test wants it: in threads, in tasks, and over HTTP."""

from __future__ import annotations

import time
from datetime import datetime, timedelta, timezone
from threading import Event, Thread
from typing import Any

import boto3
import pytest
import requests
import time_machine
from botocore.config import Config
from botocore.exceptions import ClientError, ReadTimeoutError
from freezegun import freeze_time

from cprofiles_mock import mock_customerprofiles
from cprofiles_mock.runtime import clock
from tests.support.clock import stopped
from tests.support.controls import ControlsOnServer
from tests.support.raw_http import send

pytestmark = pytest.mark.in_process

MOMENT = datetime(2030, 1, 1, tzinfo=timezone.utc)


def client_with(**config: Any) -> Any:
    once = Config(retries={"total_max_attempts": 1}, **config)
    return boto3.client("customer-profiles", region_name="us-east-1", config=once)


def test_a_call_waits_so_long_and_the_journal_tells_it(client: Any, handle: Any) -> None:
    handle.latency(0.05)
    before = time.perf_counter()
    client.list_domains()
    assert time.perf_counter() - before >= 0.05
    assert 0.05 <= handle.calls[-1].duration < 5


def test_an_error_of_the_service_takes_as_long(client: Any, handle: Any) -> None:
    handle.latency(0.05)
    with pytest.raises(ClientError, match="ResourceNotFoundException"):
        client.get_domain(DomainName="nowhere")
    assert handle.calls[-1].duration >= 0.05


def test_a_connection_that_fails_does_so_at_once(client: Any, handle: Any) -> None:
    handle.latency(1000)
    handle.fail_next("ListDomains", "ReadTimeoutError")
    with pytest.raises(ReadTimeoutError):
        client.list_domains()
    assert handle.calls[-1].duration < 100


@pytest.mark.parametrize("freeze", [lambda: stopped(MOMENT), lambda: freeze_time(MOMENT)])
def test_while_the_clock_is_frozen_nobody_waits(client: Any, handle: Any, freeze: Any) -> None:
    handle.latency(50)
    with freeze():
        client.list_domains()
    [call] = handle.calls
    assert (call.at, call.duration) == (MOMENT, 50.0)


def test_a_clock_that_was_moved_and_goes_on_is_waited_for(client: Any, handle: Any) -> None:
    handle.latency(0.02)
    with time_machine.travel(MOMENT, tick=True):
        assert not clock.stands_still()
        client.list_domains()
    [call] = handle.calls
    assert call.at - MOMENT < timedelta(seconds=60)
    assert 0.02 <= call.duration < 60


def test_beyond_its_read_timeout_a_client_gives_up_but_the_call_was_carried_out() -> None:
    with mock_customerprofiles() as mock:
        client = client_with(read_timeout=0.05)
        client.create_domain(DomainName="shop", DefaultExpirationDays=30)
        mock.latency(1000, "CreateProfile")
        with pytest.raises(ReadTimeoutError, match="https://profile.us-east-1.amazonaws.com"):
            client.create_profile(DomainName="shop")
        call = mock.calls[-1]
        assert 0.05 <= call.duration < 100
        assert call.error is not None
        assert (call.error.code, call.error.status) == ("ReadTimeoutError", None)
        assert call.response is None
        assert client.get_domain(DomainName="shop")["Stats"]["ProfileCount"] == 1


def test_a_client_that_tries_again_creates_a_profile_twice() -> None:
    with mock_customerprofiles() as mock:
        again = Config(read_timeout=7, retries={"total_max_attempts": 2, "mode": "standard"})
        client = boto3.client("customer-profiles", region_name="us-east-1", config=again)
        client.create_domain(DomainName="shop", DefaultExpirationDays=30)
        mock.latency(8, "CreateProfile")
        with stopped(MOMENT), pytest.raises(ReadTimeoutError):
            client.create_profile(DomainName="shop")
        assert [call.duration for call in mock.calls[1:]] == [7.0, 7.0]
        assert client.get_domain(DomainName="shop")["Stats"]["ProfileCount"] == 2


def test_botocores_own_timeout_holds_if_the_client_has_none(client: Any, handle: Any) -> None:
    handle.latency(61)
    with stopped(MOMENT), pytest.raises(ReadTimeoutError):
        client.list_domains()
    handle.latency(60)
    with stopped(MOMENT):
        client.list_domains()
    assert [call.duration for call in handle.calls] == [60.0, 60.0]


def test_a_client_without_a_timeout_waits_for_ever() -> None:
    with mock_customerprofiles() as mock, stopped(MOMENT):
        mock.latency(1_000_000)
        client_with(read_timeout=None).list_domains()
        assert mock.calls[-1].duration == 1_000_000.0


def test_what_is_set_for_an_operation_prevails(client: Any, handle: Any) -> None:
    handle.latency(0.1)
    handle.latency(7, "ListDomains")
    handle.latency(0, "ListEventStreams")
    with stopped(MOMENT):
        client.list_domains()
        for call in (client.get_domain, client.list_event_streams):
            with pytest.raises(ClientError):
                call(DomainName="shop")
    assert [call.duration for call in handle.calls] == [7.0, 0.1, 0.0]


def test_zero_ends_it(client: Any, handle: Any) -> None:
    handle.latency(1000)
    handle.latency(1000, "ListDomains")
    handle.latency(0)
    client.list_domains()
    handle.latency(1000, "ListDomains")
    handle.latency(0, "ListDomains")
    client.list_domains()
    handle.latency(1000)
    handle.reset()
    client.list_domains()
    assert handle.calls[-1].duration < 500


def test_a_call_that_waits_holds_up_no_other() -> None:
    with mock_customerprofiles() as mock:
        slow, quick = client_with(), client_with()
        mock.latency(0.5, "CreateDomain")
        thread = Thread(
            target=slow.create_domain,
            kwargs={"DomainName": "shop", "DefaultExpirationDays": 30},
        )
        thread.start()
        assert any(quick.list_domains()["Items"] or Event().wait(0.001) for _ in range(10_000))
        [created] = mock.calls.filter("CreateDomain")
        is_waiting = thread.is_alive()
        thread.join()
        assert is_waiting
        assert created.duration >= 0.5


def test_a_test_that_replaces_sleep_does_not_see_it(
    client: Any, handle: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    slept: list[float] = []
    handle.latency(0.02)
    monkeypatch.setattr(time, "sleep", slept.append)
    client.list_domains()
    assert slept == []
    assert handle.calls[-1].duration >= 0.02


@pytest.mark.parametrize(
    ("timeout", "times_out"), [(10, False), (1, True), ((10, 1), True), ((1, 10), False)]
)
def test_requests_waits_as_long_as_it_is_told(
    client: Any, handle: Any, monkeypatch: pytest.MonkeyPatch, timeout: Any, times_out: bool
) -> None:
    original = requests.Session.send
    monkeypatch.setattr(
        requests.Session,
        "send",
        lambda *args, **kwargs: original(*args, **{**kwargs, "timeout": timeout}),
    )
    handle.latency(5)
    with stopped(MOMENT):
        if times_out:
            with pytest.raises(requests.exceptions.ReadTimeout, match="ReadTimeoutError: https"):
                send(client, "GET", "/domains")
        else:
            assert send(client, "GET", "/domains").status_code == 200
    assert len(handle.calls) == 1


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        ((-1,), "seconds is a number from 0, not -1"),
        ((float("nan"),), "seconds is a number from 0, not nan"),
        (("1",), "seconds is a number, not '1'"),
        ((1, "list_domains"), "the service has no operation 'list_domains'; did you mean "
         "'ListDomains'?"),
        ((1, 1), "operation is a text, not 1; put it in quotes"),
    ],
)  # fmt: skip
def test_a_latency_that_cannot_be_is_refused(handle: Any, arguments: Any, reason: str) -> None:
    with pytest.raises((TypeError, ValueError)) as raised:
        handle.latency(*arguments)
    assert str(raised.value) == reason


def test_the_server_waits_and_its_client_gives_up_by_itself(server: str) -> None:
    controls = ControlsOnServer(server)
    controls.reset()
    assert controls.call("POST", "latency", json={"seconds": 0, "operation": "GetDomain"}) == {
        "seconds": 0.0,
        "operations": {"GetDomain": 0.0},
    }
    told = controls.call("POST", "latency", json={"seconds": 0.3})
    assert told == {"seconds": 0.3, "operations": {"GetDomain": 0.0}}
    client = boto3.client(
        "customer-profiles",
        endpoint_url=server,
        region_name="us-east-1",
        aws_access_key_id="testing",
        aws_secret_access_key="testing",
        config=Config(read_timeout=0.1, retries={"total_max_attempts": 1}),
    )
    with pytest.raises(ReadTimeoutError):
        client.list_domains()
    with pytest.raises(ClientError):
        client.get_domain(DomainName="nowhere")
    controls.call("POST", "latency", json={"seconds": 0})
    time.sleep(0.3)
    [call, _] = controls.call("GET", "calls")
    assert (call["duration"] >= 0.3, call["error"]) == (True, None)
