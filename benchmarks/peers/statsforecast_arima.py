"""statsforecast: AutoARIMA on the log rate, walked by its own cross-validation.

The order is chosen and fitted anew at every 13th origin on all of the past, and carried forward
between (at each it would take some ten times as long); quantiles are those of its Gaussian
intervals.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterator

import numpy as np
import pandas as pd
from common import REFIT, Asked, Floats, run
from statsforecast import StatsForecast
from statsforecast.models import AutoARIMA

INTERVALS = [95 - 5 * i for i in range(19)]
"""Percent, the widest first: their ends and the median are the 39 quantiles."""


def forecast(what: Asked) -> Iterator[tuple[Floats, Floats]]:
    """Means and quantiles of each origin."""
    end = what.origins[-1] + what.furthest + 1
    target = what.log_rates["target"].iloc[:end]
    tall = pd.DataFrame({"unique_id": "target", "ds": target.index, "y": target.to_numpy()})
    walked = StatsForecast([AutoARIMA(season_length=1)], freq="B").cross_validation(
        h=what.furthest,
        df=tall,
        n_windows=len(what.origins),
        step_size=what.origins[1] - what.origins[0],
        refit=REFIT,
        level=INTERVALS,
    )
    lower = [f"AutoARIMA-lo-{level}" for level in INTERVALS]
    upper = [f"AutoARIMA-hi-{level}" for level in reversed(INTERVALS)]
    for _, window in pd.DataFrame(walked).groupby("cutoff", sort=True):
        rates = np.exp(window[[*lower, "AutoARIMA", *upper]].to_numpy(dtype=np.float64))
        yield rates[:, len(lower)], rates


if __name__ == "__main__":
    warnings.simplefilter("ignore")
    run(forecast)
