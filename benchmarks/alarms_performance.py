"""How often the monitors of performance and coverage cry wolf, and what they find.

    python -m benchmarks.alarms_performance [--worlds 30] [--dry]

Worlds and what is seen of them: `benchmarks.performance_worlds`, `benchmarks.performance_looks`.
`false_alarms` gives shares of days in a world where nothing changes, `power` the shares of defects
that were found. Writes docs/alarms-performance.md.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
import polars as pl
from numpy.typing import NDArray

from benchmarks.alarms_performance_page import page
from benchmarks.null_world import VOLATILITY
from benchmarks.performance_looks import (
    BASE,
    BURNT,
    DATES,
    DAYS,
    TIERS,
    WATCHED,
    YEAR,
    Looks,
    Ranks,
    Watched,
    agrees,
    by_day,
    chances,
    coverage_ranks,
    looked,
    performance_ranks,
    rolling,
    scored,
    window_of,
    worlds_of,
)
from benchmarks.performance_worlds import (
    HORIZONS,
    STEPS,
    Draw,
    Scored,
    Teaching,
    bootstrap_of,
    filtered,
    garch,
    learn,
    real_returns,
)
from forexlib.core.event import rank
from forexlib.core.history import Floats
from forexlib.monitoring.performance import Draws, chance, rise
from forexlib.scoring.bootstrap import block_length, ratio_interval
from forexlib.scoring.overlap import apart

PAGE: Final = Path(__file__).parents[1] / "docs" / "alarms-performance.md"
DUE: Final = (15, 30, 60, 120)
CHANGES: Final = tuple(DAYS - WATCHED + year * YEAR for year in (0, 3, 6, 8))
NAIVE: Final = 1.2
SEED: Final = 2024
"""Of worlds nobody looked at before the thresholds were set (on seeds 0 and 5)."""
EVERY: Final = 60
"""Days from one look to the next where every look costs a bootstrap."""


@dataclass(frozen=True, slots=True)
class FalseAlarms:
    """Percent of days of one world; joint over the horizons.

    Attributes:
        high: HIGH or CRITICAL of any monitor.
        warning: WARNING or more of any.
        by_monitor: HIGH or more of skill, surprise, coverage.
        naive: The naive rule at any horizon.
        percentile: HIGH by intervals from the recent window's own blocks, of `EVERY` days.
        trailing: HIGH or more of skill or surprise with the year before as baseline, likewise.
        episodes: Runs of days with HIGH or more, a year.
    """

    high: float
    warning: float
    by_monitor: tuple[float, float, float]
    naive: float
    percentile: float
    trailing: float
    episodes: float


@dataclass(frozen=True, slots=True)
class Defect:
    """What goes wrong.

    Attributes:
        name: In words.
        bias: By which the forecast is too high, as a share.
        spread: By which its spread is multiplied.
        volatility: By which the market's moves are.
        adapts: Whether the forecaster sees them.
    """

    name: str
    bias: float = 0.0
    spread: float = 1.0
    volatility: float = 1.0
    adapts: bool = True


DEFECTS: Final = (
    Defect("nothing"),
    Defect("bias .5 %", bias=0.005),
    Defect("bias 1 %", bias=0.01),
    Defect("bias 2 %", bias=0.02),
    Defect("spread x 0.5", spread=0.5),
    Defect("spread x 0.7", spread=0.7),
    Defect("spread x 1.4", spread=1.4),
    Defect("spread x 2", spread=2.0),
    Defect("volatility x 2, the model adapts", volatility=2.0),
    Defect("volatility x 2, it does not", volatility=2.0, adapts=False),
)


def naive(own: Scored, horizon: int) -> NDArray[np.bool_]:
    """On which days the RMSE of the recent window is 20 % above that of a year before."""
    mean = rolling(own.error**2, window_of(horizon, TIERS.window_horizons))
    then = np.concatenate((np.full(YEAR, np.nan), mean[:-YEAR]))
    return by_day((np.sqrt(mean / then) > NAIVE).astype(np.int64), horizon) > 0


def false_alarms(world: Watched) -> FalseAlarms:
    """In the watched years of a world in which nothing changes."""
    days = slice(DAYS - WATCHED, DAYS)
    looks = [looked(world.scored[h], h) for h in HORIZONS]
    every = np.max([one.gravest[days] for one in looks], axis=0)
    grave = every >= rank("HIGH")
    skill, surprise, coverage = (
        _percent(_highest(looks, name)[days] >= rank("HIGH"))
        for name in ("skill", "surprise", "coverage")
    )
    some = range(DAYS - WATCHED, DAYS, EVERY)
    return FalseAlarms(
        _percent(grave),
        _percent(every >= rank("WARNING")),
        (skill, surprise, coverage),
        _percent(np.any([naive(world.scored[h], h)[days] for h in HORIZONS], axis=0)),
        _percent(np.array([_by_percentiles(world, day) for day in some])),
        _percent(np.array([_by_the_year(world, day) for day in some])),
        float(np.sum(np.diff(grave.astype(np.int64)) > 0)) / (WATCHED / YEAR),
    )


def _highest(looks: Sequence[Looks], name: str) -> Ranks:
    return np.max([getattr(one, name) for one in looks], axis=0)


def _percent(which: NDArray[np.bool_]) -> float:
    return 100.0 * float(np.mean(which))


def _losses(own: Scored, at: slice) -> Floats:
    return np.stack([own.crps, own.crps_random_walk, own.crps_expected])[:, at]


def _by_percentiles(world: Watched, day: int) -> bool:
    """CRPS over its expectation above 20 %, its usual bootstrap interval above zero."""
    for horizon, own in world.scored.items():
        length, last = window_of(horizon, TIERS.window_horizons), day - STEPS[horizon]
        pair = _losses(own, slice(last - length + 1, last + 1))[[0, 2]]
        told = ratio_interval(
            pair,
            block=block_length(length, overlap=STEPS[horizon]),
            rng=np.random.default_rng(day),
        )
        if told.estimate > 1.0 + TIERS.high / 100.0 and told.low > 1.0:
            return True
    return False


def _by_the_year(world: Watched, day: int) -> bool:
    """Whether a grave tier holds against the year before the recent window."""
    for horizon, own in world.scored.items():
        length, last = window_of(horizon, TIERS.window_horizons), day - STEPS[horizon]
        first = last - length + 1
        recent, year = slice(first, last + 1), slice(first - YEAR, first)
        outcomes = apart(pl.Series(DATES[year]), horizon)
        if outcomes < TIERS.least_outcomes:
            continue
        before = _losses(own, year)
        draws = Draws(length, apart(pl.Series(DATES[recent]), horizon), outcomes, day)
        now, then = _losses(own, recent).sum(axis=-1), before.sum(axis=-1)
        ratios = (now[0] / now[1] * then[1] / then[0], now[0] / now[2])
        for ratio, by_chance in zip(ratios, chance(before, draws, TIERS), strict=True):
            if rank(rise(float(ratio), by_chance, TIERS).severity) >= rank("HIGH"):
                return True
    return False


def power(worlds: Sequence[Watched], taught: Teaching, defect: Defect) -> dict[int, Floats]:
    """Percent of changes found by a look by then, WARNING or more and HIGH or more.

    Returns:
        Horizon to shape (2, due): by the monitors of that horizon alone.
    """
    found: dict[int, list[Floats]] = {horizon: [] for horizon in HORIZONS}
    for world in worlds:
        for horizon in HORIZONS:
            by_chance = chances(world.scored[horizon], horizon)
            for first, own in _changed(world, taught, defect, horizon):
                skill, surprise = performance_ranks(own, horizon, by_chance)
                gravest = Looks(skill, surprise, coverage_ranks(own, horizon)).gravest
                begin = first + STEPS[horizon]
                worst_yet = np.maximum.accumulate(gravest[begin : begin + DUE[-1]])
                reached = worst_yet[np.asarray(DUE) - 1]
                found[horizon].append(np.stack([reached >= 1, reached >= rank("HIGH")]))
    return {horizon: 100.0 * np.mean(one, axis=0) for horizon, one in found.items()}


def _changed(
    world: Watched, taught: Teaching, defect: Defect, horizon: int
) -> Iterator[tuple[int, Scored]]:
    """From each change on, the scores with the defect."""
    usual = world.scored[horizon]
    always = None
    for first in CHANGES:
        moves, variance = world.moves, world.variance
        if defect.volatility != 1.0:
            moves = moves.copy()
            moves[first + 1 :] *= defect.volatility
            variance = filtered(moves, taught.mean) if defect.adapts else variance
            always = None
        if always is None:
            always = scored(
                taught,
                moves,
                variance,
                horizon,
                bias=defect.bias,
                spread=defect.spread,
            )
        yield first, usual.patched(always, first)


def main() -> None:
    """Simulate, look, print, write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--worlds", type=int, default=30)
    parser.add_argument("--dry", action="store_true", help="print the page, do not write it")
    asked = parser.parse_args()
    start = time.perf_counter()
    real = real_returns()
    kinds: dict[str, tuple[Draw, float]] = {
        "garch": (garch, VOLATILITY**2),
        "bootstrap": (bootstrap_of(real), float(real.var())),
    }
    quiet, powers, checked = {}, {}, []
    for kind, (draw, mean) in kinds.items():
        taught = learn(draw, mean)
        worlds = worlds_of(draw, taught, asked.worlds, seed=SEED)
        quiet[kind] = [false_alarms(world) for world in worlds]
        few = worlds[: max(1, asked.worlds // 3)]
        checked += [
            agrees(world, h, DAYS - 1 - 97 * i) for i, world in enumerate(few) for h in HORIZONS
        ]
        if kind == "garch":
            powers = {one.name: power(worlds, taught, one) for one in DEFECTS}
    text = page(quiet, powers, checked, years=asked.worlds * WATCHED // YEAR, base=BASE // YEAR)
    print(text)
    print(f"{time.perf_counter() - start:.0f} s; {BURNT} days burnt")
    if not asked.dry:
        PAGE.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
