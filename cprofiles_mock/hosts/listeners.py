"""Who listens to the calls of one client: its handlers, as against those that every client has.

Code here uses undocumented names of botocore and moto.
"""

from __future__ import annotations

from types import MethodType
from typing import TYPE_CHECKING, Any

import botocore.handlers
import botocore.retries.standard
import botocore.retryhandler
import moto.core.models as moto_models

from ..protocol.compiled import SERVICE_NAME
from . import botocore as botocore_host
from .observers import is_original

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

# botocore: the events that a call emits between the client's method and the answer. Whoever listens
# to one of the first group sees the request, the answer, or what both together mean; to one of the
# second, what only the direct way passes over.
EVENTS_OF_SENDING = (
    "request-created", "choose-signer", "before-sign", "before-send", "before-parse",
    "response-received", "needs-retry", "after-call",
)  # fmt: skip
EVENTS_OF_BUILDING = (
    "provide-client-params", "before-parameter-build", "before-endpoint-resolution", "before-call",
    "after-call-error",
)  # fmt: skip


# What all new clients get, as it was read last, and the handlers of each event that was asked for.
_builtin_handlers: tuple[list[Any], dict[str, list[Any]]] = [], {}


def _builtin(event: str) -> list[Any]:
    """The handlers for an event that every new client has, from botocore, moto and us.

    The first call of each client asks for those of a dozen events, so they are looked for once.
    """
    global _builtin_handlers
    known, of_event = _builtin_handlers
    if known != botocore.handlers.BUILTIN_HANDLERS:
        known, of_event = _builtin_handlers = list(botocore.handlers.BUILTIN_HANDLERS), {}
    if event not in of_event:
        parts = event.split(".")
        of_event[event] = [
            handler
            for name, handler, *_ in known
            if (path := name.split(".")) == parts[: len(path)]
            and (handler is moto_models.botocore_stubber or is_original(handler))
        ]
    return of_event[event]


def _of_client(client: Any, event: str) -> Iterator[Any]:
    """The handlers for an event that botocore registers with each client for itself."""
    kind = event.partition(".")[0]
    emitter = client.meta.events._emitter
    if kind == "request-created":
        yield client._request_signer.handler
        yield client._user_agent_creator.rebuild_and_replace_user_agent_handler
        yield from _unique(emitter, "seed-max-attempts-", _SEEDER)
    elif kind == "needs-retry":
        yield from _unique(emitter, "retry-config-", _RETRY_HANDLERS)
    elif kind == "after-call":
        for each in _unique(emitter, "retry-config-", _RETRY_HANDLERS):
            # A bound method in the standard mode, an object in the legacy mode.
            owner = getattr(each, "__self__", None)
            if owner is not None:
                yield owner._retry_quota.release_retry_quota


_SEEDER = (getattr(botocore.retries.standard, "MaxAttemptsSeeder", None),)
_RETRY_HANDLERS = (botocore.retries.standard.RetryHandler, botocore.retryhandler.RetryHandler)


def _unique(emitter: Any, prefix: str, kinds: Iterable[Any]) -> Iterator[Any]:
    """What was registered under an identifier of botocore's, if it is of one of these classes."""
    for name in (f"{prefix}{SERVICE_NAME}", f"{prefix}profile"):
        found = emitter._unique_id_handlers.get(name, {}).get("handler")
        owner = found.__self__ if type(found) is MethodType else found
        if type(owner) in kinds:
            yield found


def only_known(client: Any, events: Iterable[str], operation_name: str) -> bool:
    """Whether exactly those listen that listen to any client's calls."""
    for each in events:
        event = f"{each}.{SERVICE_NAME}.{operation_name}"
        found = client.meta.events._emitter._handlers.prefix_search(event)
        expected = [*_builtin(event), *_of_client(client, event)]
        for handler in found:
            place = next((n for n, one in enumerate(expected) if _is_same(one, handler)), None)
            if place is None:
                return False
            del expected[place]
        if any(each not in botocore_host.IDLE_HANDLERS for each in expected):
            # Somebody has taken one away.
            return False
    return True


def _is_same(one: Any, other: Any) -> bool:
    """Whether two handlers are one; a bound method is a new object each time."""
    if type(one) is MethodType and type(other) is MethodType:
        return one.__self__ is other.__self__ and one.__func__ is other.__func__
    return one is other


class Listeners:
    """Whether a handler listens to the calls of a client's operations.

    This is found out before anything else: a client that is listened to costs little then, and its
    parts stay as Python made them, while a look at their ``__dict__`` would slow them down for
    good in CPython 3.11.
    """

    __slots__ = ("cache", "emitter", "of_operation")

    def __init__(self, client: Any) -> None:
        self.emitter: Any = client.meta.events._emitter
        #: The emitter's handlers are the same as long as this is.
        self.cache: Any = self.emitter._lookup_cache
        self.of_operation: dict[str, bool] = {}
