"""Connections that stay open for further requests, and where each request of one ends."""

from __future__ import annotations

import http.client
import io
import logging
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from typing import Any
from urllib.parse import urlsplit

import boto3
import pytest
import requests
from botocore.config import Config

from cprofiles_mock.server.application import make_server
from cprofiles_mock.server.kept_connections import Counted
from tests.server.conftest import reset_backends

pytestmark = pytest.mark.in_process

HEALTH = b"GET /cprofiles-mock/health HTTP/1.1\r\nHost: localhost\r\n"


@contextmanager
def connected(address: str) -> Iterator[socket.socket]:
    place = urlsplit(address)
    assert place.hostname is not None
    with socket.create_connection((place.hostname, place.port or 0), timeout=10) as connection:
        yield connection


def answers(address: str, sent: bytes) -> list[tuple[int, bool]]:
    """The status of each answer to these bytes, and whether it says that it is the last one."""
    with connected(address) as connection:
        connection.sendall(sent)
        connection.shutdown(socket.SHUT_WR)
        received = b"".join(iter(lambda: connection.recv(65_536), b""))
    found = [part.partition(b"\r\n\r\n")[0] for part in received.split(b"HTTP/1.1 ")[1:]]
    return [(int(head[:3]), b"\r\nConnection: close" in head) for head in found]


@contextmanager
def served(**changed: Any) -> Iterator[Any]:
    """A server with another application or other methods."""
    server = make_server("127.0.0.1", 0)
    for name, value in changed.items():
        setattr(server, name, value)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        thread.join()
        reset_backends()


def address_of(server: Any) -> str:
    return f"http://127.0.0.1:{server.port}"


def eventually(holds: Callable[[], bool]) -> bool:
    """Whether something comes true that a thread does in a moment."""
    return any(holds() or threading.Event().wait(0.005) for _ in range(2_000))


def client_of(address: str) -> Any:
    return boto3.client(
        "customer-profiles",
        region_name="us-east-1",
        endpoint_url=address,
        aws_access_key_id="testing",
        aws_secret_access_key="testing",
        config=Config(retries={"total_max_attempts": 1}),
    )


def started_since(before: set[threading.Thread]) -> int:
    """How many threads run that did not run before; one of an earlier test may end meanwhile."""
    return len(set(threading.enumerate()) - before)


def test_one_connection_serves_many_requests_in_one_thread(address: str) -> None:
    threads = set(threading.enumerate())
    connection = http.client.HTTPConnection(urlsplit(address).netloc, timeout=10)
    with closing(connection):
        used = set()
        for _ in range(20):
            connection.request("GET", "/cprofiles-mock/health")
            response = connection.getresponse()
            assert (response.status, response.getheader("Connection")) == (200, None)
            response.read()
            used.add(connection.sock)
        assert len(used) == 1
        assert started_since(threads) == 1


def test_a_thread_takes_the_next_connection_when_its_own_is_closed() -> None:
    with served() as server:
        threads = set(threading.enumerate())
        for _ in range(10):
            assert requests.get(f"{address_of(server)}/cprofiles-mock/health", timeout=10).ok
            assert eventually(lambda: server._free_threads == 1)
        assert started_since(threads) == 1


def test_sixteen_connections_at_once_are_answered_by_as_many_threads() -> None:
    with served() as server:
        client_of(address_of(server)).create_domain(DomainName="d", DefaultExpirationDays=30)
        threads = set(threading.enumerate())
        found: list[int] = []
        meeting = threading.Barrier(16)

        def use() -> None:
            connection = http.client.HTTPConnection(f"127.0.0.1:{server.port}", timeout=30)
            with closing(connection):
                for _ in range(10):
                    connection.request("GET", "/cprofiles-mock/health")
                    response = connection.getresponse()
                    response.read()
                    found.append(response.status)
                meeting.wait(timeout=30)

        users = [threading.Thread(target=use) for _ in range(16)]
        for each in users:
            each.start()
        for each in users:
            each.join()
        assert found == [200] * 160
        assert eventually(lambda: server._free_threads == started_since(threads) + 1)
        assert started_since(threads) <= 16


