"""The table of operations that have a handler.

``@operation("GetDomain")`` decorates the one function that carries out an operation. The name of
its first parameter decides what is passed to it: ``domain`` (the domain that the request names, or
a 404) or ``backend`` (one region of one account).
"""

from __future__ import annotations

import inspect
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

Function = TypeVar("Function", bound=Callable[..., Any])


@dataclass(frozen=True, slots=True)
class Handler:
    """What dispatch needs to know of a handler."""

    operation_name: str
    function: Callable[..., Any]
    takes_domain: bool
    # Members whose list items may be empty strings although the model says otherwise.
    may_be_blank: frozenset[str]


HANDLERS: dict[str, Handler] = {}


def operation(name: str, *, may_be_blank: tuple[str, ...] = ()) -> Callable[[Function], Function]:
    """Register the decorated function as the handler of the operation ``name``."""

    def register(function: Function) -> Function:
        first = next(iter(inspect.signature(function).parameters), None)
        if first not in ("domain", "backend"):
            raise TypeError(
                f"the first parameter of {function.__name__} must be named 'domain' or 'backend'"
            )
        if name in HANDLERS:
            raise ValueError(f"{name} has a handler already: {HANDLERS[name].function.__name__}")
        HANDLERS[name] = Handler(
            operation_name=name,
            function=function,
            takes_domain=first == "domain",
            may_be_blank=frozenset(may_be_blank),
        )
        return function

    return register
