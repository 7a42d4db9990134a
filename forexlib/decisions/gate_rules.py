"""The numbers a value is judged by: one day's new values, each against what is believed by then.

Every rule answers for all series at once. None looks at a later day.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from itertools import combinations
from math import log
from typing import Final

import numpy as np

from forexlib.decisions.gate_beliefs import MAD_TO_SD, Beliefs, Flags, Floats, Ints

JUMP: Final = 6.0
"""Robust standard deviations from which a move needs a second opinion."""
JUMP_OF_A_CURRENCY: Final = log(1.04)
"""However volatile the times, a currency that is 4 % from its last fixing is looked at twice."""
CALM_SHARE: Final = 0.5
"""A move is confirmed, or gone back on, where less than this share of it is left."""
ALIKE: Final = 3.0
"""Volatilities by which moves may differ from their median to be one move of what they share."""
MOST: Final = 0.8
"""Share of the series of a quantity that have to move so."""
LEAST_FAMILY: Final = 5
"""Series of one quantity from which such a move is looked for."""
UNIT_TOLERANCE: Final = 0.25
"""Log distance from a power of ten within which a move is taken for a slip of the unit."""
CHANCE: Final = 1 / 250
"""A repeated value less probable than once in a year of fixings is not taken for chance."""
COMMON_REPEATS: Final = 0.05
"""Share of repeats from which a series is one of steps, and a repeat says nothing."""
SWAP_SUSPECT: Final = 2.5
"""Standard deviations from what the others say, from which a value may be another's."""
SWAP_ODD: Final = 3.0
"""And how many at least one of two exchanged values is off."""
SWAP_CALM: Final = 3.0
"""And how many either is off at most where it belongs."""
SWAP_LEFT: Final = 0.25
"""Share of the squared surprises of both that an exchange may leave."""
TWIN_DAYS: Final = 60
"""Common days from which two series of one instrument are compared."""
TWIN_MEMORY: Final = 120
"""Common days of which their usual distance is taken."""
TWIN_TOLERANCE: Final = 6.0
"""Robust standard deviations by which their distance may differ from the usual one."""
ROUNDING: Final = 5e-4
"""Log distance, 5 basis points, that rounding explains: the NBP's CLP quote has steps of two."""


@dataclass(frozen=True, slots=True)
class Arrivals:
    """One day's values, an entry a series; NaN where there is none.

    Attributes:
        value: Log of the value that was admitted for the day before, or is new.
        fresh: Where it is new, and to be judged.
        ordinal: Which business day of the series' market it is.
        currency: Which series are rates of currencies.
        repeatable: Which series are prices, whose repeats can be told from chance.
        family: Which quantity each series is of.
    """

    value: Floats
    fresh: Flags
    ordinal: Ints
    currency: Flags
    repeatable: Flags
    family: Ints


def is_unit_slip(move: Floats) -> Flags:
    """Whether a move is about a power of ten."""
    tens = np.round(move / log(10))
    return (tens != 0) & (np.abs(move - tens * log(10)) <= UNIT_TOLERANCE)


def is_frozen(beliefs: Beliefs, run: Ints, repeatable: Flags) -> Flags:
    """Whether `run` repeats in a row are less probable than `CHANCE`, by the repeats seen so far.

    A series that repeats with probability p does so k times in a row with p^k; p is estimated as
    (repeats + 1) / (values + 2) (Laplace), so that a short history proves nothing.
    """
    share = (beliefs.repeats + 1) / (beliefs.admitted + 2)
    return repeatable & (run > 0) & (share < COMMON_REPEATS) & (share**run < CHANCE)


def jump_limits(beliefs: Beliefs, day: Arrivals) -> Floats:
    """How far from the last value a new one may be, in log."""
    volatility = beliefs.volatility(day.ordinal)
    own = np.where(np.isnan(volatility), np.inf, JUMP * volatility)
    most = np.where(
        day.currency, JUMP_OF_A_CURRENCY * np.sqrt(beliefs.fixings_since(day.ordinal)), np.inf
    )
    return np.minimum(own, most)


