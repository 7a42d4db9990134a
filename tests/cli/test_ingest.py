"""`forex ingest --csv` on a real database: what is let in, kept out, or refused."""

import json
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from forexlib.core.errors import SourceError
from forexlib.core.frames import Published
from forexlib.store.duck import DuckStore
from tests.cli.desk import ending, forex, settle
from tests.paths import SQL
from tests.sources.outside import outside, settings
from tests.store.builders import at, daily

FIRST = date(2023, 1, 2)
RATES = 900.0 * np.exp(np.cumsum(0.005 * np.random.default_rng(8).standard_normal(120)))


@pytest.fixture
def data(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    return settle(monkeypatch, tmp_path)


def file(folder: Path, rates: np.ndarray, *, name: str = "own.csv", first: date = FIRST) -> str:
    """A CSV file of a rate a day."""
    lines = [f"{first + timedelta(days=i)},{rate:.4f}" for i, rate in enumerate(rates)]
    made = folder / name
    made.write_text("\n".join(["date,value", *lines]), encoding="utf-8")
    return str(made)


def taken(path: str, series: str = "desk/USDCLP") -> list[dict[str, str]]:
    answer = forex("ingest", "--csv", path, "--series", series, "--json")
    assert answer.exit_code == 0, answer.exception
    rows: list[dict[str, str]] = json.loads(answer.stdout)
    return rows


def test_a_clean_file_is_let_in_without_a_word(data: Path) -> None:
    answer = forex("ingest", "--csv", file(data.parent, RATES), "--series", "desk/USDCLP")

    assert answer.exit_code == 0, answer.exception
    assert "120 values admitted from csv:own.csv" in " ".join(answer.stdout.split())
    assert answer.stderr == ""


def test_a_slip_is_in_the_quarantine_and_named_until_a_person_accepts_it(data: Path) -> None:
    rates = RATES.copy()
    rates[100] *= 100
    path = file(data.parent, rates)

    answer = forex("ingest", "--csv", path, "--series", "desk/USDCLP")

    day = str(FIRST + timedelta(days=100))
    assert "119 values admitted" in answer.stdout
    assert f"of desk/USDCLP of {day} is kept out: unit" in answer.stderr
    assert "`forex quarantine list`" in answer.stderr
    [row] = json.loads(forex("quarantine", "list", "--json").stdout)
    assert (row["event_date"], row["source"]) == (day, "csv:own.csv")
    assert forex("quarantine", "accept", "desk/USDCLP", day).exit_code == 0
    stored = DuckStore(data / "forex.duckdb", SQL).read("observations", series="desk/USDCLP")
    assert stored.height == 120


def test_a_file_for_a_series_of_a_service_that_does_not_agree_is_one_message_and_code_2(
    data: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    known = daily(RATES.tolist(), start=FIRST).with_columns(series=pl.lit("yahoo_close/USDCLP"))
    DuckStore(data / "forex.duckdb", SQL).admit(Published.validate(known), admitted_at=at(1, 12))
    path = file(data.parent, RATES / 1000)

    code = ending(monkeypatch, "ingest", "--csv", path, "--series", "yahoo_close/USDCLP")

    said = capsys.readouterr().err
    assert code == 2
    assert "yahoo_close/USDCLP was not taken" in said
    assert "--series own_yahoo_close/USDCLP" in said
    assert "Traceback" not in said


def test_a_file_in_another_unit_from_its_second_row_on_writes_nothing(data: Path) -> None:
    rates = RATES.copy()
    rates[0] /= 10

    answer = forex("ingest", "--csv", file(data.parent, rates), "--series", "desk/USDCLP")

    assert isinstance(answer.exception, SourceError)
    assert json.loads(forex("quarantine", "list", "--all", "--json").stdout) == []
    assert taken(file(data.parent, RATES)) == [
        {"series": "desk/USDCLP", "newest": str(FIRST + timedelta(days=119))}
    ]


def test_a_file_of_a_few_days_by_another_name_goes_on(data: Path) -> None:
    taken(file(data.parent, RATES[:100]))

    rows = taken(file(data.parent, RATES[100:103], name="may 2.csv", first=FIRST + timedelta(100)))

    assert rows[0]["newest"] == str(FIRST + timedelta(days=102))


@pytest.mark.slow
@pytest.mark.usefixtures("data")
def test_the_target_of_the_settings_is_brought_in(monkeypatch: pytest.MonkeyPatch) -> None:
    with outside() as server:
        asked = {"sources": "bcch", "bcch_token": "t", "target": "dolar_observado"} | settings(
            server
        )
        for name, value in asked.items():
            monkeypatch.setenv(f"FOREX_{name.upper()}", value)

        answer = forex("ingest", "--json")

    assert answer.exit_code == 0, answer.exception
    newest = {row["series"]: row["newest"] for row in json.loads(answer.stdout)}
    assert newest["dolar_observado/USDCLP"] == "2026-10-26"
    assert "nbp_fixing/USDCLP" in newest
