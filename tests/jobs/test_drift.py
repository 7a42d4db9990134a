"""A day's drift is measured once, from what was known by then, and kept as it was told."""

from datetime import datetime, timedelta
from pathlib import Path

import polars as pl
import pytest

from forexlib.core.errors import TooLittleHistory
from forexlib.jobs.drift import Drift, measure_drift
from forexlib.store.artefacts import FolderArtefacts
from forexlib.store.drifts import DuckDrifts
from forexlib.store.duck import DuckStore
from tests.jobs.drift_world import AS_OF, DAYS, RATES, WATCH, fill, noon, question
from tests.paths import SQL
from tests.store.builders import published

KEYS = ("as_of", "saved_at")


def measured(folder: Path, *, as_of: datetime = AS_OF, now: datetime = AS_OF) -> Drift:
    store = DuckStore(folder / "forex.duckdb", SQL)
    drifts = DuckDrifts(store.database, SQL)
    kept = FolderArtefacts(folder / "artefacts")
    return measure_drift(store, drifts, kept, question(as_of), WATCH, now=now)


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Drift]:
    """A world that was measured on its last day."""
    folder = tmp_path_factory.mktemp("whole")
    fill(DuckStore(folder / "forex.duckdb", SQL))
    return folder, measured(folder)


def test_returns_and_forecasts_are_tested_and_the_far_horizon_is_insufficient(
    whole: tuple[Path, Drift],
) -> None:
    _, found = whole

    tested = found.tests.filter(pl.col("statistic").is_not_null())
    counts = found.tests.filter(series="90d").select("n_baseline", "n_test").unique()
    assert tested.get_column("series").unique().sort().to_list() == ["7d", "returns", "score"]
    assert counts.rows() == [(0, 0)]
    assert found.day == DAYS[-1]
    assert found.severity in {"INFO", "WARNING"}
    assert found.new


def test_the_sentence_tells_what_the_rows_say(whole: tuple[Path, Drift]) -> None:
    _, found = whole

    for sentence, untested in (
        (found.sentence["es"], "Insuficiente para los pronósticos a 90 días."),
        (found.sentence["en"], "Insufficient for the 90-day forecasts."),
    ):
        assert str(found.day) in sentence
        assert "10" in sentence
        assert f"{found.score:.0f}" in sentence
        assert untested in sentence


def test_a_day_is_measured_once(whole: tuple[Path, Drift]) -> None:
    folder, found = whole

    again = measured(folder, as_of=AS_OF + timedelta(hours=9), now=AS_OF + timedelta(days=1))

    assert not again.new
    assert again.tests.equals(found.tests)
    assert again.sentence == found.sentence


def test_nothing_after_the_instant_changes_a_byte(
    whole: tuple[Path, Drift], tmp_path: Path
) -> None:
    _, found = whole
    store = DuckStore(tmp_path / "forex.duckdb", SQL)
    fill(store)
    wild = [(day + timedelta(days=7), noon(day + timedelta(days=7)), 9e3) for day in DAYS[-5:]]
    store.admit(published(*wild), admitted_at=AS_OF + timedelta(days=8))
    revised = (DAYS[-9], AS_OF + timedelta(days=8), 2 * RATES[-9])
    store.admit(published(revised), admitted_at=AS_OF + timedelta(days=8))
    store.score(as_of=AS_OF + timedelta(days=9))

    later = measured(tmp_path, now=AS_OF + timedelta(days=9))

    assert later.tests.drop(KEYS).equals(found.tests.drop(KEYS))
    assert later.tests.get_column("as_of").unique().to_list() == [AS_OF]


def test_what_is_usual_is_learned_once_a_year(whole: tuple[Path, Drift]) -> None:
    folder, found = whole
    before = sorted((folder / "artefacts").iterdir())

    earlier = measured(folder, as_of=noon(DAYS[-3]) + timedelta(hours=1))

    assert earlier.day == DAYS[-3]
    assert earlier.day.year == found.day.year
    assert sorted((folder / "artefacts").iterdir()) == before


def test_a_young_store_says_that_it_knows_too_little(tmp_path: Path) -> None:
    store = DuckStore(tmp_path / "forex.duckdb", SQL)
    fill(store, fixings=200, forecasts=20)

    found = measured(tmp_path, as_of=noon(DAYS[199]) + timedelta(hours=1))

    assert (found.severity, found.score, found.worsens) == (None, None, None)
    assert "insuficientes" in found.sentence["es"]
    assert found.tests.get_column("drifted").is_null().all()
    assert store.read("drift_daily").get_column("severity").to_list() == [None]


def test_an_empty_store_is_an_error_with_a_remedy(tmp_path: Path) -> None:
    with pytest.raises(TooLittleHistory, match="forex ingest"):
        measured(tmp_path)
