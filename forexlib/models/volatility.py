"""Exponentially weighted volatility: sigma2[t] = lam * sigma2[t-1] + (1 - lam) * r[t]**2.

Reference: J.P. Morgan & Reuters (1996), RiskMetrics Technical Document, 4th ed., section 5.2.
"""

from __future__ import annotations

import numpy as np
from scipy.signal import lfilter

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
    squares = np.concatenate(([start], returns[WARM_UP:] ** 2))
    recursion = lfilter([1.0 - decay], [1.0, -decay], squares[1:], zi=[decay * start])[0]
    return np.sqrt(np.concatenate((np.full(WARM_UP, start), recursion)))
