from datetime import date
from itertools import pairwise
from math import log

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from forexlib.reporting.fan import BANDS, apart, fan
from tests.reporting.forecasts import SIGMA, TRADING, forecast, horizon, lognormal


def test_every_band_starts_at_the_anchor() -> None:
    start = fan(forecast(horizon(7), horizon(30))).row(0, named=True)

    assert start == pytest.approx({"day": 0.0} | dict.fromkeys(BANDS, 1000.0))


def test_at_a_horizon_the_bands_are_the_stored_quantiles() -> None:
    rows = forecast(horizon(7), horizon(15), horizon(90))

    bands = fan(rows)

    drawn = bands.filter(pl.col("day").is_in([7.0, 15.0, 90.0])).select([*BANDS])
    stored = rows.select([*BANDS])
    assert drawn.rows() == [pytest.approx(row) for row in stored.rows()]


def test_between_horizons_the_log_rate_is_linear_in_the_root_of_trading_time() -> None:
    bands = fan(forecast(horizon(7), horizon(90)))

    halfway = bands.sort((pl.col("day") - 48.5).abs()).row(0, named=True)
    trading = TRADING[7] + (TRADING[90] - TRADING[7]) * (halfway["day"] - 7) / (90 - 7)
    ends = {days: log(lognormal(1000.0, SIGMA * TRADING[days] ** 0.5)[-3]) for days in (7, 90)}
    share = (trading**0.5 - TRADING[7] ** 0.5) / (TRADING[90] ** 0.5 - TRADING[7] ** 0.5)
    expected = ends[7] + share * (ends[90] - ends[7])
    assert log(halfway["upper_95"]) == pytest.approx(expected)


@given(
    steps=st.lists(st.floats(0.001, 50.0), min_size=39, max_size=39),
    anchor=st.floats(1.0, 2000.0),
)
def test_bands_never_cross(steps: list[float], anchor: float) -> None:
    rising = [anchor * 0.8 + sum(steps[: i + 1]) for i in range(39)]

    bands = fan(forecast(horizon(7, anchor, quantiles=rising), horizon(90, anchor)))

    names = list(BANDS)
    ordered = [pl.col(low) <= pl.col(high) + 1e-9 for low, high in pairwise(names)]
    assert bands.select(pl.all_horizontal(ordered).all()).item()


def test_a_lognormal_fan_widens_all_the_way() -> None:
    bands = fan(forecast(*(horizon(days) for days in TRADING)))

    widths = bands.get_column("upper_95") - bands.get_column("lower_95")
    assert (widths.diff().drop_nulls() > 0).all()


def test_a_forecast_of_one_horizon_is_a_fan_too() -> None:
    bands = fan(forecast(horizon(30, origin_date=date(2024, 3, 1))))

    assert bands.get_column("day")[-1] == 30.0


def test_words_that_have_room_stay_where_they_are() -> None:
    assert apart([30.0, 20.0, 10.0], gap=5.0) == pytest.approx([30.0, 20.0, 10.0])


def test_two_words_at_one_height_part_around_it_the_first_on_top() -> None:
    assert apart([10.0, 10.0], gap=4.0) == pytest.approx([12.0, 8.0])


@given(st.lists(st.floats(-100.0, 100.0), min_size=1, max_size=8))
def test_words_keep_their_order_and_their_distance(wanted: list[float]) -> None:
    heights = apart(wanted, gap=3.0)

    order = sorted(range(len(wanted)), key=lambda i: -wanted[i])
    gaps = [heights[upper] - heights[lower] for upper, lower in pairwise(order)]
    assert all(gap >= 3.0 - 1e-6 for gap in gaps)
