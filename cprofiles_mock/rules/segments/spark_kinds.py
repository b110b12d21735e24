"""What the parts of a Spark query are known to be, and how texts are read as numbers and moments.

Source: Spark's reference of SQL, on the arguments and results of its functions.
"""

from __future__ import annotations

from enum import Enum, auto
from typing import TYPE_CHECKING, Any

from sqlglot import exp

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


class Kind(Enum):
    """What a node is known to be."""

    NUMBER = auto()
    MOMENT = auto()
    INTERVAL = auto()
    OTHER = auto()


OF_NUMBERS = (
    exp.Abs, exp.Avg, exp.Cbrt, exp.Ceil, exp.Exp, exp.Floor, exp.Kurtosis, exp.Ln, exp.Median,
    exp.Neg, exp.Pow, exp.Round, exp.Sign, exp.Skewness, exp.Sqrt, exp.Stddev, exp.StddevPop,
    exp.StddevSamp, exp.Sum, exp.Variance, exp.VariancePop,
)  # fmt: skip
ARITHMETIC = (exp.Add, exp.Sub, exp.Mul, exp.Div, exp.IntDiv, exp.Mod)
OF_PAIRS = (exp.Corr, exp.CovarPop, exp.CovarSamp, exp.Log)
_PARTS = (
    exp.Year, exp.Quarter, exp.Month, exp.Day, exp.DayOfMonth, exp.DayOfWeek, exp.DayOfYear,
    exp.WeekOfYear, exp.Hour, exp.Minute, exp.Second,
)  # fmt: skip
OF_MOMENTS = (
    *_PARTS, exp.TsOrDsAdd, exp.AddMonths, exp.LastDay, exp.NextDay, exp.DateTrunc,
    exp.TimestampTrunc, exp.TimestampAdd, exp.UnixDate, exp.UnixMillis,
)  # fmt: skip
OF_TWO_MOMENTS = (exp.DateDiff, exp.TimestampDiff)
_NUMBERS = (
    *OF_NUMBERS, *OF_PAIRS, *_PARTS, *OF_TWO_MOMENTS, exp.Count, exp.CountIf, exp.Length,
    exp.StrPosition, exp.ArraySize, exp.Levenshtein, exp.Ascii,
    exp.UnixDate, exp.UnixMillis, exp.StrToUnix, exp.Extract, exp.RowNumber, exp.Rank,
    exp.DenseRank,
)  # fmt: skip
_MOMENTS = (
    exp.CurrentDate, exp.CurrentTimestamp, exp.TsOrDsAdd, exp.AddMonths, exp.LastDay, exp.NextDay,
    exp.DateTrunc, exp.TimestampTrunc, exp.TimestampAdd,
)  # fmt: skip
TEMPORAL_TYPES = {
    exp.DType.DATE, exp.DType.TIMESTAMP, exp.DType.TIMESTAMPTZ, exp.DType.TIMESTAMPLTZ,
    exp.DType.TIMESTAMPNTZ, exp.DType.DATETIME,
}  # fmt: skip


def kind_of(node: Any) -> Kind | None:
    """What a node is known to be; None for a text, and for what only DuckDB knows."""
    kind: Kind | None = node.meta.get("kind") if isinstance(node, ARITHMETIC) else None
    if kind is not None:
        pass
    elif isinstance(node, exp.Paren | exp.Max | exp.Min):
        kind = kind_of(node.this)
    elif isinstance(node, exp.Subquery):
        # In its place stands the value of its only column.
        kind = kind_of(node.selects[0].unalias()) if len(node.selects) == 1 else None
    elif isinstance(node, exp.Literal):
        kind = None if node.is_string else Kind.NUMBER
    elif isinstance(node, exp.Cast):
        kind = _kind_of_type(node.to.this)
    elif isinstance(node, ARITHMETIC):
        sides = {kind_of(node.this), kind_of(node.expression)}
        kind = Kind.MOMENT if sides & {Kind.MOMENT, Kind.INTERVAL} else Kind.NUMBER
    elif isinstance(node, exp.Anonymous):
        kind = _KINDS_BY_NAME.get(node.name.upper())
    else:
        kind = next((kind for kinds, kind in _KINDS_BY_NODE if isinstance(node, kinds)), None)
    return kind


def _kind_of_type(to: exp.DType) -> Kind | None:
    if to in TEMPORAL_TYPES:
        return Kind.MOMENT
    return Kind.NUMBER if to in exp.DataType.NUMERIC_TYPES else None


_KINDS_BY_NODE: tuple[tuple[tuple[type, ...], Kind], ...] = (
    ((exp.Interval,), Kind.INTERVAL),
    ((exp.Array, exp.Struct, exp.Boolean, exp.Null), Kind.OTHER),
    (_NUMBERS, Kind.NUMBER),
    (_MOMENTS, Kind.MOMENT),
)


# The functions of DuckDB that a query is given, and those that the reader does not know.
_NUMBERS_BY_NAME = (
    "DATESUB", "DATE_PART", "EPOCH", "ISODOW", MONTHS.upper(), PLACE.upper(), "QUANTILE_CONT",
    "QUANTILE_DISC",
)  # fmt: skip
_KINDS_BY_NAME = {
    **dict.fromkeys(_NUMBERS_BY_NAME, Kind.NUMBER),
    **dict.fromkeys((MOMENT.upper(), "MAKE_DATE", "MAKE_TIMESTAMP", "TRY_STRPTIME"), Kind.MOMENT),
}


def as_number(node: exp.Expression) -> exp.Expression:
    """The node, read as a number unless it is one; null if it cannot be read."""
    if kind_of(node) == Kind.NUMBER:
        return node
    return exp.TryCast(this=node, to=exp.DType.DOUBLE.into_expr())


def as_moment(node: exp.Expression) -> exp.Expression:
    """The node, read as a moment unless it is one; null if it cannot be read."""
    if kind_of(node) == Kind.MOMENT:
        return node
    return called(MOMENT)(node)


def called(name: str) -> Callable[..., exp.Expression]:
    """What calls the function of that name."""
    return lambda *given: exp.Anonymous(this=name, expressions=list(given))
