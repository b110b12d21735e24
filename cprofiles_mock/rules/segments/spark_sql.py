"""Reads a segment's Spark SQL, checks it, and writes it as DuckDB's SQL.

Sources: the Amazon Connect Administrator Guide (2026), "building segments"; Spark's reference of
SQL for what its functions do; ``docs/fidelity.md`` for what is a choice.

sqlglot reads and writes both dialects; ``spark_rewriting`` puts right what it carries over with
another meaning.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, NamedTuple

import sqlglot
from sqlglot import exp
from sqlglot.errors import ErrorLevel, ParseError, TokenError, UnsupportedError

from ...runtime.suggestions import choice_of, did_you_mean
from .spark_functions import ARGUMENTS, NAMES
from .spark_rewriting import rewritten

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

#: What is said of a query that no reader or database can follow.
TOO_DEEP = "it is nested too deeply"

# Functions that make a text of a given length, or repeat one, could fill the memory by themselves.
_LONGEST_PADDING = 1000
_LONGEST_SEPARATOR = 100


class InvalidQuery(ValueError):  # noqa: N818  (as InvalidDimension: what is wrong with it)
    """A query that is refused, with the reason."""


class Query(NamedTuple):
    """A query, ready to be run."""

    #: As it was given.
    text: str
    #: As DuckDB reads it.
    sql: str
    #: The tables that it names, in lower case.
    tables: frozenset[str]
    #: Everything that it names, in lower case; None if it may mean any column.
    names: frozenset[str] | None
    uses_now: bool


def compile_query(text: str) -> Query:
    """Compile a query. Raises InvalidQuery."""
    try:
        tree = _parsed(text)
        _check(tree, text)
        tables = frozenset(each.name.lower() for each in _tables(tree))
        reads_all = any(
            not isinstance(each.parent, exp.Count) for each in tree.find_all(exp.Star)
        ) or any(each.method == "NATURAL" for each in tree.find_all(exp.Join))
        names = frozenset(each.name.lower() for each in tree.find_all(exp.Identifier))
        tree = rewritten(tree)
        sql = tree.sql("duckdb", unsupported_level=ErrorLevel.RAISE)
    except RecursionError:
        raise InvalidQuery(TOO_DEEP) from None
    except UnsupportedError as error:
        raise InvalidQuery(str(error)) from None
    uses_now = tree.find(exp.Parameter) is not None
    return Query(text, sql, tables, None if reads_all else names, uses_now)


def check_tables(query: Query, known: Collection[str]) -> None:
    """Check that all tables of a query are there. Raises InvalidQuery."""
    there = {each.lower() for each in known}
    for each in _tables(_parsed(query.text)):
        if each.name.lower() not in there:
            place = _place(query.text, each.this)
            raise InvalidQuery(
                f"{place}: there is no table {each.name}{choice_of(each.name, known)}"
            )


def named_in(query: Query, name: str) -> tuple[str, str]:
    """Where a name stands in a query first, for error texts, and how it is written there.

    Without a place, and as it is given, if it does not.
    """
    last = name.rpartition(".")[2].lower()
    found = [each for each in _parsed(query.text).find_all(exp.Identifier) if "start" in each.meta]
    found.sort(key=lambda each: each.meta["start"])
    for each in found:
        if each.name.lower() == last:
            return f"{_place(query.text, each)}: ", each.name
    return "", name


# --- reading --------------------------------------------------------------------------------------

_NO_QUERY = "line 1, column 1: it must be a query: SELECT, or WITH and SELECT"

# Anything else would be read as another statement.
_BEGINNINGS = {
    sqlglot.TokenType.SELECT,
    sqlglot.TokenType.WITH,
    sqlglot.TokenType.L_PAREN,
    sqlglot.TokenType.FROM,
}


def _parsed(text: str) -> exp.Query:
    """The query that a text is. Raises InvalidQuery."""
    try:
        tokens = sqlglot.tokenize(text, read="spark")
        if not tokens or tokens[0].token_type not in _BEGINNINGS:
            word = tokens[0].text if tokens else ""
            raise InvalidQuery(f"{_NO_QUERY}{did_you_mean(word, ['SELECT', 'WITH'])}")
        _check_arguments(tokens, text)
        statements = [each for each in sqlglot.parse(text, read="spark") if each is not None]
    except TokenError:
        raise InvalidQuery(_of_quotes(text)) from None
    except ParseError as error:
        raise InvalidQuery(_of_parser(error)) from None
    except InvalidQuery:
        raise
    except ValueError:
        raise InvalidQuery("the unit of a function must be a name, such as DAY") from None
    if len(statements) > 1:
        raise InvalidQuery("it must be one query, without another statement behind a semicolon")
    if not isinstance(statements[0], exp.Query):
        raise InvalidQuery(_NO_QUERY)
    return statements[0]


def _of_parser(error: ParseError) -> str:
    first = error.errors[0]
    described = str(first["description"]).partition(" but got ")[0]
    line, highlight = int(first["line"]), str(first["highlight"])
    # sqlglot gives the column at which the token ends.
    column = max(1, int(first["col"]) - len(highlight) + 1)
    near = f" at {highlight}" if highlight else ""
    return f"line {line}, column {column}: {described}{near}"


# What is quoted, or a comment.
_WHOLE = re.compile(r"--[^\n]*|/\*.*?\*/|'(?:\\.|[^'\\])*'|\"(?:\\.|[^\"\\])*\"|`[^`]*`", re.DOTALL)


def _of_quotes(text: str) -> str:
    """Where a quotation or a comment begins that does not end."""
    rest = _WHOLE.sub(lambda match: " " * len(match[0]), text)
    begin = re.search(r"/\*|['\"`]", rest)
    if begin is None:
        return "its characters cannot be read"
    return f"{_position(text, begin.start())}: {begin[0]} is not closed"


def _place(text: str, node: Any) -> str:
    """The line and the column of a node that has a name."""
    return _position(text, node.meta.get("start", 0))


def _position(text: str, start: int) -> str:
    before = text[:start]
    return f"line {before.count(chr(10)) + 1}, column {start - before.rfind(chr(10))}"


# --- checking -------------------------------------------------------------------------------------

# Functions that have a syntax of their own, or that the reader makes of others, bear no name.
_UNNAMED = (
    exp.And, exp.ApproxQuantile, exp.ArgMax, exp.ArgMin, exp.Array, exp.Case, exp.Cast, exp.Ceil,
    exp.Chr, exp.CurrentDate, exp.CurrentTimestamp, exp.DecodeCase, exp.Extract, exp.Floor,
    exp.GroupConcat, exp.If, exp.Initcap, exp.Or, exp.Overlay, exp.Quantile, exp.RegexpLike,
    exp.StrPosition, exp.Substring, exp.TimeStrToTime, exp.Transform, exp.Trim, exp.TryCast,
    exp.TsOrDsToDate,
)  # fmt: skip
_REFUSED = (
    exp.Parameter, exp.Placeholder, exp.SessionParameter, exp.Pivot, exp.QueryTransform,
    exp.Into, exp.MatchRecognize, exp.TableSample, exp.Unnest, exp.AtTimeZone,
)  # fmt: skip


def _check(tree: exp.Query, text: str) -> None:
    """Check that the query reads its tables alone, by functions that are known."""
    for node in tree.walk():
        if isinstance(node, _REFUSED):
            raise InvalidQuery(f"{node.sql('spark')} is not supported in a segment's query")
        if isinstance(node, exp.Table):
            _check_table(node, text)
        elif isinstance(node, exp.Lateral):
            if not isinstance(node.this, exp.Explode | exp.Subquery):
                raise InvalidQuery(f"{node.sql('spark')} must be LATERAL VIEW explode")
        elif isinstance(node, exp.Func):
            _check_function(node, text)
            _check_use(node, text)


def _check_table(node: exp.Table, text: str) -> None:
    if not isinstance(node.this, exp.Identifier):
        raise InvalidQuery(f"{node.sql('spark')} is no table: FROM and JOIN take tables by name")
    if node.args.get("db") is not None:
        place = _place(text, node.args["db"])
        raise InvalidQuery(f"{place}: a table has no database: {node.sql('spark')}")


def _check_function(node: exp.Func, text: str) -> None:
    if isinstance(node, exp.Exists) and isinstance(node.this, exp.Query):
        return
    start, end = node.meta.get("start"), node.meta.get("end")
    if start is None or end is None:
        if isinstance(node, _UNNAMED):
            return
        raise InvalidQuery(f"there is no function {node.sql('spark')}")
    name = text[start : end + 1]
    if name.lower() not in NAMES:
        place = _place(text, node)
        raise InvalidQuery(f"{place}: there is no function {name}{did_you_mean(name, NAMES)}")


_OPENING = {sqlglot.TokenType.L_PAREN, sqlglot.TokenType.L_BRACKET, sqlglot.TokenType.L_BRACE}
_CLOSING = {sqlglot.TokenType.R_PAREN, sqlglot.TokenType.R_BRACKET, sqlglot.TokenType.R_BRACE}
# Behind these a name before a parenthesis is that of a type or a table.
_NAMING = {sqlglot.TokenType.ALIAS, sqlglot.TokenType.DCOLON, sqlglot.TokenType.WITH}


class _Call(NamedTuple):
    """What stands before an opening parenthesis, and how many arguments stand behind it."""

    name: str
    start: int
    arguments: int


def _calls(tokens: Sequence[sqlglot.Token]) -> Iterator[_Call]:
    """The calls of known functions."""
    # What begins each list that is open, and the commas in it.
    opened: list[list[int]] = []
    for number, token in enumerate(tokens):
        if token.token_type in _OPENING:
            opened.append([number, 0])
        elif token.token_type == sqlglot.TokenType.COMMA and opened:
            opened[-1][1] += 1
        elif token.token_type in _CLOSING and opened:
            begin, commas = opened.pop()
            name = tokens[begin - 1]
            is_name = begin > 0 and name.text.lower() in NAMES
            if is_name and not (begin > 1 and tokens[begin - 2].token_type in _NAMING):
                is_empty = number == begin + 1
                yield _Call(name.text, name.start, 0 if is_empty else commas + 1)


def _check_arguments(tokens: Sequence[sqlglot.Token], text: str) -> None:
    """Refuse what no function could be given, before the reader drops it or stumbles over it."""
    for call in _calls(tokens):
        fewest, most = ARGUMENTS[call.name.lower()]
        if call.arguments < fewest or (most is not None and call.arguments > most):
            taken = f"{fewest}" if fewest == most else f"{fewest} to {most}"
            taken = f"{fewest} or more" if most is None else taken
            noun = "argument" if taken == "1" else "arguments"
        elif call.name.lower() in _OF_PAIRS and call.arguments % 2:
            taken, noun = "pairs", "of arguments"
        else:
            continue
        place = _position(text, call.start)
        raise InvalidQuery(f"{place}: {call.name} takes {taken} {noun}, not {call.arguments}")


# Their arguments are names and values, or keys and values.
_OF_PAIRS = {"map", "named_struct"}

# The parts of a time that Spark and DuckDB count alike.
_PARTS_OF_TIMES = {"YEAR", "QUARTER", "MONTH", "WEEK", "DAY", "DOY", "HOUR", "MINUTE", "SECOND"}

# Arguments that DuckDB's functions do not have, or read as something else.
_NOT_TAKEN: Mapping[type[exp.Func], str] = {
    exp.JSONFormat: "options", exp.Mode: "deterministic", exp.MonthsBetween: "roundoff",
    exp.RegexpSplit: "limit",
}  # fmt: skip


def _check_use(node: exp.Func, text: str) -> None:
    """Refuse what would mean something else in DuckDB, or could not be stopped there."""
    reason = None
    if isinstance(node, exp.Pad):
        length = node.expression
        if not length.is_int or int(length.name) > _LONGEST_PADDING:
            reason = f"its length must be a number up to {_LONGEST_PADDING:,}"
    elif isinstance(node, exp.GroupConcat | exp.ArrayToString):
        between = node.args.get("separator") or node.args.get("expression")
        if between is not None and (
            not isinstance(between, exp.Literal) or len(between.name) > _LONGEST_SEPARATOR
        ):
            reason = f"its separator must be a text of up to {_LONGEST_SEPARATOR} characters"
    elif isinstance(node, exp.Transform | exp.ArrayFilter):
        if len(node.expression.expressions) > 1:
            reason = "its function may have one parameter"
    elif _is_named(node, "decimal") and len(node.expressions) > 1:
        # As a type it has two.
        reason = "its last argument is not supported"
    elif isinstance(node, exp.Extract):
        reason = _of_part(node.name)
    elif _is_named(node, "date_part", "datepart"):
        reason = _of_part(node.expressions[0].name)
    elif node.args.get(_NOT_TAKEN.get(type(node), "")) is not None:
        reason = "its last argument is not supported"
    if reason is not None:
        # What the reader makes of another function has no place.
        place = f"{_place(text, node)}: " if "start" in node.meta else ""
        raise InvalidQuery(f"{place}{node.sql('spark')}: {reason}")


def _is_named(node: exp.Func, *names: str) -> bool:
    """Whether it is a call of one of these, which the reader does not know."""
    # The name of a cast is that of what it casts.
    return isinstance(node, exp.Anonymous) and node.name.lower() in names


def _of_part(part: str) -> str | None:
    if part.upper() in _PARTS_OF_TIMES:
        return None
    return f"the part must be one of {', '.join(sorted(_PARTS_OF_TIMES))}"


def _tables(tree: exp.Query) -> Iterator[exp.Table]:
    """The tables that the query names, but for those that it defines itself."""
    for each in tree.find_all(exp.Table):
        if not _is_own(each):
            yield each


def _is_own(table: exp.Table) -> bool:
    """Whether a WITH around the table defines it, rather than the domain."""
    name, below, node = table.name.lower(), None, table.parent
    while node is not None:
        defined = node.args.get("with_")
        if defined is not None:
            for each in defined.expressions:
                # A definition sees those before it, and itself only if it is recursive.
                if each is below and not defined.args.get("recursive"):
                    break
                if each.alias.lower() == name:
                    return True
        if isinstance(node, exp.CTE):
            below = node
        node = node.parent
    return False
