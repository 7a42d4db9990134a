"""A data folder with something in every kind of table, and what is in it as frames."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import polars as pl
from polars import selectors as cs

from forexlib.core.budget import Budget
from forexlib.core.message import Attachment, Message
from forexlib.store.archive import Archive
from forexlib.store.artefacts import FolderArtefacts
from forexlib.store.call_ledger import DuckCallLedger
from forexlib.store.database import Database
from forexlib.store.duck import DuckStore
from forexlib.store.outbox import DuckOutbox
from forexlib.store.validations import DuckValidations
from tests.paths import SQL
from tests.reporting.report_world import World
from tests.store.builders import at
from tests.store.walks import origin, walk

DAY = date(2024, 4, 5)
NOW = datetime(2024, 4, 5, 9, tzinfo=UTC)
LEARNED = "arma-2024-01-02-0123456789ab"


def build(data: Path, *, weeks: int = 6) -> DuckStore:
    """Forecasts, scores, a walk, a message half delivered, a call, and something learned."""
    store = World(weeks=weeks).build(data)
    walks = DuckValidations(store.database, SQL)
    run = walk()
    walks.begin(run, started_at=at(1))
    walks.save(run.run_id, [origin()], saved_at=at(2))
    outbox = DuckOutbox(store.database, SQL, data / "outbox")
    outbox.put(message("one"), channels=["email", "slack"])
    calls = DuckCallLedger(store.database, SQL)
    calls.ask("nbp", now=at(3), budget=Budget())
    calls.tell("nbp", now=at(3), error=None, values=3)
    FolderArtefacts(data / "artefacts").save(LEARNED, b"what was learned" * 40)
    return store


def archive(store: DuckStore) -> Archive:
    return Archive(store.database, SQL)


def message(key: str) -> Message:
    return Message(key, key, "operations", "HIGH", key, "<p>x</p>", "x", "x", at(3), run_id="")


def message_with(key: str, *files: Attachment) -> Message:
    return replace(message(key), attachments=files)


def tables(store: DuckStore) -> Mapping[str, pl.DataFrame]:
    """Every row of every table, in an order of its own."""
    database = Database(store.database, SQL, 60.0)
    with database.reading() as opened:
        found = opened.sql(database.text("reads", "base_tables.sql")).fetchall()
    return {name: ordered(store.read(name)) for (name,) in found}


def views(store: DuckStore) -> Mapping[str, pl.DataFrame]:
    """Every row of every view; sums to 9 digits, since DuckDB adds in no fixed order."""
    files = sorted((SQL / "views").glob("*.sql"))
    names = [one.stem for one in files if "create or replace view" in one.read_text("utf-8")]
    return {name: ordered(store.read(name)).with_columns(rounded()) for name in names}


def rounded() -> pl.Expr:
    return cs.float().round_sig_figs(9)


def ordered(rows: pl.DataFrame) -> pl.DataFrame:
    exact = [
        name for name, kind in rows.schema.items() if not kind.is_nested() and not kind.is_float()
    ]
    return rows.sort(exact)


def assert_same(found: Mapping[str, pl.DataFrame], expected: Mapping[str, pl.DataFrame]) -> None:
    assert found.keys() == expected.keys()
    assert [name for name in expected if not found[name].equals(expected[name])] == []
