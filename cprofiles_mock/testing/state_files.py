"""The files that ``cprofiles-mock run --dump`` writes: of one region, or of all."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

from ..models import (
    customerprofiles_backends,
    default_account,
    domains_elsewhere,
    existing_backends,
)
from ..snapshots.files import NoDomainNameError, domain_of_csv, format_of, write_file
from .region import EVERY_REGION

if TYPE_CHECKING:
    from ..models import CustomerProfilesBackend


def dump_region(path: str, region: str, domain_name: str | None = None) -> str:
    """Write the state of a region of the default account, and return what the file lacks.

    That is empty if no other region or account has domains. Raises KeyError, ValueError, OSError.
    """
    backend = customerprofiles_backends[default_account()][region]
    write_file(backend, path, domain_name)
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
    ``state.111122223333.us-east-1.json``. With a ``domain_name``, which CSV takes, regions without
    that domain have no file. Raises OSError, and ValueError before anything is written.
    """
    backends = [each for each in existing_backends() if each.domains]
    if domain_name is not None:
        backends = [each for each in backends if domain_name in each.domains] or backends
    backends = backends or [customerprofiles_backends[default_account()][region]]
    if format_of(path) == "csv":
        for backend in backends:
            _check_csv(backend, domain_name, _path_of(path, backend))
    for backend in backends:
        write_file(backend, _path_of(path, backend), domain_name)


def _check_csv(backend: CustomerProfilesBackend, domain_name: str | None, path: str) -> None:
    try:
        domain_of_csv(backend, domain_name, Path(path).name)
    except NoDomainNameError as error:
        if not error.has_domains:
            raise
        raise ValueError(
            f"{Path(path).name}: {error.reason}; add --domain NAME, which leaves out regions "
            "without that domain, or dump to a .json or .yaml file, which holds all domains"
        ) from None


def _path_of(path: str, backend: CustomerProfilesBackend) -> str:
    given = Path(path)
    account = backend.account_id
    # An account may have any name, and a name of a file may not.
    infix = "" if account == default_account() else f"{quote(account, safe='')}."
    name = f"{given.stem}.{infix}{backend.region_name}{given.suffix}"
    return str(given.with_name(name))
