"""Processes that crown at once, or are killed while they do: one champion a turn, all told."""

import random
import subprocess
import sys
import time
from collections.abc import Collection

import polars as pl
import pytest

from forexlib.store.duck import DuckStore
from forexlib.store.ledger import DuckLedger
from tests.paths import SQL
from tests.store.crowner import crown_until_killed
from tests.store.killing import begin, kill


def assert_whole(store: DuckStore, ledger: DuckLedger, *, told: Collection[str] = ()) -> None:
    """One champion a turn, at both places the same, each with its state and its message."""
    turns = ledger.read("champions").sort("horizon_days", "turn")
    week, month = (turns.filter(horizon_days=days)["version"].to_list() for days in (7, 30))
    assert week == month
    assert len(set(week)) == len(week)
    assert set(told) <= set(week)
    assert turns["turn"].to_list() == [*range(1, len(week) + 1)] * 2
    assert ledger.read("version_list").filter(pl.col("is_champion")).height == (2 if week else 0)
    heights = {table: 2 * len(week) for table in ("versions", "version_states", "champions")}
    assert {name: ledger.read(name).height for name in heights} == heights
    assert ledger.read("outbox").height == len(week)
    assert not any(store.violations().values())


def test_two_processes_that_crown_at_once_leave_one_champion_a_turn(
    store: DuckStore, ledger: DuckLedger
) -> None:
    command = [sys.executable, "-m", "tests.store.crowner", str(store.database)]
    workers = [
        subprocess.Popen([*command, name, "5"], cwd=SQL.parent, stderr=subprocess.PIPE, text=True)
        for name in ("one", "other")
    ]

    said = [worker.communicate(timeout=100)[1] for worker in workers]

    assert [worker.returncode for worker in workers] == [0, 0], said
    assert ledger.read("champions", horizon_days=7)["turn"].max() == 10
    assert_whole(store, ledger)


@pytest.mark.slow
def test_after_every_kill_each_entry_is_whole(store: DuckStore, ledger: DuckLedger) -> None:
    moments = random.Random(7)  # noqa: S311
    told: set[str] = set()

    for i in range(12):
        crowners = [begin(crown_until_killed, store.database, f"{i}-{j}") for j in range(2)]
        for crowner, hears in crowners:
            hears.poll(30)
            time.sleep(moments.uniform(0.0, 0.15))
            told |= kill(crowner, hears)

        assert_whole(store, ledger, told=told)
    assert len(told) >= 12
