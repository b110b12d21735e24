"""Status transitions of jobs, from moto's state manager, so that its settings apply."""

from __future__ import annotations

from datetime import datetime

# moto: private paths, but the ones through which all backends of moto 5.2 use both.
from moto.moto_api import state_manager
from moto.moto_api._internal.managed_state_model import ManagedState

__all__ = ["ManagedState", "TransitioningState", "register_transitions"]


class TransitioningState(ManagedState):
    """A state whose transition can be stored and taken up again."""

    def begin(self) -> None:
        """Let moto's settings decide its first status, which is otherwise decided when it is read.

        So the first read changes nothing.
        """
        self.status  # noqa: B018  (reading it decides it)

    def restore_transition(self, status: str, reads: int, status_since: float | None) -> None:
        """Take up what ``transition_state`` returned. The time is in seconds since the epoch."""
        self._status = status
        self._tick = reads
        if status_since is not None:
            # moto: it counts in local time.
            self._time_progressed = datetime.fromtimestamp(status_since)  # noqa: DTZ006  (so)

    def transition_state(self) -> tuple[str, int, float]:
        """Its status, how often it was read in that status, and when that began.

        Asking does not advance it. The time is in seconds since the epoch.
        """
        return self._status or "", self._tick, self._time_progressed.timestamp()


def register_transitions(model_name: str) -> None:
    """Register a model whose transitions users can configure; they are immediate by default."""
    state_manager.register_default_transition(model_name, {"progression": "immediate"})
