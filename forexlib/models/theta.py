"""The theta method: simple exponential smoothing with half the trend of the window as drift.

    l[t] = l[t-1] + b / 2 + alpha e[t],   E[y[t+h] | t] = l[t] + h b / 2

b is the least-squares slope of the log rates on time: that smoothing with this drift is all the
theta method does was shown by Hyndman & Billah (2003), "Unmasking the theta method", Int. J.
Forecasting 19, 287-290, doi:10.1016/S0169-2070(01)00143-1. The method: Assimakopoulos &
Nikolopoulos (2000), "The theta model: a decomposition approach to forecasting", Int. J. Forecasting
16, 521-530, doi:10.1016/S0169-2070(00)00066-2. Half a trend is a drift, and here it is meant.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from forexlib.core.history import Floats, History
from forexlib.core.model import Refit
from forexlib.models.enough import expect_fixings
from forexlib.models.ets import TRENDS, least_squares
from forexlib.models.smoothing import LearnedSmoothing, Smoothing, best_start


@dataclass(frozen=True, slots=True)
class Theta:
    """Settings.

    Attributes:
        window: Newest log rates that slope and smoothing are learned from.
        least: Fewest fixings from which anything is learned.
        refit: When slope and smoothing are learned again.
    """

    window: int = 1000
    least: int = 500
    refit: Refit = "quarter"

    def learn(self, history: History, *, horizons: Sequence[int], seed: int) -> LearnedSmoothing:  # noqa: ARG002
        """Take the drift out, estimate the smoothing of what is left by least squares.

        Raises:
            TooLittleHistory: If there are fewer than `least` fixings.
        """
        expect_fixings(history, self.least, who="The theta method needs")
        recent = history.last(self.window)
        drift = slope_on_time(recent.log_rate) / 2.0
        driftless = recent.log_rate - drift * np.arange(1, len(recent) + 1)
        alpha = least_squares(driftless, TRENDS["none"]).alpha
        level, _, _ = best_start(driftless, Smoothing(alpha))
        return LearnedSmoothing(Smoothing(alpha, 0.0, 1.0), recent.dates[0].item(), level, drift)


def slope_on_time(levels: Floats) -> float:
    """Least-squares slope of the levels on 1, 2, ..., n."""
    time = np.arange(len(levels)) - (len(levels) - 1) / 2.0
    return float((time * levels).sum() / (time * time).sum())
