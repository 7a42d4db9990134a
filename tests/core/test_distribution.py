"""Questions asked of a distribution known by its quantiles."""

from math import exp, log
from statistics import NormalDist

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from forexlib.core import distribution
from forexlib.core.history import Floats
from forexlib.core.levels import ALL_LEVELS, LEVELS, TAIL_LEVELS

NORMAL = NormalDist()


def lognormal(*, median: float = 900.0, sigma: float = 0.05) -> Floats:
    """Rates at `ALL_LEVELS` of a lognormal distribution."""
    return np.array([median * exp(sigma * NORMAL.inv_cdf(level)) for level in ALL_LEVELS])


def above(rates: Floats, *thresholds: float) -> list[float]:
    quantiles, tails = distribution.split(rates)
    return distribution.probability_above(quantiles.tolist(), tails.tolist(), thresholds).tolist()


RISING = st.lists(st.floats(0.001, 1.0), min_size=43, max_size=43).map(
    lambda steps: 500.0 + np.cumsum(steps)
)


def test_split_and_join_are_inverses() -> None:
    quantiles, tails = distribution.split(lognormal())

    assert (len(quantiles), len(tails)) == (len(LEVELS), len(TAIL_LEVELS))
    assert distribution.join(quantiles.tolist(), tails.tolist()).tolist() == lognormal().tolist()


def test_split_keeps_the_leading_axes() -> None:
    quantiles, tails = distribution.split(np.stack((lognormal(), lognormal(median=950.0))))

    assert (quantiles.shape, tails.shape) == ((2, 39), (2, 4))


def test_a_quantile_too_few_is_refused() -> None:
    with pytest.raises(ValueError, match="38 quantiles and 4 tails do not fit"):
        distribution.join([900.0] * 38, [900.0] * 4)


@pytest.mark.parametrize("sigma", [0.01, 0.05, 0.1])
def test_the_mean_of_a_lognormal_is_close_to_its_own(sigma: float) -> None:
    exact = 900.0 * exp(sigma**2 / 2)

    assert distribution.mean(lognormal(sigma=sigma)) == pytest.approx(exact, rel=1e-3)


def test_the_mean_of_a_certainty_is_the_certainty() -> None:
    assert distribution.mean(np.full(43, 900.0)) == pytest.approx(900.0)


def test_the_mean_of_a_symmetric_distribution_is_its_median() -> None:
    symmetric = np.array([900.0 + 10.0 * NORMAL.inv_cdf(level) for level in ALL_LEVELS])

    assert distribution.mean(symmetric) == pytest.approx(900.0)


@given(threshold=st.floats(700.0, 1150.0))
def test_the_probability_above_a_threshold_is_exact_for_a_lognormal(threshold: float) -> None:
    exact = 1.0 - NORMAL.cdf(log(threshold / 900.0) / 0.05)

    assert above(lognormal(), threshold) == [pytest.approx(exact, abs=1e-9)]


def test_half_of_it_lies_above_the_median() -> None:
    assert above(lognormal(), 900.0) == [pytest.approx(0.5)]


def test_each_stored_quantile_has_its_own_level_below_it() -> None:
    rates = lognormal()

    assert above(rates, *rates) == pytest.approx([1 - level for level in ALL_LEVELS])


@given(rates=RISING, thresholds=st.lists(st.floats(1.0, 2000.0), min_size=2, max_size=9))
def test_the_probability_falls_as_the_threshold_rises(
    rates: Floats, thresholds: list[float]
) -> None:
    probabilities = above(rates, *sorted(thresholds))

    assert (np.diff(probabilities) <= 1e-12).all()
    assert all(0.0 <= probability <= 1.0 for probability in probabilities)


def test_it_goes_on_falling_beyond_the_outermost_quantiles() -> None:
    rates = lognormal()

    low, high = above(rates, rates[0] * 0.9, rates[-1] * 1.1)

    assert 0.995 < low < 1.0
    assert 0.0 < high < 0.005
