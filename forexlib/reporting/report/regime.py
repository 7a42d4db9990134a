"""How stormy the market is, and whether it shuns risk.

Volatility is that of daily log returns r, averaged with exponentially falling weights and put on a
year of 252 fixings: sqrt(252 sum(.985**i r[t-i]**2) / sum(.985**i)).

The risk regime is the sign of the first principal component of 20-day log returns of currencies
that fall when risk is shunned, each divided by its own standard deviation over all that is known.
The component's sign is fixed so that AUD, MXN, ZAR and BRL losing against the dollar is positive:
risk-off. It is put in units of its own standard deviation, and the state changes only when it
passes 0.25 on the other side (hysteresis), so that it does not flicker around zero.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from math import sqrt
from typing import Final, Literal

import numpy as np
import polars as pl

from forexlib.core.history import Floats
from forexlib.core.series import NBP_FIXING, series_name

State = Literal["risk-on", "risk-off"]

DECAY: Final = 0.985
YEAR: Final = 252
"""Fixings."""

SHORT, LONG = 7, 90
"""Fixings of the two windows that are compared."""

WARM_UP: Final = 250
"""Fixings before the first volatility that counts in percentiles."""

BACK: Final = 20
"""Fixings over which returns are taken for the regime."""

THRESHOLD: Final = 0.25
"""Standard deviations the component must be beyond zero to change the state."""

CARRY: Final = tuple(series_name(NBP_FIXING, f"USD{one}") for one in ("AUD", "MXN", "ZAR", "BRL"))
"""Those whose loss is risk-off; they fix the sign."""

HAVENS: Final = tuple(series_name(NBP_FIXING, f"USD{one}") for one in ("JPY", "CHF"))


@dataclass(frozen=True, slots=True)
class Volatility:
    """Of the target.

    Attributes:
        path: event_date and volatility, in percent a year, from the first day it counts.
        now: The last of them.
        percentile: Share of the path not above `now`, in percent.
        short: Over the last 7 fixings, in percent a year.
        long: Over the last 90 fixings, in percent a year.
    """

    path: pl.DataFrame
    now: float
    percentile: float
    short: float
    long: float

    @property
    def ratio(self) -> float:
        """Of the short window to the long one."""
        return self.short / self.long


@dataclass(frozen=True, slots=True)
class Regime:
    """Of the market.

    Attributes:
        state: Whether risk is sought or shunned.
        since: The day it last changed.
        component: In standard deviations; positive when risk is shunned.
        share: Of the variance the component explains, in percent.
        series: Those it was made from.
        path: event_date and whether risk is shunned (`off`).
    """

    state: State
    since: date
    component: float
    share: float
    series: tuple[str, ...]
    path: pl.DataFrame


def volatility(fixings: pl.DataFrame) -> Volatility | None:
    """Of a series of event_date and value; None if it is too short."""
    days = fixings.get_column("event_date")
    squares = np.diff(np.log(fixings.get_column("value").to_numpy())) ** 2
    if len(squares) <= WARM_UP:
        return None
    smooth = pl.Series(squares).ewm_mean(alpha=1.0 - DECAY, adjust=True).to_numpy()
    path = pl.DataFrame({"event_date": days[1:][WARM_UP:], "volatility": _yearly(smooth[WARM_UP:])})
    now = path.get_column("volatility")[-1]
    below = float((path.get_column("volatility") <= now).mean() or 0.0)
    short, long = (float(_yearly(np.mean(squares[-window:]))) for window in (SHORT, LONG))
    return Volatility(path, now, 100.0 * below, short, long)


def risk_regime(rates: pl.DataFrame) -> Regime | None:
    """From event_date and a column per series; None if too few of them, or days, are there."""
    used = [name for name in (*CARRY, *HAVENS) if name in rates.columns]
    if not any(name in CARRY for name in used) or len(used) < 2:  # noqa: PLR2004
        return None
    known = rates.select("event_date", *used).drop_nulls().sort("event_date")
    if known.height <= WARM_UP:
        return None
    logs = np.log(known.select(used).to_numpy())
    moves = logs[BACK:] - logs[:-BACK]
    component, share = first_component(moves / np.std(moves, axis=0), used)
    days = known.get_column("event_date")[BACK:]
    off = states(component)
    changed = np.flatnonzero(np.diff(off.astype(int)))
    return Regime(
        state="risk-off" if off[-1] else "risk-on",
        since=days[int(changed[-1]) + 1] if len(changed) else days[0],
        component=float(component[-1]),
        share=100.0 * share,
        series=tuple(used),
        path=pl.DataFrame({"event_date": days, "off": off}),
    )


def first_component(standardised: Floats, names: Sequence[str]) -> tuple[Floats, float]:
    """The first principal component in its own standard deviations, and its share of variance."""
    values, vectors = np.linalg.eigh(np.cov(standardised, rowvar=False))
    loadings = vectors[:, -1]
    if sum(loadings[i] for i, name in enumerate(names) if name in CARRY) < 0:
        loadings = -loadings
    component = standardised @ loadings
    return component / np.std(component), float(values[-1] / np.sum(values))


def states(component: Floats) -> np.ndarray:
    """Whether risk is shunned on each day: it changes only beyond the threshold."""
    off, told = bool(component[0] > 0), []
    for value in component:
        if abs(value) > THRESHOLD:
            off = bool(value > 0)
        told.append(off)
    return np.array(told)


def _yearly(squares: Floats) -> Floats:
    """Squared daily log returns as percent a year."""
    return 100.0 * sqrt(YEAR) * np.sqrt(squares)
