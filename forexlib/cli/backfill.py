"""`forex backfill`: forecast from past days as if on them."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated

import polars as pl
import typer

from forexlib.cli import clock, options
from forexlib.cli.output import Format, emit, notes
from forexlib.cli.progress import waiting
from forexlib.core.calendar import each_day, local_date
from forexlib.core.errors import SettingsError
from forexlib.engine.forecast import Question
from forexlib.jobs.backfill import backfill
from forexlib.wiring import Settings, platform

Start = Annotated[str, typer.Option(help="First day, such as 2025-01-01.", metavar="DATE")]
End = Annotated[
    str | None, typer.Option(help="Last day. Default: the newest one stored.", metavar="DATE")
]
Step = Annotated[int, typer.Option(help="Calendar days from one origin to the next.", min=1)]


def backfill_forecasts(  # noqa: PLR0913  (one option each)
    start: Start,
    end: End = None,
    step: Step = 7,
    pair: options.Pair = None,
    target: options.Target = None,
    horizons: options.Horizons = None,
    *,
    as_json: options.AsJson = False,
    as_csv: options.AsCsv = False,
    as_xlsx: options.AsXlsx = None,
) -> None:
    """Forecast at the issue time of past days, label the rows backfill, and score them."""
    chosen = Format(as_json, as_csv, as_xlsx)
    chosen.check()
    parts = platform(pair=pair, target=target, horizons=horizons)
    parts.spare_the_disk("a backfill")
    now = clock.now()
    newest = parts.store.newest().get(parts.settings.series)
    if newest is None:
        raise SettingsError(
            f"Nothing is stored of {parts.settings.series}.",
            remedy="Run `forex ingest` (or `forex ingest --csv FILE --series NAME`) first.",
        )
    last = newest if end is None else clock.read_day(end)
    instants = _instants(parts.settings, start=start, end=last.isoformat(), step=step, now=now)
    done = backfill(
        parts.store,
        parts.learner,
        Question(parts.settings.pair, parts.settings.target, "backfill", as_of=now),
        instants=instants,
        saved_at=now,
        wait=waiting("Backfilling origins"),
    )
    scored = parts.store.score(as_of=now)
    notes(
        None,
        f"{done.origins} origins: {done.made} forecast now ({done.written} predictions written),"
        f" {done.origins - done.made - len(done.refused)} stored already,"
        f" {len(done.refused)} refused; {scored} forecasts scored.",
        *(f"{moment:%Y-%m-%d}: {why}" for moment, why in sorted(done.refused.items())[:5]),
    )
    stored = parts.store.read(
        "forecasts", pair=parts.settings.pair, target=parts.settings.target, track="backfill"
    )
    rows = _made(stored, instants)
    emit(
        rows, chosen, table=_summary(rows), title="Backfilled origins by month (made in hindsight)"
    )


def _instants(
    settings: Settings, *, start: str, end: str, step: int, now: datetime
) -> list[datetime]:
    """Issue instants from `start` to `end`, none of them ahead."""
    first, last = clock.read_day(start), clock.read_day(end)
    if first > last:
        raise SettingsError(
            f"There is no day from {first} to {last}.", remedy="Choose an earlier --start."
        )
    moments = [clock.read_instant(str(day), settings) for day in each_day(first, last, step=step)]
    past = [moment for moment in moments if moment <= now]
    if not past:
        today = local_date(now, zone=settings.zone)
        raise SettingsError(
            f"{first} has not come yet.", remedy=f"Choose a --start before {today}."
        )
    return past


def _made(forecasts: pl.DataFrame, instants: list[datetime]) -> pl.DataFrame:
    """The stored rows of the instants asked for."""
    wanted = pl.Series("as_of", [moment.astimezone(UTC) for moment in instants])
    return forecasts.filter(pl.col("as_of").is_in(wanted.implode())).sort(
        "origin_date", "horizon_days", "model"
    )


def _summary(rows: pl.DataFrame) -> pl.DataFrame:
    return (
        rows.group_by(month=pl.col("origin_date").dt.strftime("%Y-%m"))
        .agg(
            origins=pl.col("origin_date").n_unique(),
            predictions=pl.len(),
            modes=pl.col("mode").unique().sort().str.join(", "),
        )
        .sort("month")
    )
