"""How much work the Handlebars templates of an object type may be for one object.

Templates are filled in under the backend's lock, and loops within one another over one list of a
few hundred items are millions of turns. So what they do is counted, over all of an object's
templates together: a type may have any number of fields.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass

from ... import exceptions

#: How many steps the templates may take for one object. Each block, each turn of a loop, each text,
#: each expression and each of its arguments is one. This many take about a second.
MOST_STEPS = 200_000
#: How many characters the templates may write for one object: some times the largest object.
MOST_CHARACTERS = 1_000_000


@dataclass(slots=True)
class _Counts:
    steps: int = 0
    characters: int = 0


class _Work:
    """What the templates have done for the object that this thread ingests."""

    def __init__(self) -> None:
        self._of_thread = threading.local()

    def begin(self) -> None:
        """Begin to count for another object."""
        # The counts themselves are made when they are needed, because most objects need none.
        self._of_thread.counts = None

    def step(self, count: int = 1) -> None:
        """Count steps. Raises BadRequestException if they are too many."""
        counts = getattr(self._of_thread, "counts", None) or self._new_counts()
        counts.steps += count
        if counts.steps > MOST_STEPS:
            raise exceptions.too_many_template_steps(MOST_STEPS)

    def write(self, count: int) -> None:
        """Count characters. Raises BadRequestException if they are too many."""
        counts = getattr(self._of_thread, "counts", None) or self._new_counts()
        counts.characters += count
        if counts.characters > MOST_CHARACTERS:
            raise exceptions.too_long_template_texts(MOST_CHARACTERS)

    def _new_counts(self) -> _Counts:
        counts = self._of_thread.counts = _Counts()
        return counts


#: That of the thread which asks.
work = _Work()
