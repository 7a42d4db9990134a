"""A writer may be killed at any moment: the file opens, and every run in it is whole."""

import multiprocessing
import random
import time
from multiprocessing.connection import Connection
from multiprocessing.context import ForkServerProcess
from pathlib import Path

import pytest

from forexlib.store.duck import DuckStore
from tests.store.builders import NEXT_FRIDAY, at, published
from tests.store.worker import work_until_killed

ROUNDS, WRITERS, SIZE = 30, 2, 40


def start(database: Path, name: str) -> tuple[ForkServerProcess, Connection]:
    """A process without end; the fork server has done its imports before it."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["tests.store.worker"])
    hears, tells = context.Pipe(duplex=False)
    writer = context.Process(
        target=work_until_killed, args=(database, name, tells), kwargs={"size": SIZE}
    )
    writer.start()
    tells.close()
    return writer, hears


def kill(writer: ForkServerProcess, hears: Connection) -> set[str]:
    """Kill -9; the runs it had said to be stored."""
    writer.kill()
    writer.join()
    told: set[str] = set()
    try:
        while True:
            told.add(hears.recv())
    except (EOFError, OSError):  # it may have been killed while telling
        hears.close()
    return told


def assert_every_run_whole(store: DuckStore, told: set[str]) -> None:
    counted = store.read("predictions").group_by("run_id").len()
    stored = set(store.read("runs").get_column("run_id"))
    assert set(counted.get_column("len")) <= {SIZE}
    assert set(counted.get_column("run_id")) == stored
    assert told <= stored  # what was said to be stored is stored
    assert not any(store.violations().values())


@pytest.mark.slow
def test_after_every_kill_the_file_opens_and_each_run_is_whole(store: DuckStore) -> None:
    store.admit(published((NEXT_FRIDAY, at(8), 912.0)), admitted_at=at(8))
    moments = random.Random(7)  # noqa: S311
    told: set[str] = set()

    for i in range(ROUNDS):
        writers = [start(store.database, f"{i}-{j}") for j in range(WRITERS)]
        for writer, hears in writers:
            hears.poll(30)
            time.sleep(moments.uniform(0.0, 0.15))
            told |= kill(writer, hears)

        assert_every_run_whole(store, told)
    assert len(told) >= ROUNDS * WRITERS


@pytest.mark.slow
def test_killed_while_the_database_is_first_made(store: DuckStore) -> None:
    moments = random.Random(7)  # noqa: S311

    for i in range(20):
        writer, hears = start(store.database, f"{i}")
        time.sleep(moments.uniform(0.0, 0.3))
        told = kill(writer, hears)

        assert_every_run_whole(store, told)
        for file in store.database.parent.glob("forex.duckdb*"):
            file.unlink()
