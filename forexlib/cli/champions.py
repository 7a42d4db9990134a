"""`forex champions`: who serves each horizon, now or at any instant."""

from __future__ import annotations

from typing import Annotated

import polars as pl
import typer

from forexlib.cli import clock, options
from forexlib.cli.output import Format, emit, notes
from forexlib.jobs.version_rows import champion_rows
from forexlib.reporting.columns import days
from forexlib.wiring import platform

At = Annotated[
    str | None,
    typer.Option(help="A date (its issue time) or an instant with its zone.", metavar="WHEN"),
]
History = Annotated[bool, typer.Option("--history", help="Everyone who ever served.")]


def champions(
    at: At = None,
    pair: options.Pair = None,
    target: options.Target = None,
    *,
    history: History = False,
    as_json: options.AsJson = False,
) -> None:
    """Print which version serves each horizon, from when, and why."""
    parts = platform(pair=pair, target=target)
    chosen = parts.settings
    moment = clock.now() if at is None else clock.read_instant(at, chosen)
    by = None if at is None else moment  # who was crowned last serves, whatever the clock says
    if history:
        rows = parts.ledger.read("champion_reigns", pair=chosen.pair, target=chosen.target)
        rows = rows.filter(True if by is None else pl.col("since") <= by)
        rows = rows.sort("horizon_days", "turn")
    else:
        served = parts.ledger.champions(chosen.pair, chosen.target, at=by)
        rows = champion_rows(list(served.values()))
    if rows.is_empty() and not as_json:
        notes(None, f"Nobody served {chosen.series} at {moment:%Y-%m-%d %H:%M} UTC.")
        return
    table = rows.select(
        days(),
        "turn",
        "number",
        "version",
        pl.col("since").dt.strftime("%Y-%m-%d %H:%M UTC"),
        "act",
        pl.col("decided_by").alias("by"),
        "reason",
    )
    title = f"{chosen.series} · {moment:%Y-%m-%d %H:%M} UTC"
    emit(rows, Format(json=as_json), table=table, title=title)
