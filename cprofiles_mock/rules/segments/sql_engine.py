"""Runs a segment's query in DuckDB, over tables that are made for it and gone with it.

The database is in memory. Nothing outside of it can be reached: no file, no network, no extension,
no variable of the program.
"""

from __future__ import annotations

import json
import re
from contextlib import contextmanager
from threading import Timer
from typing import TYPE_CHECKING, Any

import duckdb

from ...runtime.suggestions import choice_of, did_you_mean
from .spark_kinds import BOUNDED, DISTINCT, MOMENT, MONTHS, NOW, PLACE
from .spark_sql import TOO_DEEP, InvalidQuery, check_tables, named_in

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from .spark_sql import Query
    from .sql_rows import Rows, Table

#: How long a query may run, in seconds, and how much memory it may take.
MOST_SECONDS = 60.0
MOST_MEMORY = "1GiB"

# As long as an object may be.
_LONGEST_TEXT = 300_000

_ID = "profileid"

# In this order: the last two let nothing be changed any more.
_SETTINGS = (
    # The service's; DuckDB takes the time zone of the machine.
    "TimeZone = 'UTC'",
    # What does not fit into memory is not written to files.
    "temp_directory = ''",
    f"memory_limit = '{MOST_MEMORY}'",
    # It would look for tables among the variables of its callers.
    "python_enable_replacements = false",
    "allow_community_extensions = false",
    "autoinstall_known_extensions = false",
    "autoload_known_extensions = false",
    "enable_external_access = false",
    "lock_configuration = true",
)

_MACROS = (
    # A text with an offset is a moment in UTC, whatever kind of time it is compared with.
    f"{MOMENT}(x) AS make_timestamp(epoch_us(TRY_CAST(CAST(x AS VARCHAR) AS TIMESTAMPTZ)))",
    f"{BOUNDED}(size, value) AS CASE WHEN size > {_LONGEST_TEXT}"
    " THEN error('a text or a list is too long') ELSE value END",
    # Whole months between the same days or two last days of months; otherwise months of 31 days.
    f"{MONTHS}(a, b) AS CASE"
    " WHEN day(a) = day(b) OR (day(a) = day(last_day(a)) AND day(b) = day(last_day(b)))"
    " THEN date_diff('month', CAST(b AS DATE), CAST(a AS DATE))"
    " ELSE round(date_diff('month', CAST(b AS DATE), CAST(a AS DATE)) + (day(a) - day(b)) / 31.0"
    " + (epoch(a) - epoch(CAST(a AS DATE)) - epoch(b) + epoch(CAST(b AS DATE)))"
    " / (31 * 86400.0), 8) END",
    # Spark answers 0 where the item is not in the list.
    f"{PLACE}(x, item) AS CASE WHEN x IS NOT NULL AND item IS NOT NULL"
    " THEN coalesce(list_position(x, item), 0) END",
    # DuckDB's list_distinct gives no order.
    f"{DISTINCT}(x) AS list_filter(x, LAMBDA item, place : list_position(x, item) = place)",
)


class FailedQuery(Exception):  # noqa: N818  (it says why, as InvalidQuery does)
    """A query that could not be carried out, with the reason."""


def check_query(query: Query, known: Collection[str], tables: Sequence[Table]) -> None:
    """Check that all that a query names is there, and that it finds profiles. Raises InvalidQuery.

    ``known`` are the names of all tables, ``tables`` those that the query names.
    """
    check_tables(query, known)
    with _connection(tables) as connection:
        try:
            described = connection.execute(
                f"DESCRIBE {query.sql}", _parameters(query, 0)
            ).fetchall()
        except duckdb.Error as error:
            raise InvalidQuery(_explained(query, str(error), tables)) from None
    if all(row[0].lower() != _ID for row in described):
        named = ", ".join(row[0] for row in described)
        raise InvalidQuery(f"its result must have a column ProfileId, and has {named}")


