"""`forex validate`: walk forward over the past, and say how good each model was."""

from __future__ import annotations

import os
from datetime import date, datetime
from pathlib import Path
from typing import Annotated
from uuid import uuid4

import polars as pl
import typer

from forexlib.cli import clock, options
from forexlib.cli.output import Format, as_table, console, emit, notes
from forexlib.cli.progress import waiting
from forexlib.core.errors import SettingsError
from forexlib.engine.forecast import Question
from forexlib.jobs.daily import fetch_rates
from forexlib.jobs.progress import silent
from forexlib.jobs.validate import DEFAULT_MODELS, Course, Effort, Validation, validate
from forexlib.jobs.validation_rows import metrics_of, validation_rows
from forexlib.reporting.validation_tables import LEGEND
from forexlib.wiring import Platform, platform

WIDE_ENOUGH = 150
"""Columns of a terminal that the whole tables need."""
AT_A_GLANCE = frozenset({"model", "n", "RMSE", "CRPS", "ratio", "p DM", "80 % held", "95 % held"})
"""Columns that are shown on a narrower one."""
KINDS = {".parquet": "Parquet file", ".xlsx": "spreadsheet"}
ALL_HORIZONS = "all"
MOST_TOLD = 12
"""Suspicions that are told; a broken panel has one for every model and horizon."""
DEFAULT_NAMES = ",".join(DEFAULT_MODELS)

Start = Annotated[str, typer.Option(help="Day of the first forecast.", metavar="DATE")]
End = Annotated[str | None, typer.Option(help="No forecast later. Default: the newest day stored.")]
Step = Annotated[int, typer.Option(help="Calendar days from one forecast to the next.")]
Models = Annotated[
    str,
    typer.Option(
        help="Names separated by commas; `all`; a centre and a spread joined, as var+ewma;"
        " ensembles of those chosen, as ensemble_stacked.",
        metavar="NAMES",
    ),
]
Horizon = Annotated[str, typer.Option(help="Days, such as 7d or 7,30; or all.", metavar="DAYS")]
Window = Annotated[
    int | None,
    typer.Option(help="Days of a rolling window. Default: an expanding one.", metavar="DAYS"),
]
Initial = Annotated[
    int, typer.Option(help="Days of past that must lie before a forecast.", metavar="DAYS")
]
Workers = Annotated[int | None, typer.Option(help="Processes. Default: one a core.", min=1, max=64)]
Out = Annotated[
    str | None,
    typer.Option(help="Write every forecast to this Parquet file.", metavar="FILE"),
]


def validate_models(  # noqa: PLR0913  (one option each)
    start: Start = "2023-01-01",
    end: End = None,
    step: Step = 7,
    pair: options.Pair = None,
    target: options.Target = None,
    *,
    horizon: Horizon = ALL_HORIZONS,
    models: Models = DEFAULT_NAMES,
    window: Window = None,
    initial: Initial = 365,
    workers: Workers = None,
    out: Out = None,
    offline: options.Offline = False,
    as_json: options.AsJson = False,
    as_csv: options.AsCsv = False,
    as_xlsx: options.AsXlsx = None,
) -> None:
    """Forecast from each past day as if on it, keep every forecast, and test every model."""
    chosen = Format(as_json, as_csv, as_xlsx)
    chosen.check()
    horizons = None if horizon == ALL_HORIZONS else _days(horizon)
    parts = platform(pair=pair, target=target, horizons=horizons, online=False if offline else None)
    parts.spare_the_disk("a walk through the past")
    now = clock.now()
    question = Question(parts.settings.pair, parts.settings.target, "backfill", as_of=now)
    out_file = None if out is None else _writable(Path(out), ending=".parquet", option="--out")
    if as_xlsx is not None:
        _writable(Path(as_xlsx), ending=".xlsx", option="--xlsx")
    first = clock.read_day(start)
    last = clock.read_day(end) if end is not None else None
    _complete(parts, question, now)
    course = Course(first, last or _newest(parts), step, initial, window)
    done = validate(
        parts.store,
        parts.validations,
        parts.learner,
        question,
        course,
        models=[name.strip() for name in models.split(",") if name.strip()],
        routine=parts.routine(silent),
        effort=Effort(workers or os.cpu_count() or 1, waiting("Walking forward")),
        now=now,
    )
    if out_file is not None:
        _write(parts, done.run_id, out_file)
    _show(parts, done, chosen)


