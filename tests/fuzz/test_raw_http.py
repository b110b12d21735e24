"""Bytes that no client would send get an answer of the service from the server, too."""

from __future__ import annotations

import http.client
import json
import logging
import socket
import threading
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cprofiles_mock.server.application import make_server
from tests.fuzz.budget import ANSWERS, examples
from tests.fuzz.raw import ODD_REQUESTS
from tests.fuzz.wire import Request
from tests.fuzz.world import World
from tests.support.expectations import STATUS_OF_CODE

pytestmark = pytest.mark.in_process

_SCOPE = b"testing/20260801/us-east-1/profile/aws4_request"
_SIGNED = b"Authorization: AWS4-HMAC-SHA256 Credential=%s, SignedHeaders=host, Signature=0" % _SCOPE

#: What frames a body, right and wrong. A body that is announced and does not come is cut off.
_FRAMES = st.sampled_from(
    [
        (b"Content-Length: %(length)d", b"%(body)s"),
        (b"Content-Length: %(length)d", b"%(body)s"),
        (b"Content-Length: %(length)d", b"%(body)s"),
        (b"Content-Length: 100000", b"%(body)s"),
        (b"Content-Length: -1", b""),
        (b"Content-Length: nonsense", b""),
        (b"Content-Length: %(length)d\r\nContent-Type: text/xml", b"%(body)s"),
        (b"Content-Length: %(length)d\r\nContent-Encoding: gzip", b"%(body)s"),
        (b"Content-Length: %(length)d\r\nExpect: 100-continue", b"%(body)s"),
        (b"Content-Length: %(length)d\r\nX-Moto-Account-Id: \xff", b"%(body)s"),
        (b"Transfer-Encoding: chunked", b"%(length)x\r\n%(body)s\r\n0\r\n\r\n"),
        (b"Transfer-Encoding: chunked", b"nonsense\r\n%(body)s"),
        (b"Transfer-Encoding: chunked", b"ffff\r\n%(body)s"),
    ]
)

#: Where a request is sent, as the target says.
_TARGETS = st.sampled_from(
    [b"%s", b"%s", b"%s", b"http://profile.us-east-1.amazonaws.com%s", b"http://profile", b"/..%s"]
)


@pytest.fixture
def port(world: World) -> Iterator[int]:
    """The port of a server in a thread of this process, with the region of the tests."""
    server = make_server("127.0.0.1", 0)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    try:
        yield server.port
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def answer_to(port: int, data: bytes, method: str) -> http.client.HTTPResponse:
    """Send bytes as they are, and nothing after them."""
    with socket.create_connection(("127.0.0.1", port), timeout=10) as connection:
        connection.sendall(data)
        connection.shutdown(socket.SHUT_WR)
        response = http.client.HTTPResponse(connection, method=method)
        response.begin()
        response.body = response.read()  # type: ignore[attr-defined]  # kept beyond the connection
        return response


def test_whatever_is_sent_to_the_server_gets_an_answer_of_the_service(
    port: int, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.ERROR)

    @examples(40)
    @given(ODD_REQUESTS, _FRAMES, _TARGETS)
    def one(request: Request, frame: tuple[bytes, bytes], target: bytes) -> None:
        path = f"{request.raw_path}?{request.query}".rstrip("?").encode("ascii")
        parts = {b"length": len(request.body), b"body": request.body}
        head, body = (part % parts for part in frame)
        where = target.replace(b"%s", path)
        line = b"%s %s HTTP/1.1" % (request.method.encode(), where)
        lines = [line, b"Host: 127.0.0.1", b"Connection: close", _SIGNED, head]
        response = answer_to(port, b"\r\n".join(lines) + b"\r\n\r\n" + body, request.method)
        ANSWERS["http", response.status] += 1
        code = response.headers.get("x-amzn-ErrorType")
        # To HEAD there is no body; to whatever else there is JSON.
        content = response.body or b'{"Message": ""}'  # type: ignore[attr-defined]  # see above
        assert code is None or STATUS_OF_CODE[code] == response.status
        assert code is None or list(json.loads(content)) == ["Message"]
        assert response.status < 500 or code == "NotImplementedException"

    one()
    assert caplog.messages == []
