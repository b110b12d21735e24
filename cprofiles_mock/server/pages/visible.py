"""Makes characters visible that show nothing, or that change the direction of text around them.

Pure. Escaping alone would leave them unchanged: a value could be shown in another order than it
has, or look equal to another one.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache

# Controls, formats, surrogates, private use, and the two separators of lines and paragraphs.
_CATEGORIES = frozenset({"Cc", "Cf", "Cs", "Co", "Zl", "Zp"})

# Some scripts and emoji need the two joiners; the newline and the tab are layout.
_LEFT_AS_THEY_ARE = "\n\t\u200c\u200d"

# Every character that may be in those categories. Most texts contain none, and need no more checks.
_SUSPECT = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\xad\u0600-\u0605\u061c\u06dd\u070f\u0890\u0891\u08e2\u180e"
    "\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ud800-\udfff\ue000-\uf8ff\ufeff\ufff9-\ufffb"
    "\U000110bd-\U0010ffff]"
)


def parts(text: str) -> list[tuple[str, bool]]:
    """The text in pieces; True marks a piece that is the name of a character, such as U+202E."""
    if not _SUSPECT.search(text):
        return [(text, False)]
    pieces: list[tuple[str, bool]] = []
    begin = 0
    for match in _SUSPECT.finditer(text):
        if not _is_hidden(match[0]):
            continue
        if match.start() > begin:
            pieces.append((text[begin : match.start()], False))
        pieces.append((f"U+{ord(match[0]):04X}", True))
        begin = match.end()
    if begin < len(text):
        pieces.append((text[begin:], False))
    return pieces


def plain(text: str) -> str:
    """The text with such characters named in angle brackets, for use where markup is impossible."""
    return "".join(f"<{piece}>" if named else piece for piece, named in parts(text))


@cache
def _is_hidden(character: str) -> bool:
    return character not in _LEFT_AS_THEY_ARE and unicodedata.category(character) in _CATEGORIES
