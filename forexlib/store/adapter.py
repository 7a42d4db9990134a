"""What the adapters of the database share: where it is, and how it is read and written."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import duckdb
import polars as pl

from forexlib.core.errors import ContractError
from forexlib.store.database import Database
from forexlib.store.relation import read_relation
from forexlib.store.trouble import first_line


@dataclass(frozen=True, slots=True)
class Adapter:
    """A part of the database; what it keeps there its subclass says.

    Each call opens the file late, does one short transaction and closes it, so that any number of
    processes and threads may share it. Each raises StoreError if it cannot do what it is asked to.

    Attributes:
        database: The file; it and its folder are made when first needed.
        sql: The folder of migrations, views, checks, reads and writes.
        patience: Seconds to wait for other processes before giving up.
    """

    database: Path
    sql: Path
    patience: float = field(default=60.0, kw_only=True)

    def read(self, relation: str, **equal: str | int | date) -> pl.DataFrame:
        """The rows of a table or view whose columns equal the values given, in no fixed order.

        Raises:
            StoreError: If there is no such relation or column.
        """
        return read_relation(self._database(), relation, equal)

    def _database(self) -> Database:
        return Database(self.database, self.sql, self.patience)

    def _execute(self, opened: duckdb.DuckDBPyConnection, file: str, *values: object) -> int:
        """Run a file of sql/writes within a transaction; return how many rows it changed."""
        text = self._database().text("writes", file)
        changed: int = opened.execute(text, list(values)).fetchall()[0][0]
        return changed

    def _insert(self, rows: pl.DataFrame, file: str, *values: object, name: str, what: str) -> int:
        """Run a file of sql/writes over `rows`, which it calls `name`, in a visit of its own.

        Raises:
            ContractError: If rows break a rule of the table; `what` they are. Nothing was stored.
        """
        with self._database().writing() as opened:
            opened.register(name, rows)
            try:
                written = self._execute(opened, file, *values)
            except duckdb.ConstraintException as error:
                raise ContractError(
                    f"{what} breaks a rule of its table: {first_line(error)}.",
                    remedy="Correct what made it; nothing was stored.",
                ) from error
            opened.unregister(name)
        return written

    def _rows(self, opened: duckdb.DuckDBPyConnection, file: str, *values: object) -> pl.DataFrame:
        """What a file of sql/reads answers."""
        text = self._database().text("reads", file)
        rows: pl.DataFrame = opened.sql(text, params=list(values)).pl()
        return rows

    def _read(self, file: str, *values: object) -> pl.DataFrame:
        """The same in a visit of its own."""
        with self._database().reading() as opened:
            return self._rows(opened, file, *values)
