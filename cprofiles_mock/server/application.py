"""The mock over HTTP: moto's own server with this service in front of it."""

from __future__ import annotations

import logging
import os
import re
import socket
from http.client import responses
from typing import TYPE_CHECKING, Any

from moto.moto_server import werkzeug_app
from werkzeug.exceptions import ClientDisconnected, RequestEntityTooLarge
from werkzeug.serving import LISTEN_QUEUE, BaseWSGIServer, WSGIRequestHandler
from werkzeug.wrappers import Request

from .. import exceptions
from ..dispatch import error_response
from ..hosts import uploads
from ..hosts.moto import register
from ..hosts.wsgi import answer_wsgi, hang_up, internal_error
from ..instruments import reporting
from ..instruments.controls import Controls, apply_controls
from ..instruments.faults import NoAnswerError
from ..instruments.journal import KEPT_BY_SERVER
from ..protocol.parsing import LARGEST_BODY
from ..runtime import identifiers, strict_json
from . import control_calls, host_header
from .connections import request_handler
from .kept_connections import KeepingServer

if TYPE_CHECKING:
    from collections.abc import Iterable

    from _typeshed.wsgi import StartResponse, WSGIEnvironment

    from ..protocol.messages import WireResponse

# The service in a signature's scope, in the header or in a presigned URL.
_SIGNED_FOR_US = re.compile(
    r"Credential=[^,\s&]+?(?:/|%2F)profile(?:/|%2F)aws4_request", re.IGNORECASE
)

logger = logging.getLogger("cprofiles_mock.server")


