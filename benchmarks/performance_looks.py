"""What the monitors of performance and coverage say of simulated worlds, day by day.

Ten years of walk-forward (weekly origins) are each world's baseline; forecasts are live and daily
from then on. The monitors' rules are applied to all days at once; `agrees` holds single days
against the monitors' own functions.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import polars as pl
from numpy.typing import NDArray

from benchmarks.performance_worlds import (
    HORIZONS,
    STEPS,
    Draw,
    Scored,
    Teaching,
    ahead,
    expanding,
    filtered,
    score,
)
from forexlib.core.event import rank
from forexlib.core.history import Floats
from forexlib.monitoring.coverage_alarm import LEVELS, chance_of, coverage_alarms, worst
from forexlib.monitoring.degradation import Baseline
from forexlib.monitoring.performance import Chance, Draws, chance, degradation
from forexlib.monitoring.tiers import Tiers
from forexlib.scoring.coverage import design_effect
from forexlib.scoring.overlap import apart

YEAR: Final = 260
BASE: Final = 10 * YEAR
LEAD_IN: Final = 5 * YEAR
WATCHED: Final = 10 * YEAR
BURNT: Final = 2 * YEAR
DAYS: Final = BURNT + BASE + LEAD_IN + WATCHED
WEEK: Final = 5
TIERS: Final = Tiers()
DATES: Final = np.busday_offset(np.datetime64("1990-01-01", "D"), np.arange(DAYS))

Ranks = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Watched:
    """One world.

    Attributes:
        moves: Log returns, shape (n,).
        variance: What the forecaster filtered, shape (n,).
        scored: Scores, by horizon.
    """

    moves: Floats
    variance: Floats
    scored: dict[int, Scored]


@dataclass(frozen=True, slots=True)
class Looks:
    """Ranks of severities (0 is INFO, 3 CRITICAL) by the day of the newest outcome, shape (n,)."""

    skill: Ranks
    surprise: Ranks
    coverage: Ranks

    @property
    def gravest(self) -> Ranks:
        """Of the three."""
        return np.maximum(np.maximum(self.skill, self.surprise), self.coverage)


def window_of(horizon: int, times: int) -> int:
    """Business days of a window of so many horizons."""
    return round(max(TIERS.window_days, times * horizon) * 5 / 7)


def worlds_of(draw: Draw, taught: Teaching, count: int, *, seed: int = 0) -> list[Watched]:
    """Worlds in which nothing changes."""
    moves = draw(count, DAYS, seed)
    variance = filtered(moves, taught.mean)
    return [
        Watched(own, known, {h: scored(taught, own, known, h) for h in HORIZONS})
        for own, known in zip(moves, variance, strict=True)
    ]


def scored(
    taught: Teaching,
    moves: Floats,
    variance: Floats,
    horizon: int,
    *,
    bias: float = 0.0,
    spread: float = 1.0,
) -> Scored:
    """Scores of all origins.

    Args:
        taught: What the forecaster knows.
        moves: Log returns that happen; the random walk learns from them, too.
        variance: What the forecaster filtered.
        horizon: Calendar days.
        bias: Added to the log quantiles.
        spread: Their distance from zero is multiplied by it.
    """
    steps = STEPS[horizon]
    quantiles = spread * taught.tables[horizon].quantiles(variance) + bias
    return score(quantiles, expanding(moves, steps), ahead(moves, steps))


def looked(own: Scored, horizon: int) -> Looks:
    """What the monitors say on each day of the watched and lead-in years; 0 before."""
    skill, surprise = performance_ranks(own, horizon, chances(own, horizon))
    return Looks(skill, surprise, coverage_ranks(own, horizon))


def base_of(own: Scored, horizon: int) -> tuple[Floats, NDArray[np.intp]]:
    """Losses of the walk, (3, n), and positions of its origins: weekly, before live forecasts."""
    at = np.arange(BURNT, BURNT + BASE - STEPS[horizon], WEEK)
    return np.stack([own.crps, own.crps_random_walk, own.crps_expected])[:, at], at


def chances(own: Scored, horizon: int, *, tiers: Tiers = TIERS) -> tuple[Chance, Chance]:
    """What chance makes of recent windows, by the walk."""
    losses, at = base_of(own, horizon)
    length = window_of(horizon, TIERS.window_horizons)
    recent = apart(pl.Series(DATES[BURNT + BASE : BURNT + BASE + length]), horizon)
    return chance(losses, Draws(length, recent, apart(pl.Series(DATES[at]), horizon), 0), tiers)


def performance_ranks(
    own: Scored, horizon: int, by_chance: tuple[Chance, Chance]
) -> tuple[Ranks, Ranks]:
    """Of both statistics on each day: `forexlib.monitoring.performance.rise` of many windows."""
    before = base_of(own, horizon)[0].sum(axis=-1)
    length = window_of(horizon, TIERS.window_horizons)
    now = [rolling(one, length) for one in (own.crps, own.crps_random_walk, own.crps_expected)]
    ratios = (now[0] / now[1] * before[1] / before[0], now[0] / now[2])
    skill, surprise = (
        by_day(ranks(ratio, one), horizon) for ratio, one in zip(ratios, by_chance, strict=True)
    )
    return skill, surprise


def ranks(ratio: Floats, by_chance: Chance, tiers: Tiers = TIERS) -> Ranks:
    """The tiers that hold."""
    percent = 100.0 * (ratio - 1.0)
    sure, very_sure = (np.log(np.nan_to_num(ratio, nan=1.0)) > far for far in by_chance.reach)
    warned = (percent >= tiers.warning) & sure
    return (
        warned.astype(np.int64)
        + (warned & very_sure & (percent > tiers.high))
        + (warned & very_sure & (percent > tiers.critical))
    )


def coverage_ranks(own: Scored, horizon: int) -> Ranks:
    """Of the gravest coverage alarm on each day."""
    tests = len(LEVELS) * len(TIERS.coverage_horizons) * TIERS.horizons
    least = np.ones(DAYS)
    for level, inside in zip(LEVELS, own.inside, strict=True):
        for times in TIERS.coverage_horizons:
            length = window_of(horizon, times)
            outcomes = apart(pl.Series(DATES[:length]), horizon)
            effect = design_effect(length, level=level / 100, overlap=length / outcomes)
            share = np.nan_to_num(
                rolling(inside.astype(np.float64), length) / length, nan=level / 100
            )
            p_value = chance_of(share, level=level / 100, outcomes=length / effect)
            least = np.minimum(least, tests * p_value)
    told = (least <= TIERS.warning_error).astype(np.int64) + (least <= TIERS.high_error)
    return by_day(told, horizon)


def rolling(values: Floats, length: int) -> Floats:
    """Sums of `length` values that end at each; NaN where they are not all there."""
    there = np.isfinite(values)
    sums = np.cumsum(np.where(there, values, 0.0))
    out = np.full(len(values), np.nan)
    out[length:] = sums[length:] - sums[:-length]
    out[~there] = np.nan
    return out


def by_day(by_origin: Ranks, horizon: int) -> Ranks:
    """From the day of the newest origin that is due to the day of its outcome."""
    return np.concatenate((np.zeros(STEPS[horizon], dtype=np.int64), by_origin[: -STEPS[horizon]]))


def naive(own: Scored, horizon: int) -> NDArray[np.bool_]:
    """On which days the RMSE of the recent window is 20 % above that of a year before."""
    mean = rolling(own.error**2, window_of(horizon, TIERS.window_horizons))
    then = np.concatenate((np.full(YEAR, np.nan), mean[:-YEAR]))
    return by_day((np.sqrt(mean / then) > 1.2).astype(np.int64), horizon) > 0  # noqa: PLR2004


def agrees(world: Watched, horizon: int, day: int) -> bool:
    """Whether the monitors' own functions say of one look what the vectorised ones say."""
    own, steps = world.scored[horizon], STEPS[horizon]
    looks, last = looked(own, horizon), day - steps
    longest = max(window_of(horizon, times) for times in TIERS.coverage_horizons)
    frame = as_frame(own, np.arange(last - longest + 1, last + 1), horizon)
    recent = frame.tail(window_of(horizon, TIERS.window_horizons))
    base = Baseline("walk-forward", as_frame(own, base_of(own, horizon)[1], horizon))
    told = degradation(recent, base, horizon_days=horizon)
    alarms = coverage_alarms(
        frame, horizon_days=horizon, last_day=frame.get_column("actual_date").to_list()[-1]
    )
    ranks_told = (
        rank(told.skill.severity) if told.skill else -1,
        rank(told.surprise.severity) if told.surprise else -1,
        rank(worst(alarms) or "INFO"),
    )
    return ranks_told == tuple(
        int(one[day]) for one in (looks.skill, looks.surprise, looks.coverage)
    )


def as_frame(own: Scored, at: NDArray[np.intp], horizon: int) -> pl.DataFrame:
    """The rows of some origins as the store has them; windows end on business days."""
    dates = pl.Series(DATES)
    return pl.DataFrame(
        {
            "origin_date": dates.gather(at),
            "actual_date": dates.gather(at + STEPS[horizon]),
            "error": own.error[at],
            "abs_error": np.abs(own.error[at]),
            "abs_pct_error": np.abs(own.error[at]),
            "error_random_walk": own.error[at],
            "inside_80": own.inside[0, at] > 0.0,
            "inside_95": own.inside[1, at] > 0.0,
            "crps": own.crps[at],
            "crps_random_walk": own.crps_random_walk[at],
            "crps_expected": own.crps_expected[at],
        }
    )
