"""Trees of the package `lightgbm`, as text: grown on one thread, the same bytes everywhere."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from forexlib.core.history import Floats
from forexlib.models.direct import Lesson

if TYPE_CHECKING:
    import lightgbm

ALIKE: Mapping[str, object] = {
    "objective": "regression",
    "bagging_freq": 1,
    "max_bin": 63,
    "num_threads": 1,
    "deterministic": True,
    "force_col_wise": True,
    "verbose": -1,
}
"""Settings of every kind of tree. 63 bins: a finer threshold is not worth its time."""


def grow(lesson: Lesson, settings: Mapping[str, object], *, trees: int) -> str:
    """Text of the `trees` grown on a lesson with LightGBM's own `settings`."""
    import lightgbm  # noqa: PLC0415  (more than a second to import)

    taught = lightgbm.Dataset(lesson.features, lesson.target)
    return lightgbm.train({**ALIKE, **settings}, taught, trees).model_to_string()


@dataclass(frozen=True, slots=True)
class LightGbmTrees:
    """Trees read back."""

    booster: lightgbm.Booster

    def answer(self, rows: Floats) -> Floats:
        """The expected target of each row of features, shape (n,)."""
        return np.asarray(self.booster.predict(rows, num_threads=1))

    def gains(self, count: int) -> Floats:  # noqa: ARG002  (the text knows it)
        """What the splits on each feature gained in all, shape (f,)."""
        return self.booster.feature_importance("gain")


@lru_cache(maxsize=128)
def read(text: str) -> LightGbmTrees:
    """The trees of a text."""
    import lightgbm  # noqa: PLC0415  (more than a second to import)

    return LightGbmTrees(lightgbm.Booster(model_str=text))
