"""What walks over simulated worlds say: one pre-named test, and the rest as information.

The pre-named test, fixed before any world was looked at: Clark and West's, of the ENSEMBLE's centre
against the random walk's, 7 days ahead, one-sided at 5 %, over all weekly origins of a walk. Why
this one. The ensemble nests the random walk, so where nothing can be known its squared error is
larger in expectation by the square of its own noise, and Diebold and Mariano's test rejects less
often than it says; Clark and West's takes that noise out. On CRPS, qr4's moving width beats the
Gaussian walk in any world whose variance clusters, whatever the centre knows: skill of the spread
would be taken for a leak. Seven days, because there weekly outcomes do not overlap. A world in
which the ensemble never left the random walk does not reject.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import sqrt
from typing import Final

import numpy as np
from scipy.special import bdtr

from benchmarks.null_world import Walked
from forexlib.core.history import Floats
from forexlib.engine.evidence import STEP_DAYS
from forexlib.engine.recipe import Recipe
from forexlib.scoring.clark_west import clark_west
from forexlib.scoring.equal_accuracy import compare

HORIZONS: Final = Recipe().horizons
ENSEMBLE: Final = "ensemble"
LEVEL: Final = 0.05
LUCKY: Final = 0.3
"""Weight of all members together that decision 4 asks about."""

RATIO_BAND: Final = (0.995, 1.02)
"""Where the mean RMSE ratio of an ensemble that knows nothing may lie."""

NESTED, SQUARED, SCORE = "clark_west", "dm_squared", "dm_crps"


@dataclass(frozen=True, slots=True)
class Told:
    """One world; every array has a column per horizon.

    Attributes:
        p_values: Test and model to one-sided p-values that the model is better, (h,); 1 where the
            model never left the random walk.
        ratios: Model to RMSE over the random walk's, (h,).
        refits: Weight of all members together on each refit day, (q, h).
        lucky: Sums of squared errors, the ensemble's and the random walk's, over the origins at
            which members have more than .3 together, (2, h).
        rest: The same elsewhere.
        hits: Outcomes, and how many fell into the 80 and the 95 % interval, (3, h).
        scores: Mean CRPS of the ensemble and of the random walk, (2, h).
    """

    p_values: Mapping[tuple[str, str], Floats]
    ratios: Mapping[str, Floats]
    refits: Floats
    lucky: Floats
    rest: Floats
    hits: Floats
    scores: Floats


def tell(walked: Walked) -> Told:
    """Test one world."""
    losses = {model: (centre - walked.moves) ** 2 for model, centre in walked.centres.items()}
    walk = walked.moves**2
    p_values = {}
    for model, own in losses.items():
        p_values[NESTED, model] = _nested(walked.centres[model], walked.moves)
        p_values[SQUARED, model] = _better(own, walk, step_days=STEP_DAYS)
    days = STEP_DAYS * walked.spread
    p_values[SCORE, ENSEMBLE] = _better(walked.crps, walked.crps_walk, step_days=days)
    lucky = walked.together > LUCKY
    pair = np.stack([losses[ENSEMBLE], walk])
    known = np.isfinite(walked.crps)
    return Told(
        p_values,
        {model: np.sqrt(_mean(own) / _mean(walk)) for model, own in losses.items()},
        walked.refits,
        np.nansum(np.where(lucky, pair, 0.0), axis=1),
        np.nansum(np.where(lucky, 0.0, pair), axis=1),
        np.stack([part.sum(axis=0) for part in (known, walked.inside_80, walked.inside_95)]),
        np.stack([_mean(walked.crps), _mean(walked.crps_walk)]),
    )


def _nested(centres: Floats, moves: Floats) -> Floats:
    found = []
    for days, centre, move in zip(HORIZONS, centres.T, moves.T, strict=True):
        known = np.isfinite(move)
        errors, walk = (centre - move)[known], -move[known]
        told = clark_west(errors, walk, overlap=max(1.0, days / STEP_DAYS))
        found.append(1.0 if told.p_value is None else told.p_value)
    return np.asarray(found)


def _better(losses: Floats, reference: Floats, *, step_days: int) -> Floats:
    """Diebold, Mariano, Harvey, Leybourne and Newbold, one-sided."""
    found = []
    for days, own, walk in zip(HORIZONS, losses.T, reference.T, strict=True):
        known = np.isfinite(own)
        told = compare(own[known], walk[known], overlap=max(1.0, days / step_days))
        if told.p_value is None or told.statistic is None or told.statistic == 0:
            found.append(1.0)
        else:
            half = told.p_value / 2.0
            found.append(half if told.statistic < 0 else 1.0 - half)
    return np.asarray(found)


def _mean(losses: Floats) -> Floats:
    return np.nanmean(losses, axis=0)


def rejected(worlds: Sequence[Told], test: str, model: str) -> Floats:
    """Share of the worlds in which a test calls a model better at 5 %, (h,)."""
    return np.mean([told.p_values[test, model] < LEVEL for told in worlds], axis=0)


def size(worlds: Sequence[Told]) -> float:
    """Share of the worlds in which the pre-named test rejects."""
    return float(rejected(worlds, NESTED, ENSEMBLE)[0])


def binomial_band(worlds: int, *, share: float = LEVEL) -> tuple[float, float]:
    """Where 95 % of such shares of so many worlds lie, if each world rejects with this chance.

    The fewest and the most counts of which 2.5 % or less of the distribution lie beyond, over the
    number of worlds. Example: of ten worlds none to two reject, shares 0 to .2.
    """
    below = np.asarray(bdtr(np.arange(worlds + 1), worlds, share))
    tail = (1.0 - 0.95) / 2.0
    return int(np.argmax(below >= tail)) / worlds, int(np.argmax(below >= 1.0 - tail)) / worlds


def mean_ratio(worlds: Sequence[Told], model: str = ENSEMBLE) -> tuple[Floats, Floats]:
    """Mean over worlds of a model's RMSE ratio and its standard error, both (h,)."""
    ratios = np.stack([told.ratios[model] for told in worlds])
    return ratios.mean(axis=0), ratios.std(axis=0) / sqrt(len(worlds))


def coverage(worlds: Sequence[Told]) -> Floats:
    """Percent of all outcomes inside 80 and 95 %, (2, h)."""
    outcomes, *inside = np.sum([told.hits for told in worlds], axis=0)
    return 100.0 * np.stack(inside) / outcomes


def faults(worlds: Sequence[Told]) -> list[str]:
    """Why these worlds, in which nothing can be known, say that somebody knew something."""
    found = []
    low, high = binomial_band(len(worlds))
    share = size(worlds)
    if not low <= share <= high:
        found.append(
            f"the pre-named test rejects in {100 * share:.1f} % of {len(worlds)} worlds;"
            f" {100 * low:.1f} to {100 * high:.1f} % are chance at its level of 5 %"
        )
    ratios, _ = mean_ratio(worlds)
    found += [
        f"the mean RMSE ratio at {days} days is {ratio:.4f}, outside {RATIO_BAND[0]} to"
        f" {RATIO_BAND[1]}"
        for days, ratio in zip(HORIZONS, ratios.tolist(), strict=True)
        if not RATIO_BAND[0] <= ratio <= RATIO_BAND[1]
    ]
    return found
