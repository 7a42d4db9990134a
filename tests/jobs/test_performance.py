"""What is known at an instant, judged by track, on a real database."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest

from forexlib.core.runs import Track
from forexlib.jobs.performance import Judged, Yardstick, as_rows, performance
from forexlib.monitoring.tiers import Tiers
from forexlib.store.duck import DuckStore
from forexlib.store.performance import DuckPerformance
from forexlib.store.validations import DuckValidations
from tests.monitoring.scored import DAILY, SCORES, market
from tests.paths import SQL
from tests.store.builders import daily, row, run
from tests.store.walks import noon, origin, walk

FIRST = date(2023, 1, 1)
DAYS = 640
LIVE_FROM = 500
END = noon(FIRST + timedelta(days=DAYS))
RATES = 900.0 * np.exp(np.cumsum(market(DAYS)))
USUAL = Yardstick("USDCLP", "nbp_fixing", (7,), tiers=Tiers(replications=999))


def forecasts(
    days: range, *, spread: float = 1.0, track: Track = "live"
) -> list[dict[str, object]]:
    """A week ahead, on calendar days; the random walk is right, the ensemble `spread` times it."""
    return [
        row(
            model=model,
            track=track,
            origin_date=FIRST + timedelta(days=i),
            as_of=noon(FIRST + timedelta(days=i)),
            target_date=FIRST + timedelta(days=i + 7),
            last_rate=float(RATES[i]),
            mean=float(RATES[i]),
            quantiles=(RATES[i] * np.exp(width * DAILY * np.sqrt(7) * SCORES)).tolist(),
            tails=(RATES[i] * np.exp(DAILY * np.array([-9.0, -8.0, 8.0, 9.0]))).tolist(),
        )
        for i in days
        for model, width in (("ensemble", spread), ("random_walk", 1.0))
    ]


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> DuckStore:
    """A walk of 460 days, then live forecasts half as wide, and right ones in hindsight."""
    made = DuckStore(tmp_path_factory.mktemp("data") / "forex.duckdb", SQL)
    made.admit(daily(RATES.tolist(), start=FIRST), admitted_at=END)
    for track, spread in (("live", 0.4), ("backfill", 1.0)):
        rows = forecasts(range(LIVE_FROM, DAYS - 8), spread=spread, track=track)
        made.save([run(*rows, run_id=track, track=track)], saved_at=END)
    made.score(as_of=END)
    walks = DuckValidations(made.database, SQL)
    walks.begin(walk(), started_at=noon(FIRST + timedelta(days=LIVE_FROM)))
    walks.save(
        "walk",
        [
            origin(FIRST + timedelta(days=i), *forecasts(range(i, i + 1)))
            for i in range(LIVE_FROM - 40)
        ],
        saved_at=END,
    )
    walks.score("walk", as_of=END)
    return made


def judged(store: DuckStore, as_of: datetime = END, yardstick: Yardstick = USUAL) -> list[Judged]:
    return performance(DuckPerformance(store.database, SQL), yardstick, as_of=as_of)


def test_live_and_backfilled_forecasts_are_judged_apart(store: DuckStore) -> None:
    live, backfilled = judged(store)

    assert (live.track, backfilled.track) == ("live", "backfill")
    assert live.degradation.state == "degraded"
    assert live.degradation.baseline == "walk-forward"
    assert {one.state for one in live.coverage} == {"too narrow"}
    assert backfilled.degradation.state == "ok"
    assert {one.state for one in backfilled.coverage} == {"ok"}


def test_the_window_ends_at_the_newest_actual_that_was_known(store: DuckStore) -> None:
    then = datetime(2024, 8, 1, 6, tzinfo=UTC)  # before that day's fixing at noon

    live = judged(store, then)[0]

    assert live.last_day == date(2024, 7, 31)
    assert live.first_day == date(2024, 7, 31) - timedelta(days=41)
    assert live.degradation.n == 42


def test_what_was_published_later_changes_nothing(tmp_path: Path) -> None:
    then = noon(FIRST + timedelta(days=DAYS - 60))
    young = DuckStore(tmp_path / "forex.duckdb", SQL)
    young.admit(daily(RATES[: DAYS - 59].tolist(), start=FIRST), admitted_at=then)
    rows = forecasts(range(LIVE_FROM, DAYS - 8), spread=0.4)
    young.save([run(*rows, run_id="live")], saved_at=END)
    young.score(as_of=then)
    bare = DuckStore(tmp_path / "later.duckdb", SQL)
    bare.admit(daily(RATES.tolist(), start=FIRST), admitted_at=END)
    bare.save([run(*rows, run_id="live")], saved_at=END)
    bare.score(as_of=END)

    assert judged(bare, then) == judged(young, then)


def test_a_walk_begun_later_is_no_baseline(store: DuckStore) -> None:
    before = judged(store, noon(FIRST + timedelta(days=LIVE_FROM - 1)))

    assert [one.track for one in before] == ["live"]
    assert before[0].degradation.state == "insufficient"
    assert before[0].degradation.n == 0
    assert before[0].first_day is None


def test_without_a_walk_the_year_before_is_the_baseline_and_says_so(tmp_path: Path) -> None:
    bare = DuckStore(tmp_path / "forex.duckdb", SQL)
    bare.admit(daily(RATES.tolist(), start=FIRST), admitted_at=END)
    rows = forecasts(range(200, DAYS - 8))
    bare.save([run(*rows, run_id="live")], saved_at=END)
    bare.score(as_of=END)

    live = judged(bare)[0]

    assert (live.degradation.state, live.degradation.baseline) == ("ok", "trailing year")
    assert live.degradation.n_base == 365  # a day each


def test_a_horizon_without_forecasts_is_insufficient(store: DuckStore) -> None:
    rows = as_rows(judged(store, yardstick=Yardstick("USDCLP", "nbp_fixing", (7, 30))))

    assert rows.select("horizon_days", "track", "state").rows() == [
        (7, "live", "degraded"),
        (7, "backfill", "ok"),
        (30, "live", "insufficient"),
    ]
    assert rows.get_column("severity").to_list()[1:] == ["INFO", None]
