"""botocore's emitters of events: those of the clients and sessions that exist, and who listens.

Code here uses undocumented names of botocore, because its own way to take a handler back fails:
``unregister`` raises AttributeError on an emitter where only handlers of a more specific event are
registered, such as ``before-send.customer-profiles``, and it compares handlers by ``==``, which a
handler may define as it likes.
"""

from __future__ import annotations

import gc
from typing import TYPE_CHECKING, Any

from botocore.client import BaseClient
from botocore.hooks import EventAliaser, HierarchicalEmitter
from botocore.session import Session

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from contextlib import ExitStack

    Handler = Callable[..., Any]


def existing_emitters() -> list[Any]:
    """The emitters of all sessions and clients in this process, each once."""
    found: dict[int, Any] = {}
    for existing in gc.get_objects():
        # isinstance would evaluate a proxy's own __class__; type() does not.
        kind = type(existing)
        try:
            if issubclass(kind, Session):
                events = existing.get_component("event_emitter")
            elif issubclass(kind, BaseClient):
                events = existing.meta.events
            else:
                continue
        except Exception:  # noqa: S112  (see below)
            # An object whose __init__ has failed or is under way has no emitter, and sends nothing.
            continue
        found[id(events)] = events
    return list(found.values())


def add(events: Any, event_name: str, handler: Handler, undo: ExitStack) -> None:
    """Register a handler, unless it is registered already; ``undo`` takes it back.

    botocore calls a handler as often as it is registered, and moto's would then write twice.
    """
    if not _listens(events, event_name, handler):
        events.register(event_name, handler)
        undo.callback(remove, events, event_name, handler)


def remove(events: Any, event_name: str, handler: Handler) -> None:
    """Remove a handler, however often it is registered; no other handler is touched."""
    emitter = _emitter(events)
    if not isinstance(emitter, HierarchicalEmitter):
        emitter.unregister(event_name, handler)
        return
    for section in _sections(events, event_name):
        section[:] = [each for each in section if each is not handler]
    # botocore: an emitter remembers which handlers an event has.
    emitter._lookup_cache = {}  # type: ignore[attr-defined]


def _listens(events: Any, event_name: str, handler: Handler) -> bool:
    return any(each is handler for part in _sections(events, event_name) for each in part)


def _sections(events: Any, event_name: str) -> Sequence[list[Handler]]:
    """The lists of handlers that are registered for exactly this event."""
    emitter = _emitter(events)
    if not isinstance(emitter, HierarchicalEmitter):
        # A program may give a session an emitter of its own making.
        return ()
    node: Any = emitter._handlers._root  # type: ignore[attr-defined]
    for part in event_name.split("."):
        node = node["children"].get(part)
        if node is None:
            return ()
    # botocore: None if only more specific events have handlers.
    sections: Sequence[list[Handler]] = node["values"] or ()
    return sections


def _emitter(events: Any) -> Any:
    """The emitter itself; botocore wraps it in one that knows the former names of services."""
    while isinstance(events, EventAliaser):
        wrapping: Any = events
        events = wrapping._emitter
    return events
