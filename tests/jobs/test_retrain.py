"""A champion's recipe learned anew serves only if it is no worse; what fails changes nothing."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from forexlib.core.errors import SettingsError, StoreError
from forexlib.core.version import Crowning, Entry, Trigger
from forexlib.decisions.promotion import RefreshLimits
from forexlib.decisions.worsening import Worsening
from forexlib.engine.bundle import Bundle, FeatureSet
from forexlib.engine.recipe import Recipe
from forexlib.jobs.retrain import Order, Retrained, retrain
from forexlib.jobs.trial import missing
from forexlib.jobs.workshop import Workshop
from forexlib.models.var import Var
from tests.jobs.version_world import (
    FIRST,
    HORIZONS,
    LATER,
    NOW,
    PLACES,
    QUICK,
    RECIPE,
    World,
    copied,
    issue_instant,
    one_version,
    question,
    two_versions,
)

STRICT = replace(QUICK, refresh=RefreshLimits(0.5, 0.5))
"""Nothing is ever twice as good."""


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return one_version(tmp_path_factory)


@pytest.fixture
def world(template: Path, tmp_path: Path) -> World:
    """Version 1 serves."""
    return copied(template, tmp_path / "data")


@pytest.fixture
def two(tmp_path_factory: pytest.TempPathFactory, tmp_path: Path) -> World:
    """Version 2 serves after version 1."""
    return copied(two_versions(tmp_path_factory), tmp_path / "two")


@dataclass(frozen=True)
class Refreshed:
    """A world in which version 1 was learned anew, who served before, and what was said."""

    world: World
    first: str
    said: list[Retrained]


@pytest.fixture(scope="module")
def promoted(template: Path, tmp_path_factory: pytest.TempPathFactory) -> Refreshed:
    world = copied(template, tmp_path_factory.mktemp("promoted") / "data")
    return Refreshed(world, world.champion(7), asked(world))


@pytest.fixture(scope="module")
def rejected(template: Path, tmp_path_factory: pytest.TempPathFactory) -> Refreshed:
    world = copied(template, tmp_path_factory.mktemp("rejected") / "data")
    world.rules = STRICT
    return Refreshed(world, world.champion(7), asked(world))


def asked(
    world: World,
    reason: Trigger | None = "MANUAL",
    *,
    days: tuple[int, ...] = HORIZONS,
    now: datetime = NOW,
    dry: bool = False,
    shop: Workshop | None = None,
) -> list[Retrained]:
    return retrain(shop or world.shop, question(now), Order(days, reason, "maria", dry), now=now)


def outcomes(said: list[Retrained]) -> dict[int, str | None]:
    return {one.horizon_days: one.outcome for one in said}


def test_nobody_asks_and_nothing_is_wrong_so_nothing_is_learned(world: World) -> None:
    """Version 1 learned up to the first fixing of April's quarter."""
    was = world.written()

    said = asked(world, None, now=FIRST + timedelta(days=1))

    assert [one.verdict.due for one in said] == [False, False]
    assert outcomes(said) == {7: None, 30: None}
    assert "Nobody asked" in said[0].why
    assert world.written() == was


@pytest.mark.parametrize(
    ("worse", "drifted", "days", "reason"),
    [
        ({7: Worsening(26.0, 3.0)}, (), 1, "PERFORMANCE_DEGRADATION"),
        ({}, ("dxy (mean)",), 1, "DRIFT_DETECTED"),
        ({}, (), 60, "SCHEDULED"),
    ],
)
def test_why_it_is_due_is_said_and_a_dry_run_writes_nothing(
    world: World,
    worse: dict[int, Worsening],
    drifted: tuple[str, ...],
    days: int,
    reason: Trigger,
) -> None:
    world.worse, world.drifted = worse, drifted
    was, kept = world.written(), sorted((world.folder / "artefacts").iterdir())

    said = asked(world, None, days=(7,), now=FIRST + timedelta(days=days), dry=True)

    assert [(one.verdict.reason, one.outcome) for one in said] == [(reason, None)]
    assert world.written() == was
    assert sorted((world.folder / "artefacts").iterdir()) == kept


@pytest.mark.slow
def test_only_the_horizon_that_is_due_is_learned(world: World) -> None:
    world.worse, world.rules = {7: Worsening(26.0, 3.0)}, STRICT
    now = FIRST + timedelta(days=14)

    said = asked(world, None, now=now)

    assert outcomes(said) == {7: "rejected", 30: None}
    assert world.tried()["horizon_days"].to_list() == [7]
    again = asked(world, None, now=now + timedelta(days=2))
    assert outcomes(again) == {7: None, 30: None}
    assert "cool-down" in again[0].why


