"""ARMA in the returns: forecasts by hand, and what is found where there is something to find."""

import numpy as np
import pytest

from forexlib.core.history import Ahead
from forexlib.models.arima import Arima, LearnedArma, corrected_criterion
from forexlib.models.arma_likelihood import Arma, deviance
from tests.series import from_returns

AHEAD = Ahead((1, 2, 3), (1, 2, 3))


def test_an_autoregression_expects_a_geometric_echo_of_the_last_return() -> None:
    history = from_returns([0.03, -0.01, 0.08])

    centre = LearnedArma(ar=(0.5,), ma=()).centre(history, AHEAD)

    assert centre == pytest.approx([0.04, 0.06, 0.07])  # 0.08 / 2, plus / 4, plus / 8


def test_a_moving_average_expects_one_step_of_the_last_shock() -> None:
    history = from_returns([0.04, 0.01])  # shocks: 0.04, then 0.01 - 0.5 * 0.04 = -0.01

    centre = LearnedArma(ar=(), ma=(0.5,)).centre(history, AHEAD)

    assert centre == pytest.approx([-0.005, -0.005, -0.005])


def test_a_mixed_model_is_the_naive_recursion() -> None:
    returns = 0.01 * np.random.default_rng(1).standard_normal(300)
    (phi1, phi2), (theta1, theta2) = (0.3, -0.2), (0.25, 0.1)
    values, shocks = [0.0, 0.0], [0.0, 0.0]
    for move in returns:
        known = phi1 * values[-1] + phi2 * values[-2] + theta1 * shocks[-1] + theta2 * shocks[-2]
        values.append(float(move))
        shocks.append(float(move) - known)
    for _ in range(3):
        known = phi1 * values[-1] + phi2 * values[-2] + theta1 * shocks[-1] + theta2 * shocks[-2]
        values.append(known)
        shocks.append(0.0)

    centre = LearnedArma(ar=(phi1, phi2), ma=(theta1, theta2)).centre(from_returns(returns), AHEAD)

    assert centre == pytest.approx(np.cumsum(values[-3:]))


def test_without_coefficients_it_is_the_random_walk() -> None:
    centre = LearnedArma(ar=(), ma=()).centre(from_returns([0.03, 0.01]), AHEAD)

    assert centre.tolist() == [0.0, 0.0, 0.0]


def test_a_strong_autoregression_is_found() -> None:
    shocks = 0.01 * np.random.default_rng(2).standard_normal(1200)
    returns = np.zeros(1200)
    for i in range(1, 1200):
        returns[i] = 0.5 * returns[i - 1] + shocks[i]
    history = from_returns(returns)

    learned = Arima().learn(history, horizons=(1,), seed=1)

    expected = 0.5 * returns[-1]
    assert learned.centre(history, Ahead((1,), (1,))).item() == pytest.approx(expected, rel=0.2)


def test_a_trend_is_not_extrapolated() -> None:
    """Noise around +0.05 % a day: a constant would claim 5 % in a hundred days."""
    returns = 0.0005 + 0.01 * np.random.default_rng(3).standard_normal(1000)
    history = from_returns(returns)

    learned = Arima().learn(history, horizons=(140,), seed=1)

    assert abs(learned.centre(history, Ahead((140,), (100,))).item()) < 0.01


def test_noise_is_mostly_taken_for_the_random_walk_it_is() -> None:
    """Not always: with nine orders to choose from, AICc is fooled by nearly half of the samples."""
    learned = [
        Arima().learn(
            from_returns(0.01 * np.random.default_rng(seed).standard_normal(1000)),
            horizons=(1,),
            seed=1,
        )
        for seed in range(20, 60)
    ]

    assert learned.count(LearnedArma((), ())) > 20


def test_the_criterion_charges_two_a_parameter_and_a_little_more() -> None:
    returns, process = np.random.default_rng(13).standard_normal(100), Arma(ar=(0.1,), ma=(0.2,))

    charged = corrected_criterion(returns, process) - deviance(returns, process)

    assert charged == pytest.approx(2 * 3 + 2 * 3 * 4 / 96)  # AIC, and 2 k (k + 1) / (n - k - 1)


def test_an_order_may_be_kept_from_being_tried() -> None:
    returns = np.zeros(1200)
    for i, shock in enumerate(0.01 * np.random.default_rng(2).standard_normal(1199)):
        returns[i + 1] = 0.5 * returns[i] + shock

    learned = Arima(most=0).learn(from_returns(returns), horizons=(1,), seed=1)

    assert learned == LearnedArma((), ())
