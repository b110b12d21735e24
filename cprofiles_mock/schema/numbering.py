"""The numbers by which listings go on, left out of documents wherever they can be counted."""

from __future__ import annotations

from typing import Any


class NumberWriter:
    """Writes numbers: only one that does not follow the number before it needs to be told."""

    def __init__(self) -> None:
        self.last = 0

    def told(self, number: int, name: str = "Number") -> dict[str, Any]:
        """The member that tells the number, or nothing."""
        follows = number == self.last + 1
        self.last = number
        return {} if follows else {name: number}

    def last_told(self, name: str, last: int) -> dict[str, Any]:
        """The member that tells the last number that was given, where its bearer is gone."""
        return {} if last == self.last else {name: last}


class NumberReader:
    """Reads numbers, which never repeat; whoever inserts an entry need not number the rest anew."""

    def __init__(self) -> None:
        self.last = 0
        self.highest = 0
        self._taken: set[int] = set()

    def take(self, told: int | None, *, above: int = 0) -> int:
        """The number that was told, or else the next one; a free one above ``above``."""
        number = max(told or self.last + 1, above + 1)
        while number in self._taken:
            number += 1
        self._taken.add(number)
        self.last = number
        self.highest = max(self.highest, number)
        return number
