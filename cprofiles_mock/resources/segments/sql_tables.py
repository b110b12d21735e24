"""The tables that a segment's query may name, and what of a domain goes into them.

Nothing that AWS documents names a table or a column; ``docs/fidelity.md`` says which reading this
is. A query takes its own copy of what it names, as text, so that it can run without the lock.
"""

from __future__ import annotations

import json
from functools import cache
from typing import TYPE_CHECKING, Any

from botocore.model import ListShape, MapShape, StructureShape

from ...protocol.compiled import service_model
from ...rules.catalog_items import MEMBERS
from ...rules.ingestion.accessors import text_of
from ...rules.ingestion.standard_objects import STANDARD_OBJECTS
from ...rules.segments.sql_rows import Rows, Table
from ...schema.progress import with_bar
from ...state import queries
from ...state.object_types import implying_names
from ...state.profile_fields import attribute_of_member

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from ...rules.ingestion.objects import ProfileObject
    from ...rules.ingestion.standard_objects import Member
    from ...rules.segments.spark_sql import Query
    from ...state.domain import Domain
    from ...state.profile import Profile

_PROFILES = "_profile"
_ID = "ProfileId"
_TEXT = "VARCHAR"
_TEXTS = f"MAP({_TEXT}, {_TEXT})"
# So many rows are handed over at once.
_ROWS_OF_A_PART = 2000

# The members of one row that are set, by the names of their columns.
_Row = dict[str, Any]


def table_names(domain: Domain, query: Query) -> list[str]:
    """The names of all tables: the service's, those of the domain's types, and of templates.

    Of the templates only those that the query names.
    """
    of_templates = [each for each in implying_names() if each.lower() in query.tables]
    names = (
        *STANDARD_OBJECTS,
        *domain.object_types,
        *queries.catalog_tables(domain),
        *of_templates,
    )
    return list(dict.fromkeys((_PROFILES, *names)))


def tables_for(domain: Domain, query: Query, *, has_rows: bool = True) -> list[Rows]:
    """The tables that the query names, with what it may ask of them; those that there are.

    Unless it ``has_rows``, a table may be empty, if its columns are known without them.
    """
    names = [each for each in table_names(domain, query) if each.lower() in query.tables]
    # Tables that differ in case alone are one to Spark.
    by_name = {each.lower(): each for each in reversed(names)}
    return [_rows(domain, each, query, has_rows=has_rows) for each in by_name.values()]


def _rows(domain: Domain, name: str, query: Query, *, has_rows: bool) -> Rows:
    catalog = queries.catalog_tables(domain)
    if name in catalog:
        columns = {**dict.fromkeys(MEMBERS, _TEXT), "Attributes": _TEXTS}
        return _with_parts(name, columns, map(_item, catalog[name]))
    everybody = list(domain.profiles.values())
    if name not in STANDARD_OBJECTS:
        objects = _Objects(domain, name, query)
        rows = list(objects.rows(with_bar(everybody, "reading", name)))
        return _with_parts(name, objects.columns, rows)
    profiles = with_bar(everybody, "reading", name) if has_rows else ()
    if name == _PROFILES:
        columns = {_ID: _TEXT, **_profile_columns()}
        return _with_parts(name, columns, _of_profiles(profiles, _wanted(columns, query)))
    columns = {_ID: _TEXT, **_standard_columns(name)}
    return _with_parts(name, columns, _of_standard(profiles, name, _wanted(columns, query)))


def _with_parts(name: str, columns: Mapping[str, str], rows: Iterable[_Row]) -> Rows:
    parts = []
    part: list[_Row] = []
    for row in rows:
        part.append(row)
        if len(part) == _ROWS_OF_A_PART:
            parts.append(_text(part))
            part = []
    if part:
        parts.append(_text(part))
    return Rows(Table(name, dict(columns)), parts)


def _text(rows: list[_Row]) -> str:
    # Half of a surrogate pair becomes a question mark, as in the files of snapshots.
    return json.dumps(rows, ensure_ascii=False).encode("utf-8", "replace").decode()


