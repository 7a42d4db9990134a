"""Empirical errors scaled by today's volatility."""

import numpy as np
import pytest

from forexlib.core.errors import TooLittleHistory
from forexlib.core.history import Ahead
from forexlib.models.ewma import EwmaErrors, LearnedEwmaErrors
from tests.series import from_returns

WEEK = Ahead((7,), (5,))


def test_moves_of_one_size_either_way_have_their_sum_as_every_quantile() -> None:
    """Five fixings of +1 % are the week's move whenever no holiday lies in between."""
    history = from_returns([0.01] * 799)
    one_step = Ahead((1,), (1,))

    errors = LearnedEwmaErrors(0.985).errors(history, one_step, [0.2, 0.5, 0.8])

    assert errors.ravel() == pytest.approx([-0.01, 0.0, 0.01])


def test_twice_the_volatility_today_is_twice_the_width() -> None:
    returns = 0.01 * np.random.default_rng(3).standard_normal(799)
    stormy = returns.copy()
    stormy[-1] = 0.1
    model = LearnedEwmaErrors(0.985)

    calm_width, stormy_width = (
        model.errors(from_returns(moves), WEEK, [0.9]).item() for moves in (returns, stormy)
    )

    fed = 0.015 * (0.1**2 - returns[-1] ** 2)
    variance = _variance(returns)
    assert stormy_width / calm_width == pytest.approx(np.sqrt(1 + fed / variance), rel=0.02)


def _variance(returns: np.ndarray) -> float:
    variance = float(np.mean(returns[:60] ** 2))
    for move in returns[60:]:
        variance = 0.985 * variance + 0.015 * move**2
    return variance


def test_gaussian_moves_have_gaussian_quantiles() -> None:
    returns = 0.01 * np.random.default_rng(4).standard_normal(20_000)
    history = from_returns(returns[:7000])

    upper = LearnedEwmaErrors(0.999).errors(history, Ahead((1,), (1,)), [0.975]).item()

    assert upper == pytest.approx(1.96 * 0.01, rel=0.06)


def test_six_hundred_fixings_are_needed() -> None:
    history = from_returns([0.01] * 598)
    learned = EwmaErrors().learn(history, seed=1)

    with pytest.raises(TooLittleHistory, match="600 fixings and got 599"):
        learned.errors(history, Ahead((7,), (5,)), [0.5])