def test_what_is_no_worse_serves_and_says_why(promoted: Refreshed) -> None:
    world, first = promoted.world, promoted.first
    new = promoted.said[0].version

    assert outcomes(promoted.said) == {7: "promoted", 30: "promoted"}
    assert new is not None
    assert new != first
    assert world.champions() == dict.fromkeys(HORIZONS, new)
    assert world.reigns() == [(first, "initial"), (new, "refresh")]
    row = world.ledger.read("version_list", version=new, horizon_days=7).row(0, named=True)
    assert (row["origin"], row["parent"], row["number"]) == ("refresh", first, 2)
    assert (row["state"], row["is_champion"]) == ("registered", True)
    assert row["anchor_date"] == NOW.date()
    evidence = json.loads(row["state_evidence"])
    assert evidence["comparison"]["high"] <= evidence["comparison"]["limit"] == 1.01
    assert evidence["comparison"]["n"] > 25
    assert evidence["walk_forward"]["n"] > 25
    assert "No worse: the 95 % interval" in row["state_reason"]
    assert world.serving.load(new).anchor == NOW.date()


def test_the_attempt_is_written_down(promoted: Refreshed) -> None:
    tried = promoted.world.tried().to_dicts()

    assert [one["horizon_days"] for one in tried] == [7, 30]
    assert {(one["origin"], one["reason"], one["outcome"]) for one in tried} == {
        ("refresh", "MANUAL", "promoted")
    }
    assert {one["asked_by"] for one in tried} == {"maria"}
    assert all(one["seconds"] > 0 for one in tried)


def test_what_serves_from_then_on_is_the_new_one(promoted: Refreshed, tmp_path: Path) -> None:
    world = copied(promoted.world.folder, tmp_path / "data")

    run = world.forecast(NOW)

    assert run.mode == "ensemble"
    assert set(run.predictions.filter(model="ensemble")["model_version"]) == {world.champion(7)}


def test_the_same_again_is_unchanged_and_mends_its_artefact(
    promoted: Refreshed, tmp_path: Path
) -> None:
    world = copied(promoted.world.folder, tmp_path / "data")
    new = world.champion(7)
    world.damage(new)
    turns = world.reigns()

    said = asked(world, days=(7,))

    assert outcomes(said) == {7: "unchanged"}
    assert said[0].version == new
    assert "Exactly version 2" in said[0].why
    assert world.reigns() == turns
    assert world.states() == {promoted.first: "registered", new: "registered"}
    assert world.serving.load(new).version == new
    assert world.tried()["outcome"].to_list() == ["promoted", "unchanged", "promoted"]


def test_what_is_worse_is_kept_with_its_reasons_and_serves_nowhere(rejected: Refreshed) -> None:
    world, first = rejected.world, rejected.first
    new = rejected.said[0].version

    assert outcomes(rejected.said) == {7: "rejected", 30: "rejected"}
    assert new is not None
    assert world.champions() == dict.fromkeys(HORIZONS, first)
    assert world.reigns() == [(first, "initial")]
    assert world.states() == {first: "registered", new: "rejected"}
    row = world.ledger.read("version_list", version=new, horizon_days=7).row(0, named=True)
    assert "cannot be shown to be no worse" in row["state_reason"]
    assert "above 0.5" in row["state_reason"]
    assert world.serving.load(new).version == new
    assert set(world.forecast().predictions.filter(model="ensemble")["model_version"]) == {first}


def test_what_was_rejected_is_not_let_in_by_asking_again(
    rejected: Refreshed, tmp_path: Path
) -> None:
    """Even where the limits are other ones by then: the same bytes are the same version."""
    world = copied(rejected.world.folder, tmp_path / "data")

    assert outcomes(asked(world)) == {7: "unchanged", 30: "unchanged"}
    assert world.champion(7) == rejected.first


@pytest.mark.slow
def test_a_horizon_may_be_let_in_where_another_is_not(world: World) -> None:
    first = world.champion(7)
    world.rules = replace(QUICK, refresh=RefreshLimits(0.5, 1.2))

    said = asked(world)

    assert outcomes(said) == {7: "rejected", 30: "promoted"}
    assert world.champions() == {7: first, 30: said[1].version}


