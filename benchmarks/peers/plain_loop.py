"""A plain loop: at each origin VAR, GARCH and random forests are fitted anew, as in a notebook.

VAR of all series with lags by AIC (statsmodels), GJR-GARCH-t with 10,000 bootstrapped paths (arch)
and a forest with defaults per horizon on the last 20 returns of the target (scikit-learn, 100
trees, all cores), each on all of the past. The mean is that of the VAR's and the forest's, the
spread GARCH's.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterator

import numpy as np
from arch import arch_model
from common import LEVELS, Asked, Floats, run
from sklearn.ensemble import RandomForestRegressor
from statsmodels.tsa.api import VAR

LAGS = 20


def forecast(what: Asked) -> Iterator[tuple[Floats, Floats]]:
    """Means and quantiles of each origin."""
    for origin, (_, ahead) in zip(what.origins, what.steps.iterrows(), strict=True):
        known = what.log_rates.iloc[: origin + 1].dropna()
        returns = 100.0 * known.diff().dropna()
        target = returns["target"].to_numpy()
        steps = sorted(set(ahead))
        centre = (_var(returns.to_numpy(), steps) + _forest(target, steps)) / 2.0
        paths = _garch(target, steps)
        last = float(known["target"].iloc[-1])
        mean, quantiles = np.zeros(max(steps)), np.zeros((max(steps), len(LEVELS)))
        for row, step in enumerate(steps):
            moves = np.quantile(paths[:, row] - paths[:, row].mean(), LEVELS) + centre[row]
            quantiles[step - 1] = np.exp(last + moves / 100.0)
            mean[step - 1] = np.exp(last + centre[row] / 100.0)
        yield mean, quantiles


def _var(returns: Floats, steps: list[int]) -> Floats:
    fitted = VAR(returns).fit(maxlags=5, ic="aic")
    ahead = fitted.forecast(returns[-max(1, fitted.k_ar) :], steps=max(steps))
    return np.cumsum(ahead[:, 0])[np.subtract(steps, 1)]


def _garch(target: Floats, steps: list[int]) -> Floats:
    """Moves after each of `steps`, a row a path."""
    fitted = arch_model(target, mean="Zero", p=1, o=1, q=1, dist="t").fit(disp="off")
    seed = np.random.RandomState(1)
    ahead = fitted.forecast(
        horizon=max(steps), method="bootstrap", simulations=10_000, random_state=seed
    )
    return np.cumsum(np.asarray(ahead.simulations.values)[0], axis=1)[:, np.subtract(steps, 1)]


def _forest(target: Floats, steps: list[int]) -> Floats:
    lagged = np.lib.stride_tricks.sliding_window_view(target, LAGS)
    total = np.concatenate(([0.0], np.cumsum(target)))
    centres = []
    for step in steps:
        moves = total[LAGS + step :] - total[LAGS:-step]
        forest = RandomForestRegressor(n_jobs=-1, random_state=1)
        centres.append(forest.fit(lagged[: len(moves)], moves).predict(lagged[-1:])[0])
    return np.asarray(centres)


if __name__ == "__main__":
    warnings.simplefilter("ignore")
    run(forecast)
