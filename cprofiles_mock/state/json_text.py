"""State documents as JSON."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any, NoReturn

from .problems import Path, Problem, Unreadable, locate

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .problems import Token

_SURROGATE = re.compile("[\ud800-\udfff]")
_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|[\[\]{},:]|[^\s\[\]{},:"]+')


def write_json(document: Any) -> str:
    """The document, indented, with characters as they are."""
    text = json.dumps(document, ensure_ascii=False, indent=2)
    # Half of a surrogate pair can be in a value that came out of an object; no file can hold it.
    return _SURROGATE.sub(lambda match: f"\\u{ord(match[0]):04x}", text) + "\n"


def read_json(text: str) -> Any:
    """The value. Raises Unreadable for what is not JSON, or has a name twice in one object."""
    try:
        return json.loads(text, object_pairs_hook=_mapping, parse_constant=_refuse)
    except json.JSONDecodeError as error:
        raise Unreadable(error.lineno, f"is not valid JSON: {error.msg}") from None
    except RecursionError:
        raise Unreadable(None, "is nested too deeply") from None
    except _Twice as error:
        line = text.count("\n", 0, _repetitions(text)[0]) + 1
        raise Unreadable(line, f"{error.args[0]} is there twice") from None


def line_in_json(text: str, path: Path) -> int:
    """The line of what a path leads to in a text that is JSON."""
    return text.count("\n", 0, locate(_tokens(text), path)) + 1


class _Twice(Exception):  # noqa: N818  (it does not leave this module)
    pass


def _mapping(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    mapping = dict(pairs)
    if len(mapping) != len(pairs):
        names = [name for name, _ in pairs]
        raise _Twice(next(name for name in names if names.count(name) > 1))
    return mapping


def _refuse(constant: str) -> NoReturn:
    raise Problem((), f"{constant} is not a value of JSON")


def _repetitions(text: str) -> list[int]:
    """Where names stand that their objects have already."""
    found: list[int] = []
    names: list[set[str]] = []
    for kind, value, position in _tokens(text):
        if kind in "{[":
            names.append(set())
        elif kind in "}]":
            names.pop()
        elif kind == "key":
            if value in names[-1]:
                found.append(position)
            names[-1].add(value)
    return found


def _tokens(text: str) -> Iterator[Token]:
    key: tuple[str, int] | None = None
    for match in _TOKEN.finditer(text):
        piece = match[0]
        if piece == ":":
            assert key is not None  # it is JSON: a string stands before each colon
            yield "key", json.loads(key[0]), key[1]
        elif key is not None:
            yield "value", None, key[1]
        key = None
        if piece[0] == '"':
            # A key or a value: the next token says which.
            key = piece, match.start()
        elif piece in "{}[]":
            yield piece, None, match.start()
        elif piece not in ":,":
            yield "value", None, match.start()
