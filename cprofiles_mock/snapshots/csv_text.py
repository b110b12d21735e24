"""Profiles as CSV: a header of API names, and a row for each profile."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING, Any

from botocore.model import MapShape, StructureShape

from ..schema.forms import unknown_member
from ..schema.problems import Path, Problem, Unreadable, path_text
from ..schema.progress import with_bar
from .members import profile_members

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from botocore.model import Shape

    from ..state.profile import Profile

#: This member holds lists, which do not fit into a flat table.
NO_COLUMN = "EngagementPreferences"


# What spreadsheets put in the place of commas.
_OTHER_SEPARATORS = {";": "semicolons", "\t": "tabs", "|": "bars"}


def write_csv(profiles: Sequence[Profile]) -> str:
    """The profiles' members except EngagementPreferences; a column for each that is in use."""
    rows = [
        {"ProfileId": profile.profile_id, **_flat(profile.set_values())}
        for profile in with_bar(profiles, "dumping", "profiles")
    ]
    used = dict.fromkeys(name for row in rows for name in row)
    # Sub-fields and attributes are in the order of their first use.
    order = {name: number for number, name in enumerate(profile_members())}
    names = sorted(used, key=lambda name: order[name.partition(".")[0]])
    file = io.StringIO()
    writer = csv.DictWriter(file, names or ["ProfileId"], restval="")
    writer.writeheader()
    writer.writerows(rows)
    # An object can contain half of a surrogate pair, which no file can hold.
    return file.getvalue().encode("utf-8", "replace").decode("utf-8")


def _flat(members: dict[str, Any]) -> dict[str, str]:
    flat: dict[str, str] = {}
    for name, value in members.items():
        if isinstance(value, dict):
            if name != NO_COLUMN:
                flat.update({f"{name}.{below}": text for below, text in value.items()})
        else:
            flat[name] = value
    return flat


def columns_of(header: list[str], line: int) -> tuple[list[Path | None], list[Unreadable]]:
    """The path of each column of the header, which is in that line, and the mistakes in it.

    A column that is not a field of a profile has None. Raises Unreadable if the names have
    something else than commas between them, as the rows then mean nothing.
    """
    known = profile_members()
    _check_separators(header, line, known)
    columns: list[Path | None] = []
    mistakes: list[Unreadable] = []
    for name in header:
        member, dot, below = name.partition(".")
        path = (member, below) if dot else (member,)
        problem = _problem_of_column(known, name)
        if not problem and path in columns:
            problem = "is there twice; delete one of the columns"
        if problem:
            mistakes.append(Unreadable(line, f"{name}: {problem}" if name else problem))
        columns.append(None if problem else path)
    return columns, mistakes


def _check_separators(header: list[str], line: int, known: Mapping[str, Shape]) -> None:
    """Raise Unreadable if the names are separated by something else than commas."""
    if header[0].strip().lower().startswith("sep="):
        raise Unreadable(
            line,
            f"is a line for Excel alone, {','.join(header)}; delete it, and save the file with "
            "commas between the cells",
        )
    for separator, its_name in _OTHER_SEPARATORS.items():
        for name in header:
            parts = [part.strip() for part in name.split(separator)]
            # The name of an attribute may contain one, in a table with more columns than that.
            is_column = len(header) > 1 and not _problem_of_column(known, name)
            if len(parts) > 1 and not is_column:
                raise Unreadable(
                    line,
                    f"has {its_name} between the names; separate them with commas, in the "
                    f"rows too, as {','.join(parts)}",
                )


def _problem_of_column(known: Mapping[str, Shape], name: str) -> str:
    """Why a column is not a field of a profile; empty if it is one."""
    member, dot, below = name.partition(".")
    shape = known.get(member)
    if not name:
        return "a column has no name; name it, as FirstName for one, or delete it"
    if member == NO_COLUMN:
        return "cannot be in a CSV file; write it into a JSON or YAML file"
    if shape is None:
        return unknown_member(known, name)
    if not isinstance(shape, StructureShape | MapShape):
        return f"is not a field; write {member}" if dot else ""
    if not below:
        example = "City" if isinstance(shape, StructureShape) else "tier"
        return f"is not one field; write one of its fields, as {member}.{example}"
    fields = shape.members if isinstance(shape, StructureShape) else (below,)
    return "" if below in fields else unknown_member([f"{member}.{each}" for each in fields], name)


def _raise_any(mistakes: list[Unreadable]) -> None:
    if mistakes:
        first, *others = mistakes
        raise Unreadable(first.line, first.text, others)


def read_csv(text: str, read: Callable[[Any], Profile]) -> list[Profile]:
    """The profiles that ``read`` makes of the rows' members; an empty cell is an unset member.

    Raises Unreadable, with the line and the column.
    """
    rows = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        header = next(filter(None, rows), None)
        if header is None:
            raise Unreadable(
                None,
                "is empty; its first line must name members of profiles, such as "
                "FirstName,PhoneNumber",
            )
        columns, mistakes = columns_of(header, rows.line_num)
        following = list(_following(rows))
    except csv.Error as error:
        raise Unreadable(rows.line_num, f"is not valid CSV: {error}") from None
    if len(columns) == 1:
        _check_only_column(text)
    profiles: list[Profile] = []
    for line, row in with_bar(following, "loading", "profiles"):
        try:
            profiles.append(_profile(columns, row, line, read))
        except Unreadable as mistake:  # noqa: PERF203  (each row is read on its own)
            mistakes += (mistake, *mistake.others)
    _raise_any(mistakes)
    return profiles


def _check_only_column(text: str) -> None:
    """Raise Unreadable if cells of a table with one column are separated all the same."""
    for separator, its_name in _OTHER_SEPARATORS.items():
        rows = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
        for line, row in _following(rows):
            if len(row) > 1:
                raise Unreadable(
                    line,
                    f"has {its_name} outside of quotes, and the header has one column; separate "
                    "cells with commas, and put a text that contains others in quotes",
                )


def _following(rows: Any) -> Iterator[tuple[int, list[str]]]:
    """The remaining rows, each with the line in which it begins; empty lines are skipped."""
    line = rows.line_num + 1
    for row in rows:
        if row:
            yield line, row
        line = rows.line_num + 1


def _profile(
    columns: list[Path | None], row: list[str], line: int, read: Callable[[Any], Profile]
) -> Profile:
    if len(row) != len(columns):
        noun = "cell" if len(row) == 1 else "cells"
        remedy = (
            "put a text that contains a comma in quotes"
            if len(row) > len(columns)
            else "a member that is not set has an empty cell, with its comma"
        )
        raise Unreadable(line, f"has {len(row)} {noun}; the header has {len(columns)}: {remedy}")
    members: dict[str, Any] = {}
    for path, cell in zip(columns, row, strict=True):
        if cell == "" or path is None:
            continue
        if len(path) == 1:
            members[str(path[0])] = cell
        else:
            members.setdefault(str(path[0]), {})[path[1]] = cell
    try:
        return read(members)
    except Problem as problem:
        first, *others = [
            Unreadable(line, f"{path_text(each.path)}: {each.text}") for each in problem.parts
        ]
        raise Unreadable(first.line, first.text, others) from None
