"""The default region, for environments that configure none."""

from __future__ import annotations

import os
from contextlib import contextmanager
from typing import TYPE_CHECKING

from ..hosts.botocore import configured_region

if TYPE_CHECKING:
    from collections.abc import Iterator

DEFAULT_REGION = "us-east-1"

_VARIABLE = "AWS_DEFAULT_REGION"


def set_default_region(region: str | None) -> None:
    """Set a region for this process and its children, unless one is configured."""
    if configured_region() is None:
        os.environ[_VARIABLE] = region or DEFAULT_REGION


@contextmanager
def default_region(region: str | None = None) -> Iterator[None]:
    """Configure a region while entered: ``region``, or the configured one, or else us-east-1."""
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
