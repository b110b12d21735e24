"""moto as the host: registration and interception; ``accounts`` identifies the sender.

moto has no plugin interface. Code that depends on its internals belongs in this folder.
"""

from __future__ import annotations

import re
import sys
from contextlib import ExitStack
from importlib import import_module
from threading import Lock, RLock
from typing import TYPE_CHECKING, Any

import moto.core.models as moto_models
import responses
from botocore.awsrequest import AWSPreparedRequest
from botocore.exceptions import UnknownRegionError
from moto import backend_index, settings
from moto.core import base_backend
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

from .. import dispatch, exceptions, models, unit_of_work, urls
from ..instruments import reporting
from ..instruments.controls import active_controls
from ..instruments.faults import NoAnswerError
from ..protocol import endpoints
from ..protocol.compiled import SERVICE_NAME
from ..runtime import forking, identifiers
from . import botocore as botocore_host
from . import cloudformation, shortcuts, waiting
from . import uploads as _uploads  # noqa: F401  (importing it answers where files are uploaded)
from .accounts import wire_request
from .deliveries import deliver
from .wsgi import answer_routed, request_of

if TYPE_CHECKING:
    from collections.abc import Callable

    import requests

    from ..protocol.messages import WireResponse

_MODULE = "moto.customerprofiles"

_lock = Lock()
_registered = False


class RegionNotOffered(UnknownRegionError):  # noqa: N818  (named as botocore names its own)
    """The service is not offered in this region; the message lists the regions where it is.

    moto's setting for nonexistent regions, ``MOTO_ALLOW_NONEXISTENT_REGION``, allows all regions.
    """


def register() -> None:
    """Register this service with moto, in this process; calling it again has no effect.

    If something raises, nothing of the registration is left, and the next call tries again.
    """
    global _registered
    with _lock:
        if _registered:
            return
        if _moto_has_the_service():
            reporting.warn(
                "this moto has a backend of customer-profiles of its own; cprofiles_mock leaves "
                "the service to it",
                exceptions.HostWarning,
            )
        else:
            with ExitStack() as undo:
                _register(undo)
                undo.pop_all()
        _registered = True


def _register(undo: ExitStack) -> None:
    """Register; ``undo`` takes back what has been done."""
    # moto: it looks up backends in a module `moto.<service>`.
    sys.modules[_MODULE] = models
    undo.callback(sys.modules.pop, _MODULE)
    pattern = re.compile(urls.url_bases[0])
    # moto: the first pattern that matches wins, so ours comes first.
    backend_index.backend_url_patterns.insert(0, (SERVICE_NAME, pattern))
    undo.callback(backend_index.backend_url_patterns.remove, (SERVICE_NAME, pattern))
    _wrap_stubber(undo)
    _note_timeouts(undo)
    _guard_requests(undo)
    botocore_host.guard_connections(_answer_botocore, undo)
    botocore_host.register(
        moto_models.botocore_stubber, is_mocked, shortcuts.into_class_of_clients, undo
    )
    if moto_models.botocore_stubber.enabled:
        # moto: it added the callbacks for `responses` when the mock started, without ours.
        for method in moto_models.RESPONSES_METHODS:
            moto_models.responses_mock.add(
                CallbackResponse(method=method, url=pattern, callback=_answer_requests)
            )
    urls.answer_by(answer_routed)
    unit_of_work.deliver_by(deliver)
    # The last step, because a class that was made cannot be taken back.
    cloudformation.register()


def _renew_locks() -> None:
    """Renew our lock and moto's, in a child that was forked; note that it has a copy."""
    global _lock
    _lock = Lock()
    # moto: the locks of its activation, of its tables of backends, and of its mock for `requests`.
    moto_models.MockAWS._mock_init_lock = Lock()
    base_backend.backend_lock = RLock()
    moto_models.responses_mock._thread_lock = Lock()
    forking.note_copy(is_mocked())


forking.run_in_children(_renew_locks)


def _moto_has_the_service() -> bool:
    host = "https://profile.us-east-1.amazonaws.com/"
    if any(pattern.match(host) for _, pattern in backend_index.backend_url_patterns):
        return True
    try:
        import_module(_MODULE)
    except ModuleNotFoundError as error:
        # Another name is that of something that moto's own module needs, and does not find.
        return error.name != _MODULE
    return True


def is_active() -> bool:
    """Whether a mock is active that has this service, even if it lets it pass."""
    return _registered and bool(moto_models.botocore_stubber.enabled)


def is_mocked() -> bool:
    """Whether this service's requests are answered here; plain ``mock_aws`` is enough."""
    return moto_models.botocore_stubber.enabled and not passthrough_service(SERVICE_NAME)


# --- interception -------------------------------------------------------------------------------


