"""What a walk-forward found, as tables for people."""

from __future__ import annotations

import polars as pl

from forexlib.core.ports import Validations
from forexlib.reporting.validation_tables import density_table, point_table


def metrics_of(validations: Validations, run_id: str) -> pl.DataFrame:
    """Rows of `walk_forward_metrics`, and one for each model that has no score where others have.

    Raises:
        StoreError: If the database cannot be read.
    """
    scored = validations.read("walk_forward_metrics", run_id=run_id)
    board = validations.read("model_leaderboard", run_id=run_id)
    key = ["run_id", "pair", "target", "horizon_days", "model"]
    judged = board.join(scored, on="horizon_days", how="semi")
    without = judged.join(scored, on=key, how="anti").select(*key, "n_failed")
    nothing = without.with_columns(
        pl.lit(0).cast(pl.Int64).alias(name) for name in ("n", "n_common")
    )
    rows = pl.concat([scored, nothing], how="diagonal_relaxed")
    return rows.sort("horizon_days", "crps_ratio", "model", nulls_last=True)


def validation_rows(validations: Validations, run_id: str) -> dict[tuple[int, str], pl.DataFrame]:
    """For each horizon a table of `points` and one of `distributions`, the best models first.

    Raises:
        StoreError: If the database cannot be read.
    """
    metrics = metrics_of(validations, run_id)
    tests = validations.read("validation_tests", run_id=run_id)
    tables: dict[tuple[int, str], pl.DataFrame] = {}
    for days in metrics.get_column("horizon_days").unique().sort():
        of_days = pl.col("horizon_days") == days
        own = metrics.filter(of_days), tests.filter(of_days)
        tables[days, "points"] = point_table(*own)
        tables[days, "distributions"] = density_table(*own)
    return tables
