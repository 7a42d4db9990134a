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

from forexlib.core.errors import MemberFailed, TooLittleHistory
from forexlib.core.history import Ahead, Floats, History
from forexlib.core.model import Refit


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
        names = tuple(name for name in self.regressors if name in history.regressor_names)
        if not names:
            raise MemberFailed(
                f"The vector autoregression finds none of its regressors"
                f" ({', '.join(self.regressors)}).",
                remedy="Ingest them; `forex doctor` lists what is stored.",
            )
        moves = _returns(history, names)
        usable = np.isfinite(moves[1:]).all(axis=1) & np.isfinite(moves[:-1]).all(axis=1)
        if usable.sum() < self.least:
            raise TooLittleHistory(
                f"The vector autoregression needs {self.least} days on which all of"
                f" {', '.join(names)} are known and got {usable.sum()}.",
                remedy="Ingest older rates, or drop the youngest regressor.",
            )
        before, after = moves[:-1][usable], moves[1:][usable]
        transposed, *_ = np.linalg.lstsq(before, after, rcond=None)
        if np.abs(np.linalg.eigvals(transposed)).max() >= 1:
            raise MemberFailed(
                "The vector autoregression found an explosive process.",
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
        last = _returns(history.last(2), self.regressors)[-1]
        state = np.where(np.isfinite(last), last, 0.0)
        matrix = np.asarray(self.matrix)
        total, expected = 0.0, [0.0]
        for _ in range(max(ahead.trading_days)):
            state = (matrix * state).sum(axis=1)
            total += float(state[0])
            expected.append(total)
        return np.asarray([expected[steps] for steps in ahead.trading_days])

    def importances(self) -> Mapping[int, Mapping[str, float]]:
        """Coefficients are not shares; none are reported."""
        return {}


def _returns(history: History, names: Sequence[str]) -> Floats:
    """Daily log returns of the target and then of `names`, shape (n - 1, 1 + len(names))."""
    columns = [history.regressor_names.index(name) for name in names]
    levels = np.column_stack((history.log_rate, history.regressors[:, columns]))
    return np.diff(levels, axis=0)
