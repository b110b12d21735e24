"""Members of JSON objects by paths with dots."""

from __future__ import annotations

from typing import Any


def member_at(whole: Any, path: str) -> Any:
    """The value at a path such as ``agent.id``; None if there is none.

    A member whose name has dots is found by that name, and before a nested one.
    """
    while isinstance(whole, dict):
        if path in whole:
            return whole[path]
        name, dot, path = path.partition(".")
        if not dot:
            return None
        whole = whole.get(name)
    return None
