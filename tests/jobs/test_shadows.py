"""Challengers forecast beside the champions: kept, never shown, and at nobody else's cost."""

from dataclasses import replace

from forexlib.core.series import NBP_FIXING
from forexlib.core.version import Crowning, Entry, Place
from forexlib.engine.bundle import Bundle
from forexlib.engine.ladder import ENSEMBLE
from forexlib.jobs.probability import newest_forecast, probability
from tests.jobs.serving_world import NOW, OTHER, World, counted, numbers, run_of


def test_a_challenger_in_shadow_forecasts_beside_and_is_not_shown(world: World) -> None:
    before = newest_forecast(world.store, pair="USDCLP", target=NBP_FIXING)
    told = probability(world.store, pair="USDCLP", target=NBP_FIXING, above=800.0)
    challenger = world.learned()
    world.shadow(challenger, 30)

    answered = world.forecast()

    rows = world.store.read("predictions", track="shadow", model=ENSEMBLE)
    assert rows.select("horizon_days", "model_version").rows() == [(30, challenger.version)]
    assert answered.shadows.warnings == ()
    assert [one.run.track for one in answered.forecasts] == ["live"]
    assert newest_forecast(world.store, pair="USDCLP", target=NBP_FIXING).equals(before)
    again = probability(world.store, pair="USDCLP", target=NBP_FIXING, above=800.0)
    assert again.equals(told)


def test_a_challenger_is_not_shown_where_nothing_newer_was_issued(world: World) -> None:
    """Not even if the champion's forecast is older than its own."""
    world.shadow(world.learned(), 30)
    world.forecast()
    with world.store._database().writing() as opened:
        opened.execute("delete from predictions where track = 'live' and horizon_days = 30")

    seen = newest_forecast(world.store, pair="USDCLP", target=NBP_FIXING)

    assert seen.select("track", "horizon_days").rows() == [("live", 7)]


def test_what_a_challenger_says_is_what_it_would_issue(world: World) -> None:
    challenger = world.learned()
    world.shadow(challenger, 30)
    (shadow,) = world.forecast().shadows.runs

    king = Crowning(challenger.version, "promotion", "It is better.")
    place = Place("USDCLP", NBP_FIXING, 30)
    world.ledger.write([Entry(place, world.serving()[30], crowning=king)], now=NOW)
    served = run_of(world)

    assert numbers(shadow).equals(numbers(served, 30))
    assert served.run_id != shadow.run_id


def test_the_same_shadow_is_written_once(world: World) -> None:
    world.shadow(world.learned(), 30)
    world.forecast()
    before = counted(world)

    world.forecast()

    assert counted(world) == before


def test_a_challenger_that_fails_is_a_warning_and_costs_nobody_else(world: World) -> None:
    broken, sound = world.learned(), world.learned(replace(OTHER, members=("var", "lead_lag")))
    world.shadow(broken, 30)
    world.shadow(sound, 7)
    world.file(broken.version).unlink()

    answered = world.forecast()

    (warning,) = answered.shadows.warnings
    assert f"Version {broken.version} forecast nothing in the shadow" in warning
    assert answered.forecasts[-1].run.mode == "ensemble"
    assert answered.forecasts[-1].run.warnings == ()
    rows = world.store.read("predictions", track="shadow", model=ENSEMBLE)
    assert rows.select("horizon_days", "model_version").rows() == [(7, sound.version)]


def test_a_challenger_that_breaks_in_a_way_nobody_foresaw_is_a_warning_too(world: World) -> None:
    sound = world.learned()
    parts = {**sound.parts, "lead_lag": ("{}", "0" * 12), "no_change": ("?", "0" * 12)}
    broken = Bundle.made(sound.recipe, sound.features, sound.anchor, parts, {})
    endless = replace(sound.recipe, horizons=(30, 10**9))
    odd = Bundle.made(endless, sound.features, sound.anchor, sound.parts, {})
    for bundle in (broken, odd):
        world.shadow(world.kept(bundle), 30)

    answered = world.forecast()

    assert len(answered.shadows.warnings) == 2
    assert all(one in " ".join(answered.shadows.warnings) for one in (broken.version, odd.version))
    assert answered.forecasts[-1].run.mode == "ensemble"
    assert world.store.read("predictions", track="shadow").is_empty()
