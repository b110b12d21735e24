"""Long listings, split into numbered parts of a fixed length. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

#: The number of rows in one part.
ROWS = 50

Row = TypeVar("Row")
Shown = TypeVar("Shown")


@dataclass(frozen=True, slots=True)
class Part(Generic[Row]):
    """One part: its rows, its number, the number of the last part, and the total of all rows."""

    rows: Sequence[Row]
    number: int
    last: int
    total: int

    @property
    def first_row(self) -> int:
        """The number of this part's first row in the whole listing."""
        return (self.number - 1) * ROWS + 1

    def of(self, show: Callable[[Row], Shown]) -> Part[Shown]:
        """The same part, with ``show`` applied to each row."""
        return Part([show(row) for row in self.rows], self.number, self.last, self.total)


def part(rows: Iterable[Row], total: int, number: int) -> Part[Row]:
    """The part with ``number``, or the nearest existing one. Only rows up to its end are read."""
    last = max(1, -(-total // ROWS))
    number = min(max(1, number), last)
    begin = (number - 1) * ROWS
    return Part(list(islice(rows, begin, begin + ROWS)), number, last, total)
