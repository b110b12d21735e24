"""One region of one account: where a domain lives, and what the operation under way needs."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol

from .history import SERVICE_PRINCIPAL

if TYPE_CHECKING:
    from ..instruments.dead_letters import DeadLetter
    from ..instruments.lag import Lag
    from .outbox import Message


class Settling(Protocol):
    """A domain, as far as a unit of work settles it."""

    changes: list[Any]

    def settle(self) -> None:
        """Let components react to the recorded changes."""


@dataclass(slots=True, eq=False)
class Region:
    """One region of one account.

    ``caller`` and ``lag`` belong to the unit of work that is under way, which sets them when it
    begins and resets them when it ends. ``unsettled`` and ``outbox`` are empty in between.
    """

    account_id: str
    region_name: str
    partition: str
    # Whether it belongs to a trial, of which nobody is told.
    is_of_trial: bool = False
    # The caller's ARN; the service principal outside a call.
    caller: str = SERVICE_PRINCIPAL
    # The lag of what the call writes; None if that is visible at once.
    lag: Lag | None = None
    # Whether a unit of work is under way.
    is_working: bool = False
    # Whether a state file is being loaded. A handler then does not check what a resource refers to:
    # that may have been deleted before the file was written.
    is_loading: bool = False
    # The domains with changes that components have yet to react to.
    unsettled: list[Settling] = field(default_factory=list)
    # Messages for other services, sent once the lock is released.
    outbox: list[Message] = field(default_factory=list)
    # What the call has accepted and not ingested, until dispatch takes it.
    dead_letters: list[DeadLetter] = field(default_factory=list)

    def __repr__(self) -> str:
        return f"<{type(self).__name__}: {self.region_name}, {self.account_id}>"

    def abandon_work(self) -> None:
        """Forget the unit of work that is under way, in a child that was forked meanwhile."""
        self.caller, self.lag, self.is_working = SERVICE_PRINCIPAL, None, False
        self.outbox = []
        self.unsettled = []

    def arn(self, resource: str, service: str = "profile") -> str:
        """The ARN of a resource of this account and region."""
        return f"arn:{self.partition}:{service}:{self.region_name}:{self.account_id}:{resource}"
