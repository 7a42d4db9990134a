"""Versions and champions as people see and exchange them."""

from __future__ import annotations

import json
import os
import signal
import sqlite3
import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from shutil import copytree
from typing import Any

import polars as pl
import pytest

from forexlib.core.version import Champion
from forexlib.engine.bundle import DIGITS
from forexlib.engine.recipe import Recipe
from forexlib.engine.recipe_text import recipe_as_data
from forexlib.store.artefacts import FolderArtefacts
from forexlib.store.connection import turn
from forexlib.store.duck import DuckStore
from forexlib.store.ledger import DuckLedger
from tests.cli.desk import ending, forex, settle
from tests.e2e import Answer, ended, start
from tests.e2e import forex as process
from tests.paths import SQL
from tests.registry.seen import Seen
from tests.shared import prepared
from tests.store.builders import at
from tests.store.versioned import MONTH, back_to, entry, first, hexed


@pytest.fixture(scope="session")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A week ahead `one` served, then `two`, then `one` again; `three` was rejected."""
    folder = tmp_path_factory.mktemp("written") / "data"
    ledger = ledger_of(folder)
    ledger.write([first("one"), first("one", place=MONTH)], now=at(2))
    ledger.write([entry("two", expected="one")], now=at(5))
    ledger.write([back_to("one", expected="two")], now=at(9))
    third = entry("three", expected="one", act=None, states=["rejected"])
    assert third.version is not None
    third = replace(third, version=replace(third.version, settings=recipe_as_data(Recipe())))
    ledger.write([third], now=at(10))
    return folder


@pytest.fixture
def data(written: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    copytree(written, folder := settle(monkeypatch, tmp_path))
    return folder


def ledger_of(data: Path) -> DuckLedger:
    return DuckLedger(data / "forex.duckdb", SQL)


def read(*words: str) -> list[dict[str, Any]]:
    """What a machine reads."""
    answer = forex(*words, "--json")
    assert answer.exit_code == 0, answer.exception
    rows: list[dict[str, Any]] = json.loads(answer.stdout)
    return rows


@pytest.mark.parametrize(
    ("when", "serving"),
    [
        ("2024-03-02T11:59Z", {}),
        ("2024-03-02T12:00Z", {7: "one", 30: "one"}),
        ("2024-03-05T12:00Z", {7: "two", 30: "one"}),
        ("2024-03-09T08:59-03:00", {7: "two", 30: "one"}),
        ("2024-03-09T09:00-03:00", {7: "one", 30: "one"}),
        ("2024-03-06", {7: "two", 30: "one"}),
    ],
)
@pytest.mark.usefixtures("data")
def test_who_served_at_any_instant(when: str, serving: dict[int, str]) -> None:
    rows = read("champions", "--at", when)

    assert {row["horizon_days"]: row["version"] for row in rows} == {
        days: hexed(name) for days, name in serving.items()
    }


@pytest.mark.usefixtures("data")
def test_who_serves_now_and_everyone_who_did() -> None:
    now, history = read("champions"), read("champions", "--history")

    assert [(row["horizon_days"], row["number"], row["turn"]) for row in now] == [
        (7, 1, 3),
        (30, 1, 1),
    ]
    assert (now[0]["act"], now[0]["decided_by"]) == ("rollback", "maria")
    assert now[0]["since"] == "2024-03-09T12:00:00.000000+00:00"
    assert [row["act"] for row in history] == ["initial", "refresh", "rollback", "initial"]
    assert "maria" in forex("champions").stdout


def test_before_anybody_served_it_says_so(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    settle(monkeypatch, tmp_path)

    assert "Nobody served nbp_fixing/USDCLP" in forex("champions").stderr
    assert read("champions") == []
    assert "There is no version for nbp_fixing/USDCLP yet" in forex("models", "list").stderr


@pytest.mark.usefixtures("data")
def test_every_version_the_newest_first() -> None:
    rows = read("models", "list", "--horizon", "7d")

    assert [(row["number"], row["version"], row["state"]) for row in rows] == [
        (3, hexed("three"), "rejected"),
        (2, hexed("two"), "registered"),
        (1, hexed("one"), "registered"),
    ]
    assert [row["is_champion"] for row in rows] == [False, False, True]
    assert "three is rejected" in forex("models", "list").stdout


@pytest.mark.usefixtures("data")
def test_one_version_with_its_reasons() -> None:
    (row,) = read("models", "show", "3", "--horizon", "7d")

    shown = forex("models", "show", "3", "--horizon", "7d").stdout
    assert (row["version"], row["state_reason"]) == (hexed("three"), "three is rejected")
    assert "settings: members" in shown
    assert "arima_garch, var, lead_lag, random_forest" in shown


WRONG = [
    (["champions", "--at", "yesterday"], "'yesterday' is not a date"),
    (["champions", "--at", "2024-03-01T12:00"], "does not say in which zone"),
    (["models", "show", "9", "--horizon", "7d"], "There is no version '9' at 7 days"),
    (["models", "show", "1", "--horizon", "soon"], "'soon' is not a horizon"),
    (["models", "show", "1", "--horizon", "90d"], "There is no version at 90 days yet"),
    (["models", "compare", "1", "9", "--horizon", "7d"], "There is no version '9'"),
    (["models", "compare", "1", "2", "--horizon", "7d"], "its artefact is gone"),
    (["deploy", "--horizon", "7d", "--version", "9"], "There is no version '9'"),
    (["deploy", "--horizon", "8d", "--version", "1"], "8 days is no horizon that is forecast"),
    (["deploy", "--horizon", "7d", "--version", "1"], "serves already"),
    (["deploy", "--horizon", "7d", "--version", "2"], "its artefact is gone"),
    (["deploy", "--horizon", "90d", "--version", "1"], "There is no champion at 90 days"),
    (["rollback", "--horizon", "30d"], "There is no earlier version at 30 days"),
    (["rollback", "--horizon", "7d"], "its artefact is gone"),
    (["rollback", "--horizon", "7d", "--to-version", "3"], "never served"),
    (["rollback", "--horizon", "7d", "--by", " "], "Nobody is named"),
    (["retrain", "--reason", "BOREDOM"], "'BOREDOM' is no reason"),
    (["retrain", "--horizon", ""], "'' is not a horizon"),
    (["retrain", "--horizon", "90d"], "There is no champion at 90d to be learned anew"),
    (["challenge", "--members", "oracle"], "There is no model 'oracle'"),
    (["challenge", "--combination", "best"], "There is no combination 'best'"),
    (["challenge", "--members", "var"], "There is no champion at 15 days"),
]


@pytest.mark.parametrize(("words", "said"), WRONG, ids=lambda one: "-".join(one[:3])[:30])
@pytest.mark.usefixtures("data")
def test_what_people_get_wrong_is_one_message_and_exit_code_2(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    words: list[str],
    said: str,
) -> None:
    code = ending(monkeypatch, *words)

    told = capsys.readouterr()
    assert code == 2
    assert said in " ".join(told.err.split())
    assert "Traceback" not in told.err
    assert told.out == ""


@pytest.mark.usefixtures("data")
def test_what_would_be_learned_anew_is_said_and_not_done() -> None:
    rows = read("retrain", "--dry-run", "--horizon", "7d,90d")

    assert [(row["horizon_days"], row["due"], row["outcome"]) for row in rows] == [
        (7, True, None),
        (90, False, None),
    ]
    assert "no champion at 90 days" in rows[1]["why"]


@pytest.fixture(scope="session")
def served(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder in which version 1 serves every horizon."""

    def run(data: Path) -> None:
        answer = process("run", "--no-record", data=data)
        assert answer.code == 0, answer.complained

    return prepared(tmp_path_factory, "served", run)


