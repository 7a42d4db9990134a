"""ARMA in the mean of daily log returns, order chosen by AICc; with a GARCH spread, ARIMA-GARCH.

    r[t] = phi1 r[t-1] + ... + phip r[t-p] + e[t] + theta1 e[t-1] + ... + thetaq e[t-q]

The log rate is integrated once and has no constant: a constant would be drift in disguise. The
order and the coefficients are chosen on the refit day (package `statsforecast`) from the newest
`window` returns; from then on the innovations are filtered with them. On most days the order
chosen is (0, 1, 0), the random walk itself. Reference: Hyndman & Khandakar (2008), "Automatic time
series forecasting", J. Stat. Softw. 27(3), doi:10.18637/jss.v027.i03.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from forexlib.core.errors import TooLittleHistory
from forexlib.core.history import Ahead, Floats, History
from forexlib.core.model import Refit

PERCENT = 100.0
"""Returns are fitted in percent: the likelihood's optimiser expects numbers near one."""


@dataclass(frozen=True, slots=True)
class Arima:
    """Settings.

    Attributes:
        window: Newest daily returns the order and the coefficients are chosen from.
        most: Highest order of either polynomial.
        least: Fewest fixings from which anything is chosen.
        refit: When order and coefficients are chosen again.
    """

    window: int = 1000
    most: int = 2
    least: int = 500
    refit: Refit = "quarter"

    def learn(self, history: History, *, horizons: Sequence[int], seed: int) -> LearnedArma:  # noqa: ARG002
        """Choose the order by stepwise search over AICc and estimate by maximum likelihood.

        Raises:
            TooLittleHistory: If there are fewer than `least` fixings.
        """
        if len(history) < self.least:
            raise TooLittleHistory(
                f"ARIMA needs {self.least} fixings and got {len(history)}.",
                remedy="Ingest older rates, or forecast from a later day.",
            )
        from statsforecast.models import AutoARIMA  # noqa: PLC0415  (3 s to import)

        search = AutoARIMA(
            d=0, seasonal=False, allowmean=False, allowdrift=False, max_p=self.most, max_q=self.most
        )
        found = search.fit(history.returns[-self.window :] * PERCENT).model_["coef"]
        return LearnedArma(
            ar=tuple(float(found[f"ar{i}"]) for i in range(1, 1 + self.most) if f"ar{i}" in found),
            ma=tuple(float(found[f"ma{i}"]) for i in range(1, 1 + self.most) if f"ma{i}" in found),
        )


@dataclass(frozen=True, slots=True)
class LearnedArma:
    """Coefficients phi and theta; both empty for the random walk."""

    ar: tuple[float, ...]
    ma: tuple[float, ...]

    def centre(self, history: History, ahead: Ahead) -> Floats:
        """Expected log return to each horizon, shape (h,)."""
        returns = history.returns
        innovations = self._innovations(returns)
        past = returns[::-1][: len(self.ar)].tolist()
        shocks = innovations[::-1][: len(self.ma)].tolist()
        total, expected = 0.0, [0.0]
        for _ in range(max(ahead.trading_days)):
            step = sum(phi * r for phi, r in zip(self.ar, past, strict=True)) + sum(
                theta * e for theta, e in zip(self.ma, shocks, strict=True)
            )
            past = [step, *past][: len(self.ar)]
            shocks = [0.0, *shocks][: len(self.ma)]
            total += step
            expected.append(total)
        return np.asarray([expected[steps] for steps in ahead.trading_days])

    def _innovations(self, returns: Floats) -> Floats:
        """e[t] of every return, the ones before the first taken as zero."""
        if not self.ar and not self.ma:
            return returns
        from scipy.signal import lfilter  # noqa: PLC0415  (most of a second to import)

        return lfilter((1.0, *(-phi for phi in self.ar)), (1.0, *self.ma), returns)

    def importances(self) -> Mapping[int, Mapping[str, float]]:
        """Coefficients are not shares; none are reported."""
        return {}
