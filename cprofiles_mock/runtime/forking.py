"""Forked child processes: locks that must be made anew, and whether a child has been warned.

A child has copies of all locks, in the state that they had. One that another thread of the parent
held is never released in the child, because that thread is not there.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Protocol
from weakref import WeakSet

if TYPE_CHECKING:
    from collections.abc import Callable


class HasLocks(Protocol):
    """An object with locks."""

    def renew_locks(self) -> None:
        """Make the locks anew, in a child that was forked."""


_objects: WeakSet[HasLocks] = WeakSet()
_actions: list[Callable[[], None]] = []

#: Whether this process was forked while the mock was active, and has made no call since.
is_new_copy = False


def renew_in_children(holder: HasLocks) -> None:
    """Let the object renew its locks in each child that is forked."""
    _objects.add(holder)


def run_in_children(action: Callable[[], None]) -> None:
    """Run an action in each child that is forked."""
    _actions.append(action)


def note_copy(is_copy: bool) -> None:
    """Note whether this process works on a copy of another's state, and does not know it yet."""
    global is_new_copy
    is_new_copy = is_copy


def _in_child() -> None:
    for holder in list(_objects):
        holder.renew_locks()
    for action in _actions:
        action()


if hasattr(os, "register_at_fork"):  # pragma: no branch  (Windows does not fork)
    os.register_at_fork(after_in_child=_in_child)
