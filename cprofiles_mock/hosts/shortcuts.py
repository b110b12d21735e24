"""Shortcuts for calls that nobody looks at: answered without what botocore does for a network.

A mixin stands before botocore's own class in each class of clients of the service. For a call that
nobody looks at (``observers.py``), it answers in place of signing, sending and parsing, or even of
building the request. In any doubt it calls what it stands before, which is the ordinary path.

A call that fails takes the ordinary path, too, once it has been carried out: with the finished
answer, so that botocore itself words the error, and tries again if it would.
"""

from __future__ import annotations

from contextvars import ContextVar
from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple

from botocore.awsrequest import AWSResponse
from botocore.client import BaseClient
from moto.core.botocore_stubber import MockRawResponse

from .. import dispatch, exceptions
from ..instruments.controls import active_controls
from ..instruments.faults import NoAnswerError
from ..protocol import endpoints
from ..protocol.answers import Reader, UnusualAnswerError, UnusualShapeError, compile_reader
from ..protocol.arguments import Arguments, compile_arguments
from ..protocol.compiled import SERVICE_NAME, CompiledOperation, operation_for, service_model
from ..protocol.messages import WireRequest
from ..runtime import identifiers
from ..runtime.strict_json import encode
from ..state.registry import HANDLERS
from . import botocore as botocore_host
from .accounts import imported_iam, sender
from .observers import is_call_unseen, is_mocking
from .unseen import Retries, Seen, Unseen, unseen

if TYPE_CHECKING:
    from ..instruments.paths import Path
    from ..protocol.messages import WireResponse
    from .listeners import Listeners


class _Observed:
    """Stands for a call that somebody looks at: what has found that out need not be asked again."""


_OBSERVED = _Observed()

# What is to be made of a call on the ordinary path: the answer to it, if it has been carried out.
_ordinary: ContextVar[WireResponse | NoAnswerError | _Observed | None] = ContextVar(
    "_ordinary", default=None
)


def take_finished() -> WireResponse | None:
    """The answer to the request that has just arrived, if it was carried out before; once.

    Raises NoAnswerError if there is to be none.
    """
    finished = _ordinary.get()
    if finished is None or isinstance(finished, _Observed):
        return None
    _ordinary.set(None)
    if isinstance(finished, NoAnswerError):
        raise finished
    return finished


def into_class_of_clients(base_classes: list[type], **_: Any) -> None:
    """botocore: a handler of this event may change the bases that a class of clients gets."""
    # aiobotocore: its clients have another base, and await what this would answer.
    if base_classes and base_classes[-1] is BaseClient:
        base_classes.insert(-1, Shortcuts)


class _Way(NamedTuple):
    """How the calls of an operation can do without bytes."""

    operation: CompiledOperation
    arguments: Arguments | None
    read: Reader


@cache
def _way(operation_name: str) -> _Way | None:
    """None if the calls of the operation cannot."""
    if operation_name not in service_model().operation_names:
        return None
    model = service_model().operation_model(operation_name)
    handler = HANDLERS.get(operation_name)
    try:
        read = compile_reader(model)
    except UnusualShapeError:
        return None
    operation = operation_for(operation_name, handler.may_be_blank if handler else frozenset())
    return _Way(operation, compile_arguments(model), read)


class _UnfinishedError(Exception):
    """What was carried out has to be told on the ordinary path."""

    def __init__(self, answer: WireResponse | NoAnswerError) -> None:
        super().__init__()
        self.answer = answer


class _Asked(NamedTuple):
    """A call that may take a shortcut."""

    way: _Way
    request: WireRequest
    # None if the request has to be read.
    given: dispatch.Given | None
    retries: Retries


# The client's number for its first attempt, as in the header `amz-sdk-request`.
_FIRST_ATTEMPT = "attempt=1"


def _directly(
    client: Any, known: Unseen, seen: Seen, operation_name: str, arguments: Any
) -> _Asked | None:
    """A call that may skip botocore; None if it may not."""
    kind: Any = type(client)
    base: Any = BaseClient
    if not (
        seen.may_be_direct
        and kind._make_request is Shortcuts._make_request
        and kind._convert_to_request_dict is base._convert_to_request_dict
        and kind._emit_api_params is base._emit_api_params
        and kind._resolve_endpoint_ruleset is base._resolve_endpoint_ruleset
        and type(arguments) is dict
    ):
        return None
    quota = seen.retries.quota
    if quota is not None and quota._available_capacity != quota._max_capacity:
        # botocore: each success returns to it something of what retries have taken.
        return None
    region = known.region_of(client)
    way = None if region is None else _way(operation_name)
    if way is None or way.arguments is None:
        return None
    parameters = way.arguments.take(arguments)
    if parameters is None:
        return None
    assert region is not None
    assert known.access_key is not None  # otherwise somebody looks
    account_id, caller = sender(imported_iam(), known.access_key, region)
    request = WireRequest("", "", "", "", b"", region, account_id, caller, _FIRST_ATTEMPT)
    return _Asked(way, request, dispatch.Given(way.operation, parameters), seen.retries)


