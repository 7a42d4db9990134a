"""`forex ingest`: bring in rates, from the NBP or from a file of one's own."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import polars as pl
import typer

from forexlib.cli import clock, options
from forexlib.cli.output import Format, emit, notes
from forexlib.core.errors import SettingsError
from forexlib.core.series import NBP_FIXING, series_name
from forexlib.engine.forecast import Question
from forexlib.jobs.daily import fetch_rates
from forexlib.jobs.ingest import IngestReport
from forexlib.jobs.ingest_file import ingest_file
from forexlib.sources.csv_file import parse_series, read_csv
from forexlib.wiring import Platform, platform

Csv = Annotated[
    str | None, typer.Option("--csv", help="Own rates: a CSV file with a date and a value column.")
]
Series = Annotated[
    str | None, typer.Option(help="Name of the file's series, such as dolar_observado/USDCLP.")
]
AvailableAt = Annotated[
    str | None,
    typer.Option(help="The file's column of instants at which each value became public."),
]
Full = Annotated[
    bool,
    typer.Option("--full", help="Read every series from its beginning, gaps and revisions too."),
]


def ingest_rates(  # noqa: PLR0913  (one option each)
    csv: Csv = None,
    series: Series = None,
    available_at: AvailableAt = None,
    pair: options.Pair = None,
    *,
    full: Full = False,
    offline: options.Offline = False,
    as_json: options.AsJson = False,
) -> None:
    """Bring in what was published, or a CSV file; a file with any unreadable row is refused whole.

    A file passes the gate and the splice check, as any source does.
    """
    parts = platform(pair=pair, online=False if offline else None)
    if csv is None and (series is not None or available_at is not None):
        raise SettingsError(
            "--series and --available-at describe a file.", remedy="Name it with --csv FILE."
        )
    if csv is None:
        report = _from_sources(parts, full=full)
    elif series is None:
        raise SettingsError(
            f"{csv} needs a name for what it holds.",
            remedy="Add --series, such as --series dolar_observado/USDCLP.",
        )
    elif parse_series(series).startswith(f"{NBP_FIXING}/"):
        raise SettingsError(
            f"{series} comes from the NBP itself; a file would be taken for its fixings.",
            remedy="Name the file's series otherwise, such as desk/USDCLP.",
        )
    else:
        now = clock.now()
        published = read_csv(
            Path(csv), series=parse_series(series), as_of=now, available_at_column=available_at
        )
        report = ingest_file(published, parts.store, parts.quarantine, admitted_at=now)
    notes(None, *(f"Warning: {text}" for text in report.warnings))
    rows = pl.DataFrame(
        {"series": list(report.newest), "newest": list(report.newest.values())},
        schema={"series": pl.String, "newest": pl.Date},
    ).sort("series")
    title = f"{report.admitted} values admitted from {', '.join(report.sources) or 'nowhere'}"
    emit(rows, Format(json=as_json), table=rows, title=title)


def _from_sources(parts: Platform, *, full: bool) -> IngestReport:
    now = clock.now()
    chosen = parts.settings
    needed = Question(chosen.pair, chosen.target, "live", as_of=now).series(parts.recipe)
    series = dict.fromkeys((series_name(NBP_FIXING, chosen.pair), *needed))
    return fetch_rates(parts.intake, parts.store, [*series], now=now, full=full)
