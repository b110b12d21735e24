"""Long listings in parts of a fixed length, by the number of the part. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

#: How many rows one part has.
ROWS = 50

Row = TypeVar("Row")
Shown = TypeVar("Shown")


@dataclass(frozen=True, slots=True)
class Part(Generic[Row]):
    """One part: its rows, its number, the number of the last part, how many rows there are."""

    rows: Sequence[Row]
    number: int
    last: int
    total: int

    @property
    def first_row(self) -> int:
        """The number of its first row in the whole."""
        return (self.number - 1) * ROWS + 1

    def of(self, show: Callable[[Row], Shown]) -> Part[Shown]:
        """The same part, with what is shown of each row."""
        return Part([show(row) for row in self.rows], self.number, self.last, self.total)


def part(rows: Iterable[Row], total: int, number: int) -> Part[Row]:
    """The part of that number, or the nearest one that there is. Only its rows are looked at."""
    last = max(1, -(-total // ROWS))
    number = min(max(1, number), last)
    begin = (number - 1) * ROWS
    return Part(list(islice(rows, begin, begin + ROWS)), number, last, total)
