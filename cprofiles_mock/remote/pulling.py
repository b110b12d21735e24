"""``cprofiles-mock pull``: a real domain as a state file."""

from __future__ import annotations

import os
from tempfile import mkstemp
from typing import TYPE_CHECKING, Any

from ..snapshots import format_of
from .connection import Reader, connect
from .defaults import with_defaults_apart
from .errors import RemoteError
from .loadable import loadable
from .masking import Masking
from .progress import Progress
from .reading import read_domain

if TYPE_CHECKING:
    from collections.abc import Sequence


def pull(
    domain_name: str,
    out: str,
    *,
    profile_ids: Sequence[str] = (),
    region: str | None = None,
    endpoint_url: str | None = None,
    mask: bool = False,
) -> list[str]:
    """Write a domain to a file; return a line for each part of it that the file lacks.

    Raises RemoteError, and then writes nothing.
    """
    check_out(out)
    with Progress(f"reading {domain_name}") as progress:
        read = read_domain(
            Reader(connect(region, endpoint_url), progress), domain_name, profile_ids
        )
    entry, lacking = with_defaults_apart(read.entry, read.incomplete)
    document, refused = loadable(Masking().mask(entry) if mask else entry)
    _write(out, document)
    return [*read.unread, *lacking, *refused]


def check_out(out: str) -> None:
    """Raise RemoteError if a file cannot be written, before anything is read for it."""
    try:
        file_format = format_of(out)
    except ValueError as error:
        raise RemoteError(str(error)) from None
    if file_format == "csv":
        raise RemoteError(f"{out}: a CSV file has profiles alone; choose .yaml or .json")
    folder = os.path.dirname(out) or "."
    if not os.path.isdir(folder):
        raise RemoteError(f"{out}: there is no folder {folder}")


def _write(out: str, document: dict[str, Any]) -> None:
    """Write the whole file or nothing; only its owner may read it, as it may be about people."""
    if format_of(out) == "json":
        from ..snapshots.json_text import write_json as write
    else:
        # Imported here, as only this format needs PyYAML.
        from ..snapshots.yaml_text import write_yaml as write
    # A file of its own beside it, which takes its place at once.
    number, beside = mkstemp(dir=os.path.dirname(out) or ".", prefix=".pull-")
    try:
        with open(number, "wb") as file:
            file.write(write(document).encode("utf-8"))
        os.replace(beside, out)
    except OSError as error:
        os.unlink(beside)
        raise RemoteError(f"{out}: {error.strerror}") from None
