"""Status transitions of jobs, from moto's state manager, so that its settings apply."""

from __future__ import annotations

# moto: private paths, but the ones through which all backends of moto 5.2 use both.
from moto.moto_api import state_manager
from moto.moto_api._internal.managed_state_model import ManagedState

__all__ = ["ManagedState", "register_transitions"]


def register_transitions(model_name: str) -> None:
    """Register a model whose transitions users can configure; they are immediate by default."""
    state_manager.register_default_transition(model_name, {"progression": "immediate"})
