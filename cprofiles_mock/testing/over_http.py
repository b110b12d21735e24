"""Verbs as control calls: what of the mock can be asked over HTTP too, and how."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable

Verb = TypeVar("Verb", bound="Callable[..., Any]")

# Where a verb keeps what `over_http` says of it.
_ATTRIBUTE = "__control_call__"


class ControlCall(NamedTuple):
    """A verb as a control call: its method, its path, and the JSON value of its result.

    ``body`` is the argument that is the whole body; None if the body names the arguments.
    """

    method: str
    path: str
    answer: Callable[[Any], Any]
    body: str | None = None


def over_http(
    method: str,
    path: str,
    answer: Callable[[Any], Any] = lambda _: {"status": "ok"},
    *,
    body: str | None = None,
) -> Callable[[Verb], Verb]:
    """Make a verb a control call; ``path`` is that below the prefix."""

    def declare(verb: Verb) -> Verb:
        setattr(verb, _ATTRIBUTE, ControlCall(method, path, answer, body))
        return verb

    return declare


def control_calls(verbs: type) -> dict[str, dict[str, Callable[..., Any]]]:
    """The verbs of a class that are control calls, by path and by method, as they are declared."""
    found: dict[str, dict[str, Callable[..., Any]]] = {}
    for each in reversed(verbs.__mro__):
        for function in vars(each).values():
            declared = declaration(function)
            if declared is not None:
                found.setdefault(declared.path, {})[declared.method] = function
    return found


def declaration(function: Any) -> ControlCall | None:
    """What ``over_http`` says of a verb; None if it is no control call."""
    return getattr(function, _ATTRIBUTE, None)
