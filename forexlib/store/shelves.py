"""What lies in the data folder beside the database, what of it must stay, and its removal."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Final

from forexlib.core.upkeep import DiskUse, Kind, Thing
from forexlib.decisions.upkeep import expired_points
from forexlib.store.archive import Archive
from forexlib.store.database import Database
from forexlib.store.trouble import told_as_store_errors

LOGS: Final = "logs"
FRESH: Final = timedelta(days=30)
"""For so long dashboards, logs, and what a restore replaced stay in any case."""
UNSENT: Final = timedelta(days=7)
"""For so long a file that no message names may belong to one that is being written."""
QUARTER: Final = timedelta(days=100)
REPLACED: Final = re.compile(r"before-restore-(\d{8})T\d{6}Z~*")
DATED: Final = re.compile(r"(\d{4}-\d\d-\d\d)-")
LEARNED: Final = re.compile(r"(?P<name>.+)-(?P<anchor>\d{4}-\d\d-\d\d)-[0-9a-f]+\.learned")


@dataclass(frozen=True, slots=True)
class DataShelves:
    """The data folder; implements `forexlib.jobs.upkeep.Shelves`.

    Attributes:
        archive: Of the database and its restore points.
        measure: Says how full the disk of a folder is.
    """

    archive: Archive
    measure: Callable[[Path], DiskUse]

    def use(self) -> DiskUse:
        """How full the disk is."""
        return self.measure(self.archive.data)

    def things(self, today: date) -> list[Thing]:
        """What could go, and what must not.

        Raises:
            StoreError: If something cannot be looked at.
        """
        data = self.archive.data
        with told_as_store_errors(data):
            return [
                *_reports(data),
                *_dashboards(data, today),
                *self._outbox_files(today),
                *_artefacts(data, today),
                *self._points(today),
                *_replaced(data, today),
                *_logs(data, today),
            ]

    def remove(self, things: Sequence[Thing], *, now: datetime) -> None:
        """Remove them, each after a line in `logs/` that says so; restore points last.

        Raises:
            StoreError: If one cannot be removed.
        """
        data = self.archive.data
        with told_as_store_errors(data):
            log = data / LOGS / f"upkeep-{now:%Y-%m}.jsonl"
            log.parent.mkdir(parents=True, exist_ok=True)
            with log.open("a", encoding="utf-8") as lines:
                for thing in things:
                    lines.write(_line(thing, now) + "\n")
                    lines.flush()
                    if thing.kind != "restore point":
                        _delete(data / thing.name)
        points = [data / thing.name for thing in things if thing.kind == "restore point"]
        if points:
            with self.archive.alone():
                for file in points:
                    file.unlink(missing_ok=True)
                self.archive.sweep()

    def _outbox_files(self, today: date) -> Iterator[Thing]:
        folder = self.archive.data / "outbox"
        files = _files(folder)
        if not files or not self.archive.database.exists():
            return
        database = Database(self.archive.database, self.archive.sql, self.archive.patience)
        with database.reading() as opened:
            text = database.text("reads", "outbox_files.sql")
            delivered: dict[str, bool] = dict(opened.sql(text).fetchall())
        for file in files:
            needed = ""
            if not delivered.get(file.name, True):
                needed = "its message has not been delivered"
            elif file.name not in delivered and today - _day(file) < UNSENT:
                needed = "its message may be on the way"
            yield _thing(self.archive.data, "outbox file", file, _day(file), needed)

    def _points(self, today: date) -> Iterator[Thing]:
        """Those that have had their time; the size of each is what no later one needs."""
        days = self.archive.days()
        expired = set(expired_points(days, today))
        if not expired:
            return
        named: set[str] = set()
        found = []
        for day in reversed(days):
            file, point = self.archive.point_file(day), self.archive.point(day)
            own = [self.archive.folder / name for name in point.named() if name not in named]
            named.update(point.named())
            if day in expired:
                size = sum(one.stat().st_size for one in (file, *own) if one.exists())
                thing = _thing(self.archive.data, "restore point", file, day, "")
                found.append(replace(thing, size=size))
        yield from reversed(found)


def _reports(data: Path) -> Iterator[Thing]:
    """Folders named after origin and run; those of the newest origin stay."""
    dated = [
        (date.fromisoformat(found[1]), folder)
        for folder in sorted(data.glob("reports/*/"))
        if (found := DATED.match(folder.name))
    ]
    newest = max((day for day, _ in dated), default=None)
    for day, folder in dated:
        yield _thing(data, "report", folder, day, "the newest" if day == newest else "")


def _dashboards(data: Path, today: date) -> Iterator[Thing]:
    """A page per pair, written anew each day; the newest of all stays however old."""
    pages = _files(data / "dashboard")
    newest = max(map(_day, pages), default=None)
    for page in pages:
        recent = _day(page) == newest or today - _day(page) < FRESH
        yield _thing(data, "dashboard", page, _day(page), "in use" if recent else "")


def _artefacts(data: Path, today: date) -> Iterator[Thing]:
    """What was learned at an anchor that a newer one of the same name has superseded."""
    found = [
        (match["name"], date.fromisoformat(match["anchor"]), file)
        for file in _files(data / "artefacts")
        if (match := LEARNED.fullmatch(file.name))
    ]
    newest: dict[str, date] = {}
    for name, anchor, _ in found:
        newest[name] = max(anchor, newest.get(name, anchor))
    for name, anchor, file in found:
        current = anchor.year == today.year or today - anchor < QUARTER
        needed = "of this quarter or year" if current or anchor == newest[name] else ""
        yield _thing(data, "artefact", file, anchor, needed)


def _replaced(data: Path, today: date) -> Iterator[Thing]:
    """Folders of what a restore replaced, named after its instant (UTC); the newest stays.

    One that was moved away, with a link in its place, takes up no room here.
    """
    folders = [
        (day, folder)
        for folder in sorted(data.glob("before-restore-*/"))
        if (day := _replaced_on(folder)) and not folder.is_symlink()
    ]
    for day, folder in folders:
        needed = "the newest" if folder == folders[-1][1] else ""
        if today - day < FRESH:
            needed = "of the past 30 days"
        yield _thing(data, "replaced data", folder, day, needed)


def _replaced_on(folder: Path) -> date | None:
    """The day in its name; None where it is somebody else's folder."""
    name = REPLACED.fullmatch(folder.name)
    try:
        return date.fromisoformat(name[1]) if name else None
    except ValueError:  # a month 13
        return None


