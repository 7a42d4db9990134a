"""Champions forecast, and nothing else does; who cannot is replaced, and it is said so."""

import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import polars as pl
import pytest

from forexlib.core.errors import VersionUnreadable
from forexlib.core.runs import Run
from forexlib.core.series import NBP_FIXING
from forexlib.engine.bundle import Bundle
from forexlib.engine.forecast import forecast
from forexlib.engine.ladder import ENSEMBLE
from forexlib.engine.learning import Learner
from forexlib.jobs.forecast import issue_forecast
from forexlib.jobs.probability import newest_forecast
from forexlib.jobs.serving import Serving
from tests.engine.parts import prepared
from tests.fakes import MemoryArtefacts
from tests.jobs.serving_world import (
    KNOWN,
    NOW,
    OTHER,
    PANEL,
    SMALL,
    World,
    counted,
    issued_rows,
    numbers,
    question,
    run_of,
)
from tests.panels import last_noon
from tests.paths import SQL

DAY = timedelta(days=1)


@pytest.fixture
def other(world: World) -> Bundle:
    """The champion 30 days ahead, of another recipe."""
    bundle = world.learned()
    world.crown(bundle, 30)
    world.artefacts.saved.clear()
    world.artefacts.loaded.clear()
    return bundle


def modes(run: Run) -> dict[int, str]:
    return dict(issued_rows(run).select("horizon_days", "mode").iter_rows())


def test_the_first_forecast_makes_the_first_versions(fresh: World) -> None:
    run = run_of(fresh)

    champions = fresh.ledger.champions("USDCLP", NBP_FIXING)
    (version,) = {one.version for one in champions.values()}
    assert {days: (one.number, one.turn, one.act) for days, one in champions.items()} == {
        7: (1, 1, "initial"),
        30: (1, 1, "initial"),
    }
    assert set(issued_rows(run)["model_version"]) == {version}
    assert run.mode == "ensemble"
    assert fresh.artefacts.folder.load(version) is not None
    assert not any(fresh.store.violations().values())


def test_what_the_first_versions_issue_is_what_the_calendar_says(fresh: World) -> None:
    run = run_of(fresh)

    calendar = forecast(prepared(KNOWN, as_of=NOW, recipe=SMALL), Learner(SMALL, MemoryArtefacts()))
    assert numbers(run).equals(numbers(calendar))
    assert (run.weights, run.warnings) == (calendar.weights, calendar.warnings)


def test_from_then_on_nothing_is_learned_and_the_same_inputs_write_nothing(world: World) -> None:
    (version,) = set(world.serving().values())
    before = counted(world)

    again = world.forecast()

    assert [one.written for one in again.forecasts] == [0]
    assert set(world.artefacts.loaded) == {version}
    assert world.artefacts.saved == []
    assert counted(world) == before


def test_of_new_values_the_same_versions_speak(world: World) -> None:
    before = world.serving()
    world.admit(PANEL, now=NOW + 7 * DAY)

    answered = world.forecast(NOW + 7 * DAY)

    run = answered.forecasts[-1].run
    assert answered.forecasts[-1].written == run.predictions.height
    assert run.origin_date > last_noon(KNOWN).date()
    assert world.serving() == before
    assert set(issued_rows(run)["model_version"]) == set(before.values())
    assert world.artefacts.saved == []


def test_each_horizon_is_its_champions(world: World, other: Bundle) -> None:
    first = world.serving()[7]
    run = run_of(world)

    assert issued_rows(run)["model_version"].to_list() == [first, other.version]
    assert set(world.artefacts.loaded) == {first, other.version}
    assert world.artefacts.saved == []
    models = run.predictions.group_by("horizon_days").agg(pl.col("model").sort()).rows()
    assert {days: set(named) - {"random_walk", "qr4", ENSEMBLE} for days, named in models} == {
        7: {"var"},
        30: {"lead_lag"},
    }


def test_a_forecast_after_another_was_crowned_is_the_one_people_see(
    world: World, other: Bundle
) -> None:
    """Of the same values: each horizon once, of the champion it has now."""
    first = world.serving()[7]

    world.forecast()

    seen = newest_forecast(world.store, pair="USDCLP", target=NBP_FIXING)
    assert seen.select("horizon_days", "model_version").rows() == [(7, first), (30, other.version)]


def delete(file: Path) -> None:
    file.unlink()


