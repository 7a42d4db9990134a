"""Block bootstrap of a mean and of a ratio of means, for series that overlap.

    circular     blocks of b values from uniform starts, the end joined to the beginning
    stationary   the same with blocks of geometric length, b on average

The default length minimises the mean squared error of the variance for the dependence that an
overlap of h steps makes, autocorrelations 1 - k / h (Politis & White's rule with G / g = (h^2 - 1)
/ 3h and D = 4/3 g^2), and is at least h and n^(1/3):

    b = max(h, n^(1/3), (n (h^2 - 1)^2 / 6 h^2)^(1/3))

Example: n = 540, h = 5: (540 * 576 / 150)^(1/3) = 12.75, so blocks of 13. Intervals are percentiles
of the replications; with fewer than some thirty blocks they are too short.

References: Politis & Romano (1992), in Exploring the Limits of Bootstrap, 263-270, and (1994),
Journal of the American Statistical Association 89, 1303-1313, doi:10.1080/01621459.1994.10476870;
Politis & White (2004), Econometric Reviews 23, 53-70, doi:10.1081/ETC-120028836, corrected by
Patton, Politis & White (2009), Econometric Reviews 28, 372-375, doi:10.1080/07474930802459016.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil
from typing import Final, Literal

import numpy as np

from forexlib.core.history import Floats
from forexlib.scoring.overlap import whole_steps

LEVEL: Final = 0.95

Scheme = Literal["circular", "stationary"]


@dataclass(frozen=True, slots=True)
class Interval:
    """Of 95 %. Attributes: estimate: of the series itself; low, high: percentiles 2.5, 97.5."""

    estimate: float
    low: float
    high: float


def block_length(n: int, *, overlap: float) -> int:
    """Values in a block, between 1 and n.

    Args:
        n: Length of the series.
        overlap: The horizon in steps of the origins, at least 1.
    """
    steps = whole_steps(overlap)
    best = (n * (steps**2 - 1) ** 2 / (6 * steps**2)) ** (1 / 3)
    return max(1, min(n, ceil(max(steps, n ** (1 / 3), best))))


def mean_interval(
    series: Floats,
    *,
    block: int,
    rng: np.random.Generator,
    replications: int = 999,
    scheme: Scheme = "circular",
) -> Interval:
    """Of the mean.

    Args:
        series: Shape (n,), in order, at least one value.
        block: Length of the blocks, or their mean length; at least 1 and at most n.
        rng: The only source of randomness.
        replications: Resampled series.
        scheme: How blocks are drawn.
    """
    means = resampled_means(series, block=block, rng=rng, replications=replications, scheme=scheme)
    return _percentiles(float(np.mean(series)), means)


def ratio_interval(
    pair: Floats,
    *,
    block: int,
    rng: np.random.Generator,
    replications: int = 999,
    scheme: Scheme = "circular",
) -> Interval:
    """Of the mean of the first series over that of the second, resampled together.

    Args:
        pair: Shape (2, n); the second is positive.
        block: As in `mean_interval`, and so are the rest.
        rng: The only source of randomness.
        replications: Resampled series.
        scheme: How blocks are drawn.
    """
    above, below = resampled_means(
        pair, block=block, rng=rng, replications=replications, scheme=scheme
    )
    return _percentiles(float(np.mean(pair[0]) / np.mean(pair[1])), above / below)


def resampled_means(
    series: Floats,
    *,
    block: int,
    rng: np.random.Generator,
    replications: int,
    scheme: Scheme = "circular",
    length: int | None = None,
) -> Floats:
    """Means of resampled series; series beside one another are resampled together.

    Args:
        series: Shape (..., n).
        block: Length of the blocks, or their mean length; at least 1 and at most n.
        rng: The only source of randomness.
        replications: How many.
        scheme: How blocks are drawn.
        length: Of the resampled series, at least 1; by default n.

    Returns:
        Shape (..., replications).
    """
    draw = _SCHEMES[scheme]
    values = np.asarray(series, dtype=np.float64)
    return draw(values, block, rng, (replications, length or values.shape[-1]))


def _circular(
    series: Floats, block: int, rng: np.random.Generator, shape: tuple[int, int]
) -> Floats:
    """Through running sums, so that a block costs two look-ups whatever its length."""
    n, (replications, length) = series.shape[-1], shape
    lengths = np.full(ceil(length / block), block)
    lengths[-1] = length - block * (len(lengths) - 1)
    starts = rng.integers(n, size=(replications, len(lengths)))
    wrapped = np.concatenate((series, series[..., :block]), axis=-1)
    sums = np.concatenate((np.zeros((*series.shape[:-1], 1)), np.cumsum(wrapped, axis=-1)), axis=-1)
    return np.sum(sums[..., starts + lengths] - sums[..., starts], axis=-1) / length


def _stationary(
    series: Floats, block: int, rng: np.random.Generator, shape: tuple[int, int]
) -> Floats:
    n = series.shape[-1]
    begins = rng.random(shape) < 1.0 / block
    begins[:, 0] = True
    steps = np.arange(shape[1])
    latest = np.maximum.accumulate(np.where(begins, steps, 0), axis=1)
    starts = np.take_along_axis(rng.integers(n, size=shape), latest, axis=1)
    return np.mean(series[..., (starts + steps - latest) % n], axis=-1)


_SCHEMES: Final = {"circular": _circular, "stationary": _stationary}


def _percentiles(estimate: float, replicated: Floats) -> Interval:
    low, high = np.quantile(replicated, ((1 - LEVEL) / 2, (1 + LEVEL) / 2))
    return Interval(estimate, float(low), float(high))
