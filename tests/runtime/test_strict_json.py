"""How deep JSON may be nested, and JSON for people: letters as themselves, nothing else changed."""

from __future__ import annotations

import json

import pytest

from cprofiles_mock.runtime.strict_json import DEEPEST, decode, encode, readable, unescaped


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        (r'"Jos\u00e9"', '"José"'),
        (r'"\ud83d\ude00 \uD83D\uDE00"', '"😀 😀"'),
        (r'"\u00E9\u0141"', '"éŁ"'),
        # What would end the text, or begin another escape.
        (r'"\u0022 \u005c \u005cu00e9"', r'"\u0022 \u005c \u005cu00e9"'),
        # Already a backslash and a text.
        (r'"\\u00e9 \\\u00e9"', r'"\\u00e9 \\é"'),
        # Halves of pairs, controls, and what turns or hides text.
        (r'"\ud83d \ude00 \ud83d\u00e9"', r'"\ud83d \ude00 \ud83dé"'),
        (r'"\u0000 \u001b \u0085"', r'"\u0000 \u001b \u0085"'),
        (r'"\u202e \u200b \ufeff"', r'"\u202e \u200b \ufeff"'),
        (r'"\n \t \u00"', r'"\n \t \u00"'),
        ("{}", "{}"),
    ],
)  # fmt: skip
def test_escaped_letters_are_shown_as_themselves(text: str, shown: str) -> None:
    assert unescaped(text) == shown


def test_an_unescaped_text_means_the_same() -> None:
    characters = [chr(code) for code in range(0x11000)]
    text = encode(characters)
    assert json.loads(unescaped(text)) == characters
    assert unescaped(text) != text


def test_texts_that_are_json_are_readable_wherever_they_are() -> None:
    escaped, other = r'{"name": "Jos\u00e9"}', r"C:\u00e9"
    value = {"Object": escaped, "Items": [{"Object": escaped}], "Values": (other, 1, None)}
    assert readable(value) == {
        "Object": '{"name": "José"}',
        "Items": [{"Object": '{"name": "José"}'}],
        "Values": [other, 1, None],
    }


@pytest.mark.parametrize(
    ("around", "inside"),
    [
        (("[", "]"), "[]"),
        (('{"":', "}"), "{}"),
        (('[{"":', "}]"), "{}"),
        (('{"a":0,"b":[', "]}"), "[1]"),
        ((" [ ", " ] "), "{}"),
    ],
)
def test_a_hundred_levels_are_read_and_not_one_more(around: tuple[str, str], inside: str) -> None:
    opening, closing = around
    levels = opening.count("[") + opening.count("{")
    times = (DEEPEST - 1) // levels
    # What is missing of the hundred.
    inside = "[" * (DEEPEST - 1 - times * levels) + inside + "]" * (DEEPEST - 1 - times * levels)
    text = opening * times + inside + closing * times
    assert decode(text) == json.loads(text)
    with pytest.raises(RecursionError, match="more than 100"):
        decode(f"[{text}]")
    with pytest.raises(RecursionError, match="more than 100"):
        decode(f'{{"":{text}}}')
