"""What is believed of each series from the values admitted so far: level, volatility, company.

A move is a log return r over h expected fixings; u = r / (s sqrt(h)) is the same in units of the
series' own volatility s, with

    s^2 <- .97 s^2 + .03 min(r^2/h, 16 s^2)

started from the median absolute deviation of the first 20 moves, so that one monstrous move adds at
most as much as one of four standard deviations. What the other series say of u_i is its
regression on theirs, from the exponentially weighted correlations C of u (half-life 34 fixings):

    P = (.9 C + .1 I)^-1,   E[u_i | others] = u_i - (P u)_i / P_ii,   sd = P_ii^(-1/2)
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]

KEPT: Final = 0.97  # weight of the past in a variance
COMMON_KEPT: Final = 0.98  # and in a correlation
CLIPPED: Final = 4.0  # standard deviations at which a move is cut off before it teaches anything
HEARD: Final = 10.0  # standard deviations at which it is cut off as a witness of other moves
FIRST_MOVES: Final = 20  # from which a variance starts
KNOWN_COMPANY: Final = 60  # days after which correlations are believed
SHRINKAGE: Final = 0.3
LEAST_COMPANY: Final = 4  # series that must be there for a regression
LEAST_VARIANCE: Final = 1e-8  # a basis point a day, for series that stand still
MAD_TO_SD: Final = 1.4826


@dataclass(slots=True)
class Beliefs:
    """One entry a series. Attributes: base: last admitted log value, NaN before the first one.

    Attributes:
        count: How many series there are.
        base: Log of the last admitted value, NaN before the first.
        since: On which business day of its market that was.
        variance: Of a move over one fixing; NaN before `FIRST_MOVES`.
        early: Sizes of the first moves.
        admitted: How many values were admitted.
        repeats: How many of them equalled the one before.
        spacing: Typical number of fixings between two values.
        correlation: Of standardised moves.
        company: On how many days a series was seen beside others.
    """

    count: int
    base: Floats = field(init=False)
    since: Ints = field(init=False)
    variance: Floats = field(init=False)
    early: Floats = field(init=False)
    admitted: Ints = field(init=False)
    repeats: Ints = field(init=False)
    spacing: Floats = field(init=False)
    correlation: Floats = field(init=False)
    company: Ints = field(init=False)

    def __post_init__(self) -> None:
        self.base = np.full(self.count, np.nan)
        self.since = np.zeros(self.count, dtype=np.int64)
        self.variance = np.full(self.count, np.nan)
        self.early = np.full((self.count, FIRST_MOVES), np.nan)
        self.admitted = np.zeros(self.count, dtype=np.int64)
        self.repeats = np.zeros(self.count, dtype=np.int64)
        self.spacing = np.ones(self.count)
        self.correlation = np.eye(self.count)
        self.company = np.zeros(self.count, dtype=np.int64)

    def fixings_since(self, ordinal: Ints) -> Floats:
        """Fixings expected after the last admitted value; at least one."""
        return np.maximum(ordinal - self.since, 1).astype(np.float64)

    def volatility(self, ordinal: Ints) -> Floats:
        """Of the move since the last admitted value; NaN where too few were seen."""
        return np.sqrt(self.variance * self.fixings_since(ordinal))

    def expected(self, moves: Floats) -> tuple[Floats, Floats]:
        """What the others say of each standardised move, and how exactly; NaN where nothing."""
        said, spread = np.full(self.count, np.nan), np.full(self.count, np.nan)
        there = np.flatnonzero(np.isfinite(moves) & (self.company >= KNOWN_COMPANY))
        if there.size < LEAST_COMPANY:
            return said, spread
        cut = np.clip(moves[there], -HEARD, HEARD)
        matrix = (1 - SHRINKAGE) * self.correlation[np.ix_(there, there)]
        precision = np.linalg.inv(matrix + SHRINKAGE * np.eye(there.size))
        own = np.diag(precision)
        said[there] = cut - precision @ cut / own
        spread[there] = 1 / np.sqrt(own)
        return said, spread

    def learn(self, log_value: Floats, ordinal: Ints, there: Flags) -> None:
        """Take in the admitted values of one day, where `there`."""
        h = self.fixings_since(ordinal)
        move = np.where(there, log_value - self.base, np.nan)
        moved = np.isfinite(move)
        self._learn_company(np.where(moved, move / np.sqrt(self.variance * h), np.nan))
        squared = move**2 / h
        old = moved & np.isfinite(self.variance)
        cut = np.minimum(squared[old], CLIPPED**2 * self.variance[old])
        self.variance[old] = np.maximum(
            KEPT * self.variance[old] + (1 - KEPT) * cut, LEAST_VARIANCE
        )
        for i in np.flatnonzero(moved & ~old):
            self._start(int(i), float(np.sqrt(squared[i])))
        self.spacing[moved] += 0.1 * (h[moved] - self.spacing[moved])
        self.repeats += moved & (move == 0)
        self.admitted += there
        self.base[there] = log_value[there]
        self.since[there] = ordinal[there]

    def _start(self, i: int, size: float) -> None:
        """Collect the first moves of series `i`, then start its variance."""
        free = np.flatnonzero(np.isnan(self.early[i]))
        self.early[i, free[0]] = size
        if free.size == 1:
            scale = MAD_TO_SD * np.median(self.early[i])
            self.variance[i] = max(float(scale) ** 2, LEAST_VARIANCE)

    def _learn_company(self, moves: Floats) -> None:
        seen = np.flatnonzero(np.isfinite(moves))
        if seen.size <= 1:
            return
        cut = np.clip(moves[seen], -CLIPPED, CLIPPED)
        block = np.ix_(seen, seen)
        kept = COMMON_KEPT * self.correlation[block]
        self.correlation[block] = kept + (1 - COMMON_KEPT) * np.outer(cut, cut)
        self.company[seen] += 1
