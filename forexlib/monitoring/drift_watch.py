"""Which values a day's drift tests look at: what was known then, in windows without gaps.

Positions count the fixings of the target, so that "known by fixing i" is a comparison.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import polars as pl
from numpy.typing import NDArray

from forexlib.core.drift import RETURNS
from forexlib.core.history import Days, Floats, History
from forexlib.monitoring.drift_null import Column, Design
from forexlib.monitoring.drift_series import WARM_UP, WEEK, normal_scores, standardised
from forexlib.scoring.pit import pit

SLACK: Final = 1.25
"""Times its usual length that a window with gaps may span."""


@dataclass(frozen=True, slots=True)
class Watched:
    """One series. Attributes: column: what; values: in order; known: positions, not falling."""

    column: Column
    values: Floats
    known: NDArray[np.intp]

    def window(self, day: int, design: Design) -> Floats | None:
        """The newest values known at fixing `day`, or None where they are too few or too old."""
        end = int(np.searchsorted(self.known, day, side="right"))
        if end < design.length:
            return None
        oldest = self.known[end - design.length]
        if day - oldest >= SLACK * design.length * self.column.stride:
            return None
        return self.values[end - design.length : end]

    def count(self, day: int, design: Design) -> tuple[int, int]:
        """How many values the baseline and the test window have, the latter being filled first."""
        span = SLACK * design.length * self.column.stride
        recent = int(np.sum((self.known <= day) & (day - self.known < span)))
        test = min(recent, design.test)
        return min(recent - test, design.baseline), test


def watched_returns(history: History) -> Watched:
    """The standardised returns of the target; none where there are no more than `WARM_UP`."""
    returns = history.returns
    if len(returns) <= WARM_UP:
        return Watched(Column(RETURNS), np.empty(0), np.empty(0, dtype=np.intp))
    known = np.arange(WARM_UP + 1, len(history))
    return Watched(Column(RETURNS), standardised(returns), known)


def watched_forecasts(scored: pl.DataFrame, dates: Days, design: Design) -> list[Watched]:
    """Normal scores of the outcomes of each of the design's horizons.

    Daily where forecasts were made often enough for that, else one a calendar week, the first.

    Args:
        scored: Outcomes of one model known by the day that is looked at, with columns horizon_days,
            origin_date, track, actual_date, actual and quantiles. Of an origin with a live and a
            backfilled forecast the live one counts.
        dates: Of all fixings known, rising.
        design: What is tested.
    """
    alone = scored.sort("track", descending=True).unique(["horizon_days", "origin_date"])
    ordered = alone.sort("horizon_days", "actual_date", "origin_date")
    return [
        _often_enough(ordered.filter(horizon_days=days), days, dates, design)
        for days in design.horizons
    ]


def _often_enough(rows: pl.DataFrame, days: int, dates: Days, design: Design) -> Watched:
    daily = _watched(Column(f"{days}d"), rows, dates)
    today = len(dates) - 1
    if daily.window(today, design) is not None:
        return daily
    first = pl.col("origin_date") == pl.col("origin_date").min().over(
        pl.col("origin_date").dt.truncate("1w")
    )
    weekly = _watched(Column(f"{days}d", WEEK), rows.filter(first), dates)
    return daily if weekly.window(today, design) is None else weekly


def _watched(column: Column, rows: pl.DataFrame, dates: Days) -> Watched:
    if rows.is_empty():
        return Watched(column, np.empty(0), np.empty(0, dtype=np.intp))
    outcomes = rows.get_column("actual_date").to_numpy().astype("datetime64[D]")
    quantiles = np.asarray(rows.get_column("quantiles").to_list(), dtype=np.float64)
    transforms = pit(quantiles, rows.get_column("actual").to_numpy())
    known = np.searchsorted(dates, outcomes, side="left")
    return Watched(column, normal_scores(transforms), known)
