"""The flow `dashboard` as a plain function: fakes for the run's page, the page for real."""

from __future__ import annotations

import shutil
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from prefect import Task

from flows import clock, dashboard, steps
from forexlib.wiring import platform
from tests.flows.page import Page
from tests.jobs.dashboard_world import NOW, build

MONDAY = NOW + timedelta(days=4)
"""25 March 2024."""


@pytest.fixture(autouse=True)
def _plain(monkeypatch: pytest.MonkeyPatch) -> None:
    """The tasks as plain functions, where the flow looks them up."""
    for module in (steps, dashboard):
        for name, one in vars(module).items():
            if isinstance(one, Task) and hasattr(dashboard, name):
                monkeypatch.setattr(dashboard, name, one.fn)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build(tmp_path_factory.mktemp("made")).database


@pytest.fixture
def world(page: Page, made: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    assert not page.lines
    (tmp_path / "data").mkdir()
    shutil.copy(made, tmp_path / "data")
    at(monkeypatch, MONDAY)
    return tmp_path / "data"


def at(monkeypatch: pytest.MonkeyPatch, moment: datetime) -> None:
    monkeypatch.setattr(clock, "now", lambda: moment)


def test_it_writes_the_page_and_leaves_artifacts(world: Path, page: Page) -> None:
    file = dashboard.dashboard.fn()

    assert isinstance(file, Path)
    assert file.resolve() == (world / "dashboard" / "usdclp.html").resolve()
    assert "Tablero USD/CLP" in file.read_text(encoding="utf-8")
    rows = page.tables["dashboard-usdclp"]
    assert {"label", "value", "detail"} == set(rows[0])
    assert any(row["label"] == "Condiciones en pie" and row["value"] == "2" for row in rows)
    assert "## Aciertos" in page.texts["dashboard-page-usdclp"]
    assert platform().store.read("outbox").is_empty()


def test_mondays_it_is_mailed_to_operations_once_a_week(
    world: Path, page: Page, monkeypatch: pytest.MonkeyPatch
) -> None:
    dashboard.dashboard.fn(mail=True)
    at(monkeypatch, MONDAY + timedelta(days=2))
    dashboard.dashboard.fn(mail=True)
    first = platform().store.read("outbox_status")

    at(monkeypatch, MONDAY + timedelta(days=7))
    dashboard.dashboard.fn(mail=True)

    again = platform().store.read("outbox_status")
    [message, _] = platform().store.read("outbox").sort("created_at").to_dicts()
    assert "Tablero USD/CLP" in message["subject"]
    assert "Mediana a 7 días" in message["body_text"]
    assert "Condiciones en pie: 2" in message["body_text"]
    assert "text/html" in message["attachments"]
    assert first["key"].to_list() == ["dashboard:nbp_fixing/USDCLP:2024-W13"]
    assert first["audience"].to_list() == ["operations"]
    assert first["channel"].to_list() == ["email"]
    assert again["key"].n_unique() == 2
    assert len(list((world / "outbox").glob("*.html"))) == 2
    assert sum("goes to operations" in line for line in page.lines) == 2
    assert sum("was mailed" in line for line in page.lines) == 1
