"""moto as the host: registration and interception; whose request it is, ``accounts`` says.

moto has no plugin interface. What is used of it is named in this folder and nowhere else.
"""

from __future__ import annotations

import re
import sys
import warnings
from importlib import import_module
from threading import Lock
from typing import TYPE_CHECKING, Any

import moto.core.models as moto_models
import responses
from botocore.awsrequest import AWSPreparedRequest
from botocore.exceptions import UnknownRegionError
from moto import backend_index, settings
from moto.core.config import (
    default_user_config,
    passthrough_service,
    passthrough_url,
    service_whitelisted,
)
from moto.core.custom_responses_mock import CallbackResponse
from moto.core.exceptions import ServiceNotWhitelisted
from moto.moto_api import recorder
from requests.exceptions import ConnectionError as RequestsConnectionError
from requests.exceptions import ConnectTimeout, ReadTimeout
from urllib3.response import HTTPResponse

from .. import dispatch, exceptions, models, urls
from ..instruments.faults import NoAnswerError
from ..protocol.compiled import SERVICE_NAME
from ..runtime import identifiers
from . import botocore as botocore_host
from .accounts import wire_request

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    import requests

    from ..protocol.messages import WireResponse

# A target in absolute form. An ARN in a path may hold "://" too.
_ABSOLUTE = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://")

_lock = Lock()
_registered = False


class RegionNotOffered(UnknownRegionError):  # noqa: N818  (named as botocore names its own)
    """The service is not offered in the region; the message lists where it is.

    moto's setting for regions that do not exist (``MOTO_ALLOW_NONEXISTENT_REGION``) allows all.
    """


def register() -> None:
    """Make this service one of moto's, in this process; once is enough, and twice does no harm."""
    global _registered
    with _lock:
        if _registered:
            return
        if _moto_has_the_service():
            warnings.warn(
                "this moto has a backend of customer-profiles of its own; cprofiles_mock leaves "
                "the service to it",
                exceptions.HostWarning,
                stacklevel=3,
            )
            _registered = True
            return
        # moto: backends are looked up in a module `moto.<service>`.
        sys.modules["moto.customerprofiles"] = models
        pattern = re.compile(urls.url_bases[0])
        # moto: the first pattern that matches wins, so ours comes first.
        backend_index.backend_url_patterns.insert(0, (SERVICE_NAME, pattern))
        _wrap_stubber()
        _guard_requests()
        if moto_models.botocore_stubber.enabled:
            # moto: callbacks for `responses` were added when the mock began, without ours.
            for method in moto_models.RESPONSES_METHODS:
                moto_models.responses_mock.add(
                    CallbackResponse(method=method, url=pattern, callback=_answer_requests)
                )
        botocore_host.register(moto_models.botocore_stubber, _is_mocked)
        _registered = True


def _moto_has_the_service() -> bool:
    host = "https://profile.us-east-1.amazonaws.com/"
    if any(pattern.match(host) for _, pattern in backend_index.backend_url_patterns):
        return True
    try:
        import_module("moto.customerprofiles")
    except ModuleNotFoundError:
        return False
    return True


def _is_mocked() -> bool:
    """Whether this service's requests are answered here: plain ``mock_aws`` is enough for it."""
    return moto_models.botocore_stubber.enabled and not passthrough_service(SERVICE_NAME)


# --- interception -------------------------------------------------------------------------------


def _wrap_stubber() -> None:
    """Let requests to our hosts go straight to dispatch.

    moto: 5.2.5 builds a werkzeug request before it looks at the URL, which costs half of
    botocore's own share of a call. Everything else is delegated.
    """
    stubber = moto_models.botocore_stubber
    # moto: 5.2.1 has one way in for botocore and `requests`, 5.2.5 one for each.
    for name in {"process_request", "process_prepared_request"}.intersection(dir(stubber)):
        setattr(stubber, name, _before(getattr(stubber, name)))


def _before(delegate: Callable[[Any], Any]) -> Callable[[Any], Any]:
    def process_request(request: Any) -> Any:
        target = urls.target(request.url)
        return delegate(request) if target is None else _intercept(request, target)

    return process_request


def _intercept(request: Any, target: urls.Target) -> WireResponse | None:
    """Answer a request by moto's rules; None lets it go out."""
    core: Any = default_user_config.get("core", {})
    if any(core.get("passthrough", {}).values()) and (
        passthrough_url(target.url) or passthrough_service(SERVICE_NAME)
    ):
        return None
    if core.get("service_whitelist") is not None and not service_whitelisted(SERVICE_NAME):
        raise ServiceNotWhitelisted(SERVICE_NAME)
    if not target.host.is_offered and not settings.allow_unknown_region():
        return _refuse_region(target, request)
    try:
        return _dispatched(request, target)
    except NoAnswerError as error:
        raise _connection_error(error.kind, target.url, request) from None


