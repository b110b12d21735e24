"""One request: its operation, its handler, its response; and the only error path."""

from __future__ import annotations

import json
import re
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

from . import exceptions
from . import resources as _resources  # noqa: F401  (importing it registers every family)
from .instruments import reporting
from .instruments.controls import active_controls
from .instruments.faults import NoAnswerError
from .instruments.reporting import logger
from .models import (
    CustomerProfilesBackend,
    customerprofiles_backends,
    domains_with,
    places_of,
)
from .protocol.compiled import CompiledOperation, operation_for, router
from .protocol.endpoints import offered_regions
from .resources.tags import tags_of
from .runtime import forking, identifiers
from .state.components import by_arn_kind
from .state.registry import HANDLERS
from .unit_of_work import UnitOfWork

if TYPE_CHECKING:
    from collections.abc import Mapping

    from .instruments.controls import Controls
    from .instruments.journal import Call
    from .protocol.messages import WireRequest, WireResponse
    from .protocol.parsing import PathParameters

_DOMAIN_PATH = re.compile(r"/domains/[^/]+/(?P<kind>[a-z-]+)/[^/]+")


class Given(NamedTuple):
    """What a request asks for, where that is known without its bytes."""

    operation: CompiledOperation
    parameters: dict[str, Any]


#: What came of a request that succeeded, before it is written as bytes: its operation, the
#: projection of the result, and the call in the journal, None if there is none.
Performed = tuple[CompiledOperation, dict[str, Any], "Call | None"]


def handle(request: WireRequest) -> WireResponse:
    """Answer a request; nothing in the request makes this raise.

    Raises NoAnswerError if a test asked for a connection that fails.
    """
    request_id = identifiers.request_id()
    try:
        operation, projection, call = perform(request)
    except exceptions.ServiceError as error:
        return error_response(error, request_id)
    status, body = operation.serialize(projection)
    if call is not None:
        call.record_response(projection)
    headers = {"Content-Type": "application/json", "x-amzn-RequestId": request_id}
    return status, headers, body


def perform(request: WireRequest, given: Given | None = None) -> Performed:
    """Carry a request out; with ``given``, neither its path nor its query nor its body is read.

    Raises ServiceError, which the journal then has, and NoAnswerError as ``handle`` does. The
    journal gets the response from the caller, once that has taken the status out of it.
    """
    if forking.is_new_copy:
        _warn_of_copy()
    controls = active_controls()
    call: Call | None = None
    try:
        parameters: Mapping[str, Any]
        if given is None:
            operation, labels, of_path = _route(request.method, request.raw_path)
            parameters = of_path.parameters
        else:
            operation, parameters = given
        if controls is not None:
            call = _begin(controls, request, operation.name, parameters)
        if given is None:
            if request.authorize is not None:
                _authorize(request, operation.name, labels)
            parameters = operation.parser.parse(request, of_path)
            if call is not None:
                call.record_parameters(parameters)
        projection: dict[str, Any] | None = None
        if controls is not None and controls.outcomes.pending:
            projection = controls.intervene(operation.name, parameters, request.region)
        if projection is None:
            projection = _carry_out(operation, parameters, request, call)
    except exceptions.ServiceError as error:
        if call is not None:
            call.record_error(error.code, error.message, error.status)
        _tell_where_it_is(error, request)
        raise
    except NoAnswerError as error:
        assert call is not None  # only controls make a connection fail
        call.record_error(error.kind, str(error), None)
        raise
    return operation, projection, call


def _begin(
    controls: Controls, request: WireRequest, operation_name: str, parameters: Mapping[str, Any]
) -> Call:
    """Enter a call into the journal."""
    call = controls.journal.begin(
        operation_name, parameters, request.region, request.account_id, request.sdk_request
    )
    if request.stack is not None:
        # moto: its CloudFormation is at work within a call of its own, which has no latency.
        call.stack = request.stack
    elif controls.latencies.are_set:
        request.delay = controls.latencies.delay(operation_name, call)
    return call


def _authorize(request: WireRequest, operation_name: str, labels: Mapping[str, str]) -> None:
    """Raise ServiceError unless the sender of a request may make it."""
    assert request.authorize is not None  # otherwise anybody may
    arn = _resource_arn(request, labels)
    tags = {} if arn == "*" else tags_of(_backend(request), arn)
    request.authorize(operation_name, arn, tags)


def _warn_of_copy() -> None:
    forking.note_copy(False)
    reporting.warn(
        "this process was forked while the mock was active, so it works on a copy: its parent "
        "will see nothing of what it changes, neither state nor calls nor faults that have "
        "happened; use threads, or a server (cprofiles-mock serve), to share a state",
        exceptions.ForkedProcessWarning,
    )


