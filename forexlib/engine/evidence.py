"""What the members would have forecast in the past, beside what then happened.

A walk-forward over the engine's own parts: at each past origin every member is as it was learned on
its last refit day before that origin, sees only what was known there, and is compared with the move
that followed. Weights are learned from this and from nothing else.

What a member said at the origins of one quarter is asked for at once and never changes afterwards,
so it is computed once and kept, however many later quarters weigh it again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from forexlib.core.history import Floats, History
from forexlib.models.errors_at_horizon import volatility_known

FIRST_ORIGIN = 1000
"""Fixings before the first origin: four years of learning before anything is believed."""

STEP = 5
"""Fixings from one origin to the next."""

STEP_DAYS = 7
"""Calendar days that `STEP` fixings take."""

DECAY = 0.985
"""Of the volatility that makes calm and stormy years count alike."""

Positions = NDArray[np.intp]

Said = Callable[[str, History, Positions], Floats]
"""What a member forecast at some positions of a history that ends with the last of them: expected
log returns, shape (positions, horizons), NaN where it had none that could be issued."""


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
        near: For each member that speaks of the next few trading days only, what followed on them.
    """

    members: tuple[str, ...]
    horizons: tuple[int, ...]
    step_days: int
    scales: Floats
    moves: Floats
    centres: Floats
    near: Mapping[str, Near] = field(default_factory=dict)

    def claims(self, member: int, horizon: int) -> tuple[Floats, Floats, float]:
        """What a member said about a horizon, what followed, and how far outcomes overlap.

        Forecasts and moves are in units of the volatility known at the origin. A claim about the
        next day is held against the next day, whatever the horizon: that is where it is made, and
        where it can be told from luck; the days after would only add noise to what followed.

        Args:
            member: Position in `members`.
            horizon: Position in `horizons`.
        """
        near = self.near.get(self.members[member])
        if near is None:
            moves, scales = self.moves[:, horizon], self.scales[:, horizon]
            centres = self.centres[:, horizon, member]
            overlap = self.horizons[horizon] / self.step_days
        else:
            moves, scales, centres = near.moves, near.scales, near.centres
            overlap = near.reach
        realised = np.isfinite(moves)
        unit = scales[realised]
        return centres[realised] / unit, moves[realised] / unit, max(1.0, overlap)


@dataclass(frozen=True, slots=True)
class Near:
    """What a member said of the next `reach` trading days at every fixing, and what followed.

    Attributes:
        reach: Trading days.
        centres: Forecast log returns, (k,); NaN where there was no forecast.
        moves: Realised log returns, (k,); NaN where not realised yet.
        scales: Volatility known at the fixing times the root of `reach`, (k,).
    """

    reach: int
    centres: Floats
    moves: Floats
    scales: Floats


def gather(
    history: History,
    *,
    members: Sequence[str],
    horizons: Sequence[int],
    said: Said,
    reaches: Mapping[str, int] | None = None,
) -> Evidence:
    """Walk forward over `history`.

    Args:
        history: Everything known when the weights are learned.
        members: Names that `said` understands.
        horizons: Calendar days.
        said: What a member forecast at the origins of one quarter.
        reaches: Trading days ahead about which a member says anything, where that is not all.
    """
    origins = np.arange(FIRST_ORIGIN, len(history), STEP)
    targets = np.column_stack([history.targets(days)[origins] for days in horizons])
    realised = targets < len(history)
    steps = np.where(realised, targets - origins[:, None], 1)
    sigma = volatility_known(history, decay=DECAY)[origins] if len(origins) else np.zeros(0)
    reached = np.where(realised, targets, 0)
    moves = history.log_rate[reached] - history.log_rate[origins][:, None]
    near = reaches or {}
    centres = np.full((*targets.shape, len(members)), np.nan)
    for column, member in enumerate(members):
        for rows in _begun(history, origins, np.asarray(realised.any(axis=1))):
            known = history.first(int(origins[rows][-1]) + 1)
            centres[rows, :, column] = said(member, known, origins[rows])
    return Evidence(
        tuple(members),
        tuple(horizons),
        STEP_DAYS,
        scales=np.where(realised, sigma[:, None] * np.sqrt(steps), np.nan),
        moves=np.where(realised, moves, np.nan),
        centres=np.where(realised[:, :, None], centres, np.nan),
        near={name: _near(history, name, near[name], said=said) for name in near},
    )


def _near(history: History, member: str, reach: int, *, said: Said) -> Near:
    fixings = np.arange(FIRST_ORIGIN, len(history))
    targets = fixings + reach
    realised = targets < len(history)
    moves = history.log_rate[np.where(realised, targets, 0)] - history.log_rate[fixings]
    sigma = volatility_known(history, decay=DECAY)[fixings] if len(fixings) else np.zeros(0)
    centres = np.full(len(fixings), np.nan)
    for rows in _begun(history, fixings, realised):
        known = history.first(int(fixings[rows][-1]) + 1)
        centres[rows] = said(member, known, fixings[rows])[:, 0]
    return Near(reach, centres, np.where(realised, moves, np.nan), sigma * np.sqrt(reach))


def _begun(history: History, origins: Positions, realised: NDArray[np.bool_]) -> Iterator[slice]:
    """The quarters of which some outcome is known: one that begins today says nothing yet."""
    return (rows for rows in quarters(history, origins) if realised[rows].any())


def quarters(history: History, origins: Positions) -> Iterator[slice]:
    """The rows of `origins` whose fixings lie in the same quarter of a year, in order."""
    quarter = history.dates[origins].astype("datetime64[M]").astype(np.int64) // 3
    starts = np.flatnonzero(np.diff(quarter, prepend=-1))
    for start, end in pairwise([*starts.tolist(), len(origins)]):
        yield slice(start, end)


def nominal_steps(horizons: Sequence[int]) -> tuple[int, ...]:
    """Trading days of each horizon, taken as five in seven: what the past is asked at."""
    return tuple(max(1, round(days * 5 / 7)) for days in horizons)
