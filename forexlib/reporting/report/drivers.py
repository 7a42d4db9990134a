"""How other currencies moved beside the target: association, never cause.

    correlation     of daily log returns over the last 60 fixings; 95 % interval by Fisher's z:
                    tanh(atanh(r) +- 1.96 / sqrt(n - 3))
    contribution    slope times the other's log return over the month, where the slopes come from
                    least squares of the target's daily log returns on all the others' over 250
                    fixings, with a constant; its t statistic uses Newey and West's variance with
                    floor(4 (n / 100)**(2/9)) lags

The month's move of the target is the sum of the contributions and of what they leave unexplained.
References: Fisher (1921), Metron 1, 3-32; Newey & West (1987), Econometrica 55, 703-708.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from math import atanh, sqrt, tanh
from typing import Final

import numpy as np
import polars as pl
from scipy.special import ndtri, stdtrit

from forexlib.core.history import Floats
from forexlib.reporting.report.changes import logarithmic_mean

NEAR: Final = 60
"""Fixings over which correlations are measured."""

FAR: Final = 250
"""Fixings over which slopes are estimated."""

WEEK, MONTH = timedelta(days=7), timedelta(days=30)

_TWO_SIDED_95: Final = float(ndtri(0.975))


@dataclass(frozen=True, slots=True)
class Driver:
    """One series beside the target.

    Attributes:
        series: Its name.
        week: Its change over a week, in percent.
        month: Its change over 30 days, in percent.
        correlation: Of daily log returns with the target's.
        low: Lower end of the correlation's 95 % interval.
        high: Its upper end.
        contribution: To the target's move over 30 days, in the quote currency per USD.
        t_statistic: Of its slope.
        significant: Whether that slope differs from zero at the 5 % level.
    """

    series: str
    week: float
    month: float
    correlation: float
    low: float
    high: float
    contribution: float
    t_statistic: float
    significant: bool


@dataclass(frozen=True, slots=True)
class Drivers:
    """All of them; the contributions and `rest` add up to `move`.

    Attributes:
        each: In the order asked for.
        n_near: Returns each correlation rests on.
        n_far: Returns the slopes rest on.
        since: The fixing the month is counted from.
        until: The fixing it ends with.
        move: The target's over 30 days, in the quote currency per USD.
        rest: What the others leave unexplained.
    """

    each: tuple[Driver, ...]
    n_near: int
    n_far: int
    since: date
    until: date
    move: float
    rest: float


def drivers(rates: pl.DataFrame, *, target: str, beside: Sequence[str]) -> Drivers | None:
    """Measure each of `beside` on the fixings at which all are known; None if they are too few.

    Args:
        rates: event_date and a column per series.
        target: A column of `rates`.
        beside: Other columns of it.
    """
    names = [name for name in beside if name in rates.columns and name != target]
    known = rates.select("event_date", target, *names).drop_nulls().sort("event_date")
    if known.height <= FAR or not names:
        return None
    logs = np.log(known.select(target, *names).to_numpy())
    returns = np.diff(logs, axis=0)
    days = known.get_column("event_date").to_list()
    week, month = (_position(days, days[-1] - back) for back in (WEEK, MONTH))
    slopes, errors = least_squares(returns[-FAR:, 0], returns[-FAR:, 1:])
    critical = float(stdtrit(FAR - len(names) - 1, 0.975))
    moved = logs[-1] - logs[month]
    scale = logarithmic_mean(*np.exp(logs[[-1, month], 0]).tolist())
    each = tuple(
        Driver(
            name,
            100.0 * float(np.expm1(logs[-1, i] - logs[week, i])),
            100.0 * float(np.expm1(moved[i])),
            *correlation(returns[-NEAR:, 0], returns[-NEAR:, i]),
            float(scale * slopes[i] * moved[i]),
            float(slopes[i] / errors[i]),
            bool(abs(slopes[i] / errors[i]) > critical),
        )
        for i, name in enumerate(names, 1)
    )
    move = float(scale * moved[0])
    rest = move - sum(one.contribution for one in each)
    return Drivers(each, NEAR, FAR, days[month], days[-1], move, rest)


def correlation(one: Floats, other: Floats) -> tuple[float, float, float]:
    """Pearson's correlation and its 95 % interval."""
    r = float(np.corrcoef(one, other)[0, 1])
    half = _TWO_SIDED_95 / sqrt(len(one) - 3)
    z = atanh(min(max(r, -1 + 1e-12), 1 - 1e-12))
    return r, tanh(z - half), tanh(z + half)


def least_squares(explained: Floats, explaining: Floats) -> tuple[Floats, Floats]:
    """Constant and slopes, and their standard errors by Newey and West.

    Args:
        explained: Shape (n,).
        explaining: Shape (n, k), without a constant.
    """
    n = len(explained)
    design = np.column_stack((np.ones(n), explaining))
    inverse = np.linalg.pinv(design.T @ design)
    slopes = inverse @ design.T @ explained
    influence = design * (explained - design @ slopes)[:, None]
    middle = influence.T @ influence
    lags = int(4 * (n / 100) ** (2 / 9))
    for lag in range(1, lags + 1):
        product = influence[lag:].T @ influence[:-lag]
        middle += (1.0 - lag / (lags + 1.0)) * (product + product.T)
    return slopes, np.sqrt(np.diag(inverse @ middle @ inverse))


def _position(days: Sequence[date], day: date) -> int:
    """Of the last of `days` on or before `day`."""
    return max(i for i, one in enumerate(days) if one <= day)
