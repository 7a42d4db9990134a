"""A walk is kept origin by origin, whole or not at all, and goes on where it was broken off."""

import json
from dataclasses import replace
from datetime import date, timedelta

import polars as pl
import pytest

from forexlib.core.errors import ContractError, StoreError
from forexlib.core.frames import Predictions
from forexlib.store.duck import DuckStore
from forexlib.store.validations import DuckValidations
from tests.store.builders import FRIDAY, NEXT_FRIDAY, at, published, row
from tests.store.walks import forecast, noon, origin, origins, walk

SATURDAY, SUNDAY = date(2024, 3, 2), date(2024, 3, 3)
TABLES = ("validation_origins", "validation_failures", "validation_forecasts")


@pytest.fixture
def begun(validations: DuckValidations) -> DuckValidations:
    validations.begin(walk(), started_at=at(20))
    return validations


def heights(validations: DuckValidations) -> list[int]:
    return [validations.read(table).height for table in TABLES]


def test_a_walk_is_said_once(validations: DuckValidations) -> None:
    validations.begin(walk(horizons=(7, 14)), started_at=at(20))
    validations.begin(walk(horizons=(7, 14)), started_at=at(21))

    said = validations.read("validation_runs").to_dicts()

    assert [(one["run_id"], one["started_at"]) for one in said] == [("walk", at(20))]
    assert json.loads(said[0]["horizons"]) == [7, 14]
    assert json.loads(said[0]["models"]) == ["ensemble", "random_walk"]
    assert json.loads(said[0]["versions"]) == {"polars": "2"}
    assert (said[0]["window"], said[0]["window_days"]) == ("expanding", None)


def test_a_rolling_walk_keeps_the_length_of_its_window(validations: DuckValidations) -> None:
    rolling = replace(walk(), window="rolling", window_days=730)

    validations.begin(rolling, started_at=at(20))

    assert validations.read("validation_runs").get_column("window_days").to_list() == [730]


def test_a_walk_that_contradicts_itself_is_refused(validations: DuckValidations) -> None:
    expanding = replace(walk(), window_days=730)

    with pytest.raises(ContractError, match="run walk breaks a rule"):
        validations.begin(expanding, started_at=at(20))

    assert validations.read("validation_runs").is_empty()


def test_forecasts_come_back_as_they_went_in(begun: DuckValidations) -> None:
    made = origin(FRIDAY, forecast(), forecast(horizon_days=14), forecast(model="random_walk"))

    saved = begun.save("walk", [made], saved_at=at(21))

    kept = begun.read("validation_forecasts", run_id="walk")
    columns = [name for name in Predictions.column_names() if name in set(kept.columns)]
    order = ["horizon_days", "model"]
    said = made.forecasts.with_columns(run_id=pl.lit("walk")).select(columns)
    assert saved == 1
    assert kept.select(columns).sort(order).equals(said.sort(order))
    assert set(Predictions.column_names()) - set(columns) == {"track", "admitted_by"}


def test_an_origin_says_what_came_of_it(begun: DuckValidations) -> None:
    done = origin(FRIDAY, failures={"var": "too few rows", "forest": "no tree"})
    repeated = origin(SATURDAY, state="repeated")
    refused = replace(origin(SUNDAY, state="refused"), origin_date=None)

    saved = begun.save("walk", [done, repeated, refused], saved_at=at(21))

    rows = begun.read("validation_origins").sort("as_of")
    failed = begun.read("validation_failures").sort("model")
    assert saved == 3
    assert rows.select("as_of", "state", "origin_date", "reason", "saved_at").rows() == [
        (noon(FRIDAY), "done", FRIDAY, "", at(21)),
        (noon(SATURDAY), "repeated", SATURDAY, "why not", at(21)),
        (noon(SUNDAY), "refused", None, "why not", at(21)),
    ]
    assert json.loads(rows.row(0, named=True)["weights"]) == {"7": {"var": 0.25}}
    assert failed.select("as_of", "model", "reason").rows() == [
        (noon(FRIDAY), "forest", "no tree"),
        (noon(FRIDAY), "var", "too few rows"),
    ]


def test_a_walk_goes_on_where_it_was_broken_off(begun: DuckValidations) -> None:
    walked = origins(4, size=2)
    begun.save("walk", walked[:3], saved_at=at(21))

    saved = begun.begin(walk(), started_at=at(22))
    rest = [one for one in walked if one.as_of not in saved]
    begun.save("walk", rest, saved_at=at(22))

    assert saved == {one.as_of for one in walked[:3]}
    assert rest == walked[3:]
    assert heights(begun) == [4, 0, 8]


