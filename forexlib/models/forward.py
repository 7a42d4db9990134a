"""Covered interest parity: the forward rate that two short interest rates imply.

    E[log S[t+h] - log S[t]] = log((1 + i_home d / 360) / (1 + i_dollar d / 360)),   d calendar days

i are yearly rates, simple interest on the money market's 360 days, as known at the origin. It is
what a treasurer can lock in, and a benchmark beside the random walk: forwards forecast no better
than no change (the forward premium puzzle). Reference: Fama (1984), "Forward and spot exchange
rates", J. Monetary Economics 14, 319-338, doi:10.1016/0304-3932(84)90046-1.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from forexlib.core.errors import MemberFailed
from forexlib.core.history import Ahead, Floats, History
from forexlib.core.model import Refit, Steps
from forexlib.core.reason import Reason

DAYS_A_YEAR = 360.0
PERCENT = 100.0


@dataclass(frozen=True, slots=True)
class Forward:
    """Settings.

    Attributes:
        home: Series of the policy rate of the quote currency, in percent a year.
        dollar: The same of the dollar's.
        refit: Nothing slow is learned; a formality of the port.
    """

    home: str = "tpm/CLP"
    dollar: str = "fred/DFF"
    refit: Refit = "year"

    def learn(self, history: History, *, horizons: Sequence[int], seed: int) -> LearnedForward:  # noqa: ARG002
        """Find the two rates.

        Raises:
            MemberFailed: If either is missing.
        """
        for name in (self.home, self.dollar):
            _column(name, history)
        return LearnedForward(self.home, self.dollar, tuple(horizons))


@dataclass(frozen=True, slots=True)
class LearnedForward:
    """The names of the two rates, and the horizons in calendar days."""

    home: str
    dollar: str
    horizons: tuple[int, ...]

    def centre(self, history: History, ahead: Ahead) -> Floats:
        """Expected log return to each horizon, shape (h,).

        Raises:
            MemberFailed: If a rate is missing, or too old to count as known at the origin.
        """
        expected = _premium(self._rates(history)[-1:], ahead.horizon_days)[0]
        if not np.isfinite(expected).all():
            raise MemberFailed(
                Reason("forward_needs", home=self.home, dollar=self.dollar, day=history.last_day),
                remedy="Ingest newer interest rates; `forex sources check` says what failed.",
            )
        return expected

    def centres(self, history: History, origins: Sequence[int], steps: Steps) -> Floats:  # noqa: ARG002
        """Expected log returns from each of `origins`, shape (n, h); NaN where one is unknown."""
        return _premium(self._rates(history)[np.asarray(origins, dtype=np.intp)], self.horizons)

    def importances(self) -> Mapping[int, Mapping[str, float]]:
        """It uses no features."""
        return {}

    def _rates(self, history: History) -> Floats:
        """The two yearly rates known beside each fixing, as shares, shape (n, 2)."""
        columns = [_column(name, history) for name in (self.home, self.dollar)]
        return np.exp(history.regressors[:, columns]) / PERCENT


def _premium(rates: Floats, horizon_days: Sequence[int]) -> Floats:
    """Log of the forward over the spot, shape (n, h), from yearly rates of shape (n, 2)."""
    years = np.asarray(horizon_days, dtype=np.float64) / DAYS_A_YEAR
    return np.log1p(rates[:, :1] * years) - np.log1p(rates[:, 1:] * years)


def _column(name: str, history: History) -> int:
    if name not in history.regressor_names:
        raise MemberFailed(
            Reason("forward_finds_none", series=name),
            remedy="Ingest it; `forex sources check` says what failed.",
        )
    return history.regressor_names.index(name)
