"""The peer: what a daily forecast costs when libraries' defaults do everything anew each time.

Reads one CSV (a day and the series' rates a row) and, for each of the newest origins, fits and
forecasts in a loop: AutoARIMA on 1,000 daily returns (statsforecast), GJR-GARCH-t with 10,000
simulated paths (arch), a first-order VAR with four regressors (statsmodels), and a forest of 200
trees per horizon on lagged returns (LightGBM's `rf`). Equal weights, no database, no scores, no
track record: less work than `forex run` does, done the way a notebook does it.

    python benchmarks/peer.py RATES.csv ORIGINS
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import lightgbm
import numpy as np
import pandas as pd
from arch import arch_model
from numpy.typing import NDArray
from statsforecast.models import AutoARIMA
from statsmodels.tsa.api import VAR

Floats = NDArray[np.float64]

STEPS = (5, 11, 21, 63)
"""Trading days of 7, 15, 30 and 90 calendar days."""

LEVELS = [i / 40 for i in range(1, 40)]


def forecast(log_rates: pd.DataFrame) -> Floats:
    """Quantiles of the rate, one row a horizon, from everything up to the last row."""
    returns = log_rates.diff().dropna() * 100
    target = returns.iloc[:, 0].to_numpy()
    centres = np.mean([_arima(target), _var(returns), _forest(returns)], axis=0)
    last = float(log_rates.iloc[-1, 0])
    return np.exp(last + (centres[:, None] + _garch(target)) / 100)


def _arima(target: Floats) -> Floats:
    fitted = AutoARIMA(season_length=1).fit(target[-1000:])
    return np.cumsum(np.asarray(fitted.predict(h=max(STEPS))["mean"]))[np.subtract(STEPS, 1)]


def _var(returns: pd.DataFrame) -> Floats:
    chosen = returns.iloc[:, :5].to_numpy()
    ahead = VAR(chosen).fit(1).forecast(chosen[-1:], steps=max(STEPS))
    return np.cumsum(ahead[:, 0])[np.subtract(STEPS, 1)]


def _garch(target: Floats) -> Floats:
    fitted = arch_model(target, mean="Zero", p=1, o=1, q=1, dist="t").fit(disp="off")
    ahead = fitted.forecast(horizon=max(STEPS), method="bootstrap", simulations=10_000)
    paths = np.asarray(ahead.simulations.values)[0]
    sums = np.cumsum(paths, axis=1)[:, np.subtract(STEPS, 1)]
    return np.quantile(sums, LEVELS, axis=0).T


def _forest(returns: pd.DataFrame) -> Floats:
    lagged = [returns.rolling(span).sum().add_suffix(f"_{span}") for span in (1, 2, 3, 5, 10, 21)]
    features = pd.concat(lagged, axis=1).to_numpy()
    target = returns.iloc[:, 0].to_numpy()
    settings = {
        "boosting": "rf",
        "bagging_freq": 1,
        "bagging_fraction": 0.5,
        "feature_fraction": 0.33,
        "num_threads": 1,
        "verbose": -1,
    }
    centres = []
    for steps in STEPS:
        moves = np.convolve(target, np.ones(steps))[steps - 1 : len(target)]
        known = features[: len(moves) - 1]
        grown = lightgbm.train(settings, lightgbm.Dataset(known, moves[1:]), 200)
        centres.append(np.asarray(grown.predict(features[-1:])).item())
    return np.asarray(centres)


def main(arguments: Sequence[str]) -> None:
    """Print the seconds each origin took."""
    rates = pd.read_csv(Path(arguments[0]), index_col=0)
    log_rates = pd.DataFrame(np.log(rates.to_numpy()), columns=rates.columns)
    taken = []
    for back in range(int(arguments[1])):
        start = time.perf_counter()
        forecast(log_rates.iloc[: len(log_rates) - 5 * back])
        taken.append(time.perf_counter() - start)
    sys.stdout.write(json.dumps(taken))


if __name__ == "__main__":
    main(sys.argv[1:])
