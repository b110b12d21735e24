"""Percentiles, and what goes with them."""

from __future__ import annotations

import pytest

from cprofiles_mock.rules.distributions import mean, percentile, standard_deviation


@pytest.mark.parametrize(
    ("percent", "value"), [(5, 12.0), (25, 20.0), (50, 30.0), (75, 40.0), (95, 48.0)]
)
def test_a_percentile_is_interpolated_linearly(percent: int, value: float) -> None:
    assert percentile([10, 20, 30, 40, 50], percent) == pytest.approx(value)


def test_all_percentiles_of_one_number_are_that_number() -> None:
    assert percentile([7.5], 5) == percentile([7.5], 95) == 7.5


def test_the_deviation_is_that_of_a_sample() -> None:
    assert standard_deviation([2, 4, 4, 4, 5, 5, 7, 9]) == pytest.approx(2.13808993529939)
    assert standard_deviation([7]) is None
    assert standard_deviation([]) is None


def test_the_mean_is_arithmetic() -> None:
    assert mean([1, 2, 6]) == 3
