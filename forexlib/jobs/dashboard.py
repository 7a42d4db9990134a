"""Put the dashboard together: rows in, the same dashboard in two languages out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Final, Protocol

import polars as pl

from forexlib.core.ages import Age, AgeRules, age
from forexlib.core.errors import SettingsError
from forexlib.core.ports import Store
from forexlib.core.series import series_name
from forexlib.jobs.dashboard_versions import candidates_then, champions_then
from forexlib.jobs.performance import ScoreBook, Yardstick, as_rows, performance
from forexlib.jobs.probability import every_model, newest_forecast
from forexlib.reporting.chart_words import Language
from forexlib.reporting.dashboard.blocks import Edition
from forexlib.reporting.dashboard.compose import compose
from forexlib.reporting.dashboard.facts import Facts, Scope
from forexlib.reporting.dashboard.html import parts
from forexlib.reporting.forecast_table import ISSUED

LOGGED: Final = 30
"""Decisions shown."""


class Maker(Protocol):
    """What makes a page of its parts."""

    def page(self, parts: Mapping[str, str]) -> bytes:
        """One file that needs no other.

        Raises:
            RenderError: If it cannot be made.
        """
        ...

    def write(self, file: Path, page: bytes) -> None:
        """Put a page into a file, whole or not at all; its folder is made if need be.

        Raises:
            RenderError: If it cannot be written.
        """
        ...


@dataclass(frozen=True, slots=True)
class Board:
    """What is to be shown.

    Attributes:
        scope: Of what, and when.
        horizons: Calendar days, rising.
        beside: Regressors of the forecast.
        yardstick: How recent performance is judged.
        late: Business days overdue, more than which are late.
        shadow_days: Days that a challenger shadows at least.
        past: Whether the forecast is chosen as of the scope's instant too.
        first: The language seen first.
        asked: Whether a person chose the scope's horizon. If not, and nothing is forecast at it,
            the first horizon is seen that is.
    """

    scope: Scope
    horizons: tuple[int, ...]
    beside: Sequence[str]
    yardstick: Yardstick
    late: int = 4
    shadow_days: float = 14.0
    past: bool = False
    first: Language = "es"
    asked: bool = True


@dataclass(frozen=True, slots=True)
class Dashboard:
    """What was put together.

    Attributes:
        facts: The rows.
        editions: One a language, the one seen first first.
    """

    facts: Facts
    editions: tuple[Edition, ...]

    @property
    def edition(self) -> Edition:
        """The one seen first."""
        return self.editions[0]


def dashboard(store: Store, book: ScoreBook, board: Board) -> Dashboard:
    """Gather every row, and say it in both languages.

    Raises:
        SettingsError: If the horizon chosen is none of those forecast.
        StoreError: If the database cannot be read.
    """
    days = board.scope.horizon_days
    if days not in board.horizons:
        known = ", ".join(f"{one}d" for one in board.horizons)
        raise SettingsError(
            f"There is no horizon of {days} days on the dashboard.",
            remedy=f"Ask for one of {known}.",
        )
    facts = gather(store, book, board)
    languages: tuple[Language, Language] = ("es", "en") if board.first == "es" else ("en", "es")
    return Dashboard(facts, tuple(compose(facts, language) for language in languages))


def page(shown: Dashboard, maker: Maker) -> bytes:
    """The dashboard as one HTML file, in both languages.

    Raises:
        RenderError: If it cannot be made.
    """
    scope = shown.facts.scope
    told = parts(shown.editions, horizon_days=scope.horizon_days, institution=scope.institution)
    return maker.page(told)


def gather(store: Store, book: ScoreBook, board: Board) -> Facts:
    """Every row, none of which became known after the scope's instant.

    Raises:
        StoreError: If the database cannot be read.
    """
    scope = board.scope
    now, whose = scope.as_of, {"pair": scope.pair, "target": scope.target}
    own = series_name(scope.target, scope.pair)
    walk, walked = _walk(store, scope)
    drift, tests = _drift(store, scope)
    decisions = store.read("alert_log", **whose).filter(pl.col("as_of") <= now)
    log = decisions.filter(pl.col("phase") != "none")
    runs = store.read("runs", **whose).filter(pl.col("as_of") <= now)
    judged = performance(book, board.yardstick, as_of=now)
    asked = store.read("source_status").filter(pl.col("last_asked_at") <= now)
    forecast = _forecast(store, board)
    return Facts(
        scope=scope if board.asked else _seen_first(scope, forecast),
        horizons=board.horizons,
        forecast=forecast,
        rates=_rates(store, own, now),
        scored=_scored(store, scope),
        walked=walked,
        board=_board(store, walk),
        walk=walk,
        performance=as_rows(judged),
        drift=drift,
        tests=tests,
        standing=standing(log),
        log=log.sort("as_of", "key", descending=[True, False]).head(LOGGED),
        decided=decisions.height,
        readiness=_readiness(store, scope),
        champions=champions_then(store, scope),
        candidates=candidates_then(store, scope, shadow_days=board.shadow_days),
        ages=_ages(store, own, board),
        status=_status(store, now),
        sources=asked.sort("source"),
        quarantine=_quarantine(store, now),
        runs=runs.sort("as_of", "saved_at", descending=True),
    )


def _seen_first(scope: Scope, forecast: pl.DataFrame) -> Scope:
    there = forecast.get_column("horizon_days").unique().sort().to_list()
    return (
        scope if scope.horizon_days in there or not there else replace(scope, horizon_days=there[0])
    )


def standing(log: pl.DataFrame) -> pl.DataFrame:
    """The conditions that hold after these decisions, as the view `alert_conditions` tells them.

    Args:
        log: Rows of the view `alert_log`, but for those of kind none.

    Returns:
        The last row of each, and since when it holds: its entry after the last exit; gravest first.
    """
    conditions = log.filter(pl.col("occasion") == "").sort("as_of")
    ends = (pl.col("phase") == "exit").cast(pl.Int64)
    episodes = conditions.with_columns(
        episode=(ends.cum_sum() - ends).over("key"),
    ).with_columns(since=pl.col("as_of").min().over("key", "episode"))
    last = episodes.unique("key", keep="last", maintain_order=True)
    order = {"CRITICAL": 0, "HIGH": 1, "WARNING": 2, "INFO": 3}
    grave = pl.col("severity").replace_strict(order, return_dtype=pl.Int8)
    return last.filter(pl.col("phase") != "exit").drop("episode").sort(grave, "since", "key")


def _forecast(store: Store, board: Board) -> pl.DataFrame:
    """Every model's rows of the newest forecast; none if there is none."""
    scope = board.scope
    asked = {"pair": scope.pair, "target": scope.target}
    seen_at = scope.as_of if board.past else None
    try:
        issued = newest_forecast(store, **asked, as_of=seen_at)
    except SettingsError:
        nothing = store.read("forecasts", **asked, model="").clear()
        return nothing.with_columns(issued=pl.lit(value=False))
    return every_model(store, issued, as_of=seen_at)


