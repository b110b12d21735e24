"""What a test controls beyond the API: the journal, faults and lag.

They belong to the owner of the mock: the outermost activation, or the server.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .. import exceptions
from .dead_letters import DeadLetterBox
from .faults import Faults, NoAnswerError
from .journal import KEPT, Journal
from .unused_sources import SourceWatch

if TYPE_CHECKING:
    from collections.abc import Mapping

    from .faults import Fault
    from .lag import Lag


class Controls:
    """The journal, dead letters, pending faults, watched sources, and the current lag."""

    def __init__(self, journal_size: int = KEPT) -> None:
        self.journal = Journal(journal_size)
        self.faults = Faults()
        self.dead_letters = DeadLetterBox()
        self.sources = SourceWatch()
        # None if nothing is to be hidden.
        self.lag: Lag | None = None

    def clear(self) -> None:
        """Remove calls, dead letters and faults, end the lag; warn of sources no object had."""
        self.journal.clear()
        self.dead_letters.clear()
        self.faults.discard(self.faults.unused())
        self.lag = None
        for watched in self.sources.end():
            watched.report()

    def inject(self, operation: str, parameters: Mapping[str, Any], region: str) -> None:
        """Raise the fault that is set for this request, if there is one.

        Raises ServiceError, or NoAnswerError if the connection is to fail.
        """
        fault = self.faults.take(operation, parameters, region)
        if fault is None:
            return
        if fault.status is None:
            raise NoAnswerError(fault.code, fault.message)
        raise exceptions.InjectedError(fault.code, fault.status, fault.message)

    def set_fault(self, fault: Fault) -> None:
        """Set a fault."""
        self.faults.add(fault)
        self.journal.errors.add(fault.code)


# The controls of the active mock; None under plain `mock_aws`.
_active: Controls | None = None


def active_controls() -> Controls | None:
    """The controls of the active mock or the server; None under plain ``mock_aws``."""
    return _active


def apply_controls(controls: Controls | None) -> None:
    """Apply these controls to all further calls; None removes them."""
    global _active
    _active = controls
