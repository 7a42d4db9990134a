"""`forex drift`: whether the market, or the forecasts' errors, have changed."""

from __future__ import annotations

from typing import Final

import polars as pl

from forexlib.cli import clock, options
from forexlib.cli.output import Format, emit, notes
from forexlib.core.drift import SCORE
from forexlib.jobs.drift import Drift, measure_drift
from forexlib.jobs.question import ask
from forexlib.monitoring.drift_tests import TESTS
from forexlib.wiring import platform

SMALL: Final = 0.001


def drift(
    as_of: options.AsOf = None,
    pair: options.Pair = None,
    target: options.Target = None,
    *,
    as_json: options.AsJson = False,
) -> None:
    """Test the last fixing for drift, keep what the tests say, and print it with its trend."""
    now, parts = clock.now(), platform(pair=pair, target=target)
    chosen = parts.settings
    moment = None if as_of is None else clock.read_instant(as_of, chosen)
    question = ask(pair=chosen.pair, target=chosen.target, as_of=moment, spot=None, now=now)
    if moment is None:
        parts.store.score(as_of=now)
    found = measure_drift(
        parts.store, parts.drifts, parts.learner.artefacts, question, parts.watch, now=now
    )
    title = f"Drift · {chosen.series} · {found.day}"
    emit(found.tests, Format(json=as_json), table=_for_people(found.tests), title=title)
    if not as_json:
        notes(None, _score(found), found.sentence[chosen.language])


def _for_people(tests: pl.DataFrame) -> pl.DataFrame:
    drifted = pl.col("drifted")
    verdict = pl.when(drifted.is_null()).then(pl.lit("insufficient"))
    verdict = verdict.when(drifted).then(pl.lit("DRIFT")).otherwise(pl.lit("–"))
    untested = pl.col("statistic").is_null()
    shown = tests.filter(
        pl.col("series") != SCORE, ~untested | (pl.col("test") == TESTS[0])
    ).with_columns(test=pl.when(untested).then(pl.lit("all five")).otherwise("test"))
    return shown.select(
        "series",
        "test",
        pl.col("n_baseline").alias("baseline"),
        pl.col("n_test").alias("test window"),
        "statistic",
        *(
            pl.col(name).map_elements(_chance, return_dtype=pl.String).alias(title)
            for name, title in {
                "p_raw": "p raw",
                "p_value": "p calibrated",
                "p_adjusted": "p adjusted",
                "level": "level",
            }.items()
        ),
        verdict.alias("verdict"),
    )


def _chance(chance: float) -> str:
    return f"{chance:.4f}" if chance >= SMALL / 10 else f"{chance:.0e}"


def _score(found: Drift) -> str:
    trend = found.tests.filter(series=SCORE).row(0, named=True)
    if found.score is None:
        return "Score: insufficient."
    if trend["p_value"] is None:
        return f"Score {found.score:.0f} of 100; trend: insufficient, {trend['n_test']} windows."
    rise, chance = trend["statistic"], _chance(trend["p_value"])
    return (
        f"Score {found.score:.0f} of 100; trend over {trend['n_test']} windows: Kendall's S"
        f" {rise:+.0f}, p {chance}."
    )
