"""Exponential smoothing: the filter, the start of it, the choice of a trend, and theta."""

from collections.abc import Callable
from functools import cache

import numpy as np
import pytest

from forexlib.core.errors import MemberFailed
from forexlib.core.history import Ahead, Floats
from forexlib.models.ets import TRENDS, AutoEts, corrected_criterion, least_squares
from forexlib.models.smoothing import LearnedSmoothing, Smoothing, best_start
from forexlib.models.theta import Theta, slope_on_time
from tests.panels import FIRST_DAY
from tests.series import history

AHEAD = Ahead((1, 7, 30), (1, 5, 21))
DAMPED = Smoothing(alpha=0.6, beta=0.2, phi=0.9)
LEVEL, SLOPE = 6.5, 0.004


def naive(levels: Floats, by: Smoothing) -> tuple[float, float, Floats]:
    """The level and the slope at the end, and the errors on the way, as the book writes them."""
    level, slope, errors = LEVEL, SLOPE, []
    for observed in levels:
        slope = by.phi * slope
        error = float(observed) - level - slope
        level, slope = level + slope + by.alpha * error, slope + by.beta * error
        errors.append(error)
    return level, slope, np.array(errors)


@cache
def wandering(*, count: int = 600) -> Floats:
    """A random walk observed with as much noise again: the best alpha is (5**.5 - 1) / 2 = .618."""
    generator = np.random.default_rng(5)
    walk = np.cumsum(0.01 * generator.standard_normal(count))
    return 6.5 + walk + 0.01 * generator.standard_normal(count)


@cache
def trending() -> Floats:
    """Holt's process with a slope that hardly moves: 0.4 % a day beside noise of 0.2 %."""
    shocks = 0.002 * np.random.default_rng(6).standard_normal(600)
    levels, level, slope = np.empty(600), 6.5, 0.004
    for i, shock in enumerate(shocks):
        levels[i] = level + slope + shock
        level, slope = level + slope + 0.3 * shock, slope + 0.02 * shock
    return levels


def test_the_forecast_is_the_naive_recursion() -> None:
    levels = wandering(count=40)
    level, slope, _ = naive(levels, DAMPED)

    centre = LearnedSmoothing(DAMPED, FIRST_DAY, LEVEL, SLOPE).centre(history(levels), AHEAD)

    damped = [sum(0.9**k for k in range(1, h + 1)) for h in (1, 5, 21)]
    assert centre == pytest.approx([level + days * slope - levels[-1] for days in damped])


def test_what_came_before_the_start_is_not_looked_at() -> None:
    longer, start = history(wandering(count=40)), 15
    learned = LearnedSmoothing(DAMPED, longer.dates[start].item(), LEVEL, SLOPE)

    centre = learned.centre(longer, AHEAD)

    assert centre == pytest.approx(learned.centre(longer.last(40 - start), AHEAD))


@pytest.mark.parametrize("begin", [0, 20], ids=["too early", "without the start"])
def test_a_history_that_does_not_hold_the_start_is_refused(begin: int) -> None:
    whole = history(wandering(count=40))
    learned = LearnedSmoothing(DAMPED, whole.dates[15].item(), LEVEL, SLOPE)

    with pytest.raises(MemberFailed, match="not in the history before"):
        learned.centre(whole.part(begin, begin + 10), AHEAD)


def test_the_best_start_leaves_the_least_squares() -> None:
    levels = wandering(count=60)

    level, slope, squares = best_start(levels, DAMPED)

    ones, trend = np.ones(60), np.cumsum(0.9 ** np.arange(1, 61))

    def cost(l0: float, b0: float) -> float:
        return float(np.sum(DAMPED.errors(levels - l0 * ones - b0 * trend) ** 2))

    assert squares == pytest.approx(cost(level, slope))
    for aside in ((1e-4, 0.0), (-1e-4, 0.0), (0.0, 1e-4), (0.0, -1e-4)):
        assert cost(level + aside[0], slope + aside[1]) > squares


def test_the_errors_are_the_naive_ones() -> None:
    levels = wandering(count=40)
    _, _, errors = naive(levels, DAMPED)
    start = LEVEL + SLOPE * np.cumsum(0.9 ** np.arange(1, 41))

    assert DAMPED.errors(levels - start) == pytest.approx(errors)


@pytest.mark.parametrize(("trend", "code"), [("none", "ANN"), ("linear", "AAN"), ("damped", "AAN")])
@pytest.mark.parametrize("levels", [wandering, trending])
def test_no_worse_a_fit_than_statsforecast(
    trend: str, code: str, levels: Callable[[], Floats]
) -> None:
    from statsforecast.ets import ets_f  # noqa: PLC0415  (seconds to import)

    ours = best_start(levels(), least_squares(levels(), TRENDS[trend]))[2]

    theirs = ets_f(levels(), m=1, model=code, damped=trend == "damped")
    assert ours <= np.sum(np.asarray(theirs["residuals"]) ** 2) * (1 + 1e-6)


def test_the_share_of_noise_is_found() -> None:
    found = least_squares(wandering(), TRENDS["none"])

    assert found.alpha == pytest.approx(0.618, abs=0.1)


def test_a_trend_is_chosen_where_there_is_one_and_not_where_there_is_none() -> None:
    chosen = {
        series: AutoEts().learn(history(levels), horizons=(7,), seed=1).smoothing.phi
        for series, levels in {"wandering": wandering(), "trending": trending()}.items()
    }

    assert chosen == {"wandering": 0.0, "trending": 1.0}


def test_the_criterion_charges_a_linear_trend_two_parameters_and_a_state() -> None:
    levels, count = wandering(), 600
    same = Smoothing(0.5)
    none, linear = (corrected_criterion(levels, TRENDS[name], same) for name in ("none", "linear"))

    assert linear - none == pytest.approx(2 * 5 * count / (count - 6) - 2 * 3 * count / (count - 4))


def test_theta_is_the_formula_of_hyndman_and_billah() -> None:
    """SES + b/2 (h - 1 + 1/alpha - (1 - alpha)**n / alpha), their equation 6."""
    levels, horizons, count = trending(), np.array(AHEAD.trading_days), 600
    learned = Theta().learn(history(levels), horizons=(7,), seed=1)
    alpha, slope = learned.smoothing.alpha, np.polyfit(np.arange(count), levels, 1)[0]

    centre = learned.centre(history(levels), AHEAD)

    smooth = learned.level
    for observed in levels:
        smooth += alpha * (observed - smooth)
    drift = slope / 2 * (horizons - 1 + 1 / alpha - (1 - alpha) ** (count + 1) / alpha)
    started = slope / 2 * (1 - alpha) ** count  # they count from the first value, we from before it
    assert slope_on_time(levels) == pytest.approx(slope)
    assert centre == pytest.approx(smooth + drift + started - levels[-1], abs=1e-9)


def test_theta_goes_half_as_far_as_the_trend() -> None:
    straight = history(6.5 + 0.001 * np.arange(600) + 1e-6 * wandering())

    centre = Theta().learn(straight, horizons=(30,), seed=1).centre(straight, Ahead((30,), (21,)))

    assert centre.item() == pytest.approx(21 * 0.0005, abs=0.0006)
