"""Statistics of the numbers of a whole object type: extremes, mean, deviation, percentiles.

Source: the service model on GetObjectTypeAttributeStatistics; ``docs/fidelity.md`` for what is a
choice.
"""

from __future__ import annotations

import math
from statistics import fmean, stdev
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

PERCENTILES = (5, 25, 50, 75, 95)


def percentile(ordered: Sequence[float], percent: int) -> float:
    """A percentile of ascending numbers, interpolated linearly between two of them."""
    position = (len(ordered) - 1) * percent / 100
    below = math.floor(position)
    above = math.ceil(position)
    return ordered[below] + (ordered[above] - ordered[below]) * (position - below)


def standard_deviation(numbers: Sequence[float]) -> float | None:
    """The deviation of a sample (n - 1); None of fewer than two numbers."""
    return stdev(numbers) if len(numbers) > 1 else None


def mean(numbers: Sequence[float]) -> float:
    """The arithmetic mean."""
    return fmean(numbers)
