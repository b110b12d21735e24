"""The language of filter expressions, parsed by hand: this module stays below 150 lines.

Sources: Customer Profiles does not document the language. The names of its recipes and its texts
on filter values are those of Amazon Personalize, so this is the language of the Amazon Personalize
Developer Guide, "filter expression structure and elements"; ``docs/fidelity.md`` for the rest.
"""

from __future__ import annotations

import re
from typing import NamedTuple

#: The datasets by the names that an expression may give them, in lower case.
DATASETS = {
    "items": "_catalogItem", "catalogitem": "_catalogItem", "_catalogitem": "_catalogItem",
    "interactions": "_webAnalytics", "_webanalytics": "_webAnalytics",
}  # fmt: skip

_COMPARING = ("=", "!=", "<", "<=", ">", ">=")
_TOKEN = re.compile(
    r'\s*(?:(?P<text>"[^"]*"|\'[^\']*\')|(?P<number>-?\d+(?:\.\d+)?)(?![\w.])'
    r"|(?P<parameter>\$[A-Za-z0-9_]+)|(?P<word>[A-Za-z_][\w-]*(?:\.[\w-]+)*)"
    r"|(?P<sign><=|>=|!=|[=<>(),|])|(?P<end>$)|(?P<unknown>.))",
    re.DOTALL,
)


class InvalidFilter(ValueError):  # noqa: N818  (as the service's exceptions are named)
    """An expression cannot be read; the message says where, and what is wrong there."""

    def __init__(self, position: int, text: str) -> None:
        super().__init__(f"at character {position + 1}: {text}")


class Operand(NamedTuple):
    """What a field is compared with; ``kind`` is text, number, parameter or current.

    Its value is a text or the text of a number, the name of a parameter without its ``$``, or the
    name of a field of the current item.
    """

    kind: str
    value: str


class Condition(NamedTuple):
    """One comparison; ``position`` is the place of its field in the expression."""

    dataset: str
    field: str
    operator: str
    operands: tuple[Operand, ...]
    position: int


class Expression(NamedTuple):
    """INCLUDE or EXCLUDE, of items for which all conditions of one of the alternatives hold."""

    includes: bool
    alternatives: tuple[tuple[Condition, ...], ...]


def parse(text: str) -> tuple[Expression, ...]:
    """The expressions that a filter is a chain of. Raises InvalidFilter."""
    parser = _Parser(text)
    expressions = [parser.expression()]
    while parser.take("|"):
        expressions.append(parser.expression())
    parser.expect("end")
    return tuple(expressions)


class _Parser:
    """Reads tokens from left to right, one ahead. AND binds tighter than OR."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._position = 0
        self._next()

    def _next(self) -> None:
        match = _TOKEN.match(self._text, self._position)
        assert match is not None  # any character is one of a kind
        self.kind = str(match.lastgroup)
        self.token, self.start = match[self.kind], match.start(self.kind)
        self._position = match.end()

    def take(self, *wanted: str) -> str:
        """Take the token if it is one of these words, signs or kinds; otherwise an empty text."""
        found = self.token.upper() if self.kind == "word" else self.token
        if found not in wanted and self.kind not in wanted:
            return ""
        taken = found if found in wanted else self.token
        if self.kind != "end":
            self._next()
        return taken or "end"

    def expect(self, *wanted: str) -> str:
        """Take the token. Raises InvalidFilter if it is none of these."""
        taken = self.take(*wanted)
        if not taken:
            found = "the expression ends" if self.kind == "end" else f"there is {self.token}"
            raise InvalidFilter(self.start, f"expected {' or '.join(wanted)}, but {found}")
        return taken

    def expression(self) -> Expression:
        verb = self.expect("INCLUDE", "EXCLUDE")
        self.expect("ITEMID")
        self.expect("WHERE")
        alternatives = [[self.condition()]]
        while joint := self.take("AND", "OR"):
            if joint == "OR":
                alternatives.append([])
            alternatives[-1].append(self.condition())
        return Expression(verb == "INCLUDE", tuple(map(tuple, alternatives)))

    def condition(self) -> Condition:
        start, name = self.start, self.expect("word")
        dataset, dot, field = name.partition(".")
        if not dot or dataset.lower() not in DATASETS:
            raise InvalidFilter(start, f"{name} is no field of Items and no field of Interactions")
        operator = self.expect("IN", "NOT", *_COMPARING)
        if operator == "NOT":
            operator = f"NOT {self.expect('IN')}"
        operands = self.operand() if operator in _COMPARING else self.operands()
        return Condition(DATASETS[dataset.lower()], field, operator, tuple(operands), start)

    def operands(self) -> list[Operand]:
        if self.kind == "word":
            return self.operand()
        self.expect("(")
        found = self.operand()
        while self.take(","):
            found += self.operand()
        self.expect(")")
        return found

    def operand(self) -> list[Operand]:
        start, kind = self.start, self.kind
        token = self.expect("text", "number", "parameter", "word")
        if kind == "word":
            name, _, field = token.partition(".")
            if name.lower() != "currentitem" or not field:
                raise InvalidFilter(start, f"{token} is no value; put a text in quotes")
            return [Operand("current", field)]
        return [Operand(kind, {"text": token[1:-1], "parameter": token[1:]}.get(kind, token))]
