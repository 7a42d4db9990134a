"""How good what was issued turned out, per horizon, in foresight and in hindsight apart.

Formulas are those of sql/views/score_periods.sql, on rows known by an instant. Coverage p of n
forecasts that overlap is compared with its nominal level q by the band q +- 1.96 sqrt(q (1 - q) /
m), where m = n / overlap counts the outcomes that do not overlap and overlap is the horizon in
steps of the origins.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt
from typing import Any, Final

import numpy as np
import polars as pl
from scipy.special import ndtri

from forexlib.reporting.report.equal_accuracy import Comparison, compare

TRACKS: Final = ("live", "backfill")


@dataclass(frozen=True, slots=True)
class Coverage:
    """Of one interval. Attributes: share: in percent; low, high: ends of the nominal band."""

    share: float
    low: float
    high: float

    @property
    def outside(self) -> bool:
        """Whether it differs from nominal by more than chance."""
        return not self.low <= self.share <= self.high


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


def overlap(origins: pl.Series, horizon_days: int) -> float:
    """The horizon in steps of the origins, which are dates; at least 1."""
    gaps = origins.sort().diff().drop_nulls().dt.total_days()
    step = _number(gaps.median()) if len(gaps) else float(horizon_days)
    return max(1.0, horizon_days / max(step, 1.0))


def nominal_band(level: float, outcomes: float) -> tuple[float, float]:
    """In percent, where the coverage of a right interval lies nineteen times in twenty."""
    half = float(ndtri(0.975)) * sqrt(level * (1.0 - level) / outcomes)
    return 100.0 * max(0.0, level - half), 100.0 * min(1.0, level + half)


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
    inside = rows.get_column(f"inside_{round(100 * level)}")
    band = nominal_band(level, rows.height / times)
    return Coverage(100.0 * _number(inside.mean()), *band)


def _number(value: Any) -> float:  # noqa: ANN401  (Polars types its aggregates loosely)
    return float(value)
