"""`forex readiness`: each criterion with its number, what is missing, and the day of READY."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from forexlib.cli import clock
from forexlib.store.duck import DuckStore
from tests.cli.desk import ending, forex, settle
from tests.monitoring.readiness_world import FRIDAY, business_days
from tests.paths import SQL
from tests.store.builders import VERSION
from tests.store.candidate_rows import RECIPE, in_hindsight, issued

NOW = datetime(2024, 3, 29, 12, 0, tzinfo=UTC)
CRITERIA = ["predictions", "operation", "drift", "stability", "scored"]


@pytest.fixture
def data(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """An empty folder, on a Friday at 09:00 in Santiago."""
    monkeypatch.setattr(clock, "now", lambda: NOW)
    folder = settle(monkeypatch, tmp_path)
    monkeypatch.setenv("FOREX_LANGUAGE", "en")
    return folder


@pytest.fixture
def store(data: Path) -> DuckStore:
    """Eight days of live forecasts, and a year of backfill."""
    store = DuckStore(data / "forex.duckdb", SQL)
    live = [issued(day, horizons=(7, 30)) for day in business_days(8)]
    store.save([in_hindsight(business_days(250)), *live], saved_at=NOW)
    return store


def told(*words: str) -> list[dict[str, object]]:
    rows: list[dict[str, object]] = json.loads(forex("readiness", "--json", *words).stdout)
    return rows


def test_with_nothing_stored_it_says_what_to_do(data: Path) -> None:
    answer = forex("readiness")

    assert answer.exit_code == 0
    assert "7d: NOT_READY, 0 of 100; the date of READY is unknown" in answer.stdout
    assert "run `forex run` each business day" in answer.stderr
    assert (data / "forex.duckdb").exists()


@pytest.mark.usefixtures("store")
def test_heads_and_cells_are_of_one_language(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FOREX_LANGUAGE", "es")

    answer = forex("readiness", "--horizon", "7d")

    assert "Preparación · ensemble" in answer.stdout
    for said in ("horizonte", "criterio", "umbral", "pronósticos emitidos", "se espera", "falta"):
        assert said in answer.stdout
    for unsaid in ("horizon ", "criterion", "threshold", "expected", "missing", "unknown"):
        assert unsaid not in answer.stdout


@pytest.mark.usefixtures("store")
def test_people_read_numbers_thresholds_and_the_day() -> None:
    answer = forex("readiness", "--horizon", "7d")

    assert answer.exit_code == 0
    assert f"all versions of the recipe {RECIPE}: {VERSION}." in answer.stdout
    assert "42 live or shadow predictions are missing" in answer.stdout
    assert "2024-06-03" in answer.stdout
    assert "(backfill)" in answer.stdout
    assert "Live and shadow forecasts count" in answer.stderr


@pytest.mark.usefixtures("store")
def test_machines_read_a_row_per_horizon_and_criterion() -> None:
    rows = told()

    assert [row["criterion"] for row in rows] == CRITERIA * 4
    first = rows[0]
    assert {name: first[name] for name in ("horizon_days", "number", "threshold", "met")} == {
        "horizon_days": 7,
        "number": 8,
        "threshold": 50,
        "met": False,
    }
    assert (first["n_live"], first["n_backfill"], first["expected_day"]) == (8, 250, "2024-06-03")
    assert {row["horizon_days"] for row in rows if row["number"] == 8} == {7, 30}


def test_a_look_at_now_is_kept_and_one_at_the_past_is_not(store: DuckStore) -> None:
    forex("readiness", "--as-of", "2024-03-28")
    before = store.read("readiness").height

    forex("readiness")
    forex("readiness")

    assert before == 0
    kept = store.read("readiness")
    assert kept.height == 20
    assert kept.get_column("day").unique().to_list() == [FRIDAY]


@pytest.mark.usefixtures("store")
def test_what_is_demanded_is_a_setting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FOREX_READINESS_PREDICTIONS", "8")

    assert told("--horizon", "7d")[0]["met"] is True


@pytest.mark.usefixtures("store")
def test_a_version_can_be_asked_for() -> None:
    assert {row["version"] for row in told("--version", VERSION)} == {VERSION}


@pytest.mark.parametrize(
    "words",
    [("--version", "nonsense"), ("--model", "nonsense"), ("--horizon", "8d"), ("--horizon", "x")],
)
def test_what_does_not_exist_is_one_message_and_exit_code_2(
    store: DuckStore,
    words: tuple[str, ...],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert ending(monkeypatch, "readiness", *words) == 2
    assert capsys.readouterr().err.startswith("forex: ")
    assert store.read("readiness").is_empty()
