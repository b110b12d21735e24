"""Where clients upload the files of upload jobs: a listener on this machine, or the server.

boto3's calls never leave the process, but a file is uploaded by any client of HTTP, even one in
another process, such as curl. So there is a socket, from the first path that is asked for until the
mock ends.
"""

from __future__ import annotations

import atexit
import sys
from contextlib import contextmanager
from contextvars import ContextVar
from threading import Lock, Thread
from typing import TYPE_CHECKING, Any

from ..protocol.endpoints import endpoint_of
from ..resources.upload_jobs.receiving import PATH, receive
from ..runtime.forking import renew_in_children
from ..state import queries

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from http.server import ThreadingHTTPServer

    from ..protocol.messages import WireResponse

# How often the listener looks whether it is to end, in seconds.
_INTERVAL = 0.02


class Listener:
    """A listener on 127.0.0.1 for uploads alone, in threads of this process."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._server: ThreadingHTTPServer | None = None
        self._thread: Thread | None = None
        renew_in_children(self)

    def renew_locks(self) -> None:
        """Begin anew in a child that was forked, which has no thread that would answer."""
        self._lock = Lock()
        server, self._server, self._thread = self._server, None, None
        if server is not None:
            server.server_close()

    def address(self) -> str:
        """The address of the listener, which begins to listen now if it does not yet."""
        with self._lock:
            if self._server is None:
                self._server = _make_server()
                self._thread = Thread(
                    target=self._server.serve_forever,
                    args=(_INTERVAL,),
                    name="cprofiles_mock uploads",
                    daemon=True,
                )
                self._thread.start()
            return f"http://127.0.0.1:{self._server.server_port}"

    def end(self) -> None:
        """Stop listening, if it does."""
        with self._lock:
            server, self._server = self._server, None
            thread, self._thread = self._thread, None
        if server is not None and thread is not None:
            server.shutdown()
            thread.join()
            server.server_close()


listener = Listener()
# Plain `mock_aws` has no end that we would be told of.
atexit.register(listener.end)


def _make_server() -> ThreadingHTTPServer:
    # Imported here, as most tests upload nothing.
    from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

    class Handler(BaseHTTPRequestHandler):
        # curl asks whether it may send a large file, which only HTTP/1.1 answers.
        protocol_version = "HTTP/1.1"

        def answer(self) -> None:
            """Answer a request, whatever its method; then the connection ends."""
            headers = {name.lower(): value for name, value in self.headers.items()}
            length = headers.get("content-length", "0")
            body = self.rfile.read(int(length)) if length.isdecimal() else b""
            path, _, query = self.path.partition("?")
            status, answered, content = receive(self.command, path, query, headers, body)
            self.send_response(status)
            for name, value in answered.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(content)))
            self.send_header("Connection", "close")
            self.end_headers()
            if self.command != "HEAD":
                self.wfile.write(content)

        do_PUT = do_GET = do_HEAD = do_POST = do_DELETE = answer  # noqa: N815  (so they are called)

        def log_message(self, *_: Any) -> None:
            """Log nothing: standard error belongs to the tests."""

    class Server(ThreadingHTTPServer):
        def handle_error(self, *arguments: Any) -> None:
            """Say nothing about a client that has gone; the rest are mistakes of ours."""
            if not isinstance(sys.exc_info()[1], ConnectionError):
                super().handle_error(*arguments)

    return Server(("127.0.0.1", 0), Handler)


# The address by which a client has reached the server that answers it now.
_reached_at: ContextVar[str | None] = ContextVar("_reached_at", default=None)


@contextmanager
def reached_at(environ: Mapping[str, Any]) -> Iterator[None]:
    """Hand out paths of the server while it answers this request of WSGI."""
    host = environ.get("HTTP_HOST", "")
    if not host or endpoint_of(host) is not None:
        # Sent by way of a proxy, to a host of AWS.
        host = f"{environ['SERVER_NAME']}:{environ['SERVER_PORT']}"
    token = _reached_at.set(f"{environ['wsgi.url_scheme']}://{host}")
    try:
        yield
    finally:
        _reached_at.reset(token)


def is_upload(path: str) -> bool:
    """Whether a path of the server is one for uploads."""
    return path.startswith(PATH)


def answer_upload(environ: Mapping[str, Any], body: bytes) -> WireResponse:
    """Answer an upload to the server."""
    headers = {
        name.removeprefix("HTTP_").replace("_", "-").lower(): value
        for name, value in environ.items()
        if name.startswith(("HTTP_", "CONTENT_"))
    }
    return receive(
        environ["REQUEST_METHOD"],
        environ["PATH_INFO"],
        environ.get("QUERY_STRING", ""),
        headers,
        body,
    )


@queries.upload_address.answered_by
def _upload_address(_: Any) -> str:
    return _reached_at.get() or listener.address()
