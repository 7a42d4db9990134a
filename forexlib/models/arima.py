"""ARMA in the mean of daily log returns, order chosen by AICc; with a GARCH spread, ARIMA-GARCH.

    r[t] = phi1 r[t-1] + ... + phip r[t-p] + e[t] + theta1 e[t-1] + ... + thetaq e[t-q]

The log rate is integrated once and has no constant: a constant would be drift in disguise. The
order and the coefficients are chosen on the refit day from the newest `window` returns, by maximum
likelihood; from then on the innovations are filtered with them. The order (0, 0) is the random walk
itself. Reference: Hyndman & Khandakar (2008), "Automatic time series forecasting", J. Stat. Softw.
27(3), doi:10.18637/jss.v027.i03; with orders this low every one is tried, not only a path of them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import product

import numpy as np

from forexlib.core.history import Ahead, Floats, History
from forexlib.core.model import Refit, Steps
from forexlib.models.arma_likelihood import Arma, deviance, innovations, most_likely
from forexlib.models.enough import expect_fixings
from forexlib.models.origins import cumulated, from_the_end

NEAREST_ROOT = 1.01
"""Processes with a root nearer to the unit circle are not considered, as Hyndman & Khandakar do."""


@dataclass(frozen=True, slots=True)
class Arima:
    """Settings.

    Attributes:
        window: Newest daily returns the order and the coefficients are chosen from.
        most: Highest order of either polynomial, two at most.
        least: Fewest fixings from which anything is chosen.
        refit: When order and coefficients are chosen again.
    """

    window: int = 1000
    most: int = 2
    least: int = 500
    refit: Refit = "quarter"

    def learn(self, history: History, *, horizons: Sequence[int], seed: int) -> LearnedArma:  # noqa: ARG002
        """Estimate every order by maximum likelihood and keep the one with the least AICc.

        Raises:
            TooLittleHistory: If there are fewer than `least` fixings.
        """
        expect_fixings(history, self.least, who="ARIMA needs")
        returns = history.returns[-self.window :]
        orders = product(range(self.most + 1), repeat=2)
        found = [most_likely(returns, p=p, q=q) for p, q in orders]
        usable = [process for process in found if process.nearest_root() >= NEAREST_ROOT]
        best = min(usable, key=lambda process: corrected_criterion(returns, process))
        return LearnedArma(best.ar, best.ma)


def corrected_criterion(returns: Floats, process: Arma) -> float:
    """AICc = -2 log L + 2 k n / (n - k - 1), the k parameters being coefficients and variance."""
    count, parameters = len(returns), len(process.ar) + len(process.ma) + 1
    return deviance(returns, process) + 2.0 * parameters * count / (count - parameters - 1)


@dataclass(frozen=True, slots=True)
class LearnedArma:
    """Coefficients phi and theta; both empty for the random walk."""

    ar: tuple[float, ...]
    ma: tuple[float, ...]

    def centre(self, history: History, ahead: Ahead) -> Floats:
        """Expected log return to each horizon, shape (h,)."""
        return from_the_end(self, history, ahead)

    def centres(self, history: History, origins: Sequence[int], steps: Steps) -> Floats:
        """Expected log returns from each of `origins`, shape (n, h)."""
        last = np.asarray(origins, dtype=np.intp) - 1  # return i is known at fixing i + 1
        returns = history.returns
        shocks = innovations(returns, Arma(self.ar, self.ma))
        past = [_at(returns, last - lag) for lag in range(len(self.ar))]
        news = [_at(shocks, last - lag) for lag in range(len(self.ma))]
        daily = np.zeros((int(steps.max(initial=0)), len(last)))
        for day in range(len(daily)):
            for weight, known in zip((*self.ar, *self.ma), (*past, *news), strict=True):
                daily[day] += weight * known
            past = [daily[day], *past][: len(self.ar)]
            news = [np.zeros(len(last)), *news][: len(self.ma)]
        return cumulated(daily, steps)

    def importances(self) -> Mapping[int, Mapping[str, float]]:
        """Coefficients are not shares; none are reported."""
        return {}


def _at(values: Floats, positions: Floats) -> Floats:
    """Values at the positions, zero before the first."""
    return np.where(positions >= 0, values[np.maximum(positions, 0)], 0.0)
