"""What happened in the market and to the forecast: events for those who trade on it.

| kind | when | severity, unless the settings say otherwise |
|---|---|---|
| forecast_change | the median moved since the forecast before by > 2 %, > 3 % | WARNING, HIGH |
| forecast_change | the bias changed its sign, and both exceed 0.3 % | WARNING |
| high_volatility | 7 returns against 90: more than 1.5 times, 2 times | WARNING, HIGH |
| economic_event | one of the agenda within 5 business days | INFO |
| regime_change | risk-on became risk-off, or the other way round | INFO |

Volatility is a condition: entered above its threshold, left only well below it, so that a ratio
that wavers around the threshold is one event and not ten. Where it stands follows from the rates
alone, so that a monitor that was off for a week finds the same.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from math import sqrt
from typing import Final

import numpy as np
import polars as pl

from forexlib.core.event import Event, rank
from forexlib.core.events import PlannedEvent
from forexlib.core.history import Floats
from forexlib.core.severities import USUAL, Severities

YEAR: Final = 252
"""Fixings."""

TIERS: Final = ("first", "second")
"""Thresholds, rising."""


@dataclass(frozen=True, slots=True)
class MarketRules:
    """What is worth telling.

    Attributes:
        change: Percent by which a median moves from one forecast to the next; first, second.
        bias: Percent that both medians must be away from their rates for a flip of sign to count.
        ratio: Of the short volatility over the long one; first, second.
        calm: The ratio below which the first, the second end.
        short: Returns of the short window.
        long: Returns of the long window.
        severities: How grave each is.
    """

    change: tuple[float, float] = (2.0, 3.0)
    bias: float = 0.3
    ratio: tuple[float, float] = (1.5, 2.0)
    calm: tuple[float, float] = (1.2, 1.5)
    short: int = 7
    long: int = 90
    severities: Severities = field(default_factory=lambda: USUAL, hash=False)


def forecast_changes(
    now: pl.DataFrame, before: pl.DataFrame, *, rules: MarketRules | None = None
) -> list[Event]:
    """How each horizon's median moved since the forecast before.

    Args:
        now: horizon_days, origin_date, last_rate and median of what is issued, a row a horizon.
        before: The same of the forecast from the origin before; may lack horizons, or be empty.
        rules: What counts; by default the usual.
    """
    rules = rules or MarketRules()
    earlier = {row["horizon_days"]: row for row in before.to_dicts()}
    found = []
    for row in now.sort("horizon_days").to_dicts():
        old = earlier.get(row["horizon_days"])
        if old is None:
            continue
        change = 100.0 * (row["median"] / old["median"] - 1.0)
        bias, bias_before = (100.0 * (one["median"] / one["last_rate"] - 1.0) for one in (row, old))
        flipped = bias * bias_before < 0 and min(abs(bias), abs(bias_before)) > rules.bias
        passed = sum(abs(change) > one for one in rules.change)
        named = [*TIERS[max(0, passed - 1) : passed], *(["flip"] if flipped else [])]
        if not named:
            continue
        told = [rules.severities[f"forecast_change.{name}"] for name in named]
        found.append(
            Event(
                "forecast_change",
                max(told, key=rank),
                row["horizon_days"],
                occasion=f"{row['origin_date']}",
                metrics={
                    "change": change,
                    "direction": "up" if change > 0 else "down",
                    "median": row["median"],
                    "median_before": old["median"],
                    "bias": bias,
                    "bias_before": bias_before,
                    "flipped": int(flipped),
                    "origin_before": f"{old['origin_date']}",
                },
            )
        )
    return found


def volatility_ratios(returns: Floats, *, rules: MarketRules | None = None) -> tuple[Floats, ...]:
    """Root mean square of the last `short` and `long` returns, and their ratio, for each day.

    Args:
        returns: Daily log returns, shape (n,).
        rules: The windows.

    Returns:
        Ratio, short and long, each of shape (n - long + 1,), the latter two in percent a year.
    """
    rules = rules or MarketRules()
    sums = np.concatenate(([0.0], np.cumsum(returns**2)))
    ends = np.arange(rules.long, len(sums))
    short, long = (
        100.0 * sqrt(YEAR) * np.sqrt((sums[ends] - sums[ends - window]) / window)
        for window in (rules.short, rules.long)
    )
    with np.errstate(divide="ignore", invalid="ignore"):
        ratio = np.where(long > 0, short / long, 1.0)
    return ratio, short, long


def volatility_states(ratios: Floats, *, rules: MarketRules | None = None) -> np.ndarray:
    """On each day how many thresholds were passed, 0, 1 or 2, with hysteresis, shape (n,).

    A level is entered above its threshold and left below its `calm` one.
    """
    rules = rules or MarketRules()
    states, level = np.zeros(len(ratios), dtype=np.intp), 0
    for day, ratio in enumerate(ratios):
        entered = int(ratio > rules.ratio[0]) + int(ratio > rules.ratio[1])
        held = int(ratio > rules.calm[0]) + int(ratio > rules.calm[1])
        level = max(entered, min(level, held))
        states[day] = level
    return states


def high_volatility(fixings: pl.DataFrame, *, rules: MarketRules | None = None) -> list[Event]:
    """Whether the market is stormy.

    Args:
        fixings: event_date and value, in order.
        rules: What counts.
    """
    rules = rules or MarketRules()
    returns = np.diff(np.log(fixings.get_column("value").to_numpy()))
    if len(returns) < rules.long:
        return []
    ratio, short, long = volatility_ratios(returns, rules=rules)
    level = int(volatility_states(ratio, rules=rules)[-1])
    if level == 0:
        return []
    metrics = {"ratio": float(ratio[-1]), "short": float(short[-1]), "long": float(long[-1])}
    severity = rules.severities[f"high_volatility.{TIERS[level - 1]}"]
    return [Event("high_volatility", severity, metrics=metrics)]


def economic_events(
    planned: Sequence[PlannedEvent], day: date, *, rules: MarketRules | None = None
) -> list[Event]:
    """One for each event that is near; told once, when it comes near.

    Args:
        planned: Those within the usual days (`forexlib.core.events.upcoming`).
        day: Today.
        rules: How grave it is.
    """
    severity = (rules or MarketRules()).severities["economic_event"]
    return [
        Event(
            "economic_event",
            severity,
            subject=one.calendar,
            occasion=f"{one.day}",
            metrics={
                "title": one.title,
                "title_en": one.title_en or one.title,
                "day": f"{one.day}",
                "days": (one.day - day).days,
            },
        )
        for one in planned
    ]


def regime_change(
    state: str,
    since: date,
    newest: date,
    *,
    metrics: Mapping[str, float],
    rules: MarketRules | None = None,
) -> list[Event]:
    """Whether the risk regime changed with the newest fixing.

    Args:
        state: risk-on or risk-off.
        since: The day it last changed.
        newest: The newest day.
        metrics: More to be told.
        rules: How grave it is.
    """
    if since != newest:
        return []
    told = {"state": state, "since": f"{since}", **metrics}
    severity = (rules or MarketRules()).severities["regime_change"]
    return [Event("regime_change", severity, occasion=f"{since}", metrics=told)]
