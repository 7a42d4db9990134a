"""What the drift tests said, in DuckDB, a day at a time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

import dataframely as dy
import duckdb
import polars as pl

from forexlib.core.drift import DriftTests
from forexlib.core.errors import ContractError
from forexlib.store.database import Database
from forexlib.store.relation import read_relation
from forexlib.store.trouble import first_line


@dataclass(frozen=True, slots=True)
class DuckDrifts:
    """Drift tests; implements `forexlib.core.ports.Drifts`.

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

    def save(self, tests: dy.DataFrame[DriftTests], *, saved_at: datetime) -> int:
        """Keep the tests of a day that was not measured before; return how many rows.

        Raises:
            ContractError: If rows break a rule of the table; nothing was stored.
        """
        database = self._database()
        text = database.text("writes", "save_drift.sql")
        with database.writing() as opened:
            opened.register("new_drift", tests)
            try:
                written: int = opened.execute(text, [saved_at]).fetchall()[0][0]
            except duckdb.ConstraintException as error:
                raise ContractError(
                    f"Tests of drift break a rule of their table: {first_line(error)}.",
                    remedy="Correct what made them; nothing was stored.",
                ) from error
            opened.unregister("new_drift")
        return written

    def read(self, relation: str, **equal: str | int | date) -> pl.DataFrame:
        """The rows of a table or view whose columns equal the values given, in no fixed order.

        Raises:
            StoreError: If there is no such relation or column.
        """
        return read_relation(self._database(), relation, equal)

    def _database(self) -> Database:
        return Database(self.database, self.sql, self.patience)
