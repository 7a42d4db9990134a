"""`forex quarantine`: what the gate did not let in, and what a person decides about it."""

from __future__ import annotations

from typing import Annotated

import polars as pl
import typer

from forexlib.cli import clock, options
from forexlib.cli.output import Format, emit
from forexlib.cli.who import By, who
from forexlib.core.quarantine import Decision, Ruling
from forexlib.store.quarantine import DuckQuarantine
from forexlib.wiring import platform

quarantine = typer.Typer(
    help="Values that were not let in: what they are, and to accept or reject them.",
    no_args_is_help=True,
)

Series = Annotated[str, typer.Argument(help="Such as nbp_fixing/USDCLP.")]
Day = Annotated[str, typer.Argument(help="The day the value is about, such as 2026-10-26.")]
Value = Annotated[
    float | None, typer.Option(help="Which value, where several of that day are withheld.")
]
Note = Annotated[str, typer.Option(help="Why, kept beside the value.")]
All = Annotated[bool, typer.Option("--all", help="Also what was decided.")]


@quarantine.command("list")
def list_withheld(
    series: Annotated[str | None, typer.Option(help="Of this series alone.")] = None,
    *,
    everything: All = False,
    as_json: options.AsJson = False,
) -> None:
    """Print what waits or is kept out, the newest day first."""
    rows = _quarantine().read("quarantine_status")
    if series is not None:
        rows = rows.filter(series=series)
    if not everything:
        rows = rows.filter("is_open")
    rows = rows.sort("event_date", "series", "value", descending=[True, False, False])
    emit(rows, Format(json=as_json), table=_for_people(rows), title="Quarantine (UTC)")


@quarantine.command()
def accept(
    series: Series,
    day: Day,
    value: Value = None,
    by: By = None,
    note: Note = "",
    *,
    as_json: options.AsJson = False,
) -> None:
    """Let a value in, from now on; what was forecast before stays as it was."""
    _rule("accepted", series, day, value=value, by=by, note=note, as_json=as_json)


@quarantine.command()
def reject(
    series: Series,
    day: Day,
    value: Value = None,
    by: By = None,
    note: Note = "",
    *,
    as_json: options.AsJson = False,
) -> None:
    """Keep a value out for ever."""
    _rule("rejected", series, day, value=value, by=by, note=note, as_json=as_json)


def _rule(  # noqa: PLR0913  (one option each)
    decision: Decision,
    series: str,
    day: str,
    *,
    value: float | None,
    by: str | None,
    note: str,
    as_json: bool,
) -> None:
    ruling = Ruling(decision, clock.now(), who(by), note.strip())
    row = _quarantine().rule(series, clock.read_day(day), ruling, value=value)
    rows = pl.DataFrame([row])
    shown = rows.select("series", "event_date", "value", "reason", "state", "decided_by")
    emit(rows, Format(json=as_json), table=shown, title=decision.capitalize())


def _quarantine() -> DuckQuarantine:
    chosen = platform().settings
    return DuckQuarantine(chosen.database, chosen.home / "sql")


def _for_people(rows: pl.DataFrame) -> pl.DataFrame:
    return rows.select(
        "series",
        pl.col("event_date").alias("day"),
        "value",
        pl.col("used_value").alias("used instead"),
        "state",
        "reason",
        "note",
        "source",
        pl.col("seen_at").dt.strftime("%Y-%m-%d %H:%M").alias("seen"),
        pl.col("decided_by").alias("decided by"),
    )
