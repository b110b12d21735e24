"""The attributes of standard objects, by the paths of their members.

Source: the Amazon Connect Administrator Guide (2026), "create calculated attributes" and "reference
for standard objects".
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...runtime.suggestions import did_you_mean
from ..ingestion.standard_objects import Member
from .expressions import InvalidDefinition

if TYPE_CHECKING:
    from ..ingestion.standard_objects import StandardObject


def check_member(kind: StandardObject, path: str) -> None:
    """Check that a standard object may have a member at a path: ``TotalPrice``, ``Seat.Price``.

    Raises InvalidDefinition.
    """
    if path == kind.identifier_member:
        return
    member = Member(kind.members)
    place, rest = kind.name, path
    while rest:
        if member.open or (member.keyed and not member.members):
            # Any path; or the rest is the key of an attribute, dots and all.
            return
        if member.repeated:
            raise InvalidDefinition(f"{place} is a list; {path} does not say which of its items")
        name, _, rest = rest.partition(".")
        if member.keyed:
            member = Member(member.members)
        elif name in member.members:
            member = member.members[name]
        else:
            raise InvalidDefinition(
                f"{place} has no attribute {name}{did_you_mean(name, member.members)}"
            )
        place = f"{place}.{name}"
