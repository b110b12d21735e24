"""What a query of Spark SQL reads; apart from the engine, whose libraries may be missing."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


class Table(NamedTuple):
    """A table that a query may name: its columns with their types in DuckDB."""

    name: str
    columns: Mapping[str, str]


class Rows(NamedTuple):
    """A table with its rows: texts of JSON, each an array of some rows."""

    table: Table
    parts: Sequence[str]
