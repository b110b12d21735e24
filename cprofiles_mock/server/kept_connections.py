"""A server whose connections stay open for further requests, and whose threads are used again.

werkzeug's own closes each connection after one answer, so that every request of a client costs a
connection and a thread. This one also knows where a request ends, which keeping it open needs.
"""

from __future__ import annotations

import io
import select
import socket
from contextlib import suppress
from queue import SimpleQueue
from threading import Lock, Thread
from typing import TYPE_CHECKING, Any

from werkzeug.exceptions import InternalServerError
from werkzeug.serving import DechunkedInput, ThreadedWSGIServer

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication, WSGIEnvironment

# How many bytes of a request that nobody wants are read before its connection is closed, and how
# long they may keep one waiting: a client that is still sending would not see the answer.
_MOST_DISCARDED = 10_000_000_000
_PATIENCE = 0.01


class KeepingServer(ThreadedWSGIServer):
    """Serves each connection in a thread, until it is closed; then the thread takes another."""

    def __init__(self, *arguments: Any, **named: Any) -> None:
        self.is_closing = False
        # The connections that wait for their next request.
        self.idle: set[socket.socket] = set()
        self._accepted: SimpleQueue[tuple[Any, Any] | None] = SimpleQueue()
        self._lock = Lock()
        # The threads that wait for a connection, and for which none waits.
        self._free_threads = 0
        super().__init__(*arguments, **named)

    def process_request(self, request: Any, client_address: Any) -> None:
        """Give a connection to a thread that is free, or else to a new one."""
        with self._lock:
            is_one_free = self._free_threads > 0
            self._free_threads -= is_one_free
        self._accepted.put((request, client_address))
        if not is_one_free:
            # A daemon, as in the base class: a client that stays must not keep the program.
            Thread(target=self._serve_connections, daemon=True).start()

    def _serve_connections(self) -> None:
        while (accepted := self._accepted.get()) is not None:
            self.process_request_thread(*accepted)
            del accepted
            with self._lock:
                if self.is_closing:
                    return
                self._free_threads += 1

    def close_connections(self) -> None:
        """Close the connections on which nothing is under way; the others end with their answer."""
        with self._lock:
            self.is_closing = True
            for _ in range(self._free_threads):
                self._accepted.put(None)
            self._free_threads = 0
        for each in list(self.idle):
            # It may be closed already.
            with suppress(OSError):
                each.shutdown(socket.SHUT_RD)

    def serve_forever(self, poll_interval: float = 0.5) -> None:
        """Serve until ``shutdown`` or Ctrl-C. What clients send on kept connections counts no more.

        A state that is written afterwards is then not changed any more by anybody.
        """
        try:
            super().serve_forever(poll_interval)
        finally:
            self.close_connections()


class KeepingHandler:
    """Answers requests of the WSGI application, and keeps the connection where that is possible.

    A mixin for werkzeug's handler; it takes the place of its ``run_wsgi``.
    """

    # One packet after another, not only once the client has acknowledged the first.
    disable_nagle_algorithm = True

    # Any, as the attributes are those of the class that this one is mixed into.
    connection: Any
    connection_dropped: Any
    date_time_string: Any
    headers: Any
    log_request: Any
    make_environ: Any
    protocol_version: Any
    request_version: Any
    rfile: Any
    server: Any
    version_string: Any
    wfile: Any

    def handle_one_request(self) -> None:
        """Wait for the next request, and answer it."""
        idle = self.server.idle
        idle.add(self.connection)
        try:
            # Or for the end of the connection.
            if not self.server.is_closing:
                self.rfile.peek(1)
        finally:
            idle.discard(self.connection)
        if self.server.is_closing:
            self.close_connection = True
            return
        super().handle_one_request()  # type: ignore[misc]  # the other base class has it

    def run_wsgi(self) -> None:
        """Answer the request that has been read up to its body."""
        self.environ = environ = self.make_environ()
        body = self._body("wsgi.input_terminated" in environ)
        environ["wsgi.input"] = body
        if self.request_version != "HTTP/1.1":
            # Such clients do not expect it, even if they have asked for it.
            self.close_connection = True
        answer = _Answer(self, environ, body)
        try:
            answer.give(self.server.app)
        except (ConnectionError, TimeoutError) as error:
            self.close_connection = True
            self.connection_dropped(error, environ)
        except Exception as error:
            self._fail(answer, error)
        if self.close_connection and not body.has_ended:
            self._discard()

    def _fail(self, answer: _Answer, error: Exception) -> None:
        """Log an error of the application, with an answer if it has given none."""
        self.close_connection = True
        if not answer.has_begun:
            with suppress(Exception):
                answer.give(InternalServerError())
        from werkzeug.debug.tbtools import DebugTraceback

        text = DebugTraceback(error).render_traceback_text()
        self.server.log("error", f"Error on request:\n{text}")

    def _body(self, is_chunked: bool) -> _Chunked | Counted:
        lengths: list[str] = self.headers.get_all("Content-Length", [])
        if is_chunked:
            # With both it is unclear where the request ends (RFC 9112, 6.3).
            self.close_connection |= bool(lengths)
            return _Chunked(self.rfile)
        if not lengths:
            # Any other coding is not understood.
            self.close_connection |= "Transfer-Encoding" in self.headers
            return Counted(self.rfile, 0)
        length = lengths[0].strip()
        if len(lengths) > 1 or not (length.isascii() and length.isdigit()):
            self.close_connection = True
            return Counted(self.rfile, int(length) if length.isdecimal() else 0)
        return Counted(self.rfile, int(length))

    def _discard(self) -> None:
        """Read what is left of the request, as long as it keeps coming."""
        left = _MOST_DISCARDED
        with suppress(OSError):
            while left > 0 and select.select([self.connection], [], [], _PATIENCE)[0]:
                read = len(self.rfile.read1(1_000_000))
                left = left - read if read else 0