def test_requests_that_come_together_are_answered_in_order(address: str) -> None:
    missing = HEALTH.replace(b"health", b"nothing")
    sent = HEALTH + b"\r\n" + missing + b"\r\n" + HEALTH + b"\r\n"
    assert answers(address, sent) == [(200, False), (404, False), (200, False)]


def test_a_body_that_is_read_leaves_the_connection_open(address: str) -> None:
    reset = b"POST /cprofiles-mock/reset HTTP/1.1\r\nHost: localhost\r\n"
    counted = reset + b"Content-Length: 2\r\n\r\n{}"
    chunked = reset + b"Transfer-Encoding: chunked\r\n\r\n1\r\n{\r\n1\r\n}\r\n0\r\n\r\n"
    sent = counted + chunked + HEALTH + b"\r\n"
    assert answers(address, sent) == [(200, False), (200, False), (200, False)]


@pytest.mark.parametrize(
    "more",
    [
        pytest.param(b"Connection: close\r\n\r\n", id="the client wants it"),
        pytest.param(b"Content-Length: 1\r\nContent-Length: 1\r\n\r\n ", id="two lengths"),
        pytest.param(b"Content-Length: one\r\n\r\n", id="a length that is none"),
        pytest.param(b"Content-Length: -1\r\n\r\n", id="a negative length"),
        pytest.param(b"Transfer-Encoding: gzip\r\n\r\n", id="an unknown coding"),
        pytest.param(
            b"Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", id="both"
        ),
    ],
)
def test_a_connection_is_closed_if_it_is_unclear_where_the_next_request_begins(
    address: str, more: bytes
) -> None:
    ((_, is_last),) = answers(address, HEALTH + more + HEALTH + b"\r\n")
    assert is_last


def test_a_body_that_nobody_reads_closes_the_connection() -> None:
    def refuse(_: Any, start_response: Any) -> list[bytes]:
        start_response("200 OK", [("Content-Length", "2")])
        return [b"ok"]

    with served(app=refuse) as server:
        head = b"POST / HTTP/1.1\r\nHost: localhost\r\n"
        chunked = head + b"Transfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n"
        counted = head + b"Content-Length: 300000\r\n\r\n" + b"x" * 300_000
        assert answers(address_of(server), counted + head + b"\r\n") == [(200, True)]
        assert answers(address_of(server), chunked + head + b"\r\n") == [(200, True)]


def test_a_client_of_http_1_0_gets_one_answer(address: str) -> None:
    asked = HEALTH.replace(b"HTTP/1.1", b"HTTP/1.0") + b"Connection: keep-alive\r\n\r\n"
    assert answers(address, asked + asked) == [(200, True)]


def test_a_client_that_waits_to_send_its_body_is_told_to_once(address: str) -> None:
    with connected(address) as connection:
        connection.sendall(
            b"POST /cprofiles-mock/reset HTTP/1.1\r\nHost: localhost\r\n"
            b"Expect: 100-continue\r\nContent-Length: 2\r\n\r\n"
        )
        assert connection.recv(1000) == b"HTTP/1.1 100 Continue\r\n\r\n"
        connection.sendall(b"{}")
        assert connection.recv(1000).startswith(b"HTTP/1.1 200 OK\r\n")


def test_an_answer_without_a_length_comes_in_chunks() -> None:
    closed = []

    class Parts:
        def __iter__(self) -> Iterator[bytes]:
            return iter([b"one", b"", b"three"])

        def close(self) -> None:
            closed.append(True)

    def answer(environ: Any, start_response: Any) -> Any:
        status = "204 No Content" if environ["PATH_INFO"] == "/none" else "200 OK"
        start_response(status, [])
        return Parts()

    with served(app=answer) as server, connected(address_of(server)) as connection:
        connection.sendall(b"GET / HTTP/1.1\r\n\r\n")
        received = b""
        while not received.endswith(b"0\r\n\r\n"):
            received += connection.recv(1000)
        head, _, body = received.partition(b"\r\n\r\n")
        assert b"\r\nTransfer-Encoding: chunked" in head
        assert body == b"3\r\none\r\n5\r\nthree\r\n0\r\n\r\n"
        assert eventually(lambda: closed == [True])
        # These have no body, even if the application gives one.
        for request in (b"HEAD /", b"GET /none"):
            connection.sendall(request + b" HTTP/1.1\r\n\r\n")
            head = connection.recv(1000)
            assert (b"chunked" in head, head[-4:]) == (False, b"\r\n\r\n")


