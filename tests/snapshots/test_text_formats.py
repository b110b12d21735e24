"""Documents as text: JSON and YAML."""

from __future__ import annotations

import json
import random
from typing import Any

import pytest
import yaml

from cprofiles_mock.schema.forms import Plain
from cprofiles_mock.schema.problems import Unreadable
from cprofiles_mock.snapshots.json_text import lines_in_json, read_json, write_json
from cprofiles_mock.snapshots.yaml_text import lines_in_yaml, read_yaml, write_yaml

pytestmark = pytest.mark.in_process

TEXTS = [
    "", " ", " x", "x ", "a: b", "a #b", "# a", "- a", "-", "?", "? a", ":", "a:", "'", '"', "it's",
    '"', "\\", "yes", "No", "on", "null", "Null", "~", "true", "1", "01", "1e3", "1_000", "0x1F",
    "1:30", ".5", ".inf", ".nan", "2001-01-01", "2001-01-01T00:00:00Z", "=", "<<", "&a", "*a", "!a",
    "%a", "@a", "`a", "{a}", "[a]", "a, b", "---", "...", "|", ">", "a\nb", "a\n", "\n", "\r\n",
    "\t", "a\tb", "\x00", "\x07", "\x7f", "\x80", "\x85", "\xa0", "\xad", "\u2028", "\u2029",
    "\ufeff", "\ufffe", "\uffff", "\ue000", "é", "Łódź", "東京", "\U0001f600", "e\u0301", "٣",
    "x" * 5000, "a b " * 900, "two  spaces", "_under", "+1206", "a@b.c", "a/b", "O'Neil",
]  # fmt: skip


def plainly(value: Any) -> Any:
    """What was read, with texts and nothing else where YAML has no quotes."""
    if isinstance(value, dict):
        return {name: plainly(item) for name, item in value.items()}
    if isinstance(value, list):
        return [plainly(item) for item in value]
    return str(value) if isinstance(value, Plain) else value


@pytest.mark.parametrize("text", TEXTS)
def test_any_text_comes_back_as_it_was(text: str) -> None:
    document = {"a": text, "b": [text, [text]], text: {"c": text}}
    assert read_json(write_json(document)) == document
    written = write_yaml(document)
    assert plainly(read_yaml(written)) == document
    # So it does in any other reader of YAML.
    assert yaml.safe_load(written) == document


def test_texts_of_random_characters_come_back_too() -> None:
    source = random.Random(3)
    alphabet = [chr(code) for code in range(0x300)] + list("\u2028\u2029\ufeff\ufffd\U0010ffff:#-'")
    for _ in range(300):
        text = "".join(source.choices(alphabet, k=source.randrange(30)))
        assert plainly(read_yaml(write_yaml({text: [text]}))) == {text: [text]}


def test_half_of_a_surrogate_pair_comes_back_and_the_file_is_still_utf8() -> None:
    document = {"a": "\ud83d", "b": "\udfff x"}
    for write, read in ((write_json, read_json), (write_yaml, read_yaml)):
        written = write(document)
        written.encode("utf-8")
        assert plainly(read(written)) == document
    # A whole pair in the JSON of an object, which is a text of its own, is nothing unusual.
    assert plainly(read_yaml(write_yaml({"a": "\\ud83d\\ude00"}))) == {"a": "\\ud83d\\ude00"}


def test_yaml_is_in_block_style_with_characters_as_they_are() -> None:
    document = {
        "version": 1,
        "List": [{"Name": "Łódź", "Flag": True, "Ratio": 0.5}, [["x"], "y"], {}, []],
        "Nested": {"Flag": False, "Empty": {}},
        "k" * 1001: {"a": [1]},
    }
    assert write_yaml(document) == (
        "version: 1\n"
        "List:\n"
        "- Name: Łódź\n"
        "  Flag: true\n"
        "  Ratio: 0.5\n"
        "- - - x\n"
        "  - 'y'\n"
        "- {}\n"
        "- []\n"
        "Nested:\n"
        "  Flag: false\n"
        "  Empty: {}\n"
        f"? {'k' * 1001}\n"
        ":\n"
        "  a:\n"
        "  - 1\n"
    )
    assert yaml.safe_load(write_yaml(document)) == document


