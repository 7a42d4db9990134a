"""Random walk with drift: E[log S[t+h] - log S[t]] = h * mean of all daily log returns so far.

The mean is a constant, and a constant extrapolates the sample's trend: (log S[t] - log S[0]) / t.
It is here on purpose, and by name, so that what a drift costs can be read beside the random walk
(on NBP fixings from 2016, 1 to 2 % of RMSE). Reference: Meese & Rogoff (1983), "Empirical exchange
rate models of the seventies", J. Int. Econ. 14, 3-24, doi:10.1016/0022-1996(83)90017-X.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from forexlib.core.history import Ahead, Floats, History
from forexlib.core.model import Refit, Steps
from forexlib.models.enough import expect_fixings
from forexlib.models.origins import from_the_end


@dataclass(frozen=True, slots=True)
class Drift:
    """Settings.

    Attributes:
        least: Fewest daily returns a mean is taken of.
        refit: Nothing slow is learned; a formality of the port.
    """

    least: int = 250
    refit: Refit = "year"

    def learn(self, history: History, *, horizons: Sequence[int], seed: int) -> LearnedDrift:  # noqa: ARG002
        """There is nothing to learn ahead of the day.

        Raises:
            TooLittleHistory: If there are fewer than `least` + 1 fixings.
        """
        expect_fixings(history, self.least + 1, who="The drift needs")
        return LearnedDrift()


@dataclass(frozen=True, slots=True)
class LearnedDrift:
    """Expects the mean of the past to go on."""

    def centre(self, history: History, ahead: Ahead) -> Floats:
        """Expected log return to each horizon, shape (h,)."""
        return from_the_end(self, history, ahead)

    def centres(self, history: History, origins: Sequence[int], steps: Steps) -> Floats:
        """Expected log returns from each of `origins`, shape (n, h)."""
        at = np.asarray(origins, dtype=np.intp)
        mean = (history.log_rate[at] - history.log_rate[0]) / at
        return mean[:, None] * steps

    def importances(self) -> Mapping[int, Mapping[str, float]]:
        """It uses no features."""
        return {}
