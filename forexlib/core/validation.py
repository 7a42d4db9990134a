"""What walk-forward validation is told once per walk, and what comes of each origin."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal

import dataframely as dy

from forexlib.core.frames import Predictions

Window = Literal["expanding", "rolling"]
OriginState = Literal["done", "repeated", "refused"]


@dataclass(frozen=True, slots=True)
class ValidationRun:
    """One walk: which forecasts were made again as they would have been made then.

    Attributes:
        run_id: Hash of everything that determines the forecasts.
        pair: For example USDCLP.
        target: The quantity forecast, for example nbp_fixing.
        horizons: Calendar days.
        models: Names of those that were to forecast, `random_walk` among them.
        window: Whether what models learn from grows, or moves along.
        window_days: Calendar days of a rolling window; None where it expands.
        initial_days: Calendar days of history before the first origin.
        step_days: Calendar days from one origin to the next.
        first_day: The first day that was forecast from.
        last_day: The last one.
        fingerprint: Hash of the values used.
        seed: Of every random draw.
        recipe: What the models were made by.
        versions: Package name to version, of the code that walked.
    """

    run_id: str
    pair: str
    target: str
    horizons: tuple[int, ...]
    models: tuple[str, ...]
    window: Window
    window_days: int | None
    initial_days: int
    step_days: int
    first_day: date
    last_day: date
    fingerprint: str
    seed: int
    recipe: str
    versions: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class WalkedOrigin:
    """What came of one instant of a walk.

    Attributes:
        as_of: Nothing published later was used.
        state: `repeated` where the last event date known was that of the instant before, so that
            nothing new could be forecast; `refused` where nothing could be.
        origin_date: The last event date known at `as_of`; never None where `done`.
        reason: Why not done, or "".
        failures: Model to why it did not forecast.
        weights: Horizon in days to member of the ensemble to weight.
        forecasts: The rows, all of `as_of` and `origin_date`; none where not `done`. Their run_id
            is that of the act of forecasting, and is not kept.
    """

    as_of: datetime
    state: OriginState = "done"
    origin_date: date | None = None
    reason: str = ""
    failures: Mapping[str, str] = field(default_factory=dict)
    weights: Mapping[int, Mapping[str, float]] = field(default_factory=dict)
    forecasts: dy.DataFrame[Predictions] = field(default_factory=Predictions.create_empty)


class ValidationTests(dy.Schema):
    """What statistical tests say of a walk: one row per horizon, model and test."""

    horizon_days = dy.Int16(primary_key=True, min=1)
    model = dy.String(primary_key=True)
    test = dy.String(primary_key=True)
    n = dy.Int64(min=0)  # forecasts it is made from
    outcomes = dy.Float64(nullable=True, min=0.0)  # of these, the ones that do not overlap
    statistic = dy.Float64(nullable=True)
    p_value = dy.Float64(nullable=True, min=0.0, max=1.0)
    estimate = dy.Float64(nullable=True)  # of what the test is about: a ratio, a share
    low = dy.Float64(nullable=True)  # ends of its 95 % interval
    high = dy.Float64(nullable=True)
