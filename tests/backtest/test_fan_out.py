"""A walk by several processes: what they share, what a death costs, and how one is stopped."""

from __future__ import annotations

import multiprocessing
import os
import re
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures.process import BrokenProcessPool
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from threading import Timer

import polars as pl
import psutil
import pytest

from forexlib.backtest.fan_out import BATCH, _pool, _shared, walk_forward
from forexlib.backtest.walk_forward import Walker
from forexlib.core.calendar import quarter_start
from forexlib.core.errors import WorkerLost
from forexlib.core.history import History
from forexlib.core.model import Refit
from forexlib.engine.learning import Learner
from forexlib.models.smoothing import LearnedSmoothing
from forexlib.models.theta import Theta
from forexlib.store.artefacts import FolderArtefacts
from forexlib.store.duck import DuckStore
from forexlib.store.validations import DuckValidations
from tests.backtest.parts import noons, said, walker
from tests.e2e import Answer, environment, forex
from tests.engine.parts import with_centre
from tests.fakes import MemoryArtefacts
from tests.panels import simulated
from tests.paths import SQL

PANEL = simulated(1400)
DAILY = noons(range(1270, 1400))
WEEKLY = noons(range(700, 1400, 5))


def test_a_batch_is_of_one_quarter_and_of_26_origins_at_most() -> None:
    alone = walker(PANEL, DAILY, models=["random_walk"])

    batches = list(walk_forward(alone, DAILY, workers=1))

    assert tuple(one.as_of for batch in batches for one in batch) == DAILY
    quarters = [{quarter_start(one.as_of.date()) for one in batch} for batch in batches]
    assert {len(quarter) for quarter in quarters} == {1}
    assert max(len(batch) for batch in batches) == BATCH == 26
    short = [i for i, batch in enumerate(batches[:-1]) if len(batch) < BATCH]
    assert short
    assert all(quarters[i] != quarters[i + 1] for i in short)


def test_no_origin_needs_no_batch() -> None:
    alone = walker(PANEL, DAILY)

    assert list(walk_forward(alone, (), workers=4)) == []


def test_a_single_batch_starts_no_other_process() -> None:
    alone = walker(PANEL, DAILY)
    before = psutil.Process().children()

    walk = walk_forward(alone, DAILY[:20], workers=8)
    batch = next(walk)

    assert psutil.Process().children() == before
    assert len(batch) == 20
    assert list(walk) == []


@dataclass(frozen=True, slots=True)
class SociableTheta:
    """Theta, which learns when so many processes have come to do so, or nobody else comes.

    Attributes:
        folder: Where each leaves a file of its name.
        company: How many processes are waited for.
        patience: Seconds.
    """

    folder: str
    company: int
    patience: float = 60.0
    refit: Refit = "quarter"

    def learn(self, history: History, *, horizons: Sequence[int], seed: int) -> LearnedSmoothing:
        folder, end = Path(self.folder), time.monotonic() + self.patience
        (folder / str(os.getpid())).touch()
        while len([*folder.iterdir()]) < self.company and time.monotonic() < end:
            time.sleep(0.02)
        return Theta().learn(history, horizons=horizons, seed=seed)


def pids(folder: Path) -> set[int]:
    """The processes that have come to learn a theta, without this one."""
    return {int(file.name) for file in folder.iterdir()} - {os.getpid()}


def sociable(seen: Path, *, company: int) -> Walker:
    """Somebody who walks with others, each of whom takes part."""
    kept = FolderArtefacts(seen.parent / "kept")
    recipe = with_centre("theta", SociableTheta(str(seen), company))
    return walker(PANEL, WEEKLY, models=["theta", "garch"], recipe=recipe, artefacts=kept)


@pytest.fixture
def seen(tmp_path: Path) -> Path:
    """Where they leave their files."""
    folder = tmp_path / "seen"
    folder.mkdir()
    return folder


@pytest.mark.slow
@pytest.mark.parametrize("workers", [2, 3])
def test_the_rows_do_not_depend_on_how_many_walk(seen: Path, workers: int) -> None:
    many = sociable(seen, company=workers)

    together = [one for batch in walk_forward(many, WEEKLY, workers=workers) for one in batch]

    others = pids(seen)
    assert sorted(one.as_of for one in together) == [*WEEKLY]
    assert len(others) == workers - 1
    assert not any(alive(pid) for pid in others)
    alone = replace(many, learner=Learner(many.learner.recipe, MemoryArtefacts()))
    some = [one for one in together if one.as_of in WEEKLY[::10]]
    assert said(some).equals(said(alone.walked(WEEKLY[::10])))


