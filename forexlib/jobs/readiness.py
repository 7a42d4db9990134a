"""Say how ready a candidate is to be relied on, from what is stored, and keep what was found."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final, Protocol

import polars as pl

from forexlib.core.candidate import Candidate
from forexlib.core.errors import SettingsError, TooLittleHistory
from forexlib.core.ports import Store
from forexlib.core.series import quantity_of, series_name
from forexlib.engine.forecast import Question
from forexlib.engine.ladder import ENSEMBLE
from forexlib.engine.recipe import Recipe
from forexlib.features.history import history_known_at
from forexlib.jobs.daily import Routine
from forexlib.jobs.drift import Watch
from forexlib.jobs.readiness_rows import Readiness, readiness_rows
from forexlib.monitoring.drift_self_check import finds_planted_break
from forexlib.monitoring.readiness import assess
from forexlib.monitoring.readiness_dates import Days
from forexlib.monitoring.readiness_evidence import (
    DriftFacts,
    Evidence,
    ReadinessRules,
    Tally,
    Track,
)

COUNTED_TRACKS: Final = ("live", "shadow")
NAMED: Final = 5
"""Versions that a message lists at most."""


class ReadinessBook(Protocol):
    """Where it is kept what readiness is judged by, as it was known at an instant."""

    def versions(self, pair: str, target: str, model: str, *, as_of: datetime) -> pl.DataFrame:
        """The versions of a model on each track, with their recipes, the newest first."""
        ...

    def counts(self, candidate: Candidate, *, as_of: datetime, zone: str) -> pl.DataFrame:
        """What is stored of a candidate, a row per horizon and track."""
        ...

    def days(self, pair: str, target: str, *, as_of: datetime, zone: str) -> pl.DataFrame:
        """What each day did for the system's stability."""
        ...

    def save(self, rows: pl.DataFrame, *, saved_at: datetime) -> int:
        """Keep a look, unless a later one on its day is kept; return how many rows were written."""
        ...

    def read(self, relation: str, **equal: str | int | date) -> pl.DataFrame:
        """The rows of a table or view whose columns equal the values given."""
        ...


@dataclass(frozen=True, slots=True)
class Asked:
    """What a person asks.

    Attributes:
        model: Name of a model.
        version: Exactly that one; None for all versions of the recipe issued last.
        horizon_days: One horizon; None for all that are set.
    """

    model: str = ENSEMBLE
    version: str | None = None
    horizon_days: int | None = None


@dataclass(frozen=True, slots=True)
class Standard:
    """What a candidate is held against.

    Attributes:
        rules: What is demanded.
        watch: How drift is looked for.
        routine: When a day's forecast is due, and at which horizons.
        recipe: What may be a model's name.
    """

    rules: ReadinessRules
    watch: Watch
    routine: Routine
    recipe: Recipe


def check_readiness(
    store: Store,
    book: ReadinessBook,
    question: Question,
    asked: Asked,
    standard: Standard,
) -> Readiness:
    """Judge a candidate by what was stored at the question's instant; nothing is written.

    Args:
        store: Where the target's values come from.
        book: Where forecasts, scores, drift tests and calls are counted.
        question: Its pair and target, at its instant.
        asked: Which candidate, at which horizons.
        standard: What it is held against.

    Raises:
        SettingsError: If there is no such model, version or horizon.
        StoreError: If the database cannot be read.
    """
    as_of, zone = question.as_of, standard.routine.zone
    keys = (question.pair, question.target)
    series = series_name(question.target, question.pair)
    known = book.versions(*keys, asked.model, as_of=as_of)
    candidate = _candidate(known, question, asked, standard.recipe)
    counts = book.counts(candidate, as_of=as_of, zone=zone)
    happened = book.days(*keys, as_of=as_of, zone=zone)
    drift = _drift(store, book, question, standard.watch)
    days = Days.at(
        as_of,
        issue_time=standard.routine.issue_time,
        zone=zone,
        market=quantity_of(series).market,
    )
    verdicts = tuple(
        assess(
            Evidence(horizon, _tallies(counts, horizon), _happened(happened, horizon), drift),
            days=days,
            rules=standard.rules,
        )
        for horizon in _horizons(counts, asked, standard)
    )
    return Readiness(candidate, _versions(known, candidate), verdicts, as_of)


