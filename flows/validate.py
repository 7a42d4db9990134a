"""Every week: walk forward over the past years, and say how good each model was."""

from __future__ import annotations

import os
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from functools import partial

import polars as pl
from prefect import State, flow, task
from prefect.cache_policies import NO_CACHE
from prefect.states import Cancelled

from flows import clock, ui
from flows.late import STOOD_ASIDE, newer_run_is_due
from flows.steps import fetch_new_fixings
from forexlib.core.calendar import local_date
from forexlib.jobs import validate as job
from forexlib.jobs.progress import silent
from forexlib.jobs.question import Question, ask
from forexlib.jobs.validate import DEFAULT_MODELS, Course, Effort, Validation
from forexlib.jobs.validation_rows import validation_rows
from forexlib.wiring import platform

YEARS = timedelta(days=3 * 365)
"""What is walked over unless the run says otherwise."""


@flow(name="validate", timeout_seconds=3600)
def validate(  # noqa: PLR0913  (one parameter each)
    pair: str = "USDCLP",
    *,
    start: date | None = None,
    end: date | None = None,
    step: int = 7,
    models: Sequence[str] = DEFAULT_MODELS,
    window: int | None = None,
    workers: int | None = None,
) -> Validation | State[Validation]:
    """Forecast from each past day as if on it, keep every forecast, and test every model.

    Args:
        pair: USD and any currency of the NBP's table A.
        start: Day of the first forecast; by default three years before the last.
        end: No forecast later; by default the newest day of which a rate is stored.
        step: Calendar days from one forecast to the next.
        models: Names, `all`, or a centre and a spread joined, as var+ewma.
        window: Days of a rolling window; by default it expands.
        workers: Processes; by default one a core.
    """
    if newer_run_is_due():
        return Cancelled(message=STOOD_ASIDE)
    platform(pair=pair).spare_the_disk("a walk through the past")
    now, settings = clock.now(), platform(pair=pair).settings
    question = ask(pair=settings.pair, target=settings.target, as_of=None, spot=None, now=now)

    ingested = fetch_new_fixings(question, now)
    last = end or ingested.newest.get(settings.series) or local_date(now, zone=settings.zone)
    course = Course(start or last - YEARS, last, step, window_days=window)
    done = walk(question, course, models, workers or os.cpu_count() or 1, now)
    show_how_good_they_were(question, done)
    return done


@task(cache_policy=NO_CACHE)
def walk(
    question: Question, course: Course, models: Sequence[str], workers: int, now: datetime
) -> Validation:
    """Walk forward; what was walked before is not walked again."""
    parts = platform(pair=question.pair)
    bar = partial(ui.progress, f"walk-{question.pair.lower()}", "Days walked forward")
    done = job.validate(
        parts.store,
        parts.validations,
        parts.learner,
        Question(question.pair, question.target, "backfill", as_of=now),
        course,
        models=models,
        routine=parts.routine(silent),
        effort=Effort(workers, bar),
        now=now,
    )
    ui.log(f"Run {done.run_id}: {done.instants} days ({done.states}), {done.walked} walked now.")
    ui.warn(*(f"Suspicious: {one}" for one in done.suspicions))
    ui.warn(*(f"{name} failed {n} times: {why}" for name, (n, why) in done.failures.items()))
    return done


@task(cache_policy=NO_CACHE)
def show_how_good_they_were(question: Question, done: Validation) -> None:
    """A table of points and one of distributions for each horizon, and an event."""
    parts = platform(pair=question.pair)
    rows = validation_rows(parts.validations, done.run_id)
    for (days, what), table in rows.items():
        about = f"{question.pair} {question.target}, {days} days, run {done.run_id}"
        key = f"validation-{question.pair.lower()}-{days}d-{what}"
        ui.table(key, table.to_dicts(), about=about)
    board = parts.validations.read("model_leaderboard", run_id=done.run_id)
    best = board.filter(pl.col("rank") == 1).sort("horizon_days")
    named = dict(best.select(pl.col("horizon_days").cast(pl.String), "model").iter_rows())
    ui.tell("forex.validated", question.pair, {"run_id": done.run_id, "best": named})
