"""The bar that a terminal shows while a domain is read or asked."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from types import TracebackType


class Progress:
    """A bar of the calls that are made and those that are known to come, on standard error.

    There is none unless standard error is a terminal.
    """

    def __init__(self, title: str) -> None:
        self._title = title
        self._bar: Any = None

    def __enter__(self) -> Progress:
        if sys.stderr.isatty():
            # Imported here, as it is needed only at a terminal.
            from tqdm import tqdm

            self._bar = tqdm(total=0, desc=self._title, unit="call", leave=False)
        return self

    def __exit__(
        self,
        exception_type: type[BaseException] | None,
        exception: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        if self._bar is not None:
            self._bar.close()

    def expect(self, calls: int) -> None:
        """Count calls that are to come."""
        if self._bar is not None:
            self._bar.total += calls
            self._bar.refresh()

    def step(self) -> None:
        """Count a call that was made."""
        if self._bar is not None:
            self._bar.total = max(self._bar.total, self._bar.n + 1)
            self._bar.update()
