"""A database file that is always in the shape of `sql/` when it is entered."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import duckdb

from forexlib.store.connection import connection, transaction, turn
from forexlib.store.migrate import Plan, fill, is_current, migrate, read_plan
from forexlib.store.swap import carry_out, is_pending
from forexlib.store.trouble import told_as_store_errors


@dataclass(frozen=True, slots=True)
class Database:
    """Where the data is, and the files that say how it is shaped.

    Attributes:
        file: The DuckDB file; it and its folder are made on the first visit.
        sql: The folder of migrations, views, checks, reads and writes.
        patience: Seconds to wait for other processes before giving up.
    """

    file: Path
    sql: Path
    patience: float

    @contextmanager
    def reading(self) -> Generator[duckdb.DuckDBPyConnection]:
        """A connection that cannot write; others may read at the same time.

        Raises:
            StoreError: If the database cannot be opened or read.
        """
        path = self.file.absolute()
        plan = read_plan(self.sql)
        with told_as_store_errors(path), ExitStack() as visit:
            path.parent.mkdir(parents=True, exist_ok=True)
            opened = self._enter(visit, path)
            if opened is None or not is_current(opened, plan):
                visit.close()
                with self.writing():
                    pass
                opened = self._enter(visit, path)
            if opened is None:
                raise FileNotFoundError(path)
            yield opened

    @contextmanager
    def writing(self) -> Generator[duckdb.DuckDBPyConnection]:
        """A connection nobody else has, in a transaction that ends with the block.

        Raises:
            StoreError: If the database cannot be opened or written; then nothing was.
        """
        path = self.file.absolute()
        plan = read_plan(self.sql)
        with told_as_store_errors(path):
            path.parent.mkdir(parents=True, exist_ok=True)
            with turn(path, "write", patience=self.patience):
                carry_out(path.parent)
                if not path.exists():
                    self._create(path, plan)
                with connection(path, "write", patience=self.patience) as opened:
                    migrate(opened, plan)
                    with transaction(opened):
                        yield opened

    def text(self, *parts: str) -> str:
        """The SQL in the file `parts` of the folder `sql`."""
        return self.sql.joinpath(*parts).read_text(encoding="utf-8")

    def _enter(self, visit: ExitStack, path: Path) -> duckdb.DuckDBPyConnection | None:
        visit.enter_context(turn(path, "read", patience=self.patience))
        if not path.exists() or is_pending(path.parent):
            return None
        return visit.enter_context(connection(path, "read", patience=self.patience))

    def _create(self, path: Path, plan: Plan) -> None:
        """Make the file beside its place first, so that there is never half a database."""
        unfinished, orphan = path.with_name(path.name + ".new"), path.with_name(path.name + ".wal")
        for left_over in (unfinished, unfinished.with_name(unfinished.name + ".wal"), orphan):
            left_over.unlink(missing_ok=True)
        with connection(unfinished, "write", patience=self.patience) as opened:
            fill(opened, plan)
        unfinished.replace(path)
