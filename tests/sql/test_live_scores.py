"""How good each model was: over all, by month, and against the random walk on common origins."""

from datetime import date
from math import sqrt

import pytest

from forexlib.store.duck import DuckStore
from tests.sql.grain import is_unique
from tests.store.builders import at, ladder, published, row, run

MARCH_8, MARCH_15, APRIL_5 = date(2024, 3, 8), date(2024, 3, 15), date(2024, 4, 5)


@pytest.fixture
def scored(store: DuckStore) -> DuckStore:
    """The ensemble misses by 3, 4 and 0; the random walk, silent on the last, by 6 and 8.

    The first actual lies outside both intervals, the second within the 95 % one only.
    """
    store.save(
        [
            run(
                forecast(MARCH_8, mean=913.0, median=890.0),
                forecast(MARCH_15, mean=914.0, median=901.0),
                forecast(APRIL_5, mean=910.0, median=910.0),
                forecast(MARCH_8, mean=916.0, median=900.0, model="random_walk"),
                forecast(MARCH_15, mean=918.0, median=900.0, model="random_walk"),
            )
        ],
        saved_at=at(1),
    )
    days = [(MARCH_8, at(8)), (MARCH_15, at(15)), (APRIL_5, at(5, month=4))]
    values = published(*((day, instant, 910.0) for day, instant in days))
    store.admit(values, admitted_at=at(6, month=4))
    for day in (at(8), at(15), at(30, month=4)):
        store.score(as_of=day)
    return store


def forecast(
    target: date, *, mean: float, median: float, model: str = "ensemble"
) -> dict[str, object]:
    """Made for `target`, a week before it, anchored at 900."""
    origin = date.fromordinal(target.toordinal() - 7)
    return row(
        target_date=target, origin_date=origin, mean=mean, quantiles=ladder(median), model=model
    )


def test_errors_are_averaged_over_all_that_came_due(scored: DuckStore) -> None:
    scores = scored.read("live_scores")

    assert is_unique(scores, "live_scores")
    ours = scores.filter(model="ensemble").row(0, named=True)
    assert ours["n"] == 3
    assert ours["rmse"] == pytest.approx(sqrt((9 + 16 + 0) / 3))
    assert ours["bias"] == pytest.approx((3 + 4 + 0) / 3)
    assert ours["mae"] == pytest.approx((20 + 9 + 0) / 3)
    assert ours["mape"] == pytest.approx(100 * (20 + 9 + 0) / 910 / 3)
    assert (ours["first_day"], ours["last_day"]) == (MARCH_8, APRIL_5)


def test_shares_are_in_percent(scored: DuckStore) -> None:
    ours = scored.read("live_scores", model="ensemble").row(0, named=True)

    assert ours["coverage_80"] == pytest.approx(100 / 3)
    assert ours["coverage_95"] == pytest.approx(200 / 3)
    assert (ours["mean_width_80"], ours["mean_width_95"]) == (16.0, 19.0)
    assert ours["interval_score_95"] == pytest.approx((3 * 19 + 40 * 10.5) / 3)
    assert ours["n_direction"] == 3  # down, up and up, where it went up
    assert ours["direction_accuracy"] == pytest.approx(200 / 3)


def test_ratios_take_only_the_origins_both_forecast(scored: DuckStore) -> None:
    ours = scored.read("live_scores", model="ensemble").row(0, named=True)
    walk = scored.read("live_scores", model="random_walk").row(0, named=True)

    assert (ours["n_common"], walk["n_common"]) == (2, 2)
    assert ours["rmse_ratio"] == pytest.approx(sqrt((9 + 16) / (36 + 64)))
    assert walk["rmse_ratio"] == walk["crps_ratio"] == 1.0


def test_a_forecast_that_names_no_direction_has_no_accuracy(scored: DuckStore) -> None:
    walk = scored.read("live_scores", model="random_walk").row(0, named=True)

    assert walk["n_direction"] == 0
    assert walk["direction_accuracy"] is None


def test_months_are_those_of_the_actual(scored: DuckStore) -> None:
    months = scored.read("live_scores_by_month")

    assert is_unique(months, "live_scores_by_month")
    ours = months.filter(model="ensemble").sort("month").select("month", "n", "rmse", "rmse_ratio")
    assert ours.rows() == [
        (date(2024, 3, 1), 2, pytest.approx(sqrt(25 / 2)), 0.5),
        (date(2024, 4, 1), 1, 0.0, None),
    ]


def test_all_months_together_are_the_whole(scored: DuckStore) -> None:
    periods = scored.read("score_periods")

    assert is_unique(periods, "score_periods")
    monthly = periods.filter(periods.get_column("month").is_not_null())
    whole = periods.filter(periods.get_column("month").is_null())
    assert monthly.get_column("n").sum() == whole.get_column("n").sum() == 5


def test_counts_are_whole_numbers_to_polars(scored: DuckStore) -> None:
    for view in ("live_scores", "live_scores_by_month"):
        schema = scored.read(view).schema

        assert {str(schema[column]) for column in ("n", "n_common", "n_direction")} == {"Int64"}
        assert not [name for name, dtype in schema.items() if dtype.is_decimal()]


def test_an_origin_the_random_walk_did_not_forecast_enters_no_ratio(store: DuckStore) -> None:
    """Only 8 March is common: errors 3 and 6; the ensemble's miss by 50 in April counts nowhere."""
    store.save(
        [
            run(
                forecast(MARCH_8, mean=913.0, median=913.0),
                forecast(APRIL_5, mean=960.0, median=960.0),
                forecast(MARCH_8, mean=916.0, median=916.0, model="random_walk"),
            )
        ],
        saved_at=at(1),
    )
    store.save(
        [
            run(
                forecast(APRIL_5, mean=910.0, median=910.0, model="random_walk"),
                run_id="past",
                track="backfill",
            )
        ],
        saved_at=at(1),
    )
    days = [(MARCH_8, at(8)), (APRIL_5, at(5, month=4))]
    store.admit(
        published(*((day, instant, 910.0) for day, instant in days)), admitted_at=at(6, month=4)
    )
    store.score(as_of=at(30, month=4))

    ours = store.read("live_scores", model="ensemble").row(0, named=True)
    crps = {
        row["model"]: row["crps"]
        for row in store.read("scored_forecasts", track="live", actual_date=MARCH_8).to_dicts()
    }

    assert ours["n"] == 2
    assert ours["n_common"] == 1
    assert ours["rmse_ratio"] == pytest.approx(3 / 6)
    assert ours["crps_ratio"] == pytest.approx(crps["ensemble"] / crps["random_walk"])
