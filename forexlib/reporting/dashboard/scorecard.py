"""How good what was issued turned out, by horizon and track, with the random walk beside.

Formulas are those of sql/views/score_periods.sql, on rows known by an instant; the ratio's interval
and the bands of coverage are those of `forexlib.scoring`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from math import sqrt
from typing import Final

import numpy as np
import polars as pl

from forexlib.scoring.coverage import Coverage, coverage, nominal_band
from forexlib.scoring.equal_accuracy import LEAST_OUTCOMES, Comparison, compare
from forexlib.scoring.overlap import overlap

WALKED: Final = "walk"
TRACKS: Final = ("live", "backfill", WALKED)
LEVELS: Final = (80, 95)
LEAST_WINDOW: Final = 182
HORIZONS: Final = 6
MOST_POINTS: Final = 60
"""Of coverage over time: windows that end a few days apart say nearly the same."""
MOST_MONTHS: Final = 36


@dataclass(frozen=True, slots=True)
class Score:
    """Of one horizon and track.

    Attributes:
        horizon_days: Calendar days.
        track: live, backfill, or walk for a walk forward.
        n: Scored forecasts.
        rmse: In quote currency per USD.
        rmse_walk: The random walk's, on the origins both forecast; None without any.
        mae: As `rmse`.
        crps: As `rmse`.
        crps_walk: As `rmse_walk`.
        ratio: Of CRPS, with its interval.
        coverage: Level in percent to the share inside and its nominal band.
        direction: Percent of directions that were right; None where none moves.
    """

    horizon_days: int
    track: str
    n: int
    rmse: float
    rmse_walk: float | None
    mae: float
    crps: float
    crps_walk: float | None
    ratio: Comparison
    coverage: Mapping[int, Coverage]
    direction: float | None


def scores(scored: pl.DataFrame, walked: pl.DataFrame) -> list[Score]:
    """One a horizon and track that has a score, live first.

    Args:
        scored: Rows of the view `scored_forecasts` of one model, those on record.
        walked: Rows of the view `walk_forward_scored` of one walk and model.
    """
    rows = by_track(scored, walked)
    return sorted(
        (_score(own, days, track) for (days, track), own in rows.items()),
        key=lambda one: (one.horizon_days, TRACKS.index(one.track)),
    )


def by_track(scored: pl.DataFrame, walked: pl.DataFrame) -> dict[tuple[int, str], pl.DataFrame]:
    """The rows of each horizon and track, by origin."""
    columns = [name for name in scored.columns if name in walked.columns]
    both = pl.concat(
        [
            scored.select(*columns, "track"),
            walked.select(*columns, track=pl.lit(WALKED)),
        ],
        how="vertical_relaxed",
    ).filter(pl.col("track").is_in(TRACKS))
    groups = both.sort("origin_date").partition_by("horizon_days", "track", as_dict=True)
    return {(int(days), str(track)): rows for (days, track), rows in groups.items()}


def window(horizon_days: int) -> int:
    """Calendar days in which coverage over time is counted: half a year, or six horizons."""
    return max(LEAST_WINDOW, HORIZONS * horizon_days)


@dataclass(frozen=True, slots=True)
class Held:
    """Coverage of the window that ends on a day.

    Attributes:
        day: Of the last outcome.
        n: Outcomes.
        shares: Level to the percentage inside, 80 first.
        bands: Level to where it lies 19 times in 20 if it is right, in percent.
    """

    day: date
    n: int
    shares: Mapping[int, float]
    bands: Mapping[int, tuple[float, float]]


def held(rows: pl.DataFrame, horizon_days: int) -> list[Held]:
    """Coverage of rolling windows, for those with enough outcomes that do not overlap.

    Of many, evenly spread ones, the last among them.

    Args:
        rows: Of one horizon and track.
        horizon_days: Calendar days.
    """
    times = overlap(rows.get_column("origin_date"), horizon_days)
    rolled = (
        rows.sort("actual_date")
        .rolling("actual_date", period=f"{window(horizon_days)}d")
        .agg(
            n=pl.len(),
            **{f"{level}": 100.0 * pl.col(f"inside_{level}").mean() for level in LEVELS},
        )
        .unique("actual_date", keep="last", maintain_order=True)
        .filter(pl.col("n") >= LEAST_OUTCOMES * times)
    )
    step = max(1, -(-rolled.height // MOST_POINTS))
    return [
        Held(
            one["actual_date"],
            one["n"],
            {level: one[f"{level}"] for level in LEVELS},
            {level: nominal_band(level / 100.0, one["n"] / times) for level in LEVELS},
        )
        for one in rolled.reverse().gather_every(step).reverse().iter_rows(named=True)
    ]


def monthly(rows: pl.DataFrame) -> pl.DataFrame:
    """month, n and crps_ratio of one horizon and track, by the day of the actual; the newest."""
    common = pl.col("crps_random_walk").is_not_null()
    crps, walk = pl.col("crps").filter(common).sum(), pl.col("crps_random_walk").sum()
    return (
        rows.group_by(month=pl.col("actual_date").dt.truncate("1mo"))
        .agg(n=pl.len(), crps_ratio=pl.when(walk > 0).then(crps / walk))
        .sort("month")
        .tail(MOST_MONTHS)
    )


def _score(rows: pl.DataFrame, horizon_days: int, track: str) -> Score:
    times = overlap(rows.get_column("origin_date"), horizon_days)
    common = rows.drop_nulls("crps_random_walk")
    crps, walk = (common.get_column(name).to_numpy() for name in ("crps", "crps_random_walk"))
    hits = rows.get_column("direction_hit").drop_nulls().to_numpy()
    return Score(
        horizon_days=horizon_days,
        track=track,
        n=rows.height,
        rmse=_root(rows, "error"),
        rmse_walk=_root(common, "error_random_walk") if common.height else None,
        mae=float(np.mean(rows.get_column("abs_error").to_numpy())),
        crps=float(np.mean(rows.get_column("crps").to_numpy())),
        crps_walk=float(np.mean(walk)) if common.height else None,
        ratio=compare(crps, walk, overlap=times),
        coverage={
            level: coverage(
                rows.get_column(f"inside_{level}").to_numpy(), level=level / 100.0, overlap=times
            )
            for level in LEVELS
        },
        direction=100.0 * float(np.mean(hits)) if len(hits) else None,
    )


def _root(rows: pl.DataFrame, column: str) -> float:
    return sqrt(float(np.mean(rows.get_column(column).to_numpy() ** 2)))
