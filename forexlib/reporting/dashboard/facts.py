"""The rows a dashboard is made from."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import polars as pl

from forexlib.core.ages import Age


@dataclass(frozen=True, slots=True)
class Scope:
    """Of what, and when.

    Attributes:
        pair: For example USDCLP.
        target: The quantity forecast.
        as_of: Nothing that became known later is shown, UTC.
        zone: In which times of day are told.
        institution: Who publishes the dashboard.
        horizon_days: Chosen at first.
    """

    pair: str
    target: str
    as_of: datetime
    zone: str
    institution: str
    horizon_days: int = 7


@dataclass(frozen=True, slots=True)
class Facts:
    """Every row a dashboard is made from, none of which became known after its instant.

    Attributes:
        scope: Of what, and when.
        horizons: Calendar days, rising.
        forecast: Rows of the view `forecasts`: every model of the newest forecast, and whether it
            was issued; no rows if there is none.
        rates: event_date and value of the series forecast, as the forecast saw it.
        scored: Rows of the view `scored_forecasts` of what was issued that are on record.
        walked: Rows of the view `walk_forward_scored` of the newest walk's ensemble.
        board: Rows of the view `model_leaderboard` of that walk.
        walk: Rows of `validation_runs` of that walk: one, or none.
        performance: Rows of `forexlib.jobs.performance.as_rows`.
        drift: Rows of the view `drift_trend`, rising in day.
        tests: Rows of `drift_tests` of the last of those days.
        standing: Rows of the view `alert_conditions` that hold.
        log: The newest decisions first, of the view `alert_log`, but for those of kind none.
        decided: How many decisions there are, those of kind none too.
        readiness: The newest day's rows of readiness.
        champions: Rows of `forexlib.jobs.dashboard_versions.champions_then`.
        candidates: Rows of `forexlib.jobs.dashboard_versions.candidates_then`.
        ages: Of every series that the forecast looks at.
        status: Rows of the view `data_status`, of series that nothing came later of.
        sources: Rows of the view `source_status`.
        quarantine: Open rows of the view `quarantine_status`.
        runs: The newest runs first.
    """

    scope: Scope
    horizons: tuple[int, ...]
    forecast: pl.DataFrame
    rates: pl.DataFrame
    scored: pl.DataFrame
    walked: pl.DataFrame
    board: pl.DataFrame
    walk: pl.DataFrame
    performance: pl.DataFrame
    drift: pl.DataFrame
    tests: pl.DataFrame
    standing: pl.DataFrame
    log: pl.DataFrame
    decided: int
    readiness: pl.DataFrame
    champions: pl.DataFrame
    candidates: pl.DataFrame
    ages: tuple[Age, ...]
    status: pl.DataFrame
    sources: pl.DataFrame
    quarantine: pl.DataFrame
    runs: pl.DataFrame
