"""The region of a whole run of pytest, from its configuration.

A module of its own, because the pytest plugin sets it before botocore may be imported.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

#: The option of pytest's configuration that names it.
REGION_OPTION = "customerprofiles_region"

#: The variable from which botocore reads the region.
VARIABLE = "AWS_DEFAULT_REGION"

_region: str | None = None


def run_region() -> str | None:
    """The region that the configuration of the run names; None if it names none."""
    return _region


def set_run_region(region: str) -> Callable[[], None]:
    """Set the region of the run, in the environment too; return what takes it back."""
    global _region
    before = _region, os.environ.get(VARIABLE)
    _region = os.environ[VARIABLE] = region

    def restore() -> None:
        global _region
        _region = before[0]
        restore_variable(before[1])

    return restore


def restore_variable(value: str | None) -> None:
    """Give the variable the value that it had; None if it was not set."""
    if value is None:
        os.environ.pop(VARIABLE, None)
    else:
        os.environ[VARIABLE] = value
