"""How far recommenders, their updates and filters are on their way, by moto's transitions."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from ...runtime import clock
from ...runtime.transitions import TransitioningState, register_transitions
from ...schema.forms import Form
from ...schema.problems import Problem
from ...schema.times import time_text

if TYPE_CHECKING:
    from collections.abc import Mapping

#: The names by which moto's transition settings know them.
MODEL = "customer-profiles::recommender"
FILTER_MODEL = "customer-profiles::recommender-filter"

_TRANSITIONS: list[tuple[str | None, str]] = [
    ("PENDING", "IN_PROGRESS"),
    ("IN_PROGRESS", "ACTIVE"),
    ("STOPPING", "INACTIVE"),
    ("STARTING", "ACTIVE"),
    ("DELETING", "DELETED"),
]
#: Where it waits for a transition.
ON_THE_WAY = tuple(str(before) for before, _ in _TRANSITIONS)
STATUSES = (*ON_THE_WAY, "ACTIVE", "INACTIVE", "FAILED")

#: The members of its entry in a state file, with the shapes of ``schema.forms``.
MEMBERS = {"Status": "Text", "Reads": "Count", "StatusSince": "Time"}

register_transitions(MODEL)
register_transitions(FILTER_MODEL)


class Progress(TransitioningState):
    """A status, which begins as PENDING."""

    def __init__(self, model_name: str = MODEL) -> None:
        super().__init__(model_name, _TRANSITIONS)
        self.go("PENDING")

    def go(self, status: str) -> None:
        """Enter a status now."""
        self.restore_transition(status, 0, clock.timestamp())

    @property
    def is_on_the_way(self) -> bool:
        """Whether it waits for a transition, as of its last status; asking decides nothing."""
        return self.transition_state()[0] in ON_THE_WAY

    def document(self) -> dict[str, Any]:
        """Its entry in a state file."""
        status, reads, since = self.transition_state()
        waits = status in ON_THE_WAY
        return {
            "Status": status,
            **({"Reads": reads} if waits and reads else {}),
            **({"StatusSince": time_text(since)} if waits else {}),
        }

    def restore(self, entry: Any) -> None:
        """Restore it from such an entry. Raises Problem."""
        self.restore_members(form().read(entry))

    def restore_members(self, members: Mapping[str, Any]) -> None:
        """Restore it from the members of an entry. Raises Problem for an unknown status."""
        status = members["Status"]
        if status not in STATUSES:
            raise Problem(("Status",), f"must be one of {', '.join(STATUSES)}, not {status}")
        self.restore_transition(status, members.get("Reads", 0), members.get("StatusSince"))


@cache
def form() -> Form:
    """The members of its entry in a state file."""
    return Form(MEMBERS, ["Status"])