def damage(file: Path) -> None:
    content = bytearray(file.read_bytes())
    content[len(content) // 2] ^= 1
    file.write_bytes(content)


def empty(file: Path) -> None:
    file.write_bytes(b"")


@pytest.mark.parametrize("spoil", [delete, damage, empty])
def test_an_artefact_that_is_gone_or_damaged_costs_its_own_horizons(
    spoil: Callable[[Path], None], world: World, other: Bundle
) -> None:
    whole = run_of(world)
    spoil(world.file(other.version))

    run = run_of(world)

    assert modes(run) == {7: "ensemble", 30: "robust"}
    assert run.mode == "robust"
    assert run.reason == (
        f"30d: ensemble failed: Version {other.version} cannot be used:"
        " its artefact is gone or was damaged."
    )
    assert numbers(run, 7).equals(numbers(whole, 7))
    robust = run.predictions.filter(model="qr4", horizon_days=30)
    assert issued_rows(run)["quantiles"][1].to_list() == robust["quantiles"].item().to_list()
    assert set(world.serving().values()) == set(issued_rows(run)["model_version"])


def test_an_artefact_that_may_not_be_read_costs_its_own_horizons(
    world: World, other: Bundle
) -> None:
    """A folder in its place, since root reads whatever the rights say."""
    whole = run_of(world)
    world.file(other.version).unlink()
    world.file(other.version).mkdir()

    run = run_of(world)

    assert modes(run) == {7: "ensemble", 30: "robust"}
    assert f"Version {other.version} cannot be used: its artefact is there but" in run.reason
    assert numbers(run, 7).equals(numbers(whole, 7))


def test_an_artefact_that_was_replaced_is_refused(world: World, other: Bundle) -> None:
    """Whole by its own checksum, but not that of the version."""
    world.artefacts.save(other.version, other.text + b" ")

    run = run_of(world)

    assert modes(run) == {7: "ensemble", 30: "robust"}
    assert f"Version {other.version} cannot be used: its artefact was changed since" in run.reason


def test_a_version_of_another_target_serves_nobody(world: World) -> None:
    foreign = world.learned(target="nbp_fixing/USDBRL")
    world.crown(foreign, 30)

    run = run_of(world)

    assert modes(run) == {7: "ensemble", 30: "robust"}
    assert "it forecasts nbp_fixing/USDBRL, not nbp_fixing/USDCLP" in run.reason
    serving = Serving(world.ledger, world.learner())
    with pytest.raises(VersionUnreadable, match=f"Version {foreign.version} .*forex rollback"):
        serving.seat(world.store, question(), foreign.version, [30])


def test_where_nobody_can_serve_all_is_robust_and_said_once(world: World) -> None:
    (version,) = set(world.serving().values())
    world.file(version).unlink()

    run = run_of(world)

    assert modes(run) == {7: "robust", 30: "robust"}
    assert run.reason.count("its artefact is gone") == 1


def test_an_artefact_that_is_back_serves_again(world: World) -> None:
    (version,) = set(world.serving().values())
    kept = world.file(version).read_bytes()
    world.file(version).unlink()
    world.forecast()
    world.file(version).write_bytes(kept)

    answered = world.forecast()

    assert answered.forecasts[-1].run.mode == "ensemble"
    assert answered.forecasts[-1].written > 0
    seen = newest_forecast(world.store, pair="USDCLP", target=NBP_FIXING)
    assert seen["mode"].to_list() == ["ensemble", "ensemble"]


def test_a_horizon_that_is_new_gets_its_first_version_and_the_others_keep_theirs(
    world: World,
) -> None:
    before = world.serving()
    wider = World(world.folder, replace(SMALL, horizons=(7, 15, 30)))

    run = run_of(wider)

    champions = wider.serving()
    assert {days: champions[days] for days in before} == before
    assert champions[15] not in before.values()
    assert modes(run) == dict.fromkeys((7, 15, 30), "ensemble")


def test_a_horizon_that_is_past_does_not_keep_the_others_from_being_forecast(
    world: World, other: Bundle
) -> None:
    """Also where its champion knows no other horizon."""
    short = world.learned(replace(OTHER, horizons=(7,)))
    world.crown(short, 7)

    run = run_of(world, now=NOW + 20 * DAY)

    assert modes(run) == {30: "ensemble"}
    assert list(run.refused) == [7]
    assert set(issued_rows(run)["model_version"]) == {other.version}


def test_whoever_was_crowned_last_serves_although_the_clock_went_back(world: World) -> None:
    before, earlier = world.serving(), NOW - timedelta(minutes=5)

    run = run_of(world, now=earlier)

    assert world.serving() == before
    assert set(issued_rows(run)["model_version"]) == set(before.values())
    assert world.store.read("champions").height == 2


def test_a_rate_on_the_screen_is_asked_of_the_champions_too(world: World, other: Bundle) -> None:
    last = newest_forecast(world.store, pair="USDCLP", target=NBP_FIXING)["last_rate"][0]

    live, spot = (one.run for one in world.forecast(spot=last * 1.01).forecasts)

    assert (live.track, spot.track) == ("live", "spot")
    for run in (live, spot):
        assert issued_rows(run)["model_version"][1] == other.version
    ratio = issued_rows(spot)["mean"] / issued_rows(live)["mean"]
    assert ratio.to_list() == pytest.approx([1.01, 1.01])


def test_hindsight_goes_by_the_calendar(world: World, other: Bundle) -> None:
    asked = replace(question(), track="backfill", admitted_by=None)
    serving = Serving(world.ledger, world.learner())

    run = issue_forecast(world.store, world.learner(), asked, saved_at=NOW, serving=serving).run

    assert other.version not in set(run.predictions["model_version"])
    assert not set(world.artefacts.loaded) & set(world.serving().values())
    assert run.mode == "ensemble"


def test_two_processes_at_once_leave_one_champion_each(fresh: World) -> None:
    """Although their clocks differ: who began last may read an earlier hour."""
    command = [sys.executable, "-m", "tests.jobs.serving_world", str(fresh.folder)]
    workers = [
        subprocess.Popen(
            [*command, moment.isoformat()],
            cwd=SQL.parent,
            env=dict(os.environ),
            stderr=subprocess.PIPE,
            text=True,
        )
        for moment in (NOW, NOW - timedelta(minutes=30))
    ]

    said = [worker.communicate(timeout=100)[1] for worker in workers]

    assert [worker.returncode for worker in workers] == [0, 0], said
    turns = fresh.store.read("champions").sort("horizon_days")
    assert turns.select("horizon_days", "turn").rows() == [(7, 1), (30, 1)]
    issued = fresh.store.read("predictions", model=ENSEMBLE).select("horizon_days", "model_version")
    assert set(issued.rows()) == set(fresh.serving().items())
    assert not any(fresh.store.violations().values())
