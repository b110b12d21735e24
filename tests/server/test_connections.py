"""What comes to the server's port and is no request of HTTP."""

from __future__ import annotations

import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import requests

from tests.support.warm import Program

pytestmark = [pytest.mark.in_process, pytest.mark.children_measured]


class Serving:
    """A server of this test's own, whose standard error is a file."""

    def __init__(self, address: str, errors: Path) -> None:
        self.address = address
        self.port = urlsplit(address).port or 0
        self._errors = errors

    def lines(self) -> list[str]:
        """What it has written to standard error."""
        return self._errors.read_text().splitlines()


@contextmanager
def serving(folder: Path) -> Iterator[Serving]:
    errors = folder / "stderr.txt"
    with Program(["-m", "cprofiles_mock", "serve", "--port", "0"], errors=errors) as process:
        try:
            yield Serving(process.stdout.readline().rsplit(" ", 1)[1].strip(), errors)
        finally:
            process.terminate()


def answer_to(port: int, sent: bytes) -> bytes:
    with socket.create_connection(("127.0.0.1", port), timeout=10) as connection:
        connection.sendall(sent)
        return b"".join(iter(lambda: connection.recv(65_536), b""))


MALFORMED = [
    (b"garbage\r\n\r\n", 400, "sent 'garbage'"),
    (b"\r\n\r\n", 400, "sent ''"),
    (b"SSH-2.0-OpenSSH_9.6\r\n", 400, "sent 'SSH-2.0-OpenSSH_9.6'"),
    (b"GET / over there HTTP/1.1\r\n\r\n", 400, "sent 'GET / over there HTTP/1.1'"),
    (b"GET / FTP/1.1\r\n\r\n", 400, "sent 'GET / FTP/1.1'"),
    (b"GET http://[/ HTTP/1.1\r\n\r\n", 400, "sent 'GET http://[/ HTTP/1.1'"),
    (b"\x00\x1b[31m\xff\r\n", 400, r"sent '\x00\x1b[31m\xff'"),
    (b"GET /?X-Amz-Credential=secret of mine HTTP/1.1\r\n\r\n", 400, "sent 'GET /'"),
    (b"PRI * HTTP/2.0\r\n\r\n", 505, "sent 'PRI * HTTP/2.0'"),
    (b"GET /" + b"a" * 70_000, 414, "sent 'GET /aaaaaaaaa"),
    (b"GET / HTTP/1.1\r\n" + b"X: y\r\n" * 200 + b"\r\n", 431, "sent 'GET / HTTP/1.1'"),
]


def test_what_is_not_http_is_refused_and_told_in_one_line_each(tmp_path: Path) -> None:
    with serving(tmp_path) as server:
        for sent, status, _ in MALFORMED:
            assert answer_to(server.port, sent).startswith(b"HTTP/1.1 %d " % status), sent
        assert requests.get(f"{server.address}/cprofiles-mock/", timeout=10).status_code == 200
        lines = server.lines()
    assert len(lines) == len(MALFORMED)
    for line, (_, status, shown) in zip(lines, MALFORMED, strict=True):
        assert shown in line
        assert f", answered with {status}: " in line
        assert "secret" not in line
        assert len(line) < 200


def test_a_client_of_https_is_told_to_use_http_at_once(tmp_path: Path) -> None:
    with serving(tmp_path) as server:
        context = ssl.create_default_context()
        with (
            socket.create_connection(("127.0.0.1", server.port), timeout=10) as connection,
            pytest.raises((ssl.SSLError, ConnectionError)),
        ):
            context.wrap_socket(connection, server_hostname="localhost")
        with pytest.raises(requests.exceptions.ConnectionError):
            requests.get(server.address.replace("http:", "https:"), timeout=10)
        lines = server.lines()
    told = (
        "127.0.0.1 sent a TLS handshake, answered with 400: "
        "this server speaks no TLS: use http://, not https://"
    )
    assert lines == [told, told]


def test_an_empty_line_before_a_request_is_skipped_and_a_silent_connection_is_no_matter(
    tmp_path: Path,
) -> None:
    with serving(tmp_path) as server:
        socket.create_connection(("127.0.0.1", server.port), timeout=10).close()
        request = b"\r\nGET /cprofiles-mock/ HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"
        assert answer_to(server.port, request).startswith(b"HTTP/1.1 200 ")
        assert server.lines() == []
