"""The life cycle of jobs, by moto's state manager, so that its transition settings apply."""

from __future__ import annotations

# moto: private paths, by which every backend of moto 5.2 reaches both.
from moto.moto_api import state_manager
from moto.moto_api._internal.managed_state_model import ManagedState

__all__ = ["ManagedState", "register_transitions"]


def register_transitions(model_name: str) -> None:
    """Name a model whose transitions users may set; by default all are immediate."""
    state_manager.register_default_transition(model_name, {"progression": "immediate"})
