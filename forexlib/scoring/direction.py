"""Whether forecasts and outcomes go the same way more often than by chance.

With y = 1 where the outcome rises and x = 1 where the forecast does, else 0, over m origins,

    hits = mean(y x + (1 - y) (1 - x)),   expected = mean(y) mean(x) + (1 - mean(y)) (1 - mean(x))
    hits - expected = 2 mean(f),          f = (y - mean(y)) (x - mean(x))

which is the numerator of Pesaran and Timmermann (1992), whose variance takes the origins for
independent. Their test of 2009 regresses y on x with lags of both, for signs that are Markov. Those
of forecasts that overlap h origins are not: y is a moving average of h - 1 lags, which no few lags
absorb. But under the null an outcome cannot be foreseen from its origin, so the autocovariances of
f vanish from lag h on however persistent the forecasts are, and a HAC variance with a rectangular
sum of h - 1 of them is right. Overlap, small-sample factor and degrees of freedom are those of
`forexlib.scoring.equal_accuracy`. On simulated walks guesses are called skill in about 5 % of
worlds; forecasts that follow the past of the walk in 1 to 4 %, since in a short sample the past of
a walk and its future lean to opposite sides of their means.

Forecasts that say "no move" and outcomes without one are left out; f is 0 there, so that lags stay
lags of the origins. Example: y = 1, 1, 0, 0 and x = 1, 1, 1, 0 repeated to n = 40 with h = 1: hits
are 75 and expected 50 %, f = 1/8, 1/8, -1/8, 3/8 has variance 1/32, and the statistic is
1/8 sqrt(32) sqrt(40) sqrt(39 / 40) = 4.42.

References: Pesaran & Timmermann (1992), Journal of Business & Economic Statistics 10, 461-465,
doi:10.1080/07350015.1992.10509922, and (2009), Journal of the American Statistical Association
104, 325-337, doi:10.1198/jasa.2009.0113; gaps: Parzen (1963), Sankhya A 25, 383-392.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.special import stdtr, stdtrit

from forexlib.core.history import Floats
from forexlib.scoring.equal_accuracy import LEAST_OUTCOMES, LEVEL, standard_error
from forexlib.scoring.overlap import whole_steps


@dataclass(frozen=True, slots=True)
class Direction:
    """What the test says.

    Attributes:
        n: Origins whose forecast and outcome both moved.
        hits: Share of them that went the same way, in percent; None without any.
        low: Where 95 % of such shares lie if forecasts know nothing, in percent; None with too few
            outcomes, or where one of the two always goes one way.
        high: Its upper end.
        statistic: None as `low`.
        p_value: That forecasts know nothing, against that they hit too often, one-sided.
    """

    n: int
    hits: float | None = None
    low: float | None = None
    high: float | None = None
    statistic: float | None = None
    p_value: float | None = None


def direction(
    predicted: Floats, realised: Floats, *, overlap: float, least_move: float = 0.0
) -> Direction:
    """Test independence of the signs of predicted and realised moves.

    Args:
        predicted: Moves from the origin, shape (n,), in the order of the origins.
        realised: In the same unit, on the same origins.
        overlap: The horizon in steps of the origins, at least 1.
        least_move: A smaller predicted one says "no move".
    """
    moved = (np.abs(predicted) >= least_move) & (predicted != 0) & (realised != 0)
    m = int(np.sum(moved))
    if m == 0:
        return Direction(m)
    up, rose = predicted > 0, realised > 0
    hits = float(np.mean((up == rose)[moved]))
    together = np.where(moved, (rose - np.mean(rose[moved])) * (up - np.mean(up[moved])), 0.0)
    excess = 2.0 * float(np.sum(together)) / m
    if m < LEAST_OUTCOMES * overlap:
        return Direction(m, 100.0 * hits)
    scale = 2.0 * len(moved) / m
    error = scale * standard_error(together, overlap=whole_steps(overlap))
    if error <= 0:
        return Direction(m, 100.0 * hits)
    freedom = m / overlap - 1.0
    half = float(stdtrit(freedom, (1 + LEVEL) / 2)) * error
    band = (100.0 * max(0.0, hits - excess - half), 100.0 * min(1.0, hits - excess + half))
    statistic = excess / error
    return Direction(m, 100.0 * hits, *band, statistic, float(stdtr(freedom, -statistic)))
