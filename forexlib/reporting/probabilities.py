"""How likely the rate ends above or below a level, by the quantiles and tails of stored rows."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Final, Literal

import polars as pl

from forexlib.core.distribution import join, probability_above
from forexlib.core.levels import ALL_LEVELS, TAIL_LEVELS

Side = Literal["above", "below"]

MOST_THRESHOLDS: Final = 16
"""Rows a table of round thresholds may have."""

NICE: Final = (1.0, 2.0, 2.5, 5.0, 10.0)
"""Steps, times a power of ten, that people count in."""

SHOWN_FROM, SHOWN_TO = ALL_LEVELS.index(TAIL_LEVELS[1]), ALL_LEVELS.index(TAIL_LEVELS[2])
"""A table of thresholds reaches from the 1 % to the 99 % quantile."""

RAREST: Final = 100.0 * TAIL_LEVELS[0]
"""Percent; what is rarer lies outside the stored levels and is told as a bound."""


def probabilities(forecast: pl.DataFrame, events: Sequence[tuple[Side, float]]) -> pl.DataFrame:
    """The probability of each event at each horizon.

    Args:
        forecast: Rows of `jobs.probability.newest_forecast`, one per horizon.
        events: Side and threshold K (quote currency per USD, positive): P(S > K) or P(S < K).

    Returns:
        What names the forecast, then event, threshold and probability (percent; beyond the stored
        levels a thin-tailed extrapolation); by horizon, and within it in the order of `events`.
    """
    rows = [
        {
            **{name: row[name] for name in _NAMES},
            "event": side,
            "threshold": threshold,
            "probability": above if side == "above" else 100.0 - above,
        }
        for row in forecast.sort("horizon_days").iter_rows(named=True)
        for (side, threshold), above in zip(events, _above(row, events), strict=True)
    ]
    said = {"event": pl.String, "threshold": pl.Float64, "probability": pl.Float64}
    kept = forecast.select(_NAMES).schema
    return pl.DataFrame(rows, schema={**kept, **said})


def round_thresholds(forecast: pl.DataFrame, *, most: int = MOST_THRESHOLDS) -> list[float]:
    """Round rates, rising, across the 98 % interval of the horizon with the widest one.

    The step is 1, 2, 2.5 or 5 times a power of ten, the finest with at most `most` of them.
    """
    ends = [
        (rates[SHOWN_FROM], rates[SHOWN_TO])
        for rates in (join(*row) for row in forecast.select("quantiles", "tails").iter_rows())
    ]
    lowest, highest = min(low for low, _ in ends), max(high for _, high in ends)
    step = _step((highest - lowest) / (most - 1))
    first, last = math.ceil(lowest / step), math.floor(highest / step)
    return [float(f"{position * step:.12g}") for position in range(first, last + 1)]


def in_words(probability: float) -> str:
    """A probability in percent, never surer than the stored tails: `< 0.5 %` or `> 99.5 %`."""
    if probability < RAREST:
        return f"< {RAREST:g} %"
    if probability > 100.0 - RAREST:
        return f"> {100.0 - RAREST:g} %"
    return f"{probability:.1f} %"


_NAMES: Final = (
    "pair",
    "target",
    "track",
    "issued",
    "origin_date",
    "as_of",
    "run_id",
    "mode",
    "model_version",
    "last_rate",
    "horizon_days",
    "target_date",
    "median",
)


def _above(row: dict[str, list[float]], events: Sequence[tuple[Side, float]]) -> list[float]:
    """P(S > K) in percent for the threshold K of each event."""
    thresholds = [threshold for _, threshold in events]
    return (100.0 * probability_above(row["quantiles"], row["tails"], thresholds)).tolist()


def _step(least: float) -> float:
    """The smallest nice step that is not below `least`."""
    power = 10.0 ** math.floor(math.log10(least))
    return power * next(nice for nice in NICE if nice * power >= least * (1.0 - 1e-9))
