from datetime import date

import polars as pl
import pytest

from forexlib.core.calendar import each_day
from forexlib.scoring.overlap import apart, overlap, whole_steps

WEDNESDAYS = pl.Series([*each_day(date(2024, 1, 3), date(2024, 12, 25), step=7)])
BUSINESS_DAYS = pl.Series(
    [day for day in each_day(date(2024, 1, 1), date(2024, 12, 31), step=1) if day.weekday() < 5]
)


def test_weekly_origins_of_thirty_days_overlap_four_times_and_a_bit() -> None:
    assert overlap(WEDNESDAYS, 30) == pytest.approx(30 / 7)


def test_seven_days_overlap_five_business_days() -> None:
    assert overlap(BUSINESS_DAYS, 7) == pytest.approx(5.0)
    assert overlap(BUSINESS_DAYS, 30) == pytest.approx(30 / 1.4)


def test_a_hole_and_a_holiday_change_nothing() -> None:
    holed = BUSINESS_DAYS.filter(~BUSINESS_DAYS.is_between(date(2024, 5, 1), date(2024, 6, 20)))

    assert overlap(holed, 7) == overlap(BUSINESS_DAYS, 7)


def test_few_origins_go_by_single_gaps_and_one_overlaps_nothing() -> None:
    assert overlap(WEDNESDAYS.head(3), 30) == pytest.approx(30 / 7)
    assert overlap(WEDNESDAYS.head(1), 30) == 1.0
    assert overlap(WEDNESDAYS.head(0), 30) == 1.0


def test_whole_steps_are_rounded_up_but_not_by_a_rounding_error() -> None:
    assert [whole_steps(times) for times in (1.0, 4.2, 3 * (7 / 7 + 1e-16))] == [1, 5, 3]


def test_outcomes_apart_are_counted_through_holes_and_changes_of_step() -> None:
    """Six weeks of business days, weekly origins, and both with a month without any between."""
    six_weeks = BUSINESS_DAYS.head(30)
    later = WEDNESDAYS.tail(5)

    assert apart(six_weeks, 7) == 6
    assert apart(WEDNESDAYS.head(6), 7) == 6
    assert apart(pl.concat([six_weeks, later]), 7) == 6 + 5
    assert apart(six_weeks, 90) == 1
    assert apart(six_weeks.head(0), 7) == 0


def test_a_holiday_that_moves_a_weekly_origin_costs_no_outcome() -> None:
    moved = pl.Series([date(2024, 1, 3), date(2024, 1, 11), date(2024, 1, 17), date(2024, 1, 24)])

    assert apart(moved, 7) == 4
    assert apart(pl.Series([date(2024, 1, 3), date(2024, 1, 4)]), 2) == 1
