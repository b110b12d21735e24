"""Pairs of timings that alternate, and what their ratios come to."""

from __future__ import annotations

import gc
from collections.abc import Callable, Sequence
from statistics import median, quantiles
from time import perf_counter
from typing import NamedTuple

#: Runs something so many times and returns the seconds that it took.
Timed = Callable[[int], float]


class Spread(NamedTuple):
    """A median, and the quartiles around it."""

    median: float
    low: float
    high: float


def spread(values: Sequence[float]) -> Spread:
    low, _, high = quantiles(values, n=4)
    return Spread(median(values), low, high)


def ratios(ours: Timed, floor: Timed, *, pairs: int, block: int) -> list[float]:
    """Time both in turns, ``block`` runs at a time, and return each pair's ratio.

    What slows the machine down for longer than a pair lasts slows both sides of it. Every other
    pair runs in the reverse order, so that neither side always finds the caches warm.
    """
    found = []
    for number in range(pairs):
        if number % 2:
            below = floor(block)
            above = ours(block)
        else:
            above = ours(block)
            below = floor(block)
        found.append(above / below)
    return found


def repeated(call: Callable[[], object], prepare: Callable[[int], None] | None = None) -> Timed:
    """Time a call. Preparing, and collecting the last block's garbage, lie outside the time."""

    def timed(runs: int) -> float:
        if prepare is not None:
            prepare(runs)
        gc.collect()
        gc.disable()
        try:
            start = perf_counter()
            for _ in range(runs):
                call()
            return perf_counter() - start
        finally:
            gc.enable()

    return timed
