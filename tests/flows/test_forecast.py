"""The flows as plain functions: no server, fakes for the run's page, the jobs for real."""

import shutil
from datetime import UTC, datetime
from pathlib import Path

import pytest
from prefect import State, Task

from flows import clock, forecast, score, steps
from forexlib.core.errors import SettingsError
from forexlib.jobs.daily import Daily
from forexlib.wiring import Platform, Settings, platform
from tests.flows.page import Page

ON_THE_DAY = datetime(2026, 10, 26)  # noqa: DTZ001  as Prefect reads a date


@pytest.fixture(autouse=True)
def _plain(monkeypatch: pytest.MonkeyPatch) -> None:
    """The tasks as plain functions, where the flows look them up."""
    for module in (forecast, score):
        for name, one in vars(steps).items():
            if isinstance(one, Task) and hasattr(module, name):
                monkeypatch.setattr(module, name, one.fn)


@pytest.fixture
def _learned(page: Page, learned: Path, tmp_path: Path) -> None:  # noqa: ARG001  of its folder
    """What a forecast needs is learned already."""
    shutil.copytree(learned, tmp_path / "data" / "artefacts")


def parts() -> Platform:
    return platform()


@pytest.mark.slow
@pytest.mark.timeout(400)
@pytest.mark.usefixtures("_learned")
def test_a_forecast_leaves_a_table_its_scores_a_bar_and_events(page: Page) -> None:
    done = forecast.forecast.fn(as_of=ON_THE_DAY, spot=990.0)

    assert isinstance(done, Daily)
    assert [len(rows) for rows in page.tables.values()] == [4, 4]
    assert {row["rows are"] for row in page.tables["forecast-backfill-usdclp"]} == {"BACKFILLED"}
    assert {row["rows are"] for row in page.tables["forecast-spot-usdclp"]} == {"RE-ANCHORED"}
    assert page.bars == {"track-record-usdclp": [3, 3]}
    assert "BACKFILLED" in page.texts["scores-usdclp"]
    assert [name for name, _, _ in page.events] == [
        "forex.forecast.issued",
        "forex.forecast.issued",
        "forex.scored",
    ]


@pytest.mark.slow
@pytest.mark.timeout(400)
@pytest.mark.usefixtures("_learned")
def test_a_second_run_writes_nothing_new(page: Page) -> None:
    forecast.forecast.fn(as_of=ON_THE_DAY)
    before = parts().store.read("predictions").sort("run_id", "model", "horizon_days")

    forecast.forecast.fn(as_of=ON_THE_DAY)

    after = parts().store.read("predictions").sort("run_id", "model", "horizon_days")
    assert after.equals(before)
    assert [said["written"] for _, _, said in page.events if "written" in said] == [32, 0]


def test_a_refusal_fails_the_run_with_its_reason_and_is_told(
    page: Page, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FOREX_RECORD_DAYS", "0")

    state = forecast.forecast.fn(as_of=datetime(2011, 9, 15, 12, tzinfo=UTC))

    assert isinstance(state, State)
    assert state.is_failed()
    assert "No forecast can be made" in str(state.message)
    assert [name for name, _, _ in page.events] == ["forex.forecast.refused"]


def test_a_lowered_mode_is_told_with_its_reason(
    page: Page, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FOREX_RECORD_DAYS", "0")
    monkeypatch.setenv("FOREX_HORIZONS", "7")

    forecast.forecast.fn(as_of=datetime(2012, 12, 3, 12, tzinfo=UTC))

    told = {name: said for name, _, said in page.events}
    assert told["forex.mode.lowered"]["mode"] in {"robust", "naive"}
    assert told["forex.mode.lowered"]["reason"]


def test_scoring_says_when_there_is_nothing_to_score(page: Page) -> None:
    assert score.score.fn() == 0

    assert page.texts["scores-usdclp"].endswith("Nothing is scored yet.\n")
    assert page.events == []


@pytest.mark.usefixtures("page")
def test_a_day_that_has_not_come_is_refused_before_anything_is_done() -> None:
    with pytest.raises(SettingsError, match="has not come yet"):
        forecast.forecast.fn(as_of=datetime(2999, 1, 1, tzinfo=UTC))


def test_a_date_means_its_issue_time_in_santiago() -> None:
    asked = clock.read_as_of(ON_THE_DAY, Settings(_env_file=None))

    assert asked == datetime(2026, 10, 26, 11, 30, tzinfo=UTC)


def test_an_instant_keeps_its_own_zone() -> None:
    asked = clock.read_as_of(datetime.fromisoformat("2026-10-26T08:30-03:00"), Settings())

    assert asked == datetime(2026, 10, 26, 11, 30, tzinfo=UTC)


def test_a_time_of_day_without_a_zone_is_refused() -> None:
    with pytest.raises(SettingsError, match="in which zone"):
        clock.read_as_of(ON_THE_DAY.replace(hour=8), Settings(_env_file=None))
