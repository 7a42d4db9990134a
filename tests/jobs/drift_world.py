"""A store with fixings and scored forecasts, in which nothing changes."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from math import exp, log, sqrt

import numpy as np
from scipy.special import ndtri

from forexlib.core.levels import ALL_LEVELS
from forexlib.engine.forecast import Question
from forexlib.jobs.drift import Watch
from forexlib.monitoring.drift_family import Levels
from forexlib.monitoring.drift_null import Design
from forexlib.store.duck import DuckStore
from tests.store.builders import published, row, run

FIRST = date(2021, 1, 4)
COUNT = 1000
WEEK = 5
DESIGN = Design(horizons=(7, 90), paths=20, moments=30)
WATCH = Watch(DESIGN, Levels())
SIGMA = 0.008
DAYS = np.busday_offset(np.datetime64(FIRST, "D"), np.arange(COUNT)).astype(object).tolist()
RATES = (800.0 * np.exp(np.cumsum(np.random.default_rng(4).normal(0.0, SIGMA, COUNT)))).tolist()
AS_OF = datetime.combine(DAYS[-1], time(13), tzinfo=UTC)


def noon(day: date) -> datetime:
    return datetime.combine(day, time(12), tzinfo=UTC)


def question(as_of: datetime = AS_OF) -> Question:
    return Question("USDCLP", "nbp_fixing", "live", as_of=as_of)


def fill(store: DuckStore, *, fixings: int = COUNT, forecasts: int = 140) -> None:
    """Fixings, and a scored forecast of a week from each of the last ones that came due."""
    known = list(zip(DAYS[:fixings], RATES[:fixings], strict=True))
    values = [(day, noon(day), rate) for day, rate in known]
    store.admit(published(*values), admitted_at=AS_OF)
    first = fixings - WEEK - forecasts
    rows = [_forecast(DAYS[i], RATES[i]) for i in range(max(0, first), fixings - WEEK)]
    store.save([run(*rows)], saved_at=AS_OF)
    store.score(as_of=AS_OF)


def _forecast(day: date, rate: float) -> dict[str, object]:
    moves = SIGMA * sqrt(WEEK) * ndtri(ALL_LEVELS)
    rates = [exp(log(rate) + move) for move in moves]
    return row(
        origin_date=day,
        target_date=day + timedelta(days=7),
        as_of=noon(day),
        last_rate=rate,
        mean=rate,
        quantiles=rates[2:-2],
        tails=[*rates[:2], *rates[-2:]],
    )
