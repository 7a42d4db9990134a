"""How much of each member's centre is believed, shrunk to the random walk by the evidence.

For each member and horizon the realised moves y are regressed on the member's own past forecasts c
(both in units of the volatility known at the origin, without a constant):

    beta = sum(c y) / sum(c c),   t = beta / se
    believed = min(max(beta, 0), 1) * max(0, 1 - 1/t**2)

se is Newey and West's, with twice as many lags as the horizon overlaps the step of the origins.
The last factor is the non-negative garrote: a slope within one standard error of zero is not
believed at all (docs/decisions/0004 says how that was chosen). A member's weight is its belief
times its share of all beliefs, so a faint one hardly dilutes a strong one; what is left is the
random walk's. Below 100 independent outcomes nothing is believed.

References: Breiman (1995), "Better subset regression using the nonnegative garrote", Technometrics
37, 373-384, doi:10.2307/1269730; Newey & West (1987), Econometrica 55, 703-708,
doi:10.2307/1913610; Timmermann (2006), "Forecast combinations", Handbook of Economic Forecasting 1,
135-196.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import ceil

import numpy as np

from forexlib.core.history import Floats
from forexlib.engine.evidence import Evidence

LEAST_OUTCOMES = 100
"""Fewest independent outcomes (origins over their overlap) on which a member must have disagreed
with the random walk."""

ROUNDING = 1e-9
"""By how much weights may sum to more than 1."""

RANDOM_WALK = "random_walk"


@dataclass(frozen=True, slots=True)
class LearnedWeights:
    """What the evidence of one refit day says.

    Attributes:
        members: Names of the models, in order.
        horizons: Calendar days, in order.
        weights: Weight of each member, one row a horizon; the rest is the random walk's.
        t_statistics: Of each member's slope, one row a horizon; empty where the rule has none.
        origins: Realised origins each row rests on.
    """

    members: tuple[str, ...]
    horizons: tuple[int, ...]
    weights: tuple[tuple[float, ...], ...]
    t_statistics: tuple[tuple[float, ...], ...]
    origins: tuple[int, ...]

    def __post_init__(self) -> None:
        """Refuse what are no shares: NaN would be believed nowhere, and nobody would notice.

        Raises:
            ValueError: If a weight is negative or no number, or a row sums to more than 1.
        """
        for row in self.weights:
            if not (all(weight >= 0.0 for weight in row) and sum(row) <= 1.0 + ROUNDING):
                raise ValueError(f"{row} are no weights")

    def at(self, horizon_days: int) -> Mapping[str, float]:
        """Member to weight at one horizon, the random walk's share included; they sum to 1."""
        row = self.weights[self.horizons.index(horizon_days)]
        return {RANDOM_WALK: 1.0 - sum(row), **dict(zip(self.members, row, strict=True))}


def learn_weights(evidence: Evidence) -> LearnedWeights:
    """Weights of every member at every horizon from its realised past forecasts."""
    rows, statistics, counts = [], [], []
    for index in range(len(evidence.horizons)):
        believed = []
        strength = []
        for member in range(len(evidence.members)):
            centres, moves, overlap = evidence.claims(member, index)
            belief, t_statistic = believe(centres, moves, overlap=overlap)
            believed.append(belief)
            strength.append(t_statistic)
        total = sum(believed) or 1.0
        rows.append(tuple(part * part / total for part in believed))
        statistics.append(tuple(strength))
        counts.append(int(np.isfinite(evidence.moves[:, index]).sum()))
    return LearnedWeights(
        evidence.members, evidence.horizons, tuple(rows), tuple(statistics), tuple(counts)
    )


def believe(centres: Floats, moves: Floats, *, overlap: float) -> tuple[float, float]:
    """How much of a member's slope is believed at one horizon, in [0, 1], and its t statistic.

    Rows in which the centre is unknown are left out. Where it is zero the member says what the
    random walk says, which is no evidence either way: with fewer than 100 other rows per unit of
    overlap both answers are 0.

    Args:
        centres: Forecasts, in units of the volatility known then; NaN where there was none.
        moves: What followed, in the same units.
        overlap: The horizon in steps of the origins; at least 1.
    """
    known = np.isfinite(centres)
    if np.count_nonzero(centres[known]) < LEAST_OUTCOMES * overlap:
        return 0.0, 0.0
    lags = 2 * (ceil(overlap) - 1)
    slope, t_statistic = slope_through_zero(centres[known], moves[known], lags=lags)
    return min(max(slope, 0.0), 1.0) * shrinkage(t_statistic), t_statistic


def shrinkage(t_statistic: float) -> float:
    """Share of a slope that is kept: max(0, 1 - 1/t**2) for a positive t, else nothing."""
    return max(0.0, 1.0 - (1.0 / t_statistic) ** 2) if t_statistic > 0 else 0.0


def slope_through_zero(centres: Floats, moves: Floats, *, lags: int) -> tuple[float, float]:
    """Least-squares slope of `moves` on `centres` without a constant, and its HAC t statistic.

    Args:
        centres: Forecasts, in units of the volatility known then; not all zero.
        moves: What followed, in the same units.
        lags: Of Bartlett's kernel.
    """
    power = float(np.sum(centres**2))
    slope = float(np.sum(centres * moves)) / power
    influence = centres * (moves - slope * centres)
    variance = float(np.sum(influence**2))
    for lag in range(1, min(lags, len(influence) - 1) + 1):
        weight = 1.0 - lag / (lags + 1.0)
        variance += 2.0 * weight * float(np.sum(influence[lag:] * influence[:-lag]))
    return slope, slope * power / float(np.sqrt(max(variance, np.finfo(np.float64).tiny)))
