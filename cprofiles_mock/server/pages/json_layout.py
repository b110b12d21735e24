"""JSON laid out for reading: each value as it came, on a line of its own, with letters unescaped.

Pure. The text is not decoded, as that would change numbers and repeated members, and would limit
the depth of nesting.
"""

from __future__ import annotations

import re

from ...runtime.strict_json import unescaped

_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|[{}\[\],:]|[^\s{}\[\],:"]+|"', re.DOTALL)

# Deeper levels are not indented further: a text of nothing but brackets would grow to the square
# of its length.
_DEEPEST_INDENT = 20


def laid_out(text: str) -> str:
    """The JSON text, with line breaks and indentation."""
    pieces = _TOKEN.findall(unescaped(text))
    parts: list[str] = []
    depth = 0
    for position, piece in enumerate(pieces):
        if piece in {"{", "["}:
            parts.append(piece)
            depth += 1
            if pieces[position + 1 : position + 2] not in (["}"], ["]"]):
                parts.append(_line(depth))
        elif piece in {"}", "]"}:
            depth -= 1
            if pieces[position - 1] not in {"{", "["}:
                parts.append(_line(depth))
            parts.append(piece)
        elif piece == ",":
            parts += (piece, _line(depth))
        elif piece == ":":
            parts.append(": ")
        else:
            parts.append(piece)
    return "".join(parts)


def _line(depth: int) -> str:
    return "\n" + "  " * min(depth, _DEEPEST_INDENT)
