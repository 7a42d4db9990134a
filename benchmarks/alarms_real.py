"""Alarms and messages on real USD/CLP, with the forecasts the shipped ensemble would have made.

The ensemble is walked forward over every business day since September 2012, a year after the first
fixing (kept in .make/evaluation). From 2015 on each day is looked at as the monitor would have:
with what was due by then, the walk before the watched day as the baseline. Where the ensemble has
too little evidence yet, the walk holds what would have been issued: a lower mode.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from functools import cache
from itertools import pairwise
from typing import Final

import numpy as np
import polars as pl
from numpy.typing import NDArray

from benchmarks import alarms_drift_real as drift
from benchmarks.alarms_worlds import HIGH, KINDS, RULES, SEVERITIES
from benchmarks.evaluation import LAST, walked
from forexlib.core.alert import Decision, Situation
from forexlib.core.event import Event, rank
from forexlib.decisions.alerts import decide
from forexlib.decisions.memory import remembered
from forexlib.jobs.events_models import performance_events
from forexlib.jobs.performance import Yardstick, performance
from forexlib.jobs.validate import Course
from forexlib.monitoring.drift_watch import watched_forecasts, watched_returns
from forexlib.monitoring.market_events import (
    forecast_changes,
    volatility_ratios,
    volatility_states,
)
from forexlib.monitoring.tiers import Tiers

WALKED_FROM: Final = date(2012, 9, 3)
"""A year of fixings is known by then, the least that a walk asks for."""
WATCHED_FROM: Final = date(2015, 1, 2)
LIVE_FROM: Final = date(2014, 1, 2)
"""Origins from here on count as live; those before are the walk they are held against."""
GAP: Final = timedelta(days=20)
MONTH: Final = 365.25 / 12
COLUMNS: Final = (
    "horizon_days",
    "origin_date",
    "actual_date",
    "error",
    "abs_error",
    "abs_pct_error",
    "inside_80",
    "inside_95",
    "crps",
    "crps_expected",
    "error_random_walk",
    "crps_random_walk",
)


@dataclass(frozen=True, slots=True)
class Told:
    """A day on which people were told something beside the forecast."""

    day: date
    audience: str
    what: str


@dataclass(frozen=True, slots=True)
class Record:
    """What was seen.

    Attributes:
        days: Looked at.
        grave: Days on which drift, performance or coverage stood at HIGH or more.
        by_kind: Days on which each kind stood at WARNING, and at HIGH or more.
        told: Messages.
        clusters: First and last day of grave days close together, with what stood and why.
        modes: Days walked in each mode, with the first and the last.
    """

    days: int
    grave: int
    by_kind: dict[str, tuple[int, int]]
    told: Sequence[Told]
    clusters: Sequence[tuple[date, date, str, str]]
    modes: Sequence[tuple[str, int, date, date]]

    @property
    def months(self) -> float:
        """Looked at."""
        return (LAST - WATCHED_FROM).days / MONTH


@dataclass(frozen=True, slots=True)
class Book:
    """Scores by day, as `forexlib.jobs.performance` asks for them."""

    scores: pl.DataFrame
    newest: date

    def scored(self, pair: str, target: str, model: str, *, as_of: datetime) -> pl.DataFrame:  # noqa: ARG002
        """Live ones known by then."""
        live = self.scores.filter(
            pl.col("origin_date") >= LIVE_FROM, pl.col("actual_date") <= self.newest
        )
        return live.with_columns(track=pl.lit("live"), newest=pl.lit(self.newest))

    def walked(self, pair: str, target: str, model: str, *, as_of: datetime) -> pl.DataFrame:  # noqa: ARG002
        """All that came due by then: a walk is made anew every week."""
        return self.scores.filter(pl.col("actual_date") <= self.newest)


@cache
def rows() -> pl.DataFrame:
    """The walk's scored forecasts of the ensemble."""
    scored = walked("USDCLP", Course(WALKED_FROM, LAST, 1), ("ensemble", "random_walk"), 1)
    return scored.filter(model="ensemble").sort("horizon_days", "origin_date")


