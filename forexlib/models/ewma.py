"""Empirical errors scaled by exponentially weighted volatility, made symmetric.

    q[h](p) = sigma[t] * sqrt(h) * Q_p({z[s]} and {-z[s]}),   z[s] as in `errors_at_horizon`

Filtered historical simulation without a model of the path: the shape comes from the errors of
every realised origin at that very horizon, the size from today's volatility. Symmetry is imposed
because unsymmetrised errors carry the sample's trend into the forecast (5-9 % worse CRPS at 90
days). Reference: Barone-Adesi, Giannopoulos & Vosper (1999), "VaR without correlations for
portfolios of derivative securities", J. Futures Markets 19, 583-602.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from forexlib.core.history import Ahead, Floats, History
from forexlib.core.model import Refit
from forexlib.models.enough import expect_fixings
from forexlib.models.errors_at_horizon import scaled_errors, volatility_known
from forexlib.models.symmetry import symmetric_quantiles


@dataclass(frozen=True, slots=True)
class EwmaErrors:
    """Settings.

    Attributes:
        decay: Weight of yesterday's variance; .985 forgets half in 46 trading days.
        least: Fewest fixings from which errors are collected.
        refit: Nothing slow is learned; a formality of the port.
    """

    decay: float = 0.985
    least: int = 600
    refit: Refit = "year"

    def learn(self, history: History, *, seed: int) -> LearnedEwmaErrors:  # noqa: ARG002
        """There is nothing to learn ahead of the day."""
        return LearnedEwmaErrors(self.decay, self.least)


@dataclass(frozen=True, slots=True)
class LearnedEwmaErrors:
    """The decay is all there is to know ahead of the day."""

    decay: float
    least: int = 0

    def errors(self, history: History, ahead: Ahead, levels: Sequence[float]) -> Floats:
        """Quantiles of the error in log return, shape (h, len(levels)).

        Raises:
            TooLittleHistory: If there are fewer than `least` fixings.
        """
        expect_fixings(history, self.least, who="Scaled empirical errors need")
        sigma = volatility_known(history, decay=self.decay)
        rows = [
            symmetric_quantiles(scaled_errors(history, sigma, days).moves, levels)
            * (sigma[-1] * np.sqrt(steps))
            for days, steps in zip(ahead.horizon_days, ahead.trading_days, strict=True)
        ]
        return np.vstack(rows)
