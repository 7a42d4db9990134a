"""Gradient boosting for the return to each horizon, by two libraries; trained as `direct` says.

    F[0] = 0,   F[k] = F[k-1] + rate * tree[k](y - F[k-1]),   leaf = sum / (n + penalty)

No setting was chosen by its score; the signal is too near to zero for scores to choose by:

- A leaf's true mean is thought to explain `explained`, one per cent, of the target's variance, and
  is shrunk as Bayes would (`Lesson.ridge_penalty`): the mean of 600 rows of a half sample keeps
  70 % of its size at a week and 16 % at a quarter.
- `rate` times `trees` is two: a signal that one tree can hold comes through by 1 - exp(-2 x what it
  keeps), and no noise by more. Many small steps, because each sees another sample.
- A tree has at most four leaves, two features that interact; a leaf holds 40 independent targets or
  a fifth of the rows; each tree sees half of the rows and a third of the features.

The libraries differ in how a tree grows: LightGBM splits the best leaf next, XGBoost level by
level. References: Friedman (2001), "Greedy function approximation: a gradient boosting machine",
Annals of Statistics 29, 1189-1232, doi:10.1214/aos/1013203451; Ke et al. (2017), "LightGBM: a
highly efficient gradient boosting decision tree", NeurIPS 30; Chen & Guestrin (2016), "XGBoost: a
scalable tree boosting system", KDD '16, 785-794, doi:10.1145/2939672.2939785.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from typing_extensions import override

from forexlib.core.history import History
from forexlib.core.model import Refit
from forexlib.models import lightgbm_trees, xgboost_trees
from forexlib.models.direct import Lesson, lessons
from forexlib.models.trees import LearnedTrees, side_by_side


@dataclass(frozen=True, slots=True)
class Boosting:
    """Settings that mean the same to both libraries.

    Attributes:
        trees: Trees of each horizon.
        rate: Share of each tree that is added.
        depth: Splits from the root to a leaf; a tree has at most 2**depth leaves.
        explained: Share of the target's variance that a leaf's mean is thought to explain.
        leaf_spans: Smallest leaf in rows, as a multiple of the horizon in trading days.
        leaf_share: Where that is larger than this share of the rows, this share.
        features_share: Share of the features a tree may use.
        rows_share: Share of the rows a tree is grown on.
        decay: Of the volatility the target is scaled by.
        least: Fewest fixings from which trees are grown.
        refit: When the trees are grown again.
    """

    trees: int = 80
    rate: float = 0.025
    depth: int = 2
    explained: float = 0.01
    leaf_spans: float = 40.0
    leaf_share: float = 0.2
    features_share: float = 0.33
    rows_share: float = 0.5
    decay: float = 0.985
    least: int = 750
    refit: Refit = "year"

    def penalty(self, lesson: Lesson) -> float:
        """Rows added to every leaf."""
        return lesson.ridge_penalty(explained=self.explained, rows_share=self.rows_share)

    def smallest_leaf(self, lesson: Lesson) -> int:
        """Rows."""
        return lesson.smallest_leaf(spans=self.leaf_spans, share=self.leaf_share)


@dataclass(frozen=True, slots=True)
class LightGbm(Boosting):
    """Boosting with the package `lightgbm`."""

    def learn(self, history: History, *, horizons: Sequence[int], seed: int) -> LearnedLightGbm:
        """Boost for each horizon.

        Raises:
            TooLittleHistory: If there are fewer than `least` fixings.
            MemberFailed: If the history carries no features.
        """
        taught = lessons(history, horizons, decay=self.decay, least=self.least, who="LightGBM")
        texts = side_by_side(partial(self.boost, seed=seed), taught)
        return LearnedLightGbm(tuple(horizons), history.feature_names, self.decay, texts)

    def boost(self, lesson: Lesson, *, seed: int) -> str:
        """The trees of one horizon."""
        settings = {
            "boosting": "gbdt",
            "boost_from_average": False,
            "learning_rate": self.rate,
            "num_leaves": 2**self.depth,
            "lambda_l2": self.penalty(lesson),
            "min_data_in_leaf": self.smallest_leaf(lesson),
            "feature_fraction": self.features_share,
            "bagging_fraction": self.rows_share,
            "seed": seed,
        }
        return lightgbm_trees.grow(lesson, settings, trees=self.trees)


@dataclass(frozen=True, slots=True)
class LearnedLightGbm(LearnedTrees):
    """The trees as LightGBM's text."""

    @override
    def grown(self, text: str) -> lightgbm_trees.LightGbmTrees:
        """The trees of a horizon, read back from their text."""
        return lightgbm_trees.read(text)


@dataclass(frozen=True, slots=True)
class XgBoost(Boosting):
    """Boosting with the package `xgboost-cpu`."""

    def learn(self, history: History, *, horizons: Sequence[int], seed: int) -> LearnedXgBoost:
        """Boost for each horizon.

        Raises:
            TooLittleHistory: If there are fewer than `least` fixings.
            MemberFailed: If the history carries no features.
        """
        taught = lessons(history, horizons, decay=self.decay, least=self.least, who="XGBoost")
        texts = side_by_side(partial(self.boost, seed=seed), taught)
        return LearnedXgBoost(tuple(horizons), history.feature_names, self.decay, texts)

    def boost(self, lesson: Lesson, *, seed: int) -> str:
        """The trees of one horizon."""
        settings = {
            "learning_rate": self.rate,
            "max_depth": self.depth,
            "reg_lambda": self.penalty(lesson),
            "min_child_weight": self.smallest_leaf(lesson),
            "colsample_bytree": self.features_share,
            "subsample": self.rows_share,
            "seed": seed,
        }
        return xgboost_trees.grow(lesson, settings, trees=self.trees)


@dataclass(frozen=True, slots=True)
class LearnedXgBoost(LearnedTrees):
    """The trees as XGBoost's JSON."""

    @override
    def grown(self, text: str) -> xgboost_trees.XgBoostTrees:
        """The trees of a horizon, read back from their JSON."""
        return xgboost_trees.read(text)
