"""The region where none is configured."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager

from .host.botocore import configured_region

DEFAULT_REGION = "us-east-1"

_VARIABLE = "AWS_DEFAULT_REGION"


def set_default_region(region: str | None) -> None:
    """Name a region in the environment, for this process and its children, if none is configured."""
    if configured_region() is None:
        os.environ[_VARIABLE] = region or DEFAULT_REGION


@contextmanager
def default_region(region: str | None = None) -> Iterator[None]:
    """While entered, a region is configured: ``region`` if given, else what is, else us-east-1."""
    before = os.environ.get(_VARIABLE)
    if region is not None:
        os.environ[_VARIABLE] = region
    else:
        set_default_region(None)
    try:
        yield
    finally:
        if before is None:
            os.environ.pop(_VARIABLE, None)
        else:
            os.environ[_VARIABLE] = before
