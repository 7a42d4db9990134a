"""The flow `deployment-health` as a plain function: fakes for the page, the ledger for real."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from prefect import Task
from prefect.states import State

from flows import clock, deployment_health
from forexlib.jobs.health import Checked
from forexlib.wiring import platform
from tests.flows.page import Page
from tests.store.versioned import WEEK, entry, first, hexed

NOW = datetime(2024, 3, 29, 13, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _plain(monkeypatch: pytest.MonkeyPatch, page: Page) -> None:
    """The tasks as plain functions, on a Friday at 10:00 in Santiago; without MLflow."""
    assert not page.lines
    for name, one in vars(deployment_health).copy().items():
        if isinstance(one, Task):
            monkeypatch.setattr(deployment_health, name, one.fn)
    monkeypatch.setattr(clock, "now", lambda: NOW)
    monkeypatch.setenv("FOREX_MLFLOW_URI", "none")


def test_without_a_champion_there_is_nothing_to_look_after(page: Page) -> None:
    done = deployment_health.deployment_health.fn()

    assert done == []
    assert page.tables["deployment-health-usdclp"] == []
    assert (page.events, page.warnings) == ([], [])


def test_a_champion_without_artefact_and_heir_is_told_of_once(page: Page) -> None:
    parts = platform()
    assert not parts.ledger.write([first("old")], now=NOW)
    assert not parts.ledger.write([entry("new", expected="old")], now=NOW)

    done = deployment_health.deployment_health.fn()
    deployment_health.deployment_health.fn()

    assert not isinstance(done, State)
    (row,) = page.tables["deployment-health-usdclp"]
    assert (row["horizon_days"], row["version"], row["act"]) == (7, hexed("new"), "stuck")
    assert f"{hexed('old')} does not pass either" in row["why"]
    assert parts.ledger.champions("USDCLP", "nbp_fixing")[7].version == hexed("new")
    assert parts.store.read("outbox")["severity"].to_list() == ["CRITICAL"]
    assert [name for name, _, _ in page.events] == ["forex.version.stuck"] * 2
    assert page.events[0][2]["version"] == hexed("new")
    assert any("without a way" in line or "delivered" in line for line in page.lines)


def test_each_exchange_is_an_event_and_what_stays_is_none(
    page: Page, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown: list[str] = []
    found = [
        Checked(WEEK.horizon_days, hexed("a"), "rolled back", hexed("b"), "It failed."),
        Checked(15, hexed("c"), "keep", None, "All is well."),
        Checked(30, hexed("d"), "wait", None, "READY is needed."),
    ]
    monkeypatch.setattr(deployment_health, "check_health", lambda *_, **__: found)
    monkeypatch.setattr(deployment_health, "show_in_mlflow", shown.append)

    done = deployment_health.deployment_health.fn()

    assert done == found
    (event,) = page.events
    assert event == (
        "forex.version.rolled_back",
        "USDCLP",
        {"horizon_days": 7, "version": hexed("a"), "to": hexed("b"), "why": "It failed."},
    )
    assert [row["act"] for row in page.tables["deployment-health-usdclp"]] == [
        *("rolled back", "keep", "wait")
    ]
    assert shown == ["USDCLP"]


def test_where_all_stays_mlflow_is_not_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    shown: list[str] = []
    kept = [Checked(7, hexed("a"), "keep", None, "All is well.")]
    monkeypatch.setattr(deployment_health, "check_health", lambda *_, **__: kept)
    monkeypatch.setattr(deployment_health, "show_in_mlflow", shown.append)

    deployment_health.deployment_health.fn()

    assert shown == []


def test_a_run_that_a_newer_one_replaces_stands_aside(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(deployment_health, "newer_run_is_due", lambda: True)

    ended = deployment_health.deployment_health.fn()

    assert isinstance(ended, State)
    assert ended.is_cancelled()