def _wrap_stubber(undo: ExitStack) -> None:
    """Route requests to our hosts straight to dispatch; all others go to moto.

    moto: 5.2.5 builds a werkzeug request before it looks at the URL, which costs half as much as
    botocore's own share of a call.
    """
    stubber = moto_models.botocore_stubber
    # moto: 5.2.1 has one entry point for botocore and `requests`, 5.2.5 one for each.
    for name in {"process_request", "process_prepared_request"}.intersection(dir(stubber)):
        setattr(stubber, name, _before(getattr(stubber, name)))
        undo.callback(delattr, stubber, name)


def _before(delegate: Callable[[Any], Any]) -> Callable[[Any], Any]:
    def process_request(request: Any) -> Any:
        target = endpoints.target(request.url)
        return delegate(request) if target is None else _intercept(request, target)

    return process_request


def _intercept(request: Any, target: endpoints.Target) -> WireResponse | None:
    """Answer a request by moto's rules; None sends it to the network."""
    core: Any = default_user_config.get("core", {})
    if any(core.get("passthrough", {}).values()) and (
        passthrough_url(target.url) or passthrough_service(SERVICE_NAME)
    ):
        return None
    if core.get("service_whitelist") is not None and not service_whitelisted(SERVICE_NAME):
        raise ServiceNotWhitelisted(SERVICE_NAME)
    if not target.endpoint.is_offered and not settings.allow_unknown_region():
        return _refuse_region(target, request)
    controls = active_controls()
    if controls is not None:
        controls.paths.count["ordinary"]()
    try:
        finished = shortcuts.take_finished()
        if finished is not None:
            return finished
        if type(request) is AWSPreparedRequest or not hasattr(request, "environ"):
            if recorder._user_enabled:
                _record(request)
            body = request.body or b""
            wire = wire_request(
                request.method,
                target.path,
                target.query,
                request.headers,
                body.encode("utf-8") if isinstance(body, str) else body,
                target.netloc,
                target.endpoint.region,
            )
        else:  # pragma: no cover
            # moto: 5.2.1, which coverage does not measure, converts a request of `requests` into a
            # werkzeug request, and records it.
            wire = request_of(request.environ, request.get_data())
        answer = dispatch.handle(wire)
    except NoAnswerError as error:
        raise _connection_error(error.kind, target.url, request) from None
    if wire.delay is not None:
        waiting.wait_for_client(
            wire.delay, lambda: _connection_error("ReadTimeoutError", target.url, request)
        )
    return answer


def _refuse_region(target: endpoints.Target, request: Any) -> WireResponse:
    """Fail a client at once, without retries; over `requests`, return an ordinary response."""
    text = exceptions.not_offered_text(target.netloc, endpoints.offered_regions())
    if isinstance(request, AWSPreparedRequest):
        raise RegionNotOffered(region_name=target.endpoint.region, error_msg=text)
    return dispatch.error_response(exceptions.BadRequestException(text), identifiers.request_id())


def _connection_error(kind: str, url: str, request: Any) -> Exception:
    """The exception for a failed connection, in the library that sent the request."""
    if isinstance(request, AWSPreparedRequest):
        return botocore_host.connection_error(kind, url)
    error = {"ConnectTimeoutError": ConnectTimeout, "ReadTimeoutError": ReadTimeout}
    return error.get(kind, RequestsConnectionError)(f"{kind}: {url}")


def _record(request: Any) -> None:
    """moto: the recorder takes requests in moto's own form."""
    from moto.core.request import normalize_request

    prepared = AWSPreparedRequest(request.method, request.url, request.headers, request.body, False)
    recorder._record_request(normalize_request(prepared))


def _answer_requests(request: requests.PreparedRequest) -> Any:
    """moto: the callback for `responses`, which 5.2.1 and 5.2.5 name differently."""
    stubber: Any = moto_models.botocore_stubber
    return getattr(stubber, "process_prepared_request", stubber.process_request)(request)


def _note_timeouts(undo: ExitStack) -> None:
    """Note how long a sender of `requests` waits, which moto 5.2.1 does not let a callback see."""
    mock: Any = moto_models.responses_mock
    on_request = mock._on_request

    def noted(*arguments: Any, timeout: Any = None, **others: Any) -> Any:
        read_timeout = timeout[1] if isinstance(timeout, tuple) else timeout
        is_number = isinstance(read_timeout, int | float)
        waiting.note_read_timeout(read_timeout if is_number else None)
        return on_request(*arguments, timeout=timeout, **others)

    mock._on_request = noted
    undo.callback(delattr, mock, "_on_request")


def _guard_requests(undo: ExitStack) -> None:
    """Keep requests whose method moto does not register, such as TRACE, off the network."""
    mock: Any = moto_models.responses_mock
    send = mock._real_send

    def guarded_send(adapter: Any, request: requests.PreparedRequest, **kwargs: Any) -> Any:
        target = endpoints.target(request.url or "//")
        if target is None or not is_mocked():
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
    undo.callback(setattr, mock, "_real_send", send)


def _answer_botocore(request: Any) -> Any:
    """The response, in botocore's form, to a request that is about to leave; None sends it."""
    if not is_mocked() or endpoints.target(request.url) is None:
        return None
    return moto_models.botocore_stubber("before-send", request)
