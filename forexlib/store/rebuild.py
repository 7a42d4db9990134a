"""A database, and what lies beside it, built anew from a restore point."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Mapping
from dataclasses import replace
from graphlib import TopologicalSorter
from pathlib import Path

import duckdb
from duckdb import ColumnExpression, ConstantExpression

from forexlib.core.errors import StoreError
from forexlib.store.connection import connection, transaction
from forexlib.store.database import Database
from forexlib.store.manifest import KeptTable, Part, RestorePoint, content_name
from forexlib.store.migrate import Plan, migrate, read_plan
from forexlib.store.snapshots import look_at
from forexlib.store.whole_file import flush

MARK = "snapshot_part"
"""The column of a month's file that says which part a row belongs to."""


def refuse_newer(point: RestorePoint, sql: Path) -> None:
    """See that this code knows every migration that the restore point's database had had.

    Raises:
        StoreError: If it does not, or knows another of the name.
    """
    known = {step.version: step.sha256 for step in read_plan(sql).migrations}
    for number, name, sha256 in point.migrations:
        if number not in known:
            raise StoreError(
                f"The restore point of {point.day} is newer than this code: it has had {name}.",
                remedy="Update the code, or choose an earlier day; nothing was changed.",
            )
        if known[number] != sha256:
            raise StoreError(
                f"{name} has changed since the restore point of {point.day} was made.",
                remedy="Restore that file of sql/migrations; nothing was changed.",
            )


def rebuild(point: RestorePoint, database: Database, snapshots: Path) -> Mapping[str, KeptTable]:
    """Make the database of a restore point; return its tables as they are in it.

    It is built in the shape it had, filled, and only then brought to the shape of today.

    Args:
        point: What is to be.
        database: A file that is not there yet.
        snapshots: The folder of what was kept.

    Raises:
        StoreError: If a table does not become what it was.
    """
    plan = read_plan(database.sql)
    had = {number for number, _, _ in point.migrations}
    then = tuple(step for step in plan.migrations if step.version in had)
    with connection(database.file, "write", patience=database.patience) as opened:
        migrate(opened, Plan(then, replace(plan.views, text="", name="none"), plan.record))
        references = opened.sql(database.text("reads", "table_references.sql")).fetchall()
        with transaction(opened):
            opened.execute(database.text("writes", "forget_ledger.sql"))
            for name in _in_order(point, references):
                _fill(opened, name, point.tables[name], snapshots)
        filled = {name: _as_it_is(opened, name, table) for name, table in point.tables.items()}
        if plan.views.name not in migrate(opened, plan):  # its ledger says they are there
            with transaction(opened):
                opened.execute(plan.views.text)
    flush(database.file)
    return filled


def put_files(point: RestorePoint, into: Path, snapshots: Path) -> None:
    """Copy what lies beside the database, each file with the rights it had."""
    for one in point.files:
        file = into / one.name
        file.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(snapshots / content_name(one.sha256), file)
        file.chmod(one.mode)
        flush(file)


def _in_order(point: RestorePoint, references: list[tuple[str, str]]) -> Iterator[str]:
    graph: dict[str, set[str]] = {name: set() for name in point.tables}
    for name, referred in references:
        if name != referred and name in graph:
            graph[name].add(referred)
    yield from (name for name in TopologicalSorter(graph).static_order() if name in point.tables)


def _fill(opened: duckdb.DuckDBPyConnection, name: str, kept: KeptTable, snapshots: Path) -> None:
    table = opened.table(name)
    shape = tuple(
        (column, str(kind)) for column, kind in zip(table.columns, table.types, strict=True)
    )
    if shape != kept.columns:
        raise StoreError(
            f"The table {name} has other columns than its restore point.",
            remedy="Take the code of that day; nothing was changed.",
        )
    seeded = bool(table.limit(1).fetchall())  # by a migration
    for part in kept.parts:
        if part.rows:
            rows = part_rows(opened, snapshots, part).select(*map(ColumnExpression, table.columns))
            (rows.except_(table) if seeded else rows).insert_into(name)


def part_rows(
    opened: duckdb.DuckDBPyConnection, snapshots: Path, part: Part
) -> duckdb.DuckDBPyRelation:
    """The rows of a part, wherever they lie."""
    rows = opened.read_parquet(str(snapshots / part.file))
    if not part.merged:
        return rows
    return rows.filter(ColumnExpression(MARK) == ConstantExpression(part.key))


def _as_it_is(opened: duckdb.DuckDBPyConnection, name: str, kept: KeptTable) -> KeptTable:
    seen = look_at(opened, name)
    if seen.rows != kept.rows:
        raise StoreError(
            f"{name} should have {kept.rows} rows, and {seen.rows} came out.",
            remedy="Choose another day; nothing was changed.",
        )
    return replace(kept, end=seen.end, first=seen.first, last=seen.last)