def keep_readiness(book: ReadinessBook, found: Readiness, *, now: datetime) -> int:
    """Keep what was found as the look of its day; the same look again writes nothing.

    Raises:
        StoreError: If the database cannot be written.
    """
    return book.save(readiness_rows(found), saved_at=max(now, found.as_of))


def _candidate(known: pl.DataFrame, question: Question, asked: Asked, recipe: Recipe) -> Candidate:
    """The version asked for, or the recipe issued last; live and shadow go before the others."""
    pair, target = question.pair, question.target
    if known.is_empty() and asked.model != ENSEMBLE:
        recipe.model(asked.model)
    if asked.version is not None:
        stored = known.get_column("model_version").unique(maintain_order=True).to_list()
        if stored and asked.version not in stored:
            raise SettingsError(
                f"There is no version {asked.version!r} of {asked.model}.",
                remedy=f"Of {len(stored)}, the newest are {', '.join(stored[:NAMED])}.",
            )
        return Candidate(pair, target, asked.model, version=asked.version)
    issued = known.filter(pl.col("track").is_in(COUNTED_TRACKS))
    newest = (issued if issued.height else known).get_column("recipe").head(1).to_list()
    return Candidate(pair, target, asked.model, recipe=newest[0] if newest else None)


def _versions(known: pl.DataFrame, candidate: Candidate) -> tuple[str, ...]:
    version, recipe = candidate.version, candidate.recipe
    wanted = pl.lit(value=False) if recipe is None else pl.col("recipe") == recipe
    own = known.filter(wanted if version is None else pl.col("model_version") == version)
    return tuple(own.get_column("model_version").unique(maintain_order=True))


def _horizons(counts: pl.DataFrame, asked: Asked, standard: Standard) -> Sequence[int]:
    usual, chosen = standard.routine.horizons, asked.horizon_days
    if chosen is None:
        return usual
    if chosen not in {*usual, *counts.get_column("horizon_days")}:
        raise SettingsError(
            f"{chosen} days is no horizon that is forecast.",
            remedy=f"Choose among {', '.join(f'{days}d' for days in usual)},"
            " or change FOREX_HORIZONS.",
        )
    return (chosen,)


def _tallies(counts: pl.DataFrame, horizon: int) -> Mapping[Track, Tally]:
    return {
        row["track"]: Tally(
            row["n_predictions"], row["n_scored"], row["issue_days"], row["pending"] or ()
        )
        for row in counts.filter(horizon_days=horizon).to_dicts()
    }


def _happened(days: pl.DataFrame, horizon: int) -> Mapping[str, Sequence[date]]:
    own = days.filter(pl.col("horizon_days").is_in([0, horizon]))
    return {
        kind: own.filter(kind=kind).get_column("day").to_list()
        for kind in own.get_column("kind").unique()
    }


def _drift(store: Store, book: ReadinessBook, question: Question, watch: Watch) -> DriftFacts:
    """What is known of drift detection by the question's instant."""
    as_of = question.as_of
    series = series_name(question.target, question.pair)
    panel = store.panel([series], as_of=as_of, admitted_by=as_of)
    try:
        history = history_known_at(panel, target=series, regressors=(), as_of=as_of)
    except TooLittleHistory:
        return DriftFacts()
    measured = book.read("drift_daily", pair=question.pair, target=question.target)
    tested = measured.filter(pl.col("saved_at") <= as_of, pl.col("n_tests") > 0)
    newest = tested.filter(day=history.last_day).get_column("n_tests").to_list()
    return DriftFacts(
        newest=history.last_day,
        n_tests=newest[0] if newest else 0,
        break_found=finds_planted_break(history, watch.design, watch.levels),
        tested=tested.get_column("day").sort().to_list(),
    )