def test_text_without_quotes_stays_text_and_is_marked() -> None:
    read = read_yaml("a: 02139\nb: '02139'\nc: no\nd: ~\ne:\nf: null\ng: Null\nh: !!str 1\n")
    assert read == {
        "a": "02139", "b": "02139", "c": "no", "d": None, "e": None, "f": None,
        "g": "Null", "h": "1",
    }  # fmt: skip
    assert [type(value) for value in read.values()].count(Plain) == 3
    assert type(read["b"]) is str


def test_aliases_stand_for_what_they_name() -> None:
    read = read_yaml("a: &a {x: [1]}\nb: *a\nc: &c 5\nd: [*c, *a]\n")
    assert read == {"a": {"x": ["1"]}, "b": {"x": ["1"]}, "c": "5", "d": ["5", {"x": ["1"]}]}


BOMB = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]\n" for n in range(1, 9)
)


@pytest.mark.parametrize(
    ("text", "line", "problem"),
    [
        (BOMB, 5, "has aliases that stand for too much"),
        ("a: &a [*a]", 1, "a is an alias of nothing"),
        ("a: &a x\n*a : y", 2, "has an alias as the name of a member"),
        ("a:\n  [x]: y", 2, "has a mapping or list as the name of a member"),
        ("a: 1\nb: 2\na: 3", 3, "a is there twice"),
        ("a: 1\n---\nb: 2", 2, "has more than one document"),
        (
            "a: !!python/object/apply:os.system [x]",
            1,
            "has a tag, tag:yaml.org,2002:python/object/apply:os.system; tags are not followed",
        ),
        ("a: !!int 1", 1, "has a tag, tag:yaml.org,2002:int; tags are not followed"),
        ("a: 1\nb: [", 3, "is not valid YAML: did not find expected node content"),
        ("a: 1\nb: \x07", 2, "is not valid YAML: control characters are not allowed"),
    ],
)
def test_yaml_that_is_not_taken(text: str, line: int, problem: str) -> None:
    with pytest.raises(Unreadable) as raised:
        read_yaml(text)
    assert (raised.value.line, raised.value.text) == (line, problem)


def test_yaml_is_read_without_libyaml_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(yaml, "CSafeLoader", raising=False)
    assert read_yaml("a: {b: 1}") == {"a": {"b": "1"}}
    with pytest.raises(Unreadable, match="special characters are not allowed"):
        read_yaml("\n\x07")


def test_an_empty_text_has_no_document() -> None:
    assert read_yaml("# nothing\n") is None


@pytest.mark.parametrize(
    ("text", "line", "problem"),
    [
        (
            '{"a": 1,\n x}',
            2,
            "is not valid JSON: Expecting property name enclosed in double quotes",
        ),
        ('{"a": {"b": 1,\n"c": [{}], "b": 2}}', 2, "b is there twice"),
        ("[" * 100_000, None, "is nested too deeply"),
        ("[" * 101 + "]" * 101, None, "is nested too deeply"),
        ('{"a": [1e5, true, "NaN"],\n"b":\nNaN}', 3, "NaN is not a JSON value"),
        ('{"a": 1,\n"b": -Infinity}', 2, "-Infinity is not a JSON value"),
        ('{"a": "9",\n"b": ' + "9" * 5000 + "}", 2, "has a number of too many digits"),
    ],
)
def test_json_that_is_not_taken(text: str, line: int | None, problem: str) -> None:
    with pytest.raises(Unreadable) as raised:
        read_json(text)
    assert (raised.value.line, raised.value.text) == (line, problem)


LINES = {
    "a": {"b": [1, {"c": "x: y", "a": [[], {}]}, {"c": 'quo"ted, {'}], "d": {"b": True}},
    "version": 1,
}


@pytest.mark.parametrize(
    ("path", "text"),
    [
        (("a",), "a"),
        (("version",), "version"),
        (("a", "b", 0), "1"),
        (("a", "b", 1), "c"),
        (("a", "b", 1, "a"), "a"),
        (("a", "b", 2, "c"), "quo"),
        (("a", "d", "b"), "true"),
        # What is not there is looked for around it.
        (("a", "d", "missing"), "d"),
        (("a", "b", 9), "b"),
    ],
)
def test_the_line_of_a_path_is_found(path: Any, text: str) -> None:
    for written, lines_of in (
        (json.dumps(LINES, indent=1), lines_in_json),
        (write_yaml(LINES), lines_in_yaml),
    ):
        (number,) = lines_of(written, [path])
        line = written.splitlines()[number - 1]
        assert text in line or line.strip() == "{"
    assert lines_in_json("[1]", [("x",)]) == [1]
    assert lines_in_yaml("", [("x",), ()]) == [1, 1]
