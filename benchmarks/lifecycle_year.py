"""A year as it would have been lived: each weekday's forecast, each Monday's look at the champions.

Every weekday at 8:30 in Santiago the champions forecast, what came due is scored, and at 10:00
their health is checked with those scores; on Mondays at 7:30 whoever is due is learned anew; on the
first Monday of a quarter the recipe is walked forward, as the base of degradation.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Final

import polars as pl

from benchmarks.lifecycle_world import (
    HORIZONS,
    Walks,
    feed,
    fresh,
    issue_instant,
    remembered,
)
from forexlib.backtest.duel import compare_by_horizon, issued, matched
from forexlib.core.calendar import each_day, instant
from forexlib.engine.ladder import ENSEMBLE
from forexlib.engine.weights import RANDOM_WALK
from forexlib.jobs.daily import answer, complete_record
from forexlib.jobs.health import check_health
from forexlib.jobs.progress import silent
from forexlib.jobs.retrain import Order, retrain
from forexlib.jobs.validate import Course, Effort, validate
from forexlib.scoring.equal_accuracy import Comparison
from forexlib.wiring import Platform

FIRST: Final = date(2025, 10, 27)
LAST: Final = date(2026, 10, 26)
SATURDAY: Final = 5
LEARN_AT: Final = time(7, 30)
CHECK_AT: Final = time(10)
BASE: Final = timedelta(days=3 * 365)


@dataclass(frozen=True, slots=True)
class Refreshed:
    """One horizon learned anew. Attributes: as in `forexlib.jobs.retrain.Retrained`."""

    day: date
    horizon_days: int
    reason: str
    outcome: str
    why: str


@dataclass(slots=True)
class Year:
    """What was lived.

    Attributes:
        days: On which was forecast.
        fallen: Of them those on which a horizon was not issued as the ensemble, with the reason.
        refreshed: What was learned anew.
        acts: What the check of health did, but for keeping and waiting.
        oldest: Horizon to the most days since the last fixing its champion learned from.
        latest: Horizon to the most days since its champion was crowned.
        against: Horizon to the CRPS of what was issued against that of the calendar's walk.
    """

    days: int = 0
    fallen: list[tuple[date, str]] = field(default_factory=list)
    refreshed: list[Refreshed] = field(default_factory=list)
    acts: list[tuple[date, int, str, str]] = field(default_factory=list)
    oldest: dict[int, int] = field(default_factory=dict)
    latest: dict[int, int] = field(default_factory=dict)
    against: Mapping[int, Comparison] = field(default_factory=dict)


def year(first: date = FIRST, last: date = LAST) -> Year:
    """Live it."""
    parts, walks, lived = fresh("year"), Walks(), Year()
    _begin(parts, first)
    quarter = None
    for day in each_day(first, last):
        if day.weekday() >= SATURDAY:
            continue
        if day.weekday() == 0:
            if quarter != (quarter := (day.month - 1) // 3):
                _walk(parts, day)
            with remembered(walks):
                _learn(parts, day, lived)
        _forecast(parts, day, lived)
        _check(parts, day, lived)
    lived.against = _against(parts, first, last)
    return lived


def _at(parts: Platform, day: date, moment: time) -> datetime:
    return instant(day, moment, zone=parts.settings.zone)


def _begin(parts: Platform, day: date) -> None:
    """The weekly record of the year before."""
    now = _at(parts, day, LEARN_AT)
    feed(parts, until=now)
    asked = parts.live_question(now)
    complete_record(parts.store, parts.learner, asked, routine=parts.routine(silent), now=now)
    parts.store.score(as_of=now)


def _walk(parts: Platform, day: date) -> None:
    """The base of degradation, as of two days before."""
    now = _at(parts, day, LEARN_AT)
    last = day - timedelta(days=2)
    validate(
        parts.store,
        parts.validations,
        parts.learner,
        parts.live_question(now),
        Course(last - BASE, last),
        models=(ENSEMBLE,),
        routine=parts.routine(silent),
        effort=Effort(workers=1),
        now=now,
    )


def _learn(parts: Platform, day: date, lived: Year) -> None:
    now = _at(parts, day, LEARN_AT)
    feed(parts, until=now)
    for one in retrain(parts.workshop, parts.live_question(now), Order(HORIZONS), now=now):
        if one.outcome is not None:
            reason = one.verdict.reason or ""
            lived.refreshed.append(Refreshed(day, one.horizon_days, reason, one.outcome, one.why))
            print(day, one.horizon_days, reason, one.outcome, flush=True)


def _forecast(parts: Platform, day: date, lived: Year) -> None:
    now = issue_instant(parts, day)
    feed(parts, until=now)
    asked = parts.live_question(now)
    done = answer(
        parts.store, parts.learner, asked, now=now, serving=parts.serving, mend=parts.mend
    )
    parts.store.score(as_of=now)
    lived.days += 1
    for one in done.forecasts:
        if one.run.mode != ENSEMBLE:
            lived.fallen.append((day, one.run.reason))


def _check(parts: Platform, day: date, lived: Year) -> None:
    now = _at(parts, day, CHECK_AT)
    feed(parts, until=now)
    asked = parts.live_question(now)
    for one in check_health(parts.workshop, asked, now=now):
        if one.act not in {"keep", "wait"}:
            lived.acts.append((day, one.horizon_days, one.act, one.why))
    serving = parts.workshop.versions(asked).filter("is_champion")
    champions = parts.workshop.champions(asked)
    for days, anchor in serving.select("horizon_days", "anchor_date").iter_rows():
        lived.oldest[days] = max(lived.oldest.get(days, 0), (day - anchor).days)
        since = (day - champions[days].since.date()).days
        lived.latest[days] = max(lived.latest.get(days, 0), since)


def _against(parts: Platform, first: date, last: date) -> Mapping[int, Comparison]:
    """What was issued against what the calendar's walk says from the same days."""
    now = _at(parts, last, CHECK_AT)
    asked = parts.live_question(now)
    panel = parts.store.panel(asked.series(parts.recipe), as_of=now, admitted_by=None)
    days: Sequence[date] = [one for one in each_day(first, last) if one.weekday() < SATURDAY]
    moments = [issue_instant(parts, day) for day in days]
    walk = issued(panel, asked, parts.learner, moments)
    own = (
        parts.store.read("predictions", pair=asked.pair, target=asked.target, track="live")
        .filter(pl.col("issue") == 1, pl.col("model").is_in([ENSEMBLE, RANDOM_WALK]))
        .sort("saved_at")
        .unique(("horizon_days", "origin_date", "model"), keep="first", maintain_order=True)
    )
    return compare_by_horizon(matched(panel, asked, own, walk), HORIZONS)
