"""moto as the host: registration, interception, accounts, IAM enforcement.

moto has no plugin interface. What is used of it is named in this module and nowhere else.
"""

from __future__ import annotations

import math
import os
import re
import sys
import warnings
from functools import cache
from importlib import import_module
from threading import Lock
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs

import moto.core.models as moto_models
import responses
from botocore.awsrequest import AWSPreparedRequest
from botocore.exceptions import UnknownRegionError
from moto import backend_index, settings
from moto.core.authorization import ActionAuthenticatorMixin
from moto.core.config import (
    default_user_config,
    passthrough_service,
    passthrough_url,
    service_whitelisted,
)
from moto.core.custom_responses_mock import CallbackResponse
from moto.core.exceptions import ServiceNotWhitelisted
from moto.core.models import DEFAULT_ACCOUNT_ID
from moto.moto_api import recorder
from moto.utilities.utils import get_partition
from requests.exceptions import ConnectionError as RequestsConnectionError
from requests.exceptions import ConnectTimeout, ReadTimeout
from urllib3.response import HTTPResponse
from werkzeug.exceptions import HTTPException

from .. import dispatch, exceptions, identifiers, models, urls
from ..faults import NoAnswerError
from ..wire import WireRequest
from . import botocore as botocore_host

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    import requests

    from ..wire import WireResponse

SERVICE_NAME = "customer-profiles"

# moto: the access key that moto's own responses assume where a request names none.
_NO_ACCESS_KEY = "AKIAEXAMPLE"

_CREDENTIAL = re.compile(r"Credential=([^/,\s]+)/[^/]*/([^/]+)/")

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
        from .server import hang_up

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
    host = urls.service_host(netloc)
    region = host.region if host else None
    request = wire_request(
        environ["REQUEST_METHOD"], raw_path, query, headers, body, netloc, region
    )
    return dispatch.handle(request)


# --- accounts and IAM ---------------------------------------------------------------------------


def wire_request(
    method: str,
    raw_path: str,
    query: str,
    headers: Mapping[str, Any],
    body: bytes,
    netloc: str,
    region: str | None,
) -> WireRequest:
    """Build what dispatch takes; region and account by moto's rules."""
    content_type, sdk_request, named_id = botocore_host.read_headers(headers)
    # moto: only its IAM knows access keys; while nothing has imported it, there are none.
    iam = sys.modules.get("moto.iam.models")
    access_key = _NO_ACCESS_KEY
    if iam is not None or region is None:
        access_key, scope_region = _credential(headers, query)
        region = region or scope_region or "us-east-1"
    account_id = _configured_account() or named_id
    if iam is None:
        account_id = account_id or DEFAULT_ACCOUNT_ID
        caller = _unknown_caller(account_id, region)
    else:
        account_id = account_id or _account_of(iam, access_key, region)
        caller = _caller(access_key, account_id, region)
    request = WireRequest(
        method, raw_path, query, content_type, body, region, account_id, caller, sdk_request
    )
    # moto: by default there is no end to the requests that need no policy, and nothing to count.
    free_of_policies = settings.INITIAL_NO_AUTH_ACTION_COUNT
    if free_of_policies != math.inf:
        if ActionAuthenticatorMixin.request_count >= free_of_policies:
            request.authorize = _authorizer(request, headers, netloc)
        else:
            ActionAuthenticatorMixin.request_count += 1
    return request


def _credential(headers: Mapping[str, Any], query: str) -> tuple[str, str | None]:
    """Access key and region of the signature, in the header or in a presigned URL."""
    authorization = botocore_host.text(headers.get("Authorization"))
    if authorization:
        # AWS4-HMAC-SHA256 Credential=<access key>/<date>/<region>/<service>/aws4_request, …
        parts = authorization.partition("Credential=")[2].split("/", 3)
        if len(parts) == 4 and parts[0]:
            return parts[0], parts[2]
    elif "X-Amz-Credential" in query:
        # The name may be part of another's, or have no value.
        parts = parse_qs(query).get("X-Amz-Credential", [""])[0].split("/")
        if len(parts) == 5:
            return parts[0], parts[2]
    return _NO_ACCESS_KEY, None


def _account_of(iam: Any, access_key: str, region: str) -> str:
    """The account of an access key, as moto's IAM knows it."""
    account_id: str = iam.get_account_id_from(access_key)
    iam.mark_account_as_visited(
        account_id=account_id, access_key=access_key, service=SERVICE_NAME, region=region
    )
    return account_id


def _configured_account() -> str | None:
    """What MOTO_ACCOUNT_ID says at this moment."""
    environment = os.environ
    # Looking for a variable that is not there raises and catches twice, below os.environ.
    variables = getattr(environment, "_data", environment)
    return environment.get(_ACCOUNT_VARIABLE) if _ACCOUNT_KEY in variables else None


_ACCOUNT_VARIABLE = "MOTO_ACCOUNT_ID"
_ACCOUNT_KEY = os.environ.encodekey(_ACCOUNT_VARIABLE)


def _caller(access_key: str, account_id: str, region: str) -> str:
    """The ARN that moto's GetCallerIdentity gives for an access key."""
    from moto.sts.models import sts_backends

    sts = sts_backends[account_id][get_partition(region)]
    _, arn, _ = sts.get_caller_identity(access_key, region)
    return arn


@cache
def _unknown_caller(account_id: str, region: str) -> str:
    """The same where nobody has given out an access key."""
    return f"arn:{get_partition(region)}:sts::{account_id}:user/moto"


def _authorizer(
    request: WireRequest, headers: Mapping[str, Any], netloc: str
) -> Callable[[str, str], None]:
    """What moto's IAM says of an operation, as the service's own error.

    moto: it knows no presigned URLs; of these only the policies are checked, not the signature.
    """
    from moto.iam.access_control import IAMRequest

    # moto: it looks headers up by these spellings.
    signed = {name.title(): botocore_host.text(value) for name, value in headers.items()}
    signed.setdefault("Host", netloc)
    presigned = "Authorization" not in signed
    if presigned:
        query = parse_qs(request.query)
        credential = query.get("X-Amz-Credential", [""])[0]
        signed["Authorization"] = f"AWS4-HMAC-SHA256 Credential={credential}, SignedHeaders=host"
        if "X-Amz-Security-Token" in query:
            signed["X-Amz-Security-Token"] = query["X-Amz-Security-Token"][0]

    def authorize(operation_name: str, resource_arn: str) -> None:
        if not _CREDENTIAL.search(signed["Authorization"]):
            raise exceptions.AccessDeniedException("The request is not signed")
        if not presigned and "X-Amz-Date" not in signed:
            raise exceptions.AccessDeniedException("The signature has no X-Amz-Date")
        path = f"{request.raw_path}?{request.query}" if request.query else request.raw_path
        try:
            iam_request = IAMRequest(
                account_id=request.account_id,
                method=request.method,
                path=path,
                data={},
                body=request.body,
                headers=signed,
                action=operation_name,
            )
            if not presigned:
                iam_request.check_signature()
            iam_request.check_action_permitted(resource_arn)
        except HTTPException as error:
            text = getattr(error, "message", None) or str(error.description)
            raise exceptions.AccessDeniedException(text) from None

    return authorize


def internal_error(error: Exception) -> WireResponse:
    """What a server answers where a handler failed; in process the exception itself is raised."""
    text = f"cprofiles_mock failed: {type(error).__name__}"
    return dispatch.error_response(
        exceptions.InternalServerException(text), identifiers.request_id()
    )
