"""What a test controls beyond the API: the journal, faults and lag.

They belong to the owner of the mock: the outermost activation, or the server.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .dead_letters import DeadLetterBox
from .journal import KEPT, Journal
from .latency import Latencies
from .outcomes import Outcomes
from .paths import Paths, shortcuts_by_environment
from .trigger_invocations import InvocationLog
from .unused_sources import SourceWatch

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from .lag import Lag


class Controls:
    """The journal, dead letters, trigger invocations, outcomes, watched sources, lag, latencies."""

    def __init__(self, journal_size: int = KEPT) -> None:
        self.journal = Journal(journal_size)
        self.outcomes = Outcomes()
        self.dead_letters = DeadLetterBox()
        self.latencies = Latencies()
        self.sources = SourceWatch()
        self.invocations = InvocationLog()
        self.paths = Paths()
        #: Whether calls that nobody looks at may take a shortcut.
        self.shortcuts = shortcuts_by_environment()
        # What ends the snapshots that have begun over HTTP.
        self.snapshots: list[Callable[[], None]] = []
        # None if nothing is to be hidden.
        self.lag: Lag | None = None

    def clear(self) -> None:
        """Remove all that was recorded and set; warn of sources that no object had."""
        self.journal.clear()
        self.dead_letters.clear()
        self.invocations.clear()
        self.outcomes.discard(self.outcomes.listed())
        self.lag = None
        self.latencies = Latencies()
        self.snapshots.clear()
        for watched in self.sources.end():
            watched.report()

    def intervene(
        self, operation: str, parameters: Mapping[str, Any], region: str
    ) -> dict[str, Any] | None:
        """The response that the test has set for this request; None if the service answers it.

        Raises ServiceError, or NoAnswerError if the connection is to fail.
        """
        outcome = self.outcomes.take(operation, parameters, region)
        return None if outcome is None else outcome.happen()


# The controls of the active mock; None under plain `mock_aws`.
_active: Controls | None = None


def active_controls() -> Controls | None:
    """The controls of the active mock or the server; None under plain ``mock_aws``."""
    return _active


def apply_controls(controls: Controls | None) -> None:
    """Apply these controls to all further calls; None removes them."""
    global _active
    _active = controls
