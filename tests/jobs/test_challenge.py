"""Another recipe shadows only where it is better walked forward, however often it is tried."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from forexlib.core.errors import SettingsError
from forexlib.core.version import Attempt, Crowning, Entry
from forexlib.engine.recipe import Recipe
from forexlib.jobs.challenge import challenge, changed
from forexlib.jobs.retrain import Order, Retrained
from forexlib.models.ewma import EwmaErrors
from forexlib.models.garch import Garch
from forexlib.models.var import Var
from tests.jobs.version_world import (
    HORIZONS,
    LATER,
    NOW,
    PLACES,
    RECIPE,
    World,
    copied,
    one_version,
    question,
)

BLIND = replace(RECIPE, centres={**RECIPE.centres, "var": Var(("USDMXN",))})
"""Does not look at what moves a day ahead of the target."""
JUMPY = replace(
    RECIPE,
    robust="ewma",
    reference="garch",
    spreads={**RECIPE.spreads, "ewma": EwmaErrors(decay=0.85)},
)
"""Takes the volatility of the last week or two for that of all days to come."""
SAME = replace(RECIPE, spreads={**RECIPE.spreads, "garch": Garch(paths=1002)})
"""As good as the champion, by its settings another one."""


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return one_version(tmp_path_factory)


@pytest.fixture
def world(template: Path, tmp_path: Path) -> World:
    return copied(template, tmp_path / "data")


@pytest.fixture(scope="module")
def jumpy(template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder whose champion is worse than the recipe of the settings."""
    world = copied(template, tmp_path_factory.mktemp("jumpy") / "data")
    world.add(world.learn(LATER, JUMPY), act="deploy")
    return world.folder


def tried(world: World, recipe: Recipe, *days: int) -> list[Retrained]:
    order = Order(days or HORIZONS, "MANUAL", "maria")
    return challenge(world.shop, question(), recipe, order, now=NOW)


def attempted(world: World, *, ago: int) -> None:
    """Somebody tried a challenger so many days ago."""
    attempt = Attempt("challenger", "MANUAL", "failed", None, "it did not work")
    entries = [Entry(PLACES[days], world.champion(days), attempt=attempt) for days in HORIZONS]
    world.ledger.write(entries, now=NOW - timedelta(days=ago))


def test_one_that_is_better_shadows_where_it_is_and_says_how_much(
    jumpy: Path, tmp_path: Path
) -> None:
    world = copied(jumpy, tmp_path / "data")
    champion = world.champion(7)

    seven, thirty = tried(world, RECIPE)

    assert (seven.outcome, thirty.outcome) == ("shadow", "rejected")
    assert seven.version == thirty.version
    assert world.champions() == dict.fromkeys(HORIZONS, champion)
    assert world.states()[str(seven.version)] == "shadow"
    assert world.states(30)[str(seven.version)] == "rejected"
    row = world.ledger.read("version_list", horizon_days=7, number=3).row(0, named=True)
    assert (row["origin"], row["parent"]) == ("challenger", champion)
    numbers = json.loads(row["state_evidence"])["comparison"]
    assert numbers["ratio"] < 1
    assert numbers["p_one_sided"] <= numbers["p_adjusted"] < numbers["level"] == 0.025
    assert "Better: CRPS ratio" in seven.why
    assert "attempt 1 of the year" in seven.why
    attempts = world.tried()
    assert attempts["origin"].to_list() == ["challenger", "challenger"]
    assert attempts["outcome"].to_list() == ["shadow", "rejected"]


def test_the_same_again_changes_nothing(jumpy: Path, tmp_path: Path) -> None:
    """Neither one that shadows, nor one that was dismissed from there."""
    world = copied(jumpy, tmp_path / "data")
    version = world.add(world.learn(NOW, RECIPE), "withdrawn", days=[7], now=NOW)

    (seven,) = tried(world, RECIPE, 7)

    assert (seven.outcome, seven.version) == ("unchanged", version)
    assert "it is withdrawn" in seven.why
    assert world.states()[version] == "withdrawn"


