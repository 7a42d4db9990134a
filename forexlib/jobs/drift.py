"""Measure the drift of a day: of the market, and of what was forecast of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

import dataframely as dy
import polars as pl

from forexlib.core.drift import SCORE, DriftTests
from forexlib.core.errors import TooLittleHistory
from forexlib.core.event import SEVERITIES, Severity
from forexlib.core.history import Floats, History
from forexlib.core.ports import Artefacts, Drifts, Store
from forexlib.core.series import series_name
from forexlib.engine.forecast import Question
from forexlib.engine.learning import refit_size, releases, source_digest
from forexlib.engine.recipe import digest
from forexlib.features.history import history_known_at
from forexlib.monitoring.drift import Bench, drift_rows
from forexlib.monitoring.drift_family import Levels
from forexlib.monitoring.drift_null import Design, Rehearsal, rehearse
from forexlib.monitoring.drift_tests import TESTS
from forexlib.monitoring.drift_watch import Watched, watched_forecasts, watched_returns
from forexlib.monitoring.drift_words import Summary, in_words
from forexlib.reporting.forecast_table import ISSUED

TRACKS: Final = ("live", "backfill")


@dataclass(frozen=True, slots=True)
class Watch:
    """How drift is looked for. Attributes: design: what is compared; levels: what counts."""

    design: Design
    levels: Levels


@dataclass(frozen=True, slots=True)
class Drift:
    """What is stored of a day.

    Attributes:
        day: The last fixing known.
        severity: INFO, WARNING (one test drifted) or HIGH (more); None: too little to say.
        n_drifted: How many tests.
        score: 0 to 100; None as the severity.
        worsens: Whether its trend is upwards; None where there are too few days to say.
        tests: Rows of the table `drift_tests`, returns first, the score last.
        sentence: The same in words, by language: es and en.
        new: Whether the day was measured now, and not before.
    """

    day: date
    severity: Severity | None
    n_drifted: int
    score: float | None
    worsens: bool | None
    tests: pl.DataFrame
    sentence: Mapping[str, str]
    new: bool


def measure_drift(
    store: Store,
    drifts: Drifts,
    artefacts: Artefacts,
    question: Question,
    watch: Watch,
    *,
    now: datetime,
) -> Drift:
    """Test the last fixing known at the question's instant, unless that was done; say what is kept.

    Score what came due before: outcomes that are not scored are not looked at. What is usual is
    learned from the returns up to the first fixing of the year, once, and kept.

    Args:
        store: Where observations and scored forecasts come from.
        drifts: Where the tests go.
        artefacts: Where it is kept what is usual.
        question: Its pair and target, as known at its instant.
        watch: How drift is looked for.
        now: When rows are saved.

    Raises:
        TooLittleHistory: If the target has no value.
        StoreError: If the database cannot be read or written.
    """
    history = _history(store, question)
    asked = {"pair": question.pair, "target": question.target, "day": history.last_day}
    kept, new = drifts.read("drift_tests", **asked), False
    if kept.is_empty():
        tests = _tests(store, artefacts, question, watch, history)
        saved_at = max(now, question.as_of)
        new = drifts.save(tests, saved_at=saved_at) > 0
        stamped = tests.with_columns(saved_at=pl.lit(saved_at, tests.schema["as_of"]))
        kept = stamped if new else drifts.read("drift_tests", **asked)  # another was quicker
    [daily] = drifts.read("drift_daily", **asked).to_dicts()
    return _told(_in_order(kept), daily, new=new)


def _tests(
    store: Store, artefacts: Artefacts, question: Question, watch: Watch, history: History
) -> dy.DataFrame[DriftTests]:
    """What is to be kept of the last fixing of the history."""
    watched = _watched(store, question, history, watch.design)
    bench = Bench(watch.design, watch.levels, _rehearsal(artefacts, history, watch.design))
    given = {
        "pair": question.pair,
        "target": question.target,
        "day": history.last_day,
        "as_of": question.as_of,
    }
    types = {name: column.dtype for name, column in DriftTests.columns().items()}
    rows = [{**given, **row} for row in drift_rows(watched, bench, day=len(history) - 1)]
    return DriftTests.validate(pl.DataFrame(rows, schema=types))


def _history(store: Store, question: Question) -> History:
    series = series_name(question.target, question.pair)
    panel = store.panel([series], as_of=question.as_of, admitted_by=question.admitted_by)
    return history_known_at(panel, target=series, regressors=(), as_of=question.as_of)


def _watched(
    store: Store, question: Question, history: History, design: Design
) -> Sequence[Watched]:
    scored = store.read(
        "scored_forecasts",
        pair=question.pair,
        target=question.target,
        model=ISSUED,
        is_record=True,
    )
    known = scored.filter(
        pl.col("actual_available_at") <= question.as_of,
        pl.col("actual_date") <= history.last_day,
        pl.col("track").is_in(TRACKS),
    )
    return [watched_returns(history), *watched_forecasts(known, history.dates, design)]


def _rehearsal(artefacts: Artefacts, history: History, design: Design) -> Rehearsal | None:
    """None where too few returns are known; kept under a key of all that determines it."""
    returns: Floats = history.first(refit_size(history, "year")).returns
    key = digest(
        "drift",
        design,
        sorted(releases().items()),
        source_digest("monitoring"),
        returns.tobytes(),
    )
    kept = artefacts.load(f"drift-{key}")
    if kept is not None:
        return Rehearsal.from_bytes(kept, design)
    try:
        learned = rehearse(returns, design)
    except TooLittleHistory:
        return None
    artefacts.save(f"drift-{key}", learned.to_bytes())
    return learned


def _in_order(kept: pl.DataFrame) -> pl.DataFrame:
    """Returns, then horizons, rising, then the score; tests as in `TESTS`."""
    series, test = pl.col("series"), pl.col("test")
    place = pl.when(series == SCORE).then(2).when(series.str.ends_with("d")).then(1).otherwise(0)
    days = series.str.strip_suffix("d").cast(pl.Int32, strict=False)
    tests = pl.Series([*TESTS])
    number = test.replace_strict(tests, pl.int_range(len(tests), eager=True), default=len(tests))
    return kept.sort(place, days, number)


def _told(tests: pl.DataFrame, daily: Mapping[str, object], *, new: bool) -> Drift:
    alone = tests.filter(pl.col("series") != SCORE)
    trend = tests.filter(pl.col("series") == SCORE).row(0, named=True)
    drifted = alone.filter("drifted").sort("p_value").select("series", "test")
    untested = alone.filter(pl.col("statistic").is_null()).get_column("series")
    summary = Summary(
        day=trend["day"],
        severity=_severity(daily["severity"]),
        n_tests=alone.height - untested.len(),
        drifted=drifted.rows(),
        score=trend["score"],
        worsens=trend["drifted"],
        untested=untested.unique(maintain_order=True).to_list(),
    )
    return Drift(
        day=summary.day,
        severity=summary.severity,
        n_drifted=drifted.height,
        score=summary.score,
        worsens=summary.worsens,
        tests=tests,
        sentence=in_words(summary),
        new=new,
    )


def _severity(stored: object) -> Severity | None:
    return next((one for one in SEVERITIES if one == stored), None)
