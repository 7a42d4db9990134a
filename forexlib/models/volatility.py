"""Exponentially weighted volatility: sigma2[t] = lam * sigma2[t-1] + (1 - lam) * r[t]**2.

Reference: J.P. Morgan & Reuters (1996), RiskMetrics Technical Document, 4th ed., section 5.2.
"""

from __future__ import annotations

import numpy as np
import polars as pl

from forexlib.core.history import Floats

WARM_UP = 60
"""Returns whose mean square starts the recursion; sigma before that day is not meaningful."""


def ewma_volatility(returns: Floats, *, decay: float) -> Floats:
    """Standard deviation per square root of a trading day known after each return, shape (n,).

    Args:
        returns: Daily log returns, oldest first, more than `WARM_UP` of them.
        decay: The weight `lam` of yesterday's variance, in (0, 1).
    """
    start = float(np.mean(returns[:WARM_UP] ** 2))
    variances = decaying_sum(returns[WARM_UP:] ** 2 * (1.0 - decay), start=start, decay=decay)
    return np.sqrt(np.concatenate((np.full(WARM_UP - 1, start), variances)))


def decaying_sum(news: Floats, *, start: float, decay: float) -> Floats:
    """v[0] = start, v[t] = decay * v[t-1] + news[t-1]: one element more than `news`."""
    fed = pl.Series(np.concatenate(([start], news / (1.0 - decay))))
    return fed.ewm_mean(alpha=1.0 - decay, adjust=False).to_numpy()
