"""Runs are kept whole; the same inputs write nothing; changed inputs are the next issue."""

import json
from dataclasses import replace
from datetime import date

import polars as pl
import pytest

from forexlib.core.errors import ContractError
from forexlib.core.frames import Predictions
from forexlib.store.duck import DuckStore
from tests.store.builders import at, ladder, renamed, row, run


def issues(store: DuckStore) -> list[tuple[int, str]]:
    """Issue and run of each prediction, in order of issue."""
    rows = store.read("predictions").sort("issue").select("issue", "run_id")
    return list(rows.iter_rows())


def test_predictions_come_back_as_they_went_in(store: DuckStore) -> None:
    made = run(row(admitted_by=at(1, 11), horizon_days=7), row(horizon_days=14))

    written = store.save([made], saved_at=at(2))

    kept = Predictions.validate(store.read("predictions").sort("horizon_days"))
    assert written == 2
    assert kept.equals(made.predictions)


def test_a_run_is_said_once_beside_its_predictions(store: DuckStore) -> None:
    store.save([run(row(), row(horizon_days=14))], saved_at=at(2))

    said = store.read("runs").row(0, named=True)

    assert said["run_id"] == "run"
    assert (said["as_of"], said["saved_at"], said["seed"]) == (at(1), at(2), 7)
    assert json.loads(said["weights"]) == {"7": {"theta": 1.0}}
    assert json.loads(said["warnings"]) == ["one fixing is missing"]
    assert json.loads(said["refused"]) == {"1": "the target is past"}
    assert store.modes(["run", "never made"]) == {"run": "ensemble"}


def test_the_same_inputs_write_nothing(store: DuckStore) -> None:
    made = run()
    store.save([made], saved_at=at(2))

    again = store.save([made, renamed(made, "another run")], saved_at=at(3))

    assert again == 0
    assert store.read("runs").height == 1


@pytest.mark.parametrize("change", [{"fingerprint": "other values"}, {"mode": "robust"}])
def test_another_fingerprint_or_mode_is_the_next_issue(
    store: DuckStore, change: dict[str, object]
) -> None:
    store.save([run(run_id="first")], saved_at=at(2))

    store.save([run(row(**change), run_id="second")], saved_at=at(3))

    assert issues(store) == [(1, "first"), (2, "second")]


def test_going_back_to_earlier_inputs_is_an_issue_too(store: DuckStore) -> None:
    first, second = run(run_id="1"), run(row(fingerprint="other"), run_id="2")

    store.save([first], saved_at=at(2))
    store.save([second], saved_at=at(3))
    store.save([renamed(first, "3")], saved_at=at(4))

    assert issues(store) == [(1, "1"), (2, "2"), (3, "3")]


def test_runs_saved_together_are_issued_in_their_order(store: DuckStore) -> None:
    made = run(run_id="1")
    others = [run(row(fingerprint="other"), run_id=name) for name in ("2", "3")]

    written = store.save([made, *others, renamed(made, "4")], saved_at=at(2))

    assert written == 3
    assert issues(store) == [(1, "1"), (2, "2"), (3, "4")]
    assert set(store.read("runs").get_column("run_id")) == {"1", "2", "4"}


def test_only_what_is_new_in_a_run_is_written(store: DuckStore) -> None:
    store.save([run(run_id="first")], saved_at=at(2))

    written = store.save([run(row(), row(horizon_days=14), run_id="second")], saved_at=at(3))

    assert written == 1
    assert store.read("predictions", run_id="second").get_column("horizon_days").to_list() == [14]


def test_versions_tracks_and_origins_are_counted_apart(store: DuckStore) -> None:
    store.save([run()], saved_at=at(2))

    store.save(
        [
            run(row(model_version="ba9876543210"), run_id="version"),
            run(run_id="track", track="shadow"),
            run(row(origin_date=date(2024, 2, 29)), run_id="origin"),
        ],
        saved_at=at(3),
    )

    assert store.read("predictions").get_column("issue").to_list() == [1, 1, 1, 1]


def test_nothing_is_kept_of_runs_of_which_one_breaks_its_contract(store: DuckStore) -> None:
    good = run(run_id="good")
    short = good.predictions.with_columns(quantiles=pl.lit([900.0]), run_id=pl.lit("bad"))
    bad = replace(good, run_id="bad", predictions=short)

    with pytest.raises(ContractError, match="run bad break their contract"):
        store.save([good, bad], saved_at=at(2))

    assert store.read("runs").is_empty()
    assert store.read("predictions").is_empty()


def test_predictions_must_name_their_own_run(store: DuckStore) -> None:
    stray = replace(run(run_id="mine"), run_id="yours")

    with pytest.raises(ContractError, match="run yours name another run"):
        store.save([stray], saved_at=at(2))


def test_a_run_must_be_sayable_in_json(store: DuckStore) -> None:
    silent = replace(run(), weights={7: {"theta": float("nan")}})

    with pytest.raises(ContractError, match="JSON"):
        store.save([silent], saved_at=at(2))


def test_no_runs_write_nothing(store: DuckStore) -> None:
    assert store.save([], saved_at=at(2)) == 0


def test_quantiles_are_kept_to_the_last_bit(store: DuckStore) -> None:
    thirds = ladder(910.0 + 1 / 3, step=1 / 7)

    store.save([run(row(quantiles=thirds))], saved_at=at(2))

    assert store.read("predictions").get_column("quantiles").to_list() == [thirds]


def test_going_back_to_an_earlier_version_shows_it_again(store: DuckStore) -> None:
    old, new = "0123456789ab", "ba9876543210"
    for day, version in enumerate((old, new, old), start=2):
        name = f"run {day}"
        store.save([run(row(model_version=version, run_id=name), run_id=name)], saved_at=at(day))

    shown = store.read("forecasts")

    assert shown.get_column("model_version").to_list() == [old]
    assert shown.get_column("issue").to_list() == [2]
