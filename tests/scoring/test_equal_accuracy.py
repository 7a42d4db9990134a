from math import sqrt

import numpy as np
import pytest

from forexlib.scoring.equal_accuracy import (
    compare,
    corrected_statistic,
    long_run_variance,
)

WALK = np.full(60, 10.0)


def noisy(mean: float, n: int = 60) -> np.ndarray:
    """Losses of this mean and a standard deviation of 1."""
    return mean + np.tile([1.0, -1.0], n // 2)


def test_the_worked_number_of_the_docstring() -> None:
    statistic = corrected_statistic(np.tile([1.0, 3.0], 20), overlap=1)

    assert statistic == pytest.approx(2 * sqrt(40) * sqrt(39 / 40))


def test_a_clear_gain_is_better_and_its_mirror_image_is_worse() -> None:
    gain, loss = compare(noisy(9.0), WALK, overlap=1), compare(noisy(11.0), WALK, overlap=1)

    assert (gain.finding, loss.finding) == ("better", "worse")
    assert gain.ratio == pytest.approx(0.9)
    assert gain.p_value is not None
    assert gain.p_value < 0.001


def test_what_could_be_luck_is_not_told_apart() -> None:
    found = compare(noisy(9.9), WALK, overlap=1)

    assert found.finding == "alike"
    assert found.low is not None
    assert found.high is not None
    assert found.low < 0.99
    assert found.high > 1.0


def test_equal_losses_are_alike() -> None:
    assert compare(WALK, WALK, overlap=4).finding == "alike"


def test_fewer_than_five_outcomes_that_do_not_overlap_say_nothing() -> None:
    found = compare(noisy(5.0, 38), WALK[:38], overlap=8)

    assert found.finding == "too few"
    assert found.ratio == pytest.approx(0.5)


def test_no_common_origins_have_no_ratio() -> None:
    assert compare(np.array([]), np.array([]), overlap=1).ratio is None


def test_a_variance_that_is_not_positive_is_replaced_by_bartletts() -> None:
    alternating = np.tile([1.0, -1.0], 10)  # autocovariances 1, -19/20, 18/20

    variance = long_run_variance(alternating, lags=1)

    assert variance == pytest.approx(max(0.0, 1.0 + 2 * (-2 / 3 * 19 / 20 + 1 / 3 * 18 / 20)))


@pytest.mark.parametrize(("steps", "n"), [(1, 50), (5, 48), (13, 80)])
def test_equal_forecasters_are_seldom_called_different(steps: int, n: int) -> None:
    rng = np.random.default_rng(1)
    worlds = [
        np.convolve(rng.standard_normal(n + steps - 1), np.ones(steps), "valid") for _ in range(600)
    ]

    told = [compare(100 + one, np.full(n, 100.0), overlap=steps).finding for one in worlds]

    assert sum(one != "alike" for one in told) / len(told) < 0.09