def run_query(query: Query, rows: Sequence[Rows], now: float) -> list[str]:
    """The identifiers that a query finds, in its order, each once. Raises FailedQuery.

    ``now`` is the time in seconds since the epoch.
    """
    try:
        with _connection([each.table for each in rows]) as connection:
            timer = Timer(MOST_SECONDS, connection.interrupt)
            timer.daemon = True
            timer.start()
            try:
                for each in rows:
                    _fill(connection, each)
                # As its result may have a second one.
                sql = f'SELECT "{_ID}" FROM ({query.sql})'  # noqa: S608  (checked)
                found = connection.execute(sql, _parameters(query, now)).fetchall()
            finally:
                timer.cancel()
    except duckdb.InterruptException:
        raise FailedQuery(f"the query took longer than {MOST_SECONDS:.0f} seconds") from None
    except duckdb.OutOfMemoryException:
        raise FailedQuery(f"the query needs more than {MOST_MEMORY} of memory") from None
    except duckdb.Error as error:
        raise FailedQuery(_first_line(str(error))) from None
    return list(dict.fromkeys(row[0] for row in found if row[0] is not None))


@contextmanager
def _connection(tables: Sequence[Table]) -> Iterator[duckdb.DuckDBPyConnection]:
    """A database of its own, with these tables, empty."""
    with duckdb.connect(":memory:") as connection:
        for setting in _SETTINGS:
            connection.execute(f"SET {setting}")
        for macro in _MACROS:
            connection.execute(f"CREATE MACRO {macro}")
        for table in tables:
            columns = ", ".join(f"{_quoted(name)} {kind}" for name, kind in table.columns.items())
            connection.execute(f"CREATE TABLE {_quoted(table.name)} ({columns})")
        yield connection


def _fill(connection: duckdb.DuckDBPyConnection, rows: Rows) -> None:
    """Put the rows into their table; what they do not have is null."""
    columns = rows.table.columns
    shape = json.dumps([columns]).replace("'", "''")
    named = ", ".join(f"row.{_quoted(name)}" for name in columns)
    source = f"(SELECT unnest(from_json($1, '{shape}')) AS row)"
    sql = f"INSERT INTO {_quoted(rows.table.name)} SELECT {named} FROM {source}"  # noqa: S608  (quoted)
    for part in rows.parts:
        connection.execute(sql, [part])


def _quoted(name: str) -> str:
    doubled = name.replace('"', '""')
    return f'"{doubled}"'


def _parameters(query: Query, now: float) -> dict[str, Any]:
    if not query.uses_now:
        return {}
    # DuckDB reads a number of seconds by no cast.
    from ...runtime import clock

    return {NOW: clock.moment(now).replace(tzinfo=None).isoformat(sep=" ")}


# --- texts ----------------------------------------------------------------------------------------

_COLUMN = re.compile(
    r'Referenced column "(?P<whole>[^"]+)" (?:was )?not found'
    r'|does not have a column named "(?P<part>[^"]+)"'
    r'|Could not find key "(?P<key>[^"]+)" in struct'
)
_TABLE = re.compile(r'Referenced table "([^"]+)" not found')
_NAMED = re.compile(r'"([^"]+)"')


def _explained(query: Query, text: str, tables: Sequence[Table]) -> str:
    """What is wrong with a query, with the place in the text that was given."""
    if "Max expression depth" in text:
        return TOO_DEEP
    table = _TABLE.search(text)
    if table:
        place, name = named_in(query, table[1])
        known = [*(each.name for each in tables), *_candidates(text)]
        return f"{place}there is no table or alias {name}{did_you_mean(name, known)}"
    column = _COLUMN.search(text)
    if column:
        place, name = named_in(query, column["whole"] or column["part"] or column["key"])
        columns = {name for each in tables for name in each.columns}
        known = sorted(columns | set(_candidates(text)))
        return f"{place}there is no column {name}{choice_of(name, known)}"
    first = _first_line(text).partition(" (use:")[0]
    quoted = _NAMED.search(first)
    return f"{named_in(query, quoted[1])[0] if quoted else ''}{first}"


def _candidates(text: str) -> list[str]:
    """The names that DuckDB lists as those that may be meant."""
    return _NAMED.findall(text.partition("Candidate")[2].partition("\n\nLINE")[0])


def _first_line(text: str) -> str:
    """What DuckDB says, without its kind and without the query that it was given."""
    return text.partition("\n")[0].partition(" Error: ")[2] or text.partition("\n")[0]
