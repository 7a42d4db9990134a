"""Walks through the past whose numbers a reader can follow.

The usual walk stops on Friday 2024-03-01 and looks a week ahead.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta

import polars as pl

from forexlib.core.frames import Predictions
from forexlib.core.validation import OriginState, ValidationRun, WalkedOrigin
from tests.store.builders import FRIDAY, ladder, row


def walk(
    run_id: str = "walk",
    *,
    horizons: tuple[int, ...] = (7,),
    models: tuple[str, ...] = ("ensemble", "random_walk"),
) -> ValidationRun:
    """A walk that expands, begun from 365 days, in weekly steps."""
    return ValidationRun(
        run_id=run_id,
        pair="USDCLP",
        target="nbp_fixing",
        horizons=horizons,
        models=models,
        window="expanding",
        window_days=None,
        initial_days=365,
        step_days=7,
        first_day=FRIDAY,
        last_day=date(2024, 12, 31),
        fingerprint="values",
        seed=7,
        recipe="recipe",
        versions={"polars": "2"},
    )


def noon(day: date) -> datetime:
    """12:00 UTC of a day: the instant it is forecast from."""
    return datetime.combine(day, time(12), UTC)


def forecast(
    day: date = FRIDAY,
    model: str = "ensemble",
    *,
    mean: float = 910.0,
    median: float = 910.0,
    step: float = 0.5,
    horizon_days: int = 7,
) -> dict[str, object]:
    """A forecast from `day`, anchored at 900, with quantiles `step` apart around the median."""
    return row(
        horizon_days=horizon_days,
        origin_date=day,
        as_of=noon(day),
        target_date=day + timedelta(days=horizon_days),
        model=model,
        mean=mean,
        quantiles=ladder(median, step=step),
        tails=[median - 21 * step, median - 20 * step, median + 20 * step, median + 21 * step],
    )


def origin(
    day: date = FRIDAY,
    *rows: dict[str, object],
    state: OriginState = "done",
    failures: Mapping[str, str] | None = None,
) -> WalkedOrigin:
    """What came of noon of `day`, by default one usual forecast if it is done."""
    chosen = rows or ((forecast(day),) if state == "done" else ())
    types = {column: rule.dtype for column, rule in Predictions.columns().items()}
    return WalkedOrigin(
        as_of=noon(day),
        state=state,
        origin_date=day,
        reason="" if state == "done" else "why not",
        failures=failures or {},
        weights={7: {"var": 0.25}} if state == "done" else {},
        forecasts=Predictions.validate(pl.DataFrame(list(chosen), schema=types)),
    )


def origins(count: int, *, size: int = 1) -> list[WalkedOrigin]:
    """Origins of `count` days on end from the usual one, of `size` models each."""
    days = [FRIDAY + timedelta(days=i) for i in range(count)]
    return [origin(day, *(forecast(day, f"m{i}") for i in range(size))) for day in days]
