"""Vector autoregression of order one, without a constant, on daily log returns.

    r[t] = A r[t-1] + e[t],   E[r[t+1] + ... + r[t+h] | t] = (A + A**2 + ... + A**h) r[t]

The target comes first, then the regressors. A constant would be drift in disguise. Least squares
equation by equation is the maximum likelihood estimator. Reference: Sims (1980), "Macroeconomics
and reality", Econometrica 48, 1-48, doi:10.2307/1912017. What it finds on NBP fixings is mostly a
stale quote: the fixing at 12:15 in Warsaw still carries yesterday's close in Santiago.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from forexlib.core.errors import MemberFailed
from forexlib.core.history import Ahead, Floats, History
from forexlib.core.model import Refit, Steps
from forexlib.core.reason import Reason
from forexlib.models.joint_returns import consecutive, known_at, present
from forexlib.models.origins import cumulated, from_the_end

WHO = "The vector autoregression"


@dataclass(frozen=True, slots=True)
class Var:
    """Settings.

    Attributes:
        regressors: Names of the series whose returns stand beside the target's.
        least: Fewest fixings from which coefficients are estimated.
        refit: When coefficients are estimated again.
    """

    regressors: tuple[str, ...] = ("DXY", "USDBRL", "USDMXN", "USDAUD")
    least: int = 500
    refit: Refit = "quarter"

    def learn(self, history: History, *, horizons: Sequence[int], seed: int) -> LearnedVar:  # noqa: ARG002
        """Estimate the coefficients by least squares.

        Raises:
            TooLittleHistory: If there are fewer than `least` days on which every series moved.
            MemberFailed: If a regressor is missing, or the process found would explode.
        """
        names = present(history, self.regressors, who=WHO)
        before, after = consecutive(history, names, least=self.least, who=WHO)
        transposed, *_ = np.linalg.lstsq(before, after, rcond=None)
        if np.abs(np.linalg.eigvals(transposed)).max() >= 1:
            raise MemberFailed(
                Reason("var_explodes"),
                remedy="The run falls back by itself; look for a stale or wrong regressor.",
            )
        return LearnedVar(names, tuple(tuple(row) for row in transposed.T.tolist()))


@dataclass(frozen=True, slots=True)
class LearnedVar:
    """The regressors' names and the matrix A, row by row, the target first."""

    regressors: tuple[str, ...]
    matrix: tuple[tuple[float, ...], ...]

    def centre(self, history: History, ahead: Ahead) -> Floats:
        """Expected log return to each horizon, shape (h,)."""
        return from_the_end(self, history, ahead)

    def centres(self, history: History, origins: Sequence[int], steps: Steps) -> Floats:
        """Expected log returns from each of `origins`, shape (n, h)."""
        state = known_at(history, self.regressors, origins)
        matrix = np.asarray(self.matrix)
        daily = np.empty((int(steps.max(initial=0)), len(state)))
        for day in range(len(daily)):
            state = (state[:, None, :] * matrix).sum(axis=2)
            daily[day] = state[:, 0]
        return cumulated(daily, steps)

    def importances(self) -> Mapping[int, Mapping[str, float]]:
        """Coefficients are not shares; none are reported."""
        return {}
