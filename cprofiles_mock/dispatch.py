"""One request: its operation, its handler, its response; and the only error path."""

from __future__ import annotations

import json
import re
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

from . import exceptions
from . import resources as _resources  # noqa: F401  (see above)
from .instruments.faults import NoAnswerError
from .instruments.journal import CallError
from .instruments.lag import READS, WRITES
from .models import CustomerProfilesBackend, customerprofiles_backends
from .protocol.compiled import CompiledOperation, operation_for, router

# Importing the resources fills the registry.
from .runtime import clock, identifiers
from .state.history import SERVICE_PRINCIPAL
from .state.registry import HANDLERS
from .urls import offered_regions

if TYPE_CHECKING:
    from collections.abc import Mapping

    from .instruments.controls import Controls
    from .instruments.journal import Call
    from .protocol.messages import WireRequest, WireResponse
    from .protocol.parsing import PathParameters
    from .state.domain import Domain
    from .state.identity_resolution import Export
    from .state.outbox import DeadLetter

# The resources that have ARNs of their own below a domain's, by their segment in the path
# (Service Authorization Reference, prefix `profile`).
_RESOURCE_KINDS = frozenset(
    {
        "object-types", "event-streams", "calculated-attributes", "segment-definitions",
        "event-triggers", "layouts", "domain-object-types", "recommenders",
        "recommender-filters", "recommender-schemas",
    }
)  # fmt: skip

_DOMAIN_PATH = re.compile(r"/domains/[^/]+/(?P<kind>[a-z-]+)/[^/]+")


# Of whoever has the mock; None where nobody has, as under a plain `mock_aws`.
_controls: Controls | None = None


def apply_controls(controls: Controls | None) -> None:
    """Let the outermost activation, or the server, have its hand on the calls to come."""
    global _controls
    _controls = controls


def controls() -> Controls | None:
    """Whoever's hand is on the calls."""
    return _controls


def handle(request: WireRequest) -> WireResponse:
    """Answer a request; never raises for what is in the request.

    Raises NoAnswerError where a test asked for a connection that fails.
    """
    request_id = identifiers.request_id()
    active = _controls
    call: Call | None = None
    try:
        operation, labels, of_path = _route(request.method, request.raw_path)
        if active is not None:
            call = active.journal.begin(
                operation.name,
                of_path.parameters,
                request.region,
                request.account_id,
                request.sdk_request,
            )
        if request.authorize is not None:
            request.authorize(operation.name, _resource_arn(request, labels))
        parameters = operation.parser.parse(request, of_path)
        if call is not None and active is not None:
            call.note_parameters(parameters)
            if active.faults.pending:
                active.inject(operation.name, parameters, request.region)
        projection = _carry_out(operation, parameters, request)
    except exceptions.ServiceError as error:
        if call is not None:
            call.error = CallError(error.code, error.message, error.status)
        return error_response(error, request_id)
    except NoAnswerError as error:
        assert call is not None  # only a hand on the calls makes them fail so
        call.error = CallError(error.kind, str(error), None)
        raise
    status, body = operation.serialize(projection)
    if call is not None:
        call.note_response(projection)
    headers = {"Content-Type": "application/json", "x-amzn-RequestId": request_id}
    return status, headers, body


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
    """Where a method and a path lead: the same for all requests with both."""

    operation: CompiledOperation
    labels: Mapping[str, str]
    of_path: PathParameters


# A program calls the same few paths again and again: most hold nothing but a domain's name.
@lru_cache(maxsize=256)
def _route(method: str, raw_path: str) -> _Route:
    name, labels = router().match(method, raw_path)
    handler = HANDLERS.get(name)
    operation = operation_for(name, handler.may_be_blank if handler else frozenset())
    return _Route(operation, labels, operation.parser.parse_path(labels))


def _carry_out(
    operation: CompiledOperation, parameters: Mapping[str, Any], request: WireRequest
) -> dict[str, Any]:
    """Call the handler, and return what goes out of its result."""
    handler = HANDLERS.get(operation.name)
    if handler is None:
        raise exceptions.not_implemented(operation.name)
    backend = _backend(request)
    if not handler.takes_domain:
        # Some name a domain all the same: what was due in one happens before it is deleted.
        catch_up(backend, parameters.get("DomainName", ""))
        with backend.lock:
            result = handler.function(backend, parameters)
            return _project(operation, result, parameters, backend)
    domain_name = parameters["DomainName"]
    catch_up(backend, domain_name)
    with backend.lock:
        domain = backend.domains.get(domain_name)
        if domain is None:
            raise exceptions.domain_not_found(domain_name, backend.account_id)
        domain.caller = request.caller
        _set_lag(domain, operation.name)
        result = handler.function(domain, parameters)
        projection = _project(operation, result, parameters, backend)
        outgoing = _outgoing(domain)
    if outgoing is not None:
        _deliver(outgoing, backend)
    return projection


