"""The flow `validate` as a plain function: fakes for the run's page, the walk for real."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from prefect import Task

from flows import clock, steps, validate
from forexlib.core.errors import SettingsError
from forexlib.jobs.validate import Validation
from forexlib.wiring import platform
from tests.flows.page import Page

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]

START, END = date(2026, 6, 3), date(2026, 7, 29)
MODELS = ("qr4", "theta+ewma")


@pytest.fixture(autouse=True)
def _plain(monkeypatch: pytest.MonkeyPatch) -> None:
    """The tasks as plain functions, where the flow looks them up."""
    for module in (steps, validate):
        for name, one in vars(module).items():
            if isinstance(one, Task) and hasattr(validate, name):
                monkeypatch.setattr(validate, name, one.fn)


@pytest.fixture
def today(monkeypatch: pytest.MonkeyPatch) -> datetime:
    """A Saturday morning on which the archive is new."""
    moment = datetime(2026, 10, 31, 8, 0, tzinfo=UTC)
    monkeypatch.setattr(clock, "now", lambda: moment)
    return moment


@pytest.mark.usefixtures("today")
def test_it_leaves_tables_for_each_horizon_a_bar_and_an_event(page: Page) -> None:
    done = validate.validate.fn(start=START, end=END, models=MODELS, workers=1)

    assert isinstance(done, Validation)
    assert done.states == {"done": 9}
    assert set(page.tables) == {
        f"validation-usdclp-{days}d-{what}"
        for days in (7, 15, 30, 90)
        for what in ("points", "distributions")
    }
    points = page.tables["validation-usdclp-30d-points"]
    assert {row["model"] for row in points} == {"random_walk", *MODELS}
    assert {(row["n"], row["failed"]) for row in points} == {("9", "0")}
    assert page.bars["walk-usdclp"][0] == sum(page.bars["walk-usdclp"][1:]) == 9
    assert any(f"Run {done.run_id}: 9 days" in line for line in page.lines)
    board = platform().validations.read("model_leaderboard", run_id=done.run_id)
    best = {str(row["horizon_days"]): row["model"] for row in board.filter(rank=1).to_dicts()}
    assert page.events == [("forex.validated", "USDCLP", {"run_id": done.run_id, "best": best})]
    assert set(best) == {"7", "15", "30", "90"}


@pytest.mark.usefixtures("today")
def test_a_second_run_walks_nothing_and_shows_the_same(page: Page) -> None:
    first = validate.validate.fn(start=START, end=END, models=MODELS, workers=1)
    tables = dict(page.tables)

    second = validate.validate.fn(start=START, end=END, models=MODELS, workers=1)

    assert isinstance(first, Validation)
    assert isinstance(second, Validation)
    assert (first.walked, second.walked) == (9, 0)
    assert second.run_id == first.run_id
    assert page.tables == tables


@pytest.mark.usefixtures("today")
def test_by_default_it_ends_with_the_newest_rate_and_begins_years_before(
    page: Page, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(validate, "YEARS", timedelta(days=28))

    done = validate.validate.fn(models=("ewma",), workers=1)

    assert isinstance(done, Validation)
    (run,) = platform().validations.read("validation_runs").to_dicts()
    assert (run["first_day"], run["last_day"]) == (date(2026, 9, 28), date(2026, 10, 26))
    assert (run["step_days"], run["window"], run["pair"]) == (7, "expanding", "USDCLP")
    assert len(page.tables) == 4


@pytest.mark.usefixtures("today")
def test_failed_models_are_warnings_and_the_others_are_shown(page: Page) -> None:
    done = validate.validate.fn(
        start=date(2013, 1, 2), end=date(2013, 1, 30), models=("qr4",), workers=1
    )

    assert isinstance(done, Validation)
    assert any("qr4 failed 5 times" in line and "700 fixings" in line for line in page.warnings)
    assert {row["model"] for row in page.tables["validation-usdclp-7d-points"]} == {
        "qr4",
        "random_walk",
    }


@pytest.mark.usefixtures("page", "today")
def test_a_course_that_cannot_be_walked_says_so() -> None:
    with pytest.raises(SettingsError, match="There is no day from"):
        validate.validate.fn(start=END, end=START, models=MODELS)


@pytest.mark.usefixtures("page", "today")
def test_an_unknown_model_says_so() -> None:
    with pytest.raises(SettingsError, match="There is no model 'nonsense'"):
        validate.validate.fn(start=START, end=END, models=("nonsense",))
