"""The handle's verbs as calls over HTTP, for clients of the server in any language.

A call is a method, a path below ``/cprofiles-mock/``, a query and a JSON body; the response is
JSON. Which calls there are, and what they take, is declared with the verbs, in
``testing.verbs``; what only the server has is below.
"""

from __future__ import annotations

import inspect
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import parse_qsl

from .. import __version__
from ..instruments.answers import CannedAnswer
from ..instruments.argument_checks import (
    ANYTHING,
    FLAG,
    ITEMS,
    NUMBER,
    OBJECT,
    OBJECTS,
    TEXT,
    TEXT_OR_OBJECT,
    WHOLE_NUMBER,
)
from ..instruments.faults import Fault
from ..models import NoBackendError
from ..runtime import strict_json
from ..testing.over_http import control_calls, declaration, over_http
from ..testing.verbs import Verbs

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from ..instruments.argument_checks import Kind
    from ..instruments.controls import Controls
    from ..instruments.dead_letters import DeadLetters
    from ..instruments.journal import Call, Calls
    from ..instruments.outcomes import Outcome
    from ..instruments.trigger_invocations import TriggerInvocations

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
    except (NoBackendError, TypeError, ValueError) as error:
        return 400, {"Message": str(error)}


def _answer(request: ControlRequest, controls: Controls) -> Any:
    if request.origin:
        # Sent by a page of some site, in a browser on the machine that runs the server.
        raise ControlError(403, "control calls are not for pages of other sites")
    methods = _CALLS.get(request.path.removeprefix(PREFIX))
    if methods is None:
        known = ", ".join(f"{PREFIX}{name}" for name in sorted(_CALLS))
        raise ControlError(404, f"there is no control call {request.path}, but {known}")
    # A HEAD gets the headers of a GET; the server leaves out the body.
    function = methods.get("GET" if request.method == "HEAD" else request.method)
    if function is None:
        raise ControlError(405, f"{request.path} takes {', '.join(methods)}, not {request.method}")
    declared = declaration(function)
    assert declared is not None  # that is how it came into the table
    in_query = dict(parse_qsl(request.query, keep_blank_values=True))
    in_body = _body_arguments(declared.body, request.body) if request.body else {}
    if declared.body is not None and declared.body not in {*in_body, *in_query}:
        raise ControlError(400, _DOCUMENT_WANTED)
    result = function(_ServedMock(controls), **_arguments(function, in_query, in_body))
    return declared.answer(result)


_DOCUMENT_WANTED = 'the body must be a state document, such as {"Domains": []}'


def _body_arguments(whole: str | None, body: bytes) -> dict[str, Any]:
    """The arguments in the body, which is an object; or is, as a whole, the argument ``whole``."""
    decoded = _decoded(body)
    wanted = _DOCUMENT_WANTED if whole else "the body must be a JSON object"
    if type(decoded) is not dict:
        came = strict_json.unescaped(strict_json.encode(decoded))
        raise ControlError(400, f"{wanted}, not {_shortened(came)}")
    return {whole: decoded} if whole else decoded


def _shortened(text: str) -> str:
    return text if len(text) <= 60 else f"{text[:60]}..."


def _decoded(body: bytes) -> Any:
    try:
        return strict_json.decode_written(body.decode("utf-8"))
    except (ValueError, RecursionError) as error:
        raise ControlError(400, f"the body is not valid JSON: {error}") from None


# What an argument must be, by its annotation in the verb.
_KINDS = {
    "str": TEXT,
    "int": WHOLE_NUMBER,
    "float": NUMBER,
    "bool": FLAG,
    "Mapping[str, Any]": OBJECT,
    "Sequence[Mapping[str, Any]]": OBJECTS,
    "Items": ITEMS,
    "str | Mapping[str, Any]": TEXT_OR_OBJECT,
    # A function cannot be sent.
    "When": OBJECT,
    "Any": ANYTHING,
}


def _arguments(
    function: Callable[..., Any], in_query: Mapping[str, str], in_body: Mapping[str, Any]
) -> dict[str, Any]:
    """The arguments, checked against the function's own parameters.

    Raises ControlError for a missing or unknown argument, and TypeError for one of the wrong type.
    A null counts as not given, except where that is something else: ``times`` of a fault or an
    answer.
    """
    parameters = dict(inspect.signature(function).parameters)
    del parameters["self"]
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
        is_none = in_body.get(name, value) is None and name in in_body
        if value is not None or (is_none and _null_means_something(parameter)):
            arguments[name] = value
        elif parameter.default is parameter.empty:
            raise ControlError(400, f"{name!r} is missing")
    return arguments


def _null_means_something(parameter: inspect.Parameter) -> bool:
    """Whether None is another value than the one that counts if the argument is not given."""
    return parameter.annotation.endswith(" | None") and parameter.default is not None


