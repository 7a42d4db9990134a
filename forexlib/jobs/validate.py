"""Walk forward over the past, keep every forecast, and say how good each model was."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Final

import polars as pl

from forexlib.backtest.fan_out import walk_forward
from forexlib.backtest.walk_forward import Walk, Walker
from forexlib.core.calendar import each_day, target_date
from forexlib.core.errors import SettingsError
from forexlib.core.frames import Panel
from forexlib.core.ports import Store, Validations
from forexlib.core.series import quantity_of
from forexlib.core.validation import ValidationRun
from forexlib.engine.forecast import Question
from forexlib.engine.ladder import ENSEMBLE
from forexlib.engine.learning import Learner, releases, source_digest
from forexlib.engine.recipe import Recipe, digest
from forexlib.engine.survey import chosen_models
from forexlib.jobs.daily import Routine
from forexlib.jobs.progress import Wait, silent
from forexlib.scoring.evaluation import evaluate
from forexlib.scoring.suspicion import suspicions

USUAL: Final = Recipe()

DEFAULT_MODELS: Final = (ENSEMBLE, USUAL.robust, *USUAL.beside, *USUAL.members)
"""What is compared unless somebody says otherwise, the random walk beside it: all that is issued
or part of it."""

MOST_DAYS: Final = 36_500

LEAST_WINDOW: Final = 365
"""Fewest calendar days of past that a model may be judged on."""


@dataclass(frozen=True, slots=True)
class Course:
    """Which days are walked over, and how much of the past is seen from each.

    Attributes:
        first_day: Of the first forecast.
        last_day: No forecast is made later.
        step_days: Calendar days from one forecast to the next.
        initial_days: Calendar days of past that must lie before an origin.
        window_days: Calendar days of a rolling window; None for an expanding one.
    """

    first_day: date
    last_day: date
    step_days: int = 7
    initial_days: int = LEAST_WINDOW
    window_days: int | None = None

    def check(self) -> None:
        """Refuse what cannot be walked.

        Raises:
            SettingsError: If there is no day, no step, or too short a window.
        """
        if self.first_day > self.last_day:
            raise SettingsError(
                f"There is no day from {self.first_day} to {self.last_day}.",
                remedy="Choose an earlier --start or a later --end.",
            )
        if self.step_days < 1:
            raise SettingsError(
                f"A step of {self.step_days} days leads nowhere.",
                remedy="Choose 1 for every day, 7 for every week.",
            )
        lengths = {"--initial": self.initial_days, "--window": self.window_days}
        for name, days in {"--step": self.step_days, **lengths}.items():
            if days is not None and days > MOST_DAYS:
                raise SettingsError(
                    f"{days} days are longer than any history.",
                    remedy=f"Choose {name} of {MOST_DAYS} days at most.",
                )
        for name, days in lengths.items():
            if days is not None and days < LEAST_WINDOW:
                raise SettingsError(
                    f"{days} days of past are too few to judge a model on.",
                    remedy=f"Choose {name} of {LEAST_WINDOW} days at least.",
                )


@dataclass(frozen=True, slots=True)
class Effort:
    """How the walk is done; it changes no row.

    Attributes:
        workers: Processes.
        wait: Told how many instants there are; what it answers is told of each batch.
    """

    workers: int = 1
    wait: Wait = silent


@dataclass(frozen=True, slots=True)
class Validation:
    """What a walk-forward left behind.

    Attributes:
        run_id: Under which everything is stored.
        models: That were walked, `random_walk` first.
        instants: Asked for.
        walked: Done now; the others were stored already.
        states: State of an origin to how many there are.
        refused: Instants at which nothing could be forecast, with the reason; the first few.
        failures: Model to how many origins it failed at, and why at the first.
        suspicions: What looks broken, or too good to be true, a sentence each.
    """

    run_id: str
    models: tuple[str, ...]
    instants: int
    walked: int
    states: Mapping[str, int]
    refused: Mapping[datetime, str] = field(default_factory=dict)
    failures: Mapping[str, tuple[int, str]] = field(default_factory=dict)
    suspicions: tuple[str, ...] = ()


def validate(  # noqa: PLR0913  (two stores: what is known, and what was walked)
    store: Store,
    validations: Validations,
    learner: Learner,
    question: Question,
    course: Course,
    *,
    models: Sequence[str],
    routine: Routine,
    effort: Effort,
    now: datetime,
) -> Validation:
    """Forecast from each day of the course as if on it, then score and test every model.

    What was walked before for the same question, data, models and code is not walked again, so a
    walk that was broken off goes on where it stopped.

    Args:
        store: Where observations come from.
        validations: Where the walk goes.
        learner: The recipe, and what was learned for it.
        question: Its pair and target are asked.
        course: The days.
        models: Names as `forexlib.engine.survey.chosen_models` reads them.
        routine: Says at which time of a day its forecast is made.
        effort: How it is done.
        now: When rows are saved, and by when actuals must be public to count.

    Raises:
        SettingsError: If the course cannot be walked, a model does not exist, or nothing that
            would be forecast has an outcome yet.
        TooLittleHistory: If the target has no value by the last day.
        WorkerLost: If a process died; what was done is kept.
        StoreError: If the database cannot be read or written; whole batches remain.
    """
    course.check()
    learner = replace(learner, window_days=course.window_days)
    chosen = chosen_models(models, learner.recipe)
    instants = _instants(course, routine, now=now)
    _expect_outcomes(store, question, learner, course)
    series = question.series(learner.recipe)
    panel = store.panel(series, as_of=instants[-1], admitted_by=question.admitted_by)
    walk = Walk("", question, chosen, instants, course.initial_days)
    walker = Walker.over(panel, walk, learner)
    run = _run(walker, course)
    walker = replace(walker, walk=replace(walk, run_id=run.run_id))
    saved = validations.begin(run, started_at=now)
    walked = _walk(walker, validations, saved, effort=effort, now=now)
    validations.score(run.run_id, as_of=now)
    scored = validations.read("walk_forward_scored", run_id=run.run_id)
    if scored.is_empty():
        raise SettingsError(
            f"No forecast from {course.first_day} to {course.last_day} has an outcome.",
            remedy=_why_not(validations, run.run_id),
        )
    tests = evaluate(scored, seed=learner.recipe.seed)
    validations.keep_tests(run.run_id, tests, tested_at=now)
    found = _summary(validations, run.run_id, chosen, walked=walked)
    said = (f"{one.model}, {one.horizon_days} days: {one.why}" for one in suspicions(scored, tests))
    return replace(found, suspicions=tuple(said))


def _instants(course: Course, routine: Routine, *, now: datetime) -> tuple[datetime, ...]:
    days = each_day(course.first_day, course.last_day, step=course.step_days)
    moments = tuple(routine.issue_instant(day) for day in days)
    past = tuple(moment for moment in moments if moment <= now)
    if not past:
        raise SettingsError(
            f"{course.first_day} has not come yet.",
            remedy=f"Choose a --start before {now:%Y-%m-%d}.",
        )
    return past


def _expect_outcomes(store: Store, question: Question, learner: Learner, course: Course) -> None:
    """Refuse a course none of whose forecasts can have come due.

    Raises:
        SettingsError: If the target's newest value lies before the first target date.
    """
    series = question.series(learner.recipe)[0]
    newest = store.newest().get(series)
    if newest is None:
        raise SettingsError(
            f"Nothing is stored of {series}.",
            remedy="Run `forex ingest` (or `forex ingest --csv FILE --series NAME`) first.",
        )
    days = min(learner.recipe.horizons)
    due = target_date(
        course.first_day - timedelta(days=1), horizon_days=days, market=quantity_of(series).market
    )
    if newest < due:
        raise SettingsError(
            f"No forecast from {course.first_day} on has an outcome: the newest {series} is of"
            f" {newest}.",
            remedy=f"Choose a --start {days} days or more before that, or ingest newer rates.",
        )


def _run(walker: Walker, course: Course) -> ValidationRun:
    walk, recipe = walker.walk, walker.learner.recipe
    fingerprint = walker.past.known_at(walk.instants[-1]).fingerprint()
    vintages = walker.past.panel.sort(Panel.primary_key()).write_csv()
    determined = (
        (walk.question.pair, walk.question.target, walk.question.admitted_by),
        (walk.models, walk.instants, course, fingerprint),
        (recipe.digest(), sorted(releases().items()), source_digest("backtest"), vintages),
    )
    return ValidationRun(
        run_id=digest(*determined),
        pair=walk.question.pair,
        target=walk.question.target,
        horizons=recipe.horizons,
        models=walk.models,
        window="expanding" if course.window_days is None else "rolling",
        window_days=course.window_days,
        initial_days=course.initial_days,
        step_days=course.step_days,
        first_day=course.first_day,
        last_day=course.last_day,
        fingerprint=fingerprint,
        seed=recipe.seed,
        recipe=recipe.digest(),
        versions=releases(),
    )


def _walk(
    walker: Walker,
    validations: Validations,
    saved: frozenset[datetime],
    *,
    effort: Effort,
    now: datetime,
) -> int:
    """Walk what is not saved yet; return how many instants that were."""
    run_id = walker.walk.run_id
    progress = effort.wait(len(walker.walk.instants))
    progress(len(saved))
    new, repeated = walker.new_instants()
    done = validations.save(run_id, repeated, saved_at=now)
    progress(done)
    wanted = [as_of for as_of in new if as_of not in saved]
    with closing(walk_forward(walker, wanted, workers=effort.workers)) as batches:
        for batch in batches:
            done += validations.save(run_id, batch, saved_at=now)
            progress(len(batch))
    return done


def _why_not(validations: Validations, run_id: str) -> str:
    origins = validations.read("validation_origins", run_id=run_id)
    reasons = origins.filter(pl.col("state") == "refused").sort("as_of").get_column("reason")
    first = f"The first reason: {reasons[0]} " if len(reasons) else ""
    return f"{first}Choose other days, or ingest more rates."


def _summary(
    validations: Validations, run_id: str, models: tuple[str, ...], *, walked: int
) -> Validation:
    origins = validations.read("validation_origins", run_id=run_id).sort("as_of")
    refused = origins.filter(pl.col("state") == "refused").select("as_of", "reason")
    failed = (
        validations.read("validation_failures", run_id=run_id)
        .sort("model", "as_of")
        .group_by("model", maintain_order=True)
        .agg(pl.len(), pl.col("reason").first())
    )
    states = origins.group_by("state").len().sort("state")
    return Validation(
        run_id,
        models,
        instants=origins.height,
        walked=walked,
        states=dict(states.iter_rows()),
        refused=dict(refused.iter_rows()),
        failures={model: (count, why) for model, count, why in failed.iter_rows()},
    )
