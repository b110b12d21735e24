"""Long listings in parts."""

from __future__ import annotations

from itertools import count

import pytest

from cprofiles_mock.server.pages.paging import Part, part


@pytest.mark.parametrize(
    ("number", "total", "shown", "first", "rows", "last"),
    [
        (1, 120, 1, 1, 50, 3),
        (3, 120, 3, 101, 20, 3),
        (9, 120, 3, 101, 20, 3),
        (0, 120, 1, 1, 50, 3),
        (1, 50, 1, 1, 50, 1),
        (7, 0, 1, 1, 0, 1),
    ],
)
def test_a_part_is_the_nearest_that_there_is(
    number: int, total: int, shown: int, first: int, rows: int, last: int
) -> None:
    found = part(range(total), total, number)
    assert (found.number, found.first_row, len(found.rows), found.last) == (
        shown, first, rows, last,
    )  # fmt: skip


def test_only_the_rows_of_the_part_are_looked_at() -> None:
    assert list(part(count(), 10**6, 2).rows) == list(range(50, 100))


def test_what_is_shown_of_a_row_takes_its_place() -> None:
    assert part([1, 2], 2, 1).of(str) == Part(["1", "2"], 1, 1, 2)
