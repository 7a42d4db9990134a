"""What the members would have forecast in the past, beside what then happened.

A walk-forward over the engine's own parts: at each past origin every member is as it was learned on
its last refit day before that origin, sees only what was known there, and is compared with the move
that followed. Weights are learned from this and from nothing else.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from forexlib.core.errors import MemberFailed, TooLittleHistory
from forexlib.core.history import Ahead, Floats, History
from forexlib.core.model import LearnedCentre
from forexlib.engine.check import CENTRE_LIMIT
from forexlib.engine.guard import guarded
from forexlib.models.errors_at_horizon import volatility_known

FIRST_ORIGIN = 1000
"""Fixings before the first origin: four years of learning before anything is believed."""

STEP = 5
"""Fixings from one origin to the next."""

STEP_DAYS = 7
"""Calendar days that `STEP` fixings take."""

DECAY = 0.985
"""Of the volatility that makes calm and stormy years count alike."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """Forecasts and outcomes of n origins, h horizons, m members.

    Attributes:
        members: Names of the models.
        horizons: Calendar days.
        step_days: Calendar days between origins.
        scales: Volatility known at the origin times the root of the trading days, (n, h).
        moves: Realised log returns, (n, h); NaN where not realised yet.
        centres: Forecast log returns, (n, h, m); NaN where the member had no forecast.
    """

    members: tuple[str, ...]
    horizons: tuple[int, ...]
    step_days: int
    scales: Floats
    moves: Floats
    centres: Floats


def gather(
    history: History,
    *,
    members: Sequence[str],
    horizons: Sequence[int],
    learned_at: Callable[[str, History], LearnedCentre],
) -> Evidence:
    """Walk forward over `history`.

    Args:
        history: Everything known when the weights are learned.
        members: Names that `learned_at` understands.
        horizons: Calendar days.
        learned_at: The centre of a member as learned by the newest fixing of a history; what it
            raises as MemberFailed or TooLittleHistory means the member had no forecast there.
    """
    origins = range(FIRST_ORIGIN, len(history), STEP)
    targets = np.column_stack([history.targets(days) for days in horizons])
    sigma = volatility_known(history, decay=DECAY)
    shape = (len(origins), len(horizons))
    scales, moves = np.full(shape, np.nan), np.full(shape, np.nan)
    centres = np.full((*shape, len(members)), np.nan)
    for row, origin in enumerate(origins):
        realised = np.flatnonzero(targets[origin] < len(history))
        if not len(realised):
            continue
        steps = targets[origin, realised] - origin
        scales[row, realised] = sigma[origin] * np.sqrt(steps)
        moves[row, realised] = (
            history.log_rate[targets[origin, realised]] - history.log_rate[origin]
        )
        known = history.first(origin + 1)
        ahead = Ahead(tuple(horizons[i] for i in realised), tuple(int(step) for step in steps))
        for column, member in enumerate(members):
            centres[row, realised, column] = _centre(member, known, ahead, learned_at)
    return Evidence(tuple(members), tuple(horizons), STEP_DAYS, scales, moves, centres)


def _centre(
    member: str,
    known: History,
    ahead: Ahead,
    learned_at: Callable[[str, History], LearnedCentre],
) -> Floats | float:
    """The member's forecast, or NaN if it has none there, or none that could be issued."""
    try:
        centre = guarded(lambda: learned_at(member, known).centre(known, ahead))
    except (MemberFailed, TooLittleHistory):
        return np.nan
    deviation = np.sqrt(np.mean(known.returns**2) * np.asarray(ahead.trading_days))
    return centre if (np.abs(centre) <= CENTRE_LIMIT * deviation).all() else np.nan
