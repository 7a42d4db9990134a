"""The state of the data, day by day, in files from which it can be built anew.

`snapshots/` holds `parts/` (new rows by table and day, later by month), `whole/` (tables whose rows
change, each state once), `content/` (what was learned, and settings, each content once), `points/`
(a restore point a day, which names the files it is made of) and `head.json`: the point that the
database continues. A restore point is written last, so one that is there is whole. Nothing that a
restore point names is changed; what none names is swept.
"""

from __future__ import annotations

from collections.abc import Generator, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Final

import duckdb

from forexlib.core.errors import StoreError
from forexlib.core.upkeep import Kept
from forexlib.store.beside import keep_files
from forexlib.store.changing import changing_tables, touched_by
from forexlib.store.connection import turn
from forexlib.store.database import Database
from forexlib.store.manifest import KeptTable, Part, RestorePoint, read_point, write_point
from forexlib.store.migrate import VIEWS_VERSION
from forexlib.store.snapshots import Seen, continues, look_at, stretches, write_changing_table
from forexlib.store.trouble import told_as_store_errors
from forexlib.store.whole_file import UNFINISHED, sha256_of

HEAD: Final = "head.json"
KEPT_FOLDERS: Final = ("parts", "whole", "content")


@dataclass(frozen=True, slots=True)
class Archive:
    """Restore points beside the database they are of.

    Attributes:
        database: The DuckDB file; its folder is the data folder.
        sql: The folder of migrations, views, checks, reads and writes.
        settings: The settings file, if there may be one.
        patience: Seconds to wait for other processes before giving up.
    """

    database: Path
    sql: Path
    settings: Path | None = None
    patience: float = 60.0

    @property
    def data(self) -> Path:
        """The data folder."""
        return self.database.absolute().parent

    @property
    def folder(self) -> Path:
        """Of the snapshots."""
        return self.data / "snapshots"

    def days(self) -> list[date]:
        """Those with a restore point, oldest first."""
        return sorted(date.fromisoformat(file.stem) for file in self.folder.glob("points/*.json"))

    def point(self, day: date) -> RestorePoint:
        """The restore point of a day.

        Raises:
            StoreError: If it is damaged.
            FileNotFoundError: If there is none.
        """
        return read_point(self.point_file(day))

    def point_file(self, day: date) -> Path:
        """Where the restore point of a day is."""
        return self.folder / "points" / f"{day.isoformat()}.json"

    @contextmanager
    def alone(self) -> Generator[None]:
        """Keep others from making restore points, or from going back to one, meanwhile.

        Raises:
            StoreError: If somebody else does either for too long, or the disk refuses.
        """
        with told_as_store_errors(self.folder):
            self.folder.mkdir(parents=True, exist_ok=True)
            with turn(self.folder / "archive", "write", patience=self.patience):
                yield

    def keep(self, *, day: date, now: datetime) -> Kept:
        """Make the restore point of `day`; a second one of the day takes the first one's place.

        Args:
            day: Today, in the zone of the settings.
            now: The instant, UTC.

        Raises:
            StoreError: If it cannot be made; those before are whole.
        """
        with self.alone():
            before = set(self.files())
            head = self._head()
            point, anew = self._state(head, day=day, now=now)
            made = [name for name in point.named() if name not in before]
            new = not point.same_as(self._of(day))
            if new:
                write_point(self.point_file(day), point)
            if not point.same_as(head):
                write_point(self.folder / HEAD, point)
            self.sweep()
        tables = point.tables.values()
        kept = {part.file: part.rows for table in tables for part in table.parts}
        return Kept(
            day,
            new,
            len(point.tables),
            sum(table.rows for table in tables),
            sum(kept.get(name, 0) for name in made),
            len(made),
            anew,
        )

    def files(self) -> Iterator[str]:
        """Everything kept, from the folder of the snapshots."""
        for name in KEPT_FOLDERS:
            for file in self.folder.joinpath(name).rglob("*"):
                if file.is_file():
                    yield file.relative_to(self.folder).as_posix()

    def sweep(self) -> int:
        """Remove what no restore point names; return how many bytes. Called while `alone`.

        Where a restore point cannot be read nothing is removed.
        """
        try:
            named = {name for point in self._all() for name in point.named()}
        except StoreError:
            return 0
        freed = 0
        for name in self.files():
            if name not in named:
                freed += self.folder.joinpath(name).stat().st_size
                self.folder.joinpath(name).unlink()
        for left in self.folder.rglob(f"*{UNFINISHED}"):
            left.unlink(missing_ok=True)
        for folder in sorted(self.folder.rglob("*/"), reverse=True):
            with suppress(OSError):  # not empty
                folder.rmdir()
        return freed

    def _all(self) -> Iterator[RestorePoint]:
        yield from (self.point(day) for day in self.days())
        head = self.folder / HEAD
        if head.exists():
            yield read_point(head)

    def _head(self) -> RestorePoint | None:
        """What the database continues; where that is not known, all is kept anew."""
        with suppress(FileNotFoundError, StoreError):
            return read_point(self.folder / HEAD)
        return None

    def _of(self, day: date) -> RestorePoint | None:
        with suppress(FileNotFoundError, StoreError):
            return self.point(day)
        return None

    def _state(
        self, head: RestorePoint | None, *, day: date, now: datetime
    ) -> tuple[RestorePoint, tuple[str, ...]]:
        """Everything as it is at one instant, written; rows that were added since can wait.

        Small tables are written in one visit to the database. Of those that only grow the visit
        notes how far they reach; their rows are read in visits of their own.
        """
        database = Database(self.database, self.sql, self.patience)
        changing = changing_tables(self.sql)
        tables: dict[str, KeptTable] = {}
        growing: list[tuple[Seen, KeptTable | None]] = []
        with database.reading() as opened:
            migrations = _ledger(opened)
            fresh = frozenset(
                name for _, name, _ in set(migrations) - set(head.migrations if head else ())
            )
            names = [
                name for (name,) in opened.sql(database.text("reads", "base_tables.sql")).fetchall()
            ]
            for name in names:
                seen = look_at(opened, name)
                kept = head.tables.get(name) if head else None
                if name in changing:
                    known = kept.parts if kept and kept.columns == seen.columns else ()
                    parts = write_changing_table(opened, seen, self.folder, known)
                    tables[name] = _kept(seen, parts, grows=False, generation=1)
                elif (
                    kept and not touched_by(self.sql, fresh, name) and continues(opened, seen, kept)
                ):
                    growing.append((seen, kept))
                else:
                    growing.append((seen, None))
        for seen, kept in growing:
            tables[seen.name] = self._grown(database, seen, kept, day)
        anew = (
            tuple(seen.name for seen, kept in growing if kept is None and seen.rows) if head else ()
        )
        had = head.files if head else ()
        files = keep_files(self.data, self.folder, had, self.settings)
        ordered = {name: tables[name] for name in sorted(tables)}
        return RestorePoint(day, now, migrations, ordered, files), anew

    def _grown(
        self, database: Database, seen: Seen, kept: KeptTable | None, today: date
    ) -> KeptTable:
        generation = kept.generation if kept else 1 + self._generations(seen.name)
        parts: list[Part] = [*kept.parts] if kept else []
        for stretch in stretches(seen, kept, generation, today):
            with database.reading() as opened:
                parts += stretch.write(opened, self.folder)
        known = sum(part.rows for part in parts)
        if known != seen.rows:
            raise StoreError(
                f"{seen.rows} rows of {seen.name} were to be kept, and {known} were found.",
                remedy="Something takes rows from it; run `forex maintain` again.",
            )
        return _kept(seen, tuple(parts), grows=True, generation=generation)

    def _generations(self, table: str) -> int:
        numbers = [
            int(folder.name[1:])
            for folder in self.folder.glob(f"parts/{table}/g*")
            if folder.is_dir()
        ]
        return max(numbers, default=0)


def damaged(folder: Path, named: Mapping[str, str]) -> list[str]:
    """Those of the files `named`, with their SHA-256, that are not there or not whole."""
    found = []
    for name, sha256 in sorted(named.items()):
        try:
            whole = sha256_of(folder / name) == sha256
        except OSError:
            whole = False
        if not whole:
            found.append(name)
    return found


def _kept(seen: Seen, parts: tuple[Part, ...], *, grows: bool, generation: int) -> KeptTable:
    return KeptTable(
        seen.columns, grows, seen.rows, seen.end, seen.first, seen.last, generation, parts
    )


def _ledger(opened: duckdb.DuckDBPyConnection) -> tuple[tuple[int, str, str], ...]:
    rows = opened.table("schema_migrations").order("version").fetchall()
    return tuple(
        (number, name, sha256) for number, name, sha256, _ in rows if number != VIEWS_VERSION
    )
