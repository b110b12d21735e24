"""The files that ``cprofiles-mock run --dump`` writes: of one region, or of all."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

from .. import snapshots
from ..models import (
    customerprofiles_backends,
    default_account,
    domains_elsewhere,
    existing_backends,
)
from .region import EVERY_REGION

if TYPE_CHECKING:
    from ..models import CustomerProfilesBackend


def dump_region(path: str, region: str, domain_name: str | None = None) -> str:
    """Write the state of a region of the default account, and return what the file lacks.

    That is empty if no other region or account has domains. Raises KeyError, ValueError, OSError.
    """
    backend = customerprofiles_backends[default_account()][region]
    snapshots.dump_file(backend, path, domain_name=domain_name)
    elsewhere = domains_elsewhere(backend)
    if not elsewhere:
        return ""
    held = "" if backend.domains else ", which has no domains"
    return (
        f"{Path(path).name} holds the state of {region}{held}; there are domains in "
        f"{elsewhere}; --region {EVERY_REGION} writes a file for each region"
    )


def dump_every_region(path: str, region: str, domain_name: str | None = None) -> None:
    """Write a file for each region that has domains, or for ``region`` if none has.

    ``state.json`` becomes ``state.us-east-1.json``; for an account that is not the default one,
    ``state.111122223333.us-east-1.json``. Raises ValueError and OSError.
    """
    backends = [each for each in existing_backends() if each.domains]
    for backend in backends or [customerprofiles_backends[default_account()][region]]:
        snapshots.dump_file(backend, _path_of(path, backend), domain_name=domain_name)


def _path_of(path: str, backend: CustomerProfilesBackend) -> str:
    given = Path(path)
    account = backend.account_id
    # An account may have any name, and a name of a file may not.
    infix = "" if account == default_account() else f"{quote(account, safe='')}."
    name = f"{given.stem}.{infix}{backend.region_name}{given.suffix}"
    return str(given.with_name(name))
