"""What a run of a flow did."""

from __future__ import annotations

from typing import Any, NamedTuple


class FlowRun(NamedTuple):
    """How many records a flow brought, by what became of them.

    ``ingested`` are in the domain; ``failed`` are no objects, or were refused or became dead
    letters; ``skipped`` are left out by the filters of the flow.
    """

    ingested: int
    failed: int
    skipped: int

    def as_json(self) -> dict[str, Any]:
        """What the server tells of it."""
        return self._asdict()