def _dispatched(request: Any, target: urls.Target) -> WireResponse:
    if type(request) is not AWSPreparedRequest and hasattr(request, "environ"):  # pragma: no cover
        # moto: 5.2.1, which coverage does not measure, makes a werkzeug request of what comes from
        # `requests`, and records it.
        return answer_wsgi(request.environ, request.get_data())
    if recorder._user_enabled:
        _record(request)
    body = request.body or b""
    if isinstance(body, str):
        body = body.encode("utf-8")
    return dispatch.handle(
        wire_request(
            request.method,
            target.path,
            target.query,
            request.headers,
            body,
            target.netloc,
            target.host.region,
        )
    )


def _refuse_region(target: urls.Target, request: Any) -> WireResponse:
    """Fail a client at once, without retries; over `requests` it is an answer like any other."""
    text = exceptions.not_offered_text(target.netloc, urls.offered_regions())
    if isinstance(request, AWSPreparedRequest):
        raise RegionNotOffered(region_name=target.host.region, error_msg=text)
    return dispatch.error_response(exceptions.BadRequestException(text), identifiers.request_id())


def _connection_error(kind: str, url: str, request: Any) -> Exception:
    """A connection that failed, as whoever sent the request knows it."""
    if isinstance(request, AWSPreparedRequest):
        return botocore_host.connection_error(kind, url)
    error = {"ConnectTimeoutError": ConnectTimeout, "ReadTimeoutError": ReadTimeout}
    return error.get(kind, RequestsConnectionError)(f"{kind}: {url}")


def _record(request: Any) -> None:
    """moto: the recorder takes requests in a form of moto's own."""
    from moto.core.request import normalize_request

    prepared = AWSPreparedRequest(request.method, request.url, request.headers, request.body, False)
    recorder._record_request(normalize_request(prepared))


def _answer_requests(request: requests.PreparedRequest) -> Any:
    """moto: the callback for `responses`; 5.2.5 has another name for it than 5.2.1."""
    stubber: Any = moto_models.botocore_stubber
    return getattr(stubber, "process_prepared_request", stubber.process_request)(request)


def _guard_requests() -> None:
    """Keep methods that moto does not register (TRACE, say) from the network."""
    mock: Any = moto_models.responses_mock
    send = mock._real_send

    def guarded_send(adapter: Any, request: requests.PreparedRequest, **kwargs: Any) -> Any:
        target = urls.target(request.url or "//")
        if target is None or not _is_mocked():
            return send(adapter, request, **kwargs)
        answer = _intercept(request, target)
        if answer is None:
            return send(adapter, request, **kwargs)
        status, headers, body = answer
        raw = HTTPResponse(
            status=status,
            body=responses._handle_body(body),
            headers=headers,
            preload_content=False,
        )
        return adapter.build_response(request, raw)

    mock._real_send = guarded_send


def answer_moto(request: Any) -> WireResponse:
    """Answer a request that moto's server routed to us."""
    try:
        return answer_wsgi(request.environ, request.get_data())
    except NoAnswerError as error:
        from ..server.application import hang_up

        hang_up(request.environ, error.kind)


def answer_wsgi(environ: Mapping[str, Any], body: bytes) -> WireResponse:
    """Answer a request of a WSGI server."""
    headers = {
        key[5:].replace("_", "-").title(): value
        for key, value in environ.items()
        if key.startswith("HTTP_")
    }
    headers["Content-Type"] = environ.get("CONTENT_TYPE", "")
    raw_uri: str = environ.get("REQUEST_URI") or environ.get("RAW_URI") or environ["PATH_INFO"]
    raw_path = raw_uri.partition("?")[0]
    if _ABSOLUTE.match(raw_path):
        # As a proxy's client writes it; there need be nothing behind the host.
        raw_path = "/" + "".join(raw_path.split("/", 3)[3:])
    query = environ.get("QUERY_STRING", "")
    netloc = environ.get("HTTP_HOST", "")
    host = urls.endpoint_of(netloc)
    region = host.region if host else None
    request = wire_request(
        environ["REQUEST_METHOD"], raw_path, query, headers, body, netloc, region
    )
    return dispatch.handle(request)


def internal_error(error: Exception) -> WireResponse:
    """What a server answers where a handler failed; in process the exception itself is raised."""
    text = f"cprofiles_mock failed: {type(error).__name__}"
    return dispatch.error_response(
        exceptions.InternalServerException(text), identifiers.request_id()
    )