def kill_at_work(seen: Path, left_over: set[int]) -> int:  # noqa: ARG001
    """Kill the first other process that learns; return its id."""
    while not (others := pids(seen)):
        time.sleep(0.01)
    os.kill(pid := others.pop(), signal.SIGKILL)
    return pid


def kill_as_it_begins(seen: Path, left_over: set[int]) -> int:  # noqa: ARG001
    """Kill the first process that is spawned, long before it could be told anything."""
    while True:
        for one in psutil.Process().children():
            with suppress(psutil.NoSuchProcess):
                if one.pid not in left_over and "spawn_main" in " ".join(one.cmdline()):
                    one.kill()
                    return one.pid
        time.sleep(0.002)


@pytest.mark.slow
@pytest.mark.parametrize("kill", [kill_at_work, kill_as_it_begins])
@pytest.mark.parametrize("workers", [2, 3])
def test_a_killed_process_is_told_with_its_remedy_and_the_next_walk_goes_on(
    seen: Path, kill: Callable[[Path, set[int]], int], workers: int
) -> None:
    many = sociable(seen, company=2 if kill is kill_at_work else 1)
    killed: list[int] = []
    there = {one.pid for one in psutil.Process().children()}

    killer = threading.Thread(target=lambda: killed.append(kill(seen, there)), daemon=True)
    killer.start()
    with pytest.raises(WorkerLost, match="was killed") as lost:
        list(walk_forward(many, WEEKLY, workers=workers))
    killer.join()
    again = [one for batch in walk_forward(many, WEEKLY, workers=2) for one in batch]

    assert "Run the same again" in lost.value.remedy
    assert "--workers" in lost.value.remedy
    assert not any(alive(pid) for pid in {*killed, *pids(seen)})
    assert {one.state for one in again} == {"done"}
    assert len(again) == len(WEEKLY)


def half_an_answer(walker: Walker, seconds: float) -> bytes:  # noqa: ARG001
    """A long answer, of whom there is no end if it is another process that gives it."""
    if multiprocessing.parent_process() is None:
        time.sleep(1.0)
        return b""
    Timer(seconds, os.kill, [os.getpid(), signal.SIGKILL]).start()
    return bytes(300_000_000)


@pytest.mark.slow
@pytest.mark.parametrize("seconds", [0.1, 0.2, 0.4])
def test_a_process_killed_half_way_through_its_answer_is_not_waited_for(seconds: float) -> None:
    alone = walker(PANEL, DAILY, models=["random_walk"])

    with pytest.raises(BrokenProcessPool), _pool(alone, 1) as pool:
        list(_shared(pool, alone, half_an_answer, [seconds] * 8))


@pytest.mark.slow
def test_a_walk_that_is_left_early_leaves_no_process(seen: Path) -> None:
    walk = walk_forward(sociable(seen, company=2), WEEKLY, workers=2)
    next(walk)
    walk.close()

    others = pids(seen)
    assert others
    assert not any(alive(pid) for pid in others)


def alive(pid: int) -> bool:
    """Whether a process exists, and not as one whose end nobody has asked about yet."""
    try:
        return psutil.Process(pid).status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


WALK = ("validate", "--start", "2016-01-06", "--end", "2017-08-30", "--step", "2")
MODELS = ("--models", "garch,theta,ewma", "--workers", "2", "--offline", "--horizon", "7d")
ORIGINS = 302
FORECAST_BY = {"random_walk", "garch", "theta", "ewma"}


