"""The series drift is looked for in, standardised so that a change of level or mood is none.

    returns     z[t] = r[t] / sigma[t-1],   sigma2[t] = .97 sigma2[t-1] + .03 r[t]^2
    forecasts   z = Phi^-1(u), u the PIT of an issued forecast at one horizon, by day of its outcome

sigma is what was known the day before (RiskMetrics' .97: half is forgotten in 23 fixings), so a
calm or a wild season is not drift, and a doubling is visible until the scale has followed: for
about a month. With .94 it follows within the test window, with .985 and slower the usual waves of
volatility look like breaks. Price levels are never tested: a random walk's levels differ between
any two windows.

Reference: J.P. Morgan & Reuters (1996), RiskMetrics Technical Document, 4th ed., section 5.3.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri

from forexlib.core.history import Floats

DECAY: Final = 0.97
WARM_UP: Final = 60
"""Returns whose mean square starts the recursion; they have no z."""
WEEK: Final = 5
"""Fixings from one forecast to the next where they are made weekly."""


def known_volatility(returns: Floats, *, decay: float) -> Floats:
    """Standard deviation per fixing known before each return, NaN for the first `WARM_UP`.

    Args:
        returns: Log returns, oldest first along the last axis.
        decay: Weight of yesterday's variance, in (0, 1).
    """
    variances = np.full(returns.shape, np.nan)
    variance = np.mean(returns[..., :WARM_UP] ** 2, axis=-1)
    for day in range(WARM_UP, returns.shape[-1]):
        variances[..., day] = variance
        variance = decay * variance + (1.0 - decay) * returns[..., day] ** 2
    return np.sqrt(variances)


def standardised(returns: Floats) -> Floats:
    """Returns over the volatility known the day before, without the first `WARM_UP`.

    Args:
        returns: Daily log returns, oldest first along the last axis.

    Returns:
        The last axis is `WARM_UP` shorter; zero where nothing had moved before.
    """
    scale = known_volatility(returns, decay=DECAY)[..., WARM_UP:]
    moves = returns[..., WARM_UP:]
    return np.divide(moves, scale, out=np.zeros_like(moves), where=scale > 0)


def normal_scores(transforms: Floats) -> Floats:
    """Phi^-1 of PITs in (0, 1)."""
    return ndtri(transforms)


def steps_of(horizon_days: int) -> int:
    """Fixings in a horizon of calendar days, holidays aside; at least 1."""
    return max(1, round(horizon_days * WEEK / 7))


def windows_ending(
    values: Floats, ends: NDArray[np.intp], *, length: int, stride: int = 1
) -> Floats:
    """Windows of `length` values, `stride` apart, whose last value is at each of `ends`.

    Args:
        values: Oldest first, shape (..., t).
        ends: Positions, integers of at least (length - 1) * stride, shape (n,).
        length: Values in a window.
        stride: From one to the next.

    Returns:
        Shape (..., n, length).
    """
    back = stride * np.arange(length - 1, -1, -1)
    return values[..., ends[:, None] - back]
