"""The records in what a flow reads: JSON lines, or CSV with a header."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING, Any

from ..runtime.strict_json import decode_finite

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping


class UnreadableSource(ValueError):  # noqa: N818 (as the service's exceptions are named)
    """A file cannot be read; the message is a clause that gives the reason."""


def records_of_file(name: str, body: bytes) -> Iterator[Mapping[str, Any] | None]:
    """The records of a file; None for a line that is none. Raises UnreadableSource.

    It is CSV or JSON lines by the ending of its name; with another ending, JSON lines if it begins
    with a brace.
    """
    try:
        text = body.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise UnreadableSource(f"byte {error.start} is not UTF-8") from None
    ending = name.rpartition(".")[2].lower()
    if ending in ("json", "jsonl", "ndjson") or (ending != "csv" and text.lstrip()[:1] == "{"):
        return records_of_lines(text)
    return _records_of_csv(text)


def records_of_lines(text: str) -> Iterator[Mapping[str, Any] | None]:
    """The JSON objects of a text, one on each line that is not empty; None for another line."""
    for line in text.split("\n"):
        if line.strip():
            yield _object(line)


def _object(text: str) -> Mapping[str, Any] | None:
    try:
        found = decode_finite(text)
    except (ValueError, RecursionError):
        return None
    return found if type(found) is dict else None


def _records_of_csv(text: str) -> Iterator[Mapping[str, Any] | None]:
    lines = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        rows = [row for row in lines if row]
    except csv.Error as error:
        raise UnreadableSource(f"line {lines.line_num}: {error}") from None
    header = rows[0] if rows else []
    # A generator would raise only when it is read.
    return iter(
        [
            dict(zip(header, row, strict=True)) if len(row) == len(header) else None
            for row in rows[1:]
        ]
    )
