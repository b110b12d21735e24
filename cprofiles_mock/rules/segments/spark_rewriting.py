"""Says what a query means in Spark for DuckDB, where sqlglot carries it over with another meaning.

Spark reads numbers and times from texts by itself, where DuckDB refuses; what cannot be read is
null. Each function that asks for the time gets the mock's.

Sources: Spark's reference of SQL; both results, as the tests compare them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from sqlglot import exp

from . import spark_dates as dates
from .spark_kinds import (
    ARITHMETIC,
    BOUNDED,
    DISTINCT,
    OF_MOMENTS,
    OF_NUMBERS,
    OF_PAIRS,
    OF_TWO_MOMENTS,
    PLACE,
    TEMPORAL_TYPES,
    Kind,
    as_moment,
    as_number,
    called,
    kind_of,
)

if TYPE_CHECKING:
    from collections.abc import Callable

_COMPARISONS = (
    exp.EQ, exp.NEQ, exp.GT, exp.GTE, exp.LT, exp.LTE, exp.NullSafeEQ, exp.NullSafeNEQ,
)  # fmt: skip


def rewritten(tree: exp.Query) -> exp.Query:
    """The query with what it means in Spark said for DuckDB."""
    # The inner nodes first, so that what is known of them is known of the outer ones.
    for node in reversed(list(tree.walk())):
        replacement = _said_for_duckdb(node)
        around: exp.Expression | None = None
        if isinstance(replacement, _GIVING_DATES):
            around = exp.TryCast(to=exp.DType.DATE.into_expr())
        elif isinstance(replacement, _WRITTEN_OPENLY) and isinstance(node.parent, exp.Binary):
            around = exp.Paren()
        if around is not None:
            node.replace(around)
            around.set("this", replacement)
        elif replacement is not node:
            node.replace(replacement)
    return tree


# Spark gives a date, and DuckDB a moment, which reads otherwise as a text.
_GIVING_DATES = (exp.TsOrDsAdd, exp.AddMonths, exp.DateTrunc)

# Functions of Spark that are written as sums and remainders, without parentheses.
_WRITTEN_OPENLY = (exp.TimestampAdd, exp.Mod)


def _said_for_duckdb(node: Any) -> exp.Expression:
    for kinds, rewrite in _REWRITES:
        if isinstance(node, kinds):
            return rewrite(node)
    return cast("exp.Expression", node)


def _comparison(node: Any) -> exp.Expression:
    _as_one_kind(node, "this", "expression")
    return cast("exp.Expression", node)


def _between(node: Any) -> exp.Expression:
    _as_one_kind(node, "this", "low", "high")
    return cast("exp.Expression", node)


def _in(node: Any) -> exp.Expression:
    if node.args.get("query") is not None:
        # Only the value can be read as another kind, not what the query gives.
        if kind_of(node.args["query"]) == Kind.NUMBER:
            node.set("this", as_number(node.this))
    elif any(kind_of(each) == Kind.NUMBER for each in node.expressions):
        node.set("this", as_number(node.this))
        node.set("expressions", [as_number(each) for each in node.expressions])
    return cast("exp.Expression", node)


def _as_one_kind(node: exp.Expression, *parts: str) -> None:
    """Let texts be read as what they are compared with."""
    kinds = {kind_of(node.args[each]) for each in parts}
    for kind, read in ((Kind.MOMENT, as_moment), (Kind.NUMBER, as_number)):
        if kind in kinds:
            for each in parts:
                if kind_of(node.args[each]) is None:
                    node.set(each, read(node.args[each]))
            return


def _arithmetic(node: Any) -> exp.Expression:
    kinds = {kind_of(node.this), kind_of(node.expression)}
    if Kind.INTERVAL in kinds:
        for each in ("this", "expression"):
            if kind_of(node.args[each]) is None:
                node.set(each, as_moment(node.args[each]))
    elif Kind.MOMENT not in kinds:
        _numbers(node)
    # A sum of many would be looked through again and again.
    node.meta["kind"] = kind_of(node)
    return cast("exp.Expression", node)


def _numbers(node: Any) -> exp.Expression:
    """Read both of its arguments as numbers."""
    for each in ("this", "expression"):
        _set_number(node, each)
    return cast("exp.Expression", node)


def _number(node: Any) -> exp.Expression:
    """Read its first argument as a number."""
    _set_number(node, "this")
    return cast("exp.Expression", node)


def _set_number(node: exp.Expression, part: str) -> None:
    found = node.args[part]
    if isinstance(found, exp.Distinct):
        found.set("expressions", [as_number(each) for each in found.expressions])
    else:
        node.set(part, as_number(found))


def _cast(node: Any) -> exp.Expression:
    """What cannot be read is null, as in Spark without its ANSI mode."""
    if node.to.this in TEMPORAL_TYPES - {exp.DType.DATE}:
        return as_moment(node.this)
    if node.to.this in exp.DataType.INTEGER_TYPES and kind_of(node.this) != Kind.MOMENT:
        return exp.TryCast(this=called("TRUNC")(_as_decimal(node.this)), to=node.to)
    if node.to.this == exp.DType.DECIMAL and not node.to.expressions:
        return exp.TryCast(this=node.this, to=exp.DataType.build("DECIMAL(10, 0)"))
    return exp.TryCast(this=node.this, to=node.to)


def _as_decimal(node: exp.Expression) -> exp.Expression:
    """With all digits of the largest integer, which a double does not have."""
    return exp.TryCast(this=node, to=exp.DataType.build("DECIMAL(38, 18)"))


def _whole_quotient(node: Any) -> exp.Expression:
    sides = [called("TRUNC")(as_number(each)) for each in (node.this, node.expression)]
    quotient = called("TRUNC")(exp.Div(this=sides[0], expression=sides[1]))
    return exp.TryCast(this=quotient, to=exp.DType.BIGINT.into_expr())


def _percentile(name: str) -> Callable[[Any], exp.Expression]:
    def write(node: Any) -> exp.Expression:
        return exp.Anonymous(this=name, expressions=[as_number(node.this), node.args["quantile"]])

    return write


def _within_group(node: Any) -> exp.Expression:
    for each in node.expression.find_all(exp.Ordered):
        each.set("this", as_number(each.this))
    return cast("exp.Expression", node)


def _bounded(*sides: str) -> Callable[[Any], exp.Expression]:
    """Bound what takes as much memory or time as the lengths of these arguments, multiplied.

    DuckDB does not count all of that memory, and cannot be interrupted meanwhile. The bound is put
    around the first of them, so that it holds before anything is made of it.
    """

    def write(node: Any) -> exp.Expression:
        size: exp.Expression = exp.Literal.number(1)
        for each in sides:
            length = exp.Length(this=node.args[each].copy())
            whole = exp.TryCast(this=length, to=exp.DType.BIGINT.into_expr())
            size = exp.Mul(this=size, expression=whole)
        node.set(sides[0], called(BOUNDED)(size, node.args[sides[0]]))
        return cast("exp.Expression", node)

    return write


def _replacing(node: Any) -> exp.Expression:
    if node.args.get("replacement") is None:
        node.set("replacement", exp.Literal.string(""))
    return _bounded("this", "replacement")(node)


def _few_items(node: Any) -> exp.Expression:
    """Bound a list of which each item may become a long text."""
    size = exp.Mul(
        this=called("LEN")(node.this.copy()), expression=exp.Literal.number(_WEIGHT_OF_AN_ITEM)
    )
    node.set("this", called(BOUNDED)(size, node.this))
    return cast("exp.Expression", node)


# So that a thousand items are as much as may be.
_WEIGHT_OF_AN_ITEM = 300


def _part_of_text(node: Any) -> exp.Expression:
    """Spark counts characters from 1, and takes 0 for 1."""
    start = node.args.get("start")
    if start is not None and start.name == "0":
        node.set("start", exp.Literal.number(1))
    return cast("exp.Expression", node)


def _overlaid(node: Any) -> exp.Expression:
    """Not every DuckDB has a function for it."""
    new, begin = node.expression, node.args["from_"]
    length = node.args.get("for_") or exp.Length(this=new.copy())
    before = exp.Sub(this=exp.Paren(this=begin), expression=exp.Literal.number(1))
    behind = exp.Add(this=exp.Paren(this=begin.copy()), expression=length)
    parts = (called("LEFT")(node.this, before), new, called("SUBSTR")(node.this.copy(), behind))
    return called("CONCAT")(*parts)


def _is_map(node: Any) -> bool:
    is_attributes = isinstance(node, exp.Column) and node.name.lower() == "attributes"
    return is_attributes or isinstance(node, exp.Map | exp.VarMap)


def _size(node: Any) -> exp.Expression:
    if _is_map(node.this):
        return exp.Anonymous(this="CARDINALITY", expressions=[node.this])
    return cast("exp.Expression", node)


def _contains_key(node: Any) -> exp.Expression:
    return exp.Anonymous(this="MAP_CONTAINS", expressions=[node.this, node.args["key"]])


def _column(node: Any) -> exp.Expression:
    """Spark knows ``localtimestamp`` without parentheses too."""
    is_clock = node.name.lower() == "localtimestamp" and not node.table
    return dates.now(exp.DType.TIMESTAMP) if is_clock else cast("exp.Expression", node)


def _anonymous(node: Any) -> exp.Expression:
    rewrite = _BY_NAME.get(node.name.lower())
    return cast("exp.Expression", node) if rewrite is None else rewrite(*node.expressions)


def _to(kind: exp.DType) -> Callable[..., exp.Expression]:
    return lambda given: _cast(exp.Cast(this=given, to=kind.into_expr()))


def _remainder(given: exp.Expression, by: exp.Expression) -> exp.Expression:
    """The remainder that is not negative."""
    value, divisor = as_number(given), as_number(by)
    inner = exp.Paren(this=exp.Mod(this=value, expression=divisor))
    added = exp.Paren(this=exp.Add(this=inner, expression=divisor.copy()))
    return exp.Paren(this=exp.Mod(this=added, expression=divisor.copy()))


_BY_NAME: dict[str, Callable[..., exp.Expression]] = {
    **dict.fromkeys(("now", "getdate"), lambda: dates.now(exp.DType.TIMESTAMP)),
    "curdate": lambda: dates.now(exp.DType.DATE),
    "bigint": _to(exp.DType.BIGINT),
    "smallint": _to(exp.DType.SMALLINT),
    "tinyint": _to(exp.DType.TINYINT),
    "decimal": _to(exp.DType.DECIMAL),
    "btrim": lambda given, *letters: exp.Trim(this=given, expression=(*letters, None)[0]),
    "every": lambda given: exp.LogicalAnd(this=given),
    "isnull": lambda given: exp.Paren(this=given.is_(exp.null())),
    "isnotnull": lambda given: exp.Paren(this=given.is_(exp.null()).not_()),
    "mean": lambda given: exp.Avg(this=as_number(given)),
    "pmod": _remainder,
    "std": lambda given: exp.Stddev(this=as_number(given)),
    "zeroifnull": lambda given: exp.Coalesce(
        this=as_number(given), expressions=[exp.Literal.number(0)]
    ),
    **dict.fromkeys(
        ("date_part", "datepart"), lambda part, given: called("DATE_PART")(part, as_moment(given))
    ),
    "timestamp_seconds": dates.since_epoch(1_000_000),
    "timestamp_millis": dates.since_epoch(1_000),
    "try_to_timestamp": as_moment,
    # Spark counts the days of a week from Monday, and from 0.
    "weekday": lambda given: exp.Paren(
        this=exp.Sub(this=called("ISODOW")(as_moment(given)), expression=exp.Literal.number(1))
    ),
    "array_union": lambda *given: called(DISTINCT)(called("LIST_CONCAT")(*given)),
    "arrays_overlap": called("LIST_HAS_ANY"),
}

_REWRITES: tuple[tuple[Any, Callable[[Any], exp.Expression]], ...] = (
    (_COMPARISONS, _comparison),
    (exp.Between, _between),
    (exp.In, _in),
    (exp.IntDiv, _whole_quotient),
    (ARITHMETIC, _arithmetic),
    (OF_PAIRS, _numbers),
    (exp.Pow, _numbers),
    (OF_NUMBERS, _number),
    (exp.DayOfWeek, dates.day_of_week),
    ((exp.DateTrunc, exp.TimestampTrunc), dates.truncated),
    (exp.TsOrDsAdd, dates.days_added),
    (OF_MOMENTS, dates.of_moment),
    (exp.MonthsBetween, dates.months_between),
    (OF_TWO_MOMENTS, dates.units_between),
    (exp.Extract, dates.extracted),
    (exp.CurrentDate, lambda _: dates.now(exp.DType.DATE)),
    ((exp.CurrentTimestamp, exp.Localtimestamp), lambda _: dates.now(exp.DType.TIMESTAMP)),
    (exp.TimeStrToTime, lambda node: as_moment(node.this)),
    (exp.Cast, _cast),
    (exp.StrToUnix, dates.seconds),
    (exp.UnixToStr, _number),
    (exp.StrToTime, dates.by_format),
    (exp.TsOrDsToDate, dates.date),
    # Spark's is an element of the data, as QUANTILE_DISC is; DuckDB's own is not.
    (exp.ApproxQuantile, _percentile("QUANTILE_DISC")),
    (exp.Quantile, _percentile("QUANTILE_CONT")),
    (exp.Negative, lambda node: exp.Neg(this=as_number(node.this))),
    (exp.ArrayDistinct, lambda node: called(DISTINCT)(node.this)),
    (exp.WithinGroup, _within_group),
    (exp.Overlay, _overlaid),
    (exp.Substring, _part_of_text),
    ((exp.Replace, exp.RegexpReplace), _replacing),
    (exp.Levenshtein, _bounded("this", "expression")),
    (exp.RegexpSplit, _bounded("this")),
    ((exp.Transform, exp.Reduce), _few_items),
    (exp.ArraySize, _size),
    (exp.MapContainsKey, _contains_key),
    (exp.ArrayPosition, lambda node: called(PLACE)(node.this, node.expression)),
    (exp.Column, _column),
    (exp.Anonymous, _anonymous),
)