def _logs(data: Path, today: date) -> Iterator[Thing]:
    for file in _files(data / LOGS):
        recent = today - _day(file) < FRESH
        yield _thing(data, "log", file, _day(file), "of the past 30 days" if recent else "")


def _thing(data: Path, kind: Kind, path: Path, day: date, needed: str) -> Thing:
    size = sum(file.stat().st_size for file in (_files(path) if path.is_dir() else [path]))
    return Thing(kind, path.relative_to(data).as_posix(), day, size, needed)


def _files(folder: Path) -> list[Path]:
    return sorted(file for file in folder.rglob("*") if file.is_file())


def _day(file: Path) -> date:
    return datetime.fromtimestamp(file.stat().st_mtime, tz=UTC).date()


def _line(thing: Thing, now: datetime) -> str:
    said = {
        "removed_at": now.isoformat(),
        "kind": thing.kind,
        "name": thing.name,
        "day": thing.day.isoformat(),
        "size": thing.size,
    }
    return json.dumps(said, ensure_ascii=False)


def _delete(path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)


def measured(folder: Path) -> DiskUse:
    """How full the disk of a folder is, or of the nearest one above that is there."""
    path = folder.absolute()
    while not path.exists():
        path = path.parent
    usage = shutil.disk_usage(path)
    return DiskUse(usage.used, usage.free)
