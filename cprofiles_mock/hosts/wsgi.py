"""Requests of a WSGI server, whether moto's server routed them here or ours took them out."""

from __future__ import annotations

import re
import select
import socket
from typing import TYPE_CHECKING, Any, NoReturn

from .. import dispatch, exceptions
from ..instruments import reporting
from ..instruments.faults import NoAnswerError
from ..protocol.endpoints import endpoint_of
from ..runtime import identifiers
from . import waiting
from .accounts import wire_request

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ..protocol.messages import WireRequest, WireResponse

# A target in absolute form. An ARN in a path may hold "://" too.
_ABSOLUTE = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://")

# The number of seconds after which a request that is to time out no longer waits for its client.
_LONGEST_WAIT = 60


def answer_routed(request: Any) -> WireResponse:
    """Answer a request that moto's server routed to this service."""
    try:
        return answer_wsgi(request.environ, request.get_data())
    except NoAnswerError as error:
        hang_up(request.environ, error.kind)


def answer_wsgi(environ: Mapping[str, Any], body: bytes) -> WireResponse:
    """Answer a request of a WSGI server."""
    request = request_of(environ, body)
    # The caller of the client is in another process, or in another thread.
    with reporting.logged():
        answer = dispatch.handle(request)
    if request.delay is not None:
        # The client is in another process, and gives up by itself.
        waiting.wait(request.delay)
    return answer


def request_of(environ: Mapping[str, Any], body: bytes) -> WireRequest:
    """The request that an environment of WSGI describes."""
    headers = {
        key[5:].replace("_", "-").title(): value
        for key, value in environ.items()
        if key.startswith("HTTP_")
    }
    headers["Content-Type"] = environ.get("CONTENT_TYPE", "")
    raw_uri: str = environ.get("REQUEST_URI") or environ.get("RAW_URI") or environ["PATH_INFO"]
    raw_path = raw_uri.partition("?")[0]
    if _ABSOLUTE.match(raw_path):
        # Sent by a client that uses a proxy; there may be nothing after the host.
        raw_path = "/" + "".join(raw_path.split("/", 3)[3:])
    query = environ.get("QUERY_STRING", "")
    netloc = environ.get("HTTP_HOST", "")
    endpoint = endpoint_of(netloc)
    region = endpoint.region if endpoint else None
    return wire_request(environ["REQUEST_METHOD"], raw_path, query, headers, body, netloc, region)


def internal_error(error: Exception) -> WireResponse:
    """The answer of a server if a handler failed; in process the exception itself is raised."""
    text = f"cprofiles_mock failed: {type(error).__name__}"
    return dispatch.error_response(
        exceptions.InternalServerException(text), identifiers.request_id()
    )


def hang_up(environ: Mapping[str, Any], kind: str) -> NoReturn:
    """Close the connection without an answer: at once, or when the client has given up."""
    connection: socket.socket = environ["werkzeug.socket"]
    if kind == "ReadTimeoutError":
        select.select([connection], [], [], _LONGEST_WAIT)
    connection.shutdown(socket.SHUT_RDWR)
    # The server takes this for a client that has hung up.
    raise ConnectionAbortedError(kind)
