"""Whether intervals hold as often as they say, and whether their misses come in clusters.

With x of n forecasts inside an interval of level q that overlap h origins (s = x / n):

    nominal band    q +- 1.96 sqrt(q (1 - q) h / n)
    Kupiec          LR = 2 log [s^x (1 - s)^(n - x) / (q^x (1 - q)^(n - x))]
    independence    LR = 2 log [p00^n00 p01^n01 p10^n10 p11^n11 / (p.0^n.0 p.1^n.1)]

where n_ij counts pairs of outcomes that just do not overlap (origins t and t + h), i and j say
whether the first and the second lie inside, p_ij is the share of j after i and p.j that of j.

The ratios assume independent outcomes. Here they are taken over the origins of all h phases at
once, which is h times the ratio of the phases' mean table, and divided by the design effect of the
overlap (Rao & Scott),

    D = 1 + 2 sum_{0 < k < h} (1 - k / n) r(1 - k / h),

with r(c) the correlation of two indicators |z| < z_q of normal scores correlated c, the share of
days that two forecasts have in common; for pairs r^2 stands in place of r. Then Kupiec and
independence are compared with chi-squared of 1 degree, their sum with 2. On simulated Gaussian
walks, n from 60 to 2,700 and h from 1 to 65, Kupiec so rejects 5 % of right 80 % intervals at the
5 % level, and 2 to 8 % of right 95 % ones (the extremes with six expected misses or fewer), also
under moving volatility that the forecasts know. The mean of the ratios of single phases rejects
1 % and less, the smallest of their p-values times h 1 to 6 %, a ratio over a variance estimated
from the hits up to 32 %. Daily returns as fat-tailed as Student's t of 4 degrees raise 5 to 5-9 %.
Example: 72 of 100 inside 80 % with h = 1 is LR = 3.67.

References: Kupiec (1995), Journal of Derivatives 3, 73-84, doi:10.3905/jod.1995.407942;
Christoffersen (1998), International Economic Review 39, 841-862, doi:10.2307/2527341;
Rao & Scott (1981), Journal of the American Statistical Association 76, 221-230,
doi:10.1080/01621459.1981.10477633.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from math import sqrt
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.special import chdtrc, ndtr, ndtri, xlogy

from forexlib.core.history import Floats
from forexlib.scoring.bootstrap import Interval, block_length, mean_interval
from forexlib.scoring.equal_accuracy import LEAST_OUTCOMES
from forexlib.scoring.overlap import whole_steps

Hits = NDArray[np.bool_]

_NODES, _WEIGHTS = np.polynomial.legendre.leggauss(40)
_CACHED: Final = 256


@dataclass(frozen=True, slots=True)
class Coverage:
    """Of one interval. Attributes: share: in percent; low, high: ends of the nominal band."""

    share: float
    low: float
    high: float

    @property
    def outside(self) -> bool:
        """Whether it differs from nominal by more than chance."""
        return not self.low <= self.share <= self.high


@dataclass(frozen=True, slots=True)
class LikelihoodRatio:
    """What a test of coverage says.

    Attributes:
        n: Forecasts.
        statistic: LR over its design effect; None with too few outcomes.
        p_value: Of right coverage; None with too few outcomes.
    """

    n: int
    statistic: float | None = None
    p_value: float | None = None


def coverage(inside: Hits, *, level: float, overlap: float) -> Coverage:
    """Share inside with its nominal band.

    Args:
        inside: Shape (n,), at least one.
        level: Of the interval, in (0, 1).
        overlap: The horizon in steps of the origins, at least 1.
    """
    return Coverage(100.0 * float(np.mean(inside)), *nominal_band(level, len(inside) / overlap))


def nominal_band(level: float, outcomes: float) -> tuple[float, float]:
    """In percent, where the coverage of a right interval lies at least nineteen times in twenty.

    Args:
        level: Of the interval, in (0, 1).
        outcomes: That do not overlap: forecasts over their overlap. Forecasts that overlap tell
            more than those alone, which makes the band a third to a half wider than it need be
            (see `design_effect`, about half the overlap).
    """
    half = float(ndtri(0.975)) * sqrt(level * (1.0 - level) / outcomes)
    return 100.0 * max(0.0, level - half), 100.0 * min(1.0, level + half)


def coverage_interval(
    inside: Hits, *, overlap: float, rng: np.random.Generator, replications: int = 999
) -> Interval:
    """Share inside in percent with its 95 % block-bootstrap interval.

    A share of 0 or 100 % never varies, and its interval is that point: no evidence of anything.

    Args:
        inside: Shape (n,), in the order of the origins, at least one.
        overlap: The horizon in steps of the origins, at least 1.
        rng: The only source of randomness.
        replications: Resampled series.
    """
    block = block_length(len(inside), overlap=overlap)
    percent = 100.0 * inside.astype(np.float64)
    return mean_interval(percent, block=block, rng=rng, replications=replications)


def kupiec(inside: Hits, *, level: float, overlap: float) -> LikelihoodRatio:
    """Test that as many are inside as the level says.

    Args:
        inside: Shape (n,), in the order of the origins.
        level: Of the interval, in (0, 1).
        overlap: The horizon in steps of the origins, at least 1.
    """
    if len(inside) < LEAST_OUTCOMES * overlap:
        return LikelihoodRatio(len(inside))
    return _answer(inside, _unconditional(inside, level, overlap), freedom=1)


def independence(inside: Hits, *, level: float, overlap: float) -> LikelihoodRatio:
    """Test that the next outcome is inside as often after a miss as after a hit; as `kupiec`."""
    if len(inside) < LEAST_OUTCOMES * overlap:
        return LikelihoodRatio(len(inside))
    return _answer(inside, _clustering(inside, level, overlap), freedom=1)


def christoffersen(inside: Hits, *, level: float, overlap: float) -> LikelihoodRatio:
    """Test both at once: conditional coverage; as `kupiec`."""
    if len(inside) < LEAST_OUTCOMES * overlap:
        return LikelihoodRatio(len(inside))
    both = _unconditional(inside, level, overlap) + _clustering(inside, level, overlap)
    return _answer(inside, both, freedom=2)


def design_effect(n: int, *, level: float, overlap: float, power: int = 1) -> float:
    """How many times the overlap multiplies the variance of the share inside.

    Args:
        n: Forecasts.
        level: Of the interval, in (0, 1).
        overlap: The horizon in steps of the origins, at least 1.
        power: 2 for pairs of outcomes.
    """
    shared = _correlations(level, overlap)
    lags = np.arange(1, len(shared) + 1)
    return 1.0 + 2.0 * float(np.sum(np.maximum(1.0 - lags / n, 0.0) * shared**power))


@lru_cache(_CACHED)
def _correlations(level: float, overlap: float) -> Floats:
    """Of hits k = 1, 2, ... origins apart, by Gauss-Legendre over the first normal score."""
    lags = np.arange(1, whole_steps(overlap))
    common = (1.0 - lags / overlap)[:, None]
    edge = float(ndtri((1.0 + level) / 2.0))
    scores = edge * _NODES
    density = edge * _WEIGHTS * np.exp(-(scores**2) / 2.0) / sqrt(2.0 * np.pi)
    rest = np.sqrt(1.0 - common**2)
    held = ndtr((edge - common * scores) / rest) - ndtr((-edge - common * scores) / rest)
    return (held @ density - level**2) / (level - level**2)


def _unconditional(inside: Hits, level: float, overlap: float) -> float:
    hits, misses = float(np.sum(inside)), float(np.sum(~inside))
    ratio = _log_likelihood(hits, misses) - float(xlogy(hits, level) + xlogy(misses, 1.0 - level))
    return 2.0 * ratio / design_effect(len(inside), level=level, overlap=overlap)


def _clustering(inside: Hits, level: float, overlap: float) -> float:
    steps = whole_steps(overlap)
    first, second = inside[:-steps], inside[steps:]
    after_hit, after_miss = second[first], second[~first]
    ratio = sum(
        sign * _log_likelihood(float(np.sum(part)), float(np.sum(~part)))
        for sign, part in ((1.0, after_hit), (1.0, after_miss), (-1.0, second))
    )
    return 2.0 * ratio / design_effect(len(second), level=level, overlap=overlap, power=2)


def _log_likelihood(hits: float, misses: float) -> float:
    """Of independent outcomes at their own share, 0 for none."""
    share = hits / max(hits + misses, 1.0)
    return float(xlogy(hits, share) + xlogy(misses, 1.0 - share))


def _answer(inside: Hits, statistic: float, *, freedom: int) -> LikelihoodRatio:
    positive = max(statistic, 0.0)  # rounding can leave it a hair below
    return LikelihoodRatio(len(inside), positive, float(chdtrc(freedom, positive)))
