"""The name that was probably meant, for messages about one that does not exist."""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable


def did_you_mean(
    name: object, known: Iterable[str], cutoff: float = 0.6, *, prefix: str = ""
) -> str:
    """A hint that names the most similar of the known names; empty if none is similar.

    ``cutoff``, from 0 to 1, is how similar a name must be. Case, underscores and hyphens do not
    count, so that ``create_domain`` is like CreateDomain. ``prefix`` is put before the name.
    """
    near = nearest(name, known, cutoff)
    return "" if near is None else f"; did you mean {prefix + near!r}?"


def nearest(name: object, known: Iterable[str], cutoff: float = 0.6) -> str | None:
    """The most similar of the known names, as ``did_you_mean`` compares them, or None."""
    by_plain_name = {_plain(each): each for each in known}
    near = get_close_matches(_plain(name), by_plain_name, n=1, cutoff=cutoff)
    return by_plain_name[near[0]] if near else None


# How many names a text lists.
_LISTED = 40


def choice_of(name: object, known: Iterable[str], cutoff: float = 0.6) -> str:
    """A hint that names the most similar of the known names, or else lists them all."""
    known = list(known)
    more = f" and {len(known) - _LISTED} more" if len(known) > _LISTED else ""
    listed = ", ".join(known[:_LISTED]) or "none"
    return did_you_mean(name, known, cutoff) or f"; there are {listed}{more}"


def _plain(name: object) -> str:
    return str(name).replace("_", "").replace("-", "").lower()