class Application:
    """Answers requests that are signed for this service, control calls and pages; moto the rest.

    moto routes by patterns and a fixed list of methods; a request for this service with an odd
    method or path gets the service's own error here. ``allowed_hosts`` are the host names, besides
    local ones, under which control calls and pages are answered.
    """

    def __init__(self, controls: Controls, allowed_hosts: Iterable[str] = ()) -> None:
        register()
        self._controls = controls
        self._allowed_hosts = frozenset(map(host_header.host_name, allowed_hosts))
        self._moto = werkzeug_app.DomainDispatcherApplication(werkzeug_app.create_backend_app)

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer one WSGI request."""
        signature = environ.get("HTTP_AUTHORIZATION") or environ.get("QUERY_STRING", "")
        if _SIGNED_FOR_US.search(signature):
            status, headers, body = self._answer(environ)
        elif uploads.is_upload(environ["PATH_INFO"]):
            status, headers, body = self._answer_upload(environ)
        elif f"{environ['PATH_INFO']}/".startswith(control_calls.PREFIX):
            status, headers, body = self._answer_beside_the_service(environ)
        else:
            moto_answer: Iterable[bytes] = self._moto(environ, start_response)
            return moto_answer
        headers["Content-Length"] = str(len(body))
        # An injected error may have a status without a name.
        reason = responses.get(status, "Error")
        start_response(f"{status} {reason}", list(headers.items()))
        return [body] if environ["REQUEST_METHOD"] != "HEAD" else []

    def _answer(self, environ: WSGIEnvironment) -> WireResponse:
        try:
            body = _body(environ)
        except exceptions.BadRequestException as error:
            return error_response(error, identifiers.request_id())
        try:
            with uploads.reached_at(environ):
                return answer_wsgi(environ, body)
        except NoAnswerError as error:
            hang_up(environ, error.kind)
        except Exception as error:
            logger.exception("a request failed")
            return internal_error(error)

    def _answer_upload(self, environ: WSGIEnvironment) -> WireResponse:
        """Answer an upload, which only the key of its job allows, wherever it comes from."""
        try:
            body = _body(environ, largest=None)
        except exceptions.BadRequestException:
            # It is refused with S3's error, as its length shows that it was cut short.
            body = b""
        with reporting.logged():
            return uploads.answer_upload(environ, body)

    def _answer_beside_the_service(self, environ: WSGIEnvironment) -> WireResponse:
        """Answer a request for a page, or a control call."""
        # Imported here, so that Jinja is loaded only if someone opens a page.
        from .pages import site

        path, host = environ["PATH_INFO"], environ.get("HTTP_HOST", "")
        is_trusted = host_header.is_trusted(host, self._allowed_hosts)
        if not site.is_page(path):
            return self._answer_control_call(environ, is_trusted=is_trusted)
        if not is_trusted:
            return site.refusal(403, host_header.refusal(host))
        query = environ.get("QUERY_STRING", "")
        try:
            body = _body(environ) if environ["REQUEST_METHOD"] == "POST" else b""
            request = site.PageRequest(
                environ["REQUEST_METHOD"], path, query, body, environ.get("HTTP_ORIGIN", ""), host
            )
            return site.answer(request, self._controls)
        except exceptions.BadRequestException as error:
            return site.refusal(error.status, error.message)
        except Exception as error:
            logger.exception("a page could not be made")
            return site.refusal(500, f"cprofiles_mock failed: {type(error).__name__}")

    def _answer_control_call(self, environ: WSGIEnvironment, *, is_trusted: bool) -> WireResponse:
        if is_trusted:
            with reporting.logged():
                status, answer = self._carry_out_control_call(environ)
        else:
            status = 403
            answer = {"Message": host_header.refusal(environ["HTTP_HOST"])}
        # For people who look at it with curl; halves of surrogate pairs stay escaped.
        body = f"{strict_json.unescaped(strict_json.encode(answer))}\n".encode()
        # A page of another site must not be able to load the answer as a script.
        headers = {"Content-Type": "application/json", "X-Content-Type-Options": "nosniff"}
        return status, headers, body

    def _carry_out_control_call(self, environ: WSGIEnvironment) -> tuple[int, Any]:
        try:
            # A state may be larger than the largest request of the service.
            body = _body(environ, largest=None)
        except exceptions.BadRequestException as error:
            return error.status, {"Message": error.message}
        request = control_calls.ControlRequest(
            method=environ["REQUEST_METHOD"],
            path=environ["PATH_INFO"],
            query=environ.get("QUERY_STRING", ""),
            body=body,
            origin=environ.get("HTTP_ORIGIN", ""),
        )
        return control_calls.answer(request, self._controls)


def _body(environ: WSGIEnvironment, largest: int | None = LARGEST_BODY) -> bytes:
    """The body of a request. Raises BadRequestException if it cannot be read."""
    request = Request(environ)
    request.max_content_length = largest
    try:
        return request.get_data()
    except RequestEntityTooLarge:
        raise exceptions.body_too_large(LARGEST_BODY) from None
    except (ClientDisconnected, OSError):
        # werkzeug: OSError if there is no limit; either of them for an invalid chunk.
        raise exceptions.body_cut_short() from None


def make_server(
    host: str,
    port: int,
    *,
    calls_kept: int = KEPT_BY_SERVER,
    allowed_hosts: Iterable[str] = (),
) -> BaseWSGIServer:
    """A threaded server, bound and ready to serve. Raises OSError if it cannot bind.

    It answers pages and control calls under local names, ``host``, and ``allowed_hosts``.
    """
    controls = Controls(calls_kept)
    apply_controls(controls)
    # moto: since 5.2.5 it has its own request handler, which keeps S3's header names as sent.
    handler: type[WSGIRequestHandler] = getattr(
        werkzeug_app, "MotoRequestHandler", WSGIRequestHandler
    )
    application = Application(controls, [host, *allowed_hosts])
    with _listening(host, port) as listening:
        return KeepingServer(
            host,
            port,
            application,
            request_handler(handler),
            # werkzeug duplicates the descriptor.
            fd=listening.fileno(),
        )


def _listening(host: str, port: int) -> socket.socket:
    """A bound, listening socket. Raises OSError, or UnicodeError for an invalid host name.

    Not left to werkzeug, which prints the reason and exits if it fails.
    """
    # The family is chosen as in werkzeug. An empty host stands for any address.
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    kind, flags = socket.SOCK_STREAM, socket.AI_PASSIVE
    *_, address = socket.getaddrinfo(host or None, port, family, kind, flags=flags)[0]
    listening = socket.socket(family, kind)
    try:
        if os.name == "posix":  # pragma: no branch  (elsewhere it would share a port in use)
            listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind(address)
        listening.listen(LISTEN_QUEUE)
    except BaseException:
        listening.close()
        raise
    return listening
