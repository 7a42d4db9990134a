"""How good forecasts were, as it was known at an instant."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

import polars as pl

from forexlib.store.database import Database


@dataclass(frozen=True, slots=True)
class DuckPerformance:
    """Scores for the monitors; implements `forexlib.jobs.performance.ScoreBook`.

    Shares the database, and the manners, of `DuckStore`: each call is one short transaction, and
    raises StoreError if it cannot do what it is asked to.

    Attributes:
        database: The file; it and its folder are made when first needed.
        sql: The folder of migrations, views, checks, reads and writes.
        patience: Seconds to wait for other processes before giving up.
    """

    database: Path
    sql: Path
    patience: float = 60.0

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

    def _read(self, file: str, *values: object) -> pl.DataFrame:
        database = Database(self.database, self.sql, self.patience)
        with database.reading() as opened:
            rows: pl.DataFrame = opened.sql(database.text("reads", file), params=list(values)).pl()
        return rows
