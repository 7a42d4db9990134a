"""How good forecasts were, as it was known at an instant."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

import polars as pl

from forexlib.store.adapter import Adapter


@dataclass(frozen=True, slots=True)
class DuckPerformance(Adapter):
    """Scores for the monitors; implements `forexlib.jobs.performance.ScoreBook`."""

    def scored(self, pair: str, target: str, model: str, *, as_of: datetime) -> pl.DataFrame:
        """Its scores that count, of every track, each beside the random walk's; null: none.

        Columns horizon_days, origin_date, track, actual_date, error, abs_error, abs_pct_error,
        inside_80, inside_95, crps, crps_expected, error_random_walk, crps_random_walk and newest,
        the day of the newest actual of any forecast of the quantity.
        """
        return self._read("performance_scored.sql", pair, target, model, as_of)

    def walked(self, pair: str, target: str, model: str, *, as_of: datetime) -> pl.DataFrame:
        """The scores of its newest walk begun by then: the same columns, and run_id."""
        return self._read("performance_walked.sql", pair, target, model, as_of)

    def windows(self, until: date, *, least_days: int, times: int, tier: float) -> pl.DataFrame:
        """The rows of the macro performance_at: every pair, target, horizon, track and model."""
        return self._read("performance_at.sql", until, least_days, times, tier)
