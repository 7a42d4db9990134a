"""How good the forecasts were, as a person reads it."""

from __future__ import annotations

import polars as pl

SHOWN = ("ensemble", "qa4", "random_walk")
"""Models a reader compares at a glance; `forex scores` has them all."""

RECORD_COLUMNS = (
    "horizon",
    "rows are",
    "model",
    "n",
    "RMSE",
    "RMSE ratio",
    "CRPS ratio",
    "80 % covered",
    "95 % covered",
    "direction",
)


def track_record(live_scores: pl.DataFrame) -> pl.DataFrame:
    """Scores of the issued forecast beside the random walk's, backfilled rows labelled so.

    Args:
        live_scores: Rows of the view of that name.

    Returns:
        One row per horizon, track and model; ratios are to the random walk on common origins.
    """
    return (
        live_scores.filter(pl.col("model").is_in(SHOWN))
        .sort("horizon_days", "track", "model")
        .select(
            pl.format("{} d", "horizon_days").alias("horizon"),
            pl.col("track").replace({"live": "live", "backfill": "BACKFILLED"}).alias("rows are"),
            "model",
            "n",
            pl.col("rmse").round(2).alias("RMSE"),
            pl.format("{}", pl.col("rmse_ratio").round(3)).alias("RMSE ratio"),
            pl.format("{}", pl.col("crps_ratio").round(3)).alias("CRPS ratio"),
            _percent("coverage_80").alias("80 % covered"),
            _percent("coverage_95").alias("95 % covered"),
            _percent("direction_accuracy").alias("direction"),
        )
    )


def _percent(name: str) -> pl.Expr:
    return pl.format("{} %", pl.col(name).round(1))
