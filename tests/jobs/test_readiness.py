"""Readiness of what is stored, as it was known at an instant, and the look that is kept."""

import json
import shutil
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from forexlib.core.errors import SettingsError
from forexlib.jobs.readiness import Asked, check_readiness, keep_readiness
from forexlib.jobs.readiness_rows import Readiness, in_sentences, readiness_rows, told_rows
from forexlib.store.duck import DuckStore
from forexlib.store.readiness import DuckReadiness
from tests.jobs.readiness_world import (
    ISSUED,
    NOW,
    STANDARD,
    fixings,
    numbers,
    operate,
    question,
    watch_drift,
)
from tests.monitoring.readiness_world import FRIDAY, business_days
from tests.paths import SQL
from tests.store.builders import VERSION
from tests.store.candidate_rows import RECIPE, at_issue, in_hindsight, issued

OTHER = "ffffffffffff"
EVENING = NOW + timedelta(hours=9)


@pytest.fixture(scope="module")
def begun(tmp_path_factory: pytest.TempPathFactory) -> DuckStore:
    """A store with fixings alone: to be copied."""
    made = DuckStore(tmp_path_factory.mktemp("begun") / "forex.duckdb", SQL)
    fixings(made)
    return made


@pytest.fixture(scope="module")
def whole(begun: DuckStore, tmp_path_factory: pytest.TempPathFactory) -> DuckStore:
    """A system that ran, and was watched for drift: to be looked at only."""
    made = copied(begun, tmp_path_factory.mktemp("whole"))
    operate(made)
    watch_drift(made)
    return made


@pytest.fixture
def store(begun: DuckStore, tmp_path: Path) -> DuckStore:
    """One of its own, with fixings alone."""
    return copied(begun, tmp_path)


def copied(template: DuckStore, folder: Path) -> DuckStore:
    shutil.copy(template.database, folder)
    return DuckStore(folder / template.database.name, SQL)


def looked(store: DuckStore, asked: Asked | None = None, *, as_of: datetime = NOW) -> Readiness:
    book = DuckReadiness(store.database, SQL)
    return check_readiness(store, book, question(as_of), asked or Asked(), STANDARD)


def kept(store: DuckStore, found: Readiness, *, now: datetime = NOW) -> int:
    return keep_readiness(DuckReadiness(store.database, SQL), found, now=now)


def test_an_empty_store_is_not_ready_and_says_what_to_do(tmp_path: Path) -> None:
    store = DuckStore(tmp_path / "forex.duckdb", SQL)

    found = looked(store)

    assert (found.level, found.score, found.ready_day) == ("NOT_READY", 0, None)
    assert (found.candidate.label, found.versions) == ("none", ())
    assert set(numbers(readiness_rows(found)).values()) == {0}
    assert any("forex run" in line for line in in_sentences(found, "en"))
    assert kept(store, found) == 5


def test_a_system_that_ran_for_eleven_weeks_is_ready(whole: DuckStore) -> None:
    found = looked(whole)

    assert numbers(readiness_rows(found)) == {
        "predictions": 55,
        "operation": 55,
        "drift": 2,
        "stability": 100,
        "scored": 50,  # those whose week is over
    }
    assert (found.level, found.ready_day) == ("READY", FRIDAY)
    assert found.candidate.label == f"recipe:{RECIPE}"
    assert found.versions == (VERSION,)


def test_what_is_missing_and_when_it_will_be_there(store: DuckStore) -> None:
    operate(store, business_days(46))
    watch_drift(store)

    rows = told_rows(looked(store), "en").filter(criterion="predictions")

    [row] = rows.to_dicts()
    assert (row["number"], row["threshold"], row["met"], row["level"]) == (
        46,
        50,
        False,
        "NOT_READY",
    )
    assert row["missing"] == "4 live or shadow predictions are missing"
    assert row["expected_day"] == row["ready_day"] == date(2024, 4, 5)


def test_500_backfilled_forecasts_make_nothing_ready(store: DuckStore) -> None:
    store.save([in_hindsight(business_days(500))], saved_at=NOW)
    store.score(as_of=NOW)
    watch_drift(store)

    found = looked(store)

    rows = readiness_rows(found).select("criterion", "number", "n_live", "n_backfill").rows()
    assert found.level == "NOT_READY"
    assert ("predictions", 0, 0, 500) in rows
    assert ("operation", 0, 0, 500) in rows
    assert ("scored", 0, 0, 495) in rows
    assert found.ready_day is None


