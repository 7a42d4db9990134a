"""Tables as Parquet files: those that only grow by what is new, in partitions by day; others whole.

What is new of a table is found by DuckDB's row numbers, which rise with each row that is added, so
that finding it costs nothing however much is stored. Two rows, the first and the last that were
kept, tell whether it still is the table it was; if not, or if its columns or the migrations that
speak of it are others, all of it is kept anew.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any, Final

import duckdb
import polars as pl
from duckdb import ColumnExpression, ConstantExpression, FunctionExpression

from forexlib.core.errors import StoreError
from forexlib.store.manifest import KeptTable, Part
from forexlib.store.whole_file import flush, put_in_place, sha256_of, unfinished

CHUNK: Final = 1_000_000
"""Rows that are written in one visit to the database, so that nobody waits long."""
LONG: Final = 100_000
"""Rows from which a table whose rows change is cut into months."""
KEY_LENGTH: Final = 12
STAMPS: Final = ("admitted_at", "saved_at", "scored_at", "decided_at", "created_at")
"""When a row was let in or saved, by the name of the column; any other `…_at` after these."""
NOT_OURS: Final = ("available_at", "actual_available_at", "ended_at", "delivered_at", "seen_at")
"""Instants of the world, or of what comes later."""


@dataclass(frozen=True, slots=True)
class Seen:
    """A table at the instant of the restore point; attributes as in `KeptTable`, parts to come."""

    name: str
    columns: tuple[tuple[str, str], ...]
    rows: int
    end: int
    first: str
    last: str
    stamp: str | None


def look_at(opened: duckdb.DuckDBPyConnection, name: str) -> Seen:
    """How much of a table there is, and how it is recognised later."""
    table = opened.table(name)
    columns = tuple(
        (column, str(kind)) for column, kind in zip(table.columns, table.types, strict=True)
    )
    (rows,) = _one(table.aggregate("count(*)"))
    (greatest,) = _one(table.aggregate("max(rowid)"))
    end = 0 if greatest is None else int(greatest) + 1
    return Seen(
        name,
        columns,
        int(rows),
        end,
        row_digest(table, 0) if rows else "",
        row_digest(table, end - 1) if rows else "",
        _stamp(columns),
    )


def row_digest(table: duckdb.DuckDBPyRelation, number: int) -> str:
    """Of the row of that number; "" if there is none."""
    found = table.filter(ColumnExpression("rowid") == ConstantExpression(number)).fetchall()
    return hashlib.sha256(repr(found[0]).encode()).hexdigest()[:KEY_LENGTH] if found else ""


def continues(opened: duckdb.DuckDBPyConnection, seen: Seen, kept: KeptTable) -> bool:
    """Whether all that was kept of a table is its beginning still."""
    table = opened.table(seen.name)
    return (
        kept.grows
        and kept.columns == seen.columns
        and kept.rows <= seen.rows
        and kept.end <= seen.end
        and (kept.rows == 0 or kept.first == seen.first)
        and (kept.rows == 0 or kept.last == row_digest(table, kept.end - 1))
        and int(_one(_between(table, kept.end, seen.end).aggregate("count(*)"))[0])
        == seen.rows - kept.rows
    )


def write_changing_table(
    opened: duckdb.DuckDBPyConnection, seen: Seen, folder: Path, known: Sequence[Part]
) -> tuple[Part, ...]:
    """Keep a table whose rows change: all of it, or of a long one the months that have changed.

    A long one is cut by the first of its columns that is a date. Every row is looked at, and those
    of a month are written if their fingerprint is no longer that of one of the parts `known`.
    """
    table = opened.table(seen.name)
    dated = next((name for name, kind in seen.columns if kind == "DATE"), None)
    if seen.rows <= LONG or dated is None:
        return (_write(table, folder, f"whole/{seen.name}", seen.rows),)
    month = FunctionExpression("date_trunc", ConstantExpression("month"), ColumnExpression(dated))
    digest = FunctionExpression("hash", *(ColumnExpression(name) for name, _ in seen.columns))
    rows = table.select(month.cast("DATE").alias("month"), digest.alias("digest"))
    counted = rows.aggregate("month, count(*), bit_xor(digest), sum(digest)").fetchall()
    before = {part.fingerprint: part for part in known if (folder / part.file).exists()}
    parts = []
    for first, count, mixed, summed in sorted(counted):
        fingerprint = f"{first} {count} {mixed} {summed}"
        part = before.get(fingerprint)
        if part is None:
            on = ColumnExpression(dated)
            end = ConstantExpression(_next_month(first))
            within = table.filter((on >= ConstantExpression(first)) & (on < end))
            place = f"whole/{seen.name}/of={first:%Y-%m}"
            part = replace(_write(within, folder, place, count), fingerprint=fingerprint)
        parts.append(part)
    return tuple(parts)


@dataclass(frozen=True, slots=True)
class Stretch:
    """Rows of a table kept in one visit. Attributes: today: the day of rows without a stamp."""

    seen: Seen
    start: int
    end: int
    generation: int
    today: date

    def write(self, opened: duckdb.DuckDBPyConnection, folder: Path) -> list[Part]:
        """A file for each day on which its rows were saved; for each month before this one."""
        new = _between(opened.table(self.seen.name), self.start, self.end)
        stem = f"parts/{self.seen.name}/g{self.generation}"
        if self.seen.stamp is None:
            rows = int(_one(new.aggregate("count(*)"))[0])
            place = f"{stem}/day={self.today.isoformat()}"
            return [_write(new, folder, place, rows)] if rows else []
        stamp = ColumnExpression(self.seen.stamp)
        days = new.select(stamp.cast("DATE").alias("day")).aggregate("day, count(*)").fetchall()
        counted: dict[tuple[date, str], int] = {}
        for day, rows in days:
            period = self._period(day)
            counted[period] = counted.get(period, 0) + int(rows)
        parts = []
        for (start, label), rows in sorted(counted.items()):
            end = start + timedelta(days=1) if label.startswith("day") else _next_month(start)
            on = stamp.cast("DATE")
            within = new.filter((on >= ConstantExpression(start)) & (on < ConstantExpression(end)))
            parts.append(_write(within, folder, f"{stem}/{label}", rows))
        return parts

    def _period(self, day: date) -> tuple[date, str]:
        month = day.replace(day=1)
        if month < self.today.replace(day=1):
            return month, f"month={month:%Y-%m}"
        return day, f"day={day.isoformat()}"


def stretches(
    seen: Seen, kept: KeptTable | None, generation: int, today: date
) -> Iterator[Stretch]:
    """What is new of a table, in pieces that are written quickly."""
    start = 0 if kept is None else kept.end
    while start < seen.end:
        end = min(start + CHUNK, seen.end)
        yield Stretch(seen, start, end, generation, today)
        start = end


def _write(rows: duckdb.DuckDBPyRelation, folder: Path, place: str, expected: int) -> Part:
    """A Parquet file named after its content.

    Raises:
        StoreError: If it does not hold as many rows as it should.
    """
    with unfinished(folder / place / "part") as beside:
        rows.write_parquet(str(beside), compression="zstd")
        written = pl.scan_parquet(beside).select(pl.len()).collect().item()
        if written != expected:
            raise StoreError(
                f"{expected} rows were to be kept in {folder / place}, and {written} were.",
                remedy="Run `forex maintain` again; no restore point was made.",
            )
        sha256 = sha256_of(beside)
        name = f"{place}/{sha256[:KEY_LENGTH]}.parquet"
        if not (folder / name).exists():
            flush(beside)
            put_in_place(beside, folder / name)
    return Part(sha256[:KEY_LENGTH], name, sha256, expected)


def _next_month(month: date) -> date:
    return (month + timedelta(days=31)).replace(day=1)


def _stamp(columns: tuple[tuple[str, str], ...]) -> str | None:
    instants = [name for name, kind in columns if kind == "TIMESTAMP WITH TIME ZONE"]
    for name in (*STAMPS, *instants):
        if name in instants and name.endswith("_at") and name not in NOT_OURS:
            return name
    return None


def _between(table: duckdb.DuckDBPyRelation, start: int, end: int) -> duckdb.DuckDBPyRelation:
    number = ColumnExpression("rowid")
    return table.filter((number >= ConstantExpression(start)) & (number < ConstantExpression(end)))


def _one(rows: duckdb.DuckDBPyRelation) -> tuple[Any, ...]:
    found: tuple[Any, ...] = rows.fetchall()[0]
    return found