def _wanted(columns: Iterable[str], query: Query) -> Callable[[str], bool]:
    """Whether a query may ask for a column."""
    if query.names is None:
        return lambda _: True
    return {each for each in columns if each.lower() in query.names}.__contains__


# --- profiles, standard objects, and items --------------------------------------------------------


@cache
def _profile_columns() -> Mapping[str, str]:
    shape: Any = service_model().operation_model("CreateProfile").input_shape
    return {name: _type_of_shape(shape.members[name]) for name in attribute_of_member()}


def _type_of_shape(shape: Any) -> str:
    if isinstance(shape, StructureShape):
        return _struct({name: _type_of_shape(each) for name, each in shape.members.items()})
    if isinstance(shape, ListShape):
        return f"{_type_of_shape(shape.member)}[]"
    return _TEXTS if isinstance(shape, MapShape) else _TEXT


@cache
def _standard_columns(name: str) -> Mapping[str, str]:
    standard = STANDARD_OBJECTS[name]
    members = {each: _type_of_member(of) for each, of in standard.members.items()}
    return {standard.identifier_member: _TEXT, **members}


def _type_of_member(member: Member) -> str:
    inner = _struct({n: _type_of_member(of) for n, of in member.members.items()})
    kind = inner if member.members else _TEXT
    if member.keyed:
        return f"MAP({_TEXT}, {kind})"
    return f"{kind}[]" if member.repeated else kind


def _struct(members: Mapping[str, str]) -> str:
    parts = [f'"{name}" {kind}' for name, kind in members.items()]
    return f"STRUCT({', '.join(parts)})"


def _of_profiles(profiles: Iterable[Profile], is_wanted: Callable[[str], bool]) -> Iterator[_Row]:
    for each in profiles:
        row = {name: value for name, value in each.set_values().items() if is_wanted(name)}
        row[_ID] = each.profile_id
        yield row


def _of_standard(
    profiles: Iterable[Profile], name: str, is_wanted: Callable[[str], bool]
) -> Iterator[_Row]:
    for profile in profiles:
        for each in (profile.standard_objects or {}).get(name, ()):
            row = {member: value for member, value in each.document.items() if is_wanted(member)}
            row[_ID] = profile.profile_id
            yield row


def _item(item: Mapping[str, Any]) -> _Row:
    return {name: value if name == "Attributes" else text_of(value) for name, value in item.items()}


# --- objects of other types -----------------------------------------------------------------------


class _Objects:
    """The objects of one type: their fields, and the members of their JSON that are not fields."""

    def __init__(self, domain: Domain, name: str, query: Query) -> None:
        self._name = name
        self._asked = query.names
        defined = domain.object_types.resolve(name)
        fields = () if defined is None else defined.mapping.field_names
        #: The columns so far; which members the JSON has is known once all of it was read.
        self.columns: dict[str, str] = dict.fromkeys((_ID, *fields), _TEXT)
        self._fields = list(fields)
        # By their names in lower case, as Spark tells columns apart.
        self._known = {each.lower(): each for each in reversed(self.columns)}

    def _is_asked(self, name: str) -> bool:
        return self._asked is None or name.lower() in self._asked

    def rows(self, profiles: Iterable[Profile]) -> Iterator[_Row]:
        """The rows of the objects that the profiles have."""
        fields = [each for each in self._fields if self._is_asked(each)]
        for profile in profiles:
            for each in profile.objects_of(self._name).values():
                row = self._row(each, fields)
                row[_ID] = profile.profile_id
                yield row

    def _row(self, put: ProfileObject, fields: Iterable[str]) -> _Row:
        document = json.loads(put.object)
        row: _Row = {}
        for name in fields:
            row[name] = text_of(put.fields.read_field(name, document))
        for name, value in document.items():
            if self._is_asked(name):
                column = self._column(name)
                if column not in row:
                    row[column] = text_of(value)
        return row

    def _column(self, name: str) -> str:
        """The column of a member, which is a new one if none is named so."""
        known = self._known.get(name.lower())
        if known is None:
            self._known[name.lower()] = name
            self.columns[name] = _TEXT
            return name
        return known
