"""Columns as people read them in a terminal."""

from __future__ import annotations

import polars as pl

LABELS = {"backfill": "BACKFILLED", "spot": "RE-ANCHORED"}
"""How rows that are not live forecasts of the fixing are marked wherever people see them."""


def days(name: str = "horizon_days") -> pl.Expr:
    """A horizon such as `7 d`."""
    return pl.format("{} d", name).alias("horizon")


def label() -> pl.Expr:
    """The track, spelt so that nobody takes hindsight for foresight."""
    return pl.col("track").replace(LABELS).alias("rows are")


def rate(name: str) -> pl.Expr:
    """A rate with at least five significant digits, two decimals and thousands apart."""
    return pl.col(name).map_elements(_digits, return_dtype=pl.String)


def _digits(value: float) -> str:
    if value >= 100:  # noqa: PLR2004
        return f"{value:,.2f}"
    return f"{value:.3f}" if value >= 10 else f"{value:.4f}"  # noqa: PLR2004


def direction() -> pl.Expr:
    """Share of directions that were right, and of how many that move at all."""
    return pl.format("{} % of {}", pl.col("direction_accuracy").round(1), "n_direction")


def interval(level: int) -> pl.Expr:
    """The two ends of an interval in one column."""
    return pl.format("{} – {}", rate(f"lower_{level}"), rate(f"upper_{level}")).alias(f"{level} %")


def percent(name: str) -> pl.Expr:
    """A share that is in percent already, with one decimal."""
    return pl.format("{} %", pl.col(name).round(1))


def ratio(name: str) -> pl.Expr:
    """A ratio with three decimals."""
    return pl.col(name).map_elements(lambda value: f"{value:.3f}", return_dtype=pl.String)