def test_learning_that_fails_is_an_attempt_and_nothing_else(world: World) -> None:
    """Before the first fixing nothing can be learned from."""
    was, kept = world.written(), sorted((world.folder / "artefacts").iterdir())
    long_ago = datetime.combine(date(2017, 12, 1), NOW.timetz())

    said = retrain(world.shop, question(long_ago), Order((7,), "MANUAL", "maria"), now=NOW)

    assert outcomes(said) == {7: "failed"}
    assert said[0].version is None
    assert world.written() == {**was, "retrainings": was["retrainings"] + 1}
    assert sorted((world.folder / "artefacts").iterdir()) == kept
    assert world.tried()["why"][0] == said[0].why


@pytest.mark.slow
def test_what_could_not_learn_a_member_is_rejected(world: World) -> None:
    """The champion's recipe wants a series that is not there."""
    lacking = replace(RECIPE, centres={**RECIPE.centres, "var": Var(("USDXXX",))})
    champion = world.add(world.learn(LATER, lacking), act="deploy")

    said = asked(world, days=(7,))

    assert outcomes(said) == {7: "rejected"}
    assert "It fails its output check" in said[0].why
    assert "USDXXX" in said[0].why
    assert world.champion(7) == champion


def test_what_only_stands_beside_is_not_missed() -> None:
    recipe = replace(RECIPE, beside=("auto_ets",))
    failed = {"ets": "too short", "arma": "of nobody"}

    lacking = missing(_bundle(recipe, failed))

    assert lacking == []
    assert missing(_bundle(recipe, {"var": "explosive", "weights": "too few"})) == [
        "explosive",
        "too few",
    ]


def _bundle(recipe: Recipe, failed: dict[str, str]) -> Bundle:
    features = FeatureSet("nbp_fixing/USDCLP", (), ())
    return Bundle.made(recipe, features, date(2022, 1, 3), {}, failed)


@pytest.mark.slow
def test_a_champion_exchanged_meanwhile_is_not_pushed_aside(two: World) -> None:
    """Somebody goes back by hand while the walk is on."""
    (first, _), (second, _) = two.reigns()

    def slow(day: date) -> datetime:
        if two.champion(7) == second:
            crowned = Crowning(first, "rollback", "by hand")
            two.ledger.write([Entry(PLACES[7], second, crowning=crowned)], now=NOW)
        return issue_instant(day)

    said = asked(two, shop=replace(two.shop, issue_instant=slow))

    assert outcomes(said) == {7: None, 30: None}
    assert "Another champion was made meanwhile" in said[0].why
    assert two.champions() == {7: first, 30: second}
    assert two.tried().is_empty()
    assert list(two.states()) == [first, second]


@pytest.mark.slow
def test_each_champion_is_learned_anew_by_its_own_recipe(two: World) -> None:
    """The second of them looks at less."""
    slim = replace(RECIPE, robust="ewma", reference="garch")
    two.rules = STRICT
    other = two.add(two.learn(LATER, slim), act="deploy", days=[30], now=NOW)
    seven = two.champion(7)

    said = asked(two)

    assert outcomes(said) == {7: "rejected", 30: "rejected"}
    new = {one.horizon_days: two.serving.load(str(one.version)) for one in said}
    assert new[7].recipe.robust == "garch"
    assert new[30].recipe.robust == "ewma"
    assert two.champions() == {7: seven, 30: other}


def test_a_series_that_left_the_settings_is_learned_from_no_more(world: World) -> None:
    first = world.champion(7)
    *stay, gone = RECIPE.regressors
    world.recipe = replace(RECIPE, regressors=tuple(stay))

    said = asked(world)

    assert gone in world.serving.load(first).features.regressors
    assert world.serving.load(str(said[0].version)).features.regressors == tuple(stay)


def test_an_unreadable_champion_is_replaced_by_the_recipe_of_the_settings(world: World) -> None:
    first = world.champion(7)
    world.lose(first)

    said = asked(world)

    assert outcomes(said) == {7: "promoted", 30: "promoted"}
    assert world.champion(7) == said[0].version
    assert world.forecast().mode == "ensemble"


def test_a_horizon_without_champion_is_refused_where_it_is_asked_for(world: World) -> None:
    with pytest.raises(SettingsError, match="no champion at 90d") as told:
        asked(world, days=(90,))

    assert "forex run" in told.value.remedy
    (said,) = asked(world, None, days=(90,))
    assert not said.verdict.due
    assert "no champion at 90 days" in said.why


def test_a_store_that_breaks_is_no_attempt(world: World) -> None:
    was = world.written()
    folder = world.folder / "artefacts"
    folder.rename(world.folder / "aside")
    folder.write_text("no folder")

    with pytest.raises(StoreError, match="could not be read"):
        asked(world)

    assert world.written() == was
