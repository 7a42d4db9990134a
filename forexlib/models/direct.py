"""What the direct models share: one target, one way to train on it, one way to forecast from it.

    y[s] = (log S[target(s)] - log S[s]) / (sigma[s] * sqrt(target(s) - s)),   less its mean

The return to each horizon in units of the volatility known at the origin, one regression a horizon,
trained on origins whose target is realised. What is fitted to the level of the rate cannot leave
its past range; scaled returns can. The mean of the target is taken out first: learned from a dozen
independent quarters, it would be drift in disguise (it cost 10 % of RMSE at 90 days on origins to
2021).

Neighbouring targets overlap: n rows at a horizon of m trading days hold about n / m independent
ones. Whatever is counted in rows, a smallest leaf or a penalty, is so counted in horizons.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from forexlib.core.errors import MemberFailed
from forexlib.core.history import Ahead, Floats, History
from forexlib.core.model import Steps
from forexlib.core.reason import Reason
from forexlib.models.enough import expect_fixings
from forexlib.models.errors_at_horizon import scaled_errors, volatility_known

FEWEST_IN_A_LEAF = 20
"""Rows, however short the horizon."""


@dataclass(frozen=True, slots=True)
class Lesson:
    """What one horizon is learned from.

    Attributes:
        features: Of each realised origin, shape (n, f).
        target: Scaled return less its mean, shape (n,).
        overlap: Trading days to the target: rows that share a day with each row.
    """

    features: Floats
    target: Floats
    overlap: float

    def smallest_leaf(self, *, spans: float, share: float) -> int:
        """Rows of `spans` independent targets, or where that is more the `share` of all rows."""
        return max(FEWEST_IN_A_LEAF, int(min(spans * self.overlap, share * len(self.target))))

    def ridge_penalty(self, *, explained: float, rows_share: float) -> float:
        """Rows to add to every leaf so that its mean is the best guess and not the sample's.

        If a leaf's true mean has variance `explained` (the target's own is about one), and of m
        rows that overlap the share `rows_share` is drawn, the posterior mean of n rows is their
        sum divided by n + m * rows_share / explained.
        """
        return self.overlap * rows_share / explained


def lessons(
    history: History, horizons: Sequence[int], *, decay: float, least: int, who: str
) -> list[Lesson]:
    """What each horizon is learned from.

    Raises:
        TooLittleHistory: If there are fewer than `least` fixings, which the model `who` needs.
        MemberFailed: If the history carries no features.
    """
    expect_fixings(history, least, who=f"{who} needs")
    if not history.feature_names:
        raise MemberFailed(
            Reason("no_features", who=who), remedy="Ingest the regressors (`forex ingest`)."
        )
    sigma = volatility_known(history, decay=decay)
    found = []
    for horizon in horizons:
        errors = scaled_errors(history, sigma, horizon)
        target, overlap = errors.moves - errors.moves.mean(), float(np.median(errors.steps))
        found.append(Lesson(history.features[errors.origins], target, overlap))
    return found


class Regression(Protocol):
    """What was learned for one horizon."""

    def answer(self, rows: Floats) -> Floats:
        """The expected target of each row of features, shape (n,)."""
        ...


@dataclass(frozen=True, slots=True)
class LearnedDirect:
    """One regression a horizon; a subclass knows of what kind.

    Attributes:
        horizons: Calendar days.
        feature_names: What the columns of the features were when it learned.
        decay: Of the volatility the prediction is scaled back by.
    """

    horizons: tuple[int, ...]
    feature_names: tuple[str, ...]
    decay: float

    def regression(self, days: int) -> Regression:
        """What was learned for the horizon of so many calendar days."""
        raise NotImplementedError

    def centre(self, history: History, ahead: Ahead) -> Floats:
        """Expected log return to each horizon, shape (h,).

        Raises:
            MemberFailed: If the features are not those it learned from.
        """
        steps = np.asarray([ahead.trading_days])
        return self._centres(ahead.horizon_days, history, [len(history) - 1], steps)[0]

    def centres(self, history: History, origins: Sequence[int], steps: Steps) -> Floats:
        """Expected log returns from each of `origins`, shape (n, h), a column per own horizon.

        Raises:
            MemberFailed: If the features are not those it learned from.
        """
        return self._centres(self.horizons, history, origins, steps)

    def _centres(
        self, days: Sequence[int], history: History, origins: Sequence[int], steps: Steps
    ) -> Floats:
        if history.feature_names != self.feature_names:
            raise MemberFailed(
                Reason("other_features"),
                remedy="Ingest what is missing; `forex doctor` lists the series.",
            )
        at = np.asarray(origins, dtype=np.intp)
        sigma, rows = volatility_known(history, decay=self.decay)[at], history.features[at]
        scaled = np.column_stack([self.regression(horizon).answer(rows) for horizon in days])
        return scaled * (sigma[:, None] * np.sqrt(steps))
