"""What is said once per run, beside its predictions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal

import dataframely as dy

from forexlib.core.frames import Predictions

Track = Literal["live", "backfill", "shadow", "spot"]
Mode = Literal["ensemble", "robust", "naive"]


@dataclass(frozen=True, slots=True)
class Run:
    """One act of forecasting: what went in, what was decided, what came out.

    Attributes:
        run_id: 12 hex digits of the hash of everything that determines the predictions.
        pair: For example USDCLP.
        target: The quantity forecast, for example nbp_fixing.
        track: Where the rows belong; people may be shown live and spot rows unlabelled.
        as_of: Nothing published later was used.
        admitted_by: Nothing admitted later was used; None where every admitted value counts.
        origin_date: The last event date known at `as_of`.
        mode: The rung of the ladder the run stands on.
        reason: Why no better mode, or "" in the best one.
        fingerprint: Hash of the values used.
        seed: Of every random draw.
        spot: The screen rate the distribution was re-anchored at, if any.
        weights: Horizon in days to member to weight; each horizon's sum to 1.
        importances: Horizon in days to feature to share of the forest's gain.
        versions: Package name to version, of the code that made the run.
        warnings: Whatever the reader should know.
        refused: Horizon in days to the reason it was not forecast.
        predictions: The rows.
    """

    run_id: str
    pair: str
    target: str
    track: Track
    as_of: datetime
    admitted_by: datetime | None
    origin_date: date
    mode: Mode
    reason: str
    fingerprint: str
    seed: int
    predictions: dy.DataFrame[Predictions]
    spot: float | None = None
    weights: Mapping[int, Mapping[str, float]] = field(default_factory=dict)
    importances: Mapping[int, Mapping[str, float]] = field(default_factory=dict)
    versions: Mapping[str, str] = field(default_factory=dict)
    warnings: tuple[str, ...] = ()
    refused: Mapping[int, str] = field(default_factory=dict)
