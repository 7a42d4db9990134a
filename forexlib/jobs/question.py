"""Put a person's words into a question that can be forecast."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from forexlib.core.errors import SettingsError
from forexlib.engine.forecast import Question

HINDSIGHT: Final = timedelta(minutes=10)
"""A forecast from an instant older than this is not live; it is labelled backfill."""


def ask(
    *, pair: str, target: str, as_of: datetime | None, spot: float | None, now: datetime
) -> Question:
    """The question asked at the instant `now`.

    Args:
        pair: For example USDCLP.
        target: The quantity forecast.
        as_of: Nothing published later is to be used, UTC; None for now.
        spot: A screen rate to re-anchor at, if any.
        now: The question is live if it is about now, else its rows are labelled backfill.

    Raises:
        SettingsError: If the instant lies ahead, or the spot is no rate.
    """
    asked = as_of or now
    if asked > now:
        raise SettingsError(
            f"{asked:%Y-%m-%d %H:%M} UTC has not come yet.",
            remedy="Forecast from now or from a past day.",
        )
    if spot is not None and not 0 < spot < float("inf"):
        raise SettingsError(f"A spot of {spot} is no rate.", remedy="Write it as 941.2.")
    hindsight = now - asked > HINDSIGHT
    return Question(
        pair=pair,
        target=target,
        track="backfill" if hindsight else "live",
        as_of=asked,
        admitted_by=None if hindsight else now,
        spot=spot,
    )
