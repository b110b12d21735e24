"""Standard error at a terminal, where progress bars are shown."""

from __future__ import annotations

import io


class Terminal(io.StringIO):
    """A standard error that is a terminal."""

    def isatty(self) -> bool:
        return True
