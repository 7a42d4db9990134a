"""Observations and runs whose numbers a reader can follow."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import dataframely as dy
import polars as pl

from forexlib.core.frames import Predictions, Published
from forexlib.core.runs import Run, Track

FIXING = "nbp_fixing/USDCLP"
FRIDAY = date(2024, 3, 1)
NEXT_FRIDAY = date(2024, 3, 8)
VERSION = "0123456789ab"


def at(day: int, hour: int = 12, *, month: int = 3) -> datetime:
    """An instant of 2024, by default in March and at 12:00 UTC."""
    return datetime(2024, month, day, hour, tzinfo=UTC)


def published(
    *values: tuple[date, datetime, float], series: str = FIXING
) -> dy.DataFrame[Published]:
    """What a source answers: (event_date, available_at, value)."""
    rows = [(series, day, instant, value, "test") for day, instant, value in values]
    columns = ["series", "event_date", "available_at", "value", "source"]
    types = {column: Published.columns()[column].dtype for column in columns}
    frame = pl.DataFrame(rows, schema=types, orient="row")
    return Published.validate(frame)


def ladder(median: float, *, step: float = 0.5) -> list[float]:
    """39 quantiles, `step` apart: the 80 % interval is ± 16 steps, the 95 % one ± 19."""
    return [median + step * (i - 20) for i in range(1, 40)]


def row(**changes: object) -> dict[str, object]:
    """A forecast made on Friday 2024-03-01 for a week later, anchored at 900 and centred on 910."""
    usual = {
        "pair": "USDCLP",
        "target": "nbp_fixing",
        "horizon_days": 7,
        "origin_date": FRIDAY,
        "track": "live",
        "model": "ensemble",
        "model_version": VERSION,
        "run_id": "run",
        "mode": "ensemble",
        "as_of": at(1),
        "admitted_by": None,
        "target_date": NEXT_FRIDAY,
        "trading_days": 5,
        "last_rate": 900.0,
        "mean": 910.0,
        "quantiles": ladder(910.0),
        "tails": [890.0, 891.0, 929.0, 930.0],
        "fingerprint": "values",
    }
    return usual | changes


def run(*rows: dict[str, object], run_id: str = "run", track: Track = "live") -> Run:
    """A run with these forecasts, by default with one usual one."""
    predictions = [r | {"run_id": run_id, "track": track} for r in rows or (row(),)]
    types = {column: rule.dtype for column, rule in Predictions.columns().items()}
    return Run(
        run_id=run_id,
        pair="USDCLP",
        target="nbp_fixing",
        track=track,
        as_of=at(1),
        admitted_by=None,
        origin_date=FRIDAY,
        mode="ensemble",
        reason="",
        fingerprint="values",
        seed=7,
        predictions=Predictions.validate(pl.DataFrame(predictions, schema=types)),
        weights={7: {"theta": 1.0}},
        warnings=("one fixing is missing",),
        refused={1: "the target is past"},
    )


def many(count: int, *, run_id: str) -> Run:
    """One run of `count` forecasts, a model each."""
    return run(*(row(model=f"{run_id}-{i}") for i in range(count)), run_id=run_id)


def renamed(original: Run, run_id: str) -> Run:
    """The same forecasts under another run."""
    rows = original.predictions.with_columns(run_id=pl.lit(run_id))
    return replace(original, run_id=run_id, predictions=Predictions.validate(rows))


def daily(values: Sequence[float], *, start: date = FRIDAY) -> dy.DataFrame[Published]:
    """One value per calendar day from `start`, each public at noon UTC of its day."""
    days = [start + timedelta(days=i) for i in range(len(values))]
    noon = [datetime(day.year, day.month, day.day, 12, tzinfo=UTC) for day in days]
    return published(*zip(days, noon, values, strict=True))
