"""Which outcomes are looked at: daily ones if there are enough, else weekly; live ones first."""

from datetime import date

import numpy as np
import polars as pl
import pytest

from forexlib.core.levels import LEVELS
from forexlib.monitoring.drift_null import Column, Design
from forexlib.monitoring.drift_watch import Watched, watched_forecasts, watched_returns
from tests.monitoring.worlds import FIRST_DAY, history, returns

DESIGN = Design(baseline=30, test=10, horizons=(7,))
DATES = np.busday_offset(FIRST_DAY, np.arange(400))


def outcomes(*origins: int, track: str = "live", actual: float = 0.0) -> pl.DataFrame:
    """Forecasts from these fixings whose medians are zero; the actual follows five later."""
    days: list[date] = DATES.astype(object).tolist()
    return pl.DataFrame(
        {
            "horizon_days": 7,
            "origin_date": days[i],
            "track": track,
            "actual_date": days[i + 5],
            "actual": actual,
            "quantiles": [level - 0.5 for level in LEVELS],
        }
        for i in origins
    )


def watched(scored: pl.DataFrame) -> Watched:
    [one] = watched_forecasts(scored, DATES, DESIGN)
    return one


def test_forecasts_of_every_fixing_are_tested_daily() -> None:
    one = watched(outcomes(*range(300, 395)))

    window = one.window(399, DESIGN)
    assert one.column == Column("7d")
    assert window is not None
    assert window.tolist() == [0.0] * 40
    assert one.known[-1] == 399


def test_forecasts_of_every_week_are_tested_weekly() -> None:
    one = watched(outcomes(*range(4, 395, 5)))

    assert one.column == Column("7d", 5)
    assert one.window(399, DESIGN) is not None


def test_where_daily_ones_are_too_young_each_weeks_first_counts() -> None:
    mondays = range(2, 370, 5)

    one = watched(outcomes(*mondays, *range(mondays[-1] + 5, 395)))

    assert one.column == Column("7d", 5)
    assert (np.diff(one.known) == 5).all()


def test_a_hole_makes_a_window_too_old() -> None:
    one = watched(outcomes(*range(300, 325), *range(370, 395)))

    assert one.window(399, DESIGN) is None
    assert one.count(399, DESIGN) == (15, 10)


def test_a_live_forecast_stands_before_a_backfilled_one() -> None:
    both = pl.concat(
        [outcomes(*range(300, 395)), outcomes(*range(300, 395), track="backfill", actual=0.3)]
    )

    window = watched(both.sample(fraction=1.0, shuffle=True, seed=1)).window(399, DESIGN)

    assert window is not None
    assert window == pytest.approx(0.0)


def test_nothing_scored_is_nothing_to_look_at() -> None:
    one = watched(outcomes(300).clear())

    assert one.window(399, DESIGN) is None
    assert one.count(399, DESIGN) == (0, 0)


def test_returns_are_known_from_the_day_they_end_on() -> None:
    known = history(returns(200, seed=1))

    one = watched_returns(known)

    assert (one.known[0], one.known[-1]) == (61, 200)
    assert len(one.values) == len(one.known)
    assert watched_returns(history(returns(30, seed=1))).window(30, DESIGN) is None
