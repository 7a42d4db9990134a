"""What a day's restore point costs on ten million stored scores, and going back to it.

    python -m benchmarks.restore_points [--scores 10000000]

The scores, with as many daily sums, are those of `benchmarks.views`. Prints a line a step: seconds,
CPU seconds, and megabytes that the folder of snapshots has grown by.
"""

from __future__ import annotations

import argparse
import shutil
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Final

from benchmarks.views import APPEND, PER_MODEL, build
from forexlib.store.archive import Archive
from forexlib.store.compaction import Compactor
from forexlib.store.database import Database
from forexlib.store.restore import Restorer

SQL: Final = Path(__file__).parents[1] / "sql"
DAY: Final = date(2026, 1, 5)
NOW: Final = datetime(2026, 1, 5, 9, tzinfo=UTC)


def main() -> None:
    """Build, keep, keep again, merge, add a day, keep it, go back, keep."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--scores", type=int, default=10_000_000)
    models = max(2, parser.parse_args().scores // PER_MODEL)
    with tempfile.TemporaryDirectory() as folder:
        stored = build(Path(folder), models)
        print(f"{stored} scores stored")
        sql = shutil.copytree(SQL, Path(folder) / "sql")
        for rule in ("scores_without_prediction", "validation_scores_without_forecast"):
            (sql / "checks" / f"{rule}.sql").unlink()  # the scores are of forecasts never made
        measure(Archive(Path(folder) / "forex.duckdb", sql), Path(folder))


def measure(kept: Archive, folder: Path) -> None:
    """Each step in its turn."""
    timed(kept, "first restore point", lambda: kept.keep(day=DAY, now=NOW))
    timed(kept, "again on that day", lambda: kept.keep(day=DAY, now=NOW))
    timed(kept, "merging past months", lambda: Compactor(kept).compact(before=DAY))
    add_a_day(kept, folder)
    next_day, later = DAY + timedelta(days=1), NOW + timedelta(days=1)
    timed(kept, "a day later", lambda: kept.keep(day=next_day, now=later))
    timed(kept, "going back", lambda: Restorer(kept).restore(next_day, now=later))
    after = next_day + timedelta(days=1)
    timed(kept, "the day after that", lambda: kept.keep(day=after, now=later + timedelta(days=1)))


def add_a_day(kept: Archive, folder: Path) -> None:
    """A day's scores, and the sums they change."""
    database = Database(kept.database, SQL, 60.0)
    with database.writing() as opened:
        opened.execute(APPEND, {"file": str(folder / "day.parquet"), "days": 1})
        scored_at = datetime(2030, 1, 2, tzinfo=UTC)
        opened.execute(database.text("writes", "refresh_metrics.sql"), [scored_at])


def timed(kept: Archive, step: str, do: Callable[[], object]) -> None:
    """Do it, and print what it took."""
    before, began, cpu = size(kept), time.perf_counter(), time.process_time()
    came_of_it = do()
    took, used = time.perf_counter() - began, time.process_time() - cpu
    grown = (size(kept) - before) / 1e6
    print(f"{step}: {took:.1f} s, {used:.1f} CPU s, {grown:+.1f} MB; {came_of_it}", flush=True)


def size(kept: Archive) -> int:
    """Of the snapshots, in bytes."""
    return sum(file.stat().st_size for file in kept.folder.rglob("*") if file.is_file())


if __name__ == "__main__":
    main()
