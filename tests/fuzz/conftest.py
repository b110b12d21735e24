"""The region that requests meet, and the count of what was tried."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from typing import Any

import pytest

from cprofiles_mock.exceptions import MatchingDisabledWarning, UnknownKeyNameWarning
from tests.fuzz.budget import ANSWERS
from tests.fuzz.world import World


@pytest.fixture
def world(client: Any) -> Iterator[World]:
    """A region with something of everything."""
    with warnings.catch_warnings():
        # Warnings for whoever wrote a test by hand.
        warnings.simplefilter("ignore", UnknownKeyNameWarning)
        warnings.simplefilter("ignore", MatchingDisabledWarning)
        if not _FILLED:
            _FILLED.append(World(client))
        (filled,) = _FILLED
        filled.restore()
        yield filled


# Filling it takes longer than most tests do.
_FILLED: list[World] = []


def pytest_terminal_summary(  # pragma: no cover  (with xdist no process has all figures)
    terminalreporter: pytest.TerminalReporter,
) -> None:
    """Say how many requests of which kind were made, and how they were answered."""
    terminalreporter.section("fuzzing")
    for (kind, status), count in sorted(ANSWERS.items()):
        terminalreporter.line(f"{kind:>10} {status} {count:>8}")
    terminalreporter.line(f"{'all':>10}     {sum(ANSWERS.values()):>8}")
