"""Operations without a handler, for tests of what those answer."""

from __future__ import annotations

from types import ModuleType

import pytest

from cprofiles_mock import dispatch
from cprofiles_mock.state.registry import HANDLERS


def without_handler(monkeypatch: pytest.MonkeyPatch, name: str, *modules: ModuleType) -> None:
    """Take the handler of an operation away from dispatch, and from other modules that look.

    The registry stays as it is: put back there, a handler would be the last one.
    """
    left = {operation: each for operation, each in HANDLERS.items() if operation != name}
    for module in (dispatch, *modules):
        monkeypatch.setattr(module, "HANDLERS", left)
