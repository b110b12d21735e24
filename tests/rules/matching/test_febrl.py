"""Precision and recall on records with known duplicates."""

from __future__ import annotations

import os
import random
from collections import Counter
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest

from benchmarks.febrl import Quality, profile_of, quality, records
from cprofiles_mock.rules.matching.similarity import groups_of_alike

DATA = Path(
    os.environ.get("CPROFILES_MOCK_DATA", Path(__file__).parents[3].parent / "shared" / "data")
)

FIRSTS = ["olivia", "noah", "amelia", "george", "isla", "arthur", "freya", "oscar", "maya", "theo"]
LASTS = ["ashworth", "birch", "calder", "dunmore", "ellery", "fenwick", "garrick", "hollis"]
ROADS = ["maple", "station", "harbour", "windmill", "victoria", "meadow", "chapel", "foundry"]
TOWNS = ["alnwick", "bodmin", "corby", "devizes", "evesham", "frome", "glossop", "hexham"]


PUBLISHED = DATA / "febrl-dataset1.csv"


@pytest.mark.skipif(
    not PUBLISHED.exists(), reason="the data set is not here; CPROFILES_MOCK_DATA names its folder"
)
def test_the_published_records_are_found() -> None:  # pragma: no cover  (where it is not here)
    found = quality(records(PUBLISHED))
    assert found.true_pairs == 500
    assert found.precision >= 0.97
    assert found.recall >= 0.90


def test_records_are_read_from_several_files(tmp_path: Path) -> None:
    for name in ("a", "b"):
        text = f"rec_id, given_name, surname\nrec-1-{name}, ann, lee\n"
        (tmp_path / name).write_text(text, encoding="utf-8")
    rows = records(tmp_path / "a", tmp_path / "b")
    assert rows[1] == {"rec_id": "rec-1-b", "given_name": "ann", "surname": "lee"}
    assert quality(rows) == Quality(records=2, true_pairs=1, found_pairs=1, right_pairs=1)


def corrupted(text: str, chance: random.Random) -> str:
    """One typing error: a letter or digit lost, doubled, changed, or two in the wrong order."""
    place = chance.randrange(len(text) - 1)
    kind = chance.choice(["lose", "double", "change", "swap"])
    if kind == "lose":
        return text[:place] + text[place + 1 :]
    if kind == "double":
        return text[:place] + text[place] + text[place:]
    if kind == "change":
        return text[:place] + chance.choice("aeiou12") + text[place + 1 :]
    return text[:place] + text[place + 1] + text[place] + text[place + 2 :]


def made_up(chance: random.Random) -> dict[str, str]:
    birth = f"{chance.randint(1930, 2005)}{chance.randint(1, 12):02}{chance.randint(1, 28):02}"
    return {
        "given_name": chance.choice(FIRSTS) + chance.choice(["", "", "belle", "son"]),
        "surname": chance.choice(LASTS) + chance.choice(["", "ton", "by"]),
        "street_number": str(chance.randint(1, 200)),
        "address_1": f"{chance.choice(ROADS)} {chance.choice(['road', 'street', 'lane'])}",
        "suburb": chance.choice(TOWNS),
        "postcode": str(chance.randint(1000, 9999)),
        "date_of_birth": birth,
    }


@pytest.mark.parametrize("seed", [1, 2])
def test_made_up_records_with_typing_errors_are_found(seed: int) -> None:
    chance = random.Random(seed)
    rows = []
    for number in range(400):
        original = made_up(chance)
        rows.append({"rec_id": f"rec-{number}-org", **original})
        for duplicate in range(chance.randint(0, 2)):
            copy = dict(original)
            for member in chance.sample(sorted(copy), 3):
                copy[member] = corrupted(copy[member] + " ", chance)
            rows.append({"rec_id": f"rec-{number}-dup-{duplicate}", **copy})
    found = quality(rows)
    assert found.true_pairs > 300
    assert found.precision >= 0.97
    assert found.recall >= 0.90


def test_quality_counts_the_pairs_of_the_groups() -> None:
    names = ["rec-1-org", "rec-1-dup-0", "rec-2-org", "rec-2-dup-0", "rec-3-org"]
    same = {"given_name": "ann", "surname": "lee", "date_of_birth": "19800203"}
    other = {"given_name": "bob", "surname": "ray", "date_of_birth": "19550607"}
    people = [same, same, same, other, other]
    rows = [{"rec_id": name, **each} for name, each in zip(names, people, strict=True)]
    groups = groups_of_alike(profile_of(row) for row in rows)
    assert Counter(len(group.members) for group in groups) == {3: 1, 2: 1}
    pairs = [pair for group in groups for pair in combinations(group.members, 2)]
    assert len(pairs) == 4
    assert quality(rows) == Quality(records=5, true_pairs=2, found_pairs=4, right_pairs=1)


def test_nothing_found_is_nothing_wrong() -> None:
    row: dict[str, Any] = {"rec_id": "rec-1-org", "given_name": "ann"}
    found = quality([row])
    assert (found.precision, found.recall) == (1.0, 1.0)
