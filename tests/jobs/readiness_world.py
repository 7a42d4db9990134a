"""A system that forecast on each of the last 55 business days up to Friday 2024-03-29."""

from __future__ import annotations

from datetime import UTC, date, datetime, time

import numpy as np
import polars as pl

from forexlib.engine.forecast import Question
from forexlib.engine.recipe import Recipe
from forexlib.jobs.daily import Routine
from forexlib.jobs.drift import measure_drift
from forexlib.jobs.readiness import Standard
from forexlib.monitoring.readiness_evidence import ReadinessRules
from forexlib.store.drifts import DuckDrifts
from forexlib.store.duck import DuckStore
from tests.fakes import MemoryArtefacts
from tests.jobs.drift_world import WATCH
from tests.monitoring.readiness_world import FRIDAY, business_days
from tests.paths import SQL
from tests.store.builders import published
from tests.store.candidate_rows import at_issue, issued

NOW = datetime(2024, 3, 29, 12, 0, tzinfo=UTC)
"""09:00 in Santiago."""
FIXINGS = business_days(700)
ISSUED = business_days(55)
STANDARD = Standard(
    ReadinessRules(), WATCH, Routine(time(8, 30), "America/Santiago", (7,)), Recipe()
)


def question(as_of: datetime = NOW) -> Question:
    return Question("USDCLP", "nbp_fixing", "live", as_of=as_of)


def fixings(store: DuckStore) -> None:
    """Admitted one second before the last forecast."""
    moves = np.random.default_rng(4).normal(0.0, 0.008, len(FIXINGS))
    rates = 900.0 * np.exp(np.cumsum(moves))
    known = [
        (day, datetime.combine(day, time(11), tzinfo=UTC), rate)
        for day, rate in zip(FIXINGS, rates.tolist(), strict=True)
    ]
    store.admit(published(*known), admitted_at=at_issue(FRIDAY).replace(minute=29))


def operate(store: DuckStore, days: list[date] = ISSUED) -> None:
    """Forecast on each of these days, and score what came due by now."""
    store.save([issued(day) for day in days], saved_at=at_issue(days[-1]))
    store.score(as_of=NOW)


def watch_drift(store: DuckStore, *, as_of: datetime = NOW) -> None:
    drifts = DuckDrifts(store.database, SQL)
    measure_drift(store, drifts, MemoryArtefacts(), question(as_of), WATCH, now=as_of)


def numbers(rows: pl.DataFrame) -> dict[str, float]:
    """Criterion to number."""
    return dict(rows.select("criterion", "number").iter_rows())
