"""The flow `readiness` as a plain function: fakes for the run's page, the store for real."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from prefect import Task

from flows import clock, readiness
from forexlib.jobs.readiness_rows import Readiness
from forexlib.wiring import platform
from tests.flows.page import Page
from tests.monitoring.readiness_world import business_days
from tests.store.candidate_rows import RECIPE, issued

NOW = datetime(2024, 3, 29, 12, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _plain(monkeypatch: pytest.MonkeyPatch) -> None:
    """The tasks as plain functions, on a Friday at 09:00 in Santiago."""
    for name, one in vars(readiness).copy().items():
        if isinstance(one, Task):
            monkeypatch.setattr(readiness, name, one.fn)
    monkeypatch.setattr(clock, "now", lambda: NOW)


def test_without_a_row_it_ends_well_and_says_so(page: Page) -> None:
    found = readiness.readiness.fn()

    assert isinstance(found, Readiness)
    assert found.level == "NOT_READY"
    assert any("forex run" in line for line in page.lines)


def test_it_leaves_a_table_an_event_and_the_look_of_the_day(page: Page) -> None:
    parts = platform()
    parts.store.save([issued(day) for day in business_days(8)], saved_at=NOW)

    found = readiness.readiness.fn()
    readiness.readiness.fn()

    assert isinstance(found, Readiness)
    table = page.tables["readiness-usdclp"]
    assert len(table) == 20
    assert (table[0]["horizon_days"], table[0]["number"], table[0]["n_live"]) == (7, 8, 8)
    assert table[0]["expected_day"] == "2024-06-03"
    kept = parts.readiness.read("readiness")
    assert (kept.height, set(kept.get_column("as_of"))) == (20, {NOW})
    name, subject, said = page.events[0]
    assert (name, subject) == ("forex.readiness", "USDCLP")
    assert (said["version"], said["level"], said["ready_day"]) == (
        f"recipe:{RECIPE}",
        "NOT_READY",
        None,
    )
    assert said["levels"] == dict.fromkeys(("7", "15", "30", "90"), "NOT_READY")


def test_another_model_can_be_asked_after(page: Page) -> None:
    found = readiness.readiness.fn(model="qa4")

    assert isinstance(found, Readiness)
    assert found.candidate.model == "qa4"
    assert page.events[0][2]["model"] == "qa4"
