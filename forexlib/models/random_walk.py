"""Driftless random walk: log S[t+h] ~ Normal(log S[t], h * sigma**2), h in trading days.

The denominator of every ratio this system reports. sigma**2 is the mean square of all daily log
returns so far. Reference: Meese & Rogoff (1983), "Empirical exchange rate models of the
seventies", J. Int. Econ. 14, 3-24, doi:10.1016/0022-1996(83)90017-X.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
from scipy.special import ndtri

from forexlib.core.history import Ahead, Floats, History
from forexlib.core.model import Refit, Steps
from forexlib.models.enough import expect_fixings


@cache
def _normal_quantiles(levels: tuple[float, ...]) -> Floats:
    return ndtri(np.asarray(levels))


@dataclass(frozen=True, slots=True)
class RandomWalk:
    """Settings of the Gaussian spread.

    Attributes:
        least: Fewest daily returns from which a variance is estimated.
        refit: Nothing slow is learned; a formality of the port.
    """

    least: int = 250
    refit: Refit = "year"

    def learn(self, history: History, *, seed: int) -> LearnedRandomWalk:  # noqa: ARG002
        """There is nothing to learn ahead of the day."""
        return LearnedRandomWalk(self.least)


@dataclass(frozen=True, slots=True)
class LearnedRandomWalk:
    """Gaussian errors with the expanding variance."""

    least: int = 1

    def errors(self, history: History, ahead: Ahead, levels: Sequence[float]) -> Floats:
        """Quantiles of the error in log return, shape (h, len(levels)).

        Raises:
            TooLittleHistory: If there are fewer than `least` + 1 fixings.
        """
        expect_fixings(history, self.least + 1, who="The random walk needs")
        sigma = np.sqrt(np.mean(history.returns**2))
        steps = np.sqrt(np.asarray(ahead.trading_days, dtype=np.float64))
        return sigma * np.outer(steps, _normal_quantiles(tuple(levels)))


@dataclass(frozen=True, slots=True)
class NoChange:
    """The centre of the random walk: the log rate stays where it is."""

    refit: Refit = "year"

    def learn(
        self,
        history: History,  # noqa: ARG002
        *,
        horizons: Sequence[int],  # noqa: ARG002
        seed: int,  # noqa: ARG002
    ) -> LearnedNoChange:
        """Nothing to learn."""
        return LearnedNoChange()


@dataclass(frozen=True, slots=True)
class LearnedNoChange:
    """Expects no change."""

    def centre(self, history: History, ahead: Ahead) -> Floats:  # noqa: ARG002
        """Zeros, one per horizon."""
        return np.zeros(len(ahead.horizon_days))

    def centres(self, history: History, origins: Sequence[int], steps: Steps) -> Floats:  # noqa: ARG002
        """Zeros, shape (n, h)."""
        return np.zeros(steps.shape)

    def importances(self) -> Mapping[int, Mapping[str, float]]:
        """It uses no features."""
        return {}
