"""Letters whose numbers a reader can derive."""

from __future__ import annotations

import polars as pl

from forexlib.core.event import Event
from forexlib.reporting.mail import Letter
from forexlib.reporting.subject import headline
from tests.reporting.forecasts import forecast, horizon


def letter(
    *events: Event,
    days: tuple[int, ...] = (7, 15, 30, 90),
    anchor: float = 995.26,
    pair: str = "USDCLP",
    target: str = "nbp_fixing",
    **changes: object,
) -> Letter:
    """A forecast that stays at its anchor."""
    rows = forecast(*(horizon(one, anchor, pair=pair, target=target) for one in days))
    issued = rows.with_columns(issue=pl.lit(1))
    parts: dict[str, object] = {
        "line": headline(issued, events),
        "forecast": issued,
        "record": record(),
    }
    return Letter(**(parts | changes))  # ty: ignore[invalid-argument-type]


def record(*rows: tuple[int, str, int, float | None]) -> pl.DataFrame:
    """Rows of `live_scores`: horizon, track, n and CRPS ratio; four of five lay inside 80 %."""
    return pl.DataFrame(
        [(days, track, "ensemble", n, ratio, 80.0, 95.0) for days, track, n, ratio in rows],
        schema={
            "horizon_days": pl.Int16,
            "track": pl.String,
            "model": pl.String,
            "n": pl.Int64,
            "crps_ratio": pl.Float64,
            "coverage_80": pl.Float64,
            "coverage_95": pl.Float64,
        },
        orient="row",
    )
