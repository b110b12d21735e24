"""The mock over HTTP: moto's own server, with this service in front of it."""

from __future__ import annotations

import logging
import re
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from moto.moto_server import werkzeug_app
from werkzeug.exceptions import HTTPException
from werkzeug.serving import BaseWSGIServer, WSGIRequestHandler
from werkzeug.serving import make_server as make_wsgi_server
from werkzeug.wrappers import Request

from .. import exceptions, identifiers, notices
from ..dispatch import error_response
from ..protocol.parsing import LARGEST_BODY
from .moto import answer_wsgi, internal_error, register

if TYPE_CHECKING:
    from collections.abc import Iterable

    from _typeshed.wsgi import StartResponse, WSGIEnvironment

    from ..wire import WireResponse

# The service in a signature's scope, in the header or in a presigned URL.
_SIGNED_FOR_US = re.compile(
    r"Credential=[^,\s&]+?(?:/|%2F)profile(?:/|%2F)aws4_request", re.IGNORECASE
)

logger = logging.getLogger("cprofiles_mock.server")


class Application:
    """moto's WSGI application, with every request that is signed for this service taken out.

    moto routes by patterns and a fixed list of methods; taken out here, a request with an odd
    method or path gets the service's own error.
    """

    def __init__(self) -> None:
        register()
        self._moto = werkzeug_app.DomainDispatcherApplication(werkzeug_app.create_backend_app)

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer one request, as WSGI has it."""
        signature = environ.get("HTTP_AUTHORIZATION") or environ.get("QUERY_STRING", "")
        if not _SIGNED_FOR_US.search(signature):
            moto_answer: Iterable[bytes] = self._moto(environ, start_response)
            return moto_answer
        status, headers, body = self._answer(environ)
        headers["Content-Length"] = str(len(body))
        reason = HTTPStatus(status).phrase
        start_response(f"{status} {reason}", list(headers.items()))
        return [body] if environ["REQUEST_METHOD"] != "HEAD" else []

    def _answer(self, environ: WSGIEnvironment) -> WireResponse:
        request = Request(environ)
        request.max_content_length = LARGEST_BODY
        try:
            body = request.get_data()
        except HTTPException:
            error = exceptions.body_too_large(LARGEST_BODY)
            return error_response(error, identifiers.request_id())
        try:
            with notices.logged():
                return answer_wsgi(environ, body)
        except Exception as error:
            logger.exception("a request failed")
            return internal_error(error)


def make_server(host: str, port: int) -> BaseWSGIServer:
    """A threaded server, bound and ready to serve. Raises OSError where it cannot bind."""
    # moto: its own request handler came with 5.2.5; it keeps S3's header names as they were sent.
    handler: type[WSGIRequestHandler] = getattr(
        werkzeug_app, "MotoRequestHandler", WSGIRequestHandler
    )
    quiet: Any = type("QuietRequestHandler", (handler,), {"log_request": _log_request})
    return make_wsgi_server(host, port, Application(), threaded=True, request_handler=quiet)


def _log_request(self: Any, code: Any = "-", *_: Any) -> None:
    """One line for each request, without the query, which holds a presigned URL's credentials."""
    path = self.path.partition("?")[0].encode("ascii", "backslashreplace").decode()
    logger.info("%s %s %s", self.command, path, code)
