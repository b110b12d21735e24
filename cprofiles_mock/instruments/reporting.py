"""Warnings from inside a call, attributed to the caller's line or, over HTTP, logged."""

from __future__ import annotations

import logging
import sys
import warnings
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

logger = logging.getLogger("cprofiles_mock")

# The only packages on the stack between the caller's line and a handler. For a call in a task of
# its own, the caller is the code that runs the event loop.
_BETWEEN = frozenset(
    {
        "cprofiles_mock", "botocore", "boto3", "moto", "responses", "requests", "urllib3",
        "contextlib", "aiobotocore", "aioboto3", "asyncio", "importlib",
    }
)  # fmt: skip

_over_http: ContextVar[bool] = ContextVar("cprofiles_mock_over_http", default=False)


@contextmanager
def logged() -> Iterator[None]:
    """Send warnings to the log while entered, for callers in another process."""
    token = _over_http.set(True)
    try:
        yield
    finally:
        _over_http.reset(token)


class Place(NamedTuple):
    """A line of the caller's code, to which a warning can be attributed later."""

    filename: str
    lineno: int
    module: str | None
    registry: dict[str | tuple[Any, ...], int]

    def __str__(self) -> str:
        return f"{Path(self.filename).name}:{self.lineno}"


def caller() -> Place | None:
    """The line that called the client or the handle; None over HTTP."""
    if _over_http.get():
        return None
    frame = sys._getframe(1)  # noqa: SLF001  (documented, despite its name)
    while frame.f_back is not None:
        if frame.f_globals.get("__name__", "").partition(".")[0] not in _BETWEEN:
            break
        frame = frame.f_back
    return Place(
        frame.f_code.co_filename,
        frame.f_lineno,
        frame.f_globals.get("__name__"),
        frame.f_globals.setdefault("__warningregistry__", {}),
    )


def warn(text: str, category: type[Warning]) -> None:
    """Warn at the line that called the client."""
    warn_at(caller(), text, category)


def warn_at(place: Place | None, text: str, category: type[Warning]) -> None:
    """Warn at that line, or in the log if there is none."""
    if place is None:
        logger.warning("%s", text)
    else:
        warnings.warn_explicit(text, category, *place)
