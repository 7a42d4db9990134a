"""`forex predictions` and `forex scores`: what was forecast, and how good it was."""

from __future__ import annotations

from typing import Annotated

import polars as pl
import typer

from forexlib.cli import clock, options
from forexlib.cli.output import Format, emit, notes
from forexlib.reporting.columns import days, direction, interval, label, percent, rate, ratio
from forexlib.wiring import platform

Last = Annotated[int, typer.Option(help="How many origins, the newest first.", min=1)]
ByMonth = Annotated[bool, typer.Option("--by-month", help="One row a month of outcomes.")]


def predictions(  # noqa: PLR0913  (one option each)
    pair: options.Pair = None,
    target: options.Target = None,
    horizon: options.Horizon = None,
    model: options.Model = None,
    track: options.Track = None,
    last: Last = 10,
    *,
    as_json: options.AsJson = False,
    as_csv: options.AsCsv = False,
    as_xlsx: options.AsXlsx = None,
) -> None:
    """Print stored forecasts, with the actual and the score of the first issue where known."""
    chosen = Format(as_json, as_csv, as_xlsx)
    chosen.check()
    parts = platform(pair=pair, target=target)
    wanted = _equal(parts.settings.pair, parts.settings.target, horizon, model, track)
    known = parts.store.read("scored_forecasts", **wanted).filter(pl.col("is_record"))
    key = ["horizon_days", "origin_date", "track", "model"]
    rows = (
        parts.store.read("forecasts", **wanted)
        .join(
            known.select(*key, "actual", "actual_date", "error", "crps", "inside_80", "inside_95"),
            on=key,
            how="left",
            maintain_order="left",
        )
        .sort("as_of", "track", "horizon_days", "model", descending=[True, False, False, False])
    )
    newest = rows.get_column("as_of").unique().sort(descending=True).head(last)
    rows = rows.filter(pl.col("as_of").is_in(newest.implode()))
    shown = rows.filter(pl.col("model") == "ensemble") if model is None else rows
    title = f"Forecasts of {parts.settings.pair} {parts.settings.target}, newest first"
    emit(rows, chosen, table=_forecasts_for_people(shown), title=title)


def scores(  # noqa: PLR0913  (one option each)
    pair: options.Pair = None,
    target: options.Target = None,
    horizon: options.Horizon = None,
    model: options.Model = None,
    track: options.Track = None,
    *,
    by_month: ByMonth = False,
    as_json: options.AsJson = False,
    as_csv: options.AsCsv = False,
    as_xlsx: options.AsXlsx = None,
) -> None:
    """Score what came due; print how good every model was, beside the random walk."""
    chosen = Format(as_json, as_csv, as_xlsx)
    chosen.check()
    parts = platform(pair=pair, target=target)
    scored = parts.store.score(as_of=clock.now())
    if scored:
        notes(None, f"{scored} forecasts came due and were scored now.")
    wanted = _equal(parts.settings.pair, parts.settings.target, horizon, model, track)
    view = "live_scores_by_month" if by_month else "live_scores"
    order = ["horizon_days", "track", *(["month"] if by_month else []), "model"]
    rows = parts.store.read(view, **wanted).sort(order)
    title = (
        f"Scores of {parts.settings.pair} {parts.settings.target}; ratios to random_walk on common"
        " origins, rates in the quote currency, shares in percent"
    )
    emit(rows, chosen, table=_scores_for_people(rows, by_month=by_month), title=title)


def _equal(
    pair: str, target: str, horizon: str | None, model: str | None, track: str | None
) -> dict[str, str | int]:
    """The columns a row must equal."""
    chosen: dict[str, str | int | None] = {
        "pair": pair,
        "target": target,
        "horizon_days": None if horizon is None else clock.read_horizon(horizon),
        "model": model,
        "track": track,
    }
    return {name: value for name, value in chosen.items() if value is not None}


def _forecasts_for_people(rows: pl.DataFrame) -> pl.DataFrame:
    return rows.select(
        pl.col("origin_date").alias("origin"),
        days(),
        label(),
        "model",
        "mode",
        pl.col("target_date").alias("target date"),
        rate("last_rate").alias("anchor"),
        rate("median"),
        interval(80),
        interval(95),
        rate("actual"),
        pl.col("inside_80").alias("in 80"),
        pl.col("inside_95").alias("in 95"),
    )


def _scores_for_people(rows: pl.DataFrame, *, by_month: bool) -> pl.DataFrame:
    month = [pl.col("month").dt.strftime("%Y-%m")] if by_month else []
    return rows.select(
        days(),
        label(),
        *month,
        "model",
        "n",
        "rmse",
        "mae",
        pl.col("mape").alias("mape %"),
        "bias",
        ratio("rmse_ratio").alias("rmse ratio"),
        ratio("crps_ratio").alias("crps ratio"),
        percent("coverage_80").alias("in 80 %"),
        percent("coverage_95").alias("in 95 %"),
        pl.col("mean_width_80").alias("width 80"),
        pl.col("mean_width_95").alias("width 95"),
        direction().alias("direction"),
    )
