"""Answers of both sides in a form in which they can be compared as a whole.

What each side makes up itself, such as identifiers, times and account numbers, is replaced by what
it is; an identifier also by its number in the order in which they come, so that the same ones stay
the same.
"""

from __future__ import annotations

import json
import re
from datetime import datetime
from typing import Any

_MADE_UP = re.compile(
    r"(?P<key>(?<![A-Za-z0-9+/])[A-Za-z0-9+/]{43}=)"
    r"|(?P<id>(?<![0-9a-f])(?:[0-9a-f]{32}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})(?![0-9a-f]))"
    r"|(?P<caller>arn:aws[a-z-]*:(?:sts|iam)::\d{12}:[^\s\"',\]}]+)"
    r"|(?P<account>(?<=:)\d{12}(?=:)|(?<=account )\d{12}\b)"
    r"|(?P<time>\d{4}-\d\d-\d\dT\d\d:\d\d[\d:.]*(?:Z|[+-]\d\d:?\d\d)?)"
)
_NUMBERED = ("key", "id")


class Normaliser:
    """Replaces what one side made up; the numbers go on from one answer to the next."""

    def __init__(self) -> None:
        self._numbers: dict[str, str] = {}

    def adopt(self, other: Normaliser) -> None:
        """Go on from where another one is."""
        self._numbers = other._numbers

    def copy(self) -> Normaliser:
        """One that goes on from here on its own."""
        other = Normaliser()
        other._numbers = dict(self._numbers)
        return other

    def answer(self, answer: Any) -> Any:
        """An answer without what is made up."""
        if isinstance(answer, dict):
            # In the order of their names: sides may send members in orders of their own.
            found = {name: self._member(name, answer[name]) for name in sorted(answer)}
            return {self.text(name): value for name, value in found.items()}
        if isinstance(answer, list):
            return [self.answer(each) for each in answer]
        if isinstance(answer, str):
            return self.text(answer)
        return "<time>" if isinstance(answer, datetime) else answer

    def _member(self, name: str, value: Any) -> Any:
        return "<token>" if name == "NextToken" and value else self.answer(value)

    def text(self, text: str) -> str:
        """A text without what is made up."""
        return _MADE_UP.sub(self._replaced, text)

    def _replaced(self, match: re.Match[str]) -> str:
        kind = str(match.lastgroup)
        if kind not in _NUMBERED:
            return f"<{kind}>"
        numbers = sum(1 for each in self._numbers.values() if each.startswith(f"<{kind} "))
        return self._numbers.setdefault(match[0], f"<{kind} {numbers + 1}>")


def filled(value: Any, kept: dict[str, str]) -> Any:
    """A value with what was kept in the place of its names."""
    if isinstance(value, dict):
        return {filled(name, kept): filled(item, kept) for name, item in value.items()}
    if isinstance(value, list):
        return [filled(item, kept) for item in value]
    if isinstance(value, str) and "<" in value:
        return re.sub(r"<([a-z_]+)>", lambda match: kept.get(match[1], match[0]), value)
    return value


def at(answer: Any, path: str) -> Any:
    """What an answer has at a path such as ``Items.0.ProfileId``; None if there is nothing."""
    for step in path.split("."):
        if isinstance(answer, list):
            answer = answer[int(step)] if int(step) < len(answer) else None
        else:
            answer = (answer or {}).get(step)
    return answer


def shown(answer: Any) -> str:
    """An answer for a report, on one line."""
    if isinstance(answer, dict) and answer.keys() == {"code", "status", "message"}:
        return f"{answer['code']} ({answer['status']}): {answer['message']}"
    return json.dumps(answer, ensure_ascii=False)
