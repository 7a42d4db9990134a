"""Lognormal forecasts whose quantiles a reader can derive."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from math import exp, log, sqrt
from statistics import NormalDist

import polars as pl

from forexlib.core.levels import ALL_LEVELS, LOWER_80, LOWER_95, MEDIAN, UPPER_80, UPPER_95
from tests.store.builders import FRIDAY, at, row

Row = dict[str, object]
SIGMA = 0.01  # per square root of a trading day
TRADING = {7: 5, 15: 11, 30: 21, 90: 64}


def lognormal(median: float, sigma: float) -> list[float]:
    """Rates at every level; the normal score of a level is how many sigmas it lies off."""
    spread = NormalDist(log(median), sigma)
    return [exp(spread.inv_cdf(level)) for level in ALL_LEVELS]


def horizon(days: int, anchor: float = 1000.0, drift: float = 0.0, /, **said: object) -> Row:
    """One horizon of a forecast: lognormal around the anchor, its variance growing in time."""
    rates = lognormal(anchor * (1.0 + drift), SIGMA * sqrt(TRADING[days]))
    usual = {
        "horizon_days": days,
        "target_date": FRIDAY + timedelta(days=days),
        "trading_days": TRADING[days],
        "last_rate": anchor,
        "mean": anchor,
        "quantiles": rates[2:-2],
        "tails": [*rates[:2], *rates[-2:]],
        "admitted_by": at(1),
    }
    return row(**(usual | said))


def forecast(*rows: Row, issued: bool = True) -> pl.DataFrame:
    """Rows as the view and `newest_forecast` give them."""
    quantile = pl.col("quantiles").list
    return pl.DataFrame(list(rows)).with_columns(
        issued=pl.lit(issued),
        median=quantile.get(MEDIAN),
        lower_80=quantile.get(LOWER_80),
        upper_80=quantile.get(UPPER_80),
        lower_95=quantile.get(LOWER_95),
        upper_95=quantile.get(UPPER_95),
    )


def with_walk(
    days: Sequence[int] = (7, 15, 30, 90), *, anchor: float = 1000.0, track: str = "live"
) -> pl.DataFrame:
    """An issued forecast of two percent more than the random walk beside it."""
    issued = [horizon(one, anchor, 0.02, track=track) for one in days]
    walk = [horizon(one, anchor, model="random_walk", track=track) for one in days]
    return forecast(*issued, *walk)
