"""The issued forecast as a person reads it: one row per horizon."""

from __future__ import annotations

from collections.abc import Mapping

import dataframely as dy
import polars as pl

from forexlib.core.distribution import probability_above
from forexlib.core.frames import Predictions
from forexlib.core.levels import LOWER_80, LOWER_95, MEDIAN, UPPER_80, UPPER_95

ISSUED = "ensemble"


def quantile(position: int) -> pl.Expr:
    """The quantile at a position of `core.levels.LEVELS`."""
    return pl.col("quantiles").list.get(position)


def forecast_table(
    predictions: dy.DataFrame[Predictions], weights: Mapping[int, Mapping[str, float]]
) -> pl.DataFrame:
    """What is issued at each horizon, beside the random walk.

    Args:
        predictions: One run's rows.
        weights: Horizon to member to weight.

    Returns:
        What names the forecast (pair, target, track, origin_date, horizon_days, target_date,
        mode, model_version), rates (median, the ends of the two intervals, random_walk: its
        median, last_rate: what the forecast is anchored at), probability_higher (percent, of a
        rate above last_rate) and weights (in words); one row per horizon.
    """
    walks = predictions.filter(pl.col("model") == "random_walk")
    issued = predictions.filter(pl.col("model") == ISSUED).join(
        walks.select("horizon_days", random_walk=quantile(MEDIAN)),
        on="horizon_days",
        maintain_order="left",
    )
    higher = [
        100.0 * float(probability_above(quantiles, tails, [last])[0])
        for quantiles, tails, last in issued.select("quantiles", "tails", "last_rate").iter_rows()
    ]
    shares = [in_words(weights.get(days, {})) for days in issued.get_column("horizon_days")]
    return issued.select(
        "pair",
        "target",
        "track",
        "origin_date",
        "horizon_days",
        "target_date",
        median=quantile(MEDIAN),
        lower_80=quantile(LOWER_80),
        upper_80=quantile(UPPER_80),
        lower_95=quantile(LOWER_95),
        upper_95=quantile(UPPER_95),
        probability_higher=pl.Series(higher, dtype=pl.Float64),
        random_walk=pl.col("random_walk"),
        last_rate=pl.col("last_rate"),
        mode=pl.col("mode"),
        weights=pl.Series(shares, dtype=pl.String),
        model_version=pl.col("model_version"),
    ).sort("horizon_days")


def in_words(weights: Mapping[str, float]) -> str:
    """`random_walk 62 %, var 38 %`: the members that count, the heaviest first."""
    heavy = sorted(weights.items(), key=lambda part: (-part[1], part[0]))
    return ", ".join(f"{name} {share:.0%}" for name, share in heavy if round(share, 3) > 0)


def horizons_by_mode(issued: pl.DataFrame) -> dict[str, list[int]]:
    """Mode to the horizons, in days, whose forecast stands on it; the shortest horizon's first.

    Args:
        issued: mode and horizon_days, one row per horizon.
    """
    modes: dict[str, list[int]] = {}
    for days, mode in issued.sort("horizon_days").select("horizon_days", "mode").iter_rows():
        modes.setdefault(mode, []).append(days)
    return modes
