"""The command line: ``run`` and ``serve``, and the commands of ``remote``."""

from __future__ import annotations

import sys

from .parser import parser
from .state import INTERRUPTED


def main(arguments: list[str] | None = None) -> int:
    """Run the command line and return the exit status."""
    options = parser().parse_args(arguments)
    try:
        status: int = options.function(options)
    except KeyboardInterrupt:
        # Whatever the command was about, it was neither the program that it runs nor serving.
        print("cprofiles-mock: interrupted", file=sys.stderr)
        return INTERRUPTED
    return status
