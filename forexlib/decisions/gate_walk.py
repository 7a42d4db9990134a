"""One walk through the days, each judged from the days before it that were admitted.

A jump waits for the next fixing of its series and is then admitted, if that stands by it, or
condemned, if that has gone back on it. Everything else is decided on its own day.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

import numpy as np
import numpy.typing as npt

from forexlib.core.quarantine import Reason
from forexlib.decisions.gate_beliefs import Beliefs, Flags, Floats, Ints
from forexlib.decisions.gate_rules import (
    CALM_SHARE,
    Arrivals,
    Twins,
    has_gone_back,
    is_confirmed,
    is_frozen,
    is_shared,
    is_unit_slip,
    jump_limits,
    swapped,
)

UNJUDGED, ADMITTED, PENDING, QUARANTINED = range(4)
TIGHT_TWIN: Final = 0.25 * 6  # limit of a twin's surprise, in volatilities, to contradict by itself


@dataclass(frozen=True, slots=True)
class Grid:
    """Days by series. Attributes: known: log of what was admitted before, NaN elsewhere.

    Attributes:
        known: Log of what was admitted before, NaN elsewhere.
        fresh: Log of what is to be judged, NaN elsewhere.
        ordinal: Which business day of its market each day is.
        currency: Which series are rates of currencies.
        repeatable: Which series are prices, whose repeats can be told from chance.
        family: Which quantity each series is of.
        twins: Places of series of the same instrument.
        admitted: Values of each series admitted before the first day.
        repeats: Of these, how many equalled the one before.
    """

    known: Floats
    fresh: Floats
    ordinal: Ints
    currency: Flags
    repeatable: Flags
    family: Ints
    twins: Sequence[tuple[int, int]]
    admitted: Ints
    repeats: Ints


@dataclass(slots=True)
class Walk:
    """What becomes of each new value of a grid.

    Attributes:
        grid: What is judged.
        verdict: Days by series; UNJUDGED, ADMITTED, PENDING or QUARANTINED.
        reason: Why not at once.
        move: Log distance from the last admitted value on arrival.
        usual: The volatility it was held against.
        gap: Fixings that were missing before an admitted value.
    """

    grid: Grid
    verdict: npt.NDArray[np.int8] = field(init=False)
    reason: npt.NDArray[np.object_] = field(init=False)
    move: Floats = field(init=False)
    usual: Floats = field(init=False)
    gap: Ints = field(init=False)
    _beliefs: Beliefs = field(init=False)
    _twins: list[Twins] = field(init=False)
    _waiting: Ints = field(init=False)
    _seen: Floats = field(init=False)
    _run: Ints = field(init=False)

    def __post_init__(self) -> None:
        shape = self.grid.known.shape
        self.verdict = np.zeros(shape, dtype=np.int8)
        self.reason = np.full(shape, None, dtype=object)
        self.move, self.usual = np.full(shape, np.nan), np.full(shape, np.nan)
        self.gap = np.zeros(shape, dtype=np.int64)
        self._beliefs = Beliefs(shape[1])
        self._beliefs.admitted += self.grid.admitted
        self._beliefs.repeats += self.grid.repeats
        self._twins = [Twins(i, j, []) for i, j in self.grid.twins]
        self._waiting = np.full(shape[1], -1)
        self._seen = np.full(shape[1], np.nan)
        self._run = np.zeros(shape[1], dtype=np.int64)

    def through(self) -> Walk:
        """Judge every day in turn."""
        for t in range(self.grid.known.shape[0]):
            self._day(t)
        return self

    def _day(self, t: int) -> None:
        fresh = np.isfinite(self.grid.fresh[t])
        value = np.where(fresh, self.grid.fresh[t], self.grid.known[t])
        there = np.isfinite(value)
        grid = self.grid
        day = Arrivals(value, fresh, grid.ordinal[t], grid.currency, grid.repeatable, grid.family)
        self._run = np.where(there & (value == self._seen), self._run + 1, self._run * ~there)
        for i in np.flatnonzero((self._waiting >= 0) & there):
            self._settle(int(i), value=float(value[i]))
        let_in = there & ~fresh
        if fresh.any():
            let_in |= fresh & ~self._withheld(t, day)
            self.verdict[t, let_in & fresh] = ADMITTED
        missing = self._missing(day, let_in)
        self.gap[t] = np.where(let_in & fresh, missing, 0)
        self._beliefs.learn(value, day.ordinal, let_in)
        for pair in self._twins:
            pair.learn(value, let_in)
        sane = there & ~is_unit_slip(value - self._beliefs.base)
        self._seen = np.where(sane, value, self._seen)

    def _missing(self, day: Arrivals, let_in: Flags) -> Ints:
        """Fixings that should have come between the last admitted value and a new one."""
        known = let_in & np.isfinite(self._beliefs.base)
        spacing = np.maximum(np.round(self._beliefs.spacing), 1)
        h = np.where(known, self._beliefs.fixings_since(day.ordinal), spacing)
        return np.maximum(np.round(h / spacing) - 1, 0).astype(np.int64)

    def _settle(self, i: int, *, value: float) -> None:
        """Decide the jump of series `i` that waits, unless `value` says nothing about it."""
        t, base = int(self._waiting[i]), float(self._beliefs.base[i])
        slipped = bool(is_unit_slip(np.array([value - base]))[0])
        frozen = bool(is_frozen(self._beliefs, self._run, self.grid.repeatable)[i])
        if slipped or frozen:
            return
        spike = float(self.grid.fresh[t, i])
        self._waiting[i] = -1
        if has_gone_back(base, spike, value):
            self.verdict[t, i] = QUARANTINED
            return
        self.verdict[t, i] = ADMITTED
        only = np.zeros(self._waiting.size, dtype=bool)
        only[i] = True
        self._beliefs.learn(self.grid.fresh[t], self.grid.ordinal[t], only)

    def _withheld(self, t: int, day: Arrivals) -> Flags:
        """Which new values of a day are not let in; notes the verdicts and why."""
        beliefs = self._beliefs
        move = day.value - beliefs.base
        volatility = beliefs.volatility(day.ordinal)
        u = move / volatility
        unit = is_unit_slip(move)
        said, spread = beliefs.expected(np.where(unit, np.nan, u))
        oddity = np.abs(u - said) / spread
        limits = jump_limits(beliefs, day)
        self.move[t], self.usual[t] = move, volatility
        far = np.abs(move) >= limits
        exchanged = swapped(
            beliefs, day, (u, oddity), limits, far & day.fresh, set(self.grid.twins)
        )
        frozen = is_frozen(beliefs, self._run, day.repeatable)
        confirmed = is_confirmed(u, said, spread, limits / volatility)
        confirmed &= ~is_shared(day, move, volatility, far)
        ill = (exchanged | unit | frozen) & day.fresh
        contradicted, supported = self._by_twins(day, ill, move)
        found: dict[Reason, Flags] = {
            "swapped": exchanged,
            "unit": unit,
            "frozen": frozen,
            "disagreement": contradicted,
            "jump": far & ~supported & ~confirmed,
        }
        return self._note(t, day, found)

    def _note(self, t: int, day: Arrivals, found: dict[Reason, Flags]) -> Flags:
        withheld = np.zeros(day.value.size, dtype=bool)
        for reason, where in found.items():
            new = where & day.fresh & ~withheld
            self.reason[t, new] = reason
            self.verdict[t, new] = PENDING if reason == "jump" else QUARANTINED
            if reason == "jump":
                self._waiting[new] = t
            withheld |= new
        return withheld

    def _by_twins(self, day: Arrivals, ill: Flags, move: Floats) -> tuple[Flags, Flags]:
        """Which new values a series of the same instrument contradicts, and which it supports.

        Of two new ones that contradict each other both are kept out, unless one is `ill` by itself.
        """
        against, for_it = np.zeros(move.size, dtype=bool), np.zeros(move.size, dtype=bool)
        volatility = self._beliefs.volatility(day.ordinal)
        for pair in self._twins:
            off, usual = pair.surprise(day.value)
            if not np.isfinite(off):
                continue
            for i, other in ((pair.first, pair.second), (pair.second, pair.first)):
                for_it[i] |= abs(off) <= min(usual, CALM_SHARE * abs(move[i]))
                is_tight = usual <= TIGHT_TWIN * volatility[i]
                against[i] |= abs(off) > usual and is_tight and bool(ill[i] or not ill[other])
        return against, for_it
