"""What was done to a profile, one record an action.

Sources: the service model on ``ActionType`` and ``ProfileHistoryRecord``; ``docs/fidelity.md`` for
what is a choice.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from collections.abc import Mapping

ActionType = Literal[
    "ADDED_PROFILE_KEY",
    "DELETED_PROFILE_KEY",
    "CREATED",
    "UPDATED",
    "INGESTED",
    "DELETED_BY_CUSTOMER",
    "EXPIRED",
    "MERGED",
    "DELETED_BY_MERGE",
]

#: Who does what the clock or a rule demands: the service itself.
SERVICE_PRINCIPAL = "profile.amazonaws.com"


# Nothing changes one; it is not frozen because every object that is put makes a record, and a
# frozen one takes longer to make.
@dataclass(slots=True)
class HistoryRecord:
    """One action on a profile, on a key of it, or on one of its objects.

    ``at`` is in seconds since the epoch. What is kept is what is told, unless a class below makes
    the one of the other when somebody asks.
    """

    object_type_name: str
    action_type: ActionType
    at: float
    performed_by: str
    kept: Any
    profile_object_unique_key: str | None = None

    @property
    def told(self) -> str | Mapping[str, Any]:
        """The JSON of an object, or the members of a profile or key as they were then."""
        told: str | Mapping[str, Any] = self.kept
        return told

    @property
    def content(self) -> str:
        """The customer profile, profile object, or profile key, as JSON."""
        told = self.told
        return told if isinstance(told, str) else json.dumps(told)


def record_id(profile_id: str, number: int) -> str:
    """The identifier of a profile's record of that number: 32 hexadecimal digits.

    It is a function of both, so that records cost no identifiers where nobody reads them.
    """
    return hashlib.blake2s(f"{profile_id}{number}".encode(), digest_size=16).hexdigest()