def test_an_application_that_fails_is_a_500_and_is_logged(
    caplog: pytest.LogCaptureFixture,
) -> None:
    def fail(environ: Any, start_response: Any) -> Iterator[bytes]:
        if environ["PATH_INFO"] == "/late":
            write = start_response("200 OK", [("Content-Length", "5")])
            write(b"begun")
            try:
                raise ZeroDivisionError("too late")
            except ZeroDivisionError as error:
                start_response("500 No", [], (type(error), error, error.__traceback__))
        raise ZeroDivisionError("at once")

    with served(app=fail) as server, caplog.at_level(logging.ERROR):
        address = address_of(server)
        assert answers(address, HEALTH + b"\r\n" + HEALTH + b"\r\n") == [(500, True)]
        assert answers(address, HEALTH.replace(b"/cprofiles-mock/health", b"/late") + b"\r\n") == [
            (200, False)
        ]
    assert "ZeroDivisionError: at once" in caplog.text
    assert "ZeroDivisionError: too late" in caplog.text


def test_a_fault_cuts_a_connection_that_has_served_before(address: str) -> None:
    client = client_of(address)
    client.create_domain(DomainName="d", DefaultExpirationDays=30)
    fault = {"operation": "GetDomain", "error": "ConnectionClosedError"}
    requests.post(f"{address}/cprofiles-mock/faults", json=fault, timeout=10).raise_for_status()
    with pytest.raises(Exception, match="Connection was closed before"):
        client.get_domain(DomainName="d")
    assert client.get_domain(DomainName="d")["DomainName"] == "d"


def test_a_closed_server_answers_nobody_any_more() -> None:
    before = set(threading.enumerate())
    with ExitStack() as stack:
        with served() as server:
            kept = stack.enter_context(connected(address_of(server)))
            kept.sendall(HEALTH + b"\r\n")
            assert kept.recv(1000).startswith(b"HTTP/1.1 200 OK")
            assert eventually(lambda: len(server.idle) == 1)
            assert requests.get(f"{address_of(server)}/cprofiles-mock/health", timeout=10).ok
            assert eventually(lambda: server._free_threads == 1)
            # Those of the server, of its kept connection, and the one that is free.
            assert started_since(before) == 3
        assert kept.recv(1000) == b""
        assert eventually(lambda: started_since(before) == 0)


def test_who_comes_while_the_server_closes_gets_no_answer() -> None:
    with served() as server:
        server.close_connections()
        with connected(address_of(server)) as late:
            assert late.recv(1000) == b""


def test_a_body_ends_where_its_length_says_for_whatever_reads_it() -> None:
    stream = io.BytesIO(b"one\ntwo\nthree")
    body = Counted(stream, 8)
    assert [body.readline(), io.BufferedReader(body).read()] == [b"one\n", b"two\n"]
    assert (body.has_ended, body.read()) == (True, b"")


def test_an_answer_under_way_when_the_server_closes_is_the_last_of_its_connection() -> None:
    begun, may_end = threading.Event(), threading.Event()

    def wait(_: Any, start_response: Any) -> list[bytes]:
        begun.set()
        may_end.wait(timeout=10)
        start_response("200 OK", [("Content-Length", "2")])
        return [b"ok"]

    with served(app=wait) as server, connected(address_of(server)) as connection:
        connection.sendall(HEALTH + b"\r\n" + HEALTH + b"\r\n")
        assert begun.wait(timeout=10)
        server.close_connections()
        may_end.set()
        received = b"".join(iter(lambda: connection.recv(65_536), b""))
    assert received.count(b"HTTP/1.1 200 OK") == 1
    assert b"\r\nConnection: close" in received
