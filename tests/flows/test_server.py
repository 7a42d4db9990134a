"""The deployments on a real Prefect server with a real worker, as `make` starts them."""

import json
import os
import shutil
import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.e2e import ARCHIVE_END
from tests.flows.house import OVER, PREFECT_SH, House, until

pytestmark = [pytest.mark.slow, pytest.mark.timeout(900)]

FORECAST = ("prefect", "deployment", "run", "forecast/daily", "--watch", "--param", "pair=USDCLP")
ON_THE_DAY = ("--param", f"as_of={ARCHIVE_END}")


@pytest.fixture(scope="module")
def house(learned: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """A server and a worker for those that break nothing, with every deployment made and silent."""
    root = tmp_path_factory.mktemp("house")
    shutil.copytree(learned, root / "data" / "artefacts")
    with House.at(root) as house:
        deployed = house.run(PREFECT_SH, "deploy")
        assert deployed.code == 0, deployed.said + deployed.complained
        house.silence()
        house.worker()
        yield house


def test_a_deployed_forecast_runs_without_a_question_and_twice_without_a_trace(
    house: House,
) -> None:
    first = house.run(*FORECAST, *ON_THE_DAY)
    written = house.store.read("predictions").height
    second = house.run(*FORECAST, *ON_THE_DAY)
    mistaken = house.run(*FORECAST, "--param", "as_of=2999-01-01")

    assert (first.code, second.code, mistaken.code) == (0, 0, 1), first.said + second.said
    assert house.store.read("predictions").height == written > 0
    assert artifacts(house) == {
        "forecast-backfill-usdclp": "table",
        "scores-usdclp": "markdown",
        "track-record-usdclp": "progress",
    }
    assert events(house) == ["forex.forecast.issued", "forex.scored"]
    said = [line["message"] for line in house.post("logs/filter", limit=None)]
    assert any("2999-01-01 11:30 UTC has not come yet." in line for line in said)
    assert not any("Traceback" in line for line in said)


def test_a_live_forecast_starts_the_monitor_and_degradation_a_retraining(tmp_path: Path) -> None:
    with House.at(tmp_path) as house:
        house.run(PREFECT_SH, "deploy")
        house.silence()
        house.worker()

        forecast = house.begin("forecast/daily")
        assert house.wait_for(forecast, *OVER) == "COMPLETED"
        until(lambda: house.runs_of("monitor/daily") == ["COMPLETED"], seconds=200)
        again = house.begin("monitor/daily")

        assert house.wait_for(again, *OVER) == "COMPLETED"
        decided = house.store.read("decisions").sort("as_of", "key")
        assert decided["as_of"].n_unique() == 2
        stale = decided.filter(kind="stale_target")["verdict"].to_list()
        assert stale == ["with the forecast", "repeated"]
        assert artifacts(house)["decisions-usdclp"] == "table"
        assert "forex.forecast.done" in events(house)

        degrade(house)
        until(lambda: house.runs_of("retrain/on-demand") == ["COMPLETED"], seconds=400)
        health = house.begin("deployment-health/daily")

        assert house.wait_for(health, *OVER) == "COMPLETED"
        tried = house.store.read("retrainings")
        assert sorted(tried["horizon_days"]) == [7, 15, 30, 90]
        assert set(tried["asked_by"]) == {"prefect"}
        assert set(tried["outcome"]) <= {"promoted", "rejected"}
        assert events(house).count("forex.retrained") == 4
        assert {
            artifacts(house)[f"{key}-usdclp"] for key in ("retrained", "deployment-health")
        } == {"table"}
        assert {name: count for name, count in house.store.violations().items() if count} == {}


SAVE = "from prefect.blocks.system import Secret; Secret(value='market=json://hook').save('ways')"
LOAD = "from flows.secret import channels_in_prefect; print(channels_in_prefect('{}'))"


def test_channels_can_be_kept_in_a_secret_block(house: House) -> None:
    saved = house.run("python", "-c", SAVE)
    loaded = house.run("python", "-c", LOAD.format("ways"))
    missing = house.run("python", "-c", LOAD.format("nowhere"))

    assert saved.code == 0, saved.complained
    assert loaded.said.strip() == "market=json://hook"
    assert "Prefect has no Secret block 'nowhere'" in missing.complained


def test_a_run_of_more_than_90_days_ago_goes_with_its_log(house: House) -> None:
    old, recent = house.lived("score", days=91), house.lived("score", days=89)

    until(lambda: ran(house, old) == logged(house, old) == 0, seconds=60)

    assert (ran(house, recent), logged(house, recent)) == (1, 1)


def ran(house: House, run: str) -> int:
    """Whether the server knows a run."""
    return int(house.post("flow_runs/count", flow_runs={"id": {"any_": [run]}}))


def logged(house: House, run: str) -> int:
    """Lines in the log of a run."""
    return len(house.post("logs/filter", logs={"flow_run_id": {"any_": [run]}}))


def test_an_outage_costs_one_run_and_a_killed_run_is_made_good(tmp_path: Path) -> None:
    with House.at(tmp_path) as house:
        house.run(PREFECT_SH, "deploy")
        house.silence()
        house.miss("score/daily", days=4)
        worker = house.worker()

        until(lambda: {state for _, state in house.due("score/daily")} <= OVER, seconds=200)
        killed = house.begin("forecast/daily", as_of=ARCHIVE_END)
        house.wait_for(killed, "RUNNING")
        house.kill(killed)
        house.wait_for(killed, "CRASHED")
        cut = house.begin("forecast/daily", as_of=ARCHIVE_END)
        house.wait_for(cut, "RUNNING")
        power_cut(house, worker, cut)
        after = house.begin("forecast/daily", as_of=ARCHIVE_END)
        house.wait_for(after, *OVER)

        ended = [state for _, state in house.due("score/daily")]
        assert ended == ["CANCELLED", "CANCELLED", "CANCELLED", "COMPLETED"]
        assert (house.state(cut), house.state(after)) == ("CRASHED", "COMPLETED")
        assert {name: count for name, count in house.store.violations().items() if count} == {}


def power_cut(house: House, worker: subprocess.Popen[bytes], run: str) -> None:
    """End run, worker and server without a word, and start anew.

    The worker is frozen first: nobody is left to tell the server that the run has died.
    """
    os.killpg(worker.pid, signal.SIGSTOP)
    house.kill(run)
    for process in reversed(house.processes):
        house.stop(process, signal.SIGKILL)
    house.serve()
    assert house.state(run) == "RUNNING"
    house.worker()


def degrade(house: House) -> None:
    """Tell the server what the monitor tells it of degradation."""
    said = {"pair": "USDCLP", "horizon_days": 7}
    words = ("--resource-id", "forex.USDCLP", "--payload", json.dumps(said))
    told = house.run("prefect", "event", "emit", "forex.degraded", *words)
    assert told.code == 0, told.complained


def events(house: House) -> list[str]:
    """The names of our own events, each as often as it is kept."""
    kept = house.post("events/filter", filter={"event": {"prefix": ["forex."]}}, limit=50)
    return sorted(one["event"] for one in kept["events"])


def artifacts(house: House) -> dict[str, str]:
    """Key and type of each artifact that people see."""
    kept = house.post("artifacts/filter")
    return {one["key"]: one["type"] for one in kept if one["key"] is not None}
