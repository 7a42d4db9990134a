from dataclasses import replace
from datetime import date

import numpy as np
import polars as pl
import pytest
from scipy.stats import binom

from forexlib.monitoring.coverage_alarm import CoverageAlarm, chance_of, coverage_alarms, worst
from forexlib.monitoring.tiers import Tiers
from tests.monitoring.scored import market, scored


def alarms(rows: pl.DataFrame, *, tiers: Tiers = Tiers()) -> tuple[CoverageAlarm, ...]:  # noqa: B008
    newest = rows.get_column("actual_date").max()
    assert isinstance(newest, date)
    return coverage_alarms(rows, horizon_days=7, last_day=newest, tiers=tiers)


def test_right_intervals_are_in_order() -> None:
    told = alarms(scored(market(200)))

    assert [one.level for one in told] == [80, 95]
    assert {one.state for one in told} == {"ok"}
    assert worst(told) == "INFO"
    for one in told:
        assert one.low is not None
        assert one.high is not None
        assert one.share is not None
        assert one.low < one.level < one.high
        assert one.low <= one.share <= one.high


def test_intervals_half_as_wide_are_too_narrow() -> None:
    told = alarms(scored(market(200), spread=0.4))

    assert [one.state for one in told] == ["too narrow", "too narrow"]
    assert worst(told) == "HIGH"


def test_intervals_twice_as_wide_are_found_in_the_long_window_alone() -> None:
    told = alarms(scored(market(200), spread=2.5))
    short = alarms(scored(market(200), spread=2.5), tiers=Tiers(coverage_horizons=(6,)))

    assert told[0].state == "too wide"
    assert told[0].times == 26
    assert short[0].state == "ok"


@pytest.mark.parametrize(("forecasts", "state"), [(20, "insufficient"), (21, "ok")])
def test_fewer_than_five_outcomes_apart_say_nothing(forecasts: int, state: str) -> None:
    told = alarms(scored(market(200)).head(forecasts))

    assert {one.state for one in told} == {state}
    assert (worst(told) is None) == (state == "insufficient")


def test_without_forecasts_there_is_no_share() -> None:
    rows = scored(market(200))

    told = coverage_alarms(rows.clear(), horizon_days=7, last_day=date(2024, 1, 1))

    assert [(one.n, one.share, one.severity) for one in told] == [(0, None, None)] * 2


def test_old_outcomes_do_not_count() -> None:
    """A year of intervals that are far too narrow lies before half a year of right ones."""
    rows = scored(market(400))
    old = pl.int_range(pl.len()) < 260
    rows = rows.with_columns(
        (pl.col(name) & ~old).alias(name) for name in ("inside_80", "inside_95")
    )

    assert worst(alarms(rows)) == "INFO"


def test_more_looked_at_together_needs_more_evidence() -> None:
    rows = scored(market(200), spread=0.6)

    few, many = (
        alarms(rows, tiers=replace(Tiers(), horizons=horizons))[0].p_value for horizons in (1, 8)
    )

    assert few is not None
    assert many == pytest.approx(min(1.0, 8 * few))


@pytest.mark.parametrize("inside", [0, 3, 11, 16, 20])
def test_whole_counts_have_the_binomial_chance(inside: int) -> None:
    fewer, more = binom.cdf(inside, 20, 0.8), binom.sf(inside - 1, 20, 0.8)

    told = chance_of(inside / 20, level=0.8, outcomes=20)

    assert float(told) == pytest.approx(min(1.0, 2 * min(fewer, more)))


def test_chances_of_many_shares_at_once_are_those_of_each() -> None:
    shares = np.array([0.0, 0.5, 0.8, 1.0])

    together = chance_of(shares, level=0.8, outcomes=13.4)

    each = [float(chance_of(float(one), level=0.8, outcomes=13.4)) for one in shares]
    assert together == pytest.approx(each)