def real() -> Record:
    """Look at each fixing from 2015 on."""
    history = drift.real_fixings()
    fixings = history.dates.astype(object).tolist()
    first = next(i for i, day in enumerate(fixings) if day >= WATCHED_FROM)
    issued = {
        day: frame.select("horizon_days", "origin_date", "last_rate", median=_median())
        for (day,), frame in rows().group_by("origin_date")
    }
    drifted, names = _drift(history, first)
    ratios = volatility_ratios(history.returns, rules=RULES)[0]
    states = volatility_states(ratios, rules=RULES)
    looks: list[tuple[date, list[Event]]] = []
    for place in range(first, len(fixings)):
        day, before = fixings[place], fixings[place - 1]
        events = []
        if day in issued and before in issued:
            events += forecast_changes(issued[day], issued[before])
        if state := states[place - RULES.long]:
            events.append(Event("high_volatility", SEVERITIES[state]))
        tests = [names[i] for i in np.flatnonzero(drifted[place - first])]
        if tests:
            severity = SEVERITIES[min(2, len(tests))]
            told = {"tests": ", ".join(tests)}
            events.append(Event("data_drift", severity, None, "operations", metrics=told))
        events += _performance(day)
        looks.append((day, events))
    return _record(looks)


def _median() -> pl.Expr:
    return pl.col("quantiles").list.get(19)


def _performance(day: date) -> list[Event]:
    """What the monitors of performance and coverage say at noon of a day."""
    now = datetime(day.year, day.month, day.day, 12, 15, tzinfo=UTC)
    known = rows().select(COLUMNS).filter(pl.col("actual_date") <= day)
    if known.is_empty():
        return []
    newest = known.get_column("actual_date").to_list()
    yardstick = Yardstick("USDCLP", "nbp_fixing", (7, 15, 30, 90), tiers=Tiers(replications=3999))
    return performance_events(performance(Book(known, max(newest)), yardstick, as_of=now))


def _drift(history: drift.History, first: int) -> tuple[NDArray[np.bool_], list[str]]:
    """Which tests drifted on each watched day, and their names."""
    design = drift.Design()
    frame = rows().select(
        "horizon_days",
        "origin_date",
        "actual_date",
        track=pl.lit("backfill"),
        actual="actual",
        quantiles="quantiles",
    )
    watched_ones = [
        watched_returns(history),
        *watched_forecasts(frame, history.dates, design),
    ]
    return drift.drifted_days(history, watched_ones, np.arange(first, len(history)))


def _record(looks: Sequence[tuple[date, list[Event]]]) -> Record:
    known, told = Situation(), []
    grave: list[tuple[date, str]] = []
    by_kind: Counter[tuple[str, int]] = Counter()
    for day, events in looks:
        now = datetime(day.year, day.month, day.day, 12, 15, tzinfo=UTC)
        covered = {one.key: one.severity for one in events if one.audience == "market"}
        decided = decide(events, replace(known, forecast_told=covered), checked=KINDS, now=now)
        known = remembered(known, decided, now=now)
        told += _messages(day, decided)
        ours = [one for one in events if one.audience == "operations"]
        for kind in {one.kind for one in events}:
            worst = max(rank(one.severity) for one in events if one.kind == kind)
            by_kind[kind, min(worst, HIGH)] += 1
        high = sorted({one.key for one in ours if rank(one.severity) >= HIGH})
        if high:
            grave.append((day, ", ".join(high)))
    kinds = {kind for kind, _ in by_kind}
    counts = {kind: (by_kind[kind, 1], by_kind[kind, HIGH]) for kind in sorted(kinds)}
    return Record(len(looks), len(grave), counts, told, _clusters(grave), _modes())


def _modes() -> list[tuple[str, int, date, date]]:
    day = pl.col("origin_date")
    found = (
        rows().group_by("mode").agg(day.n_unique().alias("days"), first=day.min(), last=day.max())
    )
    return found.sort("first").select("mode", "days", "first", "last").rows()


def _messages(day: date, decided: Sequence[Decision]) -> list[Told]:
    sent = [one for one in decided if one.verdict == "sent"]
    return [
        Told(day, audience, "; ".join(f"{one.event.key} {one.phase}" for one in own))
        for audience in ("market", "operations")
        if (own := [one for one in sent if one.event.audience == audience])
    ]


def _clusters(grave: Sequence[tuple[date, str]]) -> list[tuple[date, date, str, str]]:
    if not grave:
        return []
    cuts = [i + 1 for i, (a, b) in enumerate(pairwise(grave)) if b[0] - a[0] > GAP]
    found = []
    for begin, end in pairwise([0, *cuts, len(grave)]):
        part = grave[begin:end]
        keys = Counter(key for _, told in part for key in told.split(", "))
        what = ", ".join(f"{key} ({n} d)" for key, n in keys.most_common())
        why = drift.why(drift.real_fixings(), part[0][0], part[-1][0])
        found.append((part[0][0], part[-1][0], what, why))
    return found