@pytest.fixture(scope="session")
def refreshed(served: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder in which version 2 serves 90 days."""

    def retrain(data: Path) -> None:
        copytree(served, data)
        answer = process("retrain", "--horizon", "90d", "--json", data=data)
        assert answer.code == 0, answer.complained
        assert [row["outcome"] for row in json.loads(answer.said)] == ["promoted"]

    return prepared(tmp_path_factory, "refreshed", retrain)


def champion(data: Path, days: int = 90) -> Champion:
    return ledger_of(data).champions("USDCLP", "nbp_fixing")[days]


def sound(data: Path) -> bool:
    return not any(DuckStore(data / "forex.duckdb", SQL).violations().values())


def well(answer: Answer) -> Answer:
    assert answer.code == 0, answer.complained
    return answer


def issued(data: Path) -> pl.DataFrame:
    """What people see of the newest forecast, but for when it was made."""
    rows = DuckStore(data / "forex.duckdb", SQL).read("forecasts", track="live")
    key = ["model", "horizon_days"]
    return rows.sort(key).select(*key, "model_version", "mode", "mean", "quantiles", "tails")


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_after_a_roll_back_the_next_forecast_is_as_if_it_had_never_left(
    refreshed: Path, served: Path, tmp_path: Path
) -> None:
    """By processes of their own, in a folder that went there and back, and in one that did not."""
    data = copytree(refreshed, tmp_path / "data")
    other = copytree(served, tmp_path / "other")
    well(process("run", "--no-record", data=data))
    between = issued(data)

    begun = time.monotonic()
    well(process("rollback", "--horizon", "90d", data=data))
    took = time.monotonic() - begun
    for folder in (data, other):
        well(process("run", "--no-record", data=folder))

    assert issued(data).equals(issued(other))
    assert not issued(data).equals(between)
    assert champion(data).version == champion(other).version
    assert took < 60


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_a_retraining_killed_at_any_moment_leaves_the_champion_and_the_next_completes(
    served: Path, tmp_path: Path
) -> None:
    data = copytree(served, tmp_path / "data")
    before = champion(data)
    words = ("retrain", "--horizon", "90d")

    for seconds in (0.2, 1.0, 3.0, 6.0, 10.0):
        killed = start(*words, data=data)
        time.sleep(seconds)
        killed.kill()
        assert ended(killed) == -signal.SIGKILL
        assert champion(data) == before
        assert sound(data)
    left = killed_before_the_ledger_knew(words, data=data)
    assert champion(data) == before
    assert f"The artefact {left} was deleted" in well(process("maintain", data=data)).complained
    there = FolderArtefacts(data / "artefacts")
    assert {before.version, left} & {*there.keys()} == {before.version}

    answer = well(process(*words, "--json", data=data))
    (row,) = json.loads(answer.said)
    assert row["outcome"] == "promoted"
    assert champion(data).version == row["version"] != before.version
    assert sound(data)


def killed_before_the_ledger_knew(words: Sequence[str], *, data: Path) -> str:
    """Kill a retraining that has written what it learned; return that version, two days later.

    It cannot enter it in the ledger: while somebody reads, whoever writes waits.
    """
    there = FolderArtefacts(data / "artefacts")
    known = {*there.keys()}
    with turn(data / "forex.duckdb", "read", patience=60):
        killed = start(*words, data=data)
        while not (found := [key for key in {*there.keys()} - known if len(key) == DIGITS]):
            time.sleep(0.05)
        killed.kill()
        ended(killed)
    then = time.time() - 2 * 86400
    os.utime(data / "artefacts" / f"{found[0]}.learned", (then, then))
    return found[0]


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_an_exchange_killed_at_any_moment_leaves_one_champion(
    refreshed: Path, tmp_path: Path
) -> None:
    data = copytree(refreshed, tmp_path / "data")
    deploy = ("deploy", "--horizon", "90d", "--no-shadow", "--version", "2")
    back = ("rollback", "--horizon", "90d", "--to-version", "1")
    done = 0

    spared = 0
    for seconds in (0.3 * step for step in range(1, 60)):
        before = champion(data)
        killed = start(*(back if before.number == 2 else deploy), data=data)
        time.sleep(seconds)
        killed.kill()
        ended(killed)
        after = champion(data)
        exchanged = (3 - before.number, before.turn + 1)
        assert after == before or (after.number, after.turn) == exchanged
        assert sound(data)
        done, spared = done + (after != before), spared + (after == before)
        if done >= 3:
            break

    assert done == 3
    assert spared > 0


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_two_who_exchange_at_once_make_one_champion_each_or_are_told(
    refreshed: Path, tmp_path: Path
) -> None:
    data = copytree(refreshed, tmp_path / "data")
    words = ("rollback", "--horizon", "90d", "--to-version", "1")

    together = [start(*words, data=data) for _ in range(2)]
    codes = sorted(ended(one) for one in together)

    assert codes == [0, 2]
    assert (champion(data).number, champion(data).turn) == (1, 3)
    assert sound(data)


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_what_was_killed_before_mlflow_showed_it_is_shown_by_the_next_command(
    refreshed: Path, tmp_path: Path
) -> None:
    data = copytree(refreshed, tmp_path / "data")
    name = "forex-USDCLP-nbp_fixing-90d"
    killed = start("rollback", "--horizon", "90d", data=data, mlflow_uri="")
    while champion(data).number == 2:
        time.sleep(0.05)
    time.sleep(0.5)
    killed.kill()
    ended(killed)

    well(process("maintain", data=data, mlflow_uri=""))

    assert champion(data).number == 1
    assert Seen(data).aliases(name)["champion"] == champion(data).version
    deploy = ("deploy", "--horizon", "90d", "--no-shadow", "--version", "2")
    well(process(*deploy, data=data, mlflow_uri=""))
    assert Seen(data).aliases(name)["champion"] == champion(data).version


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_without_mlflow_everything_serves_with_a_warning(refreshed: Path, tmp_path: Path) -> None:
    """Damaged, not to be reached, and locked."""
    data = copytree(refreshed, tmp_path / "data")
    (data / "mlflow.db").write_bytes(b"no database at all" * 100)

    damaged = well(process("rollback", "--horizon", "90d", data=data, mlflow_uri=""))
    wrong = ("deploy", "--horizon", "90d", "--no-shadow", "--version", "2", "--json")
    named = well(process(*wrong, data=data, mlflow_uri="http://127.0.0.1:9"))
    ran = well(process("run", "--no-record", data=data, mlflow_uri=""))
    (data / "mlflow.db").unlink()
    holder = sqlite3.connect(data / "mlflow.db", isolation_level=None)
    holder.execute("create table numbers (n integer)")
    holder.execute("begin exclusive")
    locked = well(process("rollback", "--horizon", "90d", data=data, mlflow_uri=""))
    holder.close()

    for answer in (damaged, named, locked):
        assert "Warning: MLflow does not show the newest state" in answer.complained
        assert "Traceback" not in answer.complained
    assert "MLflow" not in ran.complained
    assert json.loads(named.said)[0]["number"] == 2
    assert champion(data).number == 1