def test_nothing_stored_after_the_instant_counts(store: DuckStore) -> None:
    operate(store, ISSUED[:-1])
    watch_drift(store)
    before = looked(store)

    store.save([issued(day) for day in ISSUED], saved_at=EVENING)
    store.save([issued(day, track="shadow", version=OTHER) for day in ISSUED], saved_at=EVENING)
    store.score(as_of=EVENING)
    again = looked(store)

    assert readiness_rows(again).equals(readiness_rows(before))
    assert numbers(readiness_rows(looked(store, as_of=EVENING)))["predictions"] == 55


def test_drift_counts_only_where_the_newest_day_was_tested_by_then(store: DuckStore) -> None:
    operate(store)
    untested = looked(store)
    watch_drift(store, as_of=EVENING)

    missing = told_rows(untested, "en").filter(criterion="drift").get_column("missing")
    assert missing.to_list() == ["nothing was tested of 2024-03-29: run `forex drift`"]
    assert untested.level == "CAUTIOUS"
    assert numbers(readiness_rows(looked(store)))["drift"] == 1
    assert numbers(readiness_rows(looked(store, as_of=EVENING)))["drift"] == 2


def test_versions_of_a_recipe_are_one_candidate_and_a_version_is_one_of_its_own(
    store: DuckStore,
) -> None:
    operate(store, ISSUED[:40])
    store.save([issued(day, version=OTHER) for day in ISSUED[40:]], saved_at=at_issue(FRIDAY))

    both, one = looked(store), looked(store, Asked(version=OTHER))

    assert numbers(readiness_rows(both))["predictions"] == 55
    assert both.versions == (OTHER, VERSION)
    assert numbers(readiness_rows(one))["predictions"] == 15
    assert (one.candidate.label, one.versions) == (OTHER, (OTHER,))


def test_the_recipe_issued_last_is_the_candidate_even_if_another_was_backfilled_since(
    store: DuckStore,
) -> None:
    operate(store, ISSUED[:3])
    newer = issued(FRIDAY, track="backfill", recipe="bbbbbbbbbbbb", version=OTHER)
    store.save([newer], saved_at=at_issue(FRIDAY))

    assert looked(store).candidate.recipe == RECIPE


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        (Asked(version="nonsense"), f"no version 'nonsense' of ensemble. Of 1, .* {VERSION}"),
        (Asked(model="nonsense"), "There is no model 'nonsense'"),
        (Asked(horizon_days=8), "8 days is no horizon"),
    ],
)
def test_what_does_not_exist_is_said_with_a_remedy(
    store: DuckStore, asked: Asked, said: str
) -> None:
    operate(store, ISSUED[-2:])

    with pytest.raises(SettingsError, match=said):
        looked(store, asked)


def test_a_model_that_never_ran_is_asked_after_in_vain_but_not_in_error(store: DuckStore) -> None:
    found = looked(store, Asked(model="qa4"))

    assert (found.candidate.model, found.level) == ("qa4", "NOT_READY")


def test_the_worst_horizon_tells_the_level(whole: DuckStore) -> None:
    both = replace(STANDARD, routine=replace(STANDARD.routine, horizons=(7, 30)))

    book = DuckReadiness(whole.database, SQL)
    found = check_readiness(whole, book, question(), Asked(), both)

    assert [one.level for one in found.verdicts] == ["READY", "NOT_READY"]
    assert (found.level, found.ready_day) == ("NOT_READY", None)


def test_a_look_is_kept_once_and_the_last_of_a_day_holds(store: DuckStore) -> None:
    operate(store, ISSUED[:-1])
    morning = looked(store)

    first, again = kept(store, morning), kept(store, morning, now=EVENING)
    store.save([issued(FRIDAY)], saved_at=EVENING)
    evening = kept(store, looked(store, as_of=EVENING), now=EVENING)
    back = kept(store, morning, now=EVENING)

    rows = store.read("readiness")
    assert (first, again, evening, back) == (5, 0, 5, 0)
    assert rows.height == 5
    assert numbers(rows)["predictions"] == 55
    assert set(rows.get_column("as_of")) == set(rows.get_column("saved_at")) == {EVENING}
    assert json.loads(rows.filter(criterion="stability").item(0, "parts"))["days"] == 22


def test_a_weekend_and_a_holiday_change_no_count(whole: DuckStore) -> None:
    easter_monday = datetime(2024, 4, 1, 12, 0, tzinfo=UTC)

    friday, monday = looked(whole), looked(whole, as_of=easter_monday)

    assert numbers(readiness_rows(monday)) == numbers(readiness_rows(friday))
    assert monday.verdicts[0].day == date(2024, 4, 1)
