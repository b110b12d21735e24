"""Says what a query means in Spark for DuckDB, where sqlglot carries it over with another meaning.

Spark reads numbers and times from texts by itself, where DuckDB refuses; what cannot be read is
null. Each function that asks for the time gets the mock's.

Sources: Spark's reference of SQL; both results, as the tests compare them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from sqlglot import exp
from sqlglot.dialects.duckdb import DuckDB

if TYPE_CHECKING:
    from collections.abc import Callable

#: The parameter of a query that is the mock's time.
NOW = "now"
#: What reads a moment from a text, what drops later ones of the same items from a list, what is a
#: value unless its size is too much, the months between two moments, and the place of an item in a
#: list. ``sql_engine`` has them.
MOMENT = "moment_of"
DISTINCT = "first_of_each"
BOUNDED = "bounded"
MONTHS = "months_from"
PLACE = "place_in"

_NUMBER, _MOMENT, _INTERVAL, _OTHER = "number", "moment", "interval", "other"

_OF_NUMBERS = (
    exp.Abs, exp.Avg, exp.Cbrt, exp.Ceil, exp.Exp, exp.Floor, exp.Kurtosis, exp.Ln, exp.Median,
    exp.Neg, exp.Pow, exp.Round, exp.Sign, exp.Skewness, exp.Sqrt, exp.Stddev, exp.StddevPop,
    exp.StddevSamp, exp.Sum, exp.Variance, exp.VariancePop,
)  # fmt: skip
_ARITHMETIC = (exp.Add, exp.Sub, exp.Mul, exp.Div, exp.IntDiv, exp.Mod)
_OF_PAIRS = (exp.Corr, exp.CovarPop, exp.CovarSamp, exp.Log)
_PARTS = (
    exp.Year, exp.Quarter, exp.Month, exp.Day, exp.DayOfMonth, exp.DayOfWeek, exp.DayOfYear,
    exp.WeekOfYear, exp.Hour, exp.Minute, exp.Second,
)  # fmt: skip
_OF_MOMENTS = (
    *_PARTS, exp.TsOrDsAdd, exp.AddMonths, exp.LastDay, exp.NextDay, exp.DateTrunc,
    exp.TimestampTrunc, exp.TimestampAdd, exp.UnixDate, exp.UnixMillis,
)  # fmt: skip
_OF_TWO_MOMENTS = (exp.DateDiff, exp.TimestampDiff)
_NUMBERS = (
    *_OF_NUMBERS, *_OF_PAIRS, *_PARTS, *_OF_TWO_MOMENTS, exp.Count, exp.CountIf, exp.Length,
    exp.StrPosition, exp.ArraySize, exp.Levenshtein, exp.Ascii,
    exp.UnixDate, exp.UnixMillis, exp.StrToUnix, exp.Extract, exp.RowNumber, exp.Rank,
    exp.DenseRank,
)  # fmt: skip
_MOMENTS = (
    exp.CurrentDate, exp.CurrentTimestamp, exp.TsOrDsAdd, exp.AddMonths, exp.LastDay, exp.NextDay,
    exp.DateTrunc, exp.TimestampTrunc, exp.TimestampAdd,
)  # fmt: skip
_COMPARISONS = (
    exp.EQ, exp.NEQ, exp.GT, exp.GTE, exp.LT, exp.LTE, exp.NullSafeEQ, exp.NullSafeNEQ,
)  # fmt: skip
_TEMPORAL_TYPES = {
    exp.DType.DATE, exp.DType.TIMESTAMP, exp.DType.TIMESTAMPTZ, exp.DType.TIMESTAMPLTZ,
    exp.DType.TIMESTAMPNTZ, exp.DType.DATETIME,
}  # fmt: skip


def _kind(node: Any) -> str | None:
    """What a node is known to be; None for a text, and for what only DuckDB knows."""
    kind = node.meta.get("kind") if isinstance(node, _ARITHMETIC) else None
    if kind is not None:
        pass
    elif isinstance(node, exp.Paren | exp.Max | exp.Min):
        kind = _kind(node.this)
    elif isinstance(node, exp.Subquery):
        # In its place stands the value of its only column.
        kind = _kind(node.selects[0].unalias()) if len(node.selects) == 1 else None
    elif isinstance(node, exp.Literal):
        kind = None if node.is_string else _NUMBER
    elif isinstance(node, exp.Cast):
        kind = _kind_of_type(node.to.this)
    elif isinstance(node, _ARITHMETIC):
        sides = {_kind(node.this), _kind(node.expression)}
        kind = _MOMENT if sides & {_MOMENT, _INTERVAL} else _NUMBER
    elif isinstance(node, exp.Anonymous):
        kind = _KINDS_BY_NAME.get(node.name.upper())
    else:
        kind = next((kind for kinds, kind in _KINDS_BY_NODE if isinstance(node, kinds)), None)
    return kind


def _kind_of_type(to: exp.DType) -> str | None:
    if to in _TEMPORAL_TYPES:
        return _MOMENT
    return _NUMBER if to in exp.DataType.NUMERIC_TYPES else None


_KINDS_BY_NODE: tuple[tuple[tuple[type, ...], str], ...] = (
    ((exp.Interval,), _INTERVAL),
    ((exp.Array, exp.Struct, exp.Boolean, exp.Null), _OTHER),
    (_NUMBERS, _NUMBER),
    (_MOMENTS, _MOMENT),
)


# The functions of DuckDB that are written below, and those that the reader does not know.
_NUMBERS_BY_NAME = (
    "DATESUB", "DATE_PART", "EPOCH", "ISODOW", MONTHS.upper(), PLACE.upper(), "QUANTILE_CONT",
    "QUANTILE_DISC",
)  # fmt: skip
_KINDS_BY_NAME = {
    **dict.fromkeys(_NUMBERS_BY_NAME, _NUMBER),
    **dict.fromkeys((MOMENT.upper(), "MAKE_DATE", "MAKE_TIMESTAMP", "TRY_STRPTIME"), _MOMENT),
}


def _as_number(node: exp.Expression) -> exp.Expression:
    return (
        node if _kind(node) == _NUMBER else exp.TryCast(this=node, to=exp.DType.DOUBLE.into_expr())
    )


def _as_moment(node: exp.Expression) -> exp.Expression:
    if _kind(node) == _MOMENT:
        return node
    return exp.Anonymous(this=MOMENT, expressions=[node])


def _now(to: exp.DType) -> exp.Expression:
    return exp.Cast(this=exp.Parameter(this=exp.Var(this=NOW)), to=to.into_expr())


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
        if _kind(node.args["query"]) == _NUMBER:
            node.set("this", _as_number(node.this))
    elif any(_kind(each) == _NUMBER for each in node.expressions):
        node.set("this", _as_number(node.this))
        node.set("expressions", [_as_number(each) for each in node.expressions])
    return cast("exp.Expression", node)


def _as_one_kind(node: exp.Expression, *parts: str) -> None:
    """Let texts be read as what they are compared with."""
    kinds = {_kind(node.args[each]) for each in parts}
    for kind, read in ((_MOMENT, _as_moment), (_NUMBER, _as_number)):
        if kind in kinds:
            for each in parts:
                if _kind(node.args[each]) is None:
                    node.set(each, read(node.args[each]))
            return


def _arithmetic(node: Any) -> exp.Expression:
    kinds = {_kind(node.this), _kind(node.expression)}
    if _INTERVAL in kinds:
        for each in ("this", "expression"):
            if _kind(node.args[each]) is None:
                node.set(each, _as_moment(node.args[each]))
    elif _MOMENT not in kinds:
        _numbers(node)
    # A sum of many would be looked through again and again.
    node.meta["kind"] = _kind(node)
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
        found.set("expressions", [_as_number(each) for each in found.expressions])
    else:
        node.set(part, _as_number(found))


def _moments(node: Any) -> exp.Expression:
    node.set("this", _as_moment(node.this))
    return cast("exp.Expression", node)


def _two_moments(node: Any) -> exp.Expression:
    node.set("expression", _as_moment(node.expression))
    return _moments(node)


def _months(node: Any) -> exp.Expression:
    return _called(MONTHS)(_as_moment(node.this), _as_moment(node.expression))


def _units_between(node: Any) -> exp.Expression:
    """With a unit, Spark counts how often it is over; DATE_DIFF how often another has begun."""
    unit = node.args.get("unit")
    if unit is None:
        return _two_moments(node)
    sides = [node.expression, node.this]
    if isinstance(node, exp.DateDiff):
        # The reader makes dates of them, as if there were no unit.
        sides = [each.this for each in sides]
    to = exp.DType.TIMESTAMP.into_expr()
    moments = [exp.TryCast(this=_as_moment(each), to=to.copy()) for each in sides]
    return _called("DATESUB")(exp.Literal.string(unit.name), *moments)


def _days_added(node: Any) -> exp.Expression:
    if _kind(node.expression) is None:
        node.set("expression", exp.TryCast(this=node.expression, to=exp.DType.INT.into_expr()))
    return _moments(node)


def _day_of_week(node: Any) -> exp.Expression:
    """Spark counts from 1, DuckDB from 0; both begin on Sunday."""
    return exp.Paren(this=exp.Add(this=_moments(node.copy()), expression=exp.Literal.number(1)))


_UNITS = {"MM": "MONTH", "MON": "MONTH", "YY": "YEAR", "YYYY": "YEAR", "Q": "QUARTER", "DD": "DAY"}


def _truncated(node: Any) -> exp.Expression:
    unit = node.args["unit"]
    known = _UNITS.get(unit.name.upper())
    if known is not None:
        node.set("unit", exp.Var(this=known))
    return _moments(node)


def _extracted(node: Any) -> exp.Expression:
    node.set("expression", _as_moment(node.expression))
    return cast("exp.Expression", node)


def _cast(node: Any) -> exp.Expression:
    """What cannot be read is null, as in Spark without its ANSI mode."""
    if node.to.this in _TEMPORAL_TYPES - {exp.DType.DATE}:
        return _as_moment(node.this)
    if node.to.this in exp.DataType.INTEGER_TYPES and _kind(node.this) != _MOMENT:
        return exp.TryCast(this=_called("TRUNC")(_as_decimal(node.this)), to=node.to)
    if node.to.this == exp.DType.DECIMAL and not node.to.expressions:
        return exp.TryCast(this=node.this, to=exp.DataType.build("DECIMAL(10, 0)"))
    return exp.TryCast(this=node.this, to=node.to)


def _as_decimal(node: exp.Expression) -> exp.Expression:
    """With all digits of the largest integer, which a double does not have."""
    return exp.TryCast(this=node, to=exp.DataType.build("DECIMAL(38, 18)"))


def _format(node: exp.Expression) -> str:
    """The format of a time as DuckDB has it, in quotes."""
    return DuckDB().generator().format_time(node) or ""


def _by_format(node: Any) -> exp.Expression:
    form = exp.Var(this=_format(node))
    return exp.Anonymous(this="TRY_STRPTIME", expressions=[node.this, form])


def _seconds(node: Any) -> exp.Expression:
    """Seconds since the epoch; a format is only needed to read another than an ISO 8601 text."""
    is_usual = node.args.get("format") is None or _format(node) == "'%Y-%m-%d %H:%M:%S'"
    moment = _as_moment(node.this) if is_usual else _by_format(node)
    seconds = exp.Anonymous(this="EPOCH", expressions=[moment])
    return exp.TryCast(this=seconds, to=exp.DType.BIGINT.into_expr())


def _date(node: Any) -> exp.Expression:
    given = node.this if node.args.get("format") is None else _by_format(node)
    return exp.TryCast(this=given, to=exp.DType.DATE.into_expr())


def _whole_quotient(node: Any) -> exp.Expression:
    sides = [_called("TRUNC")(_as_number(each)) for each in (node.this, node.expression)]
    quotient = _called("TRUNC")(exp.Div(this=sides[0], expression=sides[1]))
    return exp.TryCast(this=quotient, to=exp.DType.BIGINT.into_expr())


def _percentile(name: str) -> Callable[[Any], exp.Expression]:
    def write(node: Any) -> exp.Expression:
        return exp.Anonymous(this=name, expressions=[_as_number(node.this), node.args["quantile"]])

    return write


def _within_group(node: Any) -> exp.Expression:
    for each in node.expression.find_all(exp.Ordered):
        each.set("this", _as_number(each.this))
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
        node.set(sides[0], _called(BOUNDED)(size, node.args[sides[0]]))
        return cast("exp.Expression", node)

    return write


def _replacing(node: Any) -> exp.Expression:
    if node.args.get("replacement") is None:
        node.set("replacement", exp.Literal.string(""))
    return _bounded("this", "replacement")(node)


def _few_items(node: Any) -> exp.Expression:
    """Bound a list of which each item may become a long text."""
    size = exp.Mul(
        this=_called("LEN")(node.this.copy()), expression=exp.Literal.number(_WEIGHT_OF_AN_ITEM)
    )
    node.set("this", _called(BOUNDED)(size, node.this))
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
    parts = (_called("LEFT")(node.this, before), new, _called("SUBSTR")(node.this.copy(), behind))
    return _called("CONCAT")(*parts)


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
    return _now(exp.DType.TIMESTAMP) if is_clock else cast("exp.Expression", node)


def _anonymous(node: Any) -> exp.Expression:
    rewrite = _BY_NAME.get(node.name.lower())
    return cast("exp.Expression", node) if rewrite is None else rewrite(*node.expressions)


def _called(name: str) -> Callable[..., exp.Expression]:
    return lambda *given: exp.Anonymous(this=name, expressions=list(given))


def _to(kind: exp.DType) -> Callable[..., exp.Expression]:
    return lambda given: _cast(exp.Cast(this=given, to=kind.into_expr()))


def _remainder(given: exp.Expression, by: exp.Expression) -> exp.Expression:
    """The remainder that is not negative."""
    value, divisor = _as_number(given), _as_number(by)
    inner = exp.Paren(this=exp.Mod(this=value, expression=divisor))
    added = exp.Paren(this=exp.Add(this=inner, expression=divisor.copy()))
    return exp.Paren(this=exp.Mod(this=added, expression=divisor.copy()))


def _since_epoch(factor: int) -> Callable[..., exp.Expression]:
    def write(given: exp.Expression) -> exp.Expression:
        # As a double, since the product of two integers of 32 bits would be one too.
        seconds = exp.TryCast(this=given, to=exp.DType.DOUBLE.into_expr())
        micros = exp.Mul(this=seconds, expression=exp.Literal.number(factor))
        whole = exp.TryCast(this=micros, to=exp.DType.BIGINT.into_expr())
        return exp.Anonymous(this="MAKE_TIMESTAMP", expressions=[whole])

    return write


_BY_NAME: dict[str, Callable[..., exp.Expression]] = {
    **dict.fromkeys(("now", "getdate"), lambda: _now(exp.DType.TIMESTAMP)),
    "curdate": lambda: _now(exp.DType.DATE),
    "bigint": _to(exp.DType.BIGINT),
    "smallint": _to(exp.DType.SMALLINT),
    "tinyint": _to(exp.DType.TINYINT),
    "decimal": _to(exp.DType.DECIMAL),
    "btrim": lambda given, *letters: exp.Trim(this=given, expression=(*letters, None)[0]),
    "every": lambda given: exp.LogicalAnd(this=given),
    "isnull": lambda given: exp.Paren(this=given.is_(exp.null())),
    "isnotnull": lambda given: exp.Paren(this=given.is_(exp.null()).not_()),
    "mean": lambda given: exp.Avg(this=_as_number(given)),
    "pmod": _remainder,
    "std": lambda given: exp.Stddev(this=_as_number(given)),
    "zeroifnull": lambda given: exp.Coalesce(
        this=_as_number(given), expressions=[exp.Literal.number(0)]
    ),
    **dict.fromkeys(
        ("date_part", "datepart"), lambda part, given: _called("DATE_PART")(part, _as_moment(given))
    ),
    "timestamp_seconds": _since_epoch(1_000_000),
    "timestamp_millis": _since_epoch(1_000),
    "try_to_timestamp": _as_moment,
    # Spark counts the days of a week from Monday, and from 0.
    "weekday": lambda given: exp.Paren(
        this=exp.Sub(this=_called("ISODOW")(_as_moment(given)), expression=exp.Literal.number(1))
    ),
    "array_union": lambda *given: _called(DISTINCT)(_called("LIST_CONCAT")(*given)),
    "arrays_overlap": _called("LIST_HAS_ANY"),
}

_REWRITES: tuple[tuple[Any, Callable[[Any], exp.Expression]], ...] = (
    (_COMPARISONS, _comparison),
    (exp.Between, _between),
    (exp.In, _in),
    (exp.IntDiv, _whole_quotient),
    (_ARITHMETIC, _arithmetic),
    (_OF_PAIRS, _numbers),
    (exp.Pow, _numbers),
    (_OF_NUMBERS, _number),
    (exp.DayOfWeek, _day_of_week),
    ((exp.DateTrunc, exp.TimestampTrunc), _truncated),
    (exp.TsOrDsAdd, _days_added),
    (_OF_MOMENTS, _moments),
    (exp.MonthsBetween, _months),
    (_OF_TWO_MOMENTS, _units_between),
    (exp.Extract, _extracted),
    (exp.CurrentDate, lambda _: _now(exp.DType.DATE)),
    ((exp.CurrentTimestamp, exp.Localtimestamp), lambda _: _now(exp.DType.TIMESTAMP)),
    (exp.TimeStrToTime, lambda node: _as_moment(node.this)),
    (exp.Cast, _cast),
    (exp.StrToUnix, _seconds),
    (exp.UnixToStr, _number),
    (exp.StrToTime, _by_format),
    (exp.TsOrDsToDate, _date),
    # Spark's is an element of the data, as QUANTILE_DISC is; DuckDB's own is not.
    (exp.ApproxQuantile, _percentile("QUANTILE_DISC")),
    (exp.Quantile, _percentile("QUANTILE_CONT")),
    (exp.Negative, lambda node: exp.Neg(this=_as_number(node.this))),
    (exp.ArrayDistinct, lambda node: _called(DISTINCT)(node.this)),
    (exp.WithinGroup, _within_group),
    (exp.Overlay, _overlaid),
    (exp.Substring, _part_of_text),
    ((exp.Replace, exp.RegexpReplace), _replacing),
    (exp.Levenshtein, _bounded("this", "expression")),
    (exp.RegexpSplit, _bounded("this")),
    ((exp.Transform, exp.Reduce), _few_items),
    (exp.ArraySize, _size),
    (exp.MapContainsKey, _contains_key),
    (exp.ArrayPosition, lambda node: _called(PLACE)(node.this, node.expression)),
    (exp.Column, _column),
    (exp.Anonymous, _anonymous),
)
