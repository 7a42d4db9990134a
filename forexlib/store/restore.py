"""Going back to a restore point: built and proven beside, then put in place at one blow."""

from __future__ import annotations

import shutil
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from typing import Final
from uuid import uuid4

from forexlib.core.errors import SettingsError, StoreError
from forexlib.core.upkeep import Restored
from forexlib.store.archive import HEAD, Archive, damaged
from forexlib.store.beside import ONLY_GROWS, SETTINGS, top_names
from forexlib.store.connection import turn
from forexlib.store.database import Database
from forexlib.store.duck import DuckStore
from forexlib.store.manifest import KeptTable, RestorePoint, write_point
from forexlib.store.rebuild import put_files, rebuild, refuse_newer
from forexlib.store.swap import Swap, carry_out, decide, is_pending
from forexlib.store.trouble import told_as_store_errors

STAGED: Final = ".restoring-"
NEAREST: Final = 5
"""Days that are named where the one asked for has no restore point."""
SHOWN: Final = 5


@dataclass(frozen=True, slots=True)
class Restorer:
    """Puts the data back to what they were on a day. Attributes: archive: of their snapshots."""

    archive: Archive

    def check(self, day: date) -> RestorePoint:
        """The restore point of `day`, all of it whole and known to this code.

        Raises:
            SettingsError: If the day has none; names the nearest.
            StoreError: If a file is damaged, or the database of that day was newer than the code.
        """
        try:
            point = self.archive.point(day)
        except FileNotFoundError:
            raise self._no_such(day) from None
        refuse_newer(point, self.archive.sql)
        broken = damaged(self.archive.folder, point.named())
        if broken:
            more = f" and {len(broken) - SHOWN} more" if len(broken) > SHOWN else ""
            raise StoreError(
                f"Of the restore point of {day} these files are damaged or missing:"
                f" {', '.join(broken[:SHOWN])}{more}, in {self.archive.folder}.",
                remedy="Choose another day, or put them back from a copy; nothing was changed.",
            )
        return point

    def build(self, day: date, into: Path) -> Restored:
        """Build the data folder of `day` in `into`, which may not be there yet or is empty.

        Raises:
            SettingsError: If the day has no restore point, or `into` has something in it.
            StoreError: If something is damaged, or breaks a rule; then nothing is left in `into`.
        """
        if into.exists() and (not into.is_dir() or any(into.iterdir())):
            raise SettingsError(f"{into} is not empty.", remedy="Name a folder that is not there.")
        with self.archive.alone(), told_as_store_errors(into):
            point = self.check(day)
            staged = into.absolute().with_name(f"{STAGED}{uuid4().hex[:12]}")
            with _built(point, self.archive, staged):
                if into.exists():
                    into.rmdir()
                staged.replace(into)
                if (into / SETTINGS).exists():
                    (into / SETTINGS).replace(into / ".env")
        return _restored(point, into.absolute(), "")

    def restore(self, day: date, *, now: datetime) -> Restored:
        """Let the state of `day` take the place of today's, which goes aside.

        Killed at any moment it leaves the one or the other.

        Raises:
            SettingsError: If the day has no restore point.
            StoreError: If something is damaged, or breaks a rule; then nothing was changed.
        """
        data, database = self.archive.data, self.archive.database.absolute()
        with self.archive.alone(), told_as_store_errors(data):
            self._clear()
            point = self.check(day)
            staged = data / f"{STAGED}{uuid4().hex[:12]}"
            with (
                _built(point, self.archive, staged),
                turn(database, "write", patience=self.archive.patience),
            ):
                carry_out(data)
                aside = f"before-restore-{now:%Y%m%dT%H%M%SZ}"
                while (data / aside).exists():
                    aside += "~"
                there = [file.name for file in staged.iterdir()]
                grown = {name for name in ONLY_GROWS if (data / name).exists()}
                names = sorted({*there} - {"snapshots", SETTINGS} - grown)
                arriving = (*names, f"snapshots/{HEAD}")
                leaving = {f"{database.name}.wal", *top_names(data)} - {*arriving} - ONLY_GROWS
                kept_aside = any((data / name).exists() for name in (*names, *leaving))
                swap = Swap(staged.name, aside, arriving, tuple(sorted(leaving)))
                if SETTINGS in there and self.archive.settings is not None:
                    file = str(self.archive.settings.resolve())
                    swap = replace(swap, settings=(SETTINGS, file))
                decide(data, swap)
                carry_out(data)
        return _restored(point, data, str(data / aside) if kept_aside else "")

    def _no_such(self, day: date) -> SettingsError:
        days = sorted(self.archive.days(), key=lambda one: (abs(one - day), one))[:NEAREST]
        named = ", ".join(one.isoformat() for one in sorted(days))
        return SettingsError(
            f"There is no restore point of {day}.",
            remedy=f"The nearest are: {named}."
            if days
            else "There is none at all yet; `forex maintain` makes one a day.",
        )

    def _clear(self) -> None:
        """Take away what one who was killed before his swap was decided had built."""
        if is_pending(self.archive.data):
            return
        for left in self.archive.data.glob(f"{STAGED}*"):
            shutil.rmtree(left, ignore_errors=True)


@contextmanager
def _built(point: RestorePoint, archive: Archive, staged: Path) -> Generator[None]:
    """The data folder of a restore point in `staged`, proven, while it is moved on from there.

    Raises:
        StoreError: If a rule of `sql/checks` is broken.
    """
    staged.mkdir(parents=True)
    try:
        file = staged / archive.database.name
        tables = rebuild(point, Database(file, archive.sql, archive.patience), archive.folder)
        put_files(point, staged, archive.folder)
        _prove(DuckStore(file, archive.sql, patience=archive.patience), point)
        for lock in staged.glob(f"{file.name}.*"):
            lock.unlink()
        _write_head(staged / "snapshots" / HEAD, point, tables)
        yield
    finally:
        if not is_pending(staged.parent):  # else it is still to be moved
            shutil.rmtree(staged, ignore_errors=True)


def _prove(store: DuckStore, point: RestorePoint) -> None:
    broken = {name: rows for name, rows in store.violations().items() if rows}
    if broken:
        said = ", ".join(f"{name} ({rows} rows)" for name, rows in broken.items())
        raise StoreError(
            f"The data of {point.day} break rules: {said}.",
            remedy="Choose another day; nothing was changed.",
        )


def _write_head(file: Path, point: RestorePoint, tables: Mapping[str, KeptTable]) -> None:
    """What the rebuilt database continues: its rows lie in another order than the first one's."""
    write_point(file, replace(point, tables=tables))


def _restored(point: RestorePoint, folder: Path, aside: str) -> Restored:
    tables = point.tables.values()
    return Restored(
        point.day,
        str(folder),
        aside,
        sum(table.rows for table in tables),
        len(tables),
        len(point.files),
    )
