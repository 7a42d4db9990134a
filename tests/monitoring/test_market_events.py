"""Events of the market, each from numbers worked by hand."""

from datetime import date, timedelta

import numpy as np
import polars as pl
import pytest

from forexlib.core.events import PlannedEvent
from forexlib.core.severities import severities_of
from forexlib.monitoring.market_events import (
    MarketRules,
    economic_events,
    forecast_changes,
    high_volatility,
    regime_change,
    volatility_ratios,
    volatility_states,
)

FRIDAY, MONDAY = date(2026, 10, 23), date(2026, 10, 26)


def issued(origin: date, *, rate: float = 900.0, **medians: float) -> pl.DataFrame:
    """What is issued: medians by horizon, such as d7=910."""
    return pl.DataFrame(
        [
            {
                "horizon_days": int(name[1:]),
                "origin_date": origin,
                "last_rate": rate,
                "median": value,
            }
            for name, value in medians.items()
        ]
    )


@pytest.mark.parametrize(
    ("median", "severity"),
    [(917.9, None), (918.1, "WARNING"), (881.9, "WARNING"), (927.1, "HIGH"), (872.9, "HIGH")],
)
def test_a_median_that_moves_by_two_or_three_percent_is_an_event(
    median: float, severity: str | None
) -> None:
    events = forecast_changes(issued(MONDAY, d7=median), issued(FRIDAY, d7=900.0))

    assert [one.severity for one in events] == ([] if severity is None else [severity])
    for one in events:
        assert one.metrics["change"] == pytest.approx(100 * (median / 900 - 1))
        assert one.metrics["direction"] == ("up" if median > 900 else "down")
        assert (one.key, one.occasion) == ("forecast_change:7d", "2026-10-26")


def test_how_grave_each_is_can_be_set() -> None:
    grave = severities_of("forecast_change.first=INFO, forecast_change.flip=CRITICAL")
    rules = MarketRules(severities=grave)

    moved = forecast_changes(issued(MONDAY, d7=918.1), issued(FRIDAY, d7=900.0), rules=rules)
    flipped = forecast_changes(issued(MONDAY, d7=896.0), issued(FRIDAY, d7=904.0), rules=rules)

    assert [one.severity for one in (*moved, *flipped)] == ["INFO", "CRITICAL"]


@pytest.mark.parametrize(
    ("before", "now", "found"),
    [(903.0, 897.0, True), (903.0, 898.0, False), (902.0, 897.0, False), (903.0, 904.0, False)],
)
def test_a_bias_that_changes_its_sign_counts_only_if_both_are_biases(
    before: float, now: float, *, found: bool
) -> None:
    events = forecast_changes(issued(MONDAY, d7=now), issued(FRIDAY, d7=before))

    assert [one.severity for one in events] == (["WARNING"] if found else [])
    assert all(one.metrics["flipped"] == 1 for one in events)


def test_each_horizon_is_an_event_of_its_own_and_a_new_one_is_none() -> None:
    events = forecast_changes(
        issued(MONDAY, d7=930.0, d30=931.0, d90=990.0), issued(FRIDAY, d7=900.0, d30=900.0)
    )

    assert [one.key for one in events] == ["forecast_change:7d", "forecast_change:30d"]


def test_without_a_forecast_before_nothing_changed() -> None:
    assert forecast_changes(issued(MONDAY, d7=900.0), issued(FRIDAY, d7=900.0).clear()) == []


def fixings(returns: np.ndarray) -> pl.DataFrame:
    values = 900.0 * np.exp(np.concatenate(([0.0], np.cumsum(returns))))
    days = [date(2026, 1, 1) + timedelta(days=i) for i in range(len(values))]
    return pl.DataFrame({"event_date": days, "value": values})


def test_a_storm_is_seven_days_against_ninety() -> None:
    returns = np.full(120, 0.005)
    returns[-7:] = 0.02
    long = np.sqrt((83 * 0.005**2 + 7 * 0.02**2) / 90)

    [event] = high_volatility(fixings(returns))

    assert (event.severity, event.horizon_days) == ("HIGH", None)
    assert event.metrics["ratio"] == pytest.approx(0.02 / long)
    assert event.metrics["short"] == pytest.approx(100 * np.sqrt(252) * 0.02)


@pytest.mark.parametrize("returns", [np.full(120, 0.005), np.full(80, 0.05), np.zeros(120)])
def test_calm_too_short_or_motionless_markets_are_no_storm(returns: np.ndarray) -> None:
    assert high_volatility(fixings(returns)) == []


def test_a_ratio_that_wavers_around_the_threshold_is_one_storm() -> None:
    ratios = np.array([1.0, 1.6, 1.4, 1.6, 1.3, 1.19, 1.4, 1.51, 2.1, 1.8, 1.6, 1.49, 1.0])

    states = volatility_states(ratios)

    assert states.tolist() == [0, 1, 1, 1, 1, 0, 0, 1, 2, 2, 2, 1, 0]


def test_the_ratio_of_a_day_knows_nothing_of_later_days() -> None:
    returns = np.random.default_rng(3).standard_normal(200) * 0.01
    whole = volatility_ratios(returns)[0]

    for end in (90, 120, 199):
        assert volatility_ratios(returns[:end])[0] == pytest.approx(whole[: end - 89])


def test_thresholds_are_rules() -> None:
    strict = MarketRules(change=(0.1, 0.2), ratio=(9.0, 10.0))
    returns = np.full(120, 0.005)
    returns[-7:] = 0.02

    [event] = forecast_changes(issued(MONDAY, d7=901.0), issued(FRIDAY, d7=900.0), rules=strict)

    assert event.severity == "WARNING"
    assert high_volatility(fixings(returns), rules=strict) == []


def test_what_is_planned_is_told_by_its_day() -> None:
    meeting = PlannedEvent(
        date(2026, 10, 27), "bcch_policy", "policy_meeting", "Reunión", "a source", verified=True
    )

    [event] = economic_events([meeting], MONDAY)

    assert (event.severity, event.key, event.occasion) == (
        "INFO",
        "economic_event:bcch_policy",
        "2026-10-27",
    )
    assert event.metrics["days"] == 1


@pytest.mark.parametrize(("since", "found"), [(MONDAY, True), (FRIDAY, False)])
def test_a_regime_changes_on_one_day(since: date, *, found: bool) -> None:
    events = regime_change("risk-off", since, MONDAY, metrics={"component": 1.2})

    assert [one.severity for one in events] == (["INFO"] if found else [])
