"""Where outcomes fell in their distributions, and whether that is uniform.

PIT: u = F(y), linear between the stored quantiles at i / 40. Beyond the outermost ones 39 numbers
do not say how far, and no shape of tail is assumed: u is 1/80 or 79/80, the middle of the tail.

The test takes standardised values s = sqrt(12) (u - 1/2) and their raw moments up to the fourth,

    m_r = mean(s^r) - E_r,   E_r = 0 for r odd,
    E_r = 12^(r/2) [.05 .4875^r + 2 .475^(r + 1) / (r + 1)] for r even: 0.99997 and 1.7995,

exact for a uniform whose tails are gathered as above, and compares n m' V^-1 m with chi-squared of
4 degrees. V is the long-run covariance of s, s^2, s^3, s^4, and that follows from uniformity and
the overlap: forecasts k origins apart share 1 - k / h of their days, and with a_rj the coefficients
of s^r in normalised Hermite polynomials of the normal score of u,

    V_rq = Cov(s^r, s^q) + 2 sum_{0 < k < h} (1 - k / n) sum_{j > 0} a_rj a_qj (1 - k / h)^j.

Knüppel estimates V (HAC). On Gaussian walks with n of 60 to 2,700 and h of 5 to 65 Newey and West's
estimate makes the test reject 14 to 70 % of right forecasts at the 5 % level, one of low-frequency
cosines with F critical values 9 to 22 %, the V above 4 to 6 %, or 5 to 7 % under moving volatility
that the forecasts know. Daily returns as fat-tailed as Student's t of 4 degrees make it 5 to 9 %.
Example: u = 1/8, 3/8, 5/8, 7/8 has s = -1.30, -0.43, 0.43, 1.30: a second moment of 0.94.

Reference: Knüppel (2015), Journal of Business & Economic Statistics 33, 270-281,
doi:10.1080/07350015.2014.948175.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from math import sqrt
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.special import chdtrc, ndtri

from forexlib.core.history import Floats
from forexlib.core.levels import LEVELS
from forexlib.scoring.equal_accuracy import LEAST_OUTCOMES
from forexlib.scoring.overlap import whole_steps

BINS: Final = 20
MOMENTS: Final = 4

_TAIL = LEVELS[0]
_ORDERS = np.arange(1, MOMENTS + 1)
_GRID: Final = 10_000
_POLYNOMIALS: Final = 40


@dataclass(frozen=True, slots=True)
class Uniformity:
    """What the test says.

    Attributes:
        n: Values.
        statistic: Chi-squared of four degrees if uniform; None with too few outcomes.
        p_value: Of uniformity; None as the statistic.
    """

    n: int
    statistic: float | None = None
    p_value: float | None = None


def pit(quantiles: Floats, actual: Floats) -> Floats:
    """Probability integral transforms.

    Args:
        quantiles: At `LEVELS`, rising, shape (n, 39).
        actual: Shape (n,).

    Returns:
        Shape (n,), from 1/80 to 79/80.
    """
    below = np.sum(quantiles <= actual[:, None], axis=1)
    left = np.clip(below - 1, 0, len(LEVELS) - 2)
    low = np.take_along_axis(quantiles, left[:, None], axis=1)[:, 0]
    high = np.take_along_axis(quantiles, left[:, None] + 1, axis=1)[:, 0]
    width = np.where(high > low, high - low, 1.0)
    inner = (left + 1 + (actual - low) / width) * _TAIL
    return np.select(
        [below == 0, below == len(LEVELS)], [_TAIL / 2.0, 1.0 - _TAIL / 2.0], default=inner
    )


def histogram(transforms: Floats) -> NDArray[np.intp]:
    """How many fell in each twentieth of [0, 1], shape (20,); a twentieth of all is right."""
    return np.histogram(transforms, bins=BINS, range=(0.0, 1.0))[0]


def uniformity(transforms: Floats, *, overlap: float) -> Uniformity:
    """Test uniformity by raw moments.

    Args:
        transforms: From `pit`, shape (n,), in the order of the origins.
        overlap: The horizon in steps of the origins, at least 1.
    """
    n = len(transforms)
    if n < LEAST_OUTCOMES * overlap:
        return Uniformity(n)
    excess = np.mean(_powers(transforms), axis=0) - _expected()
    statistic = n * float(excess @ np.linalg.solve(long_run_covariance(n, overlap=overlap), excess))
    return Uniformity(n, statistic, float(chdtrc(MOMENTS, statistic)))


def long_run_covariance(n: int, *, overlap: float) -> Floats:
    """Of the moments' means, times n, if forecasts are right: V of the test, shape (4, 4).

    Args:
        n: Forecasts.
        overlap: The horizon in steps of the origins, at least 1.
    """
    at_once, loadings = _under_uniformity()
    lags = np.arange(1, whole_steps(overlap))
    shared = (1.0 - lags / overlap)[:, None] ** np.arange(1, _POLYNOMIALS + 1)
    weights = 2.0 * np.maximum(1.0 - lags / n, 0.0) @ shared
    return at_once + (loadings * weights) @ loadings.T


def _powers(transforms: Floats) -> Floats:
    """Shape (n, 4)."""
    return (sqrt(12.0) * (transforms - 0.5))[:, None] ** _ORDERS


def _expected() -> Floats:
    """Moments of the standardised uniform whose tails are gathered in their middles."""
    edge = 0.5 - _TAIL
    gathered = 2.0 * _TAIL * (0.5 - _TAIL / 2.0) ** _ORDERS
    even = 12.0 ** (_ORDERS / 2.0) * (gathered + 2.0 * edge ** (_ORDERS + 1) / (_ORDERS + 1))
    return np.where(_ORDERS % 2 == 0, even, 0.0)


@cache
def _under_uniformity() -> tuple[Floats, Floats]:
    """Covariance of the powers, (4, 4), and their Hermite coefficients from the first, (4, 40)."""
    uniform = (np.arange(_GRID) + 0.5) / _GRID
    conditions = [uniform < _TAIL, uniform > 1.0 - _TAIL]
    gathered = np.select(conditions, [_TAIL / 2.0, 1.0 - _TAIL / 2.0], default=uniform)
    powers = _powers(gathered)
    centred = powers - np.mean(powers, axis=0)
    scores = ndtri(uniform)
    hermite = [np.ones(_GRID), scores]
    for j in range(1, _POLYNOMIALS):
        hermite.append((scores * hermite[j] - sqrt(j) * hermite[j - 1]) / sqrt(j + 1))
    return centred.T @ centred / _GRID, centred.T @ np.stack(hermite[1:], axis=1) / _GRID
