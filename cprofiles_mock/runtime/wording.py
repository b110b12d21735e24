"""Counts and names as words, for texts and for what ``repr`` shows."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection

# How many names are shown.
_NAMED = 3


def counted(count: int, noun: str) -> str:
    """A count with its noun: ``no calls``, ``1 call``, ``3,904 calls``."""
    if count == 1:
        return f"1 {noun}"
    return f"{count:,} {noun}s" if count else f"no {noun}s"


def named(names: Collection[object]) -> str:
    """The first few names."""
    shown = ", ".join(map(str, islice(names, _NAMED)))
    return f"{shown}, ..." if len(names) > _NAMED else shown
