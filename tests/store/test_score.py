"""A forecast is scored once, against the first vintage of the first value on or after its day."""

from datetime import date

import pytest

from forexlib.store.duck import DuckStore
from tests.store.builders import NEXT_FRIDAY, at, published, row, run


def test_a_forecast_is_scored_once_its_actual_is_public(store: DuckStore) -> None:
    store.save([run()], saved_at=at(1))
    store.admit(published((NEXT_FRIDAY, at(8), 912.0)), admitted_at=at(8))

    before = store.score(as_of=at(8, 11))
    due = store.score(as_of=at(8))
    after = store.score(as_of=at(9))

    assert (before, due, after) == (0, 1, 0)
    scored = store.read("scores").row(0, named=True)
    assert (scored["actual"], scored["actual_date"]) == (912.0, NEXT_FRIDAY)
    assert (scored["actual_available_at"], scored["scored_at"]) == (at(8), at(8))


def test_the_first_vintage_counts_though_it_was_revised_since(store: DuckStore) -> None:
    store.save([run()], saved_at=at(1))
    vintages = published((NEXT_FRIDAY, at(8), 912.0), (NEXT_FRIDAY, at(9), 999.0))
    store.admit(vintages, admitted_at=at(10))

    store.score(as_of=at(20))

    assert store.read("scores").get_column("actual").to_list() == [912.0]


@pytest.mark.parametrize(("late_by", "scored"), [(1, 1), (7, 1), (8, 0)])
def test_an_actual_up_to_a_week_late_is_taken(store: DuckStore, late_by: int, scored: int) -> None:
    store.save([run()], saved_at=at(1))
    late = date(2024, 3, 8 + late_by)
    before = (date(2024, 3, 7), at(7), 800.0)
    store.admit(published(before, (late, at(8 + late_by), 912.0)), admitted_at=at(20))

    assert store.score(as_of=at(20)) == scored
    assert store.read("scores").get_column("actual_date").to_list() == [late] * scored


def test_of_several_values_after_the_target_the_first_day_is_taken(store: DuckStore) -> None:
    store.save([run()], saved_at=at(1))
    days = [(date(2024, 3, day), at(day), 900.0 + day) for day in (10, 9, 11)]
    store.admit(published(*days), admitted_at=at(20))

    store.score(as_of=at(20))

    assert store.read("scores").get_column("actual").to_list() == [909.0]


def test_values_of_another_pair_or_target_are_never_taken(store: DuckStore) -> None:
    store.save([run()], saved_at=at(1))
    for series in ("nbp_fixing/USDBRL", "dolar_observado/USDCLP"):
        store.admit(published((NEXT_FRIDAY, at(8), 5.0), series=series), admitted_at=at(20))

    assert store.score(as_of=at(20)) == 0


def test_the_first_issue_of_every_version_is_scored(store: DuckStore) -> None:
    store.save([run(run_id="1")], saved_at=at(1))
    store.save([run(row(fingerprint="other"), run_id="2")], saved_at=at(2))
    store.save([run(row(model_version="ba9876543210"), run_id="3")], saved_at=at(3))
    store.admit(published((NEXT_FRIDAY, at(8), 912.0)), admitted_at=at(8))

    scored = store.score(as_of=at(8))

    rows = store.read("scored_forecasts").sort("run_id").select("run_id", "issue", "is_record")
    assert scored == 2
    assert list(rows.iter_rows()) == [("1", 1, True), ("3", 1, False)]


def test_only_the_first_published_counts_in_the_metrics(store: DuckStore) -> None:
    store.save([run(row(mean=911.0), run_id="first")], saved_at=at(2))
    later = row(model_version="0" * 12, mean=920.0)
    store.save([run(later, run_id="later")], saved_at=at(3))
    store.admit(published((NEXT_FRIDAY, at(8), 910.0)), admitted_at=at(8))

    store.score(as_of=at(8))

    sums = store.read("metrics_daily").select("n", "error", "squared_error")
    assert list(sums.iter_rows()) == [(1, 1.0, 1.0)]


def test_a_version_saved_after_the_score_is_scored_but_counts_for_nothing(
    store: DuckStore,
) -> None:
    store.save([run(run_id="first")], saved_at=at(2))
    store.admit(published((NEXT_FRIDAY, at(8), 910.0)), admitted_at=at(8))
    store.score(as_of=at(8))
    store.save([run(row(model_version="0" * 12), run_id="later")], saved_at=at(9))

    scored = store.score(as_of=at(10))

    assert scored == 1
    assert store.read("metrics_daily").get_column("n").to_list() == [1]


def test_a_clock_set_back_gives_no_forecast_a_second_record(store: DuckStore) -> None:
    store.save([run(run_id="first")], saved_at=at(5))
    store.admit(published((NEXT_FRIDAY, at(8), 910.0)), admitted_at=at(8))
    store.score(as_of=at(8))
    store.save([run(row(model_version="0" * 12), run_id="set back")], saved_at=at(4))

    store.score(as_of=at(9))

    records = store.read("scored_forecasts").sort("saved_at").select("run_id", "is_record")
    assert records.rows() == [("set back", False), ("first", True)]
    assert not any(store.violations().values())


def test_a_random_walk_scored_later_joins_the_common_origins(store: DuckStore) -> None:
    store.save([run(run_id="model")], saved_at=at(2))
    store.admit(published((NEXT_FRIDAY, at(8), 912.0)), admitted_at=at(8))
    store.score(as_of=at(8))
    store.save([run(row(model="random_walk", mean=900.0), run_id="walk")], saved_at=at(9))

    store.score(as_of=at(9))

    sums = store.read("metrics_daily", model="ensemble").row(0, named=True)
    assert sums["n_common"] == 1
    assert (sums["squared_error_common"], sums["squared_error_random_walk"]) == (4.0, 144.0)


def test_scores_in_two_rounds_add_up_on_one_day(store: DuckStore) -> None:
    monday = date(2024, 3, 4)
    store.save([run(run_id="a")], saved_at=at(2))
    store.admit(published((NEXT_FRIDAY, at(8), 910.0)), admitted_at=at(8))
    store.score(as_of=at(8))
    same_day = row(origin_date=monday, as_of=at(4), mean=913.0)
    store.save([run(same_day, run_id="b")], saved_at=at(9))

    store.score(as_of=at(9))

    sums = store.read("metrics_daily").row(0, named=True)
    assert (sums["n"], sums["error"], sums["squared_error"]) == (2, 3.0, 9.0)
