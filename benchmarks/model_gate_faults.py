"""What the gate of the models sees: its own walk, spoilt in ways of known size.

    python -m benchmarks.model_gate_faults [--workers 2]

Prints, for each fault, how many of the ensemble's 16 bounds it violates.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

import numpy as np
import polars as pl

from benchmarks.model_gate import figure, violations, walked
from benchmarks.model_gate_bounds import read
from forexlib.core.history import Floats
from forexlib.core.levels import LEVELS, MEDIAN
from forexlib.scoring.losses import crps

WIDTHS: Final = (0.7, 0.8, 0.9, 0.95, 1.05, 1.1, 1.15, 1.3)
SHIFTS: Final = (0.1, 0.2)
"""Of the centre, in standard deviations of the forecast."""

LEAKS: Final = (0.02, 0.05)
"""Shares of the way from the median to the outcome by which a forecast is moved."""

ONE_SIGMA: Final = (6, 33)
"""Places of the levels .175 and .85 among the quantiles: some two standard deviations apart."""


def spoilt(rows: pl.DataFrame) -> Iterator[tuple[str, pl.DataFrame]]:
    """The rows of one model, with each fault in turn."""
    quantiles = np.array(rows.get_column("quantiles").to_list(), dtype=np.float64)
    actual, mean, last = (
        rows.get_column(name).to_numpy() for name in ("actual", "mean", "last_rate")
    )
    median = quantiles[:, MEDIAN]
    low, high = (quantiles[:, place] for place in ONE_SIGMA)
    sigma = (high - low) / 2.0
    yield "none", rows
    for times in WIDTHS:
        wide = median[:, None] + times * (quantiles - median[:, None])
        yield f"width x {times}", _scored(rows, wide, mean, actual)
    for by in SHIFTS:
        moved = quantiles + (by * sigma)[:, None]
        yield f"centre + {by} sigma", _scored(rows, moved, mean + by * sigma, actual)
    for share in LEAKS:
        moved = quantiles + (share * (actual - median))[:, None]
        yield f"leak of {share}", _scored(rows, moved, mean + share * (actual - mean), actual)
    yield "centre lost", _scored(rows, quantiles - (median - last)[:, None], last, actual)


def _scored(rows: pl.DataFrame, quantiles: Floats, mean: Floats, actual: Floats) -> pl.DataFrame:
    eighty, ninety_five = (
        (quantiles[:, edge] <= actual) & (actual <= quantiles[:, len(LEVELS) - 1 - edge])
        for edge in (3, 0)
    )
    return rows.with_columns(
        crps=pl.Series(crps(quantiles, actual)),
        error=pl.Series(mean - actual),
        inside_80=pl.Series(eighty),
        inside_95=pl.Series(ninety_five),
    )


def main() -> None:
    """Walk once, and spoil the ensemble's forecasts."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--workers", type=int, default=2)
    stretch, bounds = read()
    with TemporaryDirectory() as folder:
        _, scored = walked(stretch, folder=Path(folder), workers=asked.parse_args().workers)
    ours = [bound for bound in bounds if bound.model == "ensemble"]
    for fault, rows in spoilt(scored.filter(pl.col("model") == "ensemble")):
        violated = list(violations({bound: figure(rows, bound) for bound in ours}))
        print(f"{fault:20} {len(violated):2} of {len(ours)}")


if __name__ == "__main__":
    main()
