"""The handle's methods as calls over HTTP, for clients of the server in any language.

A call is a method, a path below ``/cprofiles-mock/``, a query and a JSON body; the response is
JSON.
"""

from __future__ import annotations

import inspect
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import parse_qsl

from ..instruments.argument_checks import ANYTHING, FLAG, NUMBER, OBJECT, TEXT, WHOLE_NUMBER
from ..instruments.lag import Lag
from ..instruments.names import region_not_offered
from ..models import customerprofiles_backends, default_account, reset_backends
from ..resources.matching.identity_resolution import run_job
from ..runtime import strict_json

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from ..instruments.argument_checks import Kind
    from ..instruments.controls import Controls
    from ..instruments.dead_letters import UningestedObject
    from ..instruments.faults import Fault
    from ..instruments.journal import Call
    from ..models import CustomerProfilesBackend

PREFIX = "/cprofiles-mock/"


class ControlRequest(NamedTuple):
    """A control call as received; ``origin`` is the site of the page that sent it, if any."""

    method: str
    path: str
    query: str
    body: bytes
    origin: str


class ControlError(Exception):
    """A control call that cannot be carried out, with its HTTP status and the reason."""

    def __init__(self, status: int, reason: str) -> None:
        super().__init__(reason)
        self.status = status


def answer(request: ControlRequest, controls: Controls) -> tuple[int, Any]:
    """Carry out a control call; return the HTTP status and the JSON value of the response."""
    try:
        return 200, _answer(request, controls)
    except ControlError as error:
        return error.status, {"Message": str(error)}
    except (TypeError, ValueError) as error:
        return 400, {"Message": str(error)}


def _answer(request: ControlRequest, controls: Controls) -> Any:
    if request.origin:
        # Sent by a page of some site, in a browser on the machine that runs the server.
        raise ControlError(403, "control calls are not for pages of other sites")
    methods = _CALLS.get(request.path.removeprefix(PREFIX))
    if methods is None:
        known = ", ".join(f"{PREFIX}{name}" for name in _CALLS)
        raise ControlError(404, f"there is no control call {request.path}, but {known}")
    function = methods.get(request.method)
    if function is None:
        raise ControlError(405, f"{request.path} takes {', '.join(methods)}, not {request.method}")
    in_query = dict(parse_qsl(request.query, keep_blank_values=True))
    in_body = _body_arguments(function, request.body) if request.body else {}
    if function is _load and not in_body and "document" not in in_query:
        raise ControlError(400, _DOCUMENT_WANTED)
    return function(controls, **_arguments(function, in_query, in_body))


_DOCUMENT_WANTED = 'the body must be a state document, such as {"Domains": []}'


def _body_arguments(function: Callable[..., Any], body: bytes) -> dict[str, Any]:
    decoded = _decoded(body)
    wanted = _DOCUMENT_WANTED if function is _load else "the body must be a JSON object"
    if type(decoded) is not dict:
        came = strict_json.unescaped(strict_json.encode(decoded))
        raise ControlError(400, f"{wanted}, not {_shortened(came)}")
    return {"document": decoded} if function is _load else decoded


def _shortened(text: str) -> str:
    return text if len(text) <= 60 else f"{text[:60]}..."


def _decoded(body: bytes) -> Any:
    try:
        return strict_json.decode_written(body.decode("utf-8"))
    except (ValueError, RecursionError) as error:
        raise ControlError(400, f"the body is not valid JSON: {error}") from None


# What an argument must be, by its annotation in the call's function.
_KINDS = {
    "str": TEXT,
    "int": WHOLE_NUMBER,
    "float": NUMBER,
    "bool": FLAG,
    "Mapping[str, Any]": OBJECT,
    "Any": ANYTHING,
}


def _arguments(
    function: Callable[..., Any], in_query: Mapping[str, str], in_body: Mapping[str, Any]
) -> dict[str, Any]:
    """The arguments, checked against the function's own parameters.

    Raises ControlError for a missing or unknown argument, and TypeError for one of the wrong type.
    A null counts as not given.
    """
    parameters = dict(inspect.signature(function).parameters)
    del parameters["controls"]
    unknown = [name for name in (*in_query, *in_body) if name not in parameters]
    if unknown:
        known = ", ".join(parameters) or "nothing"
        raise ControlError(400, f"{unknown[0]!r} is not known here; known: {known}")
    arguments: dict[str, Any] = {}
    for name, parameter in parameters.items():
        # The annotation is a string, since this module does not evaluate annotations.
        kind = _KINDS[parameter.annotation.removesuffix(" | None")]
        value = in_body.get(name)
        if value is None and name in in_query:
            value = _read_in_query(in_query[name], kind)
        kind.check_given(**{name: value})
        if value is not None:
            arguments[name] = value
        elif parameter.default is parameter.empty:
            raise ControlError(400, f"{name!r} is missing")
    return arguments


