"""A progress bar for large states that are loaded or dumped at a terminal."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

#: Fewer items than this are done too quickly for a bar.
FEW = 1000
#: A text of fewer characters is parsed too quickly for a bar.
SHORT = 1_000_000
#: The number of seconds before a bar appears.
DELAY = 1.0


def with_bar(items: Sequence[Any], *doing: str) -> Iterable[Any]:
    """The items, with a progress bar on standard error while they are iterated.

    ``doing`` are the words before the bar, such as ``loading`` and ``profiles``. The bar appears
    only if standard error is a terminal, there are many items, and it takes long.
    """
    if len(items) < FEW or not sys.stderr.isatty():
        return items
    # Imported here, as it is needed only at a terminal.
    from tqdm import tqdm

    bar: Iterable[Any] = tqdm(items, desc=" ".join(doing), delay=DELAY, leave=False)
    return bar


def events_with_bar(events: Iterator[Any], length: int) -> Iterator[Any]:
    """The events of a parser, with a progress bar of its position in the text."""
    if length < SHORT or not sys.stderr.isatty():
        return events
    return _events_with_bar(events, length)


def _events_with_bar(events: Iterator[Any], length: int) -> Iterator[Any]:
    from tqdm import tqdm

    bar = tqdm(total=length, desc="reading", unit_scale=True, delay=DELAY, leave=False)
    with bar:
        for number, event in enumerate(events):
            if number % 4096 == 0:
                bar.update(event.start_mark.index - bar.n)
            yield event
