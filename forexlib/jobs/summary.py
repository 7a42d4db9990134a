"""A forecast and its track record as rows and words that a run's page shows."""

from __future__ import annotations

import polars as pl

from forexlib.core.ports import Store
from forexlib.core.runs import Run
from forexlib.reporting.columns import LABELS, days, interval, percent, rate
from forexlib.reporting.forecast_table import forecast_table
from forexlib.reporting.track_record import RECORD_COLUMNS, track_record


def forecast_rows(run: Run) -> list[dict[str, str]]:
    """What is issued at each horizon, in words."""
    table = forecast_table(run.predictions, run.weights)
    return table.select(
        days(),
        pl.col("target_date").cast(pl.String).alias("target date"),
        rate("median"),
        interval(80),
        interval(95),
        percent("probability_higher").alias("P(higher)"),
        rate("random_walk").alias("random walk"),
        pl.col("track").replace(LABELS).alias("rows are"),
        "mode",
        "weights",
    ).to_dicts()


def record_in_markdown(store: Store, *, pair: str, target: str) -> str:
    """The track record; rows made in hindsight are labelled BACKFILLED.

    Raises:
        StoreError: If the database cannot be read.
    """
    title = f"# Track record of {pair} {target}"
    rows = track_record(store.read("live_scores", pair=pair, target=target))
    if rows.is_empty():
        return f"{title}\n\nNothing is scored yet.\n"
    lines = [
        RECORD_COLUMNS,
        ["---"] * len(RECORD_COLUMNS),
        *rows.select(RECORD_COLUMNS).iter_rows(),
    ]
    drawn = "\n".join(f"| {' | '.join(map(_cell, line))} |" for line in lines)
    return f"{title}\n\n{drawn}\n\nRatios are to the random walk on common origins.\n"


def _cell(value: object) -> str:
    return "–" if value is None else str(value).replace("|", "\\|")
