"""Counts how sure the statements of docs/fidelity.md are.

The page's tables have one statement a row: what the service does, its grade, its source. They are
below headings that name operations, such as ``### CreateDomain`` or ``### PutProfileObject:
values``. What is below another heading holds for several operations. ``docs/computed.py`` writes
the counts into the page and into README.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

#: From what was seen to what was made up.
GRADES = ("observed", "documented", "inferred", "choice")

_HEADER = "| Behaviour | Confidence | Source |"
_HEADING = re.compile(r"^#{2,3} (.*?)$")
# How operations are named: no other word on the page has two capitals like that.
_OPERATION = re.compile(r"\b(?:[A-Z][a-z]+){2,}\b")


@dataclass(frozen=True, slots=True)
class Statement:
    """One row, and the nearest heading above it."""

    heading: str
    text: str
    grade: str
    source: str

    @property
    def operations(self) -> list[str]:
        """The operations that the heading names."""
        return _OPERATION.findall(self.heading)


def statements(page: str) -> list[Statement]:
    """Return the rows of all tables with statements.

    :raises ValueError: a row has another number of cells, or something that is not a grade.
    """
    found: list[Statement] = []
    heading, is_inside = "", False
    for number, line in enumerate(page.splitlines(), 1):
        if match := _HEADING.match(line):
            heading = match[1]
        if not line.startswith("|"):
            is_inside = False
        elif line == _HEADER:
            is_inside = True
        elif is_inside and not line.startswith("|---"):
            cells = [cell.strip() for cell in re.split(r"(?<!\\)\|", line)[1:-1]]
            if len(cells) != 3 or cells[1] not in GRADES:
                expected = f"a statement, one of {', '.join(GRADES)}, and a source"
                raise ValueError(f"docs/fidelity.md:{number}: expected {expected}: {line}")
            found.append(Statement(heading, *cells))
    return found


def sentence(found: list[Statement]) -> str:
    """Return what README says of them."""
    count = Counter(statement.grade for statement in found)
    return (
        f"[Fidelity](docs/fidelity.md) grades {len(found)} statements about the service:\n"
        f"{count['observed']} were observed, {count['documented']} are documented by AWS, "
        f"{count['inferred']} follow from the documentation, and\n"
        f"{count['choice']} are our choice, because nothing is known."
    )


def summary(found: list[Statement], names: Collection[str], handled: Iterable[str]) -> str:
    """Return the page's tables of counts: all statements, and those of each operation.

    :param names: the operations that there are.
    :param handled: those that the mock carries out, each of which gets a row.
    :raises ValueError: a heading names an operation that there is not.
    """
    unknown = {name for statement in found for name in statement.operations} - {*names}
    if unknown:
        raise ValueError(f"docs/fidelity.md: no such operations: {', '.join(sorted(unknown))}")
    lines = ["| Statements | All | " + " | ".join(GRADES) + " |", "|---" + "|---:" * 5 + "|"]
    shared = [statement for statement in found if not statement.operations]
    lines += [_row("all", found), _row("[of several operations](#every-operation)", shared)]
    for name in sorted(handled):
        own = [statement for statement in found if name in statement.operations]
        headings = [statement.heading for statement in own]
        lines.append(_row(f"[{name}](#{_anchor(headings[0])})" if headings else name, own))
    return "\n".join(lines)


def _row(title: str, found: list[Statement]) -> str:
    count = Counter(statement.grade for statement in found)
    cells = [title, str(len(found)), *(str(count[grade]) for grade in GRADES)]
    return f"| {' | '.join(cells)} |"


def _anchor(heading: str) -> str:
    """Return a heading's anchor, as GitHub and MyST make it."""
    return re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-")
