"""A past month's files of a table become one, in which a column says which part each row is of."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import reduce
from pathlib import Path, PurePosixPath

import duckdb
import polars as pl
from duckdb import ConstantExpression, StarExpression

from forexlib.core.errors import StoreError
from forexlib.core.upkeep import Compacted
from forexlib.store.archive import HEAD, Archive
from forexlib.store.connection import connection
from forexlib.store.manifest import Part, RestorePoint, read_point, write_point
from forexlib.store.rebuild import MARK, part_rows
from forexlib.store.snapshots import KEY_LENGTH
from forexlib.store.whole_file import flush, put_in_place, sha256_of, unfinished


@dataclass(frozen=True, slots=True)
class Compactor:
    """Merges what is past. Attributes: archive: of the snapshots."""

    archive: Archive

    def compact(self, *, before: date) -> Compacted:
        """Merge the files of each month before that of `before`; removed once all is proven.

        Every restore point that named a file of a day names its month's afterwards. Cut off at any
        moment, each restore point is whole: it names the old files or the new one.

        Raises:
            StoreError: If a restore point is damaged, or what was written is not what was read.
        """
        with self.archive.alone():
            head = self.archive.folder / HEAD
            if not head.exists() or not _groups([read_point(head)], before):
                return Compacted()
            files = [*map(self.archive.point_file, self.archive.days()), head]
            points = {file: read_point(file) for file in files}
            groups = _groups(points.values(), before)
            new: dict[str, Part] = {}
            for folder, parts in groups.items():
                new |= self._merge(folder, parts)
            for file, point in points.items():
                moved = _moved(point, new)
                if moved != point:
                    write_point(file, moved)
            count = len({part.file for parts in groups.values() for part in parts})
            self.archive.sweep()
        months = sorted({folder.rpartition("month=")[2] for folder in groups})
        return Compacted(count, len(groups), tuple(months))

    def _merge(self, folder: str, parts: Sequence[Part]) -> dict[str, Part]:
        """One file of `parts`, by their keys, each compared with what it was made from."""
        root = self.archive.folder
        with unfinished(root / folder / "month") as beside:
            with connection(Path(":memory:"), "write", patience=self.archive.patience) as opened:
                _write(opened, root, parts, beside)
            _compare(root, beside, parts)
            flush(beside)
            sha256 = sha256_of(beside)
            name = f"{folder}/{sha256[:KEY_LENGTH]}.parquet"
            put_in_place(beside, root / name)
        return {part.key: Part(part.key, name, sha256, part.rows, merged=True) for part in parts}


def _write(
    opened: duckdb.DuckDBPyConnection, root: Path, parts: Sequence[Part], beside: Path
) -> None:
    """By DuckDB, since Polars would make texts that are JSON bytes."""
    marked = [
        part_rows(opened, root, part).select(
            StarExpression(exclude=[MARK] if part.merged else []),
            ConstantExpression(part.key).alias(MARK),
        )
        for part in parts
    ]
    reduce(duckdb.DuckDBPyRelation.union, marked).write_parquet(str(beside), compression="zstd")


def _compare(root: Path, merged: Path, parts: Sequence[Part]) -> None:
    for part in parts:
        new = pl.scan_parquet(merged).filter(pl.col(MARK) == part.key).drop(MARK).collect()
        if new.height != part.rows or not new.equals(_rows(root, part).collect()):
            raise StoreError(
                f"{part.file} came out otherwise in the file of its month.",
                remedy="Nothing was changed; run `forex maintain` again.",
            )


def _rows(root: Path, part: Part) -> pl.LazyFrame:
    if sha256_of(root / part.file) != part.sha256:
        raise StoreError(
            f"{part.file} in {root} is damaged.",
            remedy="Put it back from a copy; nothing was changed.",
        )
    rows = pl.scan_parquet(root / part.file)
    return rows.filter(pl.col(MARK) == part.key).drop(MARK) if part.merged else rows


def _groups(points: Iterable[RestorePoint], before: date) -> dict[str, list[Part]]:
    """By folder of a month: parts of which some lie in files of days, or in several files."""
    found: dict[str, dict[str, Part]] = {}
    for point in points:
        for table in point.tables.values():
            for part in table.parts if table.grows else ():
                folder = _month_folder(part, before)
                if folder is not None:
                    found.setdefault(folder, {}).setdefault(part.key, part)
    return {
        folder: [*parts.values()]
        for folder, parts in sorted(found.items())
        if len({part.file for part in parts.values()}) > 1
        or any(not part.file.startswith(f"{folder}/") for part in parts.values())
    }


def _month_folder(part: Part, before: date) -> str | None:
    """Where a part of a month before that of `before` belongs; None where it may stay."""
    place = PurePosixPath(part.file).parent
    month = place.name.partition("=")[2][: len("2026-11")]
    return f"{place.parent}/month={month}" if month and month < f"{before:%Y-%m}" else None


def _moved(point: RestorePoint, new: Mapping[str, Part]) -> RestorePoint:
    tables = {
        name: replace(table, parts=tuple(new.get(part.key, part) for part in table.parts))
        if table.grows
        else table
        for name, table in point.tables.items()
    }
    return replace(point, tables=tables)
