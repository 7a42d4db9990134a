"""Faults that cannot be seen when a forecast is issued: how long until outcomes tell.

The fault is planted into what the recipe's walk of every day says, from a random day on; every week
the check of health judges the version's own outcomes by then, for a year. The base is the weekly
walk of three years before. Nobody learns anything anew meanwhile: in life that happens within 37
days.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from functools import cache
from typing import Final

import numpy as np
import polars as pl

from benchmarks.lifecycle_faults import HIDDEN, TWO_SIDED_95, Fault, days_of
from benchmarks.lifecycle_world import HORIZONS, NOW, feed, platform_in
from forexlib.core.levels import LOWER_80, LOWER_95, MEDIAN, UPPER_80, UPPER_95
from forexlib.decisions.rollback import Earlier, Reign, judge_health
from forexlib.engine.ladder import ENSEMBLE
from forexlib.engine.weights import RANDOM_WALK
from forexlib.jobs.performance import Yardstick, worsening
from forexlib.jobs.progress import silent
from forexlib.jobs.validate import Course, Effort, validate
from forexlib.monitoring.tiers import Tiers
from forexlib.scoring.losses import crps, expected_crps

WALKED_FROM: Final = date(2019, 1, 2)
WALKED_TO: Final = date(2026, 10, 26)
STARTS: Final = (date(2021, 1, 4), date(2025, 10, 1))
BASE: Final = timedelta(days=3 * 365)
WEEK: Final = timedelta(days=7)
LOOKED: Final = timedelta(days=350)
"""As long as 250 business days."""

TIERS: Final = Tiers(replications=3999)
BROKEN, SOUND = "broken", "sound"


@dataclass(frozen=True, slots=True)
class Found:
    """When a fault's outcomes sent it back. Attributes: days: from its crowning; None: never."""

    fault: str
    start: date
    horizon_days: int
    days: int | None


@dataclass(frozen=True, slots=True)
class Book:
    """Scores by day, as `forexlib.jobs.performance` asks for them."""

    live: pl.DataFrame
    base: pl.DataFrame

    def scored(self, pair: str, target: str, model: str, *, as_of: datetime) -> pl.DataFrame:  # noqa: ARG002
        """Of the version, as far as they were due."""
        rows = self.live.filter(pl.col("actual_date") <= as_of.date())
        return rows.with_columns(newest=pl.lit(rows.get_column("actual_date").max()))

    def walked(self, pair: str, target: str, model: str, *, as_of: datetime) -> pl.DataFrame:  # noqa: ARG002
        """Of the recipe's walk, as far as they were due."""
        return self.base.filter(pl.col("actual_date") <= as_of.date())


@cache
def walked() -> pl.DataFrame:
    """The recipe walked every day, with the random walk's quantiles beside."""
    parts = platform_in("walk")
    feed(parts, until=NOW)
    done = validate(
        parts.store,
        parts.validations,
        parts.learner,
        replace(parts.live_question(NOW), track="backfill"),
        Course(WALKED_FROM, WALKED_TO, 1),
        models=(ENSEMBLE,),
        routine=parts.routine(silent),
        effort=Effort(workers=1),
        now=NOW,
    )
    rows = parts.validations.read("walk_forward_scored", run_id=done.run_id)
    unmoved = rows.filter(model=RANDOM_WALK).select("horizon_days", "origin_date", walk="quantiles")
    return (
        rows.filter(model=ENSEMBLE)
        .join(unmoved, on=["horizon_days", "origin_date"])
        .sort("horizon_days", "origin_date")
    )


def planted(rows: pl.DataFrame, fault: Fault) -> pl.DataFrame:
    """The same scores, had the spread had the fault."""
    logs = np.log(np.vstack(rows.get_column("quantiles").to_list()))
    walk = np.log(np.vstack(rows.get_column("walk").to_list()))
    deviation = (walk[:, [UPPER_95]] - walk[:, [LOWER_95]]) / (2 * TWO_SIDED_95)
    middle = logs[:, [MEDIAN]]
    rates = np.exp(middle + fault.times * (logs - middle) + fault.shift * deviation)
    actual = rows.get_column("actual").to_numpy()
    error = rates.mean(axis=1) - actual
    apart = np.abs(rates[:, MEDIAN] - actual)
    inside = {
        name: (rates[:, low] <= actual) & (actual <= rates[:, high])
        for name, low, high in (("80", LOWER_80, UPPER_80), ("95", LOWER_95, UPPER_95))
    }
    return rows.with_columns(
        pl.Series("error", error),
        pl.Series("abs_error", apart),
        pl.Series("abs_pct_error", 100 * apart / actual),
        pl.Series("inside_80", inside["80"]),
        pl.Series("inside_95", inside["95"]),
        pl.Series("crps", crps(rates, actual)),
        pl.Series("crps_expected", expected_crps(rates)),
    )


def outcomes(count: int = 16) -> list[Found]:
    """Plant each fault from each day on, at every horizon."""
    starts = days_of(count, *STARTS)
    found = []
    for name, fault in HIDDEN.items():
        rows = planted(walked(), fault)
        own = [one for start in starts for one in _watch(name, rows, start)]
        found += own
        print(name, {days: [one.days for one in own if one.horizon_days == days]
                     for days in HORIZONS}, flush=True)  # fmt: skip
    return found


def _watch(name: str, rows: pl.DataFrame, start: date) -> Sequence[Found]:
    """Look at a version each week, from the day of its crowning on."""
    live = rows.filter(pl.col("origin_date") >= start).with_columns(
        track=pl.lit("live"), model_version=pl.lit(BROKEN)
    )
    past = pl.col("origin_date").is_between(start - BASE, start, closed="left")
    weekly = pl.col("origin_date").dt.weekday() == pl.lit(start.isoweekday())
    book = Book(live, walked().filter(past, weekly))
    gone: dict[int, int] = {}
    yardstick = Yardstick("USDCLP", "nbp_fixing", HORIZONS, tiers=TIERS)
    since = datetime(start.year, start.month, start.day, 13, tzinfo=UTC)
    for now in (since + week * WEEK for week in range(1, LOOKED // WEEK + 1)):
        left = {days: BROKEN for days in HORIZONS if days not in gone}
        for days, worse in worsening(book, yardstick, left, as_of=now).items():
            earlier = [Earlier(SOUND, passes=True)]
            reign = Reign(days, now, BROKEN, since, degradation=worse, earlier=earlier)
            if judge_health(reign).to is not None:
                gone[days] = (now - since).days
    return [Found(name, start, days, gone.get(days)) for days in HORIZONS]
