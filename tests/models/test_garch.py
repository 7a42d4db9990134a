"""GJR-GARCH: the filter, the simulation and the refusals, each against another way to know."""

from dataclasses import replace

import numpy as np
import pytest

from forexlib.core.errors import MemberFailed
from forexlib.core.history import Ahead, Floats
from forexlib.models.garch import Garch, LearnedGarch, _errors, _most_likely
from tests.series import from_returns

OMEGA, ALPHA, GAMMA, BETA = 1e-6, 0.04, 0.06, 0.90
PERSISTENCE = ALPHA + GAMMA / 2 + BETA
MEAN_VARIANCE = OMEGA / (1 - PERSISTENCE)
LEARNED = LearnedGarch(OMEGA, ALPHA, GAMMA, BETA, paths=200_000, seed=5)


def simulated_returns(count: int, *, seed: int) -> Floats:
    """Returns of exactly the process of `LEARNED`, with normal shocks."""
    returns, variance = np.empty(count), MEAN_VARIANCE
    for i, shock in enumerate(np.random.default_rng(seed).standard_normal(count)):
        returns[i] = np.sqrt(variance) * shock
        news = ALPHA + GAMMA * (returns[i] < 0)
        variance = OMEGA + news * returns[i] ** 2 + BETA * variance
    return returns


def test_the_variance_filter_is_the_naive_loop() -> None:
    returns = simulated_returns(500, seed=1)
    expected = [float(np.mean(returns**2))]
    for move in returns:
        news = ALPHA + (GAMMA if move < 0 else 0.0)
        expected.append(OMEGA + news * move**2 + BETA * expected[-1])

    assert LEARNED.variances(returns) == pytest.approx(np.array(expected))


def test_a_fall_raises_tomorrows_variance_by_gamma_more_than_a_rise() -> None:
    up, down = np.zeros(100), np.zeros(100)
    up[-1], down[-1] = 0.02, -0.02

    difference = LEARNED.variances(down)[-1] - LEARNED.variances(up)[-1]

    assert difference == pytest.approx(GAMMA * 0.02**2)


@pytest.mark.parametrize("variance", [MEAN_VARIANCE / 3, MEAN_VARIANCE, MEAN_VARIANCE * 5])
def test_simulated_variance_is_the_analytic_forecast(variance: float) -> None:
    """E[sigma2[t+k]] = mean + persistence**(k-1) * (sigma2[t+1] - mean), shocks symmetric."""
    steps = (1, 5, 63)
    days_ahead = np.arange(63)
    daily = MEAN_VARIANCE + PERSISTENCE**days_ahead * (variance - MEAN_VARIANCE)
    drawn = np.random.default_rng(6).standard_normal(2000)
    residuals = np.concatenate((drawn, -drawn))

    moved = LEARNED._simulate(residuals / residuals.std(), variance, steps)

    assert np.mean(moved**2, axis=1) == pytest.approx(np.cumsum(daily)[[0, 4, 62]], rel=0.02)


def test_mirrored_residuals_leave_the_first_day_without_skew() -> None:
    moved = LEARNED._simulate(np.array([0.5, 1.5]), MEAN_VARIANCE, (1,))

    assert moved.mean() == pytest.approx(0.0, abs=1e-12)


def test_parameters_are_recovered_from_a_long_simulation() -> None:
    learned = Garch().learn(from_returns(simulated_returns(8000, seed=2)), seed=1)

    assert learned.alpha + learned.gamma / 2 + learned.beta == pytest.approx(PERSISTENCE, abs=0.02)
    assert learned.gamma == pytest.approx(GAMMA, abs=0.03)
    assert learned.beta == pytest.approx(BETA, abs=0.03)


def test_a_storm_widens_the_forecast_and_most_at_the_short_horizon() -> None:
    calm = simulated_returns(1000, seed=3)
    stormy = np.concatenate((calm, [0.05, -0.05]))
    quiet = np.concatenate((calm, [0.0, 0.0]))
    ahead = Ahead((7, 90), (5, 63))

    wide, narrow = (LEARNED.errors(from_returns(r), ahead, [0.975]) for r in (stormy, quiet))

    ratios = (wide / narrow).ravel()
    assert ratios[0] > ratios[1] > 1.05


def test_variance_that_only_ever_grows_is_refused() -> None:
    growing = np.exp(np.linspace(-9, -3, 1200)) * np.random.default_rng(4).standard_normal(1200)

    with pytest.raises(MemberFailed, match="stationary"):
        Garch().learn(from_returns(growing), seed=1)


def test_the_drift_of_the_returns_does_not_widen_the_forecast() -> None:
    """Up 2 % two days in three, down 1 % else: symmetrised, a mean square of 3e-4 a day."""
    history = from_returns(np.tile([0.02, 0.02, -0.01], 200))
    constant = LearnedGarch(omega=3e-4, alpha=0.0, gamma=0.0, beta=0.0, paths=100_000, seed=1)

    upper = constant.errors(history, Ahead((90,), (63,)), [0.975]).item()

    assert upper == pytest.approx(1.96 * np.sqrt(63 * 3e-4), rel=0.02)


def test_asking_again_is_free_and_answers_the_same_bytes() -> None:
    history, ahead = from_returns(simulated_returns(700, seed=7)), Ahead((7, 30), (5, 21))
    garch = Garch(paths=1000)
    _most_likely.cache_clear()
    _errors.cache_clear()

    first, second = (
        garch.learn(history, seed=1).errors(history, ahead, [0.1, 0.9]) for _ in range(2)
    )

    assert first.tobytes() == second.tobytes()
    assert (_most_likely.cache_info().hits, _errors.cache_info().hits) == (1, 1)


def test_what_is_kept_cannot_be_written_on() -> None:
    history, ahead = from_returns(simulated_returns(300, seed=8)), Ahead((7,), (5,))
    answered = LEARNED.errors(history, ahead, [0.9])
    kept = answered.copy()

    answered[:] = 0.0

    assert LEARNED.errors(history, ahead, [0.9]).tobytes() == kept.tobytes()


def test_other_settings_returns_steps_or_levels_are_another_answer() -> None:
    history, ahead = from_returns(simulated_returns(300, seed=9)), Ahead((7,), (5,))
    few = replace(LEARNED, paths=2000)

    answers = [
        few.errors(history, ahead, [0.9]),
        replace(few, seed=6).errors(history, ahead, [0.9]),
        few.errors(history.first(290), ahead, [0.9]),
        few.errors(history, Ahead((7,), (6,)), [0.9]),
        few.errors(history, ahead, [0.8]),
    ]

    assert len({answer.item() for answer in answers}) == 5
