"""`forex run`: the main job, and what a person reads of it."""

from __future__ import annotations

from typing import Annotated

import polars as pl
import typer

from forexlib.cli import clock, options
from forexlib.cli.output import Format, console, emit, notes
from forexlib.cli.progress import waiting
from forexlib.core.calendar import business_days_between, local_date
from forexlib.core.runs import Run
from forexlib.core.series import quantity_of
from forexlib.jobs.ages import labels
from forexlib.jobs.daily import Daily, run_daily
from forexlib.jobs.progress import silent
from forexlib.jobs.question import ask
from forexlib.reporting.columns import days, interval, percent, rate
from forexlib.reporting.forecast_table import forecast_table
from forexlib.reporting.track_record import RECORD_COLUMNS, track_record
from forexlib.wiring import Platform, platform

Spot = Annotated[
    float | None,
    typer.Option(help="Screen rate the issued distribution is re-anchored at.", metavar="RATE"),
]
Record = Annotated[bool, typer.Option(help="Keep the year's weekly track record complete.")]


def run(  # noqa: PLR0913  (one option each)
    pair: options.Pair = None,
    target: options.Target = None,
    horizons: options.Horizons = None,
    as_of: options.AsOf = None,
    spot: Spot = None,
    *,
    record: Record = True,
    offline: options.Offline = False,
    as_json: options.AsJson = False,
) -> None:
    """Ingest, forecast, store and score; print the forecast and its track record."""
    parts = platform(
        pair=pair,
        target=target,
        horizons=horizons,
        online=False if offline else None,
        record_days=None if record else 0,
    )
    now = clock.now()
    question = ask(
        pair=parts.settings.pair,
        target=parts.settings.target,
        as_of=None if as_of is None else clock.read_instant(as_of, parts.settings),
        spot=spot,
        now=now,
    )
    done = run_daily(
        parts.intake,
        parts.store,
        parts.learner,
        question,
        routine=parts.routine(silent if as_json else waiting("Backfilling origins")),
        now=now,
    )
    show(parts, done, as_json=as_json)


def show(parts: Platform, done: Daily, *, as_json: bool) -> None:
    """Print what the main job did: remarks, the forecast, its track record.

    Raises:
        Refused: After the rest is said, if nothing was forecast.
    """
    notes(None, *_remarks(parts, done))
    chosen = Format(json=as_json)
    forecasts = done.answer.forecasts
    tables = [forecast_table(one.run.predictions, one.run.weights) for one in forecasts]
    if as_json and tables:
        emit(pl.concat(tables), chosen, table=tables[0], title="")
    if not as_json:
        for forecast, table in zip(forecasts, tables, strict=True):
            emit(table, chosen, table=_for_people(table), title=_title(forecast.run))
        _print_record(parts)
        _print_reports(parts, done)
    if done.refusal is not None:
        raise done.refusal


def _remarks(parts: Platform, done: Daily) -> list[str]:
    """What the reader should know before the numbers."""
    lines = [f"Warning: {text}" for text in done.ingested.warnings]
    origins = [one.run.origin_date for one in done.answer.forecasts]
    newest = origins[0] if origins else parts.store.newest().get(parts.settings.series)
    quantity = quantity_of(parts.settings.series)
    today = local_date(done.question.as_of, zone=quantity.zone)
    if newest is not None and newest <= today:
        age = business_days_between(newest, today, market=quantity.market)
        stale = age > parts.settings.stale_days
        lines.append(
            f"{'Warning: data are stale: the' if stale else 'The'} newest {parts.settings.series}"
            f" is of {newest}, {age} business days before the forecast's day."
        )
    if done.record.made:
        lines.append(
            f"Track record: {done.record.made} weekly origins were backfilled"
            f" ({done.record.written} predictions)."
        )
    for forecast in done.answer.forecasts:
        run = forecast.run
        beside = labels(parts.store, run, parts.recipe.beside_the_target)
        lines.extend(f"Warning: {text}" for text in (*beside, *run.warnings))
        lines.extend(f"No forecast at {days} days: {why}." for days, why in run.refused.items())
        if run.refused and run.track == "live":
            lines.append(
                f"`forex run --as-of {run.origin_date}` shows every horizon as of the newest"
                " value, labelled BACKFILLED."
            )
        if run.reason:
            lines.append(f"Warning: mode {run.mode}, because {run.reason}")
    lines.extend(f"Warning: {text}" for text in done.answer.shadows.warnings)
    return list(dict.fromkeys(lines))


def _title(run: Run) -> str:
    label = {
        "live": "",
        "backfill": " · BACKFILLED (made in hindsight)",
        "spot": f" · RE-ANCHORED at the spot {run.spot}",
    }.get(run.track, f" · {run.track}")
    if run.track == "spot" and run.admitted_by is None:
        label += ", BACKFILLED (made in hindsight)"
    return f"{run.pair} {run.target} · origin {run.origin_date} · run {run.run_id}{label}"


def _for_people(table: pl.DataFrame) -> pl.DataFrame:
    return table.select(
        days(),
        pl.col("target_date").alias("target date"),
        rate("median"),
        interval(80),
        interval(95),
        percent("probability_higher").alias("P(higher)"),
        rate("random_walk").alias("random walk"),
        "mode",
        "weights",
    )


def _print_record(parts: Platform) -> None:
    rows = track_record(
        parts.store.read("live_scores", pair=parts.settings.pair, target=parts.settings.target)
    )
    if rows.is_empty():
        notes(None, "Track record: nothing is scored yet.")
    else:
        title = "Track record; ratios to the random walk on common origins"
        emit(rows, Format(), table=rows.select(RECORD_COLUMNS), title=title)
    home = parts.settings.data.resolve()
    console().print(f"Database: {parts.settings.database.resolve()}", markup=False)
    console().print(f"What was learned: {home / 'artefacts'}", markup=False)


def _print_reports(parts: Platform, done: Daily) -> None:
    """Where the report of each forecast lies, if one was made."""
    for forecast in done.answer.forecasts:
        run = forecast.run
        folder = parts.settings.reports / f"{run.origin_date}-{run.run_id}"
        if folder.is_dir() and any(folder.iterdir()):
            console().print(f"Report: {folder.resolve()}", markup=False)
        elif folder.is_dir():
            notes(None, "Warning: the report could not be made; `forex report` says why.")
