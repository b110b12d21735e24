"""The files of a segment snapshot: CSV, JSON Lines and ORC.

Sources: the Amazon Connect Administrator Guide (2026), "exporting segments"; ``docs/fidelity.md``
for what is a choice.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

_ID = "ProfileId"
#: The members of a profile that are set, by the wire's names, in the service model's order.
Members = Mapping[str, Any]


def _flat(members: Members) -> dict[str, str]:
    """The columns of one profile: ``FirstName``, ``Address.City``, ``Attributes.tier``."""
    cells: dict[str, str] = {}
    for name, value in members.items():
        if isinstance(value, str):
            cells[name] = value
        elif all(isinstance(each, str) for each in value.values()):
            cells.update((f"{name}.{part}", value[part]) for part in sorted(value))
        else:
            cells[name] = json.dumps(value)
    return cells


def _table(profiles: Iterable[Members]) -> tuple[list[str], list[dict[str, str]]]:
    """All columns that any of the profiles has, and the cells of each profile."""
    rows = [_flat(each) for each in profiles]
    members: dict[str, set[str]] = {}
    for row in rows:
        for column in row:
            members.setdefault(column.partition(".")[0], set()).add(column)
    order = sorted(members, key=lambda name: (name != _ID, name))
    columns = [column for name in order for column in sorted(members[name])]
    return columns or [_ID], rows


def as_csv(profiles: Iterable[Members]) -> str:
    """A header, and a row for each profile; what is not set is empty."""
    columns, rows = _table(profiles)
    text = io.StringIO()
    writer = csv.DictWriter(text, columns, restval="", lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


def as_jsonl(profiles: Iterable[Members]) -> str:
    """A line for each profile, nested as in the API."""
    return "".join(f"{json.dumps(each)}\n" for each in profiles)


def as_orc(profiles: Iterable[Members]) -> bytes:
    """The table of ``as_csv`` with columns of texts; what is not set is null.

    Raises ImportError without the extra ``orc``.
    """
    import pyorc

    columns, rows = _table(profiles)
    file = io.BytesIO()
    schema = pyorc.Struct(**{_whole(name): pyorc.String() for name in columns})
    with pyorc.Writer(file, schema) as writer:
        for row in rows:
            cells = (row.get(name) for name in columns)
            writer.write(tuple(None if each is None else _whole(each) for each in cells))
    return file.getvalue()


def _whole(text: str) -> str:
    """The text without halves of surrogate pairs, which no file can hold."""
    return text.encode("utf-8", "replace").decode()


#: What makes the body of a file, by its data format; its name ends in that format's suffix.
WRITERS: Mapping[str, Callable[[Sequence[Members]], str | bytes]] = {
    "CSV": as_csv,
    "JSONL": as_jsonl,
    "ORC": as_orc,
}
