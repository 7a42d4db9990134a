"""Synthetic panels: business days of Warsaw, each value public when the NBP would publish it."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from functools import cache

import dataframely as dy
import numpy as np
import polars as pl

from forexlib.core.calendar import business_calendar
from forexlib.core.frames import Panel
from forexlib.core.history import Floats
from forexlib.core.series import NBP_FIXING, QUANTITIES, quantity_of, series_name

FIRST_DAY = date(2018, 1, 2)
DAILY_VOLATILITY = 0.007
REGRESSORS = ("DXY", "USDBRL", "USDMXN", "USDAUD")
TARGET = series_name(NBP_FIXING, "USDCLP")
OUTSIDE = ("tpm/CLP", "fred/DFF", "yahoo_close/USDCLP")
"""Series of other sources that benchmarks need."""


def warsaw_days(count: int, *, first: date = FIRST_DAY) -> list[date]:
    """The first `count` days on or after `first` on which the NBP fixes."""
    start, steps = np.datetime64(first, "D"), np.arange(count)
    return np.busday_offset(
        start, steps, roll="forward", busdaycal=business_calendar("warsaw")
    ).tolist()


def noon(day: date) -> datetime:
    """The instant the fixing of `day` became public."""
    return QUANTITIES[NBP_FIXING].available_at(day)


def panel_of(
    values: Mapping[str, Sequence[float] | Floats], *, first: date = FIRST_DAY
) -> dy.DataFrame[Panel]:
    """One value per business day from `first` for each instrument, each public at its noon."""
    count = max(len(rates) for rates in values.values())
    days = warsaw_days(count, first=first)
    instants = [noon(day) for day in days]
    return Panel.validate(
        pl.concat(
            pl.DataFrame(
                {
                    "series": series_name(NBP_FIXING, instrument),
                    "event_date": days[: len(rates)],
                    "available_at": instants[: len(rates)],
                    "value": np.asarray(rates, dtype=np.float64),
                },
                schema=Panel.create_empty().schema,
            )
            for instrument, rates in values.items()
        )
    )


def garch_returns(count: int, *, generator: np.random.Generator) -> Floats:
    """Driftless returns whose variance clusters: alpha .06, beta .92, the mean variance ours."""
    alpha, beta, mean = 0.06, 0.92, DAILY_VOLATILITY**2
    returns, variance = np.empty(count), mean
    for i, shock in enumerate(generator.standard_normal(count)):
        returns[i] = np.sqrt(variance) * shock
        variance = (1 - alpha - beta) * mean + alpha * returns[i] ** 2 + beta * variance
    return returns


@cache
def simulated(
    count: int = 1600, *, seed: int = 1, stale: float = 0.0, first: date = FIRST_DAY
) -> dy.DataFrame[Panel]:
    """A driftless random walk around 800 CLP and regressors that know nothing of it.

    Args:
        count: Fixings.
        seed: Of everything drawn.
        stale: Share of yesterday's move of USDBRL that the target only makes today: the stale
            quote that makes a vector autoregression right.
        first: Day of the first fixing.
    """
    generator = np.random.default_rng(seed)
    moves = {name: garch_returns(count, generator=generator) for name in REGRESSORS}
    own = garch_returns(count, generator=generator)
    own[1:] += stale * moves["USDBRL"][:-1]
    return panel_of(
        {
            "USDCLP": 800.0 * np.exp(np.cumsum(own)),
            **{name: 5.0 * np.exp(np.cumsum(moved)) for name, moved in moves.items()},
        },
        first=first,
    )


def with_outside(panel: dy.DataFrame[Panel], *, seed: int = 2) -> dy.DataFrame[Panel]:
    """The panel, and beside it what other sources serve: two policy rates and a traded quote.

    Each value is public when its own quantity would publish it. The quote wanders half a percent
    around the target; the rates move by a quarter of a point now and then.
    """
    generator = np.random.default_rng(seed)
    own = panel.filter(pl.col("series") == TARGET).sort("event_date")
    count, days = len(own), own.get_column("event_date").to_list()
    stepped = [0.25 * np.cumsum(generator.choice([-1, 0, 1], count, p=[0.01, 0.98, 0.01]))] * 2
    values = {
        OUTSIDE[0]: np.clip(5.0 + stepped[0], 0.25, None),
        OUTSIDE[1]: np.clip(4.0 - stepped[1], 0.25, None),
        OUTSIDE[2]: own.get_column("value").to_numpy()
        * np.exp(0.005 * generator.standard_normal(count)),
    }
    outside = [
        pl.DataFrame(
            {
                "series": series,
                "event_date": days,
                "available_at": [quantity_of(series).available_at(day) for day in days],
                "value": rates,
            },
            schema=panel.schema,
        )
        for series, rates in values.items()
    ]
    return Panel.validate(pl.concat([panel, *outside]))


def last_noon(panel: dy.DataFrame[Panel]) -> datetime:
    """The instant at which everything in `panel` is public."""
    return panel.select(pl.col("available_at").max()).row(0)[0]


def truncated(panel: dy.DataFrame[Panel], count: int) -> dy.DataFrame[Panel]:
    """The first `count` days of every series."""
    days = panel.get_column("event_date").unique().sort()[:count]
    return Panel.validate(panel.filter(pl.col("event_date").is_in(days.implode())))
