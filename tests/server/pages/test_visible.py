"""Characters that show nothing, or turn the text around them."""

from __future__ import annotations

import sys
import unicodedata

import pytest

from cprofiles_mock.server.pages import visible


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Ada Lovelace", "Ada Lovelace"),
        ("", ""),
        ("a\n\tb", "a\n\tb"),
        ("\u202egpj.exe", "<U+202E>gpj.exe"),
        ("a\u2028b\u2029", "a<U+2028>b<U+2029>"),
        ("a\x00b\x1b[0m", "a<U+0000>b<U+001B>[0m"),
        ("zero\u200bwidth\ufeff", "zero<U+200B>width<U+FEFF>"),
        ("half \ud83d of a pair", "half <U+D83D> of a pair"),
        ("\U000e0041", "<U+E0041>"),
    ],
)
def test_hidden_characters_are_named(text: str, shown: str) -> None:
    assert visible.plain(text) == shown


@pytest.mark.parametrize("text", ["😀", "👩\u200d💻", "\u0645\u06cc\u200c\u062e", "é", "日本語"])
def test_what_scripts_and_emoji_need_stays(text: str) -> None:
    assert visible.plain(text) == text


def test_pieces_say_which_of_them_is_a_name() -> None:
    assert visible.parts("a\u202eb") == [("a", False), ("U+202E", True), ("b", False)]


def test_every_character_of_these_kinds_is_found() -> None:
    """The quick look at a text passes over none, whichever Unicode this Python knows."""
    hidden = {"Cc", "Cf", "Cs", "Co", "Zl", "Zp"}
    left = {"\n", "\t", "\u200c", "\u200d"}
    passed_over = [
        f"{number:X}"
        for number in range(sys.maxunicode + 1)
        if (unicodedata.category(chr(number)) in hidden)
        and chr(number) not in left
        and visible.plain(chr(number)) == chr(number)
    ]
    assert passed_over == []
