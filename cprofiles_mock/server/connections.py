"""The server's side of a connection: reading requests, refusing what is none, and the log."""

from __future__ import annotations

import logging
from http import HTTPStatus
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from .kept_connections import KeepingHandler

if TYPE_CHECKING:
    from werkzeug.serving import WSGIRequestHandler

logger = logging.getLogger("cprofiles_mock.server")

# The first byte of a TLS handshake; no method of HTTP begins with it.
_TLS_HANDSHAKE = b"\x16"

_USE_HTTP = "this server speaks no TLS: use http://, not https://"
_NOT_HTTP = "the request is not HTTP"

# How many characters of a request are shown.
_LONGEST_SHOWN = 60


def request_handler(base: type[WSGIRequestHandler]) -> type[WSGIRequestHandler]:
    """The class ``base`` with the behaviour of :class:`_Connection`, and connections kept."""
    handler: Any = type("RequestHandler", (KeepingHandler, _Connection, base), {})
    return handler  # type: ignore[no-any-return]  # the class is made at run time


class _Connection:
    """Refuses what is not HTTP with a status and one line in the log, and logs requests briefly.

    A mixin for a handler of ``http.server``. That one answers a malformed first line as HTTP/0.9,
    without a status, and logs it before it has a path.
    """

    # Any, as the attributes are those of the class that this one is mixed into.
    command: Any
    client_address: Any
    end_headers: Any
    path: Any
    raw_requestline: Any
    rfile: Any
    send_header: Any
    send_response_only: Any
    wfile: Any

    def handle_one_request(self) -> None:
        """Read and answer a request; a TLS handshake is refused before it ends with a line."""
        if self.rfile.peek(1)[:1] == _TLS_HANDSHAKE:
            self.raw_requestline = self.rfile.peek(1)
            self.close_connection = True
            self.send_error(HTTPStatus.BAD_REQUEST)
            return
        super().handle_one_request()  # type: ignore[misc]  # the other base class has it

    def parse_request(self) -> bool:
        """Read the first line and the headers; refuse an empty line and a URL that is none."""
        if not self.raw_requestline.strip():
            # RFC 9112, 2.2: a server should ignore an empty line before the request.
            self.raw_requestline = self.rfile.readline(65_537)
        if not self.raw_requestline.strip():
            self.close_connection = True
            self.send_error(HTTPStatus.BAD_REQUEST)
            return False
        if not super().parse_request():  # type: ignore[misc]  # the other base class has it
            return False
        try:
            urlsplit(self.path)
        except ValueError:
            self.send_error(HTTPStatus.BAD_REQUEST)
            return False
        return True

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        """Refuse the request with a status, a text, and one line in the log."""
        status = HTTPStatus(code)
        is_tls = self.raw_requestline.startswith(_TLS_HANDSHAKE)
        reason = message or explain or status.phrase
        if status is HTTPStatus.BAD_REQUEST:
            reason = _USE_HTTP if is_tls else _NOT_HTTP
        shown = "a TLS handshake" if is_tls else _shown(self.raw_requestline)
        came_from = self.client_address[0]
        logger.warning("%s sent %s, answered with %d: %s", came_from, shown, status, reason)
        self.command = None
        # Without this it would be answered as HTTP/0.9, which has no status.
        self.request_version = "HTTP/1.1"
        body = f"{reason}\n".encode("ascii", "backslashreplace")
        self.send_response_only(status, status.phrase)
        self.send_header("Content-Type", "text/plain")
        self.send_header("X-Content-Type-Options", "nosniff")
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Connection", "close")
        self.end_headers()
        self.wfile.write(body)

    def log_request(self, code: Any = "-", size: Any = "-") -> None:  # noqa: ARG002  (theirs)
        """Log a line without the query, in which a presigned URL has its credentials."""
        path = self.path.partition("?")[0].encode("ascii", "backslashreplace").decode()
        logger.info("%s %s %s", self.command, path, code)


def _shown(line: bytes) -> str:
    """The beginning of a line that came, without a query, and escaped for terminals."""
    text = ascii(line.rstrip(b"\r\n").partition(b"?")[0].decode("latin-1"))
    return text if len(text) <= _LONGEST_SHOWN else f"{text[:_LONGEST_SHOWN]}..."
