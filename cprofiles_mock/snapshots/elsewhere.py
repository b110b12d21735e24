"""Domains that a dump does not hold, because they are in another region or account."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..exceptions import EmptyDumpWarning
from ..instruments import reporting
from ..models import domains_elsewhere

if TYPE_CHECKING:
    from ..models import CustomerProfilesBackend


def warn_of_empty_dump(backend: CustomerProfilesBackend) -> None:
    """Warn if a backend has no domains and others have some; over HTTP, log it."""
    elsewhere = "" if backend.domains else domains_elsewhere(backend)
    if elsewhere:
        reporting.warn(
            f"the dump has no domains: it is that of {backend.region_name}, and the domains are in "
            f"{elsewhere}; dump with that region, and with account_id for another account",
            EmptyDumpWarning,
        )
