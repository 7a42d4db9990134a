"""How good a model was lately beside its own past: sums in SQL, the verdict's numbers in Python.

Forecasts are daily, of a week ahead; their mean misses by what the test says, and the quantiles of
the random walk are twice as far apart, so that its CRPS is twice as high.
"""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import polars as pl
import pytest

from forexlib.core.runs import Track
from forexlib.store.duck import DuckStore
from forexlib.store.performance import DuckPerformance
from forexlib.store.validations import DuckValidations
from tests.paths import SQL
from tests.sql.grain import is_unique
from tests.store.builders import at, daily, ladder, row, run
from tests.store.empty import empty_store
from tests.store.walks import forecast, origin, walk

NEW_YEAR = date(2024, 1, 1)
ACTUAL = 910.0
UNTIL = date(2024, 12, 31)


@pytest.fixture
def store(tmp_path: Path) -> DuckStore:
    """Fixings of 910 on each day of 2023 and 2024."""
    made = empty_store(tmp_path)
    made.admit(daily([ACTUAL] * 731, start=date(2023, 1, 1)), admitted_at=at(31, month=12))
    return made


def issue(
    store: DuckStore,
    first: date,
    days: int,
    *,
    miss: float,
    step: float = 0.5,
    track: Track = "live",
) -> None:
    """A forecast a day of the ensemble, and one of the random walk that misses by 10."""
    rows = [
        row(
            model=model,
            origin_date=day,
            target_date=day + timedelta(days=7),
            mean=ACTUAL + off,
            quantiles=ladder(ACTUAL, step=apart),
        )
        for day in (first + timedelta(days=i) for i in range(days))
        for model, off, apart in (("ensemble", miss, step), ("random_walk", 10.0, 1.0))
    ]
    name = f"{track} {first}"
    store.save([run(*rows, run_id=name, track=track)], saved_at=datetime(2024, 12, 1, tzinfo=UTC))


def windows(store: DuckStore, until: date = UNTIL) -> pl.DataFrame:
    book = DuckPerformance(store.database, SQL)
    return book.windows(until, least_days=30, times=6, tier=10.0).filter(model="ensemble")


def test_the_recent_window_ends_at_the_newest_actual_and_is_six_horizons_long(
    store: DuckStore,
) -> None:
    issue(store, NEW_YEAR, 100, miss=3.0)
    store.score(as_of=at(31, month=12))

    rows = store.read("performance_recent")

    assert is_unique(rows, "performance_recent")
    ours = rows.filter(model="ensemble").row(0, named=True)
    last = NEW_YEAR + timedelta(days=99 + 7)
    assert (ours["first_day"], ours["last_day"]) == (last - timedelta(days=41), last)
    assert (ours["n"], ours["n_common"], ours["baseline"]) == (42, 42, "trailing year")
    assert ours["n_base"] == 100 - 42
    assert (ours["rmse"], ours["bias"], ours["mae"]) == (3.0, 3.0, 0.0)
    assert (ours["rmse_ratio"], ours["crps_ratio"]) == pytest.approx((0.3, 0.5))
    assert ours["degradation"] == pytest.approx(0.0)


def test_a_day_in_the_past_sees_nothing_of_what_came_later(store: DuckStore) -> None:
    issue(store, NEW_YEAR, 100, miss=3.0)
    store.score(as_of=at(31, month=12))
    until = date(2024, 3, 15)

    before = windows(store, until)
    issue(store, NEW_YEAR + timedelta(days=100), 50, miss=90.0)
    store.score(as_of=at(31, month=12))

    assert before.get_column("last_day").to_list() == [until]
    assert windows(store, until).equals(before)


def test_the_own_walk_comes_before_the_year_and_shares_no_outcome(store: DuckStore) -> None:
    issue(store, NEW_YEAR, 100, miss=4.0, step=0.6)
    store.score(as_of=at(31, month=12))
    validations = DuckValidations(store.database, SQL)
    walked = [NEW_YEAR + timedelta(days=7 * i - 140) for i in range(33)]
    begun = {"old": at(1), "new": at(2), "later": at(1, month=12)}
    for name, miss in (("old", 1.0), ("new", 2.0), ("later", 9.0)):
        validations.begin(walk(name), started_at=begun[name])
        stops = [
            origin(
                day,
                forecast(day, "ensemble", mean=ACTUAL + miss, step=0.5),
                forecast(day, "random_walk", mean=ACTUAL + 10.0, step=1.0),
            )
            for day in walked
        ]
        validations.save(name, stops, saved_at=at(31, month=12))
        validations.score(name, as_of=at(31, month=12))

    ours = windows(store, date(2024, 4, 30)).row(0, named=True)

    assert (ours["baseline"], ours["run_id_base"]) == ("walk-forward", "new")
    first = ours["first_day"]
    assert ours["n_base"] == sum(day + timedelta(days=7) < first for day in walked) < len(walked)
    assert ours["rmse_change"] == pytest.approx(100.0)
    assert ours["degradation"] == pytest.approx(20.0)
    assert not ours["with_the_market"]
    assert windows(store).row(0, named=True)["run_id_base"] == "later"


def test_a_rise_that_the_random_walk_shares_is_the_markets(store: DuckStore) -> None:
    issue(store, date(2023, 6, 1), 200, miss=3.0)
    store.score(as_of=at(31, month=12))
    wild = [
        row(
            model=model,
            origin_date=day,
            target_date=day + timedelta(days=7),
            mean=ACTUAL + off,
            quantiles=ladder(ACTUAL, step=apart),
        )
        for day in (NEW_YEAR + timedelta(days=i) for i in range(42))
        for model, off, apart in (("ensemble", 6.0, 1.0), ("random_walk", 20.0, 2.0))
    ]
    store.save([run(*wild, run_id="wild")], saved_at=at(31, month=12))
    store.score(as_of=at(31, month=12))

    ours = windows(store).row(0, named=True)

    assert ours["rmse_change"] == pytest.approx(100.0)
    assert ours["degradation"] == ours["rmse_ratio_change"] == pytest.approx(0.0)
    assert ours["with_the_market"]


def test_tracks_stand_apart(store: DuckStore) -> None:
    issue(store, NEW_YEAR, 100, miss=3.0)
    issue(store, NEW_YEAR, 100, miss=6.0, track="backfill")
    store.score(as_of=at(31, month=12))

    rows = windows(store).sort("track").select("track", "rmse")

    assert rows.rows() == [("backfill", 6.0), ("live", 3.0)]


def test_counts_are_whole_numbers_to_polars(store: DuckStore) -> None:
    issue(store, NEW_YEAR, 100, miss=3.0)
    store.score(as_of=at(31, month=12))

    schema = store.read("performance_recent").schema

    assert {str(schema[name]) for name in ("n", "n_common", "n_base")} == {"Int64"}
    assert not [name for name, kind in schema.items() if kind.is_decimal()]
