"""Domains that a dump does not hold, because they are in another region or account."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..exceptions import EmptyDumpWarning
from ..instruments import reporting
from ..models import domains_elsewhere

if TYPE_CHECKING:
    from ..models import CustomerProfilesBackend


def tell_what_is_elsewhere(backend: CustomerProfilesBackend) -> None:
    """Say which domains a dump does not hold: warn if it has none, and else log it.

    A test of several regions dumps each of them, and means it; so that is for whoever looks for it.
    """
    elsewhere = domains_elsewhere(backend)
    if elsewhere and backend.domains:
        reporting.logger.info(
            "the dump is that of %s; other domains are in %s", backend.region_name, elsewhere
        )
    elif elsewhere:
        reporting.warn(
            f"the dump has no domains: it is that of {backend.region_name}, and the domains are in "
            f"{elsewhere}; dump with that region, and with account_id for another account",
            EmptyDumpWarning,
        )
