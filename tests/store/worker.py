"""A program of its own that writes runs and reads scores; the tests start many, and kill some.

python -m tests.store.worker DATABASE NAME RUNS SIZE
"""

import sys
from itertools import count
from multiprocessing.connection import Connection
from pathlib import Path

from forexlib.store.duck import DuckStore
from tests.paths import SQL
from tests.store.builders import at, many


def work(database: Path, name: str, *, runs: int, size: int) -> None:
    """Save and score `runs` runs of `size` predictions each."""
    store = DuckStore(database, SQL)
    for i in range(runs):
        save_and_score(store, f"{name}-{i}", size=size)


def work_until_killed(database: Path, name: str, told: Connection, *, size: int) -> None:
    """Save and score without end, and tell of each run that is stored."""
    store = DuckStore(database, SQL)
    for i in count():
        save_and_score(store, f"{name}-{i}", size=size)
        told.send(f"{name}-{i}")


def save_and_score(store: DuckStore, run_id: str, *, size: int) -> None:
    """What a day's job does to the store."""
    assert store.save([many(size, run_id=run_id)], saved_at=at(2)) == size
    store.score(as_of=at(8))
    store.read("live_scores")


if __name__ == "__main__":
    work(Path(sys.argv[1]), sys.argv[2], runs=int(sys.argv[3]), size=int(sys.argv[4]))
