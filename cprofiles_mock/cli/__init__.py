"""The command line: ``cprofiles-mock run`` and ``cprofiles-mock serve``."""

from __future__ import annotations

from .parser import parser


def main(arguments: list[str] | None = None) -> int:
    """Run the command line and return the exit status."""
    options = parser().parse_args(arguments)
    status: int = options.function(options)
    return status
