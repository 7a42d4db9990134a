"""No change from the last traded price, for a target that is an average of the day before.

    E[log S[t+h]] = log P[t],   P the newest quote known when S[t] was

The dólar observado averages the trades of the previous banking day: the market has moved on when it
is published, so a random walk from the average is easy to beat, and the gain an artefact. A
forecast of an average should be held against the price itself. References: Working (1960), "Note
on the correlation of first differences of averages in a random chain", Econometrica 28, 916-918,
doi:10.2307/1907574; Meese & Rogoff (1983), J. Int. Econ. 14, 3-24.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from forexlib.core.errors import MemberFailed
from forexlib.core.history import Ahead, Floats, History
from forexlib.core.model import Refit, Steps
from forexlib.core.reason import Reason


@dataclass(frozen=True, slots=True)
class LastTraded:
    """Settings.

    Attributes:
        quote: Series of a quote of the target's pair.
        refit: Nothing slow is learned; a formality of the port.
    """

    quote: str = "yahoo_close/USDCLP"
    refit: Refit = "year"

    def learn(self, history: History, *, horizons: Sequence[int], seed: int) -> LearnedLastTraded:  # noqa: ARG002
        """Find the quote.

        Raises:
            MemberFailed: If there is none.
        """
        learned = LearnedLastTraded(self.quote)
        learned.column(history)
        return learned


@dataclass(frozen=True, slots=True)
class LearnedLastTraded:
    """The name of the quote."""

    quote: str

    def centre(self, history: History, ahead: Ahead) -> Floats:
        """Expected log return to each horizon, shape (h,).

        Raises:
            MemberFailed: If the quote is missing, or too old to count as known at the origin.
        """
        gap = self._gaps(history)[-1]
        if not np.isfinite(gap):
            raise MemberFailed(
                Reason("no_quote_now", series=self.quote, day=history.last_day),
                remedy="Ingest newer quotes; `forex sources check` says what failed.",
            )
        return np.full(len(ahead.horizon_days), gap)

    def centres(self, history: History, origins: Sequence[int], steps: Steps) -> Floats:
        """Expected log returns from each of `origins`, shape (n, h); NaN where none is known."""
        gaps = self._gaps(history)[np.asarray(origins, dtype=np.intp)]
        return np.repeat(gaps[:, None], steps.shape[1], axis=1)

    def importances(self) -> Mapping[int, Mapping[str, float]]:
        """It uses no features."""
        return {}

    def column(self, history: History) -> int:
        """Where the quote stands among the regressors.

        Raises:
            MemberFailed: If it does not.
        """
        if self.quote not in history.regressor_names:
            raise MemberFailed(
                Reason("no_quote", series=self.quote),
                remedy="Ingest it; `forex sources check` says what failed.",
            )
        return history.regressor_names.index(self.quote)

    def _gaps(self, history: History) -> Floats:
        """Log of the quote over the target beside each fixing, shape (n,)."""
        return history.regressors[:, self.column(history)] - history.log_rate
