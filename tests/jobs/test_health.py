"""What serves is looked after: what is broken goes back, what shadows is promoted or goes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from forexlib.core.runs import Run, Track
from forexlib.core.version import Crowning, Entry
from forexlib.decisions.worsening import Worsening
from forexlib.engine.bundle import Bundle
from forexlib.jobs.daily import Answer, answer
from forexlib.jobs.deploy import Deployment, deploy
from forexlib.jobs.health import Checked, check_health
from tests.jobs.version_world import (
    HORIZONS,
    LATER,
    NOW,
    PLACES,
    World,
    broken,
    copied,
    drifting,
    issue_instant,
    one_version,
    question,
    spread_times,
    two_versions,
)
from tests.store.builders import ladder, row, run

BAD = Worsening(45.0, 12.0)
Change = Callable[[dict[str, Any]], None]


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return two_versions(tmp_path_factory)


@pytest.fixture
def world(template: Path, tmp_path: Path) -> World:
    """Version 1 served until LATER, and version 2 does."""
    return copied(template, tmp_path / "data")


@pytest.fixture
def lone(tmp_path_factory: pytest.TempPathFactory, tmp_path: Path) -> World:
    """Version 1 serves, and nobody did before."""
    return copied(one_version(tmp_path_factory), tmp_path / "lone")


@pytest.fixture(scope="module")
def learned_now(template: Path, tmp_path_factory: pytest.TempPathFactory) -> Bundle:
    return copied(template, tmp_path_factory.mktemp("learned") / "data").learn(NOW)


def check(world: World, now: datetime = NOW) -> list[Checked]:
    return check_health(world.shop, question(now), now=now, language="en")


def issued(world: World, now: datetime = NOW) -> Answer:
    """What a live forecast says that looks after its champions."""

    def mend(now: datetime) -> bool:
        return any(one.to is not None for one in check(world, now))

    learner = world.serving.learner
    return answer(world.store, learner, question(now), now=now, serving=world.serving, mend=mend)


def reigned(world: World) -> tuple[str, str]:
    """Version 1 and version 2."""
    (first, _), (second, _), *_ = world.reigns()
    return first, second


def acts(done: list[Checked]) -> list[tuple[int, str, str | None]]:
    return [(one.horizon_days, one.act, one.to) for one in done]


def test_what_is_sound_stays_and_nobody_is_told(world: World) -> None:
    was = world.written()

    done = check(world)

    assert acts(done) == [(7, "keep", None), (30, "keep", None)]
    assert world.written() == was


@pytest.mark.parametrize("harm", [World.lose, World.damage], ids=["lost", "changed"])
def test_an_artefact_that_is_gone_or_changed_goes_back_and_is_critical(
    world: World, harm: Callable[[World, str], None]
) -> None:
    first, second = reigned(world)
    harm(world, second)

    done = check(world)

    assert acts(done) == [(7, "rolled back", first), (30, "rolled back", first)]
    assert world.champions() == dict.fromkeys(HORIZONS, first)
    assert world.states()[second] == "withdrawn"
    assert [severity for severity, _ in world.messages()] == ["CRITICAL", "CRITICAL"]
    assert f"version {first} serves again, {second} goes" in world.messages()[0][1]
    assert acts(check(world)) == [(7, "keep", None), (30, "keep", None)]


def test_with_nobody_to_go_back_to_robust_is_issued_and_it_is_told_once(lone: World) -> None:
    first = lone.champion(7)
    lone.lose(first)

    done = [check(lone, NOW + timedelta(hours=hours)) for hours in (0, 1)]
    (forecast,) = issued(lone).forecasts

    assert [acts(one) for one in done] == [[(7, "stuck", None), (30, "stuck", None)]] * 2
    assert "no earlier version" in done[0][0].why
    assert lone.champions() == dict.fromkeys(HORIZONS, first)
    assert [severity for severity, _ in lone.messages()] == ["CRITICAL", "CRITICAL"]
    assert all("cannot be used" in subject for _, subject in lone.messages())
    told = lone.store.read("outbox", audience="operations").get_column("created_at")
    assert set(told) == {NOW}
    assert forecast.run.mode == "robust"
    assert "gone or was damaged" in forecast.run.reason
    rows = forecast.run.predictions.filter(model="ensemble")
    assert set(rows["mode"]) == {"robust"}
    assert set(rows["model_version"]) == {first}


@pytest.mark.parametrize(
    ("part", "change"),
    [
        ("garch", spread_times(0.25)),
        pytest.param("garch", spread_times(4.0), marks=pytest.mark.slow),
        pytest.param("var", drifting, marks=pytest.mark.slow),
    ],
    ids=["too narrow", "too wide", "off centre"],
)
def test_what_was_forced_in_broken_goes_by_the_very_next_forecast(
    world: World, learned_now: Bundle, part: str, change: Change
) -> None:
    _, second = reigned(world)
    bad = world.add(world.keep(broken(learned_now, part, change)), now=NOW)
    forced = Deployment(HORIZONS, bad, "maria", shadow=False, force=True)
    deploy(world.shop, question(), forced, now=NOW)

    (forecast,) = issued(world).forecasts

    assert world.champions() == dict.fromkeys(HORIZONS, second)
    assert world.states()[bad] == "withdrawn"
    assert forecast.run.mode == "ensemble"
    seen = world.store.read("forecasts", track="live", model="ensemble").sort("horizon_days")
    newest = seen.filter(origin_date=forecast.run.origin_date)
    assert newest["model_version"].to_list() == [second, second]
    assert newest["mode"].to_list() == ["ensemble", "ensemble"]
    alone = world.serving.seat(world.store, world.shop.live(question()), second, HORIZONS)
    assert newest["quantiles"].to_list() == alone.issued().rates["ensemble"][:, 2:-2].tolist()
    assert {severity for severity, _ in world.messages()} == {"HIGH"}
    assert len(world.messages()) == 2


def test_what_is_unlike_its_recipe_is_issued_with_a_warning_and_gone_by_the_next_check(
    world: World, learned_now: Bundle
) -> None:
    _, second = reigned(world)
    bad = world.add(world.keep(broken(learned_now, "garch", spread_times(0.75))), now=NOW)
    forced = Deployment(HORIZONS, bad, "maria", shadow=False, force=True)
    deploy(world.shop, question(), forced, now=NOW)

    (forecast,) = issued(world).forecasts
    done = check(world)

    assert forecast.run.mode == "ensemble"
    assert f"Version {bad} is unlike its own recipe" in "".join(forecast.run.warnings)
    assert acts(done) == [(7, "rolled back", second), (30, "rolled back", second)]
    assert "times that of its own recipe" in done[0].why


@pytest.mark.slow
def test_where_those_before_fail_too_it_stays_and_that_is_told_once(
    world: World, learned_now: Bundle
) -> None:
    first, second = reigned(world)
    bad = world.add(
        world.keep(broken(learned_now, "garch", spread_times(4.0))), act="deploy", now=NOW
    )
    world.lose(first)
    world.damage(second)

    done = [check(world), check(world, NOW + timedelta(days=1))]

    assert [acts(one) for one in done] == [[(7, "stuck", None), (30, "stuck", None)]] * 2
    assert f"{second} does not pass either" in done[0][0].why
    assert f"{first} does not pass either" in done[0][0].why
    assert world.champion(7) == bad
    assert [severity for severity, _ in world.messages()] == ["HIGH", "HIGH"]


def test_outcomes_end_a_reign_only_after_its_grace(world: World) -> None:
    """Version 2 reigns since a week: long enough at 7 days, and not at 30."""
    first, second = reigned(world)
    world.worse = {7: BAD, 30: BAD}

    early = check(world, LATER + timedelta(days=6))
    done = check(world)

    assert acts(early) == [(7, "keep", None), (30, "keep", None)]
    assert "grace" in early[0].why
    assert acts(done) == [(7, "rolled back", first), (30, "keep", None)]
    assert world.champions() == {7: first, 30: second}
    assert "45.0 %" in done[0].why
    assert world.messages()[0][0] == "HIGH"


@pytest.mark.parametrize("worse", [Worsening(29.0, 5.0), Worsening(80.0, -3.0)])
def test_a_little_or_by_chance_is_no_reason(world: World, worse: Worsening) -> None:
    world.worse = {7: worse}

    assert acts(check(world))[0] == (7, "keep", None)


@pytest.mark.slow
def test_two_that_fail_in_turn_do_not_take_turns(world: World, learned_now: Bundle) -> None:
    first, second = reigned(world)
    third = world.add(world.keep(learned_now), act="refresh", now=NOW)
    world.worse = {7: BAD}
    days = [NOW + timedelta(days=days) for days in (8, 16, 24)]

    done = [check(world, day)[0] for day in days]

    assert [one.to for one in done] == [second, first, None]
    assert [one.version for one in done] == [third, second, first]
    assert done[2].act == "stuck"
    assert f"{third} was itself rolled back from" in done[2].why
    assert world.champion(7) == first


def test_who_was_exchanged_meanwhile_is_left_alone(world: World) -> None:
    first, second = reigned(world)
    world.lose(second)
    shop = world.shop

    def worsening(*_: object) -> dict[int, Worsening]:
        crowned = Crowning(first, "rollback", "by hand")
        world.ledger.write([Entry(PLACES[7], second, crowning=crowned)], now=NOW)
        return {}

    done = check_health(replace(shop, worsening=worsening), question(), now=NOW)

    assert [one.act for one in done] == ["changed hands", "rolled back"]
    assert [act for _, act in world.reigns()] == ["initial", "refresh", "rollback"]
    assert len(world.messages()) == 1


SINCE = datetime(2022, 3, 8, 12, 30, tzinfo=UTC)
"""Long enough before NOW to be promoted."""


def shadowing(world: World, bundle: Bundle, *, since: datetime = SINCE) -> str:
    """A version that shadows at 7 days."""
    return world.add(world.keep(bundle), "shadow", days=[7], now=since)


def test_one_in_shadow_is_promoted_after_two_weeks(world: World, learned_now: Bundle) -> None:
    _, second = reigned(world)
    third = shadowing(world, learned_now)

    early = check(world, SINCE + timedelta(days=13))
    done = check(world)

    assert acts(early)[-1] == (7, "wait", None)
    assert "2022-03-22" in early[-1].why
    assert acts(done)[-1] == (7, "promoted", third)
    assert world.champions() == {7: third, 30: second}
    assert world.states()[third] == "registered"
    assert world.reigns()[-1] == (third, "promotion")
    assert world.messages() == [
        ("WARNING", f"USDCLP 7d: version {third} takes the place of {second}")
    ]


def test_one_that_is_not_ready_waits_and_goes_in_the_end(world: World, learned_now: Bundle) -> None:
    _, second = reigned(world)
    third = shadowing(world, learned_now, since=NOW - timedelta(days=20))
    world.level = "CAUTIOUS"

    waiting = check(world)
    gone = check(world, NOW + timedelta(days=71))

    assert acts(waiting)[-1] == (7, "wait", None)
    assert "READY is needed" in waiting[-1].why
    assert acts(gone)[-1] == (7, "withdrawn", None)
    assert world.states()[third] == "withdrawn"
    assert world.champion(7) == second
    assert world.messages()[-1] == ("WARNING", f"USDCLP 7d: version {third} leaves the shadow")


def test_one_whose_artefact_is_gone_is_never_promoted(world: World, learned_now: Bundle) -> None:
    third = shadowing(world, learned_now)
    world.lose(third)

    done = check(world)

    assert acts(done)[-1] == (7, "withdrawn", None)
    assert "its artefact is gone" in done[-1].why
    assert world.states()[third] == "withdrawn"


def test_one_that_would_issue_what_must_not_be_is_never_promoted(
    world: World, learned_now: Bundle
) -> None:
    shadowing(world, broken(learned_now, "garch", spread_times(4.0)))

    done = check(world)

    assert acts(done)[-1] == (7, "withdrawn", None)
    assert "output check failed" in done[-1].why


def test_one_whose_own_forecast_fell_goes(world: World, learned_now: Bundle) -> None:
    third = shadowing(world, learned_now)
    fallen = forecast(date(2022, 4, 20), third, 805.0, track="shadow") | {"mode": "robust"}
    world.store.save([run(fallen, track="shadow")], saved_at=NOW)

    done = check(world)

    assert acts(done)[-1] == (7, "withdrawn", None)
    assert "mode robust from 2022-04-20" in done[-1].why


@pytest.mark.slow
@pytest.mark.parametrize(("off", "act"), [(60.0, "withdrawn"), (0.0, "promoted")])
def test_one_that_is_worse_live_goes(
    world: World, learned_now: Bundle, off: float, act: str
) -> None:
    """Eight weeks beside the champion: what happened, and `off` from it."""
    _, second = reigned(world)
    third = shadowing(world, learned_now)
    target = world.store.read("observations", series="nbp_fixing/USDCLP")
    happened = dict(target.select("event_date", "value").iter_rows())
    made: list[Run] = []
    for week in range(7):
        origin = date(2022, 3, 9) + timedelta(weeks=week)
        actual = happened[origin + timedelta(days=7)]
        beside = forecast(origin, third, actual + off + week, track="shadow")
        served = forecast(origin, second, actual + 3.0 * (week % 2), track="live")
        made.append(run(beside, run_id=f"shadow-{week}", track="shadow"))
        made.append(run(served, run_id=f"live-{week}"))
    world.store.save(made, saved_at=NOW)
    world.store.score(as_of=NOW)

    done = check(world)

    assert done[-1].act == act, done[-1].why


def forecast(origin: date, version: str, median: float, *, track: Track) -> dict[str, object]:
    """A row of a forecast made at an origin, seven days ahead."""
    return row(
        origin_date=origin,
        target_date=origin + timedelta(days=7),
        as_of=issue_instant(origin),
        admitted_by=issue_instant(origin),
        model_version=version,
        track=track,
        last_rate=median,
        mean=median,
        quantiles=ladder(median),
        tails=[median - 20, median - 19, median + 19, median + 20],
        fingerprint=f"{track}-{origin}",
    )
