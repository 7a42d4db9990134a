"""skforecast: LightGBM on 20 lagged differences of the log rate, walked by its own backtest.

`ForecasterRecursive` with `differentiation=1`, because trees cannot leave the range of a level;
`backtesting_forecaster` with `TimeSeriesFold`, fitted anew at every 13th origin on all of the past;
quantiles by its bootstrap of residuals, 250 paths as by default. One thread:
with two its thousands of small predictions take longer.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterator

import numpy as np
from common import LEVELS, REFIT, Asked, Floats, run
from lightgbm import LGBMRegressor  # ty: ignore[possibly-missing-import]
from skforecast.model_selection import (  # ty: ignore[import-not-found]
    TimeSeriesFold,
    backtesting_forecaster,
)
from skforecast.recursive import ForecasterRecursive  # ty: ignore[import-not-found]


def forecast(what: Asked) -> Iterator[tuple[Floats, Floats]]:
    """Means and quantiles of each origin."""
    target = what.log_rates["target"].asfreq("B")
    forecaster = ForecasterRecursive(
        estimator=LGBMRegressor(n_jobs=1, random_state=1, verbose=-1), lags=20, differentiation=1
    )
    between = what.origins[1] - what.origins[0]
    folds = TimeSeriesFold(
        steps=what.furthest,
        fold_stride=between,
        initial_train_size=what.origins[0] + 1,
        refit=REFIT,
        fixed_train_size=False,
        allow_incomplete_fold=False,
        differentiation=1,
        verbose=False,
    )
    end = what.origins[-1] + what.furthest + 1
    _, said = backtesting_forecaster(
        forecaster,
        target.iloc[:end],
        folds,
        metric="mean_absolute_error",
        interval=[float(level) for level in LEVELS],
        interval_method="bootstrapping",
        n_boot=250,
        random_state=1,
        show_progress=False,
    )
    for _, fold in said.groupby("fold", sort=True):
        rates = np.exp(fold.drop(columns="fold").to_numpy(dtype=np.float64))
        yield rates[:, 0], rates[:, 1:]


if __name__ == "__main__":
    warnings.simplefilter("ignore")
    run(forecast)
