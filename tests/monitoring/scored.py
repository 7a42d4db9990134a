"""Scored forecasts of a market of normal returns, made by people who believe this or that."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import polars as pl
from scipy.special import ndtri

from forexlib.core.history import Floats
from forexlib.core.levels import LEVELS, LOWER_80, LOWER_95, UPPER_80, UPPER_95
from forexlib.scoring.losses import crps, expected_crps

SEED = 20240607
RATE = 900.0
DAILY = 0.0077
SCORES = ndtri(np.asarray(LEVELS))
MONDAY = date(2012, 1, 2)


def business_days(count: int, *, start: date = MONDAY) -> list[date]:
    """Weekdays on end."""
    days = pl.date_range(start, start + timedelta(days=2 * count + 7), eager=True)
    return days.filter(days.dt.weekday() <= 5).head(count).to_list()


def market(days: int, *, seed: int = SEED) -> Floats:
    """Daily log returns of constant volatility."""
    return DAILY * np.random.default_rng(seed).standard_normal(days)


def scored(  # noqa: PLR0913  (what people believe)
    moves: Floats,
    *,
    horizon_days: int = 7,
    believed: Floats | float = DAILY,
    spread: float = 1.0,
    bias: float = 0.0,
    step: int = 1,
    start: date = MONDAY,
) -> pl.DataFrame:
    """One row an origin that is due, as the store has them.

    Args:
        moves: Daily log returns; the first origin is before the first of them.
        horizon_days: Calendar days; five in seven are trading days.
        believed: Daily volatility at each origin, of the forecast.
        spread: By which the forecast then multiplies it; the random walk always believes `DAILY`.
        bias: Share by which the forecast is too high.
        step: Business days from one origin to the next.
        start: The first origin.
    """
    steps = round(horizon_days * 5 / 7)
    sums = np.concatenate(([0.0], np.cumsum(moves)))
    origins = np.arange(0, len(moves) - steps + 1, step)
    actual = RATE * np.exp(sums[origins + steps] - sums[origins])
    width = np.broadcast_to(believed, len(moves) + 1)[origins] * np.sqrt(steps)
    own = RATE * np.exp(bias + spread * width[:, None] * SCORES)
    walk = RATE * np.exp(DAILY * np.sqrt(steps) * np.broadcast_to(SCORES, own.shape))
    centre = own[:, 19]
    days = business_days(len(moves) + 1, start=start)
    return pl.DataFrame(
        {
            "horizon_days": [horizon_days] * len(origins),
            "origin_date": [days[i] for i in origins],
            "actual_date": [days[i] + timedelta(days=horizon_days) for i in origins],
            "error": centre - actual,
            "abs_error": np.abs(centre - actual),
            "abs_pct_error": 100 * np.abs(centre - actual) / actual,
            "inside_80": (own[:, LOWER_80] <= actual) & (actual <= own[:, UPPER_80]),
            "inside_95": (own[:, LOWER_95] <= actual) & (actual <= own[:, UPPER_95]),
            "crps": crps(own, actual),
            "crps_expected": expected_crps(own),
            "error_random_walk": RATE - actual,
            "crps_random_walk": crps(walk, actual),
        }
    )
