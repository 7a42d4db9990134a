"""The flow `monitor` as a plain function: fakes for the run's page, the look for real."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
import yaml
from prefect import Task

from flows import clock, monitor, steps
from flows.variables import FILE
from forexlib.core.alert import Decision
from forexlib.core.event import Event
from forexlib.jobs.events import Found
from forexlib.jobs.monitor import Watched
from forexlib.wiring import platform
from tests.flows.page import Page
from tests.notify.messages import message
from tests.reporting.report_world import World

TRIGGERS = [
    trigger
    for one in yaml.safe_load(FILE.read_text(encoding="utf-8"))["deployments"]
    for trigger in one.get("triggers", ())
]
LATE = datetime(2024, 3, 21, 12, 15, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _plain(monkeypatch: pytest.MonkeyPatch) -> None:
    """The tasks as plain functions, where the flow looks them up."""
    for module in (steps, monitor):
        for name, one in vars(module).items():
            if isinstance(one, Task) and hasattr(monitor, name):
                monkeypatch.setattr(monitor, name, one.fn)


@pytest.fixture
def stored(page: Page, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A year of forecasts; it is three weeks later, and nothing came in since."""
    assert not page.lines
    World(weeks=3).build(tmp_path)
    monkeypatch.setenv("FOREX_DATA", str(tmp_path))
    monkeypatch.setattr(clock, "now", lambda: LATE)
    return tmp_path


@pytest.mark.usefixtures("stored")
def test_it_leaves_a_table_of_decisions_and_events_for_automations(page: Page) -> None:
    done = monitor.monitor.fn()

    assert isinstance(done, Watched)
    rows = page.tables["decisions-usdclp"]
    assert {row["what"] for row in rows} == {one.event.key for one in done.decisions}
    assert rows[0]["severity"] == "HIGH"
    [(name, subject, said)] = [one for one in page.events if one[0].startswith("forex.alert")]
    assert (name, subject, said["audience"]) == ("forex.alert.high", "USDCLP", "operations")
    assert said["key"] == platform().store.read("outbox")["key"][0]
    assert any("1 delivered" in line or "without a way" in line for line in page.lines)


@pytest.mark.usefixtures("stored")
def test_a_second_run_decides_nothing_new(page: Page, monkeypatch: pytest.MonkeyPatch) -> None:
    monitor.monitor.fn()
    monkeypatch.setattr(clock, "now", lambda: LATE.replace(hour=14))

    monitor.monitor.fn()

    assert {row["verdict"] for row in page.tables["decisions-usdclp"]} == {"repeated"}
    assert platform().store.read("outbox").height == 1


@pytest.mark.usefixtures("stored")
def test_that_something_ended_starts_nothing(page: Page) -> None:
    stale = Event("stale_target", "HIGH", audience="operations")
    over = Decision(stale, "exit", "sent", "It ended.")
    mail = replace(message("alert:x", severity="HIGH"), audience="operations")

    monitor._tell_automations("USDCLP", Watched(0, Found(), [over], [mail]))

    assert page.events == []


@pytest.mark.parametrize(
    ("kind", "told"), [("degraded", "forex.degraded"), ("data_drift", "forex.drift")]
)
def test_what_is_new_of_performance_and_drift_starts_a_retraining(
    page: Page, kind: str, told: str
) -> None:
    """Its payload has all that prefect.yaml takes from it."""
    found = Event(kind, "HIGH", 7, audience="operations", metrics={"percent": 31.0})
    decided = Decision(found, "entry", "sent", "It is new.")

    monitor._tell_automations("USDCLP", Watched(0, Found(), [decided], []))

    [(name, subject, said)] = page.events
    assert (name, subject, said["percent"]) == (told, "USDCLP", 31.0)
    (started,) = [one for one in TRIGGERS if told in one["expect"]]
    wanted = re.findall(r"event\.payload\.(\w+)", str(started["parameters"]))
    assert {key: said[key] for key in wanted} == {"pair": "USDCLP"}