def _read_in_query(text: str, kind: Kind) -> Any:
    """The value of an argument in the query: the text itself for TEXT, or if it is not JSON."""
    if kind is TEXT:
        return text
    try:
        return strict_json.decode(text)
    except (ValueError, RecursionError):
        return text


def _reset(controls: Controls) -> dict[str, Any]:
    reset_backends()
    controls.clear()
    return {"status": "ok"}


def _fail_next(
    controls: Controls,
    operation: str,
    error: str,
    times: int = 1,
    message: str | None = None,
    region: str | None = None,
    when: Mapping[str, Any] | None = None,
    undeclared: bool = False,
    status: int | None = None,
) -> dict[str, Any]:
    fault = controls.fail_next(
        operation,
        error,
        times=times,
        message=message,
        region=region,
        when=when,
        undeclared=undeclared,
        status=status,
    )
    return _fault(fault)


def _unused_faults(controls: Controls) -> list[dict[str, Any]]:
    return [_fault(fault) for fault in controls.faults.unused()]


def _forget_faults(controls: Controls) -> dict[str, Any]:
    controls.faults.discard(controls.faults.unused())
    return {"status": "ok"}


def _fault(fault: Fault) -> dict[str, Any]:
    return {
        "operation": fault.operation,
        "error": fault.code,
        "status": fault.status,
        "message": fault.message,
        "times": fault.left,
        "region": fault.region,
        "when": fault.when,
    }


def _calls(
    controls: Controls,
    operation: str | None = None,
    region: str | None = None,
    account_id: str | None = None,
    error: str | None = None,
    after: int = 0,
) -> list[dict[str, Any]]:
    found = controls.journal.calls(after)
    chosen = found.filter(operation, region=region, account_id=account_id, error=error)
    return [_call(each) for each in chosen]


def _call(call: Call) -> dict[str, Any]:
    return {
        "number": call.number,
        "operation": call.operation,
        "parameters": call.parameters,
        "region": call.region,
        "account_id": call.account_id,
        "attempt": call.attempt,
        "stack": call.stack,
        "response": call.response,
        "error": call.error and call.error._asdict(),
        "dead_letters": [_dead_letter(each) for each in call.dead_letters],
    }


def _dead_letter(letter: UningestedObject) -> dict[str, Any]:
    return {**letter._asdict(), "tried": [each._asdict() for each in letter.tried]}


def _forget_calls(controls: Controls) -> dict[str, Any]:
    controls.journal.clear()
    return {"status": "ok"}


def _set_lag(
    controls: Controls, reads: int | None = None, seconds: float | None = None
) -> dict[str, Any]:
    controls.set_lag(reads=reads, seconds=seconds)
    lag = controls.lag or Lag()
    return {"reads": lag.reads, "seconds": lag.seconds}


def _backend(region: str, account_id: str | None) -> CustomerProfilesBackend:
    try:
        return customerprofiles_backends[account_id or default_account()][region]
    except KeyError:
        raise ControlError(400, region_not_offered(region)) from None


def _dump(
    controls: Controls, region: str = "us-east-1", account_id: str | None = None
) -> dict[str, Any]:
    from .. import snapshots

    document: dict[str, Any] = snapshots.dump(_backend(region, account_id))
    return document


def _load(
    controls: Controls, document: Any, region: str = "us-east-1", account_id: str | None = None
) -> dict[str, Any]:
    from .. import snapshots

    snapshots.load(_backend(region, account_id), document)
    return {"status": "ok"}


def _run_identity_resolution(
    controls: Controls,
    domain_name: str,
    region: str = "us-east-1",
    account_id: str | None = None,
) -> dict[str, Any]:
    job_id = run_job(_backend(region, account_id), domain_name)
    return {"JobId": job_id}


# By the path below the prefix, and by method.
_CALLS: dict[str, dict[str, Callable[..., Any]]] = {
    "reset": {"POST": _reset},
    "faults": {"POST": _fail_next, "GET": _unused_faults, "DELETE": _forget_faults},
    "calls": {"GET": _calls, "DELETE": _forget_calls},
    "lag": {"POST": _set_lag},
    "state": {"GET": _dump, "POST": _load},
    "identity-resolution": {"POST": _run_identity_resolution},
}
