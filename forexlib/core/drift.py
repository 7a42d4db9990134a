"""What the drift tests say of one day."""

from __future__ import annotations

from typing import Final

import dataframely as dy

RETURNS: Final = "returns"
SCORE: Final = "score"
"""Two names of series; the others are horizons, such as 7d."""
TREND: Final = "mann_kendall"
"""The test of the score."""


class DriftTests(dy.Schema):
    """One row per series and test; the numbers are null where there is too little to test."""

    pair = dy.String(primary_key=True)
    target = dy.String(primary_key=True)
    day = dy.Date(primary_key=True)  # the last event date known at as_of
    series = dy.String(primary_key=True)
    test = dy.String(primary_key=True)
    n_baseline = dy.Int32(min=0)
    n_test = dy.Int32(min=0)
    statistic = dy.Float64(nullable=True)
    p_raw = dy.Float64(nullable=True, min=0.0, max=1.0)
    p_value = dy.Float64(nullable=True, min=0.0, max=1.0)
    p_adjusted = dy.Float64(nullable=True, min=0.0, max=1.0)
    level = dy.Float64(nullable=True)  # p_adjusted at or below it is drift, in a drifted day
    drifted = dy.Bool(nullable=True)
    score = dy.Float64(nullable=True, min=0.0, max=100.0)
    as_of = dy.Datetime(time_unit="us", time_zone="UTC")
