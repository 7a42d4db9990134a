"""What a dated file says of a day goes before the holidays of a package."""

from datetime import UTC, date, datetime, timedelta

import numpy as np
import pytest

from forexlib.core.calendar import (
    Market,
    business_calendar,
    each_day,
    expected_fixings,
    target_date,
)
from forexlib.core.errors import SettingsError
from forexlib.core.overrides import (
    PACKAGED,
    Override,
    amended,
    packaged_overrides,
    read_overrides,
)
from forexlib.sources.nbp_archive import NbpArchive

POPE, CENTENARY, FUNERAL = date(2018, 1, 16), date(2018, 11, 12), date(2005, 4, 8)
RECORD = """
[[day]]
date = 2018-01-16
market = "santiago"
state = "closed"
source = "Ley 21.065"
"""


def is_open(day: date, market: Market) -> bool:
    return bool(np.is_busday(day, busdaycal=business_calendar(market)))


def test_a_record_is_read() -> None:
    [one] = read_overrides(RECORD, file="mine.toml")

    assert one == Override(POPE, "santiago", "closed", "Ley 21.065")


@pytest.mark.parametrize(
    ("day", "market", "expected"),
    [
        pytest.param(POPE, "santiago", False, id="the Pope's visit to Santiago"),
        pytest.param(POPE, "warsaw", True, id="which closed nothing elsewhere"),
        pytest.param(CENTENARY, "warsaw", True, id="a holiday on which the NBP worked"),
        pytest.param(FUNERAL, "warsaw", False, id="a day without fixings"),
    ],
)
def test_the_packaged_file_goes_before_the_holidays(
    day: date, market: Market, *, expected: bool
) -> None:
    assert is_open(day, market) == expected


def test_these_are_all_the_days_that_differ_and_each_names_its_source() -> None:
    days = {(one.day, one.market, one.state) for one in packaged_overrides()}

    assert days == {
        (POPE, "santiago", "closed"),
        (CENTENARY, "warsaw", "open"),
        (FUNERAL, "warsaw", "closed"),
    }
    assert all(one.source and one.note for one in packaged_overrides())


@pytest.mark.parametrize("year", [2017, 2018, 2019, 2020, 2021, 2024, 2025, 2026, 2027])
def test_banks_in_chile_are_closed_on_the_last_day_of_every_year(year: int) -> None:
    assert not is_open(date(year, 12, 31), "santiago")


@pytest.mark.parametrize("day", [date(2021, 9, 17), date(2023, 1, 2), date(2027, 9, 17)])
def test_legal_holidays_that_the_exchange_calendar_lacks_are_kept(day: date) -> None:
    assert not is_open(day, "santiago")


def test_the_calendar_of_warsaw_is_that_of_the_fixings() -> None:
    archive = NbpArchive(first_day=date(2000, 1, 1))
    series = "nbp_fixing/USDEUR"
    fixed = set(
        archive.fetch([series], since={}, as_of=datetime(2049, 12, 31, tzinfo=UTC)).get_column(
            "event_date"
        )
    )

    open_days = {day for day in each_day(min(fixed), max(fixed)) if is_open(day, "warsaw")}

    assert min(fixed) < date(2000, 1, 5)
    assert fixed == open_days


def test_the_target_dates_that_the_overrides_change_are_these() -> None:
    aimed = each_day(date(2018, 11, 9), date(2018, 11, 14))

    targets = [
        target_date(day - timedelta(days=30), horizon_days=30, market="warsaw") for day in aimed
    ]

    friday, monday, tuesday = date(2018, 11, 9), CENTENARY, date(2018, 11, 13)
    assert targets == [friday, monday, monday, monday, tuesday, date(2018, 11, 14)]
    assert target_date(date(2018, 1, 9), horizon_days=7, market="santiago") == date(2018, 1, 17)
    assert expected_fixings(friday, tuesday, market="warsaw") == 2


def test_what_is_said_of_a_day_goes_before_the_package_in_both_directions() -> None:
    first, second, third = (date(2026, 10, day) for day in (26, 27, 28))
    overrides = [
        Override(first, "warsaw", "open", "x"),
        Override(third, "warsaw", "closed", "x"),
        Override(second, "santiago", "open", "x"),
    ]

    assert amended([second, first], overrides, market="warsaw") == [second, third]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        pytest.param(RECORD.replace("2018-01-16", '"16/1/18"'), r"line 2: date = '16/1/18' is no"),
        pytest.param(RECORD.replace("2018-01-16", "2018-01-16T08:00:00"), "line 2: date = "),
        pytest.param(RECORD.replace("2018-01-16", "2018-13-16"), "is not TOML.*line 3"),
        pytest.param(RECORD.replace("santiago", "lima"), "line 2: market = 'lima' is not known"),
        pytest.param(RECORD.replace("closed", "shut"), "line 2: state = 'shut' is not known"),
        pytest.param(RECORD.replace("Ley 21.065", ""), "line 2: source = '' is no text"),
        pytest.param(RECORD + "holiday = true\n", "line 2: 'holiday' is not known here"),
        pytest.param(RECORD.replace('state = "closed"\n', ""), "line 2: there is no 'state'"),
        pytest.param(RECORD + RECORD, "line 8: 2018-01-16 is named twice for santiago"),
        pytest.param("\n[[days]]\n", "line 2: 'days' is not known here"),
        pytest.param("\nday = 1\n", "line 2: 'day' is no list of records"),
        pytest.param("day = [{ date = 2018-01-16 }]", "line 1: 'day' is no list of records"),
        pytest.param(
            RECORD.replace("2018-01-16", "2018-01-20").replace("closed", "open"),
            "line 2: 2018-01-20 is no weekday",
        ),
    ],
)
def test_a_bad_file_is_refused_with_its_line(text: str, said: str) -> None:
    with pytest.raises(SettingsError, match=f"mine.toml.*{said}") as refused:
        read_overrides(text, file="mine.toml")

    assert refused.value.remedy


def test_the_file_is_packaged() -> None:
    assert PACKAGED.is_file()
