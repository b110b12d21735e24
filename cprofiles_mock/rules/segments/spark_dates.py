"""What Spark's functions of dates and times mean, said for DuckDB.

Source: Spark's reference of SQL.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from sqlglot import exp
from sqlglot.dialects.duckdb import DuckDB

from .spark_kinds import MONTHS, NOW, as_moment, called, kind_of

if TYPE_CHECKING:
    from collections.abc import Callable


def now(to: exp.DType) -> exp.Expression:
    """The mock's time, as a date or a moment."""
    return exp.Cast(this=exp.Parameter(this=exp.Var(this=NOW)), to=to.into_expr())


def of_moment(node: Any) -> exp.Expression:
    """Read its first argument as a moment."""
    node.set("this", as_moment(node.this))
    return cast("exp.Expression", node)


def of_two_moments(node: Any) -> exp.Expression:
    """Read both of its arguments as moments."""
    node.set("expression", as_moment(node.expression))
    return of_moment(node)


def months_between(node: Any) -> exp.Expression:
    """Months between two moments, with their fraction, by a function of ours."""
    return called(MONTHS)(as_moment(node.this), as_moment(node.expression))


def units_between(node: Any) -> exp.Expression:
    """With a unit, Spark counts how often it is over; DATE_DIFF how often another has begun."""
    unit = node.args.get("unit")
    if unit is None:
        return of_two_moments(node)
    sides = [node.expression, node.this]
    if isinstance(node, exp.DateDiff):
        # The reader makes dates of them, as if there were no unit.
        sides = [each.this for each in sides]
    to = exp.DType.TIMESTAMP.into_expr()
    moments = [exp.TryCast(this=as_moment(each), to=to.copy()) for each in sides]
    return called("DATESUB")(exp.Literal.string(unit.name), *moments)


def days_added(node: Any) -> exp.Expression:
    """Read the number of days, too, from a text."""
    if kind_of(node.expression) is None:
        node.set("expression", exp.TryCast(this=node.expression, to=exp.DType.INT.into_expr()))
    return of_moment(node)


def day_of_week(node: Any) -> exp.Expression:
    """Spark counts from 1, DuckDB from 0; both begin on Sunday."""
    return exp.Paren(this=exp.Add(this=of_moment(node.copy()), expression=exp.Literal.number(1)))


_UNITS = {"MM": "MONTH", "MON": "MONTH", "YY": "YEAR", "YYYY": "YEAR", "Q": "QUARTER", "DD": "DAY"}


def truncated(node: Any) -> exp.Expression:
    """Spark has more names of units than DuckDB."""
    unit = node.args["unit"]
    known = _UNITS.get(unit.name.upper())
    if known is not None:
        node.set("unit", exp.Var(this=known))
    return of_moment(node)


def extracted(node: Any) -> exp.Expression:
    """A part of a moment, which is its second argument."""
    node.set("expression", as_moment(node.expression))
    return cast("exp.Expression", node)


def _format(node: exp.Expression) -> str:
    """The format of a time as DuckDB has it, in quotes."""
    return DuckDB().generator().format_time(node) or ""


def by_format(node: Any) -> exp.Expression:
    """A moment that is read by a format; null if it cannot be read."""
    form = exp.Var(this=_format(node))
    return exp.Anonymous(this="TRY_STRPTIME", expressions=[node.this, form])


def seconds(node: Any) -> exp.Expression:
    """Seconds since the epoch; a format is only needed to read another than an ISO 8601 text."""
    is_usual = node.args.get("format") is None or _format(node) == "'%Y-%m-%d %H:%M:%S'"
    moment = as_moment(node.this) if is_usual else by_format(node)
    since = called("EPOCH")(moment)
    return exp.TryCast(this=since, to=exp.DType.BIGINT.into_expr())


def date(node: Any) -> exp.Expression:
    """A date that is read, by a format if there is one; null if it cannot be read."""
    given = node.this if node.args.get("format") is None else by_format(node)
    return exp.TryCast(this=given, to=exp.DType.DATE.into_expr())


def since_epoch(factor: int) -> Callable[..., exp.Expression]:
    """The moment after so many units of ``factor`` microseconds since the epoch."""

    def write(given: exp.Expression) -> exp.Expression:
        # As a double, since the product of two integers of 32 bits would be one too.
        seconds = exp.TryCast(this=given, to=exp.DType.DOUBLE.into_expr())
        micros = exp.Mul(this=seconds, expression=exp.Literal.number(factor))
        whole = exp.TryCast(this=micros, to=exp.DType.BIGINT.into_expr())
        return exp.Anonymous(this="MAKE_TIMESTAMP", expressions=[whole])

    return write
