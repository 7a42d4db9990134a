"""A writer may be killed at any moment: the file opens, and every run in it is whole."""

import random
import time

import pytest

from forexlib.store.duck import DuckStore
from tests.store.builders import NEXT_FRIDAY, at, published
from tests.store.killing import begin, kill
from tests.store.worker import work_until_killed

ROUNDS, WRITERS, SIZE = 30, 2, 40


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
        writers = [
            begin(work_until_killed, store.database, f"{i}-{j}", size=SIZE) for j in range(WRITERS)
        ]
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
        writer, hears = begin(work_until_killed, store.database, f"{i}", size=SIZE)
        time.sleep(moments.uniform(0.0, 0.3))
        told = kill(writer, hears)

        assert_every_run_whole(store, told)
        for file in store.database.parent.glob("forex.duckdb*"):
            file.unlink()