def _rates(store: Store, series: str, as_of: datetime) -> pl.DataFrame:
    """event_date and value: the newest vintage of each day."""
    vintages = store.panel([series], as_of=as_of, admitted_by=None)
    newest = vintages.sort("available_at").unique("event_date", keep="last")
    return newest.select("event_date", "value").sort("event_date")


def _scored(store: Store, scope: Scope) -> pl.DataFrame:
    rows = store.read(
        "scored_forecasts", pair=scope.pair, target=scope.target, model=ISSUED, is_record=True
    )
    return rows.filter(
        pl.col("track").is_in(["live", "backfill"]),
        pl.col("as_of") <= scope.as_of,
        pl.col("actual_available_at") <= scope.as_of,
    )


def _walk(store: Store, scope: Scope) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The newest walk that was scored by the instant, and its scored rows of what is issued."""
    runs = store.read("validation_runs", pair=scope.pair, target=scope.target).filter(
        pl.col("started_at") <= scope.as_of
    )
    for one in runs.sort("started_at", "run_id", descending=True).iter_slices(1):
        rows = store.read("walk_forward_scored", run_id=one.item(0, "run_id"), model=ISSUED)
        if rows.height and rows.filter(pl.col("scored_at") > scope.as_of).is_empty():
            return one, rows
    return runs.clear(), store.read("walk_forward_scored", run_id="", model=ISSUED)


def _board(store: Store, walk: pl.DataFrame) -> pl.DataFrame:
    run_id = "" if walk.is_empty() else walk.item(0, "run_id")
    return store.read("model_leaderboard", run_id=run_id)


def _drift(store: Store, scope: Scope) -> tuple[pl.DataFrame, pl.DataFrame]:
    whose = {"pair": scope.pair, "target": scope.target}
    known = store.read("drift_daily", **whose).filter(pl.col("as_of") <= scope.as_of)
    trend = store.read("drift_trend", **whose).join(known, on="day", how="semi").sort("day")
    if trend.is_empty():
        return trend, store.read("drift_tests", **whose).clear()
    tests = store.read("drift_tests", **whose, day=trend.item(-1, "day"))
    returns_first = pl.col("series") != "returns"
    days = pl.col("series").str.strip_suffix("d").cast(pl.Int32, strict=False)
    return trend, tests.sort(returns_first, days, "test")


def _readiness(store: Store, scope: Scope) -> pl.DataFrame:
    rows = store.read("readiness", pair=scope.pair, target=scope.target)
    known = rows.filter(pl.col("as_of") <= scope.as_of)
    return known.filter(pl.col("day") == pl.col("day").max())


def _ages(store: Store, own: str, board: Board) -> tuple[Age, ...]:
    now = board.scope.as_of
    series = list(dict.fromkeys((own, *board.beside)))
    known = store.panel(series, as_of=now, admitted_by=None)
    newest = dict(known.group_by("series").agg(pl.col("event_date").max()).iter_rows())
    rules = AgeRules(late=board.late)
    return tuple(
        age(
            name,
            newest.get(name),
            role="target" if name == own else "regressor",
            now=now,
            rules=rules,
        )
        for name in series
    )


def _status(store: Store, as_of: datetime) -> pl.DataFrame:
    """Of the series of which nothing became known later; the view counts all that is stored."""
    rows = store.read("data_status").filter(pl.col("last_available_at") <= as_of)
    return rows.sort("series")


def _quarantine(store: Store, as_of: datetime) -> pl.DataFrame:
    """What a person could rule on then."""
    rows = store.read("quarantine_status").filter(pl.col("seen_at") <= as_of)
    return rows.filter(pl.col("is_open") | (pl.col("decided_at") > as_of)).sort(
        "event_date", "series", "value", descending=[True, False, False]
    )
