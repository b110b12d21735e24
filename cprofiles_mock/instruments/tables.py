"""Tables for people: plain text of a limited width, whose cells wrap. Pure."""

from __future__ import annotations

import unicodedata
from itertools import accumulate, takewhile, zip_longest
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

#: The width of a terminal.
WIDTH = 80

_GAP = "  "
# No column gets narrower than this, however long the others are.
_NARROWEST = 8


def table(headings: Sequence[str], rows: Sequence[Sequence[str]], width: int = WIDTH) -> list[str]:
    """The lines of a table, none of them longer than ``width`` columns of a terminal."""
    columns = [
        max(display_width(cell) for cell in column) for column in zip(headings, *rows, strict=True)
    ]
    room = width - len(_GAP) * (len(columns) - 1)
    while sum(columns) > room and max(columns) > _NARROWEST:
        columns[columns.index(max(columns))] -= 1
    lines = _row(headings, columns)
    lines.append(_GAP.join("-" * column for column in columns))
    for row in rows:
        lines += _row(row, columns)
    return lines


def _row(cells: Sequence[str], columns: Sequence[int]) -> list[str]:
    wrapped = [wrap(cell, column) for cell, column in zip(cells, columns, strict=True)]
    return [
        _GAP.join(
            part + " " * (column - display_width(part))
            for part, column in zip(parts, columns, strict=True)
        ).rstrip()
        for parts in zip_longest(*wrapped, fillvalue="")
    ]


def wrap(text: str, width: int = WIDTH, indent: str = "") -> list[str]:
    """The text in lines of at most ``width`` columns, all but the first indented.

    A line breaks at a space, or else behind a dot or a comma, or else anywhere.
    """
    lines: list[str] = []
    rest = text
    while display_width(rest) > width - len(indent if lines else ""):
        end = _fitting(rest, width - len(indent if lines else ""))
        space = rest.rfind(" ", 1, end + 1)
        stop = max(rest.rfind(each, 1, end) + 1 for each in ".,_/")
        cut = space if space > 0 else stop if stop > 0 else end
        lines.append(f"{indent if lines else ''}{rest[:cut].rstrip()}")
        rest = rest[cut:].lstrip()
    return [*lines, f"{indent if lines else ''}{rest}"]


def _fitting(text: str, width: int) -> int:
    """How many characters of the text take at most ``width`` columns; at least one."""
    taken = accumulate(map(display_width, text))
    return max(sum(1 for _ in takewhile(width.__ge__, taken)), 1)


def display_width(text: str) -> int:
    """How many columns of a terminal the text takes."""
    if text.isascii():
        return len(text)
    return sum(
        0 if unicodedata.combining(each) else 2 if unicodedata.east_asian_width(each) in "WF" else 1
        for each in text
    )
