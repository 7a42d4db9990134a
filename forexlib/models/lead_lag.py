"""One-day lead-lag regression: what yesterday's moves say about tomorrow's fixing, and no more.

    E[r[t+1] | t] = a r[t] + b1 x1[t] + ... + bk xk[t],   E[r[t+2] | t] = E[r[t+3] | t] = ... = 0

r are the target's daily log returns and x the regressors'; least squares, without a constant, which
would be drift in disguise. The forecast is that ONE day's return at every horizon: what comes after
the first day is unforecastable. This is the model of a stale quote. The NBP fixes USD/CLP around
noon in Warsaw, before Santiago opens, so the fixing still carries yesterday's Santiago close and
catches up a day later with what other currencies have done since. True of a fixing, not tradeable.
References: Scholes & Williams (1977), "Estimating betas from nonsynchronous data", J. Financial
Economics 5, 309-327, doi:10.1016/0304-405X(77)90041-1; Lo & MacKinlay (1990), "An econometric
analysis of nonsynchronous trading", J. Econometrics 45, 181-211, doi:10.1016/0304-4076(90)90098-E.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from forexlib.core.history import Ahead, Floats, History
from forexlib.core.model import Refit, Steps
from forexlib.models.joint_returns import consecutive, known_at, present
from forexlib.models.origins import from_the_end

WHO = "The lead-lag regression"


@dataclass(frozen=True, slots=True)
class LeadLag:
    """Settings.

    Attributes:
        regressors: Names of the series whose returns may lead the target's.
        least: Fewest days from which coefficients are estimated.
        refit: When coefficients are estimated again.
    """

    regressors: tuple[str, ...] = ("DXY", "USDBRL", "USDMXN", "USDAUD")
    least: int = 500
    refit: Refit = "quarter"

    def learn(self, history: History, *, horizons: Sequence[int], seed: int) -> LearnedLeadLag:  # noqa: ARG002
        """Estimate the coefficients by least squares.

        Raises:
            TooLittleHistory: If there are fewer than `least` days on which every series moved.
            MemberFailed: If none of the regressors is there.
        """
        names = present(history, self.regressors, who=WHO)
        before, after = consecutive(history, names, least=self.least, who=WHO)
        coefficients, *_ = np.linalg.lstsq(before, after[:, 0], rcond=None)
        return LearnedLeadLag(names, tuple(coefficients.tolist()))


@dataclass(frozen=True, slots=True)
class LearnedLeadLag:
    """The regressors' names, and the coefficients: of the target's own return first."""

    regressors: tuple[str, ...]
    coefficients: tuple[float, ...]

    def centre(self, history: History, ahead: Ahead) -> Floats:
        """Expected log return to each horizon, shape (h,)."""
        return from_the_end(self, history, ahead)

    def centres(self, history: History, origins: Sequence[int], steps: Steps) -> Floats:
        """Expected log returns from each of `origins`, shape (n, h): the same at every horizon."""
        moves = known_at(history, self.regressors, origins)
        tomorrow = (moves * np.asarray(self.coefficients)).sum(axis=1)
        return np.where(steps > 0, tomorrow[:, None], 0.0)

    def importances(self) -> Mapping[int, Mapping[str, float]]:
        """Coefficients are not shares; none are reported."""
        return {}
