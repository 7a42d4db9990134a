"""A small world with everything that a dashboard shows: forecasts, a walk, drift, decisions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import polars as pl

from forexlib.core.alert import Judged, Scope, Situation
from forexlib.core.event import Event
from forexlib.core.series import NBP_FIXING, series_name
from forexlib.core.validation import WalkedOrigin
from forexlib.core.version import Entry, State
from forexlib.decisions.alerts import decide
from forexlib.engine.recipe import REGRESSORS
from forexlib.jobs.dashboard import Board, Dashboard, dashboard
from forexlib.jobs.performance import Yardstick
from forexlib.monitoring.tiers import Tiers
from forexlib.reporting.chart_words import Language
from forexlib.reporting.dashboard.facts import Scope as Shown
from forexlib.store.decisions import DuckDecisions
from forexlib.store.drifts import DuckDrifts
from forexlib.store.duck import DuckStore
from forexlib.store.ledger import DuckLedger
from forexlib.store.performance import DuckPerformance
from forexlib.store.validations import DuckValidations
from tests.paths import SQL
from tests.reporting.report_world import ISSUED_AT, LAST, World
from tests.store.drifted import day_of_tests
from tests.store.versioned import MONTH, entry, first
from tests.store.walks import walk

NOW = ISSUED_AT + timedelta(days=20)
CROWNED_AT = ISSUED_AT + timedelta(hours=1)
COMPARED = {"n": 151, "ratio": 0.998, "low": 0.991, "limit": 1.01}
HORIZONS = (7, 15, 30, 90)
MODELS = ("ensemble", "random_walk", "qa4", "var")
STORM = Event("high_volatility", "HIGH", metrics={"ratio": 2.5, "short": 20.0, "long": 8.0})
DRIFT = Event("data_drift", "WARNING", audience="operations", metrics={"n_drifted": 1})
NARROW = Event("coverage", "WARNING", 7, metrics={"level": 80, "share": 40.0, "n": 30})


@dataclass(frozen=True)
class Desk:
    """The stores on one file. Attributes: database: the file."""

    database: Path

    @property
    def store(self) -> DuckStore:
        return DuckStore(self.database, SQL)

    @property
    def book(self) -> DuckPerformance:
        return DuckPerformance(self.database, SQL)

    def show(
        self, *, now: datetime = NOW, days: int = 7, first: Language = "es", past: bool = False
    ) -> Dashboard:
        """The dashboard, its bootstraps short."""
        return dashboard(self.store, self.book, board(now, days, first=first, past=past))


def board(
    now: datetime = NOW, days: int = 7, *, first: Language = "es", past: bool = False
) -> Board:
    tiers = replace(Tiers(), replications=499)
    return Board(
        Shown("USDCLP", NBP_FIXING, now, "America/Santiago", "Mesa <de> Dinero", days),
        HORIZONS,
        REGRESSORS,
        Yardstick("USDCLP", NBP_FIXING, HORIZONS, tiers=tiers),
        past=past,
        first=first,
    )


def build(folder: Path) -> Desk:
    """Everything that a dashboard shows, but readiness."""
    store = World().build(folder)
    _walk(store)
    _drift(store.database)
    _decide(store.database)
    _crown(store.database)
    return Desk(store.database)


def _walk(store: DuckStore) -> None:
    """Each Wednesday's forecast once more, as a walk's."""
    validations = DuckValidations(store.database, SQL)
    run = replace(walk(horizons=HORIZONS, models=MODELS), last_day=LAST)
    validations.begin(run, started_at=ISSUED_AT)
    validations.save(run.run_id, _stops(store), saved_at=ISSUED_AT)
    validations.score(run.run_id, as_of=ISSUED_AT + timedelta(days=1))


def _stops(store: DuckStore) -> list[WalkedOrigin]:
    own = store.panel(
        [series_name(NBP_FIXING, "USDCLP")], as_of=ISSUED_AT, admitted_by=None
    ).select("event_date", "value")
    values = dict(own.iter_rows())
    days = [LAST - timedelta(days=2 + 7 * back) for back in range(38, 0, -1)]
    past = replace(World(), track="backfill")
    runs = [past.run(day, values[day]) for day in days if day in values]
    return [
        WalkedOrigin(run.as_of, origin_date=run.origin_date, forecasts=run.predictions)
        for run in runs
    ]


def _drift(database: Path) -> None:
    drifts = DuckDrifts(database, SQL)
    for place in range(8):
        day = LAST - timedelta(days=place)
        tests = day_of_tests(*(["t"] if place == 0 else []), day=day, score=30.0 - 3 * place)
        drifts.save(tests, saved_at=NOW - timedelta(days=1 + place))


def _decide(database: Path) -> None:
    """A storm that stands, drift that ended, and coverage that came back after it had ended."""
    days: Sequence[Sequence[Event]] = ([STORM, DRIFT, NARROW], [STORM], [STORM, NARROW])
    decisions = DuckDecisions(database, SQL)
    for place, found in enumerate(days):
        moment = ISSUED_AT + timedelta(days=2 * place)

        def judge(
            situation: Situation, events: Sequence[Event] = found, now: datetime = moment
        ) -> Judged:
            kinds = [one.kind for one in (STORM, DRIFT, NARROW)]
            return Judged(
                [
                    replace(one, verdict="log only")
                    for one in decide(events, situation, checked=kinds, now=now)
                ]
            )

        decisions.record(Scope("USDCLP", NBP_FIXING), judge, horizons=HORIZONS, now=moment)


def _crown(database: Path) -> None:
    """At 7 days one was refreshed, one shadows and two were rejected; at 30 the first serves."""
    ledger = DuckLedger(database, SQL)
    no_worse, worse = ({"comparison": COMPARED | {"high": high}} for high in (1.004, 1.037))
    refreshed = entry("new", expected="old")
    assert refreshed.crowning is not None
    acts = [
        first("old"),
        first("old", place=MONTH),
        replace(refreshed, crowning=replace(refreshed.crowning, evidence=no_worse)),
        _standing("earlier", "rejected", {}),
        _standing("better", "shadow", {}),
        _standing("worse", "rejected", worse),
    ]
    for place, one in enumerate(acts):
        assert not ledger.write([one], now=CROWNED_AT + place * timedelta(days=1))


def _standing(name: str, state: State, evidence: Mapping[str, Any]) -> Entry:
    """A challenger of `new` that does not serve."""
    one = entry(name, expected="new", act=None, states=(state,))
    return replace(one, standings=[replace(one.standings[0], evidence=evidence)])


def last_day(frame: pl.DataFrame, column: str) -> date:
    """The newest day of a column."""
    return max(frame.get_column(column))
