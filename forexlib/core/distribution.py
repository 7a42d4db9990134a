"""Questions asked of a predictive distribution that is known by its quantiles."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from scipy.special import ndtr, ndtri

from forexlib.core.history import Floats
from forexlib.core.levels import ALL_LEVELS, LEVELS, TAIL_LEVELS

_LEVELS = np.asarray(ALL_LEVELS)
_SCORES = ndtri(_LEVELS)
_LOW = len(TAIL_LEVELS) // 2


def split(rates: Floats) -> tuple[Floats, Floats]:
    """`quantiles` and `tails` of rates at `ALL_LEVELS`; the last axis is the levels."""
    tails = np.concatenate((rates[..., :_LOW], rates[..., -_LOW:]), axis=-1)
    return rates[..., _LOW:-_LOW], tails


def join(quantiles: Sequence[float], tails: Sequence[float]) -> Floats:
    """The rates at `ALL_LEVELS`, rising: the inverse of `split` for one distribution.

    Raises:
        ValueError: If there are not as many of either as there are levels.
    """
    if len(quantiles) != len(LEVELS) or len(tails) != len(TAIL_LEVELS):
        raise ValueError(f"{len(quantiles)} quantiles and {len(tails)} tails do not fit the levels")
    return np.concatenate((tails[:_LOW], quantiles, tails[_LOW:]))


def mean(rates: Floats) -> Floats:
    """Expected rate: the integral of the quantile function over the levels.

    Trapezoids between the stored levels, and the outermost quantile beyond them.

    Args:
        rates: At `ALL_LEVELS`, which are the last axis.
    """
    inner = np.trapezoid(rates, _LEVELS, axis=-1)
    return inner + rates[..., 0] * _LEVELS[0] + rates[..., -1] * (1.0 - _LEVELS[-1])


def probability_above(
    quantiles: Sequence[float], tails: Sequence[float], thresholds: Sequence[float]
) -> Floats:
    """P(S > K) for each threshold K.

    Between stored levels the log rate is interpolated against the normal score of the level, so a
    lognormal distribution is answered exactly; beyond the outermost level the last segment is
    continued, which gives thin (lognormal) tails: a bound to use with care past 99.5 %.

    Args:
        quantiles: Rates at `LEVELS`, rising.
        tails: Rates at `TAIL_LEVELS`, rising.
        thresholds: Rates K, positive.

    Returns:
        Probabilities in [0, 1], one per threshold.
    """
    known = np.log(join(quantiles, tails))
    asked = np.log(np.asarray(thresholds, dtype=np.float64))
    scores = np.interp(asked, known, _SCORES)
    scores = np.where(asked < known[0], _beyond(asked, known, 0, 1), scores)
    scores = np.where(asked > known[-1], _beyond(asked, known, -1, -2), scores)
    return ndtr(-scores)


def _beyond(asked: Floats, known: Floats, edge: int, inner: int) -> Floats:
    """Normal scores on the line through the two outermost stored quantiles of one side."""
    width = max(abs(known[edge] - known[inner]), np.finfo(np.float64).tiny)
    return _SCORES[edge] + abs(_SCORES[edge] - _SCORES[inner]) / width * (asked - known[edge])
