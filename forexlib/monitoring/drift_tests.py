"""Five tests of whether a window of standardised values is like the one before it.

With x of n values in the baseline and y of m in the test window,

    ks          D = max |F_x - F_y|,   p from Kolmogorov's limit at (e + .12 + .11 / e) D,
                e = sqrt(n m / (n + m))
    t           |mean y - mean x| / sqrt(s_x^2 / n + s_y^2 / m),   Student's t, Welch's degrees
    levene      Brown and Forsythe's W, of distances from the medians,   F(1, n + m - 2)
    ljung_box   Q = m (m + 2) sum_{k <= 5} r_k^2 / (m - k) of the test window,   chi-squared of 5
    volatility  (V / U - 1) / sqrt(c (1 / W + 1 / n)),   U = mean |x|, V = sum w_i |y_i|, the
                newest weighing most: w_i ~ .7^i; 1 / W = sum w_i^2, c = pi / 2 - 1; upper tail of
                the normal; no |z| counts for more than 3.5. Where values were divided by a scale
                known beforehand, that is the baseline: U = sqrt(2 / pi), without 1 / n

The raw p-values hold for independent normal values and for a single look. Neither is so here: see
`drift_null`. Example: x = -1, 1 by turns and y = -2, 2 by turns have
V / U = 2.

References: Stephens (1970), Journal of the Royal Statistical Society B 32, 115-122 (ks); Welch
(1947), Biometrika 34, 28-35, doi:10.1093/biomet/34.1-2.28; Brown & Forsythe (1974), Journal of the
American Statistical Association 69, 364-367, doi:10.1080/01621459.1974.10482955; Ljung & Box
(1978), Biometrika 65, 297-303, doi:10.1093/biomet/65.2.297; Roberts (1959), Technometrics 1,
239-250, doi:10.1080/00401706.1959.10489860 (weights of the volatility).
"""

from __future__ import annotations

from dataclasses import dataclass
from math import pi, sqrt
from typing import Final, Literal, get_args

import numpy as np
from scipy.special import chdtrc, fdtrc, kolmogorov, ndtr, stdtr

from forexlib.core.history import Floats

Test = Literal["ks", "t", "levene", "ljung_box", "volatility"]
TESTS: Final[tuple[Test, ...]] = get_args(Test)

LAGS: Final = 5
MEMORY: Final = 0.7
LARGEST: Final = 3.5
SMALLEST: Final = 1e-12


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the tests say of n pairs of windows, in the order of `TESTS`.

    Attributes:
        statistic: The larger the less alike, shape (n, 5).
        p_raw: As if values were independent and normal, shape (n, 5).
    """

    statistic: Floats
    p_raw: Floats


def five_tests(windows: Floats, *, baseline: int, scale_known: bool = False) -> Outcome:
    """Compare the end of each window with its beginning.

    Args:
        windows: Standardised values, oldest first, shape (n, baseline + test), finite; the test
            part has more than `LAGS` values.
        baseline: Values in the first part.
        scale_known: Whether values were divided by the volatility known before each.
    """
    before, after = windows[:, :baseline], windows[:, baseline:]
    told = [one(before, after) for one in _PAIRED.values()]
    told.append(_volatility(before, after, scale_known=scale_known))
    statistics, chances = zip(*told, strict=True)
    return Outcome(np.stack(statistics, axis=1), np.stack(chances, axis=1))


def _kolmogorov_smirnov(before: Floats, after: Floats) -> tuple[Floats, Floats]:
    n, m = before.shape[1], after.shape[1]
    values = np.concatenate((before, after), axis=1)
    order = np.argsort(values, axis=1, kind="stable")
    steps = np.where(order < n, 1.0 / n, -1.0 / m)
    ordered = np.take_along_axis(values, order, axis=1)
    ends = np.ones(values.shape, dtype=bool)  # equal values count together
    ends[:, :-1] = ordered[:, 1:] > ordered[:, :-1]
    distance = np.max(np.abs(np.cumsum(steps, axis=1)) * ends, axis=1)
    size = np.sqrt(n * m / (n + m))
    return distance, kolmogorov((size + 0.12 + 0.11 / size) * distance)


def _welch(before: Floats, after: Floats) -> tuple[Floats, Floats]:
    n, m = before.shape[1], after.shape[1]
    spread = np.var(before, axis=1, ddof=1) / n, np.var(after, axis=1, ddof=1) / m
    both = _positive(spread[0] + spread[1])
    apart = np.abs(np.mean(after, axis=1) - np.mean(before, axis=1)) / np.sqrt(both)
    degrees = both**2 / _positive(spread[0] ** 2 / (n - 1) + spread[1] ** 2 / (m - 1))
    return apart, 2.0 * stdtr(degrees, -apart)


def _brown_forsythe(before: Floats, after: Floats) -> tuple[Floats, Floats]:
    n, m = before.shape[1], after.shape[1]
    parts = [np.abs(one - np.median(one, axis=1, keepdims=True)) for one in (before, after)]
    means = [np.mean(one, axis=1, keepdims=True) for one in parts]
    within = sum(np.sum((one - mean) ** 2, axis=1) for one, mean in zip(parts, means, strict=True))
    between = n * m / (n + m) * (means[1] - means[0])[:, 0] ** 2
    ratio = (n + m - 2) * between / _positive(np.asarray(within))
    return ratio, fdtrc(1, n + m - 2, ratio)


def _ljung_box(before: Floats, after: Floats) -> tuple[Floats, Floats]:  # noqa: ARG001
    m = after.shape[1]
    centred = after - np.mean(after, axis=1, keepdims=True)
    power = _positive(np.sum(centred**2, axis=1))
    lags = [np.sum(centred[:, k:] * centred[:, :-k], axis=1) for k in range(1, LAGS + 1)]
    terms = [(lag / power) ** 2 / (m - k) for k, lag in enumerate(lags, 1)]
    together = m * (m + 2) * np.sum(terms, axis=0)
    return together, chdtrc(LAGS, together)


def _volatility(before: Floats, after: Floats, *, scale_known: bool) -> tuple[Floats, Floats]:
    weights = MEMORY ** np.arange(after.shape[1])[::-1]
    weights /= weights.sum()
    noise = float(np.sum(weights**2))
    usual = np.full(len(before), sqrt(2.0 / pi))
    if not scale_known:
        usual = _positive(np.mean(np.minimum(np.abs(before), LARGEST), axis=1))
        noise += 1.0 / before.shape[1]
    recent = np.minimum(np.abs(after), LARGEST) @ weights
    statistic = (recent / usual - 1.0) / sqrt((pi / 2.0 - 1.0) * noise)
    return statistic, ndtr(-statistic)


def _positive(values: Floats) -> Floats:
    """Zero, of windows whose values are all the same, as a number that divides."""
    return np.maximum(values, SMALLEST)


_PAIRED: Final = {
    "ks": _kolmogorov_smirnov,
    "t": _welch,
    "levene": _brown_forsythe,
    "ljung_box": _ljung_box,
}
