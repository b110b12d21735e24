"""JSON laid out for reading."""

from __future__ import annotations

import pytest

from cprofiles_mock.server.pages.json_layout import laid_out


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ('{"a":1,"b":[true,null]}', '{\n  "a": 1,\n  "b": [\n    true,\n    null\n  ]\n}'),
        ('{"a":{},"b":[ ]}', '{\n  "a": {},\n  "b": []\n}'),
        ("{}", "{}"),
        ('"text"', '"text"'),
        ("1.10", "1.10"),
        ("1e400", "1e400"),
    ],
)
def test_each_value_has_a_line_of_its_own(text: str, shown: str) -> None:
    assert laid_out(text) == shown


def test_what_is_in_strings_stays_as_it_is_but_for_letters() -> None:
    text = '["{[,:]}", "a \\" b", "\\ud83d\\u00e9\\u0022", "c:\\\\"]'
    assert laid_out(text) == (
        '[\n  "{[,:]}",\n  "a \\" b",\n  "\\ud83d\u00e9\\u0022",\n  "c:\\\\"\n]'
    )


def test_a_member_that_is_there_twice_stays_twice() -> None:
    assert laid_out('{"a":1,"a":2}') == '{\n  "a": 1,\n  "a": 2\n}'


def test_deep_nesting_does_not_make_a_short_text_long() -> None:
    text = "[" * 5_000 + "]" * 5_000
    assert len(laid_out(text)) < 50 * len(text)
    assert laid_out("[" * 22 + "1" + "]" * 22).splitlines()[22] == " " * 40 + "1"


def test_a_text_that_is_no_json_comes_out_too() -> None:
    assert laid_out('"open') == '"open'
