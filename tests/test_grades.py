"""The counts of statements on the fidelity page."""

from __future__ import annotations

from collections import Counter
from importlib import import_module
from typing import Any

import pytest

from tests.support.documentation import ROOT

PAGE = """\
## Every operation

### Errors

| Behaviour | Confidence | Source |
|---|---|---|
| A missing domain is a 404 | observed | live runs |

## Profiles

### CreateProfile, UpdateProfile: fields

| Behaviour | Confidence | Source |
|---|---|---|
| One `\\|` two | documented | model |
| Both are accepted | choice | |

### UpdateProfile

| Behaviour | Confidence | Source |
|---|---|---|
| Absent keeps | documented | API reference |

| Another | table | here |
|---|---|---|
| is | not | counted |
"""


@pytest.fixture
def grades(monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.syspath_prepend(ROOT / "docs")
    return import_module("grades")


def test_statements_are_counted_by_operation(grades: Any) -> None:
    found = grades.statements(PAGE)
    names = {"CreateProfile", "UpdateProfile", "GetDomain"}
    assert grades.summary(found, names, names).splitlines()[2:] == [
        "| all | 4 | 1 | 2 | 0 | 1 |",
        "| [of several operations](#every-operation) | 1 | 1 | 0 | 0 | 0 |",
        "| [CreateProfile](#createprofile-updateprofile-fields) | 2 | 0 | 1 | 0 | 1 |",
        "| GetDomain | 0 | 0 | 0 | 0 | 0 |",
        "| [UpdateProfile](#createprofile-updateprofile-fields) | 3 | 0 | 2 | 0 | 1 |",
    ]


def test_readme_tells_how_many_are_guesses(grades: Any) -> None:
    sentence = grades.sentence(grades.statements(PAGE))
    assert "grades 4 statements" in sentence
    assert "1 were observed, 2 are documented by AWS, 0 follow" in sentence
    assert "1 are our choice" in sentence


@pytest.mark.parametrize("row", ["| A | choice; documented | model |", "| A | choice |"])
def test_a_row_without_one_grade_is_told_with_its_line(grades: Any, row: str) -> None:
    page = PAGE.replace("| Absent keeps | documented | API reference |", row)
    line = page.splitlines().index(row) + 1
    with pytest.raises(
        ValueError, match=rf"fidelity\.md:{line}: expected a statement, one of observed"
    ):
        grades.statements(page)


def test_a_heading_with_an_operation_that_there_is_not_is_told(grades: Any) -> None:
    with pytest.raises(ValueError, match="no such operations: UpdateProfile"):
        grades.summary(grades.statements(PAGE), {"CreateProfile"}, set())


def test_no_statement_of_the_page_escapes_the_count(grades: Any) -> None:
    """Every row of three cells, of which the second is a grade, is in a table that is counted."""
    page = (ROOT / "docs" / "fidelity.md").read_text(encoding="utf-8")
    rows = [line.replace("\\|", "").split("|") for line in page.splitlines() if line[:1] == "|"]
    cells = [row[2].strip() for row in rows if len(row) == 5]
    expected = {grade: cells.count(grade) for grade in grades.GRADES}
    assert Counter(each.grade for each in grades.statements(page)) == expected
    assert min(expected.values()) > 0


def test_no_statement_is_there_twice(grades: Any) -> None:
    page = (ROOT / "docs" / "fidelity.md").read_text(encoding="utf-8")
    count = Counter((each.heading, each.text) for each in grades.statements(page))
    assert [text for text, times in count.items() if times > 1] == []
