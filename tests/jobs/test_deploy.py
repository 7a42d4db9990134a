"""A person lets a version shadow or serve, or an earlier one serve again."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from typing_extensions import override

from forexlib.core.errors import SettingsError, VersionUnreadable
from forexlib.core.version import Entry, Standing
from forexlib.engine.bundle import Bundle, version_of
from forexlib.engine.learning import Learner
from forexlib.engine.seats import forecast_from
from forexlib.jobs.deploy import Deployed, Deployment, deploy, rollback
from forexlib.jobs.serving import Serving, new_version
from forexlib.store.artefacts import FolderArtefacts
from tests.jobs.version_world import (
    HORIZONS,
    LATER,
    NOW,
    PLACES,
    World,
    broken,
    copied,
    drifting,
    one_version,
    question,
    spread_times,
    two_versions,
)
from tests.paths import SQL


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return two_versions(tmp_path_factory)


@pytest.fixture
def world(template: Path, tmp_path: Path) -> World:
    """Version 1 served, version 2 does."""
    return copied(template, tmp_path / "data")


@pytest.fixture(scope="module")
def learned_now(template: Path, tmp_path_factory: pytest.TempPathFactory) -> Bundle:
    return copied(template, tmp_path_factory.mktemp("learned") / "data").learn(NOW)


@pytest.fixture
def third(world: World, learned_now: Bundle) -> str:
    """Version 3, which may serve and never did."""
    return world.add(world.keep(learned_now), now=NOW)


def order(
    version: str | None, *, days: tuple[int, ...] = (7,), shadow: bool = False, force: bool = False
) -> Deployment:
    return Deployment(days, version, "maria", shadow, force)


def put(
    world: World, version: str | None, *, shadow: bool = False, force: bool = False
) -> list[Deployed]:
    asked = order(version, shadow=shadow, force=force)
    return deploy(world.shop, question(), asked, now=NOW)


def back(world: World, version: str | None = None, *days: int) -> list[Deployed]:
    return rollback(world.shop, question(), order(version, days=days or (7,)), now=NOW)


def refused(act: Callable[..., list[Deployed]], world: World, *args: object) -> SettingsError:
    """Why it is refused; nothing is written then."""
    was = world.written()
    with pytest.raises(SettingsError) as told:
        act(world, *args)
    assert world.written() == was
    return told.value


def test_it_serves_at_its_horizon_alone_and_says_by_whom(world: World, third: str) -> None:
    second = world.champion(30)

    put(world, third)

    assert world.champions() == {7: third, 30: second}
    newest = world.ledger.read("champion_reigns", horizon_days=7).sort("turn").row(-1, named=True)
    assert (newest["act"], newest["decided_by"]) == ("deploy", "maria")
    assert world.states()[second] == "registered"


def test_at_first_it_shadows_and_the_champion_serves(world: World, third: str) -> None:
    second = world.champion(7)

    (done,) = put(world, third, shadow=True)

    assert (done.act, done.before) == ("shadow", second)
    assert world.champion(7) == second
    assert world.states()[third] == "shadow"


def test_one_that_shadows_is_not_put_there_again_but_may_serve_at_once(
    world: World, third: str
) -> None:
    put(world, third, shadow=True)

    told = refused(lambda world: put(world, third, shadow=True), world)

    assert "in shadow already" in told.what
    assert "--no-shadow" in told.remedy
    put(world, third)
    assert world.champion(7) == third
    assert world.states()[third] == "registered"


def test_who_is_unknown_is_refused_with_those_to_choose_from(world: World) -> None:
    told = refused(put, world, "feedc0ffee12")

    assert "There is no version 'feedc0ffee12' at 7 days" in told.what
    assert world.champion(7) in told.remedy


def test_the_champion_serves_already(world: World) -> None:
    assert "serves already" in refused(put, world, "latest").what
    assert "serves already" in refused(back, world, world.champion(7)).what


def test_of_another_pair_it_says_of_which(world: World, learned_now: Bundle) -> None:
    other = replace(PLACES[7], pair="USDPLN")
    made = new_version(learned_now, question(), origin="initial", parent=None)
    known = Standing(learned_now.version, "registered", "theirs")
    world.ledger.write([Entry(other, None, version=made, standings=[known])], now=NOW)

    told = refused(put, world, learned_now.version)

    assert f"Version '{learned_now.version}' is of USDPLN, not of" in told.what


def test_one_that_is_deleted_is_refused(world: World, third: str) -> None:
    gone = Entry(PLACES[7], world.champion(7), standings=[Standing(third, "deleted", "old")])
    world.ledger.write([gone], now=NOW)

    told = refused(put, world, "3")

    assert "is deleted: its artefact is gone" in told.what
    assert third not in told.remedy


@pytest.mark.parametrize("shadow", [True, False])
def test_one_that_was_rejected_is_let_through_with_a_warning(
    world: World, learned_now: Bundle, *, shadow: bool
) -> None:
    world.add(world.keep(learned_now), "rejected", now=NOW)

    (done,) = put(world, "3", shadow=shadow)

    assert done.warning == "It was rejected: it is rejected"
    assert world.states()[done.version] == ("shadow" if shadow else "registered")


@pytest.mark.parametrize(
    ("part", "change"),
    [
        ("garch", spread_times(0.25)),
        ("garch", spread_times(0.75)),
        pytest.param("garch", spread_times(4.0), marks=pytest.mark.slow),
        pytest.param("var", drifting, marks=pytest.mark.slow),
    ],
    ids=["too narrow", "unlike its recipe", "too wide", "off centre"],
)
def test_what_fails_its_output_check_is_refused_unless_it_is_forced(
    world: World, learned_now: Bundle, part: str, change: Callable[[dict[str, Any]], None]
) -> None:
    bad = world.add(world.keep(broken(learned_now, part, change)), now=NOW)

    told = refused(put, world, bad)

    assert "fails its output check" in told.what
    assert "--force" in told.remedy
    (done,) = put(world, bad, force=True)
    assert "fails its output check" in done.warning
    assert world.champion(7) == bad


def test_an_unreadable_one_is_refused_even_if_forced(world: World, third: str) -> None:
    world.damage(third)
    was = world.written()

    with pytest.raises(VersionUnreadable, match=third):
        put(world, third, force=True)

    assert world.written() == was


def test_without_a_name_nothing_is_deployed(world: World) -> None:
    assert "No version is named" in refused(put, world, None).what


def test_a_horizon_without_champion_is_refused(world: World, third: str) -> None:
    asked = order(third, days=(15,))

    with pytest.raises(SettingsError, match="no champion at 15 days"):
        deploy(world.shop, question(), asked, now=NOW)


def test_back_goes_to_whoever_served_before(world: World) -> None:
    (first, _), (second, _) = world.reigns()

    (done,) = back(world)

    assert (done.act, done.version, done.before) == ("rollback", first, second)
    assert world.champions() == {7: first, 30: second}
    assert world.states()[second] == "withdrawn"
    assert world.states(30)[second] == "registered"


def test_a_second_order_leads_further_back_and_not_forth_again(world: World, third: str) -> None:
    first = world.reigns()[0][0]
    put(world, third)
    back(world)

    back(world)

    assert world.champion(7) == first
    told = refused(back, world)
    assert "no earlier version at 7 days" in told.what
    assert "--to-version" in told.remedy


def test_where_nobody_served_before_there_is_no_way_back(world: World) -> None:
    back(world, None, *HORIZONS)

    assert "no earlier version" in refused(back, world).what


def test_back_to_a_version_by_name(world: World, third: str) -> None:
    first = world.reigns()[0][0]
    put(world, third)

    back(world, "1")

    assert world.champion(7) == first


def test_nobody_goes_back_to_who_never_served(world: World, third: str) -> None:
    told = refused(back, world, third)

    assert "never served" in told.what
    assert "forex deploy" in told.remedy


def test_back_to_one_of_an_unknown_form_is_refused_by_name(world: World) -> None:
    second = world.serving.load(world.champion(7))
    said = json.loads(second.text) | {"schema": 99}
    text = json.dumps(said).encode()
    newer = replace(second, text=text)
    world.add(world.keep(newer), act="deploy", now=LATER)
    put(world, second.version)
    was = world.written()

    with pytest.raises(VersionUnreadable) as told:
        back(world, version_of(text))

    assert version_of(text) in told.value.what
    assert "form 99" in told.value.what
    assert world.written() == was


def test_a_defect_of_the_earlier_one_is_told_and_it_serves(world: World) -> None:
    """Whoever goes back knows why; an earlier version is better than none."""
    second = world.serving.load(world.champion(7))
    bad = world.keep(broken(second, "garch", spread_times(0.25)))
    world.add(bad, act="deploy", now=NOW)
    put(world, second.version)

    (done,) = back(world, bad.version)

    assert "fails its output check" in done.warning
    assert world.champion(7) == bad.version


def test_several_horizons_are_exchanged_together_or_not_at_all(world: World, third: str) -> None:
    put(world, third)
    was = world.written()

    with pytest.raises(SettingsError, match="serves already"):
        deploy(world.shop, question(), order(third, days=(30, 7)), now=NOW)

    assert world.written() == was
    back(world, "1", *HORIZONS)
    assert set(world.champions().values()) == {world.reigns()[0][0]}


def test_a_champion_exchanged_meanwhile_is_not_pushed_aside(world: World, third: str) -> None:
    """At one of two horizons, while the other one's forecast is looked at."""
    first, second = (version for version, _ in world.reigns())

    class Slow(FolderArtefacts):
        """A disk so slow that somebody else decides before it answers."""

        @override
        def load(self, key: str) -> bytes | None:
            if key == third and world.champion(30) == second:
                back(world, first, 30)
            return FolderArtefacts.load(self, key)

    learner = Learner(world.recipe, Slow(world.artefacts.folder))
    shop = replace(world.shop, serving=Serving(world.ledger, learner))

    with pytest.raises(SettingsError, match="Another champion was made meanwhile"):
        deploy(shop, question(), order(third, days=HORIZONS), now=NOW)

    assert world.champions() == {7: second, 30: first}