@pytest.mark.slow
def test_attempts_of_the_year_make_it_harder(world: World) -> None:
    for ago in (1, 200, 364, 366):
        attempted(world, ago=ago)

    seven, _ = tried(world, SAME)

    assert seven.outcome == "rejected"
    assert "attempt 4 of the year" in seven.why
    assert seven.evidence["comparison"]["level"] == pytest.approx(0.05 / 20)


@pytest.mark.slow
def test_one_that_is_worse_is_rejected_everywhere_and_kept(world: World) -> None:
    champion = world.champion(7)

    said = tried(world, BLIND)

    assert [one.outcome for one in said] == ["rejected", "rejected"]
    assert "Not shown to be better" in said[0].why
    version = str(said[0].version)
    assert world.states() == {champion: "registered", version: "rejected"}
    assert world.serving.load(version).recipe.centres["var"] == Var(("USDMXN",))
    assert world.champions() == dict.fromkeys(HORIZONS, champion)


def test_the_champions_own_recipe_is_refused(world: World) -> None:
    """Also where the settings name series of which nothing is known yet."""
    was = world.written()

    for recipe in (RECIPE, replace(RECIPE, optional=("fred/DFF",))):
        with pytest.raises(SettingsError, match="champion's own") as told:
            tried(world, recipe)
        assert "forex retrain" in told.value.remedy

    assert world.written() == was


@pytest.mark.slow
def test_one_that_must_not_be_issued_is_rejected_with_that_in_its_evidence(world: World) -> None:
    lacking = replace(RECIPE, centres={**RECIPE.centres, "var": Var(("USDXXX",))})

    said = tried(world, lacking)

    assert [one.outcome for one in said] == ["rejected", "rejected"]
    assert said[0].evidence["check"].startswith("It fails its output check")
    assert "USDXXX" in said[0].evidence["check"]
    assert "shadow" not in world.states().values()


def test_without_a_champion_there_is_nobody_to_challenge(world: World) -> None:
    with pytest.raises(SettingsError, match="no champion at 90 days") as told:
        tried(world, BLIND, 90)

    assert "forex run" in told.value.remedy


@pytest.mark.slow
def test_a_champion_exchanged_meanwhile_is_not_challenged(jumpy: Path, tmp_path: Path) -> None:
    world = copied(jumpy, tmp_path / "data")
    (first, _), (second, _) = world.reigns()
    shop = world.shop
    instant = shop.issue_instant

    def slow(day: date) -> datetime:
        if world.champion(7) == second:
            crowned = Crowning(first, "rollback", "by hand")
            world.ledger.write([Entry(PLACES[7], second, crowning=crowned)], now=NOW)
        return instant(day)

    order = Order(HORIZONS, "MANUAL", "maria")
    said = challenge(replace(shop, issue_instant=slow), question(), RECIPE, order, now=NOW)

    assert [one.outcome for one in said] == [None, None]
    assert "Another champion was made meanwhile" in said[0].why
    assert list(world.states()) == [first, second]
    assert world.tried().is_empty()


def test_a_recipe_with_some_parts_exchanged() -> None:
    made = changed(RECIPE, members=["lead_lag", "var"], combination="shrunk", robust="qr4")

    assert made.members == ("lead_lag", "var")
    assert (made.combination, made.robust) == ("shrunk", "qr4")
    assert made.beside == ("garch",)
    assert changed(RECIPE).digest() == RECIPE.digest()


def test_parts_that_there_are_not_are_refused() -> None:
    with pytest.raises(SettingsError, match="no combination 'best'"):
        changed(RECIPE, combination="best")
    with pytest.raises(SettingsError, match="no model 'oracle'"):
        changed(RECIPE, robust="oracle")
    with pytest.raises(SettingsError, match="no model 'oracle'"):
        changed(RECIPE, members=["var", "oracle"])
