"""The region while the mock is active, for clients that name none: an environment variable.

One that is only a default is lent: ``hosts/lent_region.py`` lets configuration files come first.
"""

from __future__ import annotations

import os
from contextlib import contextmanager
from dataclasses import dataclass
from threading import Lock
from typing import TYPE_CHECKING

from ..hosts.botocore import configured_region
from ..hosts.lent_region import lent_region
from ..runtime.forking import renew_in_children
from .run_region import VARIABLE, restore_variable, run_region

if TYPE_CHECKING:
    from collections.abc import Iterator

DEFAULT_REGION = "us-east-1"

#: What the option ``--region`` has for all regions.
EVERY_REGION = "all"


def set_default_region(region: str | None) -> None:
    """Set a region for this process and its children, unless one is configured."""
    missing = _missing(region)
    if missing is not None:
        os.environ[VARIABLE] = missing
        regions.lend(missing)


def _missing(default: str | None = None) -> str | None:
    """The region that has to be set, because clients would find none; None if they find one."""
    if os.environ.get(VARIABLE):
        return None
    found = configured_region()
    # botocore: it takes an empty variable for a region, and does not look into the files.
    return None if found and VARIABLE not in os.environ else found or default or DEFAULT_REGION


@dataclass(slots=True, eq=False)
class _Setting:
    """A region that somebody has set, and what the variable was before."""

    owner: object
    region: str
    before: str | None
    # Whether an entry names it, or else it is a default.
    is_named: bool


class Regions:
    """The regions of all entries of the mock, which may end in any order.

    The latest entry that names a region counts. Where none does, it is the region that the run of
    pytest configures, or else the configured one, or else us-east-1.
    """

    def __init__(self) -> None:
        self._lock = Lock()
        self._entered = 0
        self._settings: list[_Setting] = []
        # The region that is lent where no entry has set one.
        self._default: str | None = None
        renew_in_children(self)

    def renew_locks(self) -> None:
        """Renew the lock, in a child that was forked."""
        self._lock = Lock()

    def lend(self, region: str | None) -> None:
        """Say that the variable's value is a default, which the process has for good."""
        with self._lock:
            self._default = region
            self._lend()

    def enter(self, owner: object, region: str | None) -> None:
        """Set the region of an entry; None if it names none."""
        with self._lock:
            if not self._entered:
                self._set(self, run_region() or _missing())
            self._entered += 1
            if region is not None:
                self._set(owner, region, is_named=True)
            elif not any(each.is_named for each in self._settings):
                # A test may have changed the environment since the outermost entry.
                self._set(owner, run_region() or _missing())

    def leave(self, owner: object) -> None:
        """End an entry; the region is again what it would be without it."""
        with self._lock:
            self._entered -= 1
            self._take_back(owner)
            if not self._entered:
                self._take_back(self)

    def _set(self, owner: object, region: str | None, *, is_named: bool = False) -> None:
        before = os.environ.get(VARIABLE)
        if region is None or (region == before and not is_named):
            return
        self._settings.append(_Setting(owner, region, before, is_named))
        os.environ[VARIABLE] = region
        self._lend()

    def _take_back(self, owner: object) -> None:
        for position, setting in enumerate(self._settings):
            if setting.owner is owner:
                del self._settings[position]
                if position == len(self._settings):
                    restore_variable(setting.before)
                else:
                    self._settings[position].before = setting.before
                self._lend()
                return

    def _lend(self) -> None:
        """The latest setting is lent, if it is a default."""
        latest = self._settings[-1] if self._settings else None
        if latest is None:
            lent_region.lend(self._default)
        else:
            # What the run of pytest configures comes before files.
            is_default = not latest.is_named and latest.region != run_region()
            lent_region.lend(latest.region if is_default else None)


regions = Regions()


@contextmanager
def default_region(region: str | None = None) -> Iterator[None]:
    """Configure a region while entered: ``region``, or the configured one, or else us-east-1."""
    owner = object()
    regions.enter(owner, region)
    try:
        yield
    finally:
        regions.leave(owner)
