"""Drift on the fixings of USD/CLP as it would have been told, day by day."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cache
from itertools import pairwise
from typing import Final

import numpy as np
import polars as pl
from numpy.typing import NDArray

from benchmarks.null_world import Forgetful, weekdays_ahead
from forexlib.core.calendar import year_start
from forexlib.core.frames import Panel
from forexlib.core.history import Ahead, Floats, History
from forexlib.core.levels import LEVELS
from forexlib.engine.learning import Learner, one_thread
from forexlib.engine.recipe import Recipe
from forexlib.features.history import history_known_at
from forexlib.monitoring.drift_family import Family, Levels
from forexlib.monitoring.drift_null import Design, rehearse, tested_windows
from forexlib.monitoring.drift_tests import TESTS
from forexlib.monitoring.drift_watch import Watched, watched_forecasts, watched_returns
from forexlib.sources.nbp_archive import NbpArchive

SERIES: Final = "nbp_fixing/USDCLP"
FIRST: Final = date(2015, 1, 1)
LEAST: Final = 600
"""Fixings before the first forecast."""
GAP: Final = 10
"""Fixings without drift that part two clusters."""

FORTNIGHT: Final = timedelta(days=14)
KNOWN: Final = (
    (date(2015, 8, 24), "slump of Chinese shares after the yuan's devaluation"),
    (date(2016, 6, 24), "British vote to leave the European Union"),
    (date(2016, 11, 9), "election in the United States"),
    (date(2017, 12, 18), "second round of Chile's election"),
    (date(2019, 10, 18), "unrest in Chile begins"),
    (date(2019, 11, 12), "unrest in Chile; the peso at a record low"),
    (date(2020, 3, 12), "the pandemic"),
    (date(2021, 5, 17), "election of Chile's constitutional convention"),
    (date(2021, 11, 22), "first round of Chile's election"),
    (date(2021, 12, 20), "second round of Chile's election"),
    (date(2022, 2, 24), "invasion of Ukraine"),
    (date(2022, 7, 14), "record low of the peso; the central bank intervenes"),
    (date(2024, 11, 6), "election in the United States"),
    (date(2025, 4, 2), "tariffs of the United States"),
)
"""What was in the news that moves the peso."""


@dataclass(frozen=True, slots=True)
class Cluster:
    """Days of drift close together.

    Attributes:
        first: Day.
        last: Day.
        days: On which a test had drifted.
        high: On which two had.
        tests: Which, as series/test, the most frequent first.
        why: How the rate moved, and what is known of the reason.
    """

    first: date
    last: date
    days: int
    high: int
    tests: Sequence[str]
    why: str


@cache
def real_fixings() -> History:
    """The packaged fixings."""
    as_of = datetime(2027, 1, 1, tzinfo=UTC)
    published = NbpArchive().fetch([SERIES], since={}, as_of=as_of)
    panel = Panel.validate(published.select(Panel.column_names()))
    return history_known_at(panel, target=SERIES, regressors=(), as_of=as_of)


def real_record() -> tuple[float, float, float, list[Cluster]]:
    """Years, share of days with a drifted test, with two, and the clusters."""
    history, design = real_fixings(), Design()
    watched = [watched_returns(history), *_forecasts(history, design)]
    begin = int(np.searchsorted(history.dates, np.datetime64(FIRST, "D")))
    days = np.arange(begin, len(history))
    drifted, names = drifted_days(history, watched, days)
    count = drifted.sum(axis=1)
    clusters = _clusters(history, days, drifted, names)
    return len(days) / 252, float(np.mean(count > 0)), float(np.mean(count > 1)), clusters


def drifted_days(
    history: History, watched: Sequence[Watched], days: NDArray[np.intp]
) -> tuple[NDArray[np.bool_], list[str]]:
    """Which tests drifted on each of `days`, shape (days, tests), and their names.

    What is usual is learned from what was known on the first fixing of each year.
    """
    design, levels = Design(), Levels()
    drifted = np.zeros((len(days), len(watched) * len(TESTS)), dtype=bool)
    years = np.asarray([year_start(one.astype(date)).year for one in history.dates[days]])
    for year in np.unique(years):
        rows = np.flatnonzero(years == year)
        rehearsal = rehearse(history.returns[: days[rows[0]]], design)
        families: dict[tuple[int, ...], Family] = {}
        for row in rows:
            windows = [one.window(int(days[row]), design) for one in watched]
            able = tuple(i for i, window in enumerate(windows) if window is not None)
            columns = [watched[i].column for i in able]
            if able not in families:
                families[able] = Family.of(rehearsal, columns)
            told = [
                tested_windows(watched[i].column, _there(windows[i])[None], design).statistic
                for i in able
            ]
            judged = families[able].judge(np.concatenate(told)[None], levels)
            for place, i in enumerate(able):
                part = slice(place * len(TESTS), (place + 1) * len(TESTS))
                drifted[row, i * len(TESTS) : (i + 1) * len(TESTS)] = judged.drifted[0, part]
    return drifted, [f"{one.column.series}/{test}" for one in watched for test in TESTS]


def _there(window: Floats | None) -> Floats:
    if window is None:
        raise ValueError("only series that can be tested are asked")
    return window


def _forecasts(history: History, design: Design) -> list[Watched]:
    """Outcomes of forecasts from every fixing, as the store would have them."""
    recipe = Recipe()
    learner = Learner(recipe, Forgetful())
    spread = recipe.model("qa4").spread
    rows: list[dict[str, object]] = []
    with one_thread():
        for origin in range(LEAST, len(history) - 1):
            known = history.first(origin + 1)
            ahead = Ahead(design.horizons, weekdays_ahead(history, origin, design.horizons))
            errors = learner.spread(spread, known).learned.errors(known, ahead, LEVELS)
            rows += _outcomes(history, origin, errors, design)
    frame = pl.DataFrame(rows)
    return watched_forecasts(frame, history.dates, design)


def _outcomes(
    history: History, origin: int, errors: Floats, design: Design
) -> list[dict[str, object]]:
    """Rows of the forecasts from one fixing that have an outcome."""
    rows: list[dict[str, object]] = []
    for days, quantiles in zip(design.horizons, errors, strict=True):
        target = int(history.targets(days)[origin])
        if target < len(history):
            rows.append(
                {
                    "horizon_days": days,
                    "origin_date": history.dates[origin].astype(date),
                    "track": "backfill",
                    "actual_date": history.dates[target].astype(date),
                    "actual": float(history.log_rate[target] - history.log_rate[origin]),
                    "quantiles": quantiles.tolist(),
                }
            )
    return rows


def why(history: History, first: date, last: date) -> str:
    """How the rate moved, and what was in the news."""
    begin, end = (int(np.searchsorted(history.dates, np.datetime64(day))) for day in (first, last))
    moves = history.returns  # the return of fixing i is number i - 1
    part = np.arange(min(begin, end - GAP), end)
    largest = int(part[np.argmax(np.abs(moves[part]))])
    wild, before = np.std(moves[end - GAP : end]), np.std(moves[end - GAP - 90 : end - GAP])
    said = (
        f"{100 * moves[largest]:+.1f} % on {history.dates[largest + 1]};"
        f" volatility x {wild / before:.1f}"
    )
    news = [what for day, what in KNOWN if first - FORTNIGHT <= day <= last]
    return "; ".join([said, *news])


def _clusters(
    history: History, days: NDArray[np.intp], drifted: NDArray[np.bool_], names: Sequence[str]
) -> list[Cluster]:
    dates = history.dates[days]
    seen = np.flatnonzero(drifted.any(axis=1))
    if not len(seen):
        return []
    cuts = [0, *(i + 1 for i, (a, b) in enumerate(pairwise(seen)) if b - a > GAP), len(seen)]
    clusters = []
    for begin, end in pairwise(cuts):
        rows = drifted[seen[begin:end]]
        often = np.argsort(-rows.sum(axis=0), kind="stable")
        first, last = (dates[seen[i]].astype(date) for i in (begin, end - 1))
        clusters.append(
            Cluster(
                first,
                last,
                days=len(rows),
                high=int(np.sum(rows.sum(axis=1) > 1)),
                tests=[names[i] for i in often if rows[:, i].any()],
                why=why(history, first, last),
            )
        )
    return clusters
