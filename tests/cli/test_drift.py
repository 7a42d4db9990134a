"""`forex drift`: a table of tests with the three p-values, the score and its trend."""

import json
from datetime import datetime
from pathlib import Path

import pytest

from forexlib.cli import clock
from forexlib.store.duck import DuckStore
from tests.cli.desk import ending, forex, settle
from tests.jobs.drift_world import AS_OF, COUNT, DAYS, fill
from tests.paths import SQL

DAY = DAYS[-1].isoformat()


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder in which a day was measured, so that it is known what is usual."""
    folder = tmp_path_factory.mktemp("made")
    with pytest.MonkeyPatch.context() as patch:
        data = _evening(patch, folder)
        fill(DuckStore(data / "forex.duckdb", SQL))
        assert forex("drift").exit_code == 0
    return folder


@pytest.fixture
def data(monkeypatch: pytest.MonkeyPatch, made: Path) -> Path:
    """The data in that folder."""
    return _evening(monkeypatch, made)


@pytest.fixture
def empty(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A folder without data."""
    return _evening(monkeypatch, tmp_path)


def _evening(patch: pytest.MonkeyPatch, folder: Path) -> Path:
    """It is the evening of the last fixing."""

    def evening() -> datetime:
        return AS_OF

    patch.setattr(clock, "now", evening)
    return settle(patch, folder)


def test_the_table_has_the_p_values_and_says_what_is_insufficient(data: Path) -> None:
    answer = forex("drift")

    assert answer.exit_code == 0
    shown = answer.output
    for words in ("p raw", "p calibrated", "p adjusted", "returns", "volatility", "insufficient"):
        assert words in shown
    assert "Kendall's S" in shown
    assert f"al {DAY}" in shown
    assert data.exists()


def test_json_has_every_row_and_column(data: Path) -> None:
    rows = json.loads(forex("drift", "--json").stdout)

    stored = DuckStore(data / "forex.duckdb", SQL).read("drift_tests", day=DAYS[-1])
    assert len(rows) == stored.height == 5 * 5 + 1
    assert set(rows[0]) == set(stored.columns)
    assert {row["day"] for row in rows} == {DAY}


def test_a_past_day_can_be_asked_about(data: Path) -> None:
    asked = DAYS[COUNT - 20].isoformat()

    rows = json.loads(forex("drift", "--json", "--as-of", f"{asked}T13:00+00:00").stdout)

    assert {row["day"] for row in rows} == {asked}
    assert data.exists()


def test_an_empty_store_is_one_message(
    empty: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    code = ending(monkeypatch, "drift")

    said = capsys.readouterr().err
    assert code == 2
    assert "forex ingest" in said
    assert "Traceback" not in said
    assert empty.name == "data"


def test_an_instant_ahead_is_one_message(
    empty: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    code = ending(monkeypatch, "drift", "--as-of", "2030-01-01")

    assert (code, empty.name) == (2, "data")
    assert "has not come yet" in capsys.readouterr().err
