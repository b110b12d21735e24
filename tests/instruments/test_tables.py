"""Tables for people: their columns wrap, and no line is too long."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cprofiles_mock.instruments.tables import display_width, table, wrap


def test_short_cells_stand_beside_each_other() -> None:
    assert table(("Name", "Age"), [("Ada", "36"), ("Grace", "85")]) == [
        "Name   Age",
        "-----  ---",
        "Ada    36",
        "Grace  85",
    ]


def test_the_longest_columns_wrap() -> None:
    rows = [("id", "a text that is far too long for one line"), ("b", "short")]
    assert table(("Name", "Text"), rows, width=24) == [
        "Name  Text",
        "----  ------------------",
        "id    a text that is far",
        "      too long for one",
        "      line",
        "b     short",
    ]


@pytest.mark.parametrize(
    ("text", "width", "lines"),
    [
        ("one two three", 8, ["one two", "three"]),
        ("_profile.FirstName", 10, ["_profile.", "FirstName"]),
        ("x" * 9, 4, ["xxxx", "xxxx", "x"]),
        ("", 4, [""]),
        ("\u5c71\u7530\u5c71\u7530", 5, ["\u5c71\u7530", "\u5c71\u7530"]),
        ("e\u0301e\u0301e\u0301", 2, ["e\u0301e\u0301", "e\u0301"]),
    ],
)
def test_a_line_breaks_where_it_reads_best(text: str, width: int, lines: list[str]) -> None:
    assert wrap(text, width) == lines


def test_all_lines_but_the_first_are_indented() -> None:
    assert wrap("one two three", 7, indent="  ") == ["one two", "  three"]


@given(st.lists(st.lists(st.text(max_size=200), min_size=4, max_size=4), max_size=4))
def test_no_line_is_longer_than_a_terminal(rows: list[list[str]]) -> None:
    for line in table(("One", "Two", "Three", "Four"), rows):
        assert display_width(line) <= 80


@given(st.text(max_size=300), st.integers(2, 80))
def test_nothing_but_blanks_is_lost(text: str, width: int) -> None:
    assert "".join("".join(wrap(text, width)).split()) == "".join(text.split())
