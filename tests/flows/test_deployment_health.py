"""The flow `deployment-health` as a plain function: fakes for the page, the ledger for real."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from prefect import Task
from prefect.states import State

from flows import clock, deployment_health
from forexlib.core.version import Entry, Standing
from forexlib.engine.bundle import Bundle, FeatureSet
from forexlib.engine.recipe import Recipe
from forexlib.jobs.dashboard import dashboard
from forexlib.jobs.health import Checked
from forexlib.wiring import platform
from tests.flows.page import Page
from tests.monitoring.readiness_world import business_days
from tests.store.candidate_rows import at_issue, issued, keep
from tests.store.versioned import WEEK, entry, first, hexed, new

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


def test_how_ready_a_version_in_shadow_is_is_kept_for_the_dashboard(page: Page) -> None:
    parts, days = platform(), business_days(8)
    features = FeatureSet("nbp_fixing/USDCLP", (), ())
    bundle = Bundle.made(Recipe(), features, days[0], {}, {})
    parts.artefacts.save(bundle.version, bundle.text)
    shadow = Entry(
        WEEK,
        hexed("old"),
        version=replace(new("better", origin="challenger"), version=bundle.version),
        standings=[Standing(bundle.version, "shadow", "It is better.")],
    )
    for one in (first("old"), shadow):
        assert not parts.ledger.write([one], now=at_issue(days[0]) + timedelta(hours=1))
    keep(parts.store, *(issued(day, track="shadow", version=bundle.version) for day in days))

    deployment_health.deployment_health.fn()

    waits = page.tables["deployment-health-usdclp"][-1]
    assert (waits["version"], waits["act"]) == (bundle.version, "wait")
    assert "its readiness is NOT_READY" in waits["why"]
    kept = parts.readiness.read("readiness", version=bundle.version, criterion="predictions")
    assert kept.select("horizon_days", "number", "level").rows() == [(7, 8.0, "NOT_READY")]
    board = parts.board(NOW)
    (row,) = dashboard(parts.store, parts.score_book, board).facts.candidates.to_dicts()
    assert (row["version"], row["level"]) == (bundle.version, "NOT_READY")


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
