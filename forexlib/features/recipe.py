"""The feature set of the tree models: lags, momentum, volatility and cross-market returns.

Every column is free of scale (a return in units of its own volatility, or the log of a ratio of
volatilities), so multiplying the rate by a constant changes none, and every value is computed from
its own row and earlier ones.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

import polars as pl

SPANS = (1, 2, 3, 5, 10, 21, 63, 126, 250)
"""Trading days over which the target's own momentum is measured."""

CROSS_SPANS = (1, 5, 21)
"""Trading days over which each regressor's return is measured."""

VOLATILITY_SPANS = (5, 21, 63, 250)
"""Trading days of the volatilities whose ratios tell calm from storm."""


def feature_frame(levels: pl.DataFrame) -> pl.DataFrame:
    """Features of each row of `levels`.

    Args:
        levels: `log_rate` of the target first, then the log of each regressor, oldest row first.

    Returns:
        One row per row of `levels`, in its order; null where the past is too short.
    """
    names = levels.columns
    moves = levels.select(pl.all().diff())
    volatilities = moves.select(
        *(_volatility(names[0], span).alias(f"volatility_{span}") for span in VOLATILITY_SPANS),
        *(_volatility(name, 63).alias(f"unit_{name}") for name in names),
    )
    wide = pl.concat([levels, volatilities], how="horizontal")
    return wide.select(
        *_momentum(names[0]),
        *_distances(names[0]),
        *_storm(),
        *(expr for name in names[1:] for expr in _cross(name)),
    )


def _volatility(name: str, span: int) -> pl.Expr:
    """Root mean square of the newest `span` returns."""
    return (pl.col(name) ** 2).rolling_mean(span).sqrt()


def _scaled_return(name: str, span: int) -> pl.Expr:
    return pl.col(name).diff(span) / (pl.col(f"unit_{name}") * span**0.5)


def _momentum(target: str) -> Iterator[pl.Expr]:
    for span in SPANS:
        yield _scaled_return(target, span).alias(f"momentum_{span}")


def _distances(target: str) -> Iterator[pl.Expr]:
    """How far the rate stands from its mean over a quarter and a year, in volatilities."""
    for span in (63, 250):
        gap = pl.col(target) - pl.col(target).rolling_mean(span)
        yield (gap / (pl.col(f"unit_{target}") * span**0.5)).alias(f"distance_{span}")


def _storm() -> Iterator[pl.Expr]:
    for short, long in pairwise(VOLATILITY_SPANS):
        ratio = pl.col(f"volatility_{short}") / pl.col(f"volatility_{long}")
        yield ratio.log().alias(f"storm_{short}_{long}")


def _cross(name: str) -> Iterator[pl.Expr]:
    for span in CROSS_SPANS:
        yield _scaled_return(name, span).alias(f"{name}_{span}")
