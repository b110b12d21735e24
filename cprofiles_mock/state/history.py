"""The history of a profile: one record for each action.

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

#: The service itself, which performs whatever the clock or a rule demands.
SERVICE_PRINCIPAL = "profile.amazonaws.com"


# Records never change. The class is not frozen because every object that is put makes a record, and
# a frozen one takes longer to make.
@dataclass(slots=True)
class HistoryRecord:
    """One action on a profile, on a key of it, or on one of its objects.

    ``at`` is in seconds since the epoch. ``stored_content`` is the content itself, unless a
    subclass derives the content from it on demand.
    """

    object_type_name: str
    action_type: ActionType
    at: float
    performed_by: str
    stored_content: Any
    profile_object_unique_key: str | None = None

    @property
    def content(self) -> str | Mapping[str, Any]:
        """The JSON of an object, or the members of a profile or key as they were then."""
        content: str | Mapping[str, Any] = self.stored_content
        return content

    @property
    def content_as_json(self) -> str:
        """The customer profile, profile object, or profile key, as JSON."""
        content = self.content
        return content if isinstance(content, str) else json.dumps(content)


def record_id(profile_id: str, number: int) -> str:
    """The identifier of a profile's record of that number: 32 hexadecimal digits.

    It is a function of both, so that a record costs no identifier until somebody reads it.
    """
    return hashlib.blake2s(f"{profile_id}{number}".encode(), digest_size=16).hexdigest()