def _read_in_query(text: str, kind: Kind) -> Any:
    """The value of an argument in the query: the text itself for TEXT, or if it is not JSON."""
    if kind is TEXT:
        return text
    try:
        return strict_json.decode(text)
    except (ValueError, RecursionError):
        return text


def _each_as_json(found: Iterable[Any]) -> list[Any]:
    return [each.as_json() for each in found]


def _call(call: Call) -> dict[str, Any]:
    return {
        "number": call.number,
        "operation": call.operation,
        "parameters": strict_json.jsonable(call.parameters),
        "region": call.region,
        "account_id": call.account_id,
        "attempt": call.attempt,
        "stack": call.stack,
        "at": call.at.isoformat(),
        "duration": call.duration,
        "response": call.response,
        "error": call.error and call.error._asdict(),
        "dead_letters": _each_as_json(call.dead_letters),
    }


class _ServedMock(Verbs):
    """The verbs, on the controls of the server, and the calls that only the server has."""

    def __init__(self, controls: Controls) -> None:
        super().__init__()
        self._controls = controls

    @property
    def _active(self) -> Controls:
        return self._controls

    @over_http("GET", "health", lambda version: {"status": "ok", "version": version})
    def health(self) -> str:
        """Whether the server answers, with the version of this package."""
        return __version__

    @over_http("GET", "faults", _each_as_json)
    def faults(self) -> list[Outcome]:
        """The faults that have not happened."""
        return self._controls.outcomes.listed(Fault)

    @over_http("DELETE", "faults")
    def forget_faults(self) -> None:
        """Forget the faults that have not happened."""
        self._controls.outcomes.discard(self.faults())

    @over_http("GET", "answers", _each_as_json)
    def answers(self) -> list[Outcome]:
        """The answers that have not been given, or are given from now on."""
        return self._controls.outcomes.listed(CannedAnswer)

    @over_http("DELETE", "answers")
    def forget_answers(self) -> None:
        """Forget these answers."""
        self._controls.outcomes.discard(self.answers())

    @over_http("GET", "calls", lambda calls: [_call(each) for each in calls])
    def calls(
        self,
        operation: str | None = None,
        region: str | None = None,
        account_id: str | None = None,
        error: str | None = None,
        after: int = 0,
    ) -> Calls:
        """The calls that were kept, or those of them that match."""
        found = self._controls.journal.calls(after)
        return found.filter(operation, region=region, account_id=account_id, error=error)

    @over_http("DELETE", "calls")
    def forget_calls(self) -> None:
        """Forget the calls."""
        self._controls.journal.clear()

    @over_http("GET", "dead-letters", _each_as_json)
    def dead_letters(
        self, domain_name: str | None = None, object_type_name: str | None = None
    ) -> DeadLetters:
        """The dead letters that were kept, or those of them of a domain or an object type."""
        found = self._controls.dead_letters.letters()
        return found.filter(domain_name=domain_name, object_type_name=object_type_name)

    @over_http("DELETE", "dead-letters")
    def forget_dead_letters(self) -> None:
        """Forget the dead letters."""
        self._controls.dead_letters.clear()

    @over_http("GET", "trigger-invocations", _each_as_json)
    def trigger_invocations(
        self,
        event_trigger_name: str | None = None,
        domain_name: str | None = None,
        object_type_name: str | None = None,
        profile_id: str | None = None,
        outcome: str | None = None,
        region: str | None = None,
        account_id: str | None = None,
    ) -> TriggerInvocations:
        """What event triggers did, as far as it was kept, or what of that matches."""
        return self._controls.invocations.after(0).filter(
            event_trigger_name,
            domain_name=domain_name,
            object_type_name=object_type_name,
            profile_id=profile_id,
            outcome=outcome,
            region=region,
            account_id=account_id,
        )

    @over_http("POST", "snapshots")
    def begin_snapshot(self) -> None:
        """Begin a snapshot, which another call ends."""
        kept = self.snapshot()
        kept.begin()
        self._controls.snapshots.append(kept.end)

    @over_http("DELETE", "snapshots")
    def end_snapshot(self) -> None:
        """Put back the state that there was when the latest snapshot began."""
        if not self._controls.snapshots:
            raise ControlError(400, "no snapshot has begun")
        self._controls.snapshots.pop()()

    @over_http("GET", "state", lambda document: document)
    def dump(self, region: str = "us-east-1", account_id: str | None = None) -> Any:
        """The state of a region of an account, as a document."""
        from .. import snapshots

        return snapshots.dump(self.backend(region, account_id))

    @over_http("POST", "state", body="document")
    def load(self, document: Any, region: str = "us-east-1", account_id: str | None = None) -> None:
        """Load such a document, and no file: its name would be one on the server's machine."""
        from .. import snapshots

        snapshots.load(self.backend(region, account_id), document)


# By the path below the prefix, and by method.
_CALLS = control_calls(_ServedMock)