def is_shared(day: Arrivals, move: Floats, volatility: Floats, far: Flags) -> Flags:
    """Whether most rates of a quantity jump by as much: then the dollar they share may be wrong.

    A true move of the dollar is as large in each rate as that rate is volatile, and least in those
    that are managed; an error in what the rates are made from is as large in all.
    """
    shared = np.zeros(move.size, dtype=bool)
    if not far.any():
        return shared
    for family in np.unique(day.family):
        members = day.currency & (day.family == family) & np.isfinite(move)
        if members.sum() < LEAST_FAMILY:
            continue
        off = np.abs(move - np.median(move[members]))
        alike = far & (off <= ALIKE * volatility)
        shared |= members & bool(np.mean(alike[members]) >= MOST)
    return shared


def is_confirmed(u: Floats, said: Floats, spread: Floats, limits: Floats) -> Flags:
    """Whether the other series explain most of a move, and leave nothing that is a jump itself.

    Args:
        u: The day's moves, in volatilities.
        said: What the others say they are.
        spread: How exactly they know.
        limits: From which on a move is a jump, in volatilities.
    """
    rest = np.abs(u - said)
    return (rest <= CALM_SHARE * np.abs(u)) & (rest <= np.minimum(limits, JUMP * spread))


def swapped(
    beliefs: Beliefs,
    day: Arrivals,
    moves: tuple[Floats, Floats],
    limits: Floats,
    far: Flags,
    twins: Collection[tuple[int, int]],
) -> Flags:
    """Pairs, each of which would be unremarkable had it the other's value.

    Two that both jump, each to where the other was, are exchanged. Where the two levels are so
    near that only one jumps, an exchange has to explain most of both moves; where none does, one of
    them has to be very odd by what the other series say, and neither may be if exchanged.

    Args:
        beliefs: What is known of all series.
        day: The values.
        moves: In volatilities, and how odd each is.
        limits: From which on a move is a jump, in log.
        far: Which moves are jumps.
        twins: Pairs that are the same anyway.
    """
    found = np.zeros(far.size, dtype=bool)
    oddity = moves[1]
    suspects = np.flatnonzero(day.fresh & (far | (oddity > SWAP_SUSPECT)))
    for i, j in combinations(suspects, 2):
        exchanged = np.abs([day.value[j] - beliefs.base[i], day.value[i] - beliefs.base[j]])
        if (i, j) in twins or not (exchanged < [limits[i], limits[j]]).all():
            continue
        jumps = int(far[i]) + int(far[j])
        if jumps == 0 and max(oddity[i], oddity[j]) <= SWAP_ODD:
            continue
        if (far[i] and far[j]) or _explains(beliefs, day, moves, (i, j), alone=jumps == 0):
            found[[i, j]] = True
    return found


def _explains(
    beliefs: Beliefs,
    day: Arrivals,
    moves: tuple[Floats, Floats],
    pair: tuple[int, int],
    *,
    alone: bool,
) -> bool:
    """Whether an exchange leaves little of two moves; `alone`, of how odd they are, instead."""
    here, there = [*pair], [*reversed(pair)]
    tried = moves[0].copy()
    tried[here] = (day.value[there] - beliefs.base[here]) / beliefs.volatility(day.ordinal)[here]
    said, spread = beliefs.expected(tried)
    after = (np.abs(tried - said) / spread if alone else tried)[here]
    before = moves[1 if alone else 0][here]
    left = np.sum(after**2) <= SWAP_LEFT * np.sum(before**2)
    return bool(left and (not alone or (after <= SWAP_CALM).all()))


def has_gone_back(base: float, spike: float, following: float) -> bool:
    """Whether the value after a jump lies within half the jump of the value before it."""
    return abs(following - base) <= CALM_SHARE * abs(spike - base)


@dataclass(slots=True)
class Twins:
    """Two series of one instrument. Attributes: first, second: their places; gaps: of late."""

    first: int
    second: int
    gaps: list[float]

    def surprise(self, log_value: Floats) -> tuple[float, float]:
        """How far the two are from their usual distance, and the most that is usual; both log."""
        if len(self.gaps) < TWIN_DAYS:
            return np.nan, np.nan
        recent = np.asarray(self.gaps[-TWIN_MEMORY:])
        usual = float(np.median(recent))
        scale = MAD_TO_SD * float(np.median(np.abs(recent - usual)))
        off = float(log_value[self.first] - log_value[self.second]) - usual
        return off, max(TWIN_TOLERANCE * scale, ROUNDING)

    def learn(self, log_value: Floats, there: Flags) -> None:
        """Take in a day on which both were admitted."""
        if there[self.first] and there[self.second]:
            self.gaps.append(float(log_value[self.first] - log_value[self.second]))
