"""Which business days have come, and when there will be enough of something."""

from datetime import UTC, date, datetime, time, timedelta
from fractions import Fraction

import pytest

from forexlib.monitoring.readiness_dates import Days, day_of_origin, day_of_outcome, pace
from tests.monitoring.readiness_world import FRIDAY, TODAY, business_days

MONTH = 30


def days_at(moment: datetime) -> Days:
    return Days.at(moment, issue_time=time(8, 30), zone="America/Santiago", market="warsaw")


@pytest.mark.parametrize(
    ("moment", "today", "last"),
    [
        (datetime(2024, 3, 28, 11, 29, tzinfo=UTC), date(2024, 3, 28), date(2024, 3, 27)),
        (datetime(2024, 3, 28, 11, 30, tzinfo=UTC), date(2024, 3, 28), date(2024, 3, 28)),
        (datetime(2024, 3, 29, 2, 59, tzinfo=UTC), date(2024, 3, 28), date(2024, 3, 28)),
        (datetime(2024, 3, 30, 15, 0, tzinfo=UTC), date(2024, 3, 30), FRIDAY),
        (datetime(2024, 4, 1, 15, 0, tzinfo=UTC), date(2024, 4, 1), FRIDAY),
    ],
    ids=["before the hour", "on the hour", "UTC is a day ahead", "saturday", "holiday"],
)
def test_a_business_day_comes_when_its_forecast_is_due(
    moment: datetime, today: date, last: date
) -> None:
    found = days_at(moment)

    assert (found.today, found.last) == (today, last)


def test_a_forecast_issued_early_makes_its_day_come() -> None:
    early = days_at(datetime(2024, 3, 28, 10, 0, tzinfo=UTC))

    assert early.seen([date(2024, 3, 28)]).last == date(2024, 3, 28)
    assert early.seen([date(2024, 3, 20)]).last == early.last
    assert early.seen([]).last == early.last


def test_weekends_and_holidays_belong_to_the_business_day_before() -> None:
    civil = [FRIDAY + timedelta(days=i) for i in range(5)]

    assert [TODAY.belongs(day) for day in civil] == [FRIDAY] * 4 + [date(2024, 4, 2)]
    assert TODAY.ahead(1) == date(2024, 4, 2)
    assert TODAY.since(date(2024, 3, 22)) == business_days(6)
    assert TODAY.since(date(2024, 4, 1)) == []


@pytest.mark.parametrize(
    ("issued", "expected"),
    [
        (business_days(60), 1),
        (business_days(6), 1),
        (business_days(60)[1::2], Fraction(1, 2)),
        (business_days(60)[:-4], Fraction(18, 22)),
        (business_days(60)[:-22], None),
        ([], None),
    ],
    ids=["daily", "young", "every second day", "stopped lately", "stopped long ago", "never"],
)
def test_pace_is_of_the_last_month(issued: list[date], expected: Fraction | None) -> None:
    """The 30 days up to the Friday hold 22 business days."""
    assert pace(issued, TODAY, window_days=MONTH) == expected


def test_four_more_at_one_a_day_pass_over_the_holiday() -> None:
    assert day_of_origin(4, Fraction(1), TODAY) == date(2024, 4, 5)


def test_at_half_the_pace_they_take_twice_the_business_days() -> None:
    assert day_of_origin(4, Fraction(1, 2), TODAY) == date(2024, 4, 11)


def test_without_a_pace_nobody_can_say() -> None:
    assert day_of_origin(1, None, TODAY) is None


def test_outcomes_of_what_was_issued_come_on_their_target_dates() -> None:
    pending = [date(2024, 4, 2), date(2024, 4, 3)]

    assert day_of_outcome(2, pending, None, TODAY, horizon_days=7) == date(2024, 4, 3)
    assert day_of_outcome(3, pending, None, TODAY, horizon_days=7) is None


def test_an_outcome_that_is_overdue_is_looked_at_on_the_next_business_day() -> None:
    overdue = [date(2024, 3, 20), FRIDAY]

    assert day_of_outcome(2, overdue, None, TODAY, horizon_days=7) == date(2024, 4, 2)


def test_a_target_that_became_a_holiday_since_is_looked_at_on_the_next_business_day() -> None:
    tuesday = Days("warsaw", today=date(2024, 4, 2), last=FRIDAY)

    found = day_of_outcome(1, [date(2024, 4, 1)], None, tuesday, horizon_days=7)

    assert found == date(2024, 4, 2)


def test_what_is_not_issued_yet_comes_a_horizon_after_it_is() -> None:
    pending = [date(2024, 4, 3)]

    # the second further origin is of 2024-04-03, its target a week later
    found = day_of_outcome(3, pending, Fraction(1), TODAY, horizon_days=7)

    assert found == date(2024, 4, 10)