def _set_lag(domain: Domain, operation_name: str | None = None) -> None:
    """Say how long stays hidden what the operation, or a job, is about to write.

    A read lets be found what has been hidden long enough.
    """
    lag = None if _controls is None else _controls.lag
    if lag is None:
        domain.lag = domain.hidden = None
        return
    domain.lag = lag if operation_name is None or operation_name in WRITES else None
    if domain.hidden is not None and operation_name in READS:
        domain.hidden.begin_read(clock.timestamp())


def _project(
    operation: CompiledOperation,
    result: Any,
    parameters: Mapping[str, Any],
    backend: CustomerProfilesBackend,
) -> dict[str, Any]:
    """What goes out of a result; it reads live state, so it is done under the lock."""
    if operation.paging is None:
        return operation.serialize.project(result)
    account_and_region = f"{backend.account_id}/{backend.region_name}"
    return operation.paging.page(
        result, parameters, operation.serialize.project, account_and_region
    )


def catch_up(backend: CustomerProfilesBackend, domain_name: str) -> None:
    """Let happen in a domain what the clock says has happened, before it is read or changed."""
    domain = backend.domains.get(domain_name)
    now = clock.timestamp()
    if domain is None or (now < domain.next_expiry and now < domain.next_event):
        return
    with backend.lock:
        domain.caller = SERVICE_PRINCIPAL
        _set_lag(domain)
        domain.catch_up(now)
        outgoing = _outgoing(domain)
    if outgoing:
        _deliver(outgoing, backend)


def run_identity_resolution(backend: CustomerProfilesBackend, domain_name: str) -> str:
    """Run a domain's identity resolution job now, and return its JobId.

    Raises ValueError where there is no such domain, or where its Matching is not enabled.
    """
    catch_up(backend, domain_name)
    with backend.lock:
        domain = backend.domains.get(domain_name)
        if domain is None:
            raise ValueError(f"there is no domain {domain_name!r} in {backend.region_name}")
        if not (domain.matching and domain.matching["Enabled"]):
            raise ValueError(f"enable Matching first: domain {domain_name!r} runs no jobs")
        domain.caller = SERVICE_PRINCIPAL
        _set_lag(domain)
        job = domain.resolution.start(domain, clock.timestamp())
        domain.next_event = domain.next_moment()
        outgoing = _outgoing(domain)
    if outgoing:
        _deliver(outgoing, backend)
    return job.job_id


def _outgoing(domain: Domain) -> tuple[list[DeadLetter], list[Export]] | None:
    """What has to leave for other services now."""
    if not domain.dead_letters and not domain.exports:
        return None
    outgoing = domain.dead_letters, domain.exports
    domain.dead_letters, domain.exports = [], []
    return outgoing


def _deliver(
    outgoing: tuple[list[DeadLetter], list[Export]], backend: CustomerProfilesBackend
) -> None:
    """Hand it over to moto; to be called without the lock."""
    letters, exports = outgoing
    if letters:
        from .hosts import sqs

        sqs.deliver(letters, backend.account_id, backend.region_name)
    if exports:
        from .hosts import s3

        for export in exports:
            text = s3.write(export, backend.account_id, backend.partition)
            if text is not None:
                with backend.lock:
                    export.job.fail_in_part(text)


def _backend(request: WireRequest) -> CustomerProfilesBackend:
    # moto: at each look BackendDict locks and compares itself with all others; what is there can
    # be taken past that. After a reset nothing is there, and looking properly registers it again.
    regions = dict.get(customerprofiles_backends, request.account_id)
    backend = None if regions is None else dict.get(regions, request.region)
    if backend is not None:
        return backend
    try:
        return customerprofiles_backends[request.account_id][request.region]
    except KeyError:
        raise exceptions.region_not_offered(request.region, offered_regions()) from None


def _resource_arn(request: WireRequest, labels: Mapping[str, str]) -> str:
    """The ARN that IAM decides about, from the path; ``*`` where no domain is named.

    Integrations are named in bodies; they are authorised as their domain.
    """
    if "resourceArn" in labels:
        return labels["resourceArn"]
    if "DomainName" not in labels:
        return "*"
    arn = f"domains/{labels['DomainName']}"
    match = _DOMAIN_PATH.match(request.raw_path)
    names = [value for name, value in labels.items() if name != "DomainName"]
    if names and match is not None and match["kind"] in _RESOURCE_KINDS:
        arn = f"{arn}/{match['kind']}/{names[0]}"
    backend = _backend(request)
    return f"arn:{backend.partition}:profile:{request.region}:{request.account_id}:{arn}"
