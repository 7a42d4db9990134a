"""Business days, target dates and instants, against a clock and a calendar walked day by day."""

from datetime import UTC, date, datetime, time, timedelta
from typing import get_args

import holidays
import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from forexlib.core.calendar import (
    FIRST_YEAR,
    LAST_YEAR,
    Market,
    business_calendar,
    business_days_between,
    each_day,
    expected_fixings,
    instant,
    local_date,
    quarter_start,
    target_date,
    year_start,
)
from forexlib.core.errors import SettingsError
from forexlib.core.series import QUANTITIES, Quantity, quantity_of
from forexlib.sources.availability import available_at

MARKETS: tuple[Market, ...] = get_args(Market)
DAYS = each_day(date(2011, 1, 1), date(2027, 12, 31))
WARSAW, SANTIAGO, NEW_YORK = "Europe/Warsaw", "America/Santiago", "America/New_York"


def open_days(market: Market) -> set[date]:
    """Weekdays without a holiday, one by one, up to a year after the last of DAYS.

    Two days differ from the package: a holiday on which the NBP published, and one of Santiago.
    """
    years = range(2011, 2030)
    closed = {
        "warsaw": holidays.country_holidays("PL", years=years),
        "santiago": holidays.country_holidays("CL", years=years, categories=("public", "bank")),
        "new_york": holidays.country_holidays("US", years=years),
    }[market]
    span = each_day(date(2011, 1, 1), date(2028, 12, 31))
    weekdays = {day for day in span if day.weekday() < 5 and day not in closed}
    match market:
        case "warsaw":
            return weekdays | {date(2018, 11, 12)}
        case "santiago":
            return weekdays - {date(2018, 1, 16)}
        case "new_york":
            return weekdays


@pytest.mark.parametrize("market", MARKETS)
@pytest.mark.parametrize("horizon_days", [1, 7, 90])
def test_a_target_is_the_first_business_day_on_or_after_the_day_aimed_at(
    market: Market, horizon_days: int
) -> None:
    is_open = open_days(market)

    for origin in DAYS:
        target = target_date(origin, horizon_days=horizon_days, market=market)

        aimed = origin + timedelta(days=horizon_days)
        passed = each_day(aimed, target)
        assert target in is_open
        assert is_open.isdisjoint(passed[:-1])
        assert 0 <= (target - aimed).days <= 12


@pytest.mark.parametrize("market", MARKETS)
def test_expected_fixings_are_the_business_days_after_the_origin_up_to_the_target(
    market: Market,
) -> None:
    is_open = open_days(market)

    for origin in DAYS[::11]:
        target = target_date(origin, horizon_days=30, market=market)
        naive = sum(day in is_open for day in each_day(origin + timedelta(days=1), target))

        assert expected_fixings(origin, target, market=market) == naive


@given(
    origin=st.dates(date(2011, 1, 1), date(2027, 1, 1)),
    spans=st.tuples(st.integers(0, 400), st.integers(0, 400)),
)
def test_expected_fixings_add_up(origin: date, spans: tuple[int, int]) -> None:
    middle = origin + timedelta(days=spans[0])
    end = middle + timedelta(days=spans[1])

    first = expected_fixings(origin, middle, market="warsaw")
    second = expected_fixings(middle, end, market="warsaw")

    assert first + second == expected_fixings(origin, end, market="warsaw")


def test_no_business_days_lie_between_a_day_and_an_earlier_one() -> None:
    friday, monday = date(2026, 10, 23), date(2026, 10, 26)

    assert business_days_between(friday, monday, market="warsaw") == 1
    assert business_days_between(monday, friday, market="warsaw") == 0


@pytest.mark.parametrize(
    ("market", "holiday"),
    [
        pytest.param("warsaw", date(2026, 11, 11), id="Independence Day"),
        pytest.param("warsaw", date(2026, 12, 24), id="Christmas Eve, since 2025"),
        pytest.param("santiago", date(2026, 9, 18), id="Fiestas Patrias"),
        pytest.param("santiago", date(2026, 12, 31), id="the banks' holiday"),
        pytest.param("new_york", date(2026, 11, 26), id="Thanksgiving"),
    ],
)
def test_holidays_are_no_business_days(market: Market, holiday: date) -> None:
    assert not np.is_busday(holiday, busdaycal=business_calendar(market))
    assert np.is_busday(holiday, busdaycal=np.busdaycalendar())


def test_the_calendar_knows_holidays_from_its_first_year_to_its_last() -> None:
    for year in (FIRST_YEAR, LAST_YEAR):
        new_year = date(year, 1, 1)
        assert not np.is_busday(new_year, busdaycal=business_calendar("warsaw"))


def test_a_market_without_a_calendar_is_refused_with_those_there_are() -> None:
    with pytest.raises(SettingsError, match=r"'tokyo'.*warsaw, santiago, new_york"):
        business_calendar("tokyo")


