"""`forex monitor` and `forex alerts`: what a person sees, says, and gets wrong."""

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from forexlib.cli import clock
from forexlib.core.errors import SettingsError
from forexlib.store.decisions import DuckDecisions
from tests.cli.desk import ending, forex, settle
from tests.paths import SQL
from tests.reporting.report_world import ISSUED_AT, World

NOW = ISSUED_AT + timedelta(days=20)
STALE = "stale_target:nbp_fixing/USDCLP"


@pytest.fixture
def data(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A year of forecasts; it is three weeks later, and nothing came in since."""
    folder = settle(monkeypatch, tmp_path)
    folder.mkdir()
    World(weeks=3).build(folder)
    monkeypatch.setattr(clock, "now", lambda: NOW)
    return folder


def decisions(data: Path) -> DuckDecisions:
    return DuckDecisions(data / "forex.duckdb", SQL)


def rows(*words: str) -> list[dict[str, Any]]:
    return json.loads(forex(*words, "--json").stdout)


def listed_rows(*words: str, part: str = "decisions") -> list[dict[str, Any]]:
    return json.loads(forex("alerts", *words, "--json").stdout)[part]


def test_a_look_prints_what_was_decided_and_keeps_it(data: Path) -> None:
    printed = rows("monitor", "--no-send")

    kept = decisions(data).read("decisions")
    assert {row["key"] for row in printed} == set(kept["key"])
    told = {row["key"]: row["verdict"] for row in printed if row["verdict"] == "sent"}
    assert STALE in told
    assert decisions(data).read("outbox")["audience"].to_list() == ["operations"]


@pytest.mark.usefixtures("data")
def test_alerts_are_what_stands_and_what_was_told(monkeypatch: pytest.MonkeyPatch) -> None:
    forex("monitor", "--no-send")
    monkeypatch.setattr(clock, "now", lambda: NOW + timedelta(hours=1))
    forex("monitor", "--no-send")

    listed, everything, log = (listed_rows(*more) for more in ((), ("--all",), ("--log",)))

    assert {row["verdict"] for row in listed} == {"sent"}
    assert len(listed) < len(everything) < len(log)
    assert {row["phase"] for row in log} >= {"none", "entry"}
    shown = forex("alerts").output
    assert "What stands" in shown
    assert "silent" in shown


@pytest.mark.usefixtures("data")
def test_machines_read_what_stands_with_its_numbers_as_numbers() -> None:
    printed = rows("monitor", "--no-send")

    standing = {row["key"]: row for row in listed_rows(part="standing")}

    assert standing[STALE]["told_severity"] == "HIGH"
    assert standing[STALE]["metrics"]["state"] == "silent"
    assert standing[STALE]["metrics"]["days"] > 10
    assert {row["key"]: row["metrics"] for row in printed}[STALE] == standing[STALE]["metrics"]


@pytest.mark.usefixtures("data")
def test_a_severity_that_is_set_changes_what_is_decided_and_sent(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("FOREX_SEVERITIES", "stale_target.silent=CRITICAL, no_forecast=INFO")

    printed = {row["key"]: row for row in rows("monitor", "--no-send")}

    assert (printed[STALE]["severity"], printed[STALE]["verdict"]) == ("CRITICAL", "sent")
    assert (printed["no_forecast"]["severity"], printed["no_forecast"]["verdict"]) == (
        "INFO",
        "log only",
    )


def test_a_graver_severity_reaches_the_channels_of_its_own(
    data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FOREX_SEVERITIES", "stale_target.silent=CRITICAL")

    forex("monitor", "--no-send")

    sent = decisions(data).read("outbox_status")
    assert set(sent["channel"]) == {"email", "slack", "sms"}


@pytest.mark.usefixtures("data")
def test_before_the_first_look_nothing_stands() -> None:
    said = forex("alerts").output

    assert "No condition of nbp_fixing/USDCLP stands." in said
    assert "Nothing since" in said


def test_since_says_how_far_back(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    forex("monitor", "--no-send")
    monkeypatch.setattr(clock, "now", lambda: NOW + timedelta(days=30))

    assert listed_rows() == []
    assert len(listed_rows("--since", f"{NOW:%Y-%m-%d}")) > 0
    assert decisions(data).read("decisions").height > 0


def test_what_is_known_is_marked_and_its_end_is_not_told(
    data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    forex("monitor", "--no-send")

    said = rows("alerts", "ack", STALE, "--by", "ana", "--note", "the bank is closed")

    assert said[0]["by"] == "ana"
    [row] = decisions(data).read("alert_conditions", key=STALE).to_dicts()
    assert row["acknowledged_at"] == NOW
    monkeypatch.setattr(clock, "now", lambda: NOW + timedelta(days=1))
    again = rows("monitor", "--no-send")
    assert {one["verdict"] for one in again if one["key"] == STALE} == {"repeated"}


def test_what_is_muted_is_not_sent(data: Path) -> None:
    forex("alerts", "mute", "stale_target", "--until", "2024-06-01", "--by", "ana")
    forex("alerts", "mute", "no_forecast", "--until", "2024-06-01", "--by", "ana")

    printed = rows("monitor", "--no-send")

    assert {one["verdict"] for one in printed if one["key"] == STALE} == {"muted"}
    assert decisions(data).read("outbox").is_empty()


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("ack", "high_volatility"), "No condition 'high_volatility' of nbp_fixing/USDCLP stands"),
        (("mute", "nonsense", "--until", "2024-06-01"), "no kind of event 'nonsense'"),
        (("mute", "stale_target", "--until", "soon"), "is not a date"),
        (("mute", "stale_target", "--until", "2024-06-01", "--by", " "), "Nobody is named"),
    ],
)
@pytest.mark.usefixtures("data")
def test_a_mistake_is_one_message(words: tuple[str, ...], said: str) -> None:
    error = forex("alerts", *words).exception

    assert isinstance(error, SettingsError)
    assert said in str(error)


def test_an_unreadable_file_of_events_is_a_mistake_and_code_2(
    data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FOREX_EVENT_FILES", str(data / "nowhere.toml"))

    assert ending(monkeypatch, "monitor") == 2


def test_a_check_that_fails_is_code_1_after_the_rest_is_done(
    data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FOREX_PERFORMANCE_WARNING", "90")  # above HIGH

    code = ending(monkeypatch, "monitor", "--no-send")

    assert code in {1, 2}
    kept = decisions(data).read("decisions")
    failed = kept.filter(pl.col("kind") == "check_failed")
    assert failed.height == 1
