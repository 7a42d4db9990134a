"""`forex maintain` and `forex restore`, as people type them."""

import shutil
from pathlib import Path

import polars as pl
import pytest

from forexlib.core.errors import SettingsError, StoreError
from forexlib.store.duck import DuckStore
from tests.cli.desk import ending, fill, forex, settle
from tests.e2e import forex as process
from tests.paths import SQL
from tests.store.builders import at, many


@pytest.fixture
def data(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    return settle(monkeypatch, tmp_path)


def today(data: Path) -> str:
    (point,) = (data / "snapshots" / "points").iterdir()
    return point.stem


def test_what_was_stored_since_is_gone_and_lies_aside(data: Path) -> None:
    store = fill(data)
    forex("maintain")
    store.save([many(5, run_id="since")], saved_at=at(9))

    answer = forex("restore", "--date", today(data), "--yes")

    assert answer.exit_code == 0
    assert "since" not in store.read("runs").get_column("run_id")
    aside = answer.stdout.replace("\n", "").rpartition(" lies in ")[2].rstrip(".")
    assert "since" in DuckStore(Path(aside) / "forex.duckdb", SQL).read("runs").get_column("run_id")


def test_a_second_maintain_says_that_nothing_was_written(data: Path) -> None:
    fill(data)

    assert "written now: " in forex("maintain").stderr
    assert "as it was, nothing written" in forex("maintain").stderr


def test_without_yes_and_a_person_nothing_is_restored(data: Path) -> None:
    fill(data)
    forex("maintain")

    answer = forex("restore", "--date", today(data))

    assert isinstance(answer.exception, SettingsError)
    assert "--yes" in answer.exception.remedy
    assert [*data.glob("before-restore-*")] == []


def test_a_day_without_a_point_is_exit_code_2(
    data: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    fill(data)

    assert ending(monkeypatch, "restore", "--date", "2020-01-01", "--yes") == 2
    assert "There is none at all yet" in capsys.readouterr().err


@pytest.mark.parametrize(
    "words",
    [["validate"], ["backfill", "--start", "2024-01-01"], ["report"]],
    ids=lambda one: one[0],
)
def test_heavy_work_is_refused_on_a_full_disk(
    data: Path, monkeypatch: pytest.MonkeyPatch, words: list[str]
) -> None:
    fill(data)
    monkeypatch.setenv("FOREX_DISK_CLEAN", "0.000001")
    monkeypatch.setenv("FOREX_DISK_STOP", "0.000001")

    answer = forex(*words)

    assert isinstance(answer.exception, StoreError)
    assert "forecasts go on" in answer.exception.what


def test_a_full_disk_leaves_the_restore_point_and_refuses_the_merging(
    data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(data)
    monkeypatch.setenv("FOREX_DISK_CLEAN", "0.000001")
    monkeypatch.setenv("FOREX_DISK_STOP", "0.000001")

    said = forex("maintain").stderr

    assert "merging past months is not started" in said
    assert "nothing old to remove" in said
    assert today(data)


ANOTHER_DAY = "2026-10-22"
"""A day from which the folder holds no forecast."""


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_after_everything_is_deleted_the_next_forecast_is_the_same(
    made: Path, tmp_path: Path
) -> None:
    """A forecast on both: of a folder that went through, and of one that did not."""
    data, other = tmp_path / "data", tmp_path / "other"
    shutil.copytree(made, data)
    shutil.copytree(made, other)
    assert process("maintain", data=data).code == 0
    for path in data.iterdir():
        if path.name != "snapshots":
            shutil.rmtree(path) if path.is_dir() else path.unlink()
    assert process("restore", "--date", today(data), "--yes", data=data).code == 0
    learned = {file.name: file.read_bytes() for file in (other / "artefacts").iterdir()}
    assert {file.name: file.read_bytes() for file in (data / "artefacts").iterdir()} == learned

    for folder in (data, other):
        answer = process("run", "--as-of", ANOTHER_DAY, data=folder, record_days="56")
        assert answer.code == 0, answer.complained

    assert forecasts(data).equals(forecasts(other))
    assert forecasts(data).height > forecasts(made).height
    assert {file.name: file.read_bytes() for file in (data / "artefacts").iterdir()} == {
        file.name: file.read_bytes() for file in (other / "artefacts").iterdir()
    }


def forecasts(data: Path) -> pl.DataFrame:
    """Every forecast, but for the instants at which it was stored."""
    rows = DuckStore(data / "forex.duckdb", SQL).read("predictions")
    key = ["track", "as_of", "run_id", "model", "horizon_days", "issue"]
    return rows.drop("saved_at", "admitted_by").sort(key)
