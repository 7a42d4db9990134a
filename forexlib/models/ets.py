"""Exponential smoothing with the trend the criterion chooses: none, linear or damped.

    AICc = n log(SSE / n) + 2 k n / (n - k - 1)

(A,N,N), (A,A,N) and (A,Ad,N) of `smoothing` are estimated by least squares, which is maximum
likelihood, on the newest `window` log rates, and k counts the smoothing parameters, the state
before the first day and the variance. Only what was learned on the refit day is kept; the state is
filtered from it to the newest fixing. A linear or damped trend is a drift and a forecast of one: it
is chosen here by the data, on purpose. Reference: Hyndman, Koehler, Snyder & Grose (2002), "A state
space framework for automatic forecasting using exponential smoothing methods", Int. J. Forecasting
18, 439-454, doi:10.1016/S0169-2070(01)00110-8.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

import numpy as np

from forexlib.core.history import Floats, History
from forexlib.core.model import Refit
from forexlib.models.enough import expect_fixings
from forexlib.models.smoothing import LearnedSmoothing, Smoothing, best_start

SHARE = (1e-4, 0.9999)
"""Bounds of alpha, and of beta as a share of alpha: the usual region."""

DAMPING = (0.8, 0.98)
"""Bounds of phi: less is hardly a trend, more hardly damped."""


@dataclass(frozen=True, slots=True)
class Trend:
    """One of the three ways to have a trend.

    Attributes:
        bounds: Of what is searched for.
        starts: Where the search begins, each as `bounds`.
        smoothing: The parameters at a point of the search.
        states: Numbers that describe the state before the first day.
    """

    bounds: tuple[tuple[float, float], ...]
    starts: tuple[tuple[float, ...], ...]
    smoothing: Callable[[Sequence[float]], Smoothing]
    states: int


TRENDS: Final[Mapping[str, Trend]] = MappingProxyType(
    {
        "none": Trend((SHARE,), ((0.9,), (0.1,)), lambda at: Smoothing(at[0]), 1),
        "linear": Trend(
            (SHARE, SHARE),
            ((0.9, 0.01), (0.1, 0.1)),
            lambda at: Smoothing(at[0], at[0] * at[1], 1.0),
            2,
        ),
        "damped": Trend(
            (SHARE, SHARE, DAMPING),
            ((0.9, 0.01, 0.9), (0.1, 0.1, 0.95)),
            lambda at: Smoothing(at[0], at[0] * at[1], at[2]),
            2,
        ),
    }
)


@dataclass(frozen=True, slots=True)
class AutoEts:
    """Settings.

    Attributes:
        window: Newest log rates the trend and the parameters are chosen from.
        least: Fewest fixings from which anything is chosen.
        refit: When trend and parameters are chosen again.
    """

    window: int = 1000
    least: int = 500
    refit: Refit = "quarter"

    def learn(self, history: History, *, horizons: Sequence[int], seed: int) -> LearnedSmoothing:  # noqa: ARG002
        """Estimate the three and keep the one with the least AICc.

        Raises:
            TooLittleHistory: If there are fewer than `least` fixings.
        """
        expect_fixings(history, self.least, who="Exponential smoothing needs")
        recent = history.last(self.window)
        fits = [(trend, least_squares(recent.log_rate, trend)) for trend in TRENDS.values()]
        _, best = min(fits, key=lambda fit: corrected_criterion(recent.log_rate, *fit))
        level, slope, _ = best_start(recent.log_rate, best)
        return LearnedSmoothing(best, recent.dates[0].item(), level, slope)


def least_squares(levels: Floats, trend: Trend) -> Smoothing:
    """The parameters within the bounds of `trend` whose errors have the least squares."""
    from scipy.optimize import minimize  # noqa: PLC0415  (a quarter of a second to import)

    def cost(point: Sequence[float]) -> float:
        return float(np.log(best_start(levels, trend.smoothing(point))[2]))

    searches = [
        minimize(cost, start, method="L-BFGS-B", bounds=trend.bounds) for start in trend.starts
    ]
    return trend.smoothing(tuple(min(searches, key=lambda found: found.fun).x.tolist()))


def corrected_criterion(levels: Floats, trend: Trend, smoothing: Smoothing) -> float:
    """AICc up to a constant that is the same for every trend."""
    count, parameters = len(levels), len(trend.bounds) + trend.states + 1
    squares = best_start(levels, smoothing)[2]
    penalty = 2.0 * parameters * count / (count - parameters - 1)
    return count * float(np.log(squares / count)) + penalty
