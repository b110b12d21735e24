"""Which value of a field prevails, by its origin: set by hand, or by which object type and when.

Sources: the Amazon Connect Administrator Guide (2026), "additional properties of object types"
(ingestion does not overwrite values set by hand) and the service model on ``SourcePriority``.
"""

from __future__ import annotations

from dataclasses import dataclass

#: The rank of an object type without a SourcePriority. Only an object of a type with a better one
#: may overwrite a value that a caller has set.
LOWEST = 1 << 62


# Origins never change. The class is not frozen because every object that is put makes one, and a
# frozen one, or a named tuple, takes longer to make.
@dataclass(slots=True)
class Origin:
    """The origin of a field's value: the type, rank and time of the object that populated it.

    ``rank`` is the type's SourcePriority, 1 being the best. ``updated_at`` is in seconds since
    the epoch: the object's SourceLastUpdatedTimestamp, or else the time of its ingestion.
    """

    object_type_name: str
    rank: int
    updated_at: float


def prevails(new: Origin, old: Origin) -> bool:
    """Whether ``new`` may overwrite a value of ``old``.

    A better rank always may, a worse one never; with equal ranks, ``new`` must be at least as
    recent.
    """
    if new.rank != old.rank:
        return new.rank < old.rank
    return new.updated_at >= old.updated_at
