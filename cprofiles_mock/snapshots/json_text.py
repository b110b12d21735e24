"""State documents as JSON."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from ..runtime import strict_json
from ..schema.problems import Path, Unreadable, locate
from ..schema.progress import with_bar

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from ..schema.problems import Token

_SURROGATE = re.compile("[\ud800-\udfff]")
_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|[\[\]{},:]|[^\s\[\]{},:"]+')


def write_json(document: Any) -> str:
    """The document, indented, with characters beyond ASCII unescaped."""
    text = _laid_out(document, "")
    # A value from an object can contain half of a surrogate pair, which no file can hold.
    return _SURROGATE.sub(lambda match: f"\\u{ord(match[0]):04x}", text) + "\n"


_encode = json.JSONEncoder(ensure_ascii=False).encode


def _laid_out(value: Any, indent: str) -> str:
    """What ``json.dumps`` makes with an indent of 2, in half of its time, and with a bar."""
    inner = f"{indent}  "
    if isinstance(value, dict) and value:
        lines = [f"{_encode(name)}: {_laid_out(item, inner)}" for name, item in value.items()]
        begin, end = "{", "}"
    elif isinstance(value, list) and value:
        lines = [_laid_out(item, inner) for item in with_bar(value, "writing")]
        begin, end = "[", "]"
    else:
        return _encode(value)
    between = f",\n{inner}"
    return f"{begin}\n{inner}{between.join(lines)}\n{indent}{end}"


def read_json(text: str) -> Any:
    """The value of a text. Raises Unreadable if it is not JSON or an object repeats a name."""
    try:
        return strict_json.decode_written(text)
    except json.JSONDecodeError as error:
        raise Unreadable(error.lineno, f"is not valid JSON: {error.msg}") from None
    except RecursionError:
        raise Unreadable(None, "is nested too deeply") from None
    except strict_json.RepeatedNameError as error:
        raise Unreadable(_line(text, _repetitions(text)[0]), str(error)) from None
    except ValueError:
        position, problem = _first_refused(text)
        raise Unreadable(_line(text, position), problem) from None


def _line(text: str, position: int) -> int:
    return text.count("\n", 0, position) + 1


def lines_in_json(text: str, paths: Iterable[Path]) -> list[int]:
    """The lines of the values at ``paths`` in a valid JSON text."""
    return [_line(text, position) for position in locate(_tokens(text), paths)]


def _first_refused(text: str) -> tuple[int, str]:
    """The position of the value that is refused in a well-formed text, and the reason."""
    values = (match for match in _TOKEN.finditer(text) if match[0][0] not in '"[]{},:')
    refused = ((match.start(), _refusal(match[0])) for match in values)
    return next((position, problem) for position, problem in refused if problem)


def _refusal(value: str) -> str:
    """Why a value other than a string is refused; empty if it is accepted."""
    try:
        strict_json.decode(value)
    except ValueError as error:
        # For a number, Python's message explains its own limit of digits.
        return "has a number of too many digits" if value[-1].isdigit() else str(error)
    return ""


def _repetitions(text: str) -> list[int]:
    """The positions of names that occur again in their objects."""
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
            assert key is not None  # in JSON, a string comes before each colon
            yield "key", json.loads(key[0]), key[1]
        elif key is not None:
            yield "value", None, key[1]
        key = None
        if piece[0] == '"':
            # A key or a value: the next token shows which.
            key = piece, match.start()
        elif piece in "{}[]":
            yield piece, None, match.start()
        elif piece not in ":,":
            yield "value", None, match.start()
