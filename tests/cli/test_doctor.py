"""The doctor on folders in every condition; how the findings are worded is tested with the job."""

import json
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import polars as pl
import pytest

from forexlib.core.budget import Budget
from forexlib.core.frames import Published
from forexlib.core.version import Crowning, Entry, Standing
from forexlib.engine.bundle import Bundle, FeatureSet
from forexlib.engine.recipe import REGRESSORS, Recipe
from forexlib.store.artefacts import FolderArtefacts
from forexlib.store.call_ledger import DuckCallLedger
from forexlib.store.ledger import DuckLedger
from forexlib.store.quarantine import DuckQuarantine
from tests.cli.desk import fill, forex, settle
from tests.paths import SQL
from tests.store.builders import FRIDAY, at, daily
from tests.store.versioned import MONTH, WEEK, first, hexed, new
from tests.store.withheld import withheld

CALENDAR = """
[[calendar]]
name = "Desk"
kind = "survey"
title = "Desk"
valid_until = {end}
source = "The desk"
"""


@pytest.fixture
def data(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    return settle(monkeypatch, tmp_path)


def listed(*words: str) -> list[dict[str, str]]:
    found: list[dict[str, str]] = json.loads(forex("doctor", "--json", *words).stdout)
    return found


def findings(*words: str) -> dict[str, dict[str, str]]:
    """Subject to finding."""
    return {one["subject"]: one for one in listed(*words)}


def states(*words: str) -> dict[str, str]:
    return {subject: one["state"] for subject, one in findings(*words).items()}


def test_in_an_empty_folder_the_remedy_is_a_run_and_nothing_is_made(data: Path) -> None:
    answer = forex("doctor")

    assert answer.exit_code == 1
    assert "Run `forex run`." in answer.stdout
    assert "Bad: 0, missing: 1" in answer.stderr
    assert not data.exists()


def test_what_is_stored_is_looked_at(data: Path) -> None:
    fill(data)

    told = findings()

    assert told["database"]["state"] == told["rules"]["state"] == "ok"
    assert ".sql" in told["database"]["what"]
    assert told["nbp_fixing/USDCLP"]["what"].startswith("Up to 2024-03-01, ")
    assert told["nbp_fixing/DXY"]["state"] == "missing"
    assert told["forecast"]["what"].startswith("Origin 2024-03-01, mode ensemble, made 2024-03-01")
    assert "4 forecasts past the target day" in told["scores"]["what"]


def test_the_settings_in_effect_are_told_without_credentials(
    data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FOREX_NBP_URL", "https://me:hunter2@example.org")

    said = findings()["settings"]["what"]

    assert "nbp_url=https://***@example.org" in said
    assert "hunter2" not in forex("doctor").stdout
    assert f"data={data}" in said


def test_a_database_that_is_none_is_said_to_be_none(data: Path) -> None:
    data.mkdir()
    (data / "forex.duckdb").write_text("not a database at all, " * 500)

    answer = forex("doctor", "--json")

    told = {one["subject"]: one for one in json.loads(answer.stdout)}
    assert answer.exit_code == 1
    assert told["database"]["state"] == "bad"
    assert "not a DuckDB database" in told["database"]["what"]


def test_a_folder_that_cannot_be_written_is_told(
    data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (data.parent / "taken").touch()
    monkeypatch.setenv("FOREX_DATA", str(data.parent / "taken" / "data"))

    assert states()["data folder"] == "bad"


def test_a_folder_without_the_right_to_write_is_told(data: Path) -> None:
    fill(data)
    data.chmod(0o500)
    try:
        (data / "probe").touch()
    except PermissionError:
        told = states()
    else:
        pytest.skip("this user may write everywhere")
    finally:
        data.chmod(0o700)

    assert told["data folder"] == "bad"


def test_artefacts_are_counted_and_the_damaged_ones_named(data: Path) -> None:
    artefacts = FolderArtefacts(data / "artefacts")
    for key in ("var-1", "arma-1"):
        artefacts.save(key, b"learned")
    (data / "artefacts" / "var-1.learned").write_bytes(b"torn")

    told = findings()["learned"]

    assert told["state"] == "warning"
    assert told["what"].startswith("2 artefacts, ")
    assert told["what"].endswith("damaged: var-1.")


def test_settings_that_cannot_be_used_are_a_finding(
    data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FOREX_PAIR", "CLPUSD")

    told = findings()

    assert told["settings"]["state"] == "bad"
    assert told["settings"]["remedy"] == "Change the option --pair or FOREX_PAIR."
    assert not data.exists()


def test_the_web_is_asked_only_if_one_says_so(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FOREX_ONLINE", "true")
    monkeypatch.setenv("FOREX_NBP_URL", "http://me:hunter2@127.0.0.1:9")

    assert states()["web service"] == "ok"
    assert states("--online")["web service"] == "warning"
    assert "hunter2" not in forex("doctor", "--online").stdout
    assert not data.exists()


def test_what_waits_in_quarantine_is_told(data: Path) -> None:
    fill(data)
    DuckQuarantine(data / "forex.duckdb", SQL).keep(withheld(), seen_at=at(2))

    told = findings()["quarantine"]

    assert told["state"] == "warning"
    assert told["what"].startswith("1 value not let in: 0 waiting")


@pytest.mark.parametrize(
    ("set_", "lacking"),
    [
        ({}, "FOREX_BCCH_USER and FOREX_BCCH_PASSWORD, or FOREX_BCCH_TOKEN"),
        ({"USER": "me"}, "FOREX_BCCH_PASSWORD"),
        ({"PASSWORD": "hunter2"}, "FOREX_BCCH_USER"),
    ],
)
def test_a_service_without_its_credentials_is_told(
    data: Path, monkeypatch: pytest.MonkeyPatch, set_: dict[str, str], lacking: str
) -> None:
    monkeypatch.setenv("FOREX_SOURCES", "nbp,bcch")
    monkeypatch.setenv("FOREX_ONLINE", "true")
    for name, value in set_.items():
        monkeypatch.setenv(f"FOREX_BCCH_{name}", value)

    told = findings()["source bcch"]

    assert told["state"] == "warning"
    assert told["remedy"] == f"Set {lacking}; or take bcch out of FOREX_SOURCES."
    assert not data.exists()


def test_credentials_that_were_refused_are_told(
    data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(data)
    ledger = DuckCallLedger(data / "forex.duckdb", SQL)
    ledger.ask("bcch", now=at(1, 12), budget=Budget())
    ledger.tell("bcch", now=at(1, 12), error="The bank refused the credentials (Codigo -5).")
    monkeypatch.setenv("FOREX_SOURCES", "bcch")
    monkeypatch.setenv("FOREX_ONLINE", "true")
    monkeypatch.setenv("FOREX_BCCH_TOKEN", "hunter2")

    told = findings()["source bcch"]

    assert (told["state"], told["what"]) == (
        "warning",
        "The bank refused the credentials (Codigo -5).",
    )
    assert "Correct FOREX_BCCH_USER" in told["remedy"]


def test_services_that_are_not_asked_need_no_credentials(
    data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FOREX_SOURCES", "bcch")

    assert "source bcch" not in states()
    assert not data.exists()


def test_calendars_of_events_that_end_are_told_with_a_remedy(
    data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    own = data.parent / "own.toml"
    own.write_text(CALENDAR.format(end="2020-12-31"), encoding="utf-8")
    monkeypatch.setenv("FOREX_EVENT_FILES", str(own))

    ended = [one for one in listed() if one["subject"] == "calendars" and "Desk" in one["what"]]

    assert [one["state"] for one in ended] == ["warning"]
    assert "ended on 2020-12-31" in ended[0]["what"]
    assert "FOREX_EVENT_FILES" in ended[0]["remedy"]


def test_a_file_of_events_that_cannot_be_read_is_bad(
    data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FOREX_EVENT_FILES", str(data.parent / "nowhere.toml"))

    told = findings()["calendars"]

    assert told["state"] == "bad"
    assert "nowhere.toml" in told["what"]


def test_regressors_that_are_late_are_one_line(data: Path) -> None:
    store = fill(data)
    parts = [
        daily([10.0], start=FRIDAY - timedelta(days=8)).with_columns(series=pl.lit(name))
        for name in REGRESSORS
    ]
    store.admit(Published.validate(pl.concat(parts)), admitted_at=at(2, 12))

    told = [one for one in listed() if one["subject"] == "regressors"]

    assert len(told) == 1
    assert all(name in told[0]["what"] for name in REGRESSORS)
    assert told[0]["what"].endswith("last value of 2024-02-22, 6 business days overdue.")


def test_brackets_in_a_path_are_no_markup(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FOREX_DATA", str(data.parent / "[red]" / "[" / "b]"))

    assert "[red]/[/b]" in forex("doctor").stdout.replace("\n", "")


def test_a_champion_without_its_artefact_must_be_seen_to(data: Path) -> None:
    fill(data)
    ledger = DuckLedger(data / "forex.duckdb", SQL)
    assert not ledger.write([first("old"), first("old", place=MONTH)], now=at(9))

    answer = forex("doctor", "--json")

    told = {one["subject"]: one for one in json.loads(answer.stdout)}["champions 7d, 30d"]
    assert answer.exit_code == 1
    assert told["state"] == "bad"
    assert told["what"].startswith(f"Version {hexed('old')} cannot be used: its artefact is gone")
    assert "forex rollback" in told["remedy"]


def test_a_champion_of_another_recipe_than_the_settings_is_told(data: Path) -> None:
    fill(data)
    champion = replace(Recipe(), members=("var",))
    bundle = Bundle.made(champion, FeatureSet("nbp_fixing/USDCLP", (), ()), FRIDAY, {}, {})
    FolderArtefacts(data / "artefacts").save(bundle.version, bundle.text)
    entry = Entry(
        WEEK,
        None,
        version=replace(new("any", origin="initial"), version=bundle.version),
        standings=[Standing(bundle.version, "registered", "It is the first.")],
        crowning=Crowning(bundle.version, "initial", "It is the first."),
    )
    assert not DuckLedger(data / "forex.duckdb", SQL).write([entry], now=at(9))

    told = findings()["champions 7d"]

    assert told["state"] == "warning"
    assert "the settings' recipe has other members." in told["what"]
    assert "`forex challenge`" in told["remedy"]


def test_an_mlflow_that_cannot_be_used_is_a_warning(
    data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(data)
    assert findings()["mlflow"]["what"] == "Not used: FOREX_MLFLOW_URI is none."
    monkeypatch.setenv("FOREX_MLFLOW_URI", "")
    assert findings()["mlflow"]["state"] == "ok"
    assert not (data / "mlflow.db").exists()
    (data / "mlflow.db").write_text("no database, " * 500)

    told = findings()["mlflow"]

    assert told["state"] == "warning"
    assert "mlflow.db cannot be read" in told["what"]
