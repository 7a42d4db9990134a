"""What readiness is judged by, as it was known at an instant; and what was found, in DuckDB."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

import duckdb
import polars as pl

from forexlib.core.candidate import Candidate
from forexlib.core.errors import ContractError
from forexlib.store.database import Database
from forexlib.store.relation import read_relation
from forexlib.store.trouble import first_line


@dataclass(frozen=True, slots=True)
class DuckReadiness:
    """Counts, days and verdicts; implements `forexlib.jobs.readiness.ReadinessBook`.

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
        database = Database(self.database, self.sql, self.patience)
        text = database.text("writes", "save_readiness.sql")
        with database.writing() as opened:
            opened.register("new_readiness", rows)
            try:
                written: int = opened.execute(text, [saved_at]).fetchall()[0][0]
            except duckdb.ConstraintException as error:
                raise ContractError(
                    f"A verdict breaks a rule of its table: {first_line(error)}.",
                    remedy="Correct what made it; nothing was stored.",
                ) from error
            opened.unregister("new_readiness")
        return written

    def read(self, relation: str, **equal: str | int | date) -> pl.DataFrame:
        """The rows of a table or view whose columns equal the values given, in no fixed order.

        Raises:
            StoreError: If there is no such relation or column.
        """
        return read_relation(Database(self.database, self.sql, self.patience), relation, equal)

    def _read(self, file: str, *values: object) -> pl.DataFrame:
        database = Database(self.database, self.sql, self.patience)
        with database.reading() as opened:
            rows: pl.DataFrame = opened.sql(database.text("reads", file), params=list(values)).pl()
        return rows
