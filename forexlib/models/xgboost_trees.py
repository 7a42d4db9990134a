"""Trees of the package `xgboost-cpu`, as JSON: grown on one thread, the same bytes everywhere."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from forexlib.core.history import Floats
from forexlib.models.direct import Lesson

if TYPE_CHECKING:
    import xgboost

ALIKE: Mapping[str, object] = {
    "objective": "reg:squarederror",
    "tree_method": "hist",
    "max_bin": 64,
    "base_score": 0.0,
    "nthread": 1,
    "verbosity": 0,
}
"""Settings of every kind of tree. 64 bins: a finer threshold is not worth its time."""


def grow(lesson: Lesson, settings: Mapping[str, object], *, trees: int) -> str:
    """JSON of the `trees` grown on a lesson with XGBoost's own `settings`."""
    import xgboost  # noqa: PLC0415  (half a second to import)

    # Not a QuantileDMatrix: its sketch of a few thousand rows takes thrice the time of this one's.
    taught = xgboost.DMatrix(lesson.features.astype(np.float32), lesson.target, nthread=1)
    return xgboost.train({**ALIKE, **settings}, taught, trees).save_raw("json").decode()


@dataclass(frozen=True, slots=True)
class XgBoostTrees:
    """Trees read back."""

    booster: xgboost.Booster

    def answer(self, rows: Floats) -> Floats:
        """The expected target of each row of features, shape (n,)."""
        return np.asarray(self.booster.inplace_predict(rows), dtype=np.float64)

    def gains(self, count: int) -> Floats:
        """What the splits on each of `count` features gained in all, shape (f,)."""
        gained = self.booster.get_score(importance_type="total_gain")
        return np.asarray([gained.get(f"f{i}", 0.0) for i in range(count)])


@lru_cache(maxsize=128)
def read(text: str) -> XgBoostTrees:
    """The trees of a JSON."""
    import xgboost  # noqa: PLC0415  (half a second to import)

    return XgBoostTrees(xgboost.Booster({"nthread": 1}, model_file=bytearray(text, "utf-8")))
