"""`forex retrain`: learn the champions' recipe anew."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

import polars as pl
import typer

from forexlib.cli import clock, options
from forexlib.cli.output import Format, console, emit, notes
from forexlib.cli.who import By, who
from forexlib.core.errors import SettingsError
from forexlib.core.version import TRIGGERS, Trigger
from forexlib.jobs.retention import mirrored
from forexlib.jobs.retrain import Order, Retrained
from forexlib.jobs.retrain import retrain as job
from forexlib.jobs.version_rows import retrained_rows
from forexlib.jobs.workshop import check_horizons
from forexlib.reporting.columns import days
from forexlib.wiring import Platform, platform

Horizon = Annotated[str, typer.Option(help="Days, such as 7d or 7d,15d; or all.", metavar="DAYS")]
Why = Annotated[
    str,
    typer.Option(
        "--reason",
        help=f"{', '.join(TRIGGERS)}; auto: only where one holds.",
        metavar="R",
    ),
]
Dry = Annotated[bool, typer.Option("--dry-run", help="Only say what would be done.")]
AUTO = "auto"


def retrain(  # noqa: PLR0913  (one option each)
    horizon: Horizon = "all",
    reason: Why = "MANUAL",
    pair: options.Pair = None,
    target: options.Target = None,
    by: By = None,
    *,
    dry_run: Dry = False,
    as_json: options.AsJson = False,
) -> None:
    """Learn the champions' recipe anew; what is no worse serves, what is not is rejected."""
    parts = platform(pair=pair, target=target)
    order = Order(read_horizons(parts, horizon), _reason(reason), who(by), dry_run)
    now = clock.now()
    if not dry_run:
        parts.spare_the_disk("learning anew")
    results = job(parts.workshop, parts.live_question(now), order, now=now)
    show_retrained(parts, results, as_json=as_json)


def read_horizons(parts: Platform, text: str) -> tuple[int, ...]:
    """`all`, or horizons apart by commas.

    Raises:
        SettingsError: If one is no horizon, or is not forecast.
    """
    named = [] if text.strip() == "all" else [clock.read_horizon(one) for one in text.split(",")]
    return check_horizons(named, parts.settings.horizons)


def warn_of_mlflow(parts: Platform) -> None:
    """Let MLflow show the newest state; a warning where it cannot."""
    warnings = mirrored(parts.mirror, parts.ledger, parts.artefacts)
    notes(None, *(f"Warning: {text}" for text in warnings))


def _reason(text: str) -> Trigger | None:
    named: dict[str, Trigger] = {one: one for one in TRIGGERS}
    asked = text.strip().upper()
    if asked != AUTO.upper() and asked not in named:
        raise SettingsError(
            f"{text!r} is no reason.", remedy=f"Write {', '.join(TRIGGERS)}, or {AUTO}."
        )
    return named.get(asked)


def show_retrained(parts: Platform, results: Sequence[Retrained], *, as_json: bool) -> None:
    """Print what came of each horizon; let MLflow show it if anything was written."""
    rows = retrained_rows(results)
    table = rows.select(
        days(),
        pl.coalesce("outcome", pl.when("due").then(pl.lit("due")).otherwise(pl.lit("not due"))),
        "reason",
        "version",
        "why",
    )
    emit(rows, Format(json=as_json), table=table, title=f"{parts.settings.series} · learned anew")
    if not as_json and any(one.outcome == "shadow" for one in results):
        console().print(
            "In shadow it forecasts beside the champion and is never mailed; the daily check"
            " (`prefect deployment run deployment-health/daily`) promotes it.",
            markup=False,
        )
    if any(one.outcome is not None for one in results):
        warn_of_mlflow(parts)
