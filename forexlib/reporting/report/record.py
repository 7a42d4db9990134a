"""How good what was issued turned out, per horizon, in foresight and in hindsight apart.

Formulas are those of sql/views/score_periods.sql, on rows known by an instant; bands and tests are
those of `forexlib.scoring`.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt
from typing import Final

import numpy as np
import polars as pl

from forexlib.scoring.coverage import Coverage, coverage
from forexlib.scoring.equal_accuracy import Comparison, compare
from forexlib.scoring.overlap import overlap

TRACKS: Final = ("live", "backfill")


@dataclass(frozen=True, slots=True)
class Record:
    """Of one horizon and track.

    Attributes:
        horizon_days: Calendar days.
        track: live or backfill.
        n: Scored forecasts.
        coverage_80: Of the 80 % interval.
        coverage_95: Of the 95 % interval.
        crps: Against the random walk's, on common origins.
        rmse_ratio: To the random walk's, on common origins; None without any.
    """

    horizon_days: int
    track: str
    n: int
    coverage_80: Coverage
    coverage_95: Coverage
    crps: Comparison
    rmse_ratio: float | None


def records(scored: pl.DataFrame) -> list[Record]:
    """One per horizon and track, live first.

    Args:
        scored: Rows of the view `scored_forecasts` of one model, the first published.
    """
    found = []
    for track in TRACKS:
        rows = scored.filter(pl.col("track") == track)
        for horizon in rows.get_column("horizon_days").unique().sort():
            own = rows.filter(pl.col("horizon_days") == horizon).sort("origin_date")
            found.append(_record(own, horizon, track))
    return sorted(found, key=lambda one: one.horizon_days)


@dataclass(frozen=True, slots=True)
class Rivalry:
    """What was issued against a benchmark other than the random walk.

    Attributes:
        horizon_days: Calendar days.
        track: live or backfill.
        model: The benchmark.
        crps: What was issued over the benchmark, on common origins.
    """

    horizon_days: int
    track: str
    model: str
    crps: Comparison


def rivalries(scored: pl.DataFrame, rivals: pl.DataFrame) -> list[Rivalry]:
    """One per benchmark, horizon and track.

    Args:
        scored: As in `records`.
        rivals: Rows of the view `scored_forecasts` of the benchmarks, the first published.
    """
    keys = ["horizon_days", "track", "origin_date"]
    other = rivals.select(*keys, "model", rival=pl.col("crps"))
    joined = scored.select(*keys, "crps").join(other, on=keys)
    groups = joined.partition_by("model", "horizon_days", "track", as_dict=True)
    found = []
    for (model, horizon, track), rows in groups.items():
        own = rows.sort("origin_date")
        crps, rival = (own.get_column(name).to_numpy() for name in ("crps", "rival"))
        times = overlap(own.get_column("origin_date"), horizon)
        found.append(Rivalry(horizon, track, model, compare(crps, rival, overlap=times)))
    return sorted(found, key=lambda one: (one.model, one.horizon_days, TRACKS.index(one.track)))


def _record(rows: pl.DataFrame, horizon_days: int, track: str) -> Record:
    times = overlap(rows.get_column("origin_date"), horizon_days)
    common = rows.drop_nulls("crps_random_walk")
    crps, walk = (common.get_column(name).to_numpy() for name in ("crps", "crps_random_walk"))
    own, other = (
        float(np.sum(common.get_column(name).to_numpy() ** 2))
        for name in ("error", "error_random_walk")
    )
    return Record(
        horizon_days,
        track,
        rows.height,
        _coverage(rows, 0.80, times),
        _coverage(rows, 0.95, times),
        compare(crps, walk, overlap=times),
        sqrt(own / other) if other > 0 else None,
    )


def _coverage(rows: pl.DataFrame, level: float, times: float) -> Coverage:
    inside = rows.get_column(f"inside_{round(100 * level)}").to_numpy()
    return coverage(inside, level=level, overlap=times)
