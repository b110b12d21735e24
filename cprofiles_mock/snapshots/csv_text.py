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


def columns_of(header: list[str], line: int) -> list[Path]:
    """The path of each column of the header, which is in that line.

    Raises Unreadable for a column that is not a field of a profile.
    """
    known = profile_members()
    for separator, its_name in _OTHER_SEPARATORS.items():
        if len(header) == 1 and separator in header[0] and header[0].partition(".")[0] not in known:
            raise Unreadable(
                line,
                f"has {its_name} between the names; separate them with commas, as "
                f"{','.join(header[0].split(separator))}",
            )
    columns: list[Path] = []
    mistakes: list[Unreadable] = []
    for name in header:
        member, dot, below = name.partition(".")
        problem = _problem_of_column(known, name)
        columns.append((member, below) if dot else (member,))
        if not problem and columns.count(columns[-1]) > 1:
            problem = "is there twice"
        if problem:
            mistakes.append(Unreadable(line, f"{name}: {problem}"))
    _raise_any(mistakes)
    return columns


def _problem_of_column(known: Mapping[str, Shape], name: str) -> str:
    """Why a column is not a field of a profile; empty if it is one."""
    member, dot, below = name.partition(".")
    shape = known.get(member)
    if member == NO_COLUMN:
        return "cannot be in a CSV file"
    if shape is None:
        return unknown_member(known, name)
    if isinstance(shape, StructureShape | MapShape) != bool(dot and below):
        return "is not one field" if not dot else "is not a field"
    if isinstance(shape, StructureShape) and below not in shape.members:
        return unknown_member((f"{member}.{each}" for each in shape.members), name)
    return ""


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
        columns = columns_of(header, rows.line_num)
        following = list(_following(rows))
    except csv.Error as error:
        raise Unreadable(rows.line_num, f"is not valid CSV: {error}") from None
    profiles: list[Profile] = []
    mistakes: list[Unreadable] = []
    for line, row in with_bar(following, "loading", "profiles"):
        try:
            profiles.append(_profile(columns, row, line, read))
        except Unreadable as mistake:  # noqa: PERF203  (each row is read on its own)
            mistakes += (mistake, *mistake.others)
    _raise_any(mistakes)
    return profiles


def _following(rows: Any) -> Iterator[tuple[int, list[str]]]:
    """The remaining rows, each with the line in which it begins; empty lines are skipped."""
    line = rows.line_num + 1
    for row in rows:
        if row:
            yield line, row
        line = rows.line_num + 1


def _profile(
    columns: list[Path], row: list[str], line: int, read: Callable[[Any], Profile]
) -> Profile:
    if len(row) != len(columns):
        raise Unreadable(line, f"has {len(row)} cells; the header has {len(columns)}")
    members: dict[str, Any] = {}
    for path, cell in zip(columns, row, strict=True):
        if cell == "":
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