class _Answer:
    """One answer, which is written as the application gives it."""

    def __init__(self, handler: Any, environ: WSGIEnvironment, body: _Chunked | Counted) -> None:
        self._handler = handler
        self._environ = environ
        self._body = body
        self._status: str | None = None
        self._headers: list[tuple[str, str]] = []
        self._has_body = True
        self._is_chunked = False
        self.has_begun = False

    def give(self, application: WSGIApplication) -> None:
        """Let the application answer, and write that."""
        parts = application(self._environ, self._start)
        try:
            for part in parts:
                self._write(part)
            if not self.has_begun:
                self._write(b"")
            if self._is_chunked:
                self._handler.wfile.write(b"0\r\n\r\n")
        finally:
            close = getattr(parts, "close", None)
            if close is not None:
                close()

    def _start(self, status: str, headers: list[tuple[str, str]], exc_info: Any = None) -> Any:
        """WSGI's ``start_response``."""
        if exc_info is not None and self.has_begun:
            raise exc_info[1].with_traceback(exc_info[2])
        self._status, self._headers = status, headers
        return self._write

    def _write(self, part: bytes) -> None:
        """Write a part of the answer, the first one together with what precedes it."""
        assert self._status is not None, "the application has not called start_response"
        head = b""
        if not self.has_begun:
            head = self._head(self._status)
            self.has_begun = True
        if not self._has_body:
            # It would be taken for the beginning of the next answer.
            part = b""
        elif self._is_chunked and part:
            part = b"%x\r\n%b\r\n" % (len(part), part)
        if head or part:
            self._handler.wfile.write(head + part)

    def _head(self, status: str) -> bytes:
        handler = self._handler
        code, _, reason = status.partition(" ")
        handler.log_request(code)
        names = {name.lower() for name, _ in self._headers}
        lines = [
            f"{handler.protocol_version} {code} {reason}",
            f"Server: {handler.version_string()}",
            f"Date: {handler.date_time_string()}",
            *[f"{name}: {value}" for name, value in self._headers],
        ]
        is_bare = code.startswith("1") or code in {"204", "304"}
        self._has_body = self._environ["REQUEST_METHOD"] != "HEAD" and not is_bare
        if self._has_body and "content-length" not in names:
            self._is_chunked = True
            lines.append("Transfer-Encoding: chunked")
        if not self._body.has_ended or handler.server.is_closing:
            handler.close_connection = True
        if handler.close_connection:
            lines.append("Connection: close")
        return "\r\n".join([*lines, "", ""]).encode("latin-1")


class Counted(io.RawIOBase):
    """A body of a known length, which ends there even if more has arrived."""

    def __init__(self, stream: Any, length: int) -> None:
        self._stream = stream
        self.left = length

    @property
    def has_ended(self) -> bool:
        """Whether all of it has been read, so that the next request follows."""
        return self.left == 0

    def readable(self) -> bool:
        """It is."""
        return True

    def read(self, size: int | None = -1) -> bytes:
        """So many bytes, or all; fewer if the client has hung up."""
        wanted = self.left if size is None or size < 0 else min(size, self.left)
        found: bytes = self._stream.read(wanted) if wanted else b""
        self.left -= len(found)
        return found

    def readinto(self, buffer: Any) -> int:
        """Fill the buffer as far as there are bytes; return how many that was."""
        found = self.read(len(buffer))
        buffer[: len(found)] = found
        return len(found)


class _Chunked(DechunkedInput):
    """A body in chunks that knows whether the last one has been read."""

    has_ended = False

    def readinto(self, buffer: bytearray) -> int:  # type: ignore[override]  # as in its base
        """As the base class has it, which leaves room in the buffer only at the end."""
        found = super().readinto(buffer)
        self.has_ended = self.has_ended or found < len(buffer)
        return found
