"""Random forest for the return to each horizon; what it trains on is said in `direct`.

Every tree sees half of the rows and a third of the features, and their mean forecasts. Leaves are
large because neighbouring targets overlap: `leaf_spans` counts a leaf's least rows in horizons.
Package `lightgbm`, boosting type `rf`. Reference: Breiman (2001), "Random forests", Machine
Learning 45, 5-32, doi:10.1023/A:1010933404324.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from typing_extensions import override

from forexlib.core.history import History
from forexlib.core.model import Refit
from forexlib.models.direct import Lesson, lessons
from forexlib.models.lightgbm_trees import LightGbmTrees, grow, read
from forexlib.models.trees import LearnedTrees, side_by_side


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
        """Grow one forest a horizon.

        Raises:
            TooLittleHistory: If there are fewer than `least` fixings.
            MemberFailed: If the history carries no features.
        """
        taught = lessons(history, horizons, decay=self.decay, least=self.least, who="The forest")
        forests = side_by_side(partial(self.plant, seed=seed), taught)
        return LearnedForest(tuple(horizons), history.feature_names, self.decay, forests)

    def plant(self, lesson: Lesson, *, seed: int) -> str:
        """The forest of one horizon."""
        settings = {
            "boosting": "rf",
            "num_leaves": self.leaves,
            "min_data_in_leaf": lesson.smallest_leaf(spans=self.leaf_spans, share=self.leaf_share),
            "feature_fraction": self.features_share,
            "bagging_fraction": self.rows_share,
            "seed": seed,
        }
        return grow(lesson, settings, trees=self.trees)


@dataclass(frozen=True, slots=True)
class LearnedForest(LearnedTrees):
    """The forests as LightGBM's text."""

    @override
    def grown(self, text: str) -> LightGbmTrees:
        """A forest read back from its text."""
        return read(text)
