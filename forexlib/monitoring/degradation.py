"""What the monitor of performance says of one horizon."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import polars as pl

from forexlib.core.event import Severity

Label = Literal["walk-forward", "trailing year"]
State = Literal["insufficient", "ok", "degraded"]
Lack = Literal["outcomes", "baseline"]


@dataclass(frozen=True, slots=True)
class Baseline:
    """What recent forecasts are held against.

    Attributes:
        label: Where it comes from: the model's own walk, or for want of one the year before.
        scored: Its scored forecasts, none of which shares an outcome with the recent ones.
    """

    label: Label
    scored: pl.DataFrame


@dataclass(frozen=True, slots=True)
class Raw:
    """What people know, in quote currency per USD and percent; it follows the market.

    Attributes:
        rmse: Root of the mean squared error.
        mae: Mean absolute error of the median.
        mape: The same in percent of the actual.
        bias: Mean of forecast - actual.
        rmse_ratio: RMSE over the random walk's on common origins; None without any.
    """

    rmse: float
    mae: float
    mape: float
    bias: float
    rmse_ratio: float | None


@dataclass(frozen=True, slots=True)
class Rise:
    """How far a statistic stands above what it should be, in percent.

    Attributes:
        percent: The estimate.
        low: Lower end of its 95 % block-bootstrap interval.
        high: Its upper end.
        floors: Lower ends at the confidence of WARNING and of HIGH, in this order.
        severity: The tier that holds; INFO: none.
    """

    percent: float
    low: float
    high: float
    floors: tuple[float, float]
    severity: Severity


@dataclass(frozen=True, slots=True)
class Degradation:
    """The verdict at one horizon.

    Attributes:
        horizon_days: Calendar days.
        state: insufficient: no tier applies; degraded: one does.
        lack: What there is too little of; None if there is enough.
        severity: The graver of the two statistics' tiers; None if insufficient.
        n: Recent forecasts.
        outcomes: Of them that do not overlap.
        skill: The degradation; None if insufficient.
        surprise: The second statistic; None if insufficient.
        recent: Raw errors; None without a forecast.
        base: The baseline's; None without one.
        baseline: Where the baseline comes from; None without one.
        n_base: Forecasts of the baseline.
        with_the_market: Raw RMSE rose by a tier, and no loss beside the random walk's did.
    """

    horizon_days: int
    state: State
    lack: Lack | None
    severity: Severity | None
    n: int
    outcomes: int
    skill: Rise | None
    surprise: Rise | None
    recent: Raw | None
    base: Raw | None
    baseline: Label | None
    n_base: int
    with_the_market: bool

    def change(self, loss: Literal["rmse", "mae", "mape", "rmse_ratio"]) -> float | None:
        """By how many percent a raw loss rose; None where it cannot be said."""
        if self.recent is None or self.base is None:
            return None
        now, before = getattr(self.recent, loss), getattr(self.base, loss)
        return 100.0 * (now / before - 1.0) if now is not None and before else None
