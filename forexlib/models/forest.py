"""Random forest for the return to each horizon, in units of the volatility known at the origin.

    y[s] = (log S[target(s)] - log S[s]) / (sigma[s] * sqrt(target(s) - s))

One forest a horizon (direct forecasts), trained on origins whose target is realised. Trees fitted
to the level of the rate cannot leave its past range; scaled returns can. The mean of the target is
taken out first: learned from a dozen independent quarters, it would be drift in disguise (it cost
10 % of RMSE at 90 days on origins to 2021). Leaves are large because neighbouring targets overlap:
`leaf_spans` counts a leaf's least rows in horizons. Package `lightgbm`, boosting type `rf`.
Reference: Breiman (2001), "Random forests", Machine Learning 45, 5-32, doi:10.1023/A:1010933404324.
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from forexlib.core.errors import MemberFailed, TooLittleHistory
from forexlib.core.history import Ahead, Floats, History
from forexlib.core.model import Refit
from forexlib.models.errors_at_horizon import ScaledErrors, scaled_errors, volatility_known

if TYPE_CHECKING:
    import lightgbm


@dataclass(frozen=True, slots=True)
class Forest:
    """Settings.

    Attributes:
        trees: Trees of each forest.
        leaves: Most leaves of a tree.
        leaf_spans: Smallest leaf in rows, as a multiple of the horizon in trading days.
        leaf_share: Where that is larger than this share of the rows, this share.
        features_share: Share of the features a tree may use.
        rows_share: Share of the rows a tree is grown on.
        decay: Of the volatility the target is scaled by.
        least: Fewest fixings from which trees are grown.
        refit: When the forests are grown again.
    """

    trees: int = 200
    leaves: int = 16
    leaf_spans: float = 40.0
    leaf_share: float = 0.2
    features_share: float = 0.33
    rows_share: float = 0.5
    decay: float = 0.985
    least: int = 750
    refit: Refit = "year"

    def learn(self, history: History, *, horizons: Sequence[int], seed: int) -> LearnedForest:
        """Grow one forest a horizon, several at a time: LightGBM runs outside the interpreter lock.

        Raises:
            TooLittleHistory: If there are fewer than `least` fixings.
            MemberFailed: If the history carries no features.
        """
        if len(history) < self.least:
            raise TooLittleHistory(
                f"The forest needs {self.least} fixings and got {len(history)}.",
                remedy="Ingest older rates, or forecast from a later day.",
            )
        if not history.feature_names:
            raise MemberFailed(
                "The forest finds no features.", remedy="Ingest the regressors (`forex ingest`)."
            )
        sigma = volatility_known(history, decay=self.decay)

        def grow(horizon: int) -> str:
            errors = scaled_errors(history, sigma, horizon)
            return self._grow(history.features[errors.origins], errors, seed=seed)

        with ThreadPoolExecutor(os.cpu_count()) as pool:
            forests = tuple(pool.map(grow, horizons))
        return LearnedForest(tuple(horizons), forests, history.feature_names, self.decay)

    def _grow(self, features: Floats, errors: ScaledErrors, *, seed: int) -> str:
        import lightgbm  # noqa: PLC0415  (more than a second to import)

        settings = {
            "boosting": "rf",
            "objective": "regression",
            "num_leaves": self.leaves,
            "min_data_in_leaf": self._smallest_leaf(errors),
            "feature_fraction": self.features_share,
            "bagging_fraction": self.rows_share,
            "bagging_freq": 1,
            "max_bin": 63,
            "seed": seed,
            "num_threads": 1,
            "deterministic": True,
            "force_row_wise": True,
            "verbose": -1,
        }
        target = errors.moves - errors.moves.mean()
        grown = lightgbm.train(settings, lightgbm.Dataset(features, target), self.trees)
        return grown.model_to_string()

    def _smallest_leaf(self, errors: ScaledErrors) -> int:
        spans = self.leaf_spans * float(np.median(errors.steps))
        return max(20, int(min(spans, self.leaf_share * len(errors.moves))))


@dataclass(frozen=True, slots=True)
class LearnedForest:
    """The forests in LightGBM's own text form, one a horizon.

    Attributes:
        horizons: Calendar days, as the forests stand.
        forests: LightGBM model text.
        feature_names: What the columns of the features were when they were grown.
        decay: Of the volatility the prediction is scaled back by.
    """

    horizons: tuple[int, ...]
    forests: tuple[str, ...]
    feature_names: tuple[str, ...]
    decay: float

    def centre(self, history: History, ahead: Ahead) -> Floats:
        """Expected log return to each horizon, shape (h,).

        Raises:
            MemberFailed: If the features are not those the forests were grown on.
        """
        if history.feature_names != self.feature_names:
            raise MemberFailed(
                "The forest was grown on other features than the history carries.",
                remedy="Ingest what is missing; `forex doctor` lists the series.",
            )
        sigma = volatility_known(history, decay=self.decay)[-1]
        rows = history.features[-1:]
        expected = [
            np.asarray(
                _booster(self.forests[self.horizons.index(days)]).predict(rows, num_threads=1)
            ).item()
            * float(sigma * np.sqrt(steps))
            for days, steps in zip(ahead.horizon_days, ahead.trading_days, strict=True)
        ]
        return np.asarray(expected)

    def importances(self) -> Mapping[int, Mapping[str, float]]:
        """Share of the total gain each feature brought, by horizon."""
        shares = {}
        for days, forest in zip(self.horizons, self.forests, strict=True):
            gain = _booster(forest).feature_importance("gain")
            total = float(gain.sum()) or 1.0
            shares[days] = {
                name: float(part) / total
                for name, part in zip(self.feature_names, gain, strict=True)
                if part > 0
            }
        return shares


@lru_cache(maxsize=128)
def _booster(text: str) -> lightgbm.Booster:
    """A forest read back from its text; kept, because reading takes longer than predicting."""
    import lightgbm  # noqa: PLC0415  (more than a second to import)

    return lightgbm.Booster(model_str=text)
