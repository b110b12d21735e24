"""The sequence numbers that page tokens refer to; documents omit those that can be counted."""

from __future__ import annotations

from typing import Any


class NumberWriter:
    """Writes sequence numbers; omits a number that is one more than the one before."""

    def __init__(self) -> None:
        self.last = 0

    def member(self, number: int, name: str = "Number") -> dict[str, Any]:
        """The member with the number, or none if it can be omitted."""
        follows = number == self.last + 1
        self.last = number
        return {} if follows else {name: number}

    def last_member(self, name: str, last: int) -> dict[str, Any]:
        """The member with the last number assigned, if its resource has been deleted."""
        return {} if last == self.last else {name: last}


class NumberReader:
    """Reads sequence numbers and makes them unique, so that entries can be inserted by hand."""

    def __init__(self) -> None:
        self.last = 0
        self.highest = 0
        self._taken: set[int] = set()

    def take(self, given: int | None, *, above: int = 0) -> int:
        """The first free number from ``given``, or else from the next one, and above ``above``."""
        number = max(given or self.last + 1, above + 1)
        while number in self._taken:
            number += 1
        self._taken.add(number)
        self.last = number
        self.skip_to(number)
        return number

    def skip_to(self, number: int) -> None:
        """Count a number as assigned to something else."""
        self.highest = max(self.highest, number)