def test_of_two_who_order_at_once_one_is_told_to_say_it_again(world: World, third: str) -> None:
    first = world.reigns()[0][0]

    def ordered(version: str) -> str:
        try:
            put(world, version)
        except SettingsError as told:
            return told.what
        return ""

    with ThreadPoolExecutor(2) as both:
        told = [*both.map(ordered, [first, third])]

    turns = world.reigns()[2:]
    assert len(turns) == told.count("")
    assert all("Another champion was made meanwhile" in one for one in told if one)
    assert world.champion(7) == turns[-1][0]


def test_a_clock_that_went_back_hinders_nobody(world: World, third: str) -> None:
    """Whoever was crowned last serves, and can be gone back from."""
    put(world, third)
    before = NOW - timedelta(days=2)

    rollback(world.shop, question(before), order(None), now=before)

    assert world.champion(7) == world.reigns()[1][0]


def test_after_a_roll_back_the_next_forecast_is_what_that_version_issues(world: World) -> None:
    """Byte for byte, at every horizon and quantile of every model."""
    first, later = world.reigns()[0][0], NOW + timedelta(minutes=1)
    seat = world.serving.seat(world.store, world.shop.live(question(later)), first, HORIZONS)
    alone = forecast_from([seat])
    world.forecast()

    back(world, None, *HORIZONS)
    run = world.forecast(later)

    seen = world.store.read("forecasts", track="live", origin_date=run.origin_date)
    columns = ["model", "horizon_days", "model_version", "mode", "mean", "quantiles", "tails"]
    told, expected = (rows.sort(columns[:2]).select(columns) for rows in (seen, alone.predictions))
    assert run.run_id == alone.run_id
    assert set(seen.filter(model="ensemble")["model_version"]) == {first}
    assert told.equals(expected)


@pytest.mark.slow
def test_a_process_of_its_own_issues_what_it_would_had_nobody_ever_left(
    world: World, tmp_path_factory: pytest.TempPathFactory, tmp_path: Path
) -> None:
    """Every horizon and quantile of every model: there and back, and where only version 1 was."""
    stayed = copied(one_version(tmp_path_factory), tmp_path / "stayed")
    back(world, None, *HORIZONS)

    for one in (world, stayed):
        words = [sys.executable, "-m", "tests.jobs.version_world", str(one.folder)]
        subprocess.run(words, cwd=SQL.parent, check=True)

    columns = ["model", "horizon_days", "model_version", "run_id", "mode", "mean", "quantiles"]
    told = [
        one.store.read("predictions", as_of=NOW).sort(columns[:2]).select(*columns, "tails")
        for one in (world, stayed)
    ]
    assert told[0].height > len(HORIZONS)
    assert told[0].equals(told[1])
