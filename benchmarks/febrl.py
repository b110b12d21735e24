"""``python -m benchmarks.febrl FILE...``: precision and recall on files of the FEBRL generator.

Records named ``rec-N-org`` and ``rec-N-dup-M`` are the same person. Several files given as one
argument, with commas between them, are read as one set.
"""

from __future__ import annotations

import csv
import sys
from collections import Counter
from itertools import combinations
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from cprofiles_mock.rules.matching.similarity import groups_of_alike

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


class Quality(NamedTuple):
    """Pairs of records: those that are the same person, those found, and those of both."""

    records: int
    true_pairs: int
    found_pairs: int
    right_pairs: int

    @property
    def precision(self) -> float:
        return self.right_pairs / self.found_pairs if self.found_pairs else 1.0

    @property
    def recall(self) -> float:
        return self.right_pairs / self.true_pairs if self.true_pairs else 1.0


def records(*paths: Path) -> list[dict[str, str]]:
    rows = []
    for path in paths:
        with path.open(newline="", encoding="utf-8") as file:
            rows += list(csv.DictReader(file, skipinitialspace=True))
    return rows


def profile_of(row: Mapping[str, str]) -> dict[str, Any]:
    """The record as the members of a profile; its social security number is left out."""
    lines = f"{row.get('street_number', '')} {row.get('address_1', '')}".strip()
    address = {
        "Address1": lines,
        "Address2": row.get("address_2"),
        "City": row.get("suburb"),
        "State": row.get("state"),
        "PostalCode": row.get("postcode"),
    }
    members = {
        "FirstName": row.get("given_name"),
        "LastName": row.get("surname"),
        "BirthDate": row.get("date_of_birth"),
        "Address": {name: text.strip() for name, text in address.items() if text},
    }
    return {name: value for name, value in members.items() if value}


def quality(rows: Sequence[Mapping[str, str]]) -> Quality:
    persons = [row["rec_id"].split("-")[1] for row in rows]
    found = right = 0
    for group in groups_of_alike(profile_of(row) for row in rows):
        for one, other in combinations(group.members, 2):
            found += 1
            right += persons[one] == persons[other]
    true = sum(size * (size - 1) // 2 for size in Counter(persons).values())
    return Quality(len(rows), true, found, right)


def main() -> None:
    print("| file | records | true pairs | found pairs | precision | recall |")
    print("|---|---|---|---|---|---|")
    for argument in sys.argv[1:]:
        paths = [Path(name) for name in argument.split(",")]
        found = quality(records(*paths))
        names = " and ".join(path.name for path in paths)
        print(
            f"| {names} | {found.records} | {found.true_pairs} | {found.found_pairs} "
            f"| {found.precision:.3f} | {found.recall:.3f} |"
        )


if __name__ == "__main__":
    main()
