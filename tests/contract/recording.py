"""A handler that keeps what it is given, in place of the real one."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from cprofiles_mock.state.registry import HANDLERS, Handler


class Items:
    """A listing, numbered from 1."""

    def __init__(self, items: list[Any]) -> None:
        self._items = items

    def after(self, number: int) -> Iterator[tuple[int, Any]]:
        """The items whose number is above ``number``."""
        yield from list(enumerate(self._items, 1))[number:]


def record(
    monkeypatch: pytest.MonkeyPatch, operation_name: str, result: Any = None
) -> list[dict[str, Any]]:
    """Put a recording handler in the operation's place; return what it will have been given."""
    seen: list[dict[str, Any]] = []

    def handler(backend: object, request: dict[str, Any]) -> Any:
        seen.append(request)
        return {} if result is None else result

    recording = Handler(
        operation_name=operation_name,
        function=handler,
        takes_domain=False,
        may_be_blank=frozenset(),
    )
    monkeypatch.setitem(HANDLERS, operation_name, recording)
    return seen
