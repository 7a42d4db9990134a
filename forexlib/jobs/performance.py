"""Judge how good the forecasts of one model were lately, as it was known at an instant."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final, Protocol

import polars as pl

from forexlib.core.event import rank
from forexlib.decisions.worsening import Worsening
from forexlib.monitoring.coverage_alarm import CoverageAlarm, coverage_alarms, worst
from forexlib.monitoring.degradation import Baseline, Degradation, Rise
from forexlib.monitoring.performance import degradation
from forexlib.monitoring.tiers import Tiers
from forexlib.scoring.overlap import apart

LIVE: Final = "live"
TRACKS: Final = (LIVE, "backfill", "shadow")
YEAR: Final = timedelta(days=365)


class ScoreBook(Protocol):
    """Where scores are kept, as they were known at an instant."""

    def scored(self, pair: str, target: str, model: str, *, as_of: datetime) -> pl.DataFrame:
        """A model's scores, of every track, and the day of the newest actual of any."""
        ...

    def walked(self, pair: str, target: str, model: str, *, as_of: datetime) -> pl.DataFrame:
        """Those of its newest walk."""
        ...


@dataclass(frozen=True, slots=True)
class Yardstick:
    """What is judged, and how.

    Attributes:
        pair: Such as USDCLP.
        target: The quantity forecast.
        horizons: Calendar days.
        model: Whose forecasts.
        tiers: Thresholds; its `horizons` is how many are looked at together.
        seed: Of the bootstrap.
    """

    pair: str
    target: str
    horizons: Sequence[int]
    model: str = "ensemble"
    tiers: Tiers = Tiers()  # noqa: RUF009  (frozen)
    seed: int = 0


@dataclass(frozen=True, slots=True)
class Judged:
    """One track at one horizon.

    Attributes:
        track: live, backfill or shadow.
        model: Whose forecasts.
        first_day: Of the outcomes of the recent window; None where nothing was ever scored.
        last_day: Its last one: of the newest actual.
        degradation: The verdict on performance.
        coverage: One a level of interval, 80 and 95 %; none where nothing was ever scored.
    """

    track: str
    model: str
    first_day: date | None
    last_day: date | None
    degradation: Degradation
    coverage: tuple[CoverageAlarm, ...]


def performance(book: ScoreBook, yardstick: Yardstick, *, as_of: datetime) -> list[Judged]:
    """Judge each horizon and track; live ones always, the others where they have a score.

    Args:
        book: The scores.
        yardstick: What is judged, and how.
        as_of: What was not known then does not count, nor does a walk that was begun later.
    """
    asked = (yardstick.pair, yardstick.target, yardstick.model)
    scored, walked = book.scored(*asked, as_of=as_of), book.walked(*asked, as_of=as_of)
    newest = next((day for (day,) in scored.select("newest").head(1).iter_rows()), None)
    return [
        _judged(rows, walked.filter(horizon_days=horizon), yardstick, horizon, track, newest)
        for horizon in yardstick.horizons
        for track in TRACKS
        for rows in (scored.filter(horizon_days=horizon, track=track),)
        if rows.height or track == LIVE
    ]


def _judged(
    rows: pl.DataFrame,
    walked: pl.DataFrame,
    yardstick: Yardstick,
    horizon: int,
    track: str,
    newest: date | None,
) -> Judged:
    tiers = yardstick.tiers
    if newest is None:
        nothing = degradation(rows, None, horizon_days=horizon, tiers=tiers)
        return Judged(track, yardstick.model, None, None, nothing, ())
    first = tiers.first_day(newest, horizon)
    day = pl.col("actual_date")
    verdict = degradation(
        rows.filter(day >= first),
        _baseline(rows, walked, first, horizon, tiers),
        horizon_days=horizon,
        tiers=tiers,
        seed=yardstick.seed + horizon,
    )
    coverage = coverage_alarms(rows, horizon_days=horizon, last_day=newest, tiers=tiers)
    return Judged(track, yardstick.model, first, newest, verdict, coverage)


def _baseline(
    rows: pl.DataFrame, walked: pl.DataFrame, first: date, horizon: int, tiers: Tiers
) -> Baseline | None:
    """The walk before the recent window; for want of one, the track's own year before it."""
    day = pl.col("actual_date")
    walk = walked.filter(day < first)
    if apart(walk.get_column("origin_date"), horizon) >= tiers.least_outcomes:
        return Baseline("walk-forward", walk)
    year = rows.filter(day.is_between(first - YEAR, first, closed="left"))
    return Baseline("trailing year", year) if year.height else None


def worsening(
    book: ScoreBook, yardstick: Yardstick, versions: Mapping[int, str], *, as_of: datetime
) -> dict[int, Worsening]:
    """By how much versions do worse live than they should, each at the horizon it serves.

    Horizons of which nothing can be said are left out: too few outcomes that are its own, or no
    baseline.

    Args:
        book: The scores.
        yardstick: As in `performance`.
        versions: Horizon in days to the version.
        as_of: What was not known then does not count.
    """
    asked = (yardstick.pair, yardstick.target, yardstick.model)
    scored, walked = book.scored(*asked, as_of=as_of), book.walked(*asked, as_of=as_of)
    newest = next((day for (day,) in scored.select("newest").head(1).iter_rows()), None)
    found: dict[int, Worsening] = {}
    for horizon, version in versions.items():
        rows = scored.filter(horizon_days=horizon, track=LIVE, model_version=version)
        one = _judged(
            rows, walked.filter(horizon_days=horizon), yardstick, horizon, LIVE, newest
        ).degradation
        if one.skill is not None:
            found[horizon] = Worsening(one.skill.percent, one.skill.low)
    return found


def as_rows(judged: Sequence[Judged]) -> pl.DataFrame:
    """One row a horizon and track, flat, for tables and machines.

    Percentages are in percent; *_low and *_high are ends of 95 % intervals, those of coverage of
    the band in which no WARNING is given. severity is the graver one of performance and coverage.
    """
    return pl.DataFrame([dict(_cells(one)) for one in judged], infer_schema_length=None)


def _cells(one: Judged) -> Iterator[tuple[str, Any]]:
    verdict = one.degradation
    said = [grave for grave in (verdict.severity, worst(one.coverage)) if grave is not None]
    yield "horizon_days", verdict.horizon_days
    yield "track", one.track
    yield "model", one.model
    yield "first_day", one.first_day
    yield "last_day", one.last_day
    yield "severity", max(said, key=rank, default=None)
    for name in ("state", "lack", "n", "outcomes", "baseline", "n_base", "with_the_market"):
        yield name, getattr(verdict, name)
    yield from _rise("degradation", verdict.skill)
    yield from _rise("surprise", verdict.surprise)
    for name in ("rmse", "mae", "mape", "bias", "rmse_ratio"):
        yield name, None if verdict.recent is None else getattr(verdict.recent, name)
    for name in ("rmse", "mae", "mape", "rmse_ratio"):
        yield f"{name}_change", verdict.change(name)
    for level in (80, 95):
        alarm = next((each for each in one.coverage if each.level == level), None)
        yield f"coverage_{level}", None if alarm is None else alarm.share
        for name in ("low", "high", "state", "severity", "p_value", "kupiec_p", "n", "times"):
            yield f"coverage_{level}_{name}", None if alarm is None else getattr(alarm, name)


def _rise(name: str, rise: Rise | None) -> Iterator[tuple[str, Any]]:
    yield name, None if rise is None else rise.percent
    yield f"{name}_low", None if rise is None else rise.low
    yield f"{name}_high", None if rise is None else rise.high
    yield f"{name}_severity", None if rise is None else rise.severity
