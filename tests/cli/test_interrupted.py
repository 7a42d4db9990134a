"""Runs that are killed, run twice at once, or run out of disk."""

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest

from forexlib.store.duck import DuckStore
from tests.e2e import ARCHIVE_END, anew, ended, forex, start
from tests.paths import SQL

pytestmark = pytest.mark.slow

KILLS = 30
LIFE = 1.6
"""Seconds in which a run that has nothing to import mostly has stored its forecast."""


def broken_rules(data: Path) -> dict[str, int]:
    found = DuckStore(data / "forex.duckdb", SQL).violations()
    return {name: count for name, count in found.items() if count}


@pytest.mark.timeout(600)
def test_a_run_killed_at_any_moment_leaves_whole_runs_and_the_next_completes_it(
    data: Path,
) -> None:
    generator = random.Random(7)  # noqa: S311
    half_a_year = [date(2026, 3, 2) + timedelta(days=i) for i in range(182)]
    weekdays = [day for day in half_a_year if day.isoweekday() < 6]
    days: list[date] = []
    killed = 0

    while killed < KILLS:
        days.append(day := weekdays[len(days)])
        process = start("run", "--as-of", str(day), "--no-record", data=data)
        time.sleep(generator.uniform(0.05, LIFE))
        process.kill()
        killed += ended(process) == -signal.SIGKILL
        assert broken_rules(data) == {}

    answers = [
        forex("run", "--as-of", str(day), "--no-record", data=data).code for day in days[-3:]
    ]
    origins = DuckStore(data / "forex.duckdb", SQL).read("forecasts", model="ensemble")
    assert answers == [0, 0, 0]
    assert set(days[-3:]) <= set(origins.get_column("as_of").dt.date())
    assert broken_rules(data) == {}


@pytest.mark.timeout(600)
def test_a_first_run_killed_again_and_again_is_completed_by_the_next(tmp_path: Path) -> None:
    data = tmp_path / "data"
    for seconds in (0.3, 1.0, 2.0, 4.0):
        process = start("run", "--as-of", ARCHIVE_END, data=data, record_days="56")
        time.sleep(seconds)
        process.kill()
        ended(process)

    answer = anew("run", "--as-of", ARCHIVE_END, data=data, record_days="56")

    record = DuckStore(data / "forex.duckdb", SQL).read("forecasts", model="ensemble")
    assert answer.code == 0, answer.complained
    assert record.get_column("origin_date").n_unique() == 9
    assert broken_rules(data) == {}


def test_two_runs_at_once_write_what_one_would(data: Path) -> None:
    words = ("run", "--as-of", "2026-09-16", "--no-record")

    together = [start(*words, data=data) for _ in range(2)]

    assert [ended(process) for process in together] == [0, 0]
    rows = DuckStore(data / "forex.duckdb", SQL).read("predictions", model="ensemble")
    once = rows.filter(rows.get_column("as_of").dt.date() == date(2026, 9, 16))
    assert once.get_column("issue").to_list() == [1] * 4
    assert broken_rules(data) == {}


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    disk = tmp_path / "disk"
    disk.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=6m", "tmpfs", str(disk)],  # noqa: S607
        capture_output=True,
        check=False,
    )
    if mounted.returncode:
        pytest.skip("a small disk can only be mounted by root")
    yield disk
    subprocess.run(["umount", str(disk)], check=True)  # noqa: S607


def test_a_full_disk_is_one_message_and_the_last_good_state_stays(small_disk: Path) -> None:
    data = small_disk / "data"

    answer = forex("run", "--as-of", ARCHIVE_END, data=data, record_days="56")

    assert answer.code == 2
    assert "is full" in answer.complained
    assert "Traceback" not in answer.complained
    assert broken_rules(data) == {}


PRESSED = """
import os, signal, sys, time
from forexlib.cli.main import main

def press():
    os.kill(os.getpid(), signal.SIGINT)

class Tidy:
    def __del__(self):
        press()

def tidying_up():
    Tidy()
    time.sleep(60)

def importing():
    import pressing
    assert pressing.Whole.part.name == "part"
    time.sleep(60)

main({})
"""

PRESSING = """
import sys

class Part:
    def __set_name__(self, owner, name):
        sys.modules["__main__"].press()
        self.name = name

class Whole:
    part = Part()
"""


@pytest.mark.parametrize("where", ["tidying_up", "importing"])
def test_ctrl_c_at_the_wrong_moment_is_heard_soon(where: str, tmp_path: Path) -> None:
    """Python would tell of it with a traceback, and forget it, or take it for a fault."""
    (tmp_path / "pressing.py").write_text(PRESSING, "utf-8")
    words = [sys.executable, "-c", PRESSED.replace("{}", where)]
    there = {**os.environ, "PYTHONPATH": os.pathsep.join((str(SQL.parent), str(tmp_path)))}

    done = subprocess.run(words, env=there, capture_output=True, text=True, timeout=50, check=False)

    assert done.returncode == 130
    assert done.stderr == "forex: stopped; what was saved before remains.\n"
