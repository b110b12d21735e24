"""Calls that a command means to make to AWS; a guard against calls by mistake lets them pass."""

from __future__ import annotations

from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_reaching: ContextVar[bool] = ContextVar("_reaching", default=False)


@contextmanager
def reaching_aws() -> Iterator[None]:
    """Mark the calls that are made meanwhile, in this thread or task, as meant for AWS."""
    token = _reaching.set(True)
    try:
        yield
    finally:
        _reaching.reset(token)


def is_reaching_aws() -> bool:
    """Whether a call that is made now is meant for AWS."""
    return _reaching.get()
