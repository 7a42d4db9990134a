"""Each target date has one actual: the first vintage of the first value, a week late at most."""

from datetime import date, datetime

import duckdb
import polars as pl

from forexlib.store.duck import DuckStore
from tests.sql.grain import is_unique
from tests.store.builders import FIXING, at, published


def actuals(store: DuckStore, due_by: datetime) -> pl.DataFrame:
    store.newest()
    with duckdb.connect(store.database, read_only=True) as opened:
        known: pl.DataFrame = opened.table_function("actuals_known_at", [due_by]).pl()
    return known.sort("series", "target_date")


def march(day: int) -> date:
    return date(2024, 3, day)


def test_a_value_answers_for_the_days_since_the_one_before_but_for_no_more_than_a_week(
    store: DuckStore,
) -> None:
    days = [(march(day), at(day), 900.0 + day) for day in (8, 9, 12, 25)]
    store.admit(published(*days), admitted_at=at(30))

    known = actuals(store, at(30))

    answered = {
        value: [day.day for day in rows.get_column("target_date")]
        for (value,), rows in known.group_by("actual", maintain_order=True)
    }
    assert is_unique(known, "actuals_known_at")
    assert answered == {
        908.0: [1, 2, 3, 4, 5, 6, 7, 8],
        909.0: [9],
        912.0: [10, 11, 12],
        925.0: [18, 19, 20, 21, 22, 23, 24, 25],
    }


def test_the_first_vintage_public_by_then_is_the_actual(store: DuckStore) -> None:
    vintages = [(march(8), at(8), 912.0), (march(8), at(9), 999.0), (march(11), at(11), 915.0)]
    store.admit(published(*vintages), admitted_at=at(30))

    before, after = actuals(store, at(10)), actuals(store, at(11))

    columns = ["target_date", "actual", "actual_date", "actual_available_at"]
    assert before.select(columns).row(-1) == (march(8), 912.0, march(8), at(8))
    assert after.select(columns).rows()[-4:] == [
        (march(8), 912.0, march(8), at(8)),
        *((march(day), 915.0, march(11), at(11)) for day in (9, 10, 11)),
    ]


def test_series_are_told_apart(store: DuckStore) -> None:
    store.admit(published((march(8), at(8), 912.0)), admitted_at=at(30))
    store.admit(published((march(9), at(9), 5.0), series="other/USDBRL"), admitted_at=at(30))

    known = actuals(store, at(30)).filter(target_date=march(8))

    assert known.select("series", "actual").rows() == [(FIXING, 912.0), ("other/USDBRL", 5.0)]
