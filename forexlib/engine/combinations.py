"""How members' centres are combined, by name. The random walk has whatever share is left.

    equal         1 / (m + 1) for each of m members and the random walk
    inverse_rmse  1 / RMSE over the sum of it, the random walk's among them
    stacked       least squares of the moves on the centres, no weight negative, their sum at most 1
    shrunk        each member's slope, shrunk by its own evidence: `forexlib.engine.weights`

Moves and centres are in units of the volatility known at the origin, so that calm and stormy years
count alike. Origins at which a member had no forecast are left out for all of them.

References: Bates & Granger (1969), "The combination of forecasts", Operational Research Quarterly
20, 451-468, doi:10.2307/3008764; Breiman (1996), "Stacked regressions", Machine Learning 24, 49-64,
doi:10.1007/BF00117832; Timmermann (2006), "Forecast combinations", Handbook of Economic Forecasting
1, 135-196.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

import numpy as np

from forexlib.core.errors import TooLittleHistory
from forexlib.core.history import Floats
from forexlib.core.reason import Reason
from forexlib.engine.evidence import Evidence
from forexlib.engine.weights import LearnedWeights, learn_weights

LEAST_ORIGINS: Final = 50
"""Fewest realised origins from which errors are compared or regressed: a year of weeks."""

SURE: Final = 1e4
"""Weight of the row that holds a sum of weights at 1, in roots of the number of origins."""


def equal(evidence: Evidence) -> LearnedWeights:
    """The same for every member and the random walk, whatever the evidence."""
    count = len(evidence.members)
    return _weights(evidence, lambda centres, moves: np.full(count, 1.0 / (count + 1)), least=0)  # noqa: ARG005


def inverse_rmse(evidence: Evidence) -> LearnedWeights:
    """In proportion to one over each one's root mean squared error.

    Raises:
        TooLittleHistory: If fewer than 50 origins are realised at some horizon.
    """
    return _weights(evidence, _inverse_rmse, least=LEAST_ORIGINS)


def stacked(evidence: Evidence) -> LearnedWeights:
    """By non-negative least squares with a sum of at most 1.

    Raises:
        TooLittleHistory: If fewer than 50 origins are realised at some horizon.
    """
    return _weights(evidence, stack, least=LEAST_ORIGINS)


def stack(centres: Floats, moves: Floats) -> Floats:
    """Non-negative weights of at most 1 together that explain `moves` best.

    The problem is convex: where the best non-negative weights exceed 1 together, the best allowed
    ones sum to exactly 1. Example: moves of 0.4 times the only centre have the weight 0.4, moves of
    twice that centre the weight 1.

    Args:
        centres: Forecasts in units of the volatility, shape (n, m).
        moves: What followed, shape (n,).
    """
    from scipy.optimize import nnls  # noqa: PLC0415  (a third of a second to import)

    free, _ = nnls(centres, moves)
    if free.sum() <= 1.0:
        return free
    sure = SURE * np.sqrt(len(moves))
    held, _ = nnls(np.vstack([centres, np.full(centres.shape[1], sure)]), np.append(moves, sure))
    rounding = 1.0 + len(held) * np.finfo(np.float64).eps  # so that no share is left below zero
    return held / max(1.0, rounding * held.sum())


def _inverse_rmse(centres: Floats, moves: Floats) -> Floats:
    errors = np.column_stack([moves[:, None] - centres, moves])  # the random walk's last
    accuracy = 1.0 / np.sqrt(np.mean(errors**2, axis=0))
    return accuracy[:-1] / accuracy.sum()


def _weights(
    evidence: Evidence, rule: Callable[[Floats, Floats], Floats], *, least: int
) -> LearnedWeights:
    rows, counts = [], []
    for index, days in enumerate(evidence.horizons):
        known = np.isfinite(evidence.moves[:, index])
        known &= np.isfinite(evidence.centres[:, index, :]).all(axis=1)
        if known.sum() < least:
            raise TooLittleHistory(
                Reason("too_few_origins", least=least, n=int(known.sum()), days=days),
                remedy="Ingest older rates, or forecast from a later day.",
            )
        scales = evidence.scales[known, index]
        centres = evidence.centres[known, index, :] / scales[:, None]
        found = rule(centres, evidence.moves[known, index] / scales)
        rows.append(tuple(float(share) for share in found))
        counts.append(int(known.sum()))
    return LearnedWeights(evidence.members, evidence.horizons, tuple(rows), (), tuple(counts))


COMBINATIONS: Final[Mapping[str, Callable[[Evidence], LearnedWeights]]] = {
    "equal": equal,
    "inverse_rmse": inverse_rmse,
    "stacked": stacked,
    "shrunk": learn_weights,
}
"""Adding a rule is one function and one line here."""
