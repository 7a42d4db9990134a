"""The flow `maintenance` as a plain function: fakes for the run's page, the data for real."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from prefect import Task

from flows import clock, maintenance
from forexlib.jobs.maintain import Maintained
from forexlib.wiring import platform
from tests.flows.page import Page
from tests.store.builders import many

NOW = datetime(2024, 3, 29, 9, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _plain(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, one in vars(maintenance).copy().items():
        if isinstance(one, Task):
            monkeypatch.setattr(maintenance, name, one.fn)
    monkeypatch.setattr(clock, "now", lambda: NOW)


def test_it_makes_the_days_restore_point_and_says_what_was_written(page: Page) -> None:
    platform().store.save([many(3, run_id="a")], saved_at=NOW)

    done = maintenance.maintenance.fn()

    assert isinstance(done, Maintained)
    assert done.kept is not None
    assert platform().archive_of_days.days() == [done.kept.day]
    assert any(line.startswith("Restore point 2024-03-29: ") for line in page.lines)
    assert page.warnings == []


def test_what_goes_from_a_full_disk_is_a_table(page: Page, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FOREX_DISK_CLEAN", "0.000001")
    reports = platform().settings.reports
    for name in ("2024-03-27-aaa", "2024-03-28-bbb"):
        (reports / name).mkdir(parents=True)
        (reports / name / "report.pdf").write_bytes(b"x")

    maintenance.maintenance.fn()

    (row,) = page.tables["disk-cleaned"]
    assert (row["kind"], row["name"], row["day"]) == (
        "report",
        "reports/2024-03-27-aaa",
        "2024-03-27",
    )
    assert [folder.name for folder in reports.iterdir()] == ["2024-03-28-bbb"]
