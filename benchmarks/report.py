"""The table that is printed."""

from __future__ import annotations

from dataclasses import dataclass
from importlib.metadata import version
from platform import python_implementation, python_version
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from .timing import Spread


@dataclass(frozen=True, kw_only=True)
class Row:
    """One line: what was measured, and what it may be; without a bound there is no verdict."""

    name: str
    against: str
    found: Spread
    bound: float | None = None
    least: float | None = None
    unit: str = "x"

    @property
    def missed(self) -> bool:
        if self.least is not None:
            return self.found.median < self.least
        return self.bound is not None and self.found.median > self.bound

    def cells(self) -> tuple[str, ...]:
        median, low, high = (f"{value:.3f}" for value in self.found)
        bound = ""
        if self.bound is not None:
            bound = f"at most {self.bound:.3f} {self.unit}"
        if self.least is not None:
            bound = f"at least {self.least:.3f} {self.unit}"
        verdict = bound and ("MISSED" if self.missed else "met")
        return self.name, self.against, f"{median} {self.unit}", f"{low}-{high}", bound, verdict


_HEADINGS = ("measured", "against", "median", "quartiles", "bound", "verdict")


def table(rows: list[Row]) -> str:
    """The rows in columns."""
    return markdown([_HEADINGS, *(row.cells() for row in rows)])


def markdown(lines: Sequence[Sequence[str]]) -> str:
    """Lines in columns, the first of them the head, as the documentation has them."""
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    texts = ["| " + " | ".join(map(str.ljust, cells, widths)) + " |" for cells in lines]
    texts.insert(1, "|" + "|".join("-" * (width + 2) for width in widths) + "|")
    return "\n".join(texts)


def versions() -> str:
    packages = ", ".join(f"{name} {version(name)}" for name in ("moto", "botocore", "boto3"))
    return f"{python_implementation()} {python_version()}, {packages}, pytest {version('pytest')}"
