"""Loading and dumping files of state for the commands."""

from __future__ import annotations

import os
import sys
from functools import partial
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable

# Python's own exit status for an invalid command line.
USAGE_ERROR = 2
# What a shell says of a command that Ctrl-C has ended.
INTERRUPTED = 130


def load(options: argparse.Namespace) -> int:
    """Load files into the configured region, up to the first that fails; return the exit status."""
    from ..testing.handle import MockHandle

    def load_one(path: str) -> None:
        domain_name = options.domain if _is_csv(path) else None
        MockHandle().load(path, region=_region(), domain_name=domain_name)

    statuses = (_status_of(partial(load_one, path), path) for path in options.load)
    return next(filter(None, statuses), 0)


def _is_csv(path: str) -> bool:
    return path.lower().endswith(".csv")


def check_options(options: argparse.Namespace, *paths: str) -> None:
    """End with a usage error for a region that is not offered, and a domain that nothing needs."""
    from ..instruments.names import is_offered, region_not_offered
    from ..testing.region import EVERY_REGION

    dumps_all = options.region == EVERY_REGION and hasattr(options, "dump")
    if options.region and not dumps_all and not is_offered(options.region):
        options.parser.error(f"--region: {region_not_offered(options.region)}")
    if options.domain and not any(map(_is_csv, (*options.load, *paths))):
        options.parser.error("--domain is for CSV files; other files hold all domains")


def check_dump(path: str | None) -> int:
    """Check a dump's format, folder and region before the program runs; return the exit status."""
    from ..snapshots import format_of
    from ..testing.handle import MockHandle

    def check(path: str) -> None:
        format_of(path)
        folder = os.path.dirname(path) or "."
        if not os.path.isdir(folder):
            raise OSError(f"{path}: there is no folder {folder}; make it before the program runs")
        MockHandle().backend(_region())

    return 0 if path is None else _status_of(partial(check, path))


def dump(path: str | None, domain_name: str | None, *, every_region: bool) -> int:
    """Write the state to ``path``, if given, and say what is elsewhere; return the exit status.

    The state is that of the configured region, or else each region's in a file of its own.
    """
    from ..testing.state_files import dump_every_region, dump_region

    def write(path: str) -> None:
        of_domain = domain_name if _is_csv(path) else None
        if every_region:
            dump_every_region(path, _region(), of_domain)
            return
        lacking = dump_region(path, _region(), of_domain)
        if lacking:
            print(f"cprofiles-mock: {lacking}", file=sys.stderr)

    return 0 if path is None else _status_of(partial(write, path))


def _region() -> str:
    from ..hosts.botocore import configured_region
    from ..testing.region import DEFAULT_REGION

    return configured_region() or DEFAULT_REGION


def _status_of(action: Callable[[], Any], loaded: str | None = None) -> int:
    """Run ``action`` and return the exit status; print the reason if it fails.

    ``loaded`` is the file that it loads, if it does.
    """
    from ..snapshots import NoDomainNameError, NoSuchDomainError

    status, reason = USAGE_ERROR, ""
    try:
        action()
    except KeyboardInterrupt as error:
        status, reason = INTERRUPTED, str(error) or "interrupted"
    except NoDomainNameError as error:
        way = "" if error.has_domains or loaded is None else _way_to_a_domain(loaded, "shop")
        reason = f"{error.on_command_line}{way}"
    except NoSuchDomainError as error:
        reason = f"{error}{'' if loaded is None else _way_to_a_domain(loaded, error.name)}"
    except (KeyError, OSError, RuntimeError, ValueError) as error:
        reason = str(error)
    else:
        return 0
    print(f"cprofiles-mock: {reason}", file=sys.stderr)
    return status


def _way_to_a_domain(loaded: str, name: str) -> str:
    """How to have a domain for a CSV file, which can't make one."""
    return (
        f"; load a file that makes it before, --load state.yaml --load {loaded}, with "
        f"'Domains: [{{DomainName: {name}, DefaultExpirationDays: 366}}]' in state.yaml"
    )