@pytest.fixture(scope="module")
def undisturbed(ingested: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same after one whole walk."""
    data = tmp_path_factory.mktemp("undisturbed") / "data"
    shutil.copytree(ingested, data)
    answer = forex(*WALK, *MODELS, data=data)
    assert answer.code == 0, answer.complained
    return data


def interrupted(data: Path) -> Answer:
    """Walk, and press Ctrl-C when the first batch is stored; the process group hears it."""
    process = begun(data)
    while not stored(data, "validation_forecasts").height and process.poll() is None:
        time.sleep(0.05)
    os.killpg(process.pid, signal.SIGINT)
    told, complained = process.communicate(timeout=60)
    until(lambda: group(process.pid) == [], seconds=10)
    return Answer(process.returncode, told, complained)


def until(condition: Callable[[], bool], *, seconds: float) -> None:
    """Wait for what must come to be: those who were killed take a moment to be gone."""
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.05)


def group(leader: int) -> list[int]:
    """Processes of a group that are alive."""
    found = []
    for pid in psutil.pids():
        try:
            if os.getpgid(pid) == leader and alive(pid):
                found.append(pid)
        except ProcessLookupError:
            continue
    return found


def stored(data: Path, relation: str) -> pl.DataFrame:
    return DuckValidations(data / "forex.duckdb", SQL).read(relation)


@pytest.mark.slow
@pytest.mark.timeout(300)
def test_ctrl_c_leaves_whole_origins_and_the_same_again_walks_only_the_rest(
    ingested: Path, undisturbed: Path, tmp_path: Path
) -> None:
    data = tmp_path / "data"
    shutil.copytree(ingested, data)

    stopped = interrupted(data)
    done = stored(data, "validation_origins").height
    half = stored(data, "validation_forecasts")
    second = forex(*WALK, *MODELS, data=data)
    third = forex(*WALK, *MODELS, data=data)

    assert (stopped.code, stopped.said) == (130, "")
    assert "Traceback" not in stopped.complained
    assert half.height > 0
    assert done < ORIGINS
    each = half.group_by("origin_date").agg(pl.col("model").unique()).get_column("model")
    assert {frozenset(models) for models in each} == {frozenset(FORECAST_BY)}
    assert (second.code, walked_now(second)) == (0, ORIGINS - done)
    assert (third.code, walked_now(third)) == (0, 0)
    assert third.said == second.said
    assert set(DuckStore(data / "forex.duckdb", SQL).violations().values()) == {0}
    for relation in ("validation_forecasts", "validation_scores", "validation_tests"):
        unsaid = pl.exclude("scored_at", "tested_at")
        here, there = (stored(one, relation).select(unsaid) for one in (data, undisturbed))
        order = [name for name, kind in here.schema.items() if not kind.is_nested()]
        assert here.height > 0
        assert here.sort(order).equals(there.sort(order)), relation


def walked_now(answer: Answer) -> int:
    found = re.search(r"(\d+) walked now", answer.complained)
    assert found is not None, answer.complained
    return int(found[1])


@pytest.mark.slow
@pytest.mark.timeout(300)
def test_ctrl_c_while_a_process_is_spawned_is_one_message(ingested: Path, tmp_path: Path) -> None:
    """A process that is spawned by half complains of it; whoever does that must finish first."""
    for round_ in range(4):
        data = tmp_path / f"{round_}" / "data"
        shutil.copytree(ingested, data)
        process = begun(data)
        while not spawned(process.pid) and process.poll() is None:
            time.sleep(0.0005)
        time.sleep(0.001 * round_)
        os.killpg(process.pid, signal.SIGINT)
        _, complained = process.communicate(timeout=60)

        assert process.returncode == 130
        assert "Traceback" not in complained
        assert complained.count("forex: stopped") == 1


def spawned(parent: int) -> bool:
    """Whether a process has a helper of whom nobody knows yet how far it has come."""
    with suppress(psutil.NoSuchProcess):
        there = psutil.Process(parent).children()
        return any("spawn_main" in " ".join(one.cmdline()) for one in there)
    return False


def begun(data: Path) -> subprocess.Popen[str]:
    """A walk by two processes, in a process group of its own."""
    return subprocess.Popen(
        [sys.executable, "-m", "forexlib.cli.main", *WALK, *MODELS],
        env=environment(data),
        cwd=data.parent,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )


@pytest.mark.slow
@pytest.mark.timeout(300)
def test_ctrl_c_before_anything_is_stored_leaves_nothing_half_done(
    ingested: Path, tmp_path: Path
) -> None:
    """The walk is begun, and the other process is perhaps not even up."""
    data = tmp_path / "data"
    shutil.copytree(ingested, data)

    process = begun(data)
    while not stored(data, "validation_runs").height:
        time.sleep(0.02)
    os.killpg(process.pid, signal.SIGINT)
    _, complained = process.communicate(timeout=60)

    assert process.returncode == 130
    assert "Traceback" not in complained
    until(lambda: group(process.pid) == [], seconds=10)
    assert set(DuckStore(data / "forex.duckdb", SQL).violations().values()) == {0}
