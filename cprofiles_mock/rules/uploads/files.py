"""The CSV file of an upload job.

Sources: the Amazon Connect Administrator Guide (2026), "imported files"; ``docs/fidelity.md`` for
what is a choice.
"""

from __future__ import annotations

import csv
import io
from typing import NamedTuple

#: "The file must be smaller than 1 GB" (Administrator Guide, 2026).
LARGEST_FILE = 1_000_000_000

_BYTE_ORDER_MARK = "\ufeff"


class InvalidFile(ValueError):  # noqa: N818 (as the service's exceptions are named)
    """A file cannot be read; the message is a clause that gives the reason."""


class Table(NamedTuple):
    """The lines of a file: the names of its columns, and the cells of each row."""

    header: list[str]
    rows: list[list[str]]


def read_table(body: bytes) -> Table:
    """Read a CSV file with a header in UTF-8. Empty lines are none of its rows.

    Raises InvalidFile.
    """
    if len(body) >= LARGEST_FILE:
        raise InvalidFile("the file is not smaller than 1 GB")
    try:
        text = body.decode()
    except UnicodeDecodeError as error:
        raise InvalidFile(f"byte {error.start} is not UTF-8") from None
    if text.startswith(_BYTE_ORDER_MARK):
        raise InvalidFile("the header is missing: the file begins with a byte order mark")
    # A quoted cell may have any line ends, so none are translated.
    lines = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        rows = [row for row in lines if row]
    except csv.Error as error:
        raise InvalidFile(f"line {lines.line_num}: {error}") from None
    if not rows:
        raise InvalidFile("the header is missing: the file is empty")
    return Table(rows[0], rows[1:])
