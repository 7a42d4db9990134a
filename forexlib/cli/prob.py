"""`forex prob`: how likely the rate ends above or below a level."""

from __future__ import annotations

from datetime import date
from typing import Annotated

import polars as pl
import typer

from forexlib.cli import clock, options
from forexlib.cli.output import Format, emit, notes
from forexlib.core.calendar import local_date
from forexlib.core.errors import SettingsError
from forexlib.core.series import quantity_of
from forexlib.jobs.probability import probability
from forexlib.reporting.columns import days, rate
from forexlib.reporting.probabilities import in_words
from forexlib.wiring import platform

Above = Annotated[
    str | None, typer.Option(help="A rate K: tell P(S > K), such as 980.", metavar="RATE")
]
Below = Annotated[
    str | None, typer.Option(help="A rate K: tell P(S < K), such as 950.", metavar="RATE")
]


def prob(  # noqa: PLR0913  (one option each)
    above: Above = None,
    below: Below = None,
    horizon: options.Horizon = None,
    pair: options.Pair = None,
    target: options.Target = None,
    *,
    as_json: options.AsJson = False,
    as_csv: options.AsCsv = False,
    as_xlsx: options.AsXlsx = None,
) -> None:
    """Print the chance of a rate above or below a level; without one, of a grid of levels."""
    chosen = Format(as_json, as_csv, as_xlsx)
    chosen.check()
    parts = platform(pair=pair, target=target)
    rows = probability(
        parts.store,
        pair=parts.settings.pair,
        target=parts.settings.target,
        above=None if above is None else read_rate(above),
        below=None if below is None else read_rate(below),
        horizon_days=None if horizon is None else clock.read_horizon(horizon),
    )
    quantity = quantity_of(parts.settings.series)
    today = local_date(clock.now(), zone=quantity.zone)
    notes(None, *_past(rows, today))
    asked = above is not None or below is not None
    table = _answers(rows) if asked else _grid(rows)
    emit(rows, chosen, table=table, title=_title(rows))


def read_rate(text: str) -> float:
    """A rate such as 980.5.

    Raises:
        SettingsError: If `text` is no number.
    """
    try:
        return float(text)
    except ValueError as error:
        raise SettingsError(
            f"{text!r} is no rate.", remedy="Write it with a decimal point, as 980 or 980.5."
        ) from error


def _past(rows: pl.DataFrame, today: date) -> list[str]:
    past = rows.filter(pl.col("target_date") < today).unique("horizon_days").sort("horizon_days")
    return [
        f"Warning: the target of {days} d, {day}, has passed; `forex run` forecasts anew."
        for days, day in past.select("horizon_days", "target_date").iter_rows()
    ]


def _title(rows: pl.DataFrame) -> str:
    first = rows.row(0, named=True)
    mode, run = (
        ", ".join(rows.get_column(name).unique(maintain_order=True)) for name in ("mode", "run_id")
    )
    anchored = "RE-ANCHORED at the spot" if first["track"] == "spot" else "anchored at"
    hindsight = "" if first["issued"] else " · BACKFILLED (made in hindsight)"
    return (
        f"{first['pair']} {first['target']} · origin {first['origin_date']} ·"
        f" {anchored} {first['last_rate']:,.2f} · track {first['track']} · mode {mode} ·"
        f" run {run}{hindsight}"
    )


def _answers(rows: pl.DataFrame) -> pl.DataFrame:
    """One row per horizon, one column per event asked for."""
    named = _worded(rows).with_columns(
        asked=pl.format(
            "P(S {} {})", pl.col("event").replace({"above": ">", "below": "<"}), _level()
        )
    )
    return named.pivot(
        "asked",
        index=["horizon_days", "target_date", "median"],
        values="words",
        maintain_order=True,
    ).select(
        days(),
        pl.col("target_date").alias("target date"),
        rate("median"),
        pl.exclude("horizon_days", "target_date", "median"),
    )


def _grid(rows: pl.DataFrame) -> pl.DataFrame:
    """One row per threshold, one column per horizon."""
    named = _worded(rows).with_columns(
        asked=pl.format("{} d · {}", "horizon_days", "target_date"), level=_level()
    )
    return named.pivot("asked", index="level", values="words", maintain_order=True).rename(
        {"level": "P(S > K), K ="}
    )


def _worded(rows: pl.DataFrame) -> pl.DataFrame:
    return rows.with_columns(
        words=pl.col("probability").map_elements(in_words, return_dtype=pl.String)
    )


def _level() -> pl.Expr:
    """The threshold as people write it, without needless zeros."""
    return pl.col("threshold").map_elements(lambda k: f"{k:,.10g}", return_dtype=pl.String)
