"""The clocks of three zones change when their laws said so, and on no other day."""

from datetime import UTC, date, datetime, time, timedelta

import pytest

from forexlib.core.calendar import each_day, instant, local_date

YEARS = range(2015, 2028)
MINUTE = timedelta(minutes=1)

# Chile's, by decree each few years: the first day of winter time and of summer time. All of 2015
# was summer time. Winter begins when a Saturday ends, at 03:00 UTC, and summer at 04:00 UTC.
CHILE = {
    2016: (date(2016, 5, 15), date(2016, 8, 14)),
    2017: (date(2017, 5, 14), date(2017, 8, 13)),
    2018: (date(2018, 5, 13), date(2018, 8, 12)),
    2019: (date(2019, 4, 7), date(2019, 9, 8)),
    2020: (date(2020, 4, 5), date(2020, 9, 6)),
    2021: (date(2021, 4, 4), date(2021, 9, 5)),
    2022: (date(2022, 4, 3), date(2022, 9, 11)),
    2023: (date(2023, 4, 2), date(2023, 9, 3)),
    2024: (date(2024, 4, 7), date(2024, 9, 8)),
    2025: (date(2025, 4, 6), date(2025, 9, 7)),
    2026: (date(2026, 4, 5), date(2026, 9, 6)),
    2027: (date(2027, 4, 4), date(2027, 9, 5)),
}


def sunday(year: int, month: int, nth: int) -> date:
    """The first, second … or, for -1, the last Sunday of a month."""
    days = each_day(date(year, month, 1), date(year, month, 28) + timedelta(days=3))
    return [day for day in days if day.weekday() == 6 and day.month == month][nth]


def moment(day: date, hour: int) -> datetime:
    return datetime(day.year, day.month, day.day, hour, tzinfo=UTC)


# Zone to (instant of the change, hours of the offset before, after).
CHANGES = {
    "America/Santiago": [
        change
        for winter, summer in CHILE.values()
        for change in ((moment(winter, 3), -3, -4), (moment(summer, 4), -4, -3))
    ],
    "Europe/Warsaw": [
        change
        for year in YEARS
        for change in (
            (moment(sunday(year, 3, -1), 1), 1, 2),
            (moment(sunday(year, 10, -1), 1), 2, 1),
        )
    ],
    "America/New_York": [
        change
        for year in YEARS
        for change in (
            (moment(sunday(year, 3, 1), 7), -5, -4),
            (moment(sunday(year, 11, 0), 6), -4, -5),
        )
    ],
}
ALL = [(zone, *change) for zone, changes in CHANGES.items() for change in changes]


@pytest.mark.parametrize(("zone", "at", "before", "after"), ALL)
def test_noon_is_an_hour_off_on_either_side_of_a_change(
    zone: str, at: datetime, before: int, after: int
) -> None:
    changed = local_date(at + timedelta(hours=6), zone=zone)

    noons = [instant(changed + timedelta(days=i), time(12), zone=zone) for i in (-1, 0, 1)]

    assert [noon.hour for noon in noons] == [12 - before, 12 - after, 12 - after]


@pytest.mark.parametrize(("zone", "at", "before", "after"), ALL)
def test_wall_times_around_a_change_are_instants_in_order(
    zone: str, at: datetime, before: int, after: int
) -> None:
    last = (at + before * 60 * MINUTE - MINUTE).replace(tzinfo=None)
    first = (at + max(before, after) * 60 * MINUTE).replace(tzinfo=None)

    assert instant(last.date(), last.time(), zone=zone) == at - MINUTE
    later = instant(first.date(), first.time(), zone=zone)
    assert later - at == max(0, before - after) * timedelta(hours=1)


@pytest.mark.parametrize("zone", CHANGES)
def test_the_clocks_change_on_no_other_day(zone: str) -> None:
    days = each_day(date(2015, 1, 1), date(2027, 12, 31))
    noons = [instant(day, time(12), zone=zone).hour for day in days]

    changed = [day for day, was, now in zip(days[1:], noons, noons[1:], strict=False) if was != now]

    assert changed == [local_date(at + timedelta(hours=6), zone=zone) for at, _, _ in CHANGES[zone]]


def test_santiago_and_new_york_move_apart_and_together_four_times_a_year() -> None:
    days = each_day(date(2026, 1, 1), date(2026, 12, 31))
    apart = [
        instant(day, time(12), zone="America/New_York").hour
        - instant(day, time(12), zone="America/Santiago").hour
        for day in days
    ]

    turns = [day for day, was, now in zip(days[1:], apart, apart[1:], strict=False) if was != now]

    assert turns == [date(2026, 3, 8), date(2026, 4, 5), date(2026, 9, 6), date(2026, 11, 1)]