def test_the_instants_of_another_walk_are_not_saved_for_this_one(begun: DuckValidations) -> None:
    begun.save("walk", origins(2), saved_at=at(21))

    other = begun.begin(walk("other"), started_at=at(22))
    saved = begun.save("other", origins(2), saved_at=at(22))

    assert other == frozenset()
    assert saved == 2


def test_an_instant_that_is_saved_is_skipped_whatever_came_of_it(begun: DuckValidations) -> None:
    begun.save("walk", [origin(FRIDAY)], saved_at=at(21))
    again = origin(FRIDAY, forecast(mean=1.0), failures={"var": "too few rows"})

    saved = begun.save("walk", [again, origin(SATURDAY)], saved_at=at(22))

    assert saved == 1
    assert heights(begun) == [2, 0, 2]
    assert set(begun.read("validation_forecasts").get_column("mean")) == {910.0}


def test_no_origins_write_nothing(begun: DuckValidations) -> None:
    assert begun.save("walk", [], saved_at=at(21)) == 0


def test_a_walk_must_be_begun_before_anything_is_kept(validations: DuckValidations) -> None:
    with pytest.raises(StoreError, match="run walk was never begun"):
        validations.save("walk", origins(1), saved_at=at(21))
    with pytest.raises(StoreError, match="run walk was never begun"):
        validations.keep_tests("walk", evidence(), tested_at=at(21))

    assert heights(validations) == [0, 0, 0]


def test_nothing_is_kept_when_the_last_statement_fails(begun: DuckValidations) -> None:
    twice = origin(FRIDAY, failures={"var": "too few rows"})
    walked = [origin(SATURDAY), twice, replace(origin(SUNDAY), as_of=twice.as_of, state="refused")]
    walked[2] = replace(walked[2], forecasts=Predictions.create_empty())

    with pytest.raises(ContractError, match="breaks a rule of its table"):
        begun.save("walk", walked, saved_at=at(21))

    assert heights(begun) == [0, 0, 0]


@pytest.mark.parametrize(
    ("stray", "told"),
    [
        pytest.param(row(as_of=noon(SATURDAY)), "another instant or day", id="instant"),
        pytest.param(row(origin_date=SUNDAY), "another instant or day", id="day"),
        pytest.param(row(pair="USDBRL"), "forecasts of another", id="pair"),
        pytest.param(row(target="other"), "forecasts of another", id="target"),
    ],
)
def test_forecasts_must_be_of_their_origin_and_walk(
    begun: DuckValidations, stray: dict[str, object], told: str
) -> None:
    walked = [origin(SATURDAY), origin(FRIDAY, stray)]

    with pytest.raises(ContractError, match=told):
        begun.save("walk", walked, saved_at=at(21))

    assert heights(begun) == [0, 0, 0]


def test_nothing_is_kept_of_origins_of_which_one_breaks_its_contract(
    begun: DuckValidations,
) -> None:
    good, other = origins(2)
    bad = replace(other, forecasts=other.forecasts.with_columns(quantiles=pl.lit([900.0])))

    with pytest.raises(ContractError, match="run walk break their contract"):
        begun.save("walk", [good, bad], saved_at=at(21))

    assert heights(begun) == [0, 0, 0]


def test_an_origin_that_is_not_done_has_no_forecasts(begun: DuckValidations) -> None:
    stray = replace(origin(FRIDAY), state="repeated")

    with pytest.raises(ContractError, match="another instant or day"):
        begun.save("walk", [stray], saved_at=at(21))

    assert heights(begun) == [0, 0, 0]


def test_forecasts_are_scored_once_their_actual_is_public(
    store: DuckStore, begun: DuckValidations
) -> None:
    begun.save("walk", [origin(FRIDAY, forecast(mean=915.0))], saved_at=at(21))
    store.admit(published((NEXT_FRIDAY, at(8), 912.0)), admitted_at=at(20))

    before = begun.score("walk", as_of=at(8, 11))
    due = begun.score("walk", as_of=at(8))
    after = begun.score("walk", as_of=at(9))

    scored = begun.read("validation_scores").row(0, named=True)
    assert (before, due, after) == (0, 1, 0)
    assert (scored["actual"], scored["actual_date"]) == (912.0, NEXT_FRIDAY)
    assert (scored["actual_available_at"], scored["scored_at"]) == (at(8), at(8))
    assert (scored["error"], scored["abs_error"]) == (3.0, 2.0)


