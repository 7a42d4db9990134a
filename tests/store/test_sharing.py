"""Processes and threads share one file: all rows arrive, none fails, each waits its turn."""

import multiprocessing
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from forexlib.core.errors import StoreError
from forexlib.store.connection import turn
from forexlib.store.duck import DuckStore
from tests.paths import SQL
from tests.store.builders import NEXT_FRIDAY, at, many, published, run
from tests.store.worker import work


def start(database: Path, name: str, *, runs: int, size: int) -> subprocess.Popen[str]:
    arguments = [str(database), name, str(runs), str(size)]
    return subprocess.Popen(
        [sys.executable, "-m", "tests.store.worker", *arguments],
        cwd=SQL.parent,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def assert_whole(store: DuckStore, *, runs: int, size: int) -> None:
    predictions = store.read("predictions").group_by("run_id").len()
    assert store.read("runs").height == predictions.height == runs
    assert set(predictions.get_column("len")) <= {size}
    assert not any(store.violations().values())


@pytest.mark.slow
def test_eight_processes_started_together_on_no_database(store: DuckStore) -> None:
    workers = [start(store.database, f"w{i}", runs=10, size=20) for i in range(8)]

    said = [worker.communicate(timeout=100)[0] for worker in workers]

    assert [worker.returncode for worker in workers] == [0] * 8, said
    assert_whole(store, runs=80, size=20)


def test_eight_threads_of_one_process(store: DuckStore) -> None:
    store.admit(published((NEXT_FRIDAY, at(8), 912.0)), admitted_at=at(8))

    with ThreadPoolExecutor(8) as pool:
        done = [pool.submit(work, store.database, f"t{i}", runs=5, size=10) for i in range(8)]

    assert [future.exception() for future in done] == [None] * 8
    assert_whole(store, runs=40, size=10)
    assert store.read("scores").height == 400


def test_threads_read_while_others_write(store: DuckStore) -> None:
    def read_often(_: int) -> list[int]:
        return [store.read("predictions").height for _ in range(10)]

    with ThreadPoolExecutor(4) as pool:
        writing = pool.submit(work, store.database, "writer", runs=10, size=10)
        seen = list(pool.map(read_often, range(3)))

    assert writing.exception() is None
    assert all(heights == sorted(heights) for heights in seen)
    assert all(height % 10 == 0 for heights in seen for height in heights)


def test_readers_do_not_wait_for_one_another(store: DuckStore) -> None:
    store.save([run()], saved_at=at(2))
    impatient = DuckStore(store.database, SQL, patience=0.0)

    with turn(store.database, "read", patience=1.0):
        runs = impatient.read("runs")

    assert runs.height == 1


def test_a_writer_waits_for_the_readers(store: DuckStore) -> None:
    store.save([run(run_id="first")], saved_at=at(2))
    reading, done = threading.Event(), threading.Event()

    def read_slowly() -> None:
        with turn(store.database, "read", patience=1.0):
            reading.set()
            done.wait(10)

    reader = threading.Thread(target=read_slowly)
    reader.start()
    reading.wait(10)
    with pytest.raises(StoreError, match="for too long"):
        DuckStore(store.database, SQL, patience=0.2).score(as_of=at(8))
    done.set()
    reader.join()

    assert store.score(as_of=at(8)) == 0


def test_readers_in_a_row_do_not_starve_a_writer(store: DuckStore) -> None:
    store.save([run(run_id="first")], saved_at=at(2))
    written = threading.Event()

    def read_on() -> None:
        while not written.is_set():
            with turn(store.database, "read", patience=10.0):
                time.sleep(0.05)

    readers = [threading.Thread(target=read_on) for _ in range(3)]
    for reader in readers:
        reader.start()
    try:
        DuckStore(store.database, SQL, patience=5.0).score(as_of=at(8))
    finally:
        written.set()
        for reader in readers:
            reader.join()

    assert store.read("runs").height == 1


def test_a_process_started_by_spawning_shares_the_file(store: DuckStore) -> None:
    store.save([many(5, run_id="parent")], saved_at=at(2))
    spawning = multiprocessing.get_context("spawn")

    child = spawning.Process(
        target=work, args=(store.database, "child"), kwargs={"runs": 2, "size": 5}
    )
    child.start()
    child.join(60)

    assert child.exitcode == 0
    assert_whole(store, runs=3, size=5)


def test_a_child_forked_during_a_visit_does_not_keep_the_turn(store: DuckStore) -> None:
    asleep = [sys.executable, "-c", FORK_AND_VISIT, str(store.database), str(SQL)]

    said = subprocess.run(
        asleep, cwd=SQL.parent, capture_output=True, text=True, timeout=60, check=False
    )

    assert (said.returncode, said.stdout, said.stderr) == (0, "visited\n", "")


FORK_AND_VISIT = """
import os, signal, sys, time
from pathlib import Path
from forexlib.store.connection import turn
from forexlib.store.duck import DuckStore

database, sql = Path(sys.argv[1]), Path(sys.argv[2])
with turn(database, "write", patience=5.0):
    child = os.fork()
    if not child:
        time.sleep(30)
        os._exit(0)
DuckStore(database, sql, patience=5.0).newest()
os.kill(child, signal.SIGKILL)
os.waitpid(child, 0)
print("visited")
"""
