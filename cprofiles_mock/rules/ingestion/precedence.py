"""Whose value a field keeps: what was written by hand, or by which object type, and when.

Sources: the Amazon Connect Administrator Guide (2026), "additional properties of object types"
(ingestion does not overwrite what was written by hand) and the service model on ``SourcePriority``.
"""

from __future__ import annotations

from typing import NamedTuple

#: The rank of an object type without a SourcePriority.
LOWEST = 1 << 62


class Origin(NamedTuple):
    """What populated a field: an object of which type, how that ranks, and how recent it is.

    ``rank`` is the type's SourcePriority, 1 being the best. ``updated_at`` is in seconds since
    the epoch: the object's SourceLastUpdatedTimestamp, or else the moment of its ingestion.
    """

    object_type_name: str
    rank: int
    updated_at: float


def prevails(new: Origin, old: Origin | None) -> bool:
    """Whether ``new`` may overwrite a value of ``old``; None stands for a value set by hand.

    A better rank always does, a worse one never; of the same rank the more recent does. Only a
    type with a SourcePriority overwrites what was written by hand.
    """
    if old is None:
        return new.rank < LOWEST
    if new.rank != old.rank:
        return new.rank < old.rank
    return new.updated_at >= old.updated_at
