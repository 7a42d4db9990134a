"""`forex readiness`: whether a candidate has shown enough to be relied on."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated

import polars as pl
import typer

from forexlib.cli import clock, options
from forexlib.cli.output import Format, console, emit, notes
from forexlib.jobs.question import ask
from forexlib.jobs.readiness import Asked, check_readiness, keep_readiness
from forexlib.jobs.readiness_rows import in_sentences, told_rows
from forexlib.monitoring.readiness_words import HEADS
from forexlib.wiring import platform

Model = Annotated[str, typer.Option(help="The model's name.")]
Version = Annotated[
    str | None,
    typer.Option(help="Exactly this version. Default: all of the recipe issued last.", metavar="V"),
]


def readiness(  # noqa: PLR0913  (one option each)
    model: Model = "ensemble",
    version: Version = None,
    horizon: options.Horizon = None,
    as_of: options.AsOf = None,
    pair: options.Pair = None,
    target: options.Target = None,
    *,
    as_json: options.AsJson = False,
) -> None:
    """Hold what is stored of a candidate against the five criteria of readiness.

    A look at now is kept as that of its day; one at the past (--as-of) is only printed.
    """
    now, parts = clock.now(), platform(pair=pair, target=target)
    chosen = parts.settings
    moment = None if as_of is None else clock.read_instant(as_of, chosen)
    days = None if horizon is None else clock.read_horizon(horizon)
    question = ask(pair=chosen.pair, target=chosen.target, as_of=moment, spot=None, now=now)
    found = check_readiness(
        parts.store, parts.readiness, question, Asked(model, version, days), parts.standard
    )
    if moment is None:
        keep_readiness(parts.readiness, found, now=now)
    rows = told_rows(found, chosen.language)
    heads = HEADS[chosen.language]
    title = f"{heads['readiness']} · {model} · {chosen.series} · {found.verdicts[0].day}"
    emit(rows, Format(json=as_json), table=_for_people(rows, heads), title=title)
    if not as_json:
        said = in_sentences(found, chosen.language)
        console().print("\n".join(said[:-1]), markup=False)
        notes(None, said[-1])


def _for_people(rows: pl.DataFrame, heads: Mapping[str, str]) -> pl.DataFrame:
    met = pl.when("met").then(pl.lit(heads["yes"])).otherwise(pl.lit(heads["no"]))
    grave = pl.when("critical").then(pl.lit(heads["critical"])).otherwise(pl.lit(""))
    day = pl.col("expected_day").cast(pl.String).fill_null(heads["unknown"])
    return rows.select(
        pl.format("{}d", "horizon_days").alias(heads["horizon"]),
        pl.col("title").alias(heads["criterion"]),
        _short("number").alias(heads["number"]),
        _short("threshold").alias(heads["threshold"]),
        met.alias(heads["met"]),
        grave.alias(""),
        pl.col("n_live").alias(heads["live"]),
        pl.col("n_shadow").alias(heads["shadow"]),
        pl.col("n_backfill").alias(heads["backfill"]),
        pl.col("n_walk_forward").alias(heads["walk-forward"]),
        pl.when("met").then(pl.lit("")).otherwise(day).alias(heads["expected"]),
        pl.col("missing").alias(heads["missing"]),
    )


def _short(name: str) -> pl.Expr:
    """Counts as they are, percentages with a decimal, rounded down: 89.96 is not 90."""
    tenths = (pl.col(name) * 10).floor() / 10
    return tenths.cast(pl.String).str.strip_suffix(".0")