def _tell_where_it_is(error: exceptions.ServiceError, request: WireRequest) -> None:
    """Log, once for each, that what was not found is in another region, account or domain."""
    if isinstance(error, exceptions.ProfileNotFound):
        sought = error.profile_id
    elif isinstance(error, exceptions.DomainNotFound):
        sought = error.arn or error.name
    else:
        return
    backend = _backend(request)
    if sought in backend.reported:
        return
    if isinstance(error, exceptions.ProfileNotFound):
        places = domains_with(sought, backend)
        missing = f"profile {sought} is not in domain {error.domain_name} in"
        found, remedy = "one of that ProfileId", ""
    else:
        places = places_of(error.name, backend)
        # The text of a place names the account only where it is another one.
        place = "that region and account" if " of account " in places else "that region"
        remedy = f": give the client {place}, "
        if error.arn is None:
            missing, found = f"domain {sought} is not in", "one"
            remedy += "or load the state into this one"
        else:
            missing, found = f"resource {sought} is not in", f"a domain {error.name}"
            remedy += "and the ARN that the resource has there"
    if places:
        backend.reported.add(sought)
        # Not a warning: a program may well ask each region in turn.
        logger.warning(
            "%s %s of account %s, where this client looks, but there is %s in %s%s",
            missing, backend.region_name, backend.account_id, found, places, remedy,
        )  # fmt: skip


def error_response(error: exceptions.ServiceError, request_id: str) -> WireResponse:
    """An error as the service sends it: the type in a header, one ``Message`` in the body."""
    return (
        error.status,
        {
            "Content-Type": "application/json",
            "x-amzn-RequestId": request_id,
            "x-amzn-ErrorType": error.code,
        },
        json.dumps({"Message": error.message}).encode("ascii"),
    )


class _Route(NamedTuple):
    """What a method and a path mean: the same for all requests with both."""

    operation: CompiledOperation
    labels: Mapping[str, str]
    of_path: PathParameters


# A program calls the same few paths again and again; most contain only the name of a domain.
@lru_cache(maxsize=256)
def _route(method: str, raw_path: str) -> _Route:
    name, labels = router().match(method, raw_path)
    handler = HANDLERS.get(name)
    operation = operation_for(name, handler.may_be_blank if handler else frozenset())
    return _Route(operation, labels, operation.parser.parse_path(labels))


def _carry_out(
    operation: CompiledOperation,
    parameters: Mapping[str, Any],
    request: WireRequest,
    call: Call | None,
) -> dict[str, Any]:
    """Call the handler, and return what its result sends out."""
    name = operation.name
    handler = HANDLERS.get(name)
    if handler is None:
        raise exceptions.not_implemented(name)
    backend = _backend(request)
    refusal: exceptions.ServiceError
    work: UnitOfWork[Any]
    on_domain = handler.takes_domain
    work = UnitOfWork(backend, parameters.get("DomainName"), request.caller, name, on_domain)
    try:
        with work as domain:
            result = handler.function(domain if on_domain else backend, parameters)
            # Projecting reads live state, so it comes before the lock is released.
            try:
                if operation.paging is None:
                    return operation.serialize.project(result)
                return _page(operation, result, parameters, backend)
            except exceptions.ServiceError as error:
                refusal = error
    finally:
        # Known only here, when reactions have been followed up.
        if work.dead_letters:
            _keep_dead_letters(work, call)
    # A page token is refused only here, after the work: what the handler did, and put out, stands.
    raise refusal


def _keep_dead_letters(work: UnitOfWork[Any], call: Call | None) -> None:
    """Keep the dead letters of a call, if the mock has an owner who can ask for them."""
    controls = active_controls()
    if call is not None and controls is not None:
        call.dead_letters = work.dead_letters
        controls.dead_letters.put(work.dead_letters)


def _page(
    operation: CompiledOperation,
    result: Any,
    parameters: Mapping[str, Any],
    backend: CustomerProfilesBackend,
) -> dict[str, Any]:
    """Project the page that is asked for on the output shape."""
    assert operation.paging is not None
    place = backend.account_id, backend.region_name
    return operation.paging.page(result, parameters, operation.serialize.project, place)


def _backend(request: WireRequest) -> CustomerProfilesBackend:
    # moto: BackendDict locks and compares itself with all others at each look-up. dict.get avoids
    # that for a backend that exists; after a reset the proper look-up makes and registers it again.
    regions = dict.get(customerprofiles_backends, request.account_id)
    backend = None if regions is None else dict.get(regions, request.region)
    if backend is not None:
        return backend
    try:
        return customerprofiles_backends[request.account_id][request.region]
    except KeyError:
        raise exceptions.region_not_offered(request.region, offered_regions()) from None


def _resource_arn(request: WireRequest, labels: Mapping[str, str]) -> str:
    """The ARN that IAM decides about, read off the path; ``*`` if no domain is named.

    A resource that only the body names is authorised as its domain.
    """
    if "resourceArn" in labels:
        return labels["resourceArn"]
    if "DomainName" not in labels:
        return "*"
    arn = f"domains/{labels['DomainName']}"
    match = _DOMAIN_PATH.match(request.raw_path)
    names = [value for name, value in labels.items() if name != "DomainName"]
    kind = match["kind"] if names and match is not None else ""
    if by_arn_kind(kind) is not None:
        arn = f"{arn}/{kind}/{names[0]}"
    return _backend(request).region.arn(arn)
