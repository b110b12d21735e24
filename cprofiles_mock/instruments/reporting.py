"""Warnings from inside a call, attributed to the caller's line or, over HTTP, logged."""

from __future__ import annotations

import logging
import sys
import warnings
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

logger = logging.getLogger("cprofiles_mock")

# The only packages on the stack between the caller's line and a handler. For a call in a task of
# its own, the caller is the code that runs the event loop.
_BETWEEN = frozenset(
    {
        "cprofiles_mock", "botocore", "boto3", "moto", "responses", "requests", "contextlib",
        "aiobotocore", "aioboto3", "asyncio",
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


def warn(text: str, category: type[Warning]) -> None:
    """Warn at the line that called the client."""
    if _over_http.get():
        logger.warning("%s", text)
        return
    frame = sys._getframe(1)  # noqa: SLF001  (documented, despite its name)
    while frame.f_back is not None:
        if frame.f_globals.get("__name__", "").partition(".")[0] not in _BETWEEN:
            break
        frame = frame.f_back
    warnings.warn_explicit(
        text,
        category,
        filename=frame.f_code.co_filename,
        lineno=frame.f_lineno,
        module=frame.f_globals.get("__name__"),
        registry=frame.f_globals.setdefault("__warningregistry__", {}),
    )