@pytest.mark.parametrize(
    ("zone", "at", "day", "hour_utc"),
    [
        pytest.param(WARSAW, time(12), date(2026, 3, 28), 11, id="Warsaw, winter"),
        pytest.param(WARSAW, time(12), date(2026, 3, 29), 10, id="Warsaw, first summer day"),
        pytest.param(WARSAW, time(12), date(2026, 10, 24), 10, id="Warsaw, last summer day"),
        pytest.param(WARSAW, time(12), date(2026, 10, 25), 11, id="Warsaw, back to winter"),
        pytest.param(SANTIAGO, time(8), date(2026, 4, 4), 11, id="Santiago, last summer day"),
        pytest.param(SANTIAGO, time(8), date(2026, 4, 5), 12, id="Santiago, winter"),
        pytest.param(SANTIAGO, time(8), date(2026, 9, 5), 12, id="Santiago, last winter day"),
        pytest.param(SANTIAGO, time(8), date(2026, 9, 6), 11, id="Santiago, summer"),
        pytest.param(SANTIAGO, time(0), date(2026, 9, 6), 4, id="a midnight that never was"),
        pytest.param(NEW_YORK, time(17), date(2026, 3, 7), 22, id="New York, winter"),
        pytest.param(NEW_YORK, time(17), date(2026, 3, 8), 21, id="New York, summer"),
        pytest.param(NEW_YORK, time(17), date(2026, 10, 31), 21, id="New York, last summer day"),
        pytest.param(NEW_YORK, time(17), date(2026, 11, 1), 22, id="New York, back to winter"),
    ],
)
def test_instants_are_right_on_either_side_of_a_clock_change(
    zone: str, at: time, day: date, hour_utc: int
) -> None:
    moment = instant(day, at, zone=zone)

    assert moment == datetime(day.year, day.month, day.day, hour_utc, tzinfo=UTC)
    assert moment.tzinfo is UTC


def test_of_a_wall_time_shown_twice_the_first_is_taken() -> None:
    first = instant(date(2026, 4, 4), time(23, 30), zone=SANTIAGO)

    assert first == datetime(2026, 4, 5, 2, 30, tzinfo=UTC)
    assert local_date(first + timedelta(hours=1), zone=SANTIAGO) == date(2026, 4, 4)


def test_a_midnight_that_never_was_is_the_first_hour_of_its_day() -> None:
    midnight = instant(date(2026, 9, 6), time(0), zone=SANTIAGO)

    assert local_date(midnight, zone=SANTIAGO) == date(2026, 9, 6)
    assert local_date(midnight - timedelta(microseconds=1), zone=SANTIAGO) == date(2026, 9, 5)


SAME_DAY = [quantity for quantity in QUANTITIES.values() if quantity.lead == 0]


@pytest.mark.parametrize("quantity", [*SAME_DAY, quantity_of("mine/USDCLP")])
def test_a_column_of_instants_is_that_of_each_day(quantity: Quantity) -> None:
    days = pl.DataFrame({"event_date": DAYS})

    column = days.select(available_at(quantity)).to_series()

    assert column.to_list() == [quantity.available_at(day) for day in DAYS]


def test_the_dolar_observado_is_public_on_the_evening_of_the_banking_day_before() -> None:
    after_the_national_holidays = date(2026, 9, 21)

    public = QUANTITIES["dolar_observado"].available_at(after_the_national_holidays)

    assert public == instant(date(2026, 9, 17), time(18), zone=SANTIAGO)


def test_the_fixing_of_warsaw_is_out_before_half_past_eight_in_santiago() -> None:
    for day in DAYS:
        fixed = instant(day, time(12, 15), zone=WARSAW)
        issued = instant(day, time(8, 30), zone=SANTIAGO)

        assert fixed < issued


@pytest.mark.parametrize("zone", [WARSAW, SANTIAGO, NEW_YORK])
def test_noon_lies_on_its_own_day(zone: str) -> None:
    for day in DAYS:
        assert local_date(instant(day, time(12), zone=zone), zone=zone) == day


def test_a_day_ends_in_its_own_zone() -> None:
    moment = datetime(2026, 10, 26, 2, 0, tzinfo=UTC)

    dates = [local_date(moment, zone=zone) for zone in (WARSAW, SANTIAGO)]

    assert dates == [date(2026, 10, 26), date(2026, 10, 25)]


@pytest.mark.parametrize(
    ("day", "quarter"),
    [
        (date(2026, 1, 1), date(2026, 1, 1)),
        (date(2026, 3, 31), date(2026, 1, 1)),
        (date(2026, 4, 1), date(2026, 4, 1)),
        (date(2026, 12, 31), date(2026, 10, 1)),
    ],
)
def test_quarters_and_years_start_on_the_first(day: date, quarter: date) -> None:
    assert quarter_start(day) == quarter
    assert year_start(day) == date(2026, 1, 1)


def test_each_day_counts_both_ends() -> None:
    first, last = date(2026, 2, 27), date(2026, 3, 2)

    assert each_day(first, last) == [first, date(2026, 2, 28), date(2026, 3, 1), last]
    assert each_day(first, last, step=3) == [first, last]
    assert each_day(first, last, step=2) == [first, date(2026, 3, 1)]
    assert each_day(last, first) == []