def _days(text: str) -> str:
    return ",".join(str(clock.read_horizon(part)) for part in text.split(","))


def _complete(parts: Platform, question: Question, now: datetime) -> None:
    """Take the rates if some series was never taken: a walk over the past needs no newer ones."""
    series = question.series(parts.recipe)
    if set(series) - set(parts.store.newest()):
        taken = fetch_rates(parts.intake, parts.store, series, now=now)
        notes(None, *(f"Warning: {warning}" for warning in taken.warnings))


def _newest(parts: Platform) -> date:
    return parts.store.newest()[parts.settings.series]


def _writable(file: Path, *, ending: str, option: str) -> Path:
    """The file, if it will be possible to write it: to be known before an hour of walking.

    Raises:
        SettingsError: If it is no name of such a file, or its folder cannot be written.
    """
    trial = file.with_name(f".{uuid4().hex}.trial")
    try:
        if file.suffix != ending or file.is_dir():
            raise SettingsError(
                f"{file} is no name of a {KINDS[ending]}.",
                remedy=f"Choose a file ending in {ending}.",
            )
        file.parent.mkdir(parents=True, exist_ok=True)
        trial.touch()
        trial.unlink()
    except OSError as error:
        raise SettingsError(
            f"{file} cannot be written: {error.strerror}.",
            remedy=f"Choose another file or folder with {option}.",
        ) from error
    return file


def _write(parts: Platform, run_id: str, file: Path) -> None:
    rows = exported(parts, run_id)
    unfinished = file.with_name(f".{uuid4().hex}.unfinished")
    try:
        rows.write_parquet(unfinished)
        unfinished.replace(file)
    except (OSError, pl.exceptions.PolarsError) as error:
        raise SettingsError(
            f"{file} cannot be written: {error}.",
            remedy="The forecasts are stored; run the same again with another --out.",
        ) from error
    finally:
        unfinished.unlink(missing_ok=True)
    notes(None, f"{rows.height} forecasts written to {file}.")


def exported(parts: Platform, run_id: str) -> pl.DataFrame:
    """Every forecast of a walk, one a row, the actual null where it has not come."""
    return parts.validations.read("walk_forward_export", run_id=run_id).sort(
        "horizon_days", "origin_date", "model"
    )


def _show(parts: Platform, done: Validation, chosen: Format) -> None:
    _remark(done)
    if not chosen.table:
        metrics = metrics_of(parts.validations, done.run_id)
        emit(metrics, chosen, table=metrics, title="")
        return
    about = f"{parts.settings.pair} {parts.settings.target}"
    narrow = console().width < WIDE_ENOUGH
    for (days, what), table in validation_rows(parts.validations, done.run_id).items():
        shown = table.select(one for one in table.columns if not narrow or one in AT_A_GLANCE)
        console().print(as_table(shown, title=f"{about} · {days} days · {what}"))
    console().print(LEGEND, markup=False)
    if narrow:
        notes(None, f"A terminal of {WIDE_ENOUGH} columns, --json or --csv show more.")


def _remark(done: Validation) -> None:
    counted = ", ".join(f"{count} {state}" for state, count in done.states.items())
    notes(
        None,
        f"Run {done.run_id}: {done.instants} days ({counted}); {done.walked} walked now.",
        *(
            f"{model} failed at {count} origins, at the first because: {why}"
            for model, (count, why) in done.failures.items()
        ),
        *(f"{moment:%Y-%m-%d} refused: {why}" for moment, why in [*done.refused.items()][:3]),
        *(f"Suspicious: {one}" for one in done.suspicions[:MOST_TOLD]),
        *_more(len(done.suspicions) - MOST_TOLD),
    )


def _more(count: int) -> list[str]:
    return [f"And {count} more suspicious figures."] if count > 0 else []
