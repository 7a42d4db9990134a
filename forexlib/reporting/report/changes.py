"""Why a median moved since the forecast before, to the last cent.

The log of a median is the log of the rate it is anchored at, plus how far each member's own median
lies from that anchor times the member's weight, plus the rest (a change of mode, or the shape of
the distribution). Each part of the change of the log becomes a part of the change of the rate by
the logarithmic mean L of both medians, since L (log m1 - log m0) = m1 - m0 exactly:

    L = (m1 - m0) / (log m1 - log m0)

Reference: Ang (2005), "The LMDI approach to decomposition analysis", Energy Policy 33, 867-871.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import floor, log
from typing import Any

import polars as pl

from forexlib.reporting.forecast_table import ISSUED
from forexlib.reporting.report.facts import RANDOM_WALK, row_of

Weights = Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Change:
    """What changed at one horizon, in the quote currency per USD; the parts add up to `total`.

    Attributes:
        horizon_days: Of both forecasts.
        before: The median of the forecast before.
        now: The median now.
        rate: Part of the move of the rate itself.
        members: Member to the part of its weighted centre.
        rest: What is left: a change of mode or of shape.
        width_before: Of the 80 % interval.
        width_now: Of the 80 % interval.
    """

    horizon_days: int
    before: float
    now: float
    rate: float
    members: Mapping[str, float]
    rest: float
    width_before: float
    width_now: float

    @property
    def total(self) -> float:
        """From the median before to the median now."""
        return self.now - self.before


def change(
    now: pl.DataFrame,
    before: pl.DataFrame,
    *,
    horizon_days: int,
    weights_now: Weights,
    weights_before: Weights,
) -> Change | None:
    """What changed at a horizon; None if it was not forecast both times.

    Args:
        now: Rows of every model of a forecast.
        before: Rows of every model of the forecast before.
        horizon_days: The horizon.
        weights_now: Member to weight of the forecast.
        weights_before: Member to weight of the forecast before.
    """
    new, old = row_of(now, horizon_days, ISSUED), row_of(before, horizon_days, ISSUED)
    if new is None or old is None:
        return None
    members = [name for name in {**weights_now, **weights_before} if name != RANDOM_WALK]
    parts = {
        name: _pull(now, horizon_days, name, weights_now)
        - _pull(before, horizon_days, name, weights_before)
        for name in members
    }
    scale = logarithmic_mean(new["median"], old["median"])
    rate = log(new["last_rate"] / old["last_rate"])
    rest = log(new["median"] / old["median"]) - rate - sum(parts.values())
    return Change(
        horizon_days=horizon_days,
        before=old["median"],
        now=new["median"],
        rate=scale * rate,
        members={name: scale * part for name, part in parts.items()},
        rest=scale * rest,
        width_before=_width(old),
        width_now=_width(new),
    )


def logarithmic_mean(one: float, other: float) -> float:
    """Between the two; what turns a difference of logs into a difference."""
    return one if one == other else (one - other) / log(one / other)


def rounded(parts: Sequence[float], total: float, *, decimals: int) -> list[float]:
    """Parts of `total`, rounded so that they add up to `total` rounded.

    The largest remainders are rounded up, as seats are shared out (Hamilton's method): each part
    is off by less than one unit of the last decimal.
    """
    unit = 10.0**-decimals
    floors = [floor(part / unit) for part in parts]
    missing = round(round(total, decimals) / unit) - sum(floors)
    order = sorted(range(len(parts)), key=lambda i: floors[i] - parts[i] / unit)
    each, more = divmod(missing, len(parts))  # each is 0, but where a total lies on a halfway point
    raised = set(order[:more])
    return [round((one + each + (i in raised)) * unit, decimals) for i, one in enumerate(floors)]


def _pull(rows: pl.DataFrame, horizon_days: int, member: str, weights: Weights) -> float:
    """How far a member draws the log of the ensemble's median from its anchor."""
    weight, row = weights.get(member, 0.0), row_of(rows, horizon_days, member)
    return weight * log(row["median"] / row["last_rate"]) if weight and row is not None else 0.0


def _width(row: Mapping[str, Any]) -> float:
    return row["upper_80"] - row["lower_80"]
