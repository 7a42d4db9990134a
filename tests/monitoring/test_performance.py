from dataclasses import replace

import polars as pl
import pytest

from forexlib.monitoring.degradation import Baseline, Degradation
from forexlib.monitoring.performance import Chance, degradation, rise
from forexlib.monitoring.tiers import Tiers
from tests.monitoring.scored import DAILY, market, scored

WALK = Baseline("walk-forward", scored(market(2600), step=5))
"""Ten years of weekly origins of a forecaster who is right, as the random walk is."""

RECENT = 30
"""Six weeks of business days: six outcomes of a week."""

QUICK = Tiers(replications=4999)


def judged(recent: pl.DataFrame, base: Baseline | None = WALK) -> Degradation:
    return degradation(recent.tail(RECENT), base, horizon_days=7, tiers=QUICK)


def test_a_market_twice_as_wild_raises_the_raw_error_and_no_tier() -> None:
    """The forecaster knows of it, and is as right as before."""
    wild = scored(2.0 * market(80, seed=3), believed=2.0 * DAILY)

    verdict = judged(wild)

    change = verdict.change("rmse")
    assert change is not None
    assert change > 40.0
    assert verdict.with_the_market
    assert (verdict.state, verdict.severity) == ("ok", "INFO")


def test_a_spread_cut_in_half_is_found_once_there_are_enough_outcomes() -> None:
    verdict = judged(scored(market(80, seed=8), spread=0.5))

    assert verdict.state == "degraded"
    assert verdict.severity in {"HIGH", "CRITICAL"}
    assert verdict.surprise is not None
    assert verdict.surprise.low > 0.0
    assert not verdict.with_the_market


def test_a_forecast_far_off_loses_skill() -> None:
    verdict = judged(scored(market(80, seed=5), bias=0.05))

    assert verdict.skill is not None
    assert verdict.skill.severity == "CRITICAL"
    assert verdict.recent is not None
    assert verdict.recent.bias == pytest.approx(45.0, abs=12.0)


def test_the_worked_number_of_the_docstring() -> None:
    """Every CRPS is multiplied by 1.1, the random walk's stays; both were equal before."""
    recent = scored(market(80, seed=6)).tail(RECENT)

    verdict = judged(recent.with_columns(pl.col("crps") * 1.1))

    assert verdict.skill is not None
    assert verdict.skill.percent == pytest.approx(10.0)
    assert verdict.skill.low == pytest.approx(10.0)  # chance does nothing to equal forecasters


@pytest.mark.parametrize(("forecasts", "state"), [(20, "insufficient"), (21, "ok")])
def test_fewer_than_five_outcomes_apart_have_no_tier(forecasts: int, state: str) -> None:
    """Daily origins over four weeks and a day are the first that hold five weeks apart."""
    recent = scored(market(80, seed=7)).head(forecasts)

    verdict = degradation(recent, WALK, horizon_days=7, tiers=QUICK)

    assert verdict.state == state
    assert (verdict.severity is None) == (state == "insufficient")
    assert verdict.recent is not None  # raw errors are shown all the same


def test_without_a_baseline_it_says_what_is_lacking() -> None:
    recent = scored(market(80, seed=7))
    thin = Baseline("trailing year", WALK.scored.head(4))

    assert (judged(recent, None).state, judged(recent, None).lack) == ("insufficient", "baseline")
    assert judged(recent, thin).lack == "baseline"
    assert judged(recent.clear()).lack == "outcomes"
    assert judged(recent.clear()).recent is None


def test_origins_without_a_random_walk_do_not_count() -> None:
    recent = scored(market(80, seed=8)).tail(RECENT)
    silent = recent.with_columns(
        pl.when(pl.int_range(pl.len()) < 12).then(None).otherwise(pl.col(name)).alias(name)
        for name in ("error_random_walk", "crps_random_walk")
    )

    assert judged(recent).outcomes == 6
    assert judged(silent).lack == "outcomes"


def test_the_random_walk_itself_neither_gains_nor_loses_skill() -> None:
    verdict = judged(scored(market(80, seed=9)))

    assert verdict.skill is not None
    assert verdict.skill.percent == pytest.approx(0.0)
    assert (verdict.skill.low, verdict.skill.high) == pytest.approx((0.0, 0.0), abs=1e-9)


def test_a_longer_baseline_lets_a_tier_hold_sooner() -> None:
    recent = scored(market(80, seed=10), spread=0.7)
    floors = []
    for weeks in (60, 520):
        told = judged(recent, Baseline("walk-forward", WALK.scored.head(weeks))).surprise
        assert told is not None
        floors.append(told.floors)

    assert floors[0][0] < floors[1][0]
    assert floors[0][1] < floors[1][1]


def test_a_daily_baseline_says_of_weekly_forecasts_what_a_weekly_one_does() -> None:
    """Means of five times as many forecasts hold more news, but not five times as much."""
    weekly = scored(market(80, seed=11), step=5).tail(6)
    daily = Baseline("walk-forward", scored(market(2600)))

    verdicts = [degradation(weekly, b, horizon_days=7, tiers=QUICK) for b in (WALK, daily)]

    widths = [v.surprise.high - v.surprise.low for v in verdicts if v.surprise is not None]
    assert len(widths) == 2
    assert widths[1] == pytest.approx(widths[0], rel=0.15)


def test_rates_that_never_move_are_judged_insufficient() -> None:
    pegged = WALK.scored.with_columns(crps=pl.lit(0.0))

    verdict = judged(scored(market(80, seed=12)), Baseline("walk-forward", pegged))

    assert (verdict.state, verdict.lack) == ("insufficient", "baseline")


def test_equal_frames_and_seeds_give_equal_verdicts_in_any_order() -> None:
    recent = scored(market(80, seed=13)).tail(RECENT)

    assert judged(recent) == judged(recent.reverse())


@pytest.mark.parametrize(
    ("ratio", "reach", "severity"),
    [
        (1.09, (0.01, 0.02), "INFO"),
        (1.15, (0.01, 0.02), "WARNING"),
        (1.15, (0.2, 0.3), "INFO"),
        (1.25, (0.01, 0.02), "HIGH"),
        (1.25, (0.2, 0.3), "WARNING"),
        (1.6, (0.2, 0.3), "CRITICAL"),
        (1.6, (0.2, 0.5), "WARNING"),
        (0.5, (0.01, 0.02), "INFO"),
    ],
)
def test_a_tier_holds_only_as_surely_as_it_is_grave(
    ratio: float, reach: tuple[float, float], severity: str
) -> None:
    told = rise(ratio, Chance(-0.1, 0.1, reach), Tiers())

    assert told.severity == severity
    assert told.percent == pytest.approx(100 * (ratio - 1))


@pytest.mark.parametrize(
    ("percent", "severity"),
    [(9.99, "INFO"), (10.0, "WARNING"), (20.0, "WARNING"), (20.01, "HIGH"), (50.01, "CRITICAL")],
)
def test_tiers_begin_where_the_settings_say(percent: float, severity: str) -> None:
    assert Tiers().severity(percent) == severity
    assert replace(Tiers(), warning=5.0).severity(5.0) == "WARNING"
