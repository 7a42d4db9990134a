"""How good the forecasts were, as a person reads it."""

from __future__ import annotations

import polars as pl

from forexlib.reporting.columns import days, direction, label, percent, ratio

SHOWN = ("ensemble", "qr4", "random_walk")
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
            days(),
            label(),
            "model",
            "n",
            pl.col("rmse").round(2).alias("RMSE"),
            ratio("rmse_ratio").alias("RMSE ratio"),
            ratio("crps_ratio").alias("CRPS ratio"),
            percent("coverage_80").alias("80 % covered"),
            percent("coverage_95").alias("95 % covered"),
            direction().alias("direction"),
        )
    )
