"""The frames that pass between layers: column names, types, keys and units.

Rates are units of the quote currency per US dollar (CLP per USD). Instants are UTC.
"""

from __future__ import annotations

import dataframely as dy

from forexlib.core.levels import LEVELS, TAIL_LEVELS


def _instant(*, primary_key: bool = False, nullable: bool = False) -> dy.Datetime:
    return dy.Datetime(time_unit="us", time_zone="UTC", primary_key=primary_key, nullable=nullable)


class Published(dy.Schema):
    """What a source answers: one row per series, day and vintage."""

    series = dy.String(primary_key=True, min_length=3)
    event_date = dy.Date(primary_key=True)  # the day the value is about
    available_at = _instant(primary_key=True)  # when the world could know it
    value = dy.Float64(min_exclusive=0.0, allow_inf=False, allow_nan=False)
    source = dy.String()


class Panel(dy.Schema):
    """Values as a forecast may see them: every vintage public and admitted by some instants."""

    series = dy.String(primary_key=True)
    event_date = dy.Date(primary_key=True)
    available_at = _instant(primary_key=True)
    value = dy.Float64(min_exclusive=0.0, allow_inf=False, allow_nan=False)


class Predictions(dy.Schema):
    """One predictive distribution a row; the key lacks `issue`, which the store counts."""

    pair = dy.String(primary_key=True)
    target = dy.String(primary_key=True)  # the quantity forecast
    horizon_days = dy.Int16(primary_key=True, min=1)  # calendar days
    origin_date = dy.Date(primary_key=True)  # the last event date known
    track = dy.String(primary_key=True)  # live, backfill, shadow or spot
    model = dy.String(primary_key=True)
    model_version = dy.String(primary_key=True)  # 12 hex digits
    run_id = dy.String()
    mode = dy.String()  # ensemble, robust or naive
    as_of = _instant()
    admitted_by = _instant(nullable=True)  # null: everything ever admitted
    target_date = dy.Date()
    trading_days = dy.Int16(min=1)  # fixings expected after the origin, up to the target date
    last_rate = dy.Float64(min_exclusive=0.0)  # rate the distribution is anchored at
    mean = dy.Float64(min_exclusive=0.0, allow_inf=False, allow_nan=False)
    quantiles = dy.List(
        dy.Float64(min_exclusive=0.0, allow_inf=False, allow_nan=False),
        min_length=len(LEVELS),
        max_length=len(LEVELS),
    )  # at core.levels.LEVELS
    tails = dy.List(
        dy.Float64(min_exclusive=0.0, allow_inf=False, allow_nan=False),
        min_length=len(TAIL_LEVELS),
        max_length=len(TAIL_LEVELS),
    )  # at core.levels.TAIL_LEVELS
    fingerprint = dy.String()  # of the values the forecast was made from