def _unsent(known: Unseen, seen: Seen, model: Any, built: Any) -> _Asked | None:
    """A call whose request botocore has built, and that need not be sent; None if it must be."""
    way = _way(model.name)
    aimed_at = endpoints.target(built["url"])
    body = built["body"]
    context = built["context"]
    if (
        way is None
        or aimed_at is None
        or not aimed_at.endpoint.is_offered
        or type(body) not in (bytes, str)
        # Somebody may have changed how this one request is signed, or tried.
        or context.get("signing")
        or context.get("auth_type")
        or "retries" in context
    ):
        return None
    headers = {name.lower(): value for name, value in built["headers"].items()}
    region = aimed_at.endpoint.region
    named_id = botocore_host.text(headers.get("x-moto-account-id"))
    assert known.access_key is not None  # otherwise somebody looks
    account_id, caller = sender(imported_iam(), known.access_key, region, named_id)
    request = WireRequest(
        built["method"],
        aimed_at.path,
        aimed_at.query,
        botocore_host.text(headers.get("content-type")),
        body.encode("utf-8") if isinstance(body, str) else body,
        region,
        account_id,
        caller,
        _FIRST_ATTEMPT,
    )
    return _Asked(way, request, None, seen.retries)


class _Answered(NamedTuple):
    parsed: dict[str, Any]
    status: int
    headers: dict[str, str]
    projection: dict[str, Any]


def _answer(asked: _Asked, path: Path) -> _Answered:
    """Carry a call out, and return what botocore would have parsed. Raises _UnfinishedError."""
    request_id = identifiers.request_id()
    try:
        operation, projection, call = dispatch.perform(asked.request, asked.given)
    except exceptions.ServiceError as error:
        raise _UnfinishedError(dispatch.error_response(error, request_id)) from None
    except NoAnswerError as error:
        raise _UnfinishedError(error) from None
    status = operation.serialize.take_status(projection)
    if call is not None:
        call.record_response(projection)
    headers = {"Content-Type": "application/json", "x-amzn-RequestId": request_id}
    try:
        if not 200 <= status < 300:
            # botocore: it may take that for an error, or try again.
            raise UnusualAnswerError
        members = asked.way.read(projection, status)
    except UnusualAnswerError:
        body = encode(projection).encode("ascii")
        raise _UnfinishedError((status, headers, body)) from None
    controls = active_controls()
    if controls is not None:
        controls.paths.count[path]()
    parsed = {
        "ResponseMetadata": {
            "RequestId": request_id,
            "HTTPStatusCode": status,
            "HTTPHeaders": {"content-type": "application/json", "x-amzn-requestid": request_id},
            **asked.retries.metadata,
            "RetryAttempts": 0,
        },
        **members,
    }
    return _Answered(parsed, status, headers, projection)


if TYPE_CHECKING:

    class _Client(BaseClient):
        def _make_api_call(self, operation_name: str, api_params: Any) -> Any: ...
        def _make_request(self, operation_model: Any, request: Any, context: Any) -> Any: ...
        def _register_handlers(self) -> None: ...

else:
    _Client = BaseClient


class Shortcuts(_Client):
    """What a client of the service does before it takes the ordinary path."""

    # Of the client: whether handlers listen to its calls (`listeners.py`).
    _cprofiles_mock_listeners: Listeners | None = None

    def _register_handlers(self) -> None:
        """botocore: this ends the making of a client."""
        super()._register_handlers()
        botocore_host.leave_out_idle_handlers(self)

    def _make_api_call(self, operation_name: str, api_params: Any) -> Any:
        found = None
        if is_mocking() and _ordinary.get() is None:
            found = unseen(self, operation_name)
        if found is None:
            return super()._make_api_call(operation_name, api_params)
        to_tell: WireResponse | NoAnswerError | _Observed = _OBSERVED
        if is_call_unseen():
            asked = _directly(self, *found, operation_name, api_params)
            if asked is None:
                return super()._make_api_call(operation_name, api_params)
            try:
                return _answer(asked, "direct").parsed
            except _UnfinishedError as unfinished:
                to_tell = unfinished.answer
        token = _ordinary.set(to_tell)
        try:
            return super()._make_api_call(operation_name, api_params)
        finally:
            _ordinary.reset(token)

    def _make_request(self, operation_model: Any, request_dict: Any, request_context: Any) -> Any:
        asked = None
        if _ordinary.get() is None and is_mocking():
            found = unseen(self, operation_model.name)
            if found is not None and is_call_unseen():
                asked = _unsent(*found, operation_model, request_dict)
        if asked is None:
            controls = active_controls()
            # Asked first, because the configuration is behind a property.
            if controls is not None and controls.latencies.are_set:
                botocore_host.note_read_timeout(self.meta.config)
            return super()._make_request(operation_model, request_dict, request_context)
        try:
            answered = _answer(asked, "unsent")
        except _UnfinishedError as unfinished:
            token = _ordinary.set(unfinished.answer)
        except Exception as error:
            # botocore: as it tells of whatever goes wrong here.
            self.meta.events.emit(
                f"after-call-error.{SERVICE_NAME}.{operation_model.name}",
                exception=error,
                context=request_context,
            )
            raise
        else:
            response = AWSResponse(
                request_dict["url"],
                answered.status,
                answered.headers,  # type: ignore[arg-type]  # as moto makes them
                MockRawResponse(encode(answered.projection)),
            )
            # botocore: it has read the content by then.
            _ = response.content
            return response, answered.parsed
        try:
            return super()._make_request(operation_model, request_dict, request_context)
        finally:
            _ordinary.reset(token)
