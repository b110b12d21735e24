"""A bar for whoever waits at a terminal for a large state."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

#: Fewer items than this are done before anyone looks.
FEW = 1000
#: Nor does anyone wait for a text of fewer characters to be taken apart.
SHORT = 1_000_000
#: What is done within so many seconds shows no bar.
DELAY = 1.0


def shown(items: list[Any], name: str) -> Iterable[Any]:
    """The items, with a bar on standard error while they are gone through.

    Only if that is a terminal, there are many, and it takes long.
    """
    if len(items) < FEW or not sys.stderr.isatty():
        return items
    # It is not needed where nobody looks.
    from tqdm import tqdm

    bar: Iterable[Any] = tqdm(items, desc=f"loading {name}", delay=DELAY, leave=False)
    return bar


def followed(events: Iterator[Any], length: int) -> Iterator[Any]:
    """The events of a parser, with a bar that shows how far in its text it is."""
    if length < SHORT or not sys.stderr.isatty():
        return events
    return _followed(events, length)


def _followed(events: Iterator[Any], length: int) -> Iterator[Any]:
    from tqdm import tqdm

    bar = tqdm(total=length, desc="reading", unit_scale=True, delay=DELAY, leave=False)
    with bar:
        for number, event in enumerate(events):
            if number % 4096 == 0:
                bar.update(event.start_mark.index - bar.n)
            yield event
