"""Segments that are defined by Spark SQL: how a query is read, checked, and carried out.

sqlglot and duckdb are imported at the first query.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ...exceptions import NotImplementedException
from ...runtime import clock
from ...state.outbox import Computation
from . import errors

if TYPE_CHECKING:
    from collections.abc import Callable

    from ...rules.segments.spark_sql import Query
    from ...state.domain import Domain


def read_query(domain: Domain, text: str) -> Query:
    """Compile a query, and check it unless a state file is being loaded.

    Raises BadRequestException, and NotImplementedException where the libraries are missing.
    """
    try:
        from ...rules.segments import spark_sql, sql_engine
    except ImportError:
        raise NotImplementedException(errors.NO_SQL) from None
    from .sql_tables import table_names, tables_for

    if not domain.region.is_loading and not domain.has_data_store:
        raise errors.no_data_store(domain.domain_name)
    try:
        query = spark_sql.compile_query(text)
        if not domain.region.is_loading:
            tables = [each.table for each in tables_for(domain, query, has_rows=False)]
            sql_engine.check_query(query, table_names(domain, query), tables)
    except spark_sql.InvalidQuery as error:
        raise errors.invalid_query(error) from None
    return query


def carry_out(domain: Domain, query: Query, done: Callable[[list[str] | Exception], None]) -> None:
    """Let a query run once the lock is released.

    ``done`` is called under the lock, with the identifiers that it finds, or with why it fails.
    What it looks at is what is in the domain now.
    """
    from ...rules.segments.spark_sql import InvalidQuery, check_tables
    from ...rules.segments.sql_engine import FailedQuery, run_query
    from .sql_tables import table_names, tables_for

    now = clock.timestamp()
    rows = tables_for(domain, query)
    names = table_names(domain, query)

    def compute() -> Any:
        try:
            check_tables(query, names)
            return run_query(query, rows, now)
        except (InvalidQuery, FailedQuery) as error:
            return error

    domain.region.outbox.append(Computation(compute, done))
