"""What readiness is judged by, as it was known at an instant; and what was found, in DuckDB."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import polars as pl

from forexlib.core.candidate import Candidate
from forexlib.store.adapter import Adapter


@dataclass(frozen=True, slots=True)
class DuckReadiness(Adapter):
    """Counts, days and verdicts; implements `forexlib.jobs.readiness.ReadinessBook`."""

    def versions(self, pair: str, target: str, model: str, *, as_of: datetime) -> pl.DataFrame:
        """Its versions, newest first: track, model_version, recipe, n_forecasts, last_issued_at."""
        return self._read("readiness_versions.sql", pair, target, model, as_of)

    def counts(self, candidate: Candidate, *, as_of: datetime, zone: str) -> pl.DataFrame:
        """A row per horizon and track, as of sql/views/readiness_counts.sql."""
        one = candidate
        return self._read(
            "readiness_counts.sql",
            *(one.pair, one.target, one.model, as_of, zone, one.recipe, one.version),
        )

    def days(self, pair: str, target: str, *, as_of: datetime, zone: str) -> pl.DataFrame:
        """day, kind, horizon_days (0: all) and n, as of sql/views/readiness_days.sql."""
        return self._read("readiness_days.sql", pair, target, as_of, zone)

    def save(self, rows: pl.DataFrame, *, saved_at: datetime) -> int:
        """Keep a look, unless a later one on its day is kept; return how many rows were written.

        Raises:
            ContractError: If rows break a rule of the table; nothing was stored.
        """
        return self._insert(
            rows, "save_readiness.sql", saved_at, name="new_readiness", what="A verdict"
        )
