"""Runs of a candidate, one a day, as readiness looks for them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

from forexlib.core.runs import Mode, Run, Track
from forexlib.store.duck import DuckStore
from tests.store.builders import VERSION, row, run

RECIPE = "aaaaaaaaaaaa"
HOUR = time(11, 30)
"""UTC; 08:30 in Santiago in March 2024."""


def at_issue(day: date) -> datetime:
    return datetime.combine(day, HOUR, tzinfo=UTC)


def issued(  # noqa: PLR0913  (what may differ)
    day: date,
    *,
    track: Track = "live",
    model: str = "ensemble",
    version: str = VERSION,
    recipe: str = RECIPE,
    mode: Mode = "ensemble",
    horizons: Sequence[int] = (7,),
    refused: Mapping[int, str] | None = None,
    origin: date | None = None,
    again: str = "",
) -> Run:
    """A forecast of the day's own fixing, made at the issue time; `again` are other values."""
    anchor = origin or day
    rows = [
        row(
            horizon_days=horizon,
            origin_date=anchor,
            as_of=at_issue(day),
            target_date=anchor + timedelta(days=horizon),
            model=model,
            model_version=version,
            mode=mode,
            fingerprint=f"{anchor}{again}",
        )
        for horizon in horizons
    ]
    name = f"{track}-{day}-{model}-{version}-{mode}-{recipe}{again}"
    return replace(
        run(*rows, run_id=name, track=track),
        as_of=at_issue(day),
        origin_date=anchor,
        mode=mode,
        versions={"recipe": recipe},
        refused=refused or {},
    )


def keep(store: DuckStore, *runs: Run) -> None:
    """Each saved at its own instant."""
    for one in runs:
        store.save([one], saved_at=one.as_of)


def in_hindsight(days: Sequence[date]) -> Run:
    """One backfill of the ensemble, a week ahead from each of these days."""
    rows = [
        row(
            origin_date=day,
            as_of=at_issue(day),
            target_date=day + timedelta(days=7),
            fingerprint=str(day),
        )
        for day in days
    ]
    return replace(
        run(*rows, run_id="backfill", track="backfill"),
        as_of=at_issue(days[-1]),
        versions={"recipe": RECIPE},
    )
