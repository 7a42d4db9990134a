"""What a walk-forward found, as tables for people."""

from __future__ import annotations

import polars as pl

from forexlib.core.ports import Validations
from forexlib.reporting.validation_tables import density_table, point_table


def validation_rows(validations: Validations, run_id: str) -> dict[tuple[int, str], pl.DataFrame]:
    """For each horizon a table of `points` and one of `distributions`, the best models first.

    Raises:
        StoreError: If the database cannot be read.
    """
    metrics = validations.read("walk_forward_metrics", run_id=run_id)
    tests = validations.read("validation_tests", run_id=run_id)
    tables: dict[tuple[int, str], pl.DataFrame] = {}
    for days in metrics.get_column("horizon_days").unique().sort():
        of_days = pl.col("horizon_days") == days
        own = metrics.filter(of_days), tests.filter(of_days)
        tables[days, "points"] = point_table(*own)
        tables[days, "distributions"] = density_table(*own)
    return tables