def test_only_the_walk_that_is_named_is_scored(store: DuckStore, begun: DuckValidations) -> None:
    begun.begin(walk("other"), started_at=at(20))
    for run_id in ("walk", "other"):
        begun.save(run_id, [origin()], saved_at=at(21))
    store.admit(published((NEXT_FRIDAY, at(8), 912.0)), admitted_at=at(20))

    scored = begun.score("other", as_of=at(8))

    assert scored == 1
    assert begun.read("validation_scores").get_column("run_id").to_list() == ["other"]


@pytest.mark.parametrize(("late_by", "scored"), [(0, 1), (7, 1), (8, 0)])
def test_an_actual_up_to_a_week_late_is_taken(
    store: DuckStore, begun: DuckValidations, late_by: int, scored: int
) -> None:
    begun.save("walk", [origin()], saved_at=at(21))
    late = NEXT_FRIDAY + timedelta(days=late_by)
    store.admit(published((date(2024, 3, 7), at(7), 1), (late, at(20), 912)), admitted_at=at(20))

    assert begun.score("walk", as_of=at(20)) == scored


def evidence(**changes: object) -> pl.DataFrame:
    """What one test says, changed as named."""
    usual = {
        "horizon_days": 7,
        "model": "ensemble",
        "test": "dm_crps",
        "n": 40,
        "outcomes": 8.0,
        "statistic": -2.0,
        "p_value": 0.05,
        "estimate": 0.9,
        "low": 0.8,
        "high": 1.0,
    }
    return pl.DataFrame([usual | changes])


def test_tests_take_the_place_of_those_before(begun: DuckValidations) -> None:
    begun.begin(walk("other"), started_at=at(20))
    begun.keep_tests("other", evidence(), tested_at=at(21))
    before = pl.concat([evidence(), evidence(test="pit")])
    begun.keep_tests("walk", before, tested_at=at(21))

    begun.keep_tests("walk", evidence(statistic=-3.0), tested_at=at(22))

    kept = begun.read("validation_tests").sort("run_id")
    assert kept.select("run_id", "test", "statistic", "tested_at").rows() == [
        ("other", "dm_crps", -2.0, at(21)),
        ("walk", "dm_crps", -3.0, at(22)),
    ]


def test_a_number_no_test_could_give_is_null(begun: DuckValidations) -> None:
    silent = evidence(
        outcomes=None, statistic=float("nan"), p_value=None, low=float("-inf"), high=float("inf")
    )

    begun.keep_tests("walk", silent, tested_at=at(21))

    kept = begun.read("validation_tests").row(0, named=True)
    unsaid = {name for name, value in kept.items() if value is None}
    assert unsaid == {"outcomes", "statistic", "p_value", "low", "high"}


def test_no_tests_forget_those_before(begun: DuckValidations) -> None:
    begun.keep_tests("walk", evidence(), tested_at=at(21))

    begun.keep_tests("walk", evidence().clear(), tested_at=at(22))

    assert begun.read("validation_tests").is_empty()


@pytest.mark.parametrize(
    "broken",
    [
        evidence().drop("p_value"),
        evidence(p_value=1.5),
        evidence(n=-1),
        evidence(low=2.0),
        pl.concat([evidence(), evidence()]),
    ],
    ids=["a column is missing", "no probability", "fewer than none", "ends swapped", "said twice"],
)
def test_tests_that_break_their_contract_leave_those_before(
    begun: DuckValidations, broken: pl.DataFrame
) -> None:
    begun.keep_tests("walk", evidence(), tested_at=at(21))

    with pytest.raises(ContractError, match=r"[Vv]alidation run walk"):
        begun.keep_tests("walk", broken, tested_at=at(22))

    assert begun.read("validation_tests").get_column("tested_at").to_list() == [at(21)]


def test_any_relation_is_read_as_the_store_reads_it(
    store: DuckStore, begun: DuckValidations
) -> None:
    begun.save("walk", origins(2), saved_at=at(21))

    chosen = begun.read("validation_forecasts", origin_date=SATURDAY, run_id="walk")

    assert chosen.equals(store.read("validation_forecasts", origin_date=SATURDAY))
    assert chosen.height == 1
    with pytest.raises(StoreError, match="There is no 'nonsense'"):
        begun.read("nonsense")


def test_walks_and_live_forecasts_share_a_file_and_nothing_else(
    store: DuckStore, begun: DuckValidations
) -> None:
    begun.save("walk", [origin()], saved_at=at(21))
    store.admit(published((NEXT_FRIDAY, at(8), 912.0)), admitted_at=at(20))
    begun.score("walk", as_of=at(20))

    live = [store.read(table).height for table in ("runs", "predictions", "scores")]

    assert live == [0, 0, 0]
    assert store.score(as_of=at(20)) == 0
    assert store.read("metrics_daily").is_empty()
