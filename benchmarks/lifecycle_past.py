"""A hundred retrainings, one after another, from 2015 on.

Each comes 31 to 53 days after the one before, drawn at random, so that the champions are 31 to some
60 days old, or older where a refresh was rejected. What is walked is remembered from one to the
next. What a retraining costs is measured apart from that, on ledgers of their own.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from typing import Final

import numpy as np
import polars as pl

from benchmarks.lifecycle_world import (
    HORIZONS,
    Cost,
    Walks,
    feed,
    fresh,
    issue_instant,
    load,
    measured,
    platform_in,
    remembered,
)
from forexlib.engine.ladder import ENSEMBLE
from forexlib.jobs.daily import answer
from forexlib.jobs.retrain import Order, Retrained, retrain
from forexlib.wiring import Platform

FIRST: Final = date(2015, 1, 5)
GAPS: Final = (31, 53)
TIMED_FROM, TIMED_TO = date(2016, 6, 1), date(2026, 9, 30)
SEED: Final = 2015


@dataclass(frozen=True, slots=True)
class Tried:
    """What came of one retraining at one horizon.

    Attributes:
        day: On which.
        horizon_days: Calendar days.
        age: Days since the champion was learned from its last fixing.
        outcome: What came of it.
        why: In a sentence.
        ratio: CRPS of the new version over the champion's; None where they were not compared.
        untouched: Whether the horizon is forecast by the same version with the same numbers after
            as before.
    """

    day: date
    horizon_days: int
    age: int
    outcome: str
    why: str
    ratio: float | None
    untouched: bool


@dataclass(frozen=True, slots=True)
class Timed:
    """Some retrainings of four horizons. Attributes: costs: of each; loads: when each was done."""

    costs: Sequence[Cost]
    loads: Sequence[float]


def days_of(count: int, *, seed: int = SEED) -> list[date]:
    """The first champion's day, and those of the retrainings."""
    gaps = np.random.default_rng(seed).integers(*GAPS, size=count, endpoint=True)
    return [FIRST + timedelta(days=int(one)) for one in np.cumsum([0, *gaps])]


def past(count: int = 100) -> list[Tried]:
    """Retrain so often."""
    parts, walks, tried = fresh("past"), Walks(), list[Tried]()
    first, *later = days_of(count)
    _crown(parts, first)
    for day in later:
        feed(parts, until=issue_instant(parts, day))
        with remembered(walks):
            found = _retrain(parts, day)
        tried += found
        print(day, *(f"{one.horizon_days}d {one.outcome}" for one in found), flush=True)
    return tried


def timed(count: int = 6) -> Timed:
    """Retrain with two processes, nothing remembered, a champion 31 to 60 days old, as live."""
    rng = np.random.default_rng(SEED)
    span = (TIMED_TO - TIMED_FROM).days
    costs, loads = [], []
    for _ in range(count):
        day = TIMED_FROM + timedelta(days=int(rng.integers(span)))
        parts = fresh("timed")
        _crown(parts, day)
        later = day + timedelta(days=int(rng.integers(31, 60, endpoint=True)))
        now = issue_instant(parts, later)
        feed(parts, until=now)
        both = platform_in("timed", workers=2)
        asked, order = both.live_question(now), Order(HORIZONS, "SCHEDULED")
        work = partial(retrain, both.workshop, asked, order, now=now)
        done, cost = measured(work)
        costs.append(cost)
        loads.append(load())
        print(later, cost, [one.outcome for one in done], flush=True)
    return Timed(costs, loads)


def _crown(parts: Platform, day: date) -> None:
    """The first forecast makes the first champion."""
    now = issue_instant(parts, day)
    feed(parts, until=now)
    asked = parts.live_question(now)
    answer(parts.store, parts.learner, asked, now=now, serving=parts.serving)


def _retrain(parts: Platform, day: date) -> list[Tried]:
    """Retrain all horizons together, and look at what is forecast before and after."""
    now = issue_instant(parts, day)
    asked = parts.live_question(now)
    ages = _ages(parts, day)
    before = _issued(parts, day)
    done = retrain(parts.workshop, asked, Order(HORIZONS, "SCHEDULED"), now=now)
    after = _issued(parts, day)
    return [
        _tried(day, one, ages[one.horizon_days], _of(before, one).equals(_of(after, one)))
        for one in done
    ]


def _ages(parts: Platform, day: date) -> dict[int, int]:
    """Days since the last fixing that each horizon's champion learned from."""
    serving = parts.workshop.versions(parts.live_question(issue_instant(parts, day)))
    named = serving.filter("is_champion").select("horizon_days", "anchor_date")
    return {days: (day - anchor).days for days, anchor in named.iter_rows()}


def _issued(parts: Platform, day: date) -> pl.DataFrame:
    """What would be issued, without the names of the run."""
    now = issue_instant(parts, day)
    asked = parts.workshop.live(parts.live_question(now))
    rows = parts.serving.forecast(parts.store, asked, now=now).predictions
    return rows.filter(model=ENSEMBLE).drop("run_id", "fingerprint")


def _of(rows: pl.DataFrame, one: Retrained) -> pl.DataFrame:
    return rows.filter(horizon_days=one.horizon_days)


def _tried(day: date, one: Retrained, age: int, untouched: bool) -> Tried:  # noqa: FBT001
    compared = one.evidence.get("comparison", {})
    outcome = one.outcome or "not tried"
    ratio = compared.get("ratio")
    return Tried(day, one.horizon_days, age, outcome, one.why, ratio, untouched)
